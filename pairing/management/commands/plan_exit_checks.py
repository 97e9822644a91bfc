"""``manage.py plan_exit_checks``: put the checks that have fallen due on the lists; may run twice."""

from datetime import date

from django.core.management.base import BaseCommand
from django.utils import timezone

from congress_poverty.reach import Reach, reaching
from deputies.models import County
from pairing.actions import plan_checks


class Command(BaseCommand):
    help = "把到期的脱贫后回访列入清单；可以反复运行。"

    def add_arguments(self, parser):
        parser.add_argument("--at", type=date.fromisoformat, help="按哪一天算（默认今天），例如 2026-06-09")

    def handle(self, *, at, **options):
        today = at or timezone.localdate()
        with reaching(Reach.everything("checks after the exit fall due in every county")):
            for county in County.objects.all():
                self.stdout.write(f"{county}：新列入 {plan_checks(county, today=today)} 户。")
