"""A county's year of duties walked day by day: 1,300 deputies, 100,000 visits."""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta

from django.utils import timezone

from assessment.duties.obligations import Plan
from assessment.duties.run import Outcome, run_duties
from congress_poverty.reach import Reach, reaching
from deputies import roles
from deputies.models import Account, County, Person, Post

from .measure import Line

SECONDS = 60


def run(scale: int) -> list[Line]:
    """Seconds for laying the year out once and asking every duty on each of its days."""
    with reaching(Reach.everything("benchmark of duties")):
        county = County.objects.get(region__code="990000")
        began = time.process_time()
        obligations = Plan(county, 2026).obligations
        laid_out = time.process_time() - began
        day, changes, states = date(2026, 1, 1), 0, {}
        while day.year == 2026:
            for number, one in enumerate(obligations):
                state = one.at(day).state
                if states.get(number) != state:
                    states[number], changes = state, changes + 1
            day += timedelta(days=1)
        whole = time.process_time() - began
        began = time.process_time()
        today = [
            one.at(date(2026, 11, 22)).state for one in Plan(county, 2026, kinds=("township",)).obligations
        ]
        page = time.process_time() - began
    detail = (
        f"{len(obligations)} duties laid out in {laid_out:.1f} s, {changes} changes of state;"
        f" the {len(today)} of the townships in {page:.2f} s"
    )
    return [
        Line("6a a county's year walked day by day, seconds of CPU", whole, SECONDS, detail=detail),
        _chased(county),
    ]


def _chased(county: County) -> Line:
    """The job on each day of the year, every deputy with an account to be told at."""
    with reaching(Reach.everything("benchmark of duties")):
        people = Person.objects.filter(county=county).order_by("pk")
        accounts = Account.objects.bulk_create(
            Account(username=f"duty{person.pk}", name=person.name, person=person, password="!")
            for person in people
        )
        Post.objects.bulk_create(
            Post(account=account, role=roles.DEPUTY, county=county, started_on=date(2020, 1, 1))
            for account in accounts
        )
    began, total = time.process_time(), Outcome()
    day = date(2026, 1, 1)
    while day.year == 2026:
        did = run_duties(at=timezone.make_aware(datetime(day.year, day.month, day.day, 9)))
        total.reminders += did.reminders
        total.notices += did.notices
        day += timedelta(days=1)
    whole = time.process_time() - began
    detail = f"{total.reminders} reminders in {total.notices} notices"
    return Line("6b the year's reminders, the job run on each day", whole, SECONDS, detail=detail)
