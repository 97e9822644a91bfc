from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('suggestions', '0009_withdrawal_agreed'),
    ]

    operations = [
        migrations.AddField(
            model_name='promise',
            name='is_disputed',
            field=models.BooleanField(default=False, verbose_name='代表不认可落实'),
        ),
        migrations.AddField(
            model_name='rating',
            name='called_by',
            field=models.CharField(blank=True, max_length=60, verbose_name='通话人'),
        ),
        migrations.AddField(
            model_name='rating',
            name='entered_how',
            field=models.CharField(blank=True, choices=[('phone', '电话'), ('paper', '纸质')], max_length=8, verbose_name='代录依据'),
        ),
        migrations.AddField(
            model_name='rating',
            name='told_on',
            field=models.DateField(blank=True, null=True, verbose_name='告知代表日期'),
        ),
    ]
