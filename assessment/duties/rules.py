"""The duties of a year as rules of the pack: who owes what, how often or by when, and who says so.

A rule is data; ``measures`` knows the facts, ``obligations`` lays rules over a year and
says what stands where. A county switches rules on by their code (``in_force``) and may
change a single value: ``duties.rules.visit.minimum = 2``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, Self

from congress_poverty.calendar import Duration, MonthDay, add_months
from congress_poverty.packs import Term, section

SUBJECTS = {
    "deputy": "代表",
    "mandate": "代表任职",
    "group": "代表小组",
    "station": "联络站室",
    "township": "乡镇人大",
    "unit": "承办单位",
    "office": "人大委室",
    "county": "县人大常委会",
}
EVERY = {
    "month": "每月",
    "quarter": "每季度",
    "half_year": "每半年",
    "year": "每年",
    "term": "每届任期内",
}
MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
ONE_DAY = timedelta(days=1)


EARLIEST_RUNG = 30
"""Working days before its day; ``chase`` looks no further ahead for what falls today."""


def check_ladder(counts: tuple[int, ...], name: str) -> None:
    if list(counts) != sorted(set(counts), reverse=True):
        raise ValueError(f"{name}应从大到小，不能重复")
    if counts and not 0 < counts[-1] <= counts[0] <= EARLIEST_RUNG:
        raise ValueError(f"{name}应在 1 到 {EARLIEST_RUNG} 个工作日之间")


@dataclass(frozen=True)
class YearDay:
    """A day of every year: ``03-31``, or the place in the pack that has it: ``pairing.roster_due``."""

    text: str
    day: MonthDay | None

    @classmethod
    def parse(cls, text: str) -> Self:
        text = text.strip()
        if re.fullmatch(r"[a-z_]+(\.[A-Za-z0-9_]+)+", text):
            return cls(text, None)
        return cls(text, MonthDay.parse(text))

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Window:
    """When a duty can be done: from ``opens_on`` to ``due_on``; until ``closes_on`` it is done late."""

    label: str
    opens_on: date
    due_on: date
    closes_on: date
    key: object = None
    """What the duty is about where each event brings its own: the household of a new pairing."""


@dataclass(frozen=True)
class DutyRule:
    """One duty. Exactly one of ``every``, ``by`` and ``within`` says when."""

    label: str
    subject: Literal["deputy", "mandate", "group", "station", "township", "unit", "office", "county"]
    """Who owes it, each for itself."""
    measure: str
    """Name of the function in ``measures`` that knows when it was done."""
    source: str
    """Row of the county's documents (``S1-16``), or an article (``代表法 43``)."""
    kinds: tuple[str, ...] = ()
    """What counts, either kind as good as the other: kinds of activity, of document, of report."""
    every: Literal["", "month", "quarter", "half_year", "year", "term"] = ""
    by: YearDay | None = None
    since: MonthDay | None = None
    """With ``by``: the first day on which it can be done; the beginning of the year if not set."""
    within: Duration | None = None
    after: Literal["", "pairing"] = ""
    """With ``within``: the event that starts the time."""
    minimum: int = 1
    """Times. A measure that knows itself how much is owed (all paired households) leaves it aside."""
    target: int = 0
    """What the county aims at beyond the minimum; 0 = nothing beyond."""
    minimum_by: dict[str, int] | None = None
    """Another minimum for a category of deputies (S1-7 …): ``{ cadre = 6 }``."""
    levels: tuple[str, ...] = ()
    """Only deputies of these levels."""
    only: Literal["", "paired", "congress", "town_station", "lead_unit"] = ""
    """Only those: deputies with a household, townships with a congress, stations of townships,
    units with suggestions of the year."""
    in_campaign: bool = False
    """Owed only while a campaign of the county runs."""
    reminders: tuple[int, ...] | None = None
    """Working days before the last working day on which somebody is reminded; ``[]`` chases nobody.
    Where it is not set, ``ladders`` says it."""

    def __post_init__(self):
        if bool(self.every) + bool(self.by) + bool(self.within) != 1:
            raise ValueError(f"“{self.label}”应写明 every、by、within 中的一项")
        if bool(self.within) != bool(self.after):
            raise ValueError(f"“{self.label}”的 within 和 after 要一起写")
        if self.minimum < 0 or (self.target and self.target < self.minimum):
            raise ValueError(f"“{self.label}”的 target 不能小于 minimum")
        check_ladder(self.reminders or (), f"“{self.label}”的 reminders ")
        if self.every == "term" and self.subject not in ("deputy", "mandate"):
            raise ValueError(f"“{self.label}”按届计算，只能对代表或任职")

    def least(self, category: str) -> int:
        return (self.minimum_by or {}).get(category, self.minimum)


@section("duties")
@dataclass(frozen=True)
class DutyPolicy:
    """Table ``[duties]``."""

    sources: dict[str, str]
    """The documents that ``source`` refers to, by what stands before the hyphen."""
    partial: Literal["proportional", "whole"]
    """What is owed for a period served in part: the share of its days, rounded, or all of it."""
    leave_counts: bool
    """Approved leave from an activity lowers what is owed by one."""
    term_years: int
    soon_days: int
    """Days before the due day on which a duty is shown as due soon."""
    ladders: dict[str, tuple[int, ...]]
    """The ladder by frequency (``month`` … ``term``); one that is not named climbs that of the reports."""
    documents: tuple[Term, ...]
    """Kinds of documents that are handed in as a file."""
    in_force: tuple[str, ...]
    """Codes of the rules that hold in this county, in the order of its pages."""
    rules: dict[str, DutyRule]

    def __post_init__(self):
        if unknown := [code for code in self.in_force if code not in self.rules]:
            raise ValueError(f"in_force 里有没有写明的职责 {'、'.join(unknown)}")
        if len(set(self.in_force)) != len(self.in_force):
            raise ValueError("in_force 里有重复的职责")
        if unknown := sorted(set(self.ladders) - set(EVERY)):
            raise ValueError(f"ladders 里不认识 {'、'.join(unknown)}，可用的：{'、'.join(EVERY)}")
        for every, counts in self.ladders.items():
            check_ladder(counts, f"ladders 的 {every} ")

    @property
    def held(self) -> dict[str, DutyRule]:
        """The rules in force by code."""
        return {code: self.rules[code] for code in self.in_force}

    def documents_of(self, subject: str) -> list[Term]:
        """What the rules ask a subject to hand in as a file; where they ask nothing, every kind there is."""
        owed = {
            kind
            for rule in self.held.values()
            if rule.subject == subject and rule.measure == "document"
            for kind in rule.kinds
        }
        return [one for one in self.documents if not owed or one.code in owed]

    def ladder(self, rule: DutyRule, otherwise: tuple[int, ...]) -> tuple[int, ...]:
        """The working days of the rule's reminders; none where it is not chased."""
        if rule.reminders is not None:
            return rule.reminders
        return self.ladders.get(rule.every, otherwise)

    def source_words(self, source: str) -> str:
        """「灵璧县人大常委会实施意见（2018年3月22日）〔S1-16〕」; an article speaks for itself."""
        title = self.sources.get(source.partition("-")[0])
        return f"{title}〔{source}〕" if title else source


def share(needed: int, days: int, of: int) -> int:
    """What is left of ``needed`` for who served ``days`` of ``of``: rounded, half and more counts."""
    exact = Decimal(needed) * days / of
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def windows(rule: DutyRule, year: int, by: date | None) -> list[Window]:
    """The rule's windows in a calendar year; ``by`` is its date of that year.

    Rules per term and after an event depend on the subject and are laid out there.
    """
    if rule.every in MONTHS:
        return list(_periods(rule.every, year))
    if by:
        opens = rule.since.in_year(year) if rule.since else date(year, 1, 1)
        if opens > by:
            opens = rule.since.in_year(year - 1)
        return [Window(f"{year} 年", opens, by, date(year, 12, 31))]
    return []


def _periods(every: str, year: int) -> Iterator[Window]:
    step = MONTHS[every]
    for n in range(12 // step):
        first = date(year, 1 + n * step, 1)
        last = add_months(first, step) - ONE_DAY
        yield Window(period_label(every, year, n), first, last, last)


def period_label(every: str, year: int, n: int) -> str:
    if every == "month":
        return f"{year} 年 {n + 1} 月"
    if every == "quarter":
        return f"{year} 年第{'一二三四'[n]}季度"
    if every == "half_year":
        return f"{year} 年{'上下'[n]}半年"
    return f"{year} 年"
