import congress_poverty.codes
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('deputies', '0002_account_sessions'),
        ('visits', '0002_visit_summary'),
        ('suggestions', '0004_opinions'),
    ]

    operations = [
        migrations.CreateModel(
            name='HigherSubmission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.CharField(choices=[('city', '市级'), ('province', '省级'), ('national', '全国')], max_length=10, verbose_name='提到哪级')),
                ('carried_by', models.CharField(max_length=60, verbose_name='由哪位代表提出')),
                ('submitted_on', models.DateField(verbose_name='提出日期')),
                ('number', models.CharField(blank=True, max_length=60, verbose_name='上级建议编号')),
                ('outcome', models.CharField(blank=True, max_length=300, verbose_name='上级办理结果')),
                ('outcome_on', models.DateField(blank=True, null=True, verbose_name='答复日期')),
            ],
            options={
                'ordering': ['submitted_on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='KeyDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', congress_poverty.codes.CodeField(default=congress_poverty.codes.new_code, editable=False, max_length=16, unique=True)),
                ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('meeting', models.CharField(help_text='例如：第十八届第二十次主任会议', max_length=100, verbose_name='会议')),
                ('decided_on', models.DateField(verbose_name='决定日期')),
                ('document', models.CharField(blank=True, max_length=60, verbose_name='文号')),
                ('recorded_by', models.CharField(blank=True, max_length=100, verbose_name='记录人')),
            ],
            options={
                'ordering': ['-decided_on', '-id'],
            },
        ),
        migrations.CreateModel(
            name='SupervisionEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', congress_poverty.codes.CodeField(default=congress_poverty.codes.new_code, editable=False, max_length=16, unique=True)),
                ('kind', models.CharField(max_length=24, verbose_name='方式')),
                ('is_escalation', models.BooleanField(default=False)),
                ('round', models.PositiveSmallIntegerField(default=1)),
                ('decided_on', models.DateField(verbose_name='决定日期')),
                ('held_on', models.DateField(blank=True, null=True, verbose_name='开展日期')),
                ('place', models.CharField(blank=True, max_length=100, verbose_name='地点')),
                ('people', models.CharField(blank=True, max_length=300, verbose_name='参加人')),
                ('document', models.CharField(blank=True, max_length=100, verbose_name='文件')),
                ('findings', models.TextField(blank=True, max_length=1000, verbose_name='情况和意见')),
                ('outcome', models.CharField(choices=[('planned', '待开展'), ('continue', '继续办理'), ('rehandle', '重新办理'), ('settled', '可以办结')], default='planned', max_length=10, verbose_name='结果')),
                ('recorded_by', models.CharField(blank=True, max_length=100, verbose_name='记录人')),
            ],
            options={
                'ordering': ['decided_on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Supervisor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('way', models.CharField(choices=[('leader', '常委会领导领衔督办'), ('committee', '专（工）委归口督办'), ('deputies', '代表视察督办'), ('government', '政府领导领办')], max_length=10, verbose_name='督办方式')),
                ('name', models.CharField(max_length=100, verbose_name='督办人')),
                ('criteria', models.JSONField(blank=True, default=list, verbose_name='选定依据')),
                ('since', models.DateField(verbose_name='开始日期')),
                ('until', models.DateField(blank=True, null=True, verbose_name='结束日期')),
            ],
            options={
                'ordering': ['since', 'id'],
            },
        ),
        migrations.CreateModel(
            name='UnitAppraisal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', congress_poverty.codes.CodeField(default=congress_poverty.codes.new_code, editable=False, max_length=16, unique=True)),
                ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('held_on', models.DateField(blank=True, null=True, verbose_name='评议日期')),
                ('team', models.CharField(blank=True, max_length=300, verbose_name='评议组')),
                ('report_on', models.DateField(blank=True, null=True, verbose_name='单位报告日期')),
                ('votes_satisfied', models.PositiveSmallIntegerField(default=0, verbose_name='满意票')),
                ('votes_basically', models.PositiveSmallIntegerField(default=0, verbose_name='基本满意票')),
                ('votes_dissatisfied', models.PositiveSmallIntegerField(default=0, verbose_name='不满意票')),
                ('findings', models.TextField(blank=True, max_length=1000, verbose_name='评议意见')),
                ('recorded_by', models.CharField(blank=True, max_length=100, verbose_name='记录人')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                'ordering': ['-year', 'unit'],
            },
        ),
        migrations.AddField(
            model_name='highersubmission',
            name='suggestion',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='higher_submissions', to='suggestions.suggestion'),
        ),
        migrations.AddField(
            model_name='keydecision',
            name='county',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='key_decisions', to='deputies.county'),
        ),
        migrations.AddField(
            model_name='keydecision',
            name='township',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='key_decisions', to='deputies.region'),
        ),
        migrations.AddField(
            model_name='supervisionevent',
            name='promise',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='events', to='suggestions.promise'),
        ),
        migrations.AddField(
            model_name='supervisionevent',
            name='suggestion',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='supervision_events', to='suggestions.suggestion'),
        ),
        migrations.AddField(
            model_name='supervisor',
            name='decision',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='supervisors', to='suggestions.keydecision'),
        ),
        migrations.AddField(
            model_name='supervisor',
            name='office',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='supervised', to='deputies.unit'),
        ),
        migrations.AddField(
            model_name='supervisor',
            name='suggestion',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='supervisors', to='suggestions.suggestion'),
        ),
        migrations.AddField(
            model_name='unitappraisal',
            name='county',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='unit_appraisals', to='deputies.county'),
        ),
        migrations.AddField(
            model_name='unitappraisal',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appraisals', to='deputies.unit', verbose_name='承办单位'),
        ),
        migrations.AddConstraint(
            model_name='keydecision',
            constraint=models.UniqueConstraint(condition=models.Q(('township__isnull', True)), fields=('county', 'meeting', 'decided_on'), name='key_decision_once_county'),
        ),
        migrations.AddConstraint(
            model_name='keydecision',
            constraint=models.UniqueConstraint(fields=('township', 'meeting', 'decided_on'), name='key_decision_once_township'),
        ),
        migrations.AddConstraint(
            model_name='unitappraisal',
            constraint=models.UniqueConstraint(fields=('county', 'unit', 'year'), name='unit_appraisal_once'),
        ),
    ]
