"""``manage.py seed_demo``: load the demo county, once."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from assessment.actions import compute_scores
from assessment.demo.build import COUNTY_CODE, DemoCounty, keep_latest_notices, make_accounts
from assessment.demo.in_hand import InHand
from assessment.demo.opinions import make_opinions
from assessment.demo.phones import hand_in_late
from assessment.demo.reports import OFFICE, send_reports
from assessment.demo.suggestions import Suggestions
from congress_poverty.reach import Reach, reaching
from deputies.models import County

from .demo_accounts import PASSWORD


class Command(BaseCommand):
    help = "装入演示县（灵璧县，人员均为虚构）；已有数据时什么也不做。"

    def handle(self, **options):
        if County.objects.filter(region__code=COUNTY_CODE).exists():
            self.stdout.write("演示数据已在，保留不动。")
            return
        # All or nothing: a loading that was interrupted starts again, and the disk is asked once.
        with reaching(Reach.everything("the demo county is loaded")), transaction.atomic():
            demo = DemoCounty(timezone.localdate())
            demo.build(Path(settings.BASE_DIR) / "deputies" / "divisions" / "341323_2023.csv")
            make_accounts(demo, PASSWORD)
            earlier = Suggestions(demo)
            earlier.walk()
            InHand(demo, numbered=earlier.number).walk()
            make_opinions(demo)
            hand_in_late()
            send_reports(demo.today)
            compute_scores(demo.county, demo.today.year, by=OFFICE, today=demo.today)
            keep_latest_notices()
        self.stdout.write("演示数据已装入。")
