

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('visits', '0006_held_item_wish'),
    ]

    operations = [
        migrations.AddField(
            model_name='attendance',
            name='role',
            field=models.CharField(blank=True, max_length=20, verbose_name='代表角色'),
        ),
    ]
