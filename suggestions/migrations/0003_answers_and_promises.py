import congress_poverty.codes
import django.db.models.deletion
from django.db import migrations, models


def give_codes(apps, schema_editor):
    """Each promise that stands already gets a public code of its own."""
    Promise = apps.get_model("suggestions", "Promise")
    for promise in Promise.objects.iterator():
        promise.code = congress_poverty.codes.new_code()
        promise.save(update_fields=["code"])


class Migration(migrations.Migration):

    dependencies = [
        ('deputies', '0002_account_sessions'),
        ('visits', '0002_visit_summary'),
        ('suggestions', '0002_moves_and_pauses'),
    ]

    operations = [
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('way', models.CharField(choices=[('direct', '直接送达'), ('relayed', '领衔代表转达'), ('paper', '纸质送达')], default='direct', max_length=8, verbose_name='送达方式')),
                ('delivered_on', models.DateField(verbose_name='送达日期')),
                ('seen_on', models.DateField(blank=True, null=True, verbose_name='代表收到日期')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Paper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', congress_poverty.codes.CodeField(default=congress_poverty.codes.new_code, editable=False, max_length=16, unique=True)),
                ('kind', models.CharField(choices=[('reply', '答复函'), ('meeting', '见面沟通记录'), ('waiver', '代表书面意见'), ('survey', '征询意见表'), ('minutes', '会议或督办记录'), ('other', '其他材料')], default='other', max_length=8, verbose_name='材料')),
                ('name', models.CharField(max_length=80, unique=True)),
                ('original_name', models.CharField(max_length=255, verbose_name='原文件名')),
                ('content_type', models.CharField(max_length=80)),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.PositiveIntegerField()),
                ('added_on', models.DateField(verbose_name='上传日期')),
                ('added_by', models.CharField(max_length=100, verbose_name='上传人')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.AddField(
            model_name='promise',
            name='answer',
            field=models.CharField(blank=True, max_length=500, verbose_name='落实情况'),
        ),
        migrations.AddField(
            model_name='promise',
            name='carried_to',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='转入年度'),
        ),
        migrations.AddField(
            model_name='promise',
            name='check_result',
            field=models.CharField(blank=True, choices=[('done', '已落实'), ('partly', '部分落实'), ('not_done', '未落实')], max_length=8, verbose_name='回头看结果'),
        ),
        migrations.AddField(
            model_name='promise',
            name='checked_on',
            field=models.DateField(blank=True, null=True, verbose_name='回头看日期'),
        ),
        migrations.AddField(
            model_name='promise',
            name='code',
            field=congress_poverty.codes.CodeField(default='', editable=False, max_length=16, unique=False),
        ),
        migrations.RunPython(give_codes, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='promise',
            name='code',
            field=congress_poverty.codes.CodeField(default=congress_poverty.codes.new_code, editable=False, max_length=16, unique=True),
        ),
        migrations.AddField(
            model_name='promise',
            name='end_reason',
            field=models.CharField(blank=True, max_length=200, verbose_name='不再跟踪的理由'),
        ),
        migrations.AddField(
            model_name='promise',
            name='ended_on',
            field=models.DateField(blank=True, null=True, verbose_name='不再跟踪日期'),
        ),
        migrations.AddField(
            model_name='promise',
            name='first_due_on',
            field=models.DateField(blank=True, null=True, verbose_name='最初承诺的时间'),
        ),
        migrations.AddField(
            model_name='promise',
            name='rated_on',
            field=models.DateField(blank=True, null=True, verbose_name='评价日期'),
        ),
        migrations.AddField(
            model_name='promise',
            name='satisfaction',
            field=models.CharField(blank=True, max_length=24, verbose_name='代表对落实的评价'),
        ),
        migrations.AddField(
            model_name='promise',
            name='times_postponed',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='推迟次数'),
        ),
        migrations.AddField(
            model_name='promise',
            name='unit',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='promises', to='deputies.unit', verbose_name='承诺单位'),
        ),
        migrations.AddField(
            model_name='reply',
            name='is_public',
            field=models.BooleanField(default=True, verbose_name='公开答复'),
        ),
        migrations.AddField(
            model_name='reply',
            name='withheld_reason',
            field=models.CharField(blank=True, max_length=200, verbose_name='不公开的理由'),
        ),
        migrations.AddIndex(
            model_name='promise',
            index=models.Index(fields=['kept_on', 'due_on'], name='promise_due'),
        ),
        migrations.AddField(
            model_name='delivery',
            name='proposer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='suggestions.suggestionproposer'),
        ),
        migrations.AddField(
            model_name='delivery',
            name='reply',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='suggestions.reply'),
        ),
        migrations.AddField(
            model_name='delivery',
            name='suggestion',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='suggestions.suggestion'),
        ),
        migrations.AddField(
            model_name='paper',
            name='assignment',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='papers', to='suggestions.assignment'),
        ),
        migrations.AddField(
            model_name='paper',
            name='suggestion',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='papers', to='suggestions.suggestion'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(fields=('reply', 'proposer'), name='delivery_once'),
        ),
        migrations.AddConstraint(
            model_name='paper',
            constraint=models.UniqueConstraint(fields=('suggestion', 'sha256', 'kind'), name='paper_once'),
        ),
    ]
