"""A page reached by its number shows the rows that stand there, wherever the counters let it start."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from congress_poverty.reach import Reach, reaching
from tests import factories as make
from visits import summary
from visits.models import Visit
from visits.views.visits import VisitList

pytestmark = pytest.mark.django_db

# Several on a day, a month with one, months with none, a year's end, the first and the last of a month.
EAST = [
    *[date(2025, 11, 30)] * 3,
    date(2025, 12, 31),
    *[date(2026, 1, 1)] * 5,
    *[date(2026, 4, day) for day in (1, 2, 2, 2, 15, 30)],
    *[date(2026, 5, day) for day in (1, 1, 9)],
]
WEST = [date(2026, 1, 1), *[date(2026, 4, 2)] * 3, date(2026, 6, 1)]


@pytest.fixture
def kept(world, monkeypatch, everything):
    """Visits of both townships with their counters; the public codes in the order of entry."""
    monkeypatch.setattr(VisitList, "per_page", 3)
    for person, household, days in (
        (world.wang, world.zhang_household, EAST),
        (world.zhao, world.liu_household, WEST),
    ):
        for day in days[::2] + days[1::2]:
            make.visit(person, household, day)
    summary.recount(world.county)


def _codes(page) -> list[str]:
    rows = page.context["body"].split('href="/visits/')[1:]
    return [row.split("/")[0] for row in rows]


def _pages(client, sort: str, pages: int) -> list[str]:
    return [code for n in range(1, pages + 1) for code in _codes(client.get(f"/visits/?page={n}{sort}"))]


@pytest.mark.parametrize(
    ("sort", "order"),
    [("", ("-visited_on", "-pk")), ("&sort=visited_on", ("visited_on", "pk"))],
    ids=["newest first", "oldest first"],
)
def test_the_numbered_pages_together_are_the_list(li, sun, kept, world, sort, order):
    with reaching(Reach.everything("a test")):
        in_order = Visit.objects.order_by(*order)
        whole = list(in_order.values_list("code", flat=True))
        of_east = list(in_order.filter(township=world.east).values_list("code", flat=True))
    assert _pages(sun, sort, 9) == whole
    assert _pages(li, sort, 7) == of_east


def test_a_number_beyond_the_end_shows_no_rows(sun, kept):
    page = sun.get("/visits/?page=9999999")
    assert not _codes(page)
    text = page.content.decode()
    assert "没有第 9999999 页" in text
    assert "还没有走访记录" not in text


def test_a_far_page_steps_over_half_a_month_at_most(sun, kept):
    april = EAST.count(date(2026, 4, 2)) + WEST.count(date(2026, 4, 2)) + 3
    for number in range(2, 9):
        with CaptureQueriesContext(connection) as seen:
            sun.get(f"/visits/?page={number}")
        stepped = [int(rows) for query in seen for rows in re.findall(r"OFFSET (\d+)", query["sql"])]
        assert stepped
        assert max(stepped) <= april // 2
