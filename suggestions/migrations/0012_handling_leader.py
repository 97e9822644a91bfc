from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('suggestions', '0011_reported_up'),
    ]

    operations = [
        migrations.AddField(
            model_name='assignment',
            name='leader',
            field=models.CharField(blank=True, max_length=60, verbose_name='分管领导'),
        ),
    ]
