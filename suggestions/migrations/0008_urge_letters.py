import congress_poverty.codes
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('deputies', '0002_account_sessions'),
        ('suggestions', '0007_link_uses'),
    ]

    operations = [
        migrations.CreateModel(
            name='UrgeLetter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', congress_poverty.codes.CodeField(default=congress_poverty.codes.new_code, editable=False, max_length=16, unique=True)),
                ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('serial', models.PositiveIntegerField(verbose_name='序号')),
                ('number', models.CharField(max_length=60, verbose_name='编号')),
                ('sent_on', models.DateField(verbose_name='发函日期')),
                ('message', models.TextField(max_length=300, verbose_name='催办的话')),
                ('sent_by', models.CharField(max_length=100, verbose_name='发函人')),
                ('assignments', models.ManyToManyField(related_name='urge_letters', to='suggestions.assignment')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='urge_letters', to='deputies.county')),
                ('township', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='urge_letters', to='deputies.region')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='urge_letters', to='deputies.unit', verbose_name='承办单位')),
            ],
            options={
                'ordering': ['-sent_on', '-serial'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('township__isnull', True)), fields=('county', 'year', 'serial'), name='urge_letter_serial_county'), models.UniqueConstraint(fields=('township', 'year', 'serial'), name='urge_letter_serial_township')],
            },
        ),
    ]
