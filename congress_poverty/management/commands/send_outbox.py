"""``manage.py send_outbox``: what the task of every minute does, now or as at a given moment."""

from datetime import datetime

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from congress_poverty import outbox


class Command(BaseCommand):
    help = "Send the messages that wait to leave the building, by now or by --at 2026-06-10T08:30+08:00."

    def add_arguments(self, parser):
        parser.add_argument("--at", help="ISO date and time; Shanghai time where no offset is given")

    def handle(self, *, at, **options):
        try:
            moment = datetime.fromisoformat(at) if at else timezone.now()
        except ValueError:
            raise CommandError(f"“{at}”不是时间，应写成 2026-06-10T08:30+08:00。") from None
        if timezone.is_naive(moment):
            moment = timezone.make_aware(moment)
        self.stdout.write(outbox.send_due(at=moment).words)
