"""The county's report dates, targets, rubrics and awards."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from congress_poverty.calendar import Duration, MonthDay, WorkCalendar
from congress_poverty.packs import Term, section

from .duties.rules import DutyPolicy, check_ladder  # noqa: F401 - registers the table [duties]
from .papers.rules import CheckPolicy, PaperPolicy  # noqa: F401 - registers [checks] and [papers]

LATEST_RUNG = 60
"""Days after its day on which somebody is told at the latest."""


@dataclass(frozen=True)
class Period:
    """A stretch of a campaign that is reported or scored, both ends included."""

    code: str
    """``2018H1``, ``2018H2``; a year is ``2018Y``."""
    title: str
    """2018年上半年"""
    since: date
    until: date


@dataclass(frozen=True)
class ReportDuty:
    """A report that every township owes each year.

    Its period ends on the due date itself, as 灵璧's ledgers count; a ``since`` later in
    the calendar than ``due`` lies in the year before.
    """

    code: str
    """Behind the year in a period's code: ``H1``, ``H2``, ``Y``."""
    label: str
    """What follows the year in a title: 年上半年, 年下半年, 年度."""
    kind: Literal["half_year", "annual"]
    since: MonthDay
    due: MonthDay
    draft_on: MonthDay
    """When the empty report appears in the township's list."""

    def period(self, year: int, *, not_before: date | None = None) -> Period:
        """The period that is due in ``year``; ``not_before`` is the campaign's first day."""
        until = self.due.in_year(year)
        since = self.since.in_year(year if self.since <= self.due else year - 1)
        if not_before and since < not_before <= until:
            since = not_before
        return Period(f"{year}{self.code}", f"{year}{self.label}", since, until)

    def drafted_on(self, year: int) -> date:
        return self.draft_on.in_year(year)


@dataclass(frozen=True)
class Targets:
    """Targets of the board's five rates, in per cent."""

    visit_coverage: Decimal
    participation: Decimal
    handover: Decimal
    completion: Decimal
    satisfaction: Decimal


@dataclass(frozen=True)
class RubricItem:
    """One line of a score sheet.

    ``per_unit``: ``points`` for each unit of ``source``. ``rate``: ``points`` times the share,
    full at ``target`` per cent. ``flag``: ``points`` when the source is reached at all.
    ``attendance``: the sum of the rubric's ``attendance`` points. The result is ``base`` plus
    that, kept between 0 and ``cap``.
    """

    code: str
    title: str
    source: str
    """Name of the figure that is counted."""
    rule: Literal["per_unit", "rate", "flag", "attendance"]
    points: Decimal
    cap: Decimal
    """The item's full marks."""
    text: str
    """The rule in plain words, printed beside the score."""
    base: Decimal = Decimal(0)
    target: Decimal = Decimal(100)


@dataclass(frozen=True)
class Attendance:
    """Points for each way of attending one activity."""

    present: Decimal
    late: Decimal
    leave: Decimal
    """Leave that was approved."""
    absent: Decimal
    """Absent without leave."""


@dataclass(frozen=True)
class Grade:
    """A band: scores from ``at_least`` up to the next band."""

    label: str
    at_least: Decimal


@dataclass(frozen=True)
class Rubric:
    """A score sheet for one kind of subject."""

    title: str
    base: Decimal
    """Points everybody starts with."""
    total: Decimal
    """Full marks; the base and the items' caps add up to it."""
    attendance: Attendance
    items: tuple[RubricItem, ...]
    grades: tuple[Grade, ...]
    """Best first; the last begins at 0."""

    def __post_init__(self):
        full = self.base + sum(item.cap for item in self.items)
        if full != self.total:
            raise ValueError(f"“{self.title}”各项满分加起来是 {full}，不是 {self.total}")
        bounds = [grade.at_least for grade in self.grades]
        if bounds != sorted(bounds, reverse=True) or not bounds or bounds[-1] != 0:
            raise ValueError(f"“{self.title}”的等次应从高到低排列，最低一等从 0 分起")

    def grade(self, score: Decimal) -> str:
        return next(grade.label for grade in self.grades if score >= grade.at_least or grade.at_least == 0)


@dataclass(frozen=True)
class Award(Term):
    """A category of the year-end awards."""

    subject: Literal["deputy", "group", "township", "unit", "person"] = "deputy"
    """Who can win it; ``person`` is open to people who are no deputies."""


@section("assessment")
@dataclass(frozen=True)
class AssessmentPolicy:
    """Table ``[assessment]``."""

    reports: tuple[ReportDuty, ...]
    reminders: tuple[int, ...]
    """Working days before the last working day on which the clerk is reminded."""
    chair_after: Duration
    """After the due date: the township's chair is told."""
    county_after: Duration
    """After the due date: the county's deputies' committee is told."""
    review_by_chair: bool
    """Whether the township's chair passes a report before the county gets it."""
    targets: Targets
    floor: Decimal
    """Per cent; a rate under it is drawn in the overdue colour."""
    appeal_window: Duration
    """For objections to a published trial score."""
    deputy_rubric: Rubric
    township_rubric: Rubric
    awards: tuple[Award, ...]

    def __post_init__(self):
        check_ladder(self.reminders, "reminders ")
        for name in ("chair_after", "county_after"):
            after = getattr(self, name)
            if after.count * {"d": 1, "wd": 2, "m": 31}[after.unit] > LATEST_RUNG:
                raise ValueError(f"{name} 最多 {LATEST_RUNG // 2} 个工作日或 {LATEST_RUNG} 日")

    def periods(self, since: date, until: date, kind: str = "half_year") -> list[Period]:
        """The report periods of a campaign from ``since`` to ``until``, oldest first.

        A campaign's first period begins with the campaign; the last one is left out
        when the campaign ends before it is due.
        """
        found = [
            duty.period(year, not_before=since)
            for year in range(since.year, until.year + 1)
            for duty in self.reports
            if duty.kind == kind
        ]
        return sorted((p for p in found if p.until >= since and p.until <= until), key=lambda p: p.until)

    def period_of(self, day: date, kind: str = "half_year") -> Period | None:
        """The report period that ``day`` falls in."""
        around = self.periods(day - timedelta(days=400), day + timedelta(days=400), kind)
        return next((p for p in around if p.since <= day <= p.until), None)

    def duty(self, code: str) -> ReportDuty | None:
        """The duty behind a period's code: ``2018H1`` → the one with code ``H1``."""
        return next((duty for duty in self.reports if duty.code == code[4:]), None)

    def reminder_days(self, due_on: date, *, calendar: WorkCalendar) -> list[date]:
        """When the clerk is reminded of a report that is due on ``due_on``, earliest first."""
        last = calendar.last_working_day_on_or_before(due_on)
        return [calendar.subtract_working_days(last, days) for days in self.reminders]


@dataclass(frozen=True)
class CrossItem(Term):
    """One line of the score sheet of a cross-evaluation."""

    points: Decimal = Decimal(10)
    """Full marks."""
    looks_at: str = ""
    """What a team looks at, printed beside it."""


@section("cross_evaluation")
@dataclass(frozen=True)
class CrossPolicy:
    """Table ``[cross_evaluation]``: townships judged by each other's teams every quarter."""

    title: str
    period_months: int
    """A round for so many months."""
    total: Decimal
    """Full marks: the items' points add up to it."""
    commended: int
    """How many of the best a bulletin commends."""
    warned_below: Decimal
    """Points under which a bulletin asks for improvement."""
    items: tuple[CrossItem, ...]

    def __post_init__(self):
        full = sum(item.points for item in self.items)
        if full != self.total:
            raise ValueError(f"“{self.title}”各项满分加起来是 {full}，不是 {self.total}")

    def item(self, code: str) -> CrossItem | None:
        return next((one for one in self.items if one.code == code), None)
