"""``manage.py remind``: send the reminders of suggestions that are owed on a day."""

from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from congress_poverty.audit import Actor
from congress_poverty.reach import Reach, reaching
from deputies.models import County
from suggestions import actions


class Command(BaseCommand):
    help = "按规则包发送代表建议各个期限的提醒；同一天重复运行不会重复提醒，放假日不提醒。"

    def add_arguments(self, parser):
        parser.add_argument("--county", help="县代码；不写就是全部县")
        parser.add_argument("--on", type=date.fromisoformat, help="哪一天，例如 2026-06-10；不写就是今天")

    def handle(self, *, county, on, **options):
        counties = County.objects.select_related("region")
        if county:
            counties = counties.filter(region__code=county)
            if not counties:
                raise CommandError(f"没有代码为 {county} 的县。")
        with reaching(Reach.everything("every county's clocks run")):
            for one in counties:
                by = Actor.program("提醒", one.code)
                count = actions.remind(one, by=by, today=on or timezone.localdate())
                self.stdout.write(f"{one}：提醒 {count} 件。")
