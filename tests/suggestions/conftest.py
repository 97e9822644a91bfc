"""A suggestion walked through real moves to where a test begins."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest

from congress_poverty.audit import Actor
from deputies import roles
from suggestions.actions import advance
from tests import factories as make

STAFF = Actor(label="孙（县代表工委）", role=roles.COUNTY_STAFF, county_code="341323")
CHAIR = Actor(label="李主席（东乡）", role=roles.TOWNSHIP_CHAIR, county_code="341323")
CLERK = Actor(label="李干事（东乡）", role=roles.TOWNSHIP_CLERK, county_code="341323")

WRITTEN = {
    "written_on": date(2026, 5, 6),
    "signed_by": "王局长",
    "doc_no": "灵水函〔2026〕21号",
    "result_code": "A",
    "summary": "两处路面已修复，护坡已加固，5月底前完成验收，农路股负责。",
}
MET = {
    "met_on": date(2026, 5, 8),
    "met_place": "柳林村村部",
    "unit_people": "赵副局长",
    "met_manner": "on_site",
}


@pytest.fixture
def road(world, everything):
    """王代表's suggestion about a road, still a draft."""
    return make.suggestion(world.wang)


@pytest.fixture
def walk(world, everything):
    return partial(walked, world)


def walked(world, suggestion, last, **changed):
    """Walks a draft along the straight way up to and including a move."""
    steps = [
        ("submit", date(2026, 3, 2), {}),
        ("register", date(2026, 3, 3), {"number": "087", "category": "transport"}),
        ("hand_over", date(2026, 3, 4), {"lead_units": [world.unit]}),
        ("sign", date(2026, 3, 6), {"officer": "农路股 王涛"}),
        ("write", date(2026, 5, 7), WRITTEN),
        ("meet", date(2026, 5, 8), MET),
        ("deliver", date(2026, 5, 9), {}),
        ("rate", date(2026, 5, 12), {"result": "satisfied", "attitude": "satisfied"}),
        ("close", date(2026, 5, 14), {}),
    ]
    for move, on, given in steps:
        advance(suggestion, move, by=STAFF, on=on, given=given | changed.get(move, {}))
        if move == last:
            return suggestion
    raise AssertionError(f"the straight way has no {last}")
