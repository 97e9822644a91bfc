from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('suggestions', '0008_urge_letters'),
    ]

    operations = [
        migrations.AddField(
            model_name='suggestionproposer',
            name='withdrawal_agreed_on',
            field=models.DateField(blank=True, null=True, verbose_name='同意撤回日期'),
        ),
    ]
