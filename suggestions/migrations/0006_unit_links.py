import congress_poverty.codes
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('deputies', '0002_account_sessions'),
        ('visits', '0002_visit_summary'),
        ('suggestions', '0005_supervision'),
    ]

    operations = [
        migrations.CreateModel(
            name='LinkUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('act', models.CharField(max_length=24, verbose_name='做了什么')),
                ('address', models.GenericIPAddressField(blank=True, null=True, verbose_name='来源地址')),
                ('allowed', models.BooleanField(default=True, verbose_name='放行')),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='UnitLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', congress_poverty.codes.CodeField(default=congress_poverty.codes.new_code, editable=False, max_length=16, unique=True)),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('scopes', models.JSONField(default=list, verbose_name='可以做什么')),
                ('given_to', models.CharField(max_length=60, verbose_name='交给谁')),
                ('made_on', models.DateField(verbose_name='生成日期')),
                ('made_by', models.CharField(max_length=100, verbose_name='生成人')),
                ('expires_on', models.DateField(verbose_name='有效期至')),
                ('revoked_on', models.DateField(blank=True, null=True, verbose_name='作废日期')),
            ],
            options={
                'ordering': ['-made_on', '-id'],
            },
        ),
        migrations.AddField(
            model_name='unitlink',
            name='assignment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='suggestions.assignment'),
        ),
        migrations.AddField(
            model_name='unitlink',
            name='suggestion',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='unit_links', to='suggestions.suggestion'),
        ),
        migrations.AddField(
            model_name='linkuse',
            name='link',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='uses', to='suggestions.unitlink'),
        ),
    ]
