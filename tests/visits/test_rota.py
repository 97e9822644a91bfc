"""Reception days by rule and an even spread: pure functions with answers from the calendar of 2026."""

from datetime import date

import pytest

from congress_poverty.calendar import WorkCalendar
from congress_poverty.refusals import Refused
from visits import rota
from visits.rota import DayRule

CALENDAR = WorkCalendar()


def held(rule, year, month, day_off="after"):
    return rota.reception_day(rule, year, month, calendar=CALENDAR, day_off=day_off)


def test_a_date_rule_names_the_same_day_of_every_month():
    assert held(DayRule(day=15), 2026, 7).day == date(2026, 7, 15)


def test_the_31st_of_a_short_month_is_its_last_day():
    assert DayRule(day=31).in_month(2026, 6) == date(2026, 6, 30)


def test_a_weekday_rule_names_the_first_friday():
    assert DayRule(week=1, weekday=5).in_month(2026, 6) == date(2026, 6, 5)


def test_the_fifth_week_is_the_last_one():
    assert DayRule(week=5, weekday=5).in_month(2026, 6) == date(2026, 6, 26)


def test_a_day_off_rolls_to_the_next_working_day_and_says_why():
    # 20 June 2026 lies in the Dragon Boat holiday (19–21 June).
    found = held(DayRule(day=20), 2026, 6)
    assert found.day == date(2026, 6, 22)
    assert found.rule_day == date(2026, 6, 20)
    assert "端午节" in found.because


def test_a_county_may_go_back_to_the_day_before_or_keep_the_day():
    assert held(DayRule(day=20), 2026, 6, "before").day == date(2026, 6, 18)
    assert held(DayRule(day=20), 2026, 6, "keep").day == date(2026, 6, 20)


def test_a_day_that_would_roll_out_of_its_month_goes_back_instead():
    # 31 May 2026 is a Sunday.
    assert held(DayRule(day=31), 2026, 5).day == date(2026, 5, 29)


def test_without_a_rule_there_is_no_day():
    assert held(DayRule(), 2026, 6) is None


def test_over_a_year_nobody_serves_more_than_once_more_than_another():
    days = [date(2026, month, 5) for month in range(1, 13)]
    found = rota.spread(days, [1, 2, 3, 4, 5], per_day=2)
    counts = [sum(one in people for people in found.values()) for one in (1, 2, 3, 4, 5)]
    assert sum(counts) == 24
    assert max(counts) - min(counts) <= 1


def test_who_served_least_and_longest_ago_comes_first():
    found = rota.spread(
        [date(2026, 7, 5)],
        [1, 2, 3],
        per_day=1,
        served={1: 2, 2: 1, 3: 1},
        last={2: date(2026, 6, 5), 3: date(2026, 5, 5)},
    )
    assert found[date(2026, 7, 5)] == [3]


def test_who_is_away_is_passed_over():
    day = date(2026, 7, 5)
    assert rota.spread([day], [1, 2], per_day=1, away={day: [1]})[day] == [2]


def test_a_head_changes_the_next_month_but_not_this_one():
    rota.check_head_month(2026, 7, today=date(2026, 6, 9), plans_from="next_month")
    with pytest.raises(Refused):
        rota.check_head_month(2026, 6, today=date(2026, 6, 9), plans_from="next_month")
    rota.check_head_month(2027, 1, today=date(2026, 12, 31), plans_from="next_month")


@pytest.mark.parametrize("text", ["", "2026-13", "abcd-01", "9999-01", "2026-0٣", "2026"])
def test_a_month_that_is_none_is_this_month(text):
    assert rota.month_of(text, today=date(2026, 6, 9)) == (2026, 6)


def test_months_step_over_the_year():
    assert rota.month_after(2026, 12) == (2027, 1)
    assert rota.month_after(2026, 1, -1) == (2025, 12)
