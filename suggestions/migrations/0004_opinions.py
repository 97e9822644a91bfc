import congress_poverty.codes
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('deputies', '0002_account_sessions'),
        ('visits', '0002_visit_summary'),
        ('suggestions', '0003_answers_and_promises'),
    ]

    operations = [
        migrations.CreateModel(
            name='OpinionCluster',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', congress_poverty.codes.CodeField(default=congress_poverty.codes.new_code, editable=False, max_length=16, unique=True)),
                ('title', models.CharField(max_length=100, verbose_name='共同的问题')),
                ('category', models.CharField(blank=True, max_length=20, verbose_name='类别')),
                ('is_key_topic', models.BooleanField(default=False, verbose_name='列为重点监督议题')),
                ('key_on', models.DateField(blank=True, null=True, verbose_name='列为重点日期')),
                ('recorded_by', models.CharField(blank=True, max_length=100, verbose_name='整理人')),
                ('created_on', models.DateField(verbose_name='整理日期')),
            ],
            options={
                'ordering': ['-created_on', '-id'],
            },
        ),
        migrations.CreateModel(
            name='OpinionItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', congress_poverty.codes.CodeField(default=congress_poverty.codes.new_code, editable=False, max_length=16, unique=True)),
                ('heard', models.CharField(choices=[('visit', '走访'), ('reception', '接待选民'), ('forum', '座谈会'), ('inspection', '视察调研'), ('letter', '来信来电')], default='visit', max_length=10, verbose_name='从哪里听到')),
                ('heard_on', models.DateField(verbose_name='听取日期')),
                ('words', models.TextField(max_length=600, verbose_name='群众原话')),
                ('category', models.CharField(blank=True, max_length=20, verbose_name='类别')),
                ('scope', models.CharField(blank=True, choices=[('individual', '个别问题'), ('common', '集中反映的问题')], max_length=10, verbose_name='个别还是集中')),
                ('people_count', models.PositiveSmallIntegerField(default=1, verbose_name='反映人数')),
                ('sources', models.JSONField(blank=True, default=list, verbose_name='听取对象')),
                ('cause', models.CharField(blank=True, max_length=300, verbose_name='形成原因')),
                ('policy_basis', models.CharField(blank=True, max_length=300, verbose_name='政策依据')),
                ('state', models.CharField(choices=[('new', '待研判'), ('verify', '待核实'), ('suggested', '已成建议'), ('routed', '已转有关机关'), ('answered', '已当面答复'), ('kept', '留存备查')], default='new', max_length=10, verbose_name='处理情况')),
                ('decided_on', models.DateField(blank=True, null=True, verbose_name='研判日期')),
                ('decision', models.CharField(blank=True, max_length=300, verbose_name='研判意见')),
                ('out_of_scope', models.CharField(blank=True, max_length=20, verbose_name='不属建议的类别')),
                ('scope_override', models.CharField(blank=True, max_length=200, verbose_name='仍作建议的理由')),
                ('routed_to', models.CharField(blank=True, max_length=100, verbose_name='转给哪个机关')),
                ('slip_number', models.CharField(blank=True, max_length=40, verbose_name='转办单编号')),
                ('told_back_on', models.DateField(blank=True, null=True, verbose_name='向群众反馈日期')),
                ('told_back', models.CharField(blank=True, max_length=200, verbose_name='怎么反馈的')),
                ('client_uuid', models.UUIDField(blank=True, editable=False, null=True, unique=True)),
                ('recorded_by', models.CharField(blank=True, max_length=100, verbose_name='记录人')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                'ordering': ['-heard_on', '-id'],
            },
        ),
        migrations.AddField(
            model_name='opinioncluster',
            name='county',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='opinion_clusters', to='deputies.county'),
        ),
        migrations.AddField(
            model_name='opinioncluster',
            name='suggestion',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='opinion_clusters', to='suggestions.suggestion'),
        ),
        migrations.AddField(
            model_name='opinioncluster',
            name='township',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='opinion_clusters', to='deputies.region', verbose_name='乡镇'),
        ),
        migrations.AddField(
            model_name='opinionitem',
            name='activity',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='opinions', to='visits.activity'),
        ),
        migrations.AddField(
            model_name='opinionitem',
            name='cluster',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='opinions', to='suggestions.opinioncluster'),
        ),
        migrations.AddField(
            model_name='opinionitem',
            name='county',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='opinions', to='deputies.county'),
        ),
        migrations.AddField(
            model_name='opinionitem',
            name='heard_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='opinions', to='deputies.person', verbose_name='听取代表'),
        ),
        migrations.AddField(
            model_name='opinionitem',
            name='suggestion',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='opinions', to='suggestions.suggestion'),
        ),
        migrations.AddField(
            model_name='opinionitem',
            name='township',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='opinions', to='deputies.region', verbose_name='乡镇'),
        ),
        migrations.AddField(
            model_name='opinionitem',
            name='village',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='deputies.region', verbose_name='村（社区）'),
        ),
        migrations.AddField(
            model_name='opinionitem',
            name='visit',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='opinions', to='visits.visit'),
        ),
        migrations.AddIndex(
            model_name='opinionitem',
            index=models.Index(fields=['county', '-heard_on', '-id'], name='opinion_county'),
        ),
        migrations.AddIndex(
            model_name='opinionitem',
            index=models.Index(fields=['township', '-heard_on', '-id'], name='opinion_township'),
        ),
    ]
