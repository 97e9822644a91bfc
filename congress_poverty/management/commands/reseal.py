"""``manage.py reseal``: seal every tier 3 value anew with the newest key, after one was put in front."""

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import transaction

from congress_poverty import audit
from congress_poverty.audit import Actor
from congress_poverty.reach import Reach, reaching
from congress_poverty.sealed import SealedField

BATCH = 500


def reseal(model, fields: list[SealedField]) -> int:
    """How many values were sealed anew; those under the newest key stay, so it may be run again."""
    done, last = 0, 0
    while True:
        with transaction.atomic():
            rows = list(model.objects.filter(pk__gt=last).order_by("pk").select_for_update()[:BATCH])
            if not rows:
                return done
            old = [row for row in rows if sum(field.reseal(row) for field in fields)]
            if old:
                model.objects.bulk_update(old, [field.name for field in fields])
            done, last = done + len(old), rows[-1].pk


class Command(BaseCommand):
    help = "Seal every tier 3 value with the first of FIELD_KEYS; may be stopped and run again."

    def handle(self, **options):
        found = {}
        with reaching(Reach.everything("every sealed value gets the newest key")):
            for model in apps.get_models():
                fields = [field for field in model._meta.concrete_fields if isinstance(field, SealedField)]
                if fields:
                    found[model._meta.label] = reseal(model, fields)
                    self.stdout.write(f"{model._meta.verbose_name}：{found[model._meta.label]} 行。")
            audit.record("keys.reseal", by=Actor.program("reseal"), detail={"rows": found})
        self.stdout.write("已换用新密钥。FIELD_KEYS 的最后一个留着：按号码查找要用它。")
