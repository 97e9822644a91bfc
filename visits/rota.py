"""Reception days by rule, and who is on duty: pure functions, without tables or request."""

from __future__ import annotations

import calendar as months
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from congress_poverty.calendar import WorkCalendar
from congress_poverty.refusals import Refused

LAST_WEEK = 5


@dataclass(frozen=True)
class DayRule:
    """When a station receives each month: on a date, or on the n-th weekday (the fifth is the last)."""

    day: int = 0
    week: int | None = None
    weekday: int | None = None

    @property
    def words(self) -> str:
        if self.week and self.weekday:
            which = "最后一个" if self.week == LAST_WEEK else f"第{'一二三四'[self.week - 1]}个"
            return f"每月{which}星期{'一二三四五六日'[self.weekday - 1]}"
        return f"每月 {self.day} 日" if self.day else "没有固定日"

    def in_month(self, year: int, month: int) -> date | None:
        """The day in this month; the 31st of a shorter month is its last day."""
        length = months.monthrange(year, month)[1]
        if self.week and self.weekday:
            fitting = [d for d in range(1, length + 1) if date(year, month, d).isoweekday() == self.weekday]
            return date(
                year, month, fitting[min(self.week, len(fitting)) - 1 if self.week < LAST_WEEK else -1]
            )
        return date(year, month, min(self.day, length)) if self.day else None


@dataclass(frozen=True)
class ReceptionDay:
    """A day as it is held, and where the rule had it."""

    day: date
    rule_day: date
    because: str = ""


def reception_day(rule: DayRule, year: int, month: int, *, calendar: WorkCalendar, day_off: str):
    """The month's reception day, moved off a day off as the pack says; None without a rule.

    It stays in its month: one that would roll into the next goes back to the last working day.
    """
    wanted = rule.in_month(year, month)
    if wanted is None:
        return None
    name = calendar.day_off_name(wanted)
    if not name or day_off == "keep":
        return ReceptionDay(wanted, wanted)
    after = calendar.first_working_day_on_or_after(wanted)
    before = calendar.last_working_day_on_or_before(wanted)
    moved = before if day_off == "before" or after.month != month else after
    if moved.month != month:
        moved = after
    return ReceptionDay(moved, wanted, f"{wanted.month}月{wanted.day}日是{name}")


def spread(
    days: Sequence[date],
    crew: Sequence[int],
    *,
    per_day: int,
    served: Mapping[int, int] | None = None,
    last: Mapping[int, date] | None = None,
    away: Mapping[date, Iterable[int]] | None = None,
) -> dict[date, list[int]]:
    """Who is on duty on each of ``days``, as evenly as can be.

    Whoever served least comes first, among equals whoever's last duty is longest ago, then the
    order of ``crew``. ``away`` names who cannot on a day.
    """
    counts = {one: (served or {}).get(one, 0) for one in crew}
    latest = {one: (last or {}).get(one, date.min) for one in crew}
    order = {one: n for n, one in enumerate(crew)}
    found: dict[date, list[int]] = {}
    for day in sorted(days):
        able = [one for one in crew if one not in set((away or {}).get(day, ()))]
        able.sort(key=lambda one: (counts[one], latest[one], order[one]))
        found[day] = able[:per_day]
        for one in found[day]:
            counts[one] += 1
            latest[one] = day
    return found


def month_of(text: str, *, today: date) -> tuple[int, int]:
    """``2026-07``; anything else is this month."""
    year, _, month = text.partition("-")
    digits = len(year) == 4 and (year + month).isascii() and (year + month).isdigit()
    if digits and 1 <= int(month or 0) <= 12 and abs(int(year) - today.year) <= 20:
        return int(year), int(month)
    return today.year, today.month


def month_after(year: int, month: int, count: int = 1) -> tuple[int, int]:
    year, month = divmod(year * 12 + month - 1 + count, 12)
    return year, month + 1


def check_head_month(year: int, month: int, *, today: date, plans_from: str) -> None:
    """A head changes the roster from the month on that the pack names; before that there are swaps."""
    first = (today.year, today.month) if plans_from == "this_month" else month_after(today.year, today.month)
    if (year, month) < first:
        raise Refused(
            f"{month} 月的轮值表已经公布，站长可以改 {first[1]} 月及以后的；这个月请用调班，或请乡镇人大改。",
            code="E_ROSTER_CLOSED",
        )


def check_planned(day: date | None, year: int, month: int, *, today: date) -> None:
    """A day that is put into a month's roster."""
    if day is None:
        raise Refused("请填接待日是哪一天。", code="E_DATE_MISSING", field="day")
    if (day.year, day.month) != (year, month):
        raise Refused(
            f"{day.month} 月 {day.day} 日不在 {year} 年 {month} 月，请改成这个月的日子。",
            code="E_DATE_RANGE",
            field="day",
        )


def notice_from(day: date, days: int) -> date:
    return day - timedelta(days=days)
