"""``manage.py recompute_clocks``: put right what was estimated before the year's calendar came out."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from congress_poverty.audit import Actor
from congress_poverty.reach import Reach, reaching
from deputies.models import County
from suggestions import clocks


class Command(BaseCommand):
    help = "放假安排公布后，重算按周末推算的期限；可以重复运行。"

    def add_arguments(self, parser):
        parser.add_argument("--county", help="县代码；不写就是全部县")

    def handle(self, *, county, **options):
        counties = County.objects.select_related("region")
        if county:
            counties = counties.filter(region__code=county)
            if not counties:
                raise CommandError(f"没有代码为 {county} 的县。")
        with reaching(Reach.everything("the year's calendar holds for the whole county")):
            for one in counties:
                by = Actor.program("重算期限", one.code)
                count = clocks.recompute(one, by=by, today=timezone.localdate())
                self.stdout.write(f"{one}：重算 {count} 个期限。")
