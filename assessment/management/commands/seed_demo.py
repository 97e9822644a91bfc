"""``manage.py seed_demo``: load the demo county, once."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from assessment.actions import compute_scores
from assessment.demo.build import DemoCounty, keep_latest_notices, make_accounts
from assessment.demo.counties import PLACES
from assessment.demo.duties import make_year
from assessment.demo.help import make_help
from assessment.demo.in_hand import InHand
from assessment.demo.leading import lead
from assessment.demo.opinions import make_opinions
from assessment.demo.phones import hand_in_late
from assessment.demo.reports import chase, send_reports
from assessment.demo.stations import make_station_work
from assessment.demo.suggestions import Suggestions
from congress_poverty.reach import Reach, reaching
from deputies.models import County

from .demo_accounts import PASSWORD


class Command(BaseCommand):
    help = "装入演示县（默认灵璧县，人员均为虚构）；已有数据时什么也不做。"

    def add_arguments(self, parser):
        parser.add_argument("--pack", choices=sorted(PLACES), default="lingbi", help="the county's rule pack")

    def handle(self, *, pack, **options):
        codes = {place.code for place in PLACES.values()}
        if found := County.objects.select_related("region").filter(region__code__in=codes).first():
            other = "" if found.pack == pack else f"它用的是规则包 {found.pack}，要换请加 RESET=1。"
            self.stdout.write(f"演示数据已在，保留不动。{other}")
            return
        # All or nothing: a loading that was interrupted starts again, and the disk is asked once.
        with reaching(Reach.everything("the demo county is loaded")), transaction.atomic():
            demo = DemoCounty(timezone.localdate(), pack)
            demo.build(Path(settings.BASE_DIR) / "deputies" / "divisions" / PLACES[pack].divisions)
            make_accounts(demo, PASSWORD)
            make_help(demo)
            earlier = Suggestions(demo)
            earlier.walk()
            InHand(demo, numbered=earlier.number).walk()
            make_opinions(demo)
            make_station_work(demo)
            hand_in_late()
            send_reports(demo.today)
            make_year(demo)
            lead(demo.county, demo.today)
            chase(demo.today)
            compute_scores(demo.county, demo.today.year, by=demo.office, today=demo.today)
            keep_latest_notices()
        self.stdout.write("演示数据已装入。")
