"""The periods of the board's switch, and any other one from a day to a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from congress_poverty.calendar import add_months
from congress_poverty.figures import Span


@dataclass(frozen=True)
class Choice:
    """A period of the switch."""

    code: str
    label: str
    since: date
    until: date


def choices(today: date) -> list[Choice]:
    """本月、本季、上半年、下半年、全年, as they are on ``today``."""
    year, quarter = today.year, (today.month - 1) // 3 * 3 + 1
    return [
        Choice("month", "本月", *_months(date(year, today.month, 1), 1)),
        Choice("quarter", "本季", *_months(date(year, quarter, 1), 3)),
        Choice("h1", "上半年", date(year, 1, 1), date(year, 6, 30)),
        Choice("h2", "下半年", date(year, 7, 1), date(year, 12, 31)),
        Choice("year", "全年", date(year, 1, 1), date(year, 12, 31)),
    ]


def _months(first: date, count: int) -> tuple[date, date]:
    return first, add_months(first, count) - timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """What was chosen: a span, its name, and the query string that chooses it again."""

    code: str
    label: str
    span: Span

    @property
    def query(self) -> str:
        if self.code:
            return f"p={self.code}"
        return f"since={self.span.since}&until={self.span.until}"

    @property
    def words(self) -> str:
        return f"{_day(self.span.since)}至{_day(self.span.until)}"


def choose(asked, today: date) -> Period:
    """The period that a query string names; this half-year where it names none that makes sense."""
    try:
        since, until = date.fromisoformat(asked["since"]), date.fromisoformat(asked["until"])
        if date(1990, 1, 1) <= since <= until <= date(2100, 12, 31):
            return Period("", f"{_day(since)}至{_day(until)}", Span(since, until, today))
    except (KeyError, ValueError):
        pass
    known = {choice.code: choice for choice in choices(today)}
    found = known.get(asked.get("p", "")) or known["h1" if today.month <= 6 else "h2"]
    return Period(found.code, found.label, Span(found.since, found.until, today))


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
