"""The counters always equal the rows."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from congress_poverty.figures import Share, Span
from congress_poverty.reach import Reach, reaching
from tests import factories as make
from visits import figures, summary
from visits.models import Attendance, HouseholdYear, PersonYear, VisitMonth

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everything")]
HALF = Span(date(2026, 1, 1), date(2026, 6, 30), today=date(2026, 6, 9))


def folded(person, household, on, **fields):
    visit = make.visit(person, household, on, **fields)
    summary.fold([summary.fact_of(visit)])
    return visit


def test_a_folded_visit_is_counted_for_its_township_household_and_deputy(world):
    folded(world.wang, world.zhang_household, date(2026, 5, 3), amount=Decimal("300.00"))
    kept = VisitMonth.objects.get()
    assert (kept.township, kept.month, kept.visits, kept.amount) == (world.east, date(2026, 5, 1), 1, 300)
    assert HouseholdYear.objects.get().months == 1 << 4
    assert PersonYear.objects.get().months == 1 << 4


def test_a_batch_counts_like_its_visits_one_by_one(world):
    days = [date(2026, 1, 5), date(2026, 1, 6), date(2026, 3, 1), date(2025, 12, 31)]
    facts = [summary.fact_of(make.visit(world.wang, world.zhang_household, day)) for day in days]
    facts += [summary.fact_of(make.visit(world.zhao, world.liu_household, days[0]))]
    summary.fold(facts[:2])
    summary.fold(facts[2:])
    assert summary.differences(world.county) == []


def test_changing_and_removing_a_visit_is_counted_again(world):
    first = folded(world.wang, world.zhang_household, date(2026, 5, 3))
    second = folded(world.wang, world.zhang_household, date(2026, 5, 20))
    before = summary.fact_of(first)
    first.visited_on = date(2026, 4, 2)
    first.save()
    summary.refold([before, summary.fact_of(first)])
    assert summary.differences(world.county) == []
    gone = summary.fact_of(second)
    second.delete()
    summary.refold([gone])
    assert summary.differences(world.county) == []
    assert HouseholdYear.objects.get().months == 1 << 3


def test_only_those_present_count_as_taking_part(world):
    activity = make.activity(world.east, date(2026, 2, 1), present=[world.wang])
    other = make.deputy(world.east, "请假代表")
    Attendance.objects.create(activity=activity, person=other, status=Attendance.Status.LEAVE)
    summary.fold_attendance([summary.AttendanceFact((world.wang.pk,), activity.held_on)])
    assert summary.differences(world.county) == []
    found = figures.participation(world.county, HALF, [world.east.pk])
    assert found.total == Share(1, 2)


def test_a_visit_behind_the_summary_s_back_is_found_and_recounted(world):
    make.visit(world.wang, world.zhang_household, date(2026, 5, 3))
    with pytest.raises(CommandError, match="与记录不一致"):
        call_command("recount", check=True)
    call_command("recount")
    call_command("recount", check=True)


@pytest.mark.parametrize("until", [date(2026, 6, 30), date(2026, 6, 20)])
def test_coverage_is_the_same_from_the_summary_and_from_the_visits(world, until):
    third = make.household(world.zhoutian, "王老三")
    make.pairing(world.wang, third)
    folded(world.wang, world.zhang_household, date(2026, 2, 3))
    folded(world.wang, world.zhang_household, date(2026, 5, 3))
    folded(world.zhao, world.liu_household, date(2026, 6, 1))
    span = Span(date(2026, 1, 1), until, today=date(2026, 6, 9))
    found = figures.coverage(world.county, span)
    assert found.total == Share(2, 3)
    assert found.by_township == {world.east.pk: Share(1, 2), world.west.pk: Share(1, 1)}
    assert found.cumulative == [0, 1, 1, 1, 1, 2]
    assert figures.participation(world.county, span).total == Share(2, 2)


def test_a_household_with_deputies_of_two_townships_counts_once_in_the_county(world):
    make.pairing(world.zhao, world.zhang_household)
    folded(world.zhao, world.zhang_household, date(2026, 6, 1))
    found = figures.coverage(world.county, HALF)
    assert found.total == Share(1, 2)
    assert found.by_township == {world.east.pk: Share(1, 1), world.west.pk: Share(1, 2)}


def test_every_share_equals_its_rows(world):
    make.pairing(world.wang, make.household(world.zhoutian, "王老三"))
    folded(world.wang, world.zhang_household, date(2026, 2, 3))
    for townships in (None, [world.east.pk], [world.west.pk]):
        share = figures.coverage(world.county, HALF, townships).total
        assert share.denominator == figures.households_paired(world.county, HALF, townships).count()
        assert share.numerator == figures.households_visited(world.county, HALF, townships).count()
        assert share.missing == figures.households_not_visited(world.county, HALF, townships).count()
        share = figures.participation(world.county, HALF, townships).total
        assert share.denominator == figures.deputies_in_office(world.county, HALF, townships).count()
        assert share.numerator == figures.deputies_active(world.county, HALF, townships).count()
        assert share.missing == figures.deputies_inactive(world.county, HALF, townships).count()


def test_a_township_s_own_view_counts_what_the_county_counts_for_it(world):
    folded(world.wang, world.zhang_household, date(2026, 2, 3))
    with reaching(Reach("township", (world.east.pk,), (world.east.code,))):
        assert figures.coverage(world.county, HALF, [world.east.pk]).total == Share(1, 1)


def test_a_share_never_rounds_up_to_full():
    assert str(Share(9999, 10000).percent) == "99.9"
    assert Share(0, 0).percent is None
    assert str(Share(2, 3).percent) == "66.7"
