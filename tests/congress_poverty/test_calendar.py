"""Working days and legal periods, against the statutes and days counted by hand."""

from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from congress_poverty.calendar import (
    Duration,
    MonthDay,
    WorkCalendar,
    add_months,
    deadline,
)
from congress_poverty.models import CalendarDay

CALENDAR = WorkCalendar()
published_days = st.dates(date(2005, 1, 1), date(2025, 12, 31))


def count_by_hand(start, count, direction=1):
    """An independent counter: asks the holiday data's own function day by day."""
    day = start
    while count > 0:
        day += timedelta(days=direction)
        if chinese_calendar.is_workday(day):
            count -= 1
    return day


@pytest.mark.parametrize(
    ("start", "period", "last_day"),
    [
        # 27 Feb, Sat 28 Feb (make-up day), 2, 3, 4 March
        ((2026, 2, 26), "5wd", (2026, 3, 4)),
        # 3–6, 9–11 March
        ((2026, 3, 2), "7wd", (2026, 3, 11)),
        # Fri 13, Sat 14 (make-up), then Spring Festival 15–23; Tue 24
        ((2026, 2, 12), "3wd", (2026, 2, 24)),
        # 30 Sept, then National Day 1–7; 8, 9, Sat 10 (make-up), Mon 12
        ((2026, 9, 29), "5wd", (2026, 10, 12)),
        # the start itself is off and is not counted either
        ((2026, 6, 20), "1wd", (2026, 6, 22)),
        ((2026, 2, 26), "15d", (2026, 3, 13)),
        ((2025, 12, 31), "1d", (2026, 1, 1)),
        ((2026, 3, 2), "3m", (2026, 6, 2)),
        ((2025, 11, 30), "3m", (2026, 2, 28)),
        ((2023, 11, 30), "3m", (2024, 2, 29)),
        ((2025, 8, 31), "6m", (2026, 2, 28)),
        ((2024, 2, 29), "12m", (2025, 2, 28)),
        ((2024, 2, 29), "1m", (2024, 3, 29)),
        ((2025, 10, 15), "3m", (2026, 1, 15)),
    ],
)
def test_a_period_ends_where_the_statute_and_a_hand_count_put_it(start, period, last_day):
    found = deadline(date(*start), Duration.parse(period), calendar=CALENDAR)
    assert found.last_day == found.effective == date(*last_day)
    assert not found.estimated


def test_a_last_day_in_a_holiday_rolls_to_the_day_after_it_and_stays_known():
    found = deadline(date(2026, 3, 20), Duration.parse("3m"), calendar=CALENDAR, roll=True)
    assert (found.last_day, found.effective) == (date(2026, 6, 20), date(2026, 6, 22))
    assert "端午节假期" in found.explanation
    assert "第二百零三条" in found.explanation


def test_a_last_day_on_a_make_up_saturday_does_not_roll():
    found = deadline(date(2026, 1, 28), Duration.parse("1m"), calendar=CALENDAR, roll=True)
    assert found.last_day == found.effective == date(2026, 2, 28)


def test_without_rolling_the_last_working_day_is_pointed_out():
    found = deadline(date(2026, 3, 20), Duration.parse("3m"), calendar=CALENDAR)
    assert found.effective == date(2026, 6, 20)
    assert "最后工作日为2026年6月18日" in found.explanation


def test_the_countys_fixed_date_wins_when_it_is_earlier():
    found = deadline(date(2026, 6, 10), Duration.parse("3m"), calendar=CALENDAR, hard_stop=date(2026, 8, 31))
    assert (found.last_day, found.effective) == (date(2026, 9, 10), date(2026, 8, 31))


def test_the_countys_fixed_date_is_ignored_when_it_is_later():
    found = deadline(date(2026, 3, 2), Duration.parse("3m"), calendar=CALENDAR, hard_stop=date(2026, 8, 31))
    assert found.effective == date(2026, 6, 2)


def test_the_explanation_is_one_sentence_with_the_article_and_the_make_up_day():
    text = deadline(date(2026, 2, 26), Duration.parse("5wd"), calendar=CALENDAR).explanation
    assert text.count("。") == 1
    assert text.endswith("。")
    assert "民法典第二百零一条" in text
    assert "2月28日调休上班计入" in text


def test_a_month_without_the_day_is_explained():
    text = deadline(date(2025, 8, 31), Duration.parse("6m"), calendar=CALENDAR).explanation
    assert "到期月没有31日" in text


@pytest.mark.parametrize("period", ["5wd", "15d", "1m"])
def test_a_period_that_ends_in_a_year_without_a_published_table_is_estimated(period):
    found = deadline(date(2026, 12, 29), Duration.parse(period), calendar=CALENDAR)
    assert found.last_day.year == 2027
    assert found.estimated
    assert "2027年节假日安排尚未公布" in found.explanation


def test_a_year_before_the_holiday_data_is_estimated_too():
    found = deadline(date(1999, 3, 1), Duration.parse("5wd"), calendar=CALENDAR)
    assert found.estimated
    assert "没有放假安排资料" in found.explanation


def test_in_a_year_without_a_published_table_only_weekends_are_off():
    assert CALENDAR.is_workday(date(2027, 1, 1))
    assert not CALENDAR.is_workday(date(2027, 1, 2))


def test_a_period_that_stays_in_a_published_year_is_not_estimated():
    assert not deadline(date(2026, 12, 1), Duration.parse("10wd"), calendar=CALENDAR).estimated


def test_a_table_typed_in_by_hand_makes_the_year_published():
    typed = WorkCalendar([(date(2027, 1, 1), False, "元旦"), (date(2027, 10, 1), False, "国庆节")])
    found = deadline(date(2026, 12, 29), Duration.parse("5wd"), calendar=typed)
    assert found.last_day == date(2027, 1, 6)
    assert not found.estimated
    assert "元旦假期" in found.explanation


def test_one_typed_day_does_not_make_the_year_published():
    typed = WorkCalendar([(date(2027, 1, 1), False, "元旦")])
    assert not typed.is_published(2027)


def test_a_countys_own_day_off_wins_over_the_national_table():
    snow = WorkCalendar([(date(2026, 3, 3), False, "暴雪停工")])
    assert snow.add_working_days(date(2026, 3, 2), 1) == date(2026, 3, 4)


@pytest.mark.parametrize(
    ("due", "last_working_day"),
    [((2026, 6, 20), (2026, 6, 18)), ((2026, 12, 20), (2026, 12, 18)), ((2025, 6, 20), (2025, 6, 20))],
)
def test_the_last_working_day_of_a_report(due, last_working_day):
    assert CALENDAR.last_working_day_on_or_before(date(*due)) == date(*last_working_day)


def test_seven_working_days_are_left_from_9_to_18_june_2026():
    assert CALENDAR.working_days_between(date(2026, 6, 9), date(2026, 6, 18)) == 7


def test_working_days_backwards_are_negative():
    assert CALENDAR.working_days_between(date(2026, 6, 18), date(2026, 6, 9)) == -7


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ((2026, 6, 20), "端午节假期"),
        ((2026, 2, 16), "春节假期"),
        ((2026, 6, 27), "周六"),
        ((2026, 2, 28), ""),
        ((2026, 3, 2), ""),
    ],
)
def test_a_day_off_has_a_name(day, name):
    assert CALENDAR.day_off_name(date(*day)) == name


@pytest.mark.parametrize("text", ["", "10", "wd", "0wd", "-3d", "3 m", "3y", "1.5m", "十日"])
def test_what_is_no_period_is_refused(text):
    with pytest.raises(ValueError, match="10wd"):
        Duration.parse(text)


@pytest.mark.parametrize("text", ["", "6-20", "06-31", "13-01", "00-10", "06/20", "2026-06-20"])
def test_what_is_no_day_of_the_year_is_refused(text):
    with pytest.raises(ValueError, match="06-20"):
        MonthDay.parse(text)


def test_29_february_falls_on_the_28th_in_a_common_year():
    assert MonthDay.parse("02-29").in_year(2026) == date(2026, 2, 28)


def test_the_next_31_august_after_itself_is_next_years():
    assert MonthDay.parse("08-31").next_after(date(2026, 8, 31)) == date(2027, 8, 31)


@given(published_days, st.integers(1, 40))
def test_adding_working_days_agrees_with_a_simple_counter(start, count):
    assert CALENDAR.add_working_days(start, count) == count_by_hand(start, count)


@given(published_days, st.integers(1, 40))
def test_subtracting_working_days_agrees_with_a_simple_counter(day, count):
    assert CALENDAR.subtract_working_days(day, count) == count_by_hand(day, count, -1)


@given(published_days, st.integers(1, 60))
def test_the_days_between_are_those_that_were_added(start, count):
    assert CALENDAR.working_days_between(start, CALENDAR.add_working_days(start, count)) == count


@given(published_days, st.integers(1, 24))
def test_a_period_in_months_ends_on_the_same_day_or_on_a_month_end(start, count):
    end = add_months(start, count)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == count
    assert end.day == start.day or (end.day < start.day and (end + timedelta(days=1)).day == 1)


@given(published_days, st.sampled_from(["1d", "20d", "1m", "3m", "6m"]))
def test_a_rolled_day_is_the_first_working_day_from_the_last_day_on(start, period):
    found = deadline(start, Duration.parse(period), calendar=CALENDAR, roll=True)
    assert CALENDAR.is_workday(found.effective)
    skipped = (found.effective - found.last_day).days
    assert not any(CALENDAR.is_workday(found.last_day + timedelta(days=n)) for n in range(skipped))


@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.sampled_from(["30wd", "30d", "3m"]), st.booleans())
def test_no_date_is_beyond_the_calendar(start, period, roll):
    found = deadline(start, Duration.parse(period), calendar=CALENDAR, roll=roll)
    assert start < found.last_day <= found.effective


def test_a_countys_rows_come_after_everybodys(db):
    day = date(2026, 3, 3)
    CalendarDay.objects.create(day=day, is_workday=False, name="停工")
    CalendarDay.objects.create(day=day, is_workday=True, county_code="341323")
    assert CalendarDay.calendar_for("341323").is_workday(day)
    assert not CalendarDay.calendar_for("430681").is_workday(day)
