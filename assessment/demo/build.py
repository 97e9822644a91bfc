"""Builds the rows of the demo county, bottom room first."""

from __future__ import annotations

from datetime import date
from random import Random

from django.core.management import call_command
from django.utils import timezone

from deputies import roles
from deputies.models import Account, County, Post, Region, Unit
from visits import summary
from visits.policy import VisitPolicy

from . import activities, households, roster, visits, words
from .actors import office, office_title
from .counties import PLACES, make_campaigns
from .people import People


class DemoCounty:
    """Builds the county as of ``today``; ``build`` leaves a county in the middle of its half-year."""

    def __init__(self, today: date, pack: str = "lingbi"):
        self.today = today
        self.place = PLACES[pack]
        self.random = Random(f"{pack}-demo")
        self.people = People(self.random)
        self.year_begins = date(today.year, 1, 1)

    def build(self, divisions) -> County:
        """Everything of the lower rooms. ``divisions``: path of the CSV file."""
        call_command(
            "setup_county",
            self.place.code,
            divisions=str(divisions),
            pack=self.place.pack,
            campaign=[
                self.place.campaign,
                f"{self.today.year}-01-01",
                f"{self.today.year + 1}-12-31",
            ],
            verbosity=0,
        )
        self.county = County.objects.get(region__code=self.place.code)
        self.county.deputies_committee_name = self.place.committee
        self.county.save(update_fields=["deputies_committee_name"])
        self.office = office(self.county)
        self.kinds = {one.code: one.label for one in self.county.policy(VisitPolicy).activity_kinds}
        # The county's own n ones in the places of the six, in their order.
        ones = [one.label for one in self.county.policy(VisitPolicy).n_ones.items]
        self.acts = {act: ones[n % len(ones)] for n, act in enumerate(words.SIX)}
        self.motivation = [one.label for one in self.county.policy(VisitPolicy).motivation]
        make_campaigns(self.place, self.county, self.today)
        self.townships = list(
            Region.objects.filter(parent=self.county.region, retired_on=None).order_by(
                "-has_congress", "code"
            )
        )
        self.villages = {
            township.pk: list(Region.objects.filter(parent=township, retired_on=None).order_by("code"))
            for township in self.townships
        }
        roster.mark_poor_villages(self)
        roster.make_units(self)
        roster.make_roster(self)
        roster.make_groups_and_stations(self)
        households.make_households(self)
        visits.make_pairings(self)
        visits.make_visits(self)
        visits.make_activities(self)
        roster.make_links(self)
        activities.deepen(self)
        summary.recount(self.county)
        return self.county

    def weighted(self, weights: dict[str, int]) -> str:
        return self.random.choices(list(weights), list(weights.values()))[0]


def make_accounts(demo: DemoCounty, password: str) -> None:
    """One account per role, and a chair who is a deputy too, to show the switch of posts."""
    town = demo.townships[0]
    deputy, chair, *_ = demo.deputies[town.pk]
    water = Unit.objects.get(county=demo.county, name=demo.place.local("县水利局"))
    people = [
        ("daibiao", deputy.name, roles.DEPUTY, {"person": deputy}, {}),
        ("ganshi", "李敏", roles.TOWNSHIP_CLERK, {}, {"townships": [town]}),
        ("zhuxi", chair.name, roles.TOWNSHIP_CHAIR, {"person": chair}, {"townships": [town]}),
        ("gongwei", "陈立", roles.COUNTY_STAFF, {}, {"title": office_title(demo.county)}),
        ("lingdao", "周明远", roles.COUNTY_LEADER, {}, {"title": "常委会副主任"}),
        ("danwei", "钱程", roles.HANDLING_UNIT, {}, {"unit": water}),
        ("xitong", "系统管理员", roles.SYSTEM_ADMIN, {}, {}),
        ("anquan", "安全管理员", roles.SECURITY_ADMIN, {}, {}),
        ("shenji", "审计员", roles.AUDITOR, {}, {}),
    ]
    for username, name, role, account_fields, post_fields in people:
        account = Account.objects.create_user(username, password, name=name, **account_fields)
        townships = post_fields.pop("townships", [])
        post = Post.objects.create(
            account=account,
            role=role,
            county=demo.county,
            started_on=demo.year_begins,
            granted_by="程序（演示数据）",
            **post_fields,
        )
        post.townships.set(townships)
        if role == roles.TOWNSHIP_CHAIR:
            Post.objects.create(
                account=account, role=roles.DEPUTY, county=demo.county, started_on=demo.year_begins
            )
    # A second clerk in another township, so that the wall between neighbours can be tried by hand.
    neighbour = demo.townships[1]
    account = Account.objects.create_user("linzhen", password, name="赵芳")
    post = Post.objects.create(
        account=account, role=roles.TOWNSHIP_CLERK, county=demo.county, started_on=demo.year_begins
    )
    post.townships.set([neighbour])


def keep_latest_notices(unread: int = 5) -> None:
    """A year of notices was read as it came: only the last few of each account are still new."""
    for account in Account.objects.filter(notices__isnull=False).distinct():
        latest = account.notices.order_by("-pk").values_list("pk", flat=True)[:unread]
        account.notices.exclude(pk__in=list(latest)).update(read_at=timezone.now())
