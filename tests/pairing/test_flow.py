"""The rules of pairings, without a database."""

import dataclasses
from datetime import date

import pytest

from congress_poverty import packs
from congress_poverty.refusals import Refused
from pairing import flow
from pairing.policy import PairingPolicy

LINGBI = packs.policy_for("lingbi", {}, PairingPolicy)
TODAY = date(2026, 6, 9)
WINDOW = flow.Window(date(2018, 4, 1), TODAY)


def judge(policy=LINGBI, households=0, deputies=0, override=""):
    return flow.judge_limits(
        policy,
        deputy="王",
        households_of_deputy=households,
        deputies_of_household=deputies,
        override_reason=override,
    )


def test_a_fourth_household_is_refused():
    with pytest.raises(Refused) as refusal:
        judge(households=3)
    assert refusal.value.code == "E_PAIR_LIMIT"
    assert refusal.value.field == "person"


def test_a_third_household_is_accepted_without_a_word():
    assert judge(households=2) == ()


def test_an_override_with_a_reason_turns_the_refusal_into_a_finding():
    assert [f.code for f in judge(households=3, override="易地搬迁安置")] == ["W_PAIR_LIMIT"]


def test_a_second_deputy_is_accepted_and_pointed_out():
    assert [f.code for f in judge(deputies=1)] == ["W_PAIR_MULTI"]


def test_one_to_one_refuses_a_second_deputy():
    policy = dataclasses.replace(LINGBI, households_per_deputy_max=1, deputies_per_household_max=1)
    assert policy.one_to_one
    with pytest.raises(Refused) as refusal:
        judge(policy, deputies=1)
    assert refusal.value.code == "E_PAIR_MULTI"


def test_a_warning_county_accepts_a_fourth_household():
    policy = dataclasses.replace(LINGBI, over_limit="warn")
    assert [f.code for f in judge(policy, households=3)] == ["W_PAIR_LIMIT"]


@pytest.mark.parametrize(
    ("started_on", "ended_on", "code"),
    [
        (None, None, "E_DATE_MISSING"),
        (date(2018, 3, 31), None, "E_DATE_RANGE"),
        (date(2026, 6, 10), None, "E_DATE_RANGE"),
        (date(2026, 6, 2), date(2026, 6, 1), "E_DATE_ORDER"),
    ],
)
def test_days_of_a_pairing_that_cannot_be_are_refused(started_on, ended_on, code):
    with pytest.raises(Refused) as refusal:
        flow.check_days(started_on, ended_on, window=WINDOW)
    assert refusal.value.code == code


def test_the_window_spans_all_campaigns_and_ends_today():
    periods = [(date(2018, 4, 1), date(2020, 12, 31)), (date(2021, 5, 1), None)]
    assert flow.Window.around(periods, today=TODAY) == WINDOW


def test_a_closed_campaign_ends_the_window():
    window = flow.Window.around([(date(2018, 4, 1), date(2019, 12, 31))], today=TODAY)
    assert window.until == date(2019, 12, 31)


def test_the_old_helper_ends_the_day_before_the_new_one_begins():
    assert flow.check_change_day(date(2026, 3, 1), date(2026, 6, 1), window=WINDOW) == date(2026, 5, 31)


def test_a_change_on_the_first_day_ends_the_old_pairing_that_day():
    assert flow.check_change_day(date(2026, 6, 1), date(2026, 6, 1), window=WINDOW) == date(2026, 6, 1)


def test_three_other_causes_are_refused():
    with pytest.raises(Refused):
        flow.check_other_causes("因病", ["因残", "缺技术", "缺资金"])


def test_net_income_is_what_came_in_less_the_cost():
    assert flow.net_income(2700, 1240, 880, 800, 150) == 5470


@pytest.mark.parametrize(
    ("born", "minor"), [(date(2012, 6, 9), False), (date(2012, 6, 10), True), (None, False)]
)
def test_the_fourteenth_birthday_ends_childhood(born, minor):
    assert flow.is_minor(born, on=TODAY) is minor
