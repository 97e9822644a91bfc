"""Needs and measures get public codes: their pages are named by them."""

from django.db import migrations

import congress_poverty.codes


def fill(apps, schema_editor):
    for name in ("HouseholdNeed", "HouseholdMeasure"):
        for row in apps.get_model("pairing", name).objects.filter(code__isnull=True).iterator():
            row.code = congress_poverty.codes.new_code()
            row.save(update_fields=["code"])


def code(default=congress_poverty.codes.new_code, **more):
    return congress_poverty.codes.CodeField(
        default=default, editable=False, max_length=16, unique=True, **more
    )


class Migration(migrations.Migration):
    dependencies = [("pairing", "0002_pairing_source_codes")]

    operations = [
        migrations.AddField("householdneed", "code", code(default=None, null=True)),
        migrations.AddField("householdmeasure", "code", code(default=None, null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField("householdneed", "code", code()),
        migrations.AlterField("householdmeasure", "code", code()),
    ]
