

import congress_poverty.codes
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessment', '0002_cross_evaluation'),
        ('deputies', '0003_phones'),
    ]

    operations = [
        migrations.CreateModel(
            name='RuleChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rule_changes', to='deputies.county')),
                ('path', models.CharField(max_length=120, verbose_name='规则项')),
                ('label', models.CharField(max_length=100, verbose_name='名称')),
                ('old', models.CharField(blank=True, max_length=200, verbose_name='原来')),
                ('new', models.CharField(blank=True, max_length=200, verbose_name='改为')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='原因')),
                ('changed_at', models.DateTimeField(verbose_name='时间')),
                ('changed_by', models.CharField(max_length=100, verbose_name='修改人')),
            ],
            options={
                'ordering': ['-changed_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', congress_poverty.codes.CodeField(default=congress_poverty.codes.new_code, editable=False, max_length=16, unique=True)),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='deputies.county')),
                ('township', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='deputies.region', verbose_name='乡镇')),
                ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='deputies.deputygroup', verbose_name='代表小组')),
                ('station', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='deputies.station', verbose_name='站室')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='deputies.unit', verbose_name='单位、委室')),
                ('kind', models.CharField(max_length=30, verbose_name='材料')),
                ('title', models.CharField(max_length=100, verbose_name='标题')),
                ('filed_on', models.DateField(verbose_name='报送日期')),
                ('filed_by', models.CharField(blank=True, max_length=100, verbose_name='报送人')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='说明')),
                ('name', models.CharField(blank=True, max_length=80)),
                ('original_name', models.CharField(blank=True, max_length=255, verbose_name='文件')),
                ('content_type', models.CharField(blank=True, max_length=80)),
                ('size', models.PositiveIntegerField(default=0)),
                ('state', models.CharField(choices=[('filed', '已报送'), ('accepted', '已接收'), ('returned', '已退回')], default='filed', max_length=10, verbose_name='状态')),
                ('decided_on', models.DateField(blank=True, null=True, verbose_name='接收或退回日期')),
                ('decided_by', models.CharField(blank=True, max_length=100, verbose_name='接收人')),
                ('return_reason', models.CharField(blank=True, max_length=300, verbose_name='退回原因')),
            ],
            options={
                'ordering': ['-filed_on', '-id'],
                'indexes': [models.Index(fields=['county', '-filed_on', '-id'], name='document_county'), models.Index(fields=['township', '-filed_on', '-id'], name='document_township')],
            },
        ),
        migrations.CreateModel(
            name='Pledge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', congress_poverty.codes.CodeField(default=congress_poverty.codes.new_code, editable=False, max_length=16, unique=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pledges', to='deputies.person', verbose_name='代表')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('rule', models.CharField(max_length=40, verbose_name='事项')),
                ('number', models.PositiveSmallIntegerField(verbose_name='次数')),
                ('words', models.CharField(blank=True, max_length=300, verbose_name='承诺内容')),
                ('made_on', models.DateField(verbose_name='承诺日期')),
            ],
            options={
                'ordering': ['-year', 'id'],
                'constraints': [models.UniqueConstraint(fields=('person', 'year', 'rule'), name='pledge_once')],
            },
        ),
    ]
