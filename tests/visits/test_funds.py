"""履职经费: the rates and caps of 黄冈 (S2-17, S2-18), and that no cap is ever passed."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from congress_poverty import packs
from congress_poverty.reach import reaching
from tests import factories as make
from visits import funds
from visits.figures import funds as figures
from visits.policy import FundPolicy, FundRate

LEVELS = ("national", "provincial", "city", "county", "township")
HUANGGANG = {
    "funds.rates": [
        {"level": "city", "per_activity": 200, "per_year": 800},
        {"level": "county", "per_activity": 200, "per_year": 800},
        {"level": "township", "per_activity": 100, "per_year": 400},
    ]
}
POLICY = packs.effective("default", HUANGGANG).section("funds", FundPolicy)

patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
yuan = st.integers(0, 500_000).map(lambda cents: Decimal(cents) / 100)
rates = st.tuples(st.sampled_from(LEVELS), yuan, yuan).map(lambda parts: FundRate(*parts))
days = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@patient
@given(st.lists(st.tuples(days, st.one_of(st.none(), rates)), max_size=40))
def test_a_year_never_passes_the_highest_cap_that_applied(attended):
    found = funds.payments(attended)
    paid = sum((one.amount for one in found), Decimal(0))
    assert paid <= max((rate.per_year for _, rate in attended if rate), default=Decimal(0))
    assert all(one.amount >= 0 and one.cut >= 0 for one in found)
    assert len(found) == len(attended)


@patient
@given(rates, st.integers(0, 60))
def test_with_one_rate_the_year_is_the_smaller_of_the_sum_and_the_cap(rate, times):
    found = funds.payments([(date(2026, 1, 1) + timedelta(days=n), rate) for n in range(times)])
    assert sum((one.amount for one in found), Decimal(0)) == min(rate.per_activity * times, rate.per_year)
    assert all(one.amount + one.cut == rate.per_activity for one in found)


@patient
@given(st.sets(st.sampled_from(LEVELS)))
def test_the_highest_level_with_a_rate_pays_and_only_that_one(levels):
    rate = funds.rate_of(levels, POLICY)
    with_rates = [level for level in ("city", "county", "township") if level in levels]
    assert (rate.level if rate else None) == (with_rates[0] if with_rates else None)


@pytest.fixture
def paying(world):
    """灵璧 with the rates of 黄冈; 王代表 sits in the county and in the township."""
    world.county.overrides = HUANGGANG
    world.county.save()
    make.mandate(world.wang, "township")
    world.peasant = make.deputy(world.east, "孙代表", level="township", pinyin="sundaibiao sdb")
    for month in range(1, 7):
        make.activity(
            world.east, date(2026, month, 5), present=[world.wang, *([world.peasant] if month < 3 else [])]
        )
    return world


def test_a_county_deputy_gets_two_hundred_each_time_and_eight_hundred_a_year(paying, everything):
    wang, sun = sorted(figures.deputies(paying.county, 2026), key=lambda line: -line.amount)
    assert (wang.name, wang.level, wang.amount, wang.paid, wang.activities) == ("王代表", "county", 800, 4, 6)
    assert wang.cut == 400
    assert (sun.name, sun.level, sun.amount, sun.cut) == ("孙代表", "township", 200, 0)


def test_each_level_pays_its_own_and_what_is_left_is_shown(paying, everything):
    make.fund_budget(paying.county, 2026, 1000)
    make.fund_budget(paying.county, 2026, 150, township=paying.east)
    found = {
        purse.label: (purse.budget, purse.spent, purse.left)
        for purse in figures.purses(paying.county, 2026, figures.deputies(paying.county, 2026))
    }
    assert found == {"县级": (1000, 800, 200), "东乡": (150, 200, -50)}


def test_leave_absence_plans_and_other_years_are_not_paid(paying, everything):
    activity = make.activity(paying.east, date(2026, 9, 1))
    activity.attendances.create(person=paying.peasant, status="leave")
    make.activity(paying.east, date(2025, 9, 1), present=[paying.peasant])
    make.plan(paying.east, [paying.peasant], date(2026, 12, 31))
    (sun,) = [line for line in figures.deputies(paying.county, 2026) if line.name == "孙代表"]
    assert sun.amount == 200


def test_the_page_lists_each_deputy_and_the_number_opens_the_activities(li, paying):
    page = li.get("/activities/funds/?year=2026").content.decode()
    assert "到上限" in page
    assert f"person={paying.wang.code}" in page
    rows = li.get(
        f"/activities/?person={paying.wang.code}&state=held&held_from=2026-01-01&held_to=2026-12-31"
    )
    assert 'class="num">6</b>' in rows.content.decode()


def test_a_clerk_fills_in_the_budget_of_the_own_township_only(li, sun, world):
    sent = {"township": world.east.code, "year": 2026, "amount": "5000"}
    assert li.post("/activities/funds/budget/", sent).status_code == 302
    assert li.post("/activities/funds/budget/", {**sent, "township": world.west.code}).status_code == 422
    assert li.post("/activities/funds/budget/", {**sent, "township": ""}).status_code == 422
    assert sun.post("/activities/funds/budget/", {**sent, "township": ""}).status_code == 302
    assert "5000" in li.get("/activities/funds/?year=2026").content.decode()


def test_a_county_without_rates_pays_nobody_and_says_so(li, world):
    make.activity(world.east, date(2026, 2, 1), present=[world.wang])
    with reaching(make.EVERYTHING):
        (line,) = figures.deputies(world.county, 2026)
    assert line.amount == 0
    assert "还没有定经费标准" in li.get("/activities/funds/?year=2026").content.decode()
