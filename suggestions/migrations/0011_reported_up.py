from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('suggestions', '0010_ratings_on_behalf_and_disputes'),
    ]

    operations = [
        migrations.AddField(
            model_name='highersubmission',
            name='organ',
            field=models.CharField(blank=True, max_length=100, verbose_name='报给哪个机关'),
        ),
        migrations.AlterField(
            model_name='highersubmission',
            name='carried_by',
            field=models.CharField(blank=True, max_length=60, verbose_name='由哪位代表提出'),
        ),
    ]
