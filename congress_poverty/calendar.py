"""Working days, legal periods and how a deadline was computed.

Periods follow 民法典 articles 201–203: the starting day is not counted, a month ends
on the corresponding day (or on the last day of a shorter month), and where a county
says so a last day that is off moves to the day after the days off. Working days
follow the State Council's holiday table with its make-up days (调休), taken from the
``chinesecalendar`` data and corrected by the rows of ``CalendarDay`` that the caller
hands in. A year whose table is not out yet has weekends only, and everything computed
in it says ``estimated``.
"""

import calendar as months
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, Self

import chinese_calendar

ONE_DAY = timedelta(days=1)
WEEKDAYS = "一二三四五六日"
UNIT_WORDS = {"wd": "个工作日", "d": "日", "m": "个月"}
HOLIDAY_NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}
PUBLISHED_YEARS = frozenset(day.year for day in chinese_calendar.holidays)


@dataclass(frozen=True)
class Duration:
    """A length of time as a rule writes it: ``10wd`` working days, ``15d`` days, ``3m`` months."""

    count: int
    unit: Literal["wd", "d", "m"]

    @classmethod
    def parse(cls, text: str) -> Self:
        found = re.fullmatch(r"([1-9][0-9]{0,3})(wd|d|m)", text.strip())
        if not found:
            raise ValueError(f"“{text}”不是期限，应写成 10wd（工作日）、15d（日）或 3m（月）")
        return cls(int(found[1]), found[2])

    def __str__(self) -> str:
        return f"{self.count}{self.unit}"

    @property
    def words(self) -> str:
        return f"{self.count}{UNIT_WORDS[self.unit]}"


@dataclass(frozen=True, order=True)
class MonthDay:
    """A date of every year, such as 20 June, written ``06-20``."""

    month: int
    day: int

    @classmethod
    def parse(cls, text: str) -> Self:
        found = re.fullmatch(r"(\d\d)-(\d\d)", text.strip())
        try:
            date(2000, int(found[1]), int(found[2]))
        except (TypeError, ValueError):
            raise ValueError(f"“{text}”不是月日，应写成 06-20") from None
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        return f"{self.month:02}-{self.day:02}"

    @property
    def words(self) -> str:
        return f"{self.month}月{self.day}日"

    def in_year(self, year: int) -> date:
        """That day of the year; 29 February becomes 28 February in a common year."""
        return date(year, self.month, min(self.day, months.monthrange(year, self.month)[1]))

    def next_after(self, day: date) -> date:
        this_year = self.in_year(day.year)
        return this_year if this_year > day else self.in_year(day.year + 1)


class WorkCalendar:
    """Which days are worked. ``days`` corrects the State Council's table.

    Each of ``days`` is ``(day, is_workday, name)``, later ones win; a county passes
    the national rows of ``CalendarDay`` first and its own after them.
    """

    def __init__(self, days: Iterable[tuple[date, bool, str]] = ()):
        self._days = {day: (is_workday, name) for day, is_workday, name in days}
        # A table typed in by hand counts as published once both of its ends are there.
        self._typed_years = frozenset(
            day.year
            for day in self._days
            if (day.month, day.day) == (1, 1) and day.replace(month=10) in self._days
        )

    def is_published(self, year: int) -> bool:
        """False while only the weekends of the year are known."""
        return year in PUBLISHED_YEARS or year in self._typed_years

    def is_workday(self, day: date) -> bool:
        if day in self._days:
            return self._days[day][0]
        if day in chinese_calendar.workdays:
            return True
        return day.weekday() < 5 and day not in chinese_calendar.holidays

    def is_make_up_day(self, day: date) -> bool:
        """A weekend day that is worked (调休上班)."""
        return day.weekday() >= 5 and self.is_workday(day)

    def day_off_name(self, day: date) -> str:
        """``端午节假期``, ``周日`` or, for a working day, nothing."""
        if self.is_workday(day):
            return ""
        typed = self._days.get(day, (False, ""))[1]
        known = HOLIDAY_NAMES.get(chinese_calendar.holidays.get(day, ""), "")
        if name := typed or known:
            return name if name.endswith("假期") else f"{name}假期"
        return f"周{WEEKDAYS[day.weekday()]}"

    def add_working_days(self, start: date, count: int) -> date:
        """The ``count``-th working day after ``start``, which is not counted itself."""
        return self._step(start, count, ONE_DAY)

    def subtract_working_days(self, day: date, count: int) -> date:
        """The ``count``-th working day before ``day``, which is not counted itself."""
        return self._step(day, count, -ONE_DAY)

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after ``start`` up to and including ``end``; negative when ``end`` is earlier."""
        if end < start:
            return -self.working_days_between(end, start)
        return sum(self.is_workday(start + ONE_DAY * n) for n in range(1, (end - start).days + 1))

    def last_working_day_on_or_before(self, day: date) -> date:
        return day if self.is_workday(day) else self.subtract_working_days(day, 1)

    def first_working_day_on_or_after(self, day: date) -> date:
        return day if self.is_workday(day) else self.add_working_days(day, 1)

    def _step(self, day: date, count: int, step: timedelta) -> date:
        if count < 0:
            raise ValueError("count must not be negative")
        while count:
            day += step
            count -= self.is_workday(day)
        return day


def add_months(start: date, count: int) -> date:
    """The corresponding day ``count`` months later, or that month's last day (民法典 202)."""
    year, month = divmod(start.year * 12 + start.month - 1 + count, 12)
    return date(year, month + 1, min(start.day, months.monthrange(year, month + 1)[1]))


@dataclass(frozen=True)
class Deadline:
    """When a period ends.

    ``last_day`` is the day the rule gives, ``effective`` the day that is enforced
    (moved off a holiday, or cut short by the county's fixed date), ``estimated``
    whether days of a year without a published holiday table were involved, and
    ``explanation`` one sentence that says how it was counted.
    """

    start: date
    last_day: date
    effective: date
    estimated: bool
    explanation: str


def deadline(
    start: date,
    duration: Duration,
    *,
    calendar: WorkCalendar,
    roll: bool = False,
    hard_stop: date | None = None,
) -> Deadline:
    """The end of ``duration`` from ``start``.

    ``roll`` moves an end on a day off to the next working day; ``hard_stop`` is a
    fixed date (办结 before 31 August) that wins when it is earlier.
    """
    steps = [f"自{spoken(start)}起算{duration.words}，当日不计入（民法典第二百零一条）"]
    if duration.unit == "wd":
        last_day = calendar.add_working_days(start, duration.count)
        steps.append(_working_day_step(start, last_day, calendar))
    elif duration.unit == "d":
        last_day = start + ONE_DAY * duration.count
        steps.append("按自然日连续计算")
    else:
        last_day = add_months(start, duration.count)
        if last_day.day == start.day:
            steps.append("以到期月的对应日为最后一日（第二百零二条）")
        else:
            steps.append(f"到期月没有{start.day}日，以月末日为最后一日（第二百零二条）")
    day_off = calendar.day_off_name(last_day)
    steps.append(f"最后一日为{spoken(last_day)}（{day_off or '周' + WEEKDAYS[last_day.weekday()]}）")

    effective = last_day
    if day_off and roll:
        effective = calendar.first_working_day_on_or_after(last_day)
        steps.append(f"当日休息，顺延至休息日结束的次日{spoken(effective)}（第二百零三条）")
    elif day_off:
        before = calendar.last_working_day_on_or_before(last_day)
        steps.append(f"不顺延，最后工作日为{spoken(before)}")
    if hard_stop and hard_stop < effective:
        effective = hard_stop
        steps.append(f"因规定须在{spoken(hard_stop)}前办结，以较早的日期为准")

    first = start if duration.unit == "wd" else last_day
    unpublished = [
        y for y in range(first.year, max(last_day, effective).year + 1) if not calendar.is_published(y)
    ]
    if unpublished:
        which = f"{'、'.join(map(str, unpublished))}年"
        known = "节假日安排尚未公布" if unpublished[-1] > min(PUBLISHED_YEARS) else "没有放假安排资料"
        steps.append(f"{which}{known}，暂按周末休息推算")
    return Deadline(start, last_day, effective, bool(unpublished), "，".join(steps) + "。")


def _working_day_step(start: date, last_day: date, calendar: WorkCalendar) -> str:
    days = [start + ONE_DAY * n for n in range(1, (last_day - start).days + 1)]
    made_up = [f"{d.month}月{d.day}日" for d in days if calendar.is_make_up_day(d)]
    off = dict.fromkeys(
        name for d in days if (name := calendar.day_off_name(d)) and not name.startswith("周")
    )
    words = "工作日按国务院放假安排计算"
    if off:
        words += f"，{'、'.join(off)}不计"
    if made_up:
        words += f"，{'、'.join(made_up)}调休上班计入"
    return words


def spoken(day: date) -> str:
    """``2026年6月30日``: a day in full, for what is kept; pages leave out this year (``day_words``)."""
    return f"{day.year}年{day.month}月{day.day}日"
