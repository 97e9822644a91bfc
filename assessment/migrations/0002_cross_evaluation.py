

import congress_poverty.codes
import django.db.models.deletion
from decimal import Decimal
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessment', '0001_initial'),
        ('deputies', '0003_phones'),
    ]

    operations = [
        migrations.CreateModel(
            name='CrossRound',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', congress_poverty.codes.CodeField(default=congress_poverty.codes.new_code, editable=False, max_length=16, unique=True)),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cross_rounds', to='deputies.county')),
                ('title', models.CharField(max_length=100, verbose_name='名称')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('quarter', models.PositiveSmallIntegerField(verbose_name='季度')),
                ('since', models.DateField(verbose_name='开始')),
                ('until', models.DateField(verbose_name='结束')),
                ('state', models.CharField(choices=[('open', '考评中'), ('closed', '已结束'), ('published', '已通报')], default='open', max_length=10, verbose_name='情况')),
                ('items', models.JSONField(default=list)),
                ('pack_version', models.CharField(blank=True, max_length=80)),
                ('number', models.CharField(blank=True, max_length=60, verbose_name='通报文号')),
                ('bulletin', models.TextField(blank=True, max_length=2000, verbose_name='通报正文')),
                ('published_on', models.DateField(blank=True, null=True, verbose_name='通报日期')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                'ordering': ['-year', '-quarter', '-id'],
                'constraints': [models.UniqueConstraint(fields=('county', 'year', 'quarter'), name='cross_round_once')],
            },
        ),
        migrations.CreateModel(
            name='CrossTeam',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', congress_poverty.codes.CodeField(default=congress_poverty.codes.new_code, editable=False, max_length=16, unique=True)),
                ('cross_round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='teams', to='assessment.crossround')),
                ('name', models.CharField(max_length=60, verbose_name='考评组')),
                ('leader', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='deputies.person', verbose_name='带队领导')),
                ('leader_name', models.CharField(blank=True, max_length=60, verbose_name='带队领导姓名')),
                ('office', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='deputies.unit', verbose_name='负责委室')),
                ('members', models.CharField(blank=True, max_length=200, verbose_name='成员')),
            ],
            options={
                'ordering': ['cross_round', 'id'],
                'constraints': [models.UniqueConstraint(fields=('cross_round', 'name'), name='cross_team_once')],
            },
        ),
        migrations.CreateModel(
            name='CrossSheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', congress_poverty.codes.CodeField(default=congress_poverty.codes.new_code, editable=False, max_length=16, unique=True)),
                ('cross_round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sheets', to='assessment.crossround')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sheets', to='assessment.crossteam', verbose_name='考评组')),
                ('township', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='deputies.region', verbose_name='乡镇')),
                ('station', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='deputies.station', verbose_name='看的站室')),
                ('visited_on', models.DateField(blank=True, null=True, verbose_name='考评日期')),
                ('total', models.DecimalField(decimal_places=2, default=Decimal('0'), max_digits=6, verbose_name='得分')),
                ('is_scored', models.BooleanField(default=False, verbose_name='已打分')),
                ('remark', models.CharField(blank=True, max_length=300, verbose_name='总的意见')),
                ('scored_by', models.CharField(blank=True, max_length=100, verbose_name='打分人')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                'ordering': ['cross_round', 'township__code', 'id'],
                'constraints': [models.UniqueConstraint(fields=('cross_round', 'team', 'township'), name='cross_sheet_once')],
            },
        ),
        migrations.CreateModel(
            name='CrossMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='marks', to='assessment.crosssheet')),
                ('item', models.CharField(max_length=20)),
                ('points', models.DecimalField(decimal_places=2, max_digits=5, verbose_name='得分')),
                ('remark', models.CharField(blank=True, max_length=200, verbose_name='扣分原因')),
            ],
            options={
                'ordering': ['sheet', 'id'],
                'constraints': [models.UniqueConstraint(fields=('sheet', 'item'), name='cross_mark_once')],
            },
        ),
    ]
