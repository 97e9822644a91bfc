"""The rules of visits, without a database."""

import dataclasses
from datetime import date

import pytest

from congress_poverty import packs
from congress_poverty.calendar import Duration, WorkCalendar
from congress_poverty.refusals import Refused
from pairing.flow import Window
from visits import flow
from visits.policy import VisitPolicy

POLICY = packs.policy_for("lingbi", {}, VisitPolicy)
TODAY = date(2026, 6, 9)
WINDOW = Window(date(2018, 4, 1), TODAY)


def check_day(day, policy=POLICY):
    flow.check_day(day, policy=policy, window=WINDOW, today=TODAY, calendar=WorkCalendar())


def test_a_visit_of_today_is_accepted():
    check_day(TODAY)


def test_a_visit_of_tomorrow_is_refused_in_the_words_of_the_page():
    with pytest.raises(Refused, match="走访日期不能晚于今天（6 月 9 日）"):
        check_day(date(2026, 6, 10))


def test_a_county_may_ask_for_prompt_recording():
    with pytest.raises(Refused, match="15日内"):
        check_day(date(2026, 5, 1), dataclasses.replace(POLICY, record_within=Duration.parse("15d")))


def test_a_visit_that_says_nothing_is_refused():
    with pytest.raises(Refused, match="请点一个事项"):
        flow.check_said([], " ", "", all_well=False)


def test_all_well_is_enough():
    flow.check_said([], "", "", all_well=True)


def test_a_topic_needs_its_handling():
    with pytest.raises(Refused) as refusal:
        flow.check_said(["饮水"], "", "", all_well=False)
    assert refusal.value.field == "handling"


SPAN = [(date(2026, 3, 1), date(2026, 4, 30))]


def test_the_helper_of_the_day_needs_no_remark():
    assert flow.judge_pairing(date(2026, 4, 30), SPAN, deputy="王") == ()


def test_a_visit_after_the_pairing_is_kept_with_a_remark():
    assert [f.code for f in flow.judge_pairing(TODAY, SPAN, deputy="王")] == ["W_NOT_HELPER"]


def test_a_visit_before_the_pairing_is_refused_unless_stated():
    with pytest.raises(Refused) as refusal:
        flow.judge_pairing(date(2026, 2, 1), SPAN, deputy="王")
    assert refusal.value.code == "E_DATE_BEFORE_PAIRING"
    stated = flow.judge_pairing(date(2026, 2, 1), SPAN, deputy="王", before_pairing=True)
    assert [f.code for f in stated] == ["W_BEFORE_PAIRING"]


def test_everybody_absent_is_asked_about():
    with pytest.raises(Refused, match="点反"):
        flow.check_attendance(["absent", "absent"])
