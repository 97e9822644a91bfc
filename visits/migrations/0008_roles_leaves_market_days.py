import congress_poverty.codes
import django.db.models.deletion
from django.db import migrations, models


def carry_over(apps, schema_editor):
    """One walk of life becomes a list of one; a county's plan says which county's it is."""
    batches = apps.get_model('visits', 'TrainingBatch')
    for category in batches.objects.exclude(category='').order_by().values_list('category', flat=True).distinct():
        batches.objects.filter(category=category).update(categories=[category])
    plans = apps.get_model('visits', 'TrainingPlan')
    plans.objects.filter(township=None).update(county_wide=models.F('county'))


def carry_back(apps, schema_editor):
    batches = apps.get_model('visits', 'TrainingBatch')
    for batch in batches.objects.exclude(categories=[]):
        batches.objects.filter(pk=batch.pk).update(category=batch.categories[0])


class Migration(migrations.Migration):

    dependencies = [
        ('deputies', '0001_squashed_0004_campaign_phases'),
        ('visits', '0007_visit_motivation'),
    ]

    operations = [
        migrations.AddField(
            model_name='activityopinion',
            name='due_on',
            field=models.DateField(blank=True, null=True, verbose_name='答复期限'),
        ),
        migrations.AddField(
            model_name='activityopinion',
            name='sent_on',
            field=models.DateField(blank=True, null=True, verbose_name='转交日期'),
        ),
        migrations.AddField(
            model_name='activityopinion',
            name='sent_to',
            field=models.CharField(blank=True, max_length=100, verbose_name='转交部门'),
        ),
        migrations.AddField(
            model_name='attendance',
            name='role',
            field=models.CharField(blank=True, max_length=20, verbose_name='代表角色'),
        ),
        migrations.AddField(
            model_name='marketday',
            name='stations',
            field=models.ManyToManyField(blank=True, related_name='market_days', to='deputies.station', verbose_name='参加的站室'),
        ),
        migrations.AddField(
            model_name='trainingbatch',
            name='categories',
            field=models.JSONField(blank=True, default=list, verbose_name='代表构成'),
        ),
        migrations.AddField(
            model_name='trainingplan',
            name='county_wide',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='deputies.county'),
        ),
        migrations.RunPython(carry_over, carry_back),
        migrations.RemoveField(
            model_name='trainingbatch',
            name='category',
        ),
        migrations.AlterField(
            model_name='marketday',
            name='activity',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='market_day', to='visits.activity'),
        ),
        migrations.CreateModel(
            name='LeaveRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', congress_poverty.codes.CodeField(default=congress_poverty.codes.new_code, editable=False, max_length=16, unique=True)),
                ('context', models.CharField(choices=[('congress_before', '人代会召开前'), ('congress_during', '人代会期间'), ('group', '小组活动'), ('station', '联络站活动'), ('activity', '其他活动')], max_length=16, verbose_name='什么时候请的')),
                ('part', models.CharField(blank=True, max_length=60, verbose_name='哪一段')),
                ('reason', models.CharField(max_length=80, verbose_name='事由')),
                ('asked_on', models.DateField(verbose_name='请假日期')),
                ('asked_by', models.CharField(blank=True, max_length=100, verbose_name='登记人')),
                ('approver', models.CharField(max_length=60, verbose_name='准假人')),
                ('state', models.CharField(choices=[('asked', '等批准'), ('approved', '已准假'), ('refused', '没有批准'), ('withdrawn', '已撤回')], default='asked', max_length=10, verbose_name='情况')),
                ('decided_on', models.DateField(blank=True, null=True, verbose_name='批复日期')),
                ('decided_by', models.CharField(blank=True, max_length=100, verbose_name='批复登记人')),
                ('answer', models.CharField(blank=True, max_length=100, verbose_name='批复意见')),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='leaves', to='visits.activity')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='leaves', to='deputies.person', verbose_name='请假代表')),
            ],
            options={
                'ordering': ['-asked_on', '-id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ('asked', 'approved'))), fields=('activity', 'person'), name='leave_open_once')],
            },
        ),
    ]
