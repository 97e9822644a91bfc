"""Checks after the exit: days counted by hand, the flag, and who is told."""

from datetime import date

import pytest

from congress_poverty import packs
from congress_poverty.audit import Actor
from congress_poverty.models import Notice
from congress_poverty.refusals import Refused
from deputies import roles
from pairing import actions
from pairing.flow.aftercare import add_months, current_due, due_days, exit_day
from pairing.models import ExitCheck, HouseholdStatus
from pairing.policy import HelpPolicy
from tests import factories as make

POLICY = packs.policy_for("default", {}, HelpPolicy)
ENDING = packs.policy_for("default", {"help.exit_check_years": 2}, HelpPolicy)
CLERK = Actor(label="李", role=roles.TOWNSHIP_CLERK, county_code="341323")
TODAY = date(2026, 6, 9)
OUT = date(2024, 12, 31)


@pytest.mark.parametrize(
    ("months", "day"), [(2, date(2025, 2, 28)), (6, date(2025, 6, 30)), (12, date(2025, 12, 31))]
)
def test_a_month_ends_on_its_corresponding_or_last_day(months, day):
    assert add_months(OUT, months) == day


def test_checks_fall_due_every_half_year():
    assert due_days(OUT, policy=POLICY, until=TODAY) == [date(2025, 6, 30), date(2025, 12, 31)]


def test_checks_end_with_the_years_of_the_pack():
    assert due_days(date(2020, 12, 31), policy=ENDING, until=TODAY)[-1] == date(2022, 12, 31)


def test_the_check_that_is_due_within_a_month_is_on_the_list_already():
    assert current_due(OUT, policy=POLICY, today=date(2026, 5, 30)) == date(2025, 12, 31)
    assert current_due(OUT, policy=POLICY, today=date(2026, 5, 31)) == date(2026, 6, 30)


@pytest.mark.parametrize(
    ("statuses", "year", "day"),
    [
        ([(date(2014, 12, 1), "贫困户"), (OUT, "脱贫户")], None, OUT),
        ([(OUT, "脱贫户"), (date(2025, 3, 1), "突发严重困难户")], 2024, None),
        ([(date(2016, 1, 1), "脱贫户"), (date(2019, 1, 1), "返贫户"), (OUT, "脱贫户")], 2016, OUT),
        ([], 2024, OUT),
        ([], None, None),
    ],
)
def test_the_exit_is_the_last_one_that_still_holds(statuses, year, day):
    assert exit_day(statuses, year, POLICY) == day


@pytest.fixture
def left(world, everything):
    """张德福's household left poverty at the end of 2024."""
    HouseholdStatus.objects.create(household=world.zhang_household, status="脱贫户", since=OUT)
    return world.zhang_household


def made(check, result, **fields):
    check.checked_on, check.result = TODAY, result
    for key, value in fields.items():
        setattr(check, key, value)
    return actions.make_check(check, by=CLERK, today=TODAY)


def test_planning_twice_asks_once_and_only_for_what_is_due_now(world, left):
    assert actions.plan_checks(world.county, today=TODAY) == 1
    assert actions.plan_checks(world.county, today=TODAY) == 0
    assert ExitCheck.objects.get().due_on == date(2026, 6, 30)


def test_a_risk_flags_the_household_and_tells_its_township_only(li, zhao, world, left):
    actions.plan_checks(world.county, today=TODAY)
    made(ExitCheck.objects.get(), "risk", risk="因病", note="户主住院，自付多")
    left.refresh_from_db()
    assert left.relapse_flag_on == TODAY
    told = Notice.objects.get()
    assert told.account == li.account
    assert "张德福" not in told.text
    assert "返贫风险" in li.get("/households/").content.decode()
    assert li.get("/households/?at_risk=1").context["count"] == "1"


def test_a_risk_without_its_kind_or_a_sentence_is_refused(world, left):
    actions.plan_checks(world.county, today=TODAY)
    for fields, field in (({}, "risk"), ({"risk": "因病"}, "note")):
        with pytest.raises(Refused) as refused:
            made(ExitCheck.objects.get(), "relapsed", **fields)
        assert refused.value.field == field
    left.refresh_from_db()
    assert left.relapse_flag_on is None


def test_a_stable_finding_lifts_the_flag_and_an_older_check_moves_nothing(world, left):
    old = make.exit_check(left, due_on=date(2025, 12, 31))
    made(make.exit_check(left, due_on=date(2026, 6, 30)), "stable")
    old.checked_on, old.result, old.risk, old.note = date(2026, 1, 5), "risk", "因病", "住院"
    actions.make_check(old, by=CLERK, today=TODAY)
    left.refresh_from_db()
    assert left.relapse_flag_on is None


def test_a_flag_between_two_checks_is_a_check_of_its_own_and_is_lifted_against_a_ground(li, world, left):
    actions.flag_relapse(left, by=CLERK, today=TODAY, risk="因意外事故", note="摔伤，不能务工")
    assert ExitCheck.objects.get().exited_on == OUT
    with pytest.raises(Refused, match="请填依据"):
        actions.lift_flag(left, by=CLERK, today=TODAY, ground=" ")
    actions.lift_flag(left, by=CLERK, today=TODAY, ground="已复工，评议通过")
    left.refresh_from_db()
    assert left.relapse_flag_on is None
    assert not Notice.objects.filter(read_at=None).exists()


def test_a_clerk_works_off_the_list(li, world, left):
    actions.plan_checks(world.county, today=TODAY)
    check = ExitCheck.objects.get()
    assert li.get("/aid/checks/?state=open").context["count"] == "1"
    answer = li.post(
        f"{check.get_absolute_url()}edit/",
        {"checked_on": "2026-06-08", "result": "stable", "version": "1", "per_capita": "14200"},
    )
    assert answer.status_code == 302
    assert li.get("/aid/checks/?state=open").context["count"] == "0"
    assert li.get("/aid/checks/?state=done").context["count"] == "1"
