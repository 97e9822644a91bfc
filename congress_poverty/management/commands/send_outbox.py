"""``manage.py send_outbox``: what the task of every minute does, now or as at a given moment."""

from django.core.management.base import BaseCommand

from congress_poverty import outbox
from congress_poverty.management.moment import add_at, moment_of


class Command(BaseCommand):
    help = "Send the messages that wait to leave the building, by now or by --at 2026-06-10T08:30+08:00."

    def add_arguments(self, parser):
        add_at(parser)

    def handle(self, *, at, **options):
        self.stdout.write(outbox.send_due(at=moment_of(at)).words)
