"""``manage.py run_duties``: what the hourly task does, now or at a given moment."""

from django.core.management.base import BaseCommand

from assessment.duties.run import run_duties
from congress_poverty.management.moment import add_at, moment_of


class Command(BaseCommand):
    help = "Lay out and chase the reports that are owed by now, or by --at 2026-06-10T08:00+08:00."

    def add_arguments(self, parser):
        add_at(parser)

    def handle(self, *, at, **options):
        self.stdout.write(run_duties(at=moment_of(at)).words)
