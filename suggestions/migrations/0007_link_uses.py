import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('suggestions', '0006_unit_links'),
    ]

    operations = [
        migrations.AddField(
            model_name='linkuse',
            name='who',
            field=models.CharField(blank=True, max_length=20, verbose_name='谁'),
        ),
        migrations.AddField(
            model_name='unitlink',
            name='officer',
            field=models.CharField(blank=True, max_length=20, verbose_name='经办人'),
        ),
        migrations.AddField(
            model_name='unitlink',
            name='officer_phone',
            field=models.CharField(blank=True, max_length=40, verbose_name='经办人电话'),
        ),
        migrations.AlterField(
            model_name='linkuse',
            name='link',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='uses', to='suggestions.unitlink'),
        ),
        migrations.AddIndex(
            model_name='linkuse',
            index=models.Index(fields=['address', 'at'], name='link_use_address'),
        ),
        migrations.AddConstraint(
            model_name='linkuse',
            constraint=models.UniqueConstraint(condition=models.Q(('allowed', True), models.Q(('act__in', ('open', 'name')), _negated=True)), fields=('link', 'act'), name='link_act_once'),
        ),
    ]
