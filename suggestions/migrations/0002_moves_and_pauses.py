import django.db.models.deletion
import suggestions.flow.states
import suggestions.flow
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('deputies', '0002_account_sessions'),
        ('suggestions', '0001_initial'),
        ('visits', '0002_visit_summary'),
    ]

    operations = [
        migrations.CreateModel(
            name='ClockReminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule', models.CharField(max_length=20)),
                ('due_on', models.DateField(verbose_name='提醒的期限')),
                ('sent_on', models.DateField(verbose_name='提醒日期')),
            ],
            options={
                'ordering': ['sent_on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Extension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('by_nature', models.BooleanField(default=False, verbose_name='按事项性质')),
                ('asked_on', models.DateField(verbose_name='申请日期')),
                ('reason', models.CharField(max_length=300, verbose_name='延期理由')),
                ('until', models.DateField(blank=True, null=True, verbose_name='延至')),
                ('is_granted', models.BooleanField(null=True, verbose_name='同意')),
                ('decided_on', models.DateField(blank=True, null=True, verbose_name='答复日期')),
                ('decision', models.CharField(blank=True, max_length=300, verbose_name='答复')),
            ],
            options={
                'ordering': ['asked_on', 'id'],
            },
        ),
        migrations.AddField(
            model_name='clock',
            name='paused_days',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='暂停过的天数'),
        ),
        migrations.AddField(
            model_name='clock',
            name='paused_on',
            field=models.DateField(blank=True, null=True, verbose_name='暂停日期'),
        ),
        migrations.AddField(
            model_name='suggestion',
            name='dispatch',
            field=models.CharField(blank=True, choices=[('single', '独办'), ('lead_co', '主办协办'), ('parts', '分别办理'), ('joint', '共同主办')], max_length=8, verbose_name='办理方式'),
        ),
        migrations.AddField(
            model_name='suggestion',
            name='group',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='suggestions', to='deputies.deputygroup', verbose_name='代表小组'),
        ),
        migrations.AddField(
            model_name='suggestion',
            name='is_complex',
            field=models.BooleanField(default=False, verbose_name='涉及面广、处理难度大'),
        ),
        migrations.AddField(
            model_name='suggestion',
            name='merged_into',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='merged', to='suggestions.suggestion', verbose_name='并入'),
        ),
        migrations.AddField(
            model_name='suggestion',
            name='out_of_scope',
            field=models.CharField(blank=True, max_length=20, verbose_name='可能不属建议的类别'),
        ),
        migrations.AddField(
            model_name='suggestion',
            name='paused_on',
            field=models.DateField(blank=True, null=True, verbose_name='暂停日期'),
        ),
        migrations.AddField(
            model_name='suggestion',
            name='proposed_by',
            field=models.CharField(choices=[('deputies', '代表'), ('group', '代表小组'), ('delegation', '代表团')], default='deputies', max_length=10, verbose_name='提出主体'),
        ),
        migrations.AddField(
            model_name='suggestion',
            name='scope_override',
            field=models.CharField(blank=True, max_length=200, verbose_name='仍要提交的理由'),
        ),
        migrations.AlterField(
            model_name='step',
            name='from_state',
            field=models.CharField(choices=[('draft', '草稿'), ('submitted', '待登记'), ('returned', '退回补充'), ('declined', '不予立案'), ('registered', '待交办'), ('handed_over', '待签收'), ('objection', '申请退办'), ('handling', '办理中'), ('replied', '已答复待评价'), ('rated', '已评价'), ('escalated', '升级处理'), ('rehandling', '重新办理'), ('closed', '已办结'), ('withdrawn', '已撤回')], max_length=12),
        ),
        migrations.AlterField(
            model_name='step',
            name='to_state',
            field=models.CharField(choices=[('draft', '草稿'), ('submitted', '待登记'), ('returned', '退回补充'), ('declined', '不予立案'), ('registered', '待交办'), ('handed_over', '待签收'), ('objection', '申请退办'), ('handling', '办理中'), ('replied', '已答复待评价'), ('rated', '已评价'), ('escalated', '升级处理'), ('rehandling', '重新办理'), ('closed', '已办结'), ('withdrawn', '已撤回')], max_length=12),
        ),
        migrations.AlterField(
            model_name='suggestion',
            name='state',
            field=models.CharField(choices=[('draft', '草稿'), ('submitted', '待登记'), ('returned', '退回补充'), ('declined', '不予立案'), ('registered', '待交办'), ('handed_over', '待签收'), ('objection', '申请退办'), ('handling', '办理中'), ('replied', '已答复待评价'), ('rated', '已评价'), ('escalated', '升级处理'), ('rehandling', '重新办理'), ('closed', '已办结'), ('withdrawn', '已撤回')], default=suggestions.flow.states.State['DRAFT'], max_length=12, verbose_name='状态'),
        ),
        migrations.AddField(
            model_name='clockreminder',
            name='clock',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to='suggestions.clock'),
        ),
        migrations.AddField(
            model_name='extension',
            name='assignment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='extensions', to='suggestions.assignment'),
        ),
        migrations.AddField(
            model_name='extension',
            name='suggestion',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='extensions', to='suggestions.suggestion'),
        ),
        migrations.AddConstraint(
            model_name='clockreminder',
            constraint=models.UniqueConstraint(fields=('clock', 'rule', 'due_on'), name='clock_reminder_once'),
        ),
        migrations.AddConstraint(
            model_name='extension',
            constraint=models.UniqueConstraint(condition=models.Q(('is_granted__isnull', True)), fields=('assignment',), name='extension_one_open'),
        ),
        migrations.AlterField(
            model_name='assignment',
            name='part',
            field=models.CharField(choices=[('lead', '主办'), ('co', '协办'), ('via', '转办')], default=suggestions.flow.Part['LEAD'], max_length=4, verbose_name='主办或协办'),
        ),
        migrations.AlterField(
            model_name='assignment',
            name='state',
            field=models.CharField(choices=[('assigned', '待签收'), ('objected', '申请退办'), ('handling', '办理中'), ('opined', '已提意见'), ('replied', '已答复'), ('forwarded', '已转办')], default=suggestions.flow.UnitState['ASSIGNED'], max_length=10),
        ),
    ]
