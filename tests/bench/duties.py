"""A county's year of duties walked day by day: 1,300 deputies, 100,000 visits."""

from __future__ import annotations

import time
from datetime import date, timedelta

from assessment.duties.obligations import Plan
from congress_poverty.reach import Reach, reaching
from deputies.models import County

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
    return [Line("6a a county's year walked day by day, seconds of CPU", whole, SECONDS, detail=detail)]
