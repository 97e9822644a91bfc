"""Why a statistics form and the ledgers disagree: other ways of counting, each with the rows it is about.

A stated number says nothing of how it came about. So each number that the ledgers
contradict is counted in the other ways that townships are known to count in: days
around the period, what was done after the form had been sent, kinds left out, people who
came or left. A way that gives the stated number explains it; whatever a way adds or leaves
out can be opened, row by row, and so can the rows of the ledgers themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.db.models import QuerySet

from congress_poverty.figures import Span
from deputies import figures as people
from deputies.models import Person
from pairing import figures as pairings
from pairing.models import Household
from suggestions import figures as asking
from suggestions import flow
from suggestions.models import Suggestion
from visits import figures as visiting
from visits.models import Attendance, VisitDeputy
from visits.policy import VisitPolicy

from .. import figures
from ..figures import LABELS
from ..models import HalfYearReport
from ..policy import PaperPolicy


@dataclass(frozen=True)
class Reading:
    """Another way to count: ``rows`` are what it adds to the ledgers' number, or leaves out of it."""

    code: str
    words: str
    adds: bool
    rows: QuerySet

    @cached_property
    def size(self) -> int:
        return self.rows.count()


@dataclass(frozen=True)
class Difference:
    """One number of the form that the ledgers contradict."""

    key: str
    label: str
    stated: int
    counted: int
    readings: list[Reading]

    def number(self, reading: Reading) -> int:
        return self.counted + (reading.size if reading.adds else -reading.size)

    @property
    def explained(self) -> list[Reading]:
        """Ways that give exactly the stated number."""
        return [one for one in self.readings if one.size and self.number(one) == self.stated]

    @property
    def lines(self) -> list[dict]:
        """Ways that change the number in the right direction, the one that explains it first."""
        more = self.stated > self.counted
        found = [
            {"reading": one, "number": self.number(one), "explains": self.number(one) == self.stated}
            for one in self.readings
            if one.size and one.adds == more
        ]
        return sorted(found, key=lambda line: (not line["explains"], abs(line["number"] - self.stated)))

    @property
    def off(self) -> int:
        return self.stated - self.counted

    @property
    def words(self) -> str:
        """走访次数：统计表 168，台账 171，少 3"""
        side = "多" if self.off > 0 else "少"
        return f"{self.label}：统计表 {self.stated:,}，台账 {self.counted:,}，{side} {abs(self.off):,}"


def explain(
    report: HalfYearReport, *, today: date, counted: dict[str, int] | None = None
) -> list[Difference]:
    """Every number of the form that differs from the ledgers, with the ways that could explain it."""
    stated = report.stated or {}
    counted = figures.report_numbers(report, today=today) if counted is None else counted
    return [
        Difference(key, label, stated[key], counted.get(key, 0), readings(report, key, today=today))
        for key, label in LABELS.items()
        if key in stated and stated[key] != counted.get(key, 0)
    ]


def readings(report: HalfYearReport, key: str, *, today: date) -> list[Reading]:
    """The other ways to count one number of the report."""
    ways = _WAYS.get(key)
    return list(ways(_Ground(report, today))) if ways else []


class _Ground:
    """What the ways of counting look at."""

    def __init__(self, report: HalfYearReport, today: date):
        self.report, self.today = report, today
        self.county, self.place = report.county, [report.township_id]
        self.span = report.span(today)
        self.days = timedelta(days=report.county.policy(PaperPolicy).edge_days)

    @property
    def before(self) -> Span:
        """The days before the period."""
        return Span(self.span.since - self.days, self.span.since - timedelta(days=1), self.today)

    @property
    def after(self) -> Span:
        """The days after it."""
        return Span(self.span.until + timedelta(days=1), self.span.until + self.days, self.today)

    @property
    def sent(self) -> Span | None:
        """The period's days after the form was sent: what was done then could not be in it."""
        on = self.report.submitted_on
        if on is None or not self.span.since <= on < self.span.until:
            return None
        return Span(on + timedelta(days=1), self.span.until, self.today)


def _by_day(ground: _Ground, rows: Callable) -> Iterable[Reading]:
    """Ways that every number of things that happen on a day has."""
    days = ground.days.days
    yield Reading("before", f"把期前 {days} 天的也算进来", True, rows(ground.before))
    yield Reading("after", f"把期后 {days} 天的也算进来", True, rows(ground.after))
    if ground.sent:
        yield Reading("sent", "不含报送以后到期末的", False, rows(ground.sent))


def _visits(ground: _Ground) -> Iterable[Reading]:
    def made(span):
        return visiting.visits(ground.county, span, ground.place)

    yield from _by_day(ground, made)
    modes = ground.county.policy(VisitPolicy).modes
    away = [word for mode in modes if not mode.in_person for word in (mode.code, mode.label, *mode.also)]
    yield Reading("away", "不含电话、视频联系", False, made(ground.span).filter(mode__in=away))
    theirs = pairings.households(ground.county, ground.span.until, ground.place)
    yield Reading(
        "unpaired",
        "只算期末结对户",
        False,
        made(ground.span).exclude(household__in=theirs.order_by().values("pk")),
    )


def _households_visited(ground: _Ground) -> Iterable[Reading]:
    def of(span):
        made = visiting.visits(ground.county, span, ground.place)
        return Household.objects.filter(pk__in=made.order_by().values("household"))

    counted = of(ground.span)
    pks = counted.order_by().values("pk")
    days = ground.days.days
    yield Reading("before", f"把期前 {days} 天走访的户也算进来", True, of(ground.before).exclude(pk__in=pks))
    yield Reading("after", f"把期后 {days} 天走访的户也算进来", True, of(ground.after).exclude(pk__in=pks))
    if ground.sent:
        early = of(Span(ground.span.since, ground.report.submitted_on, ground.today))
        yield Reading(
            "sent", "不含报送以后才走访的户", False, counted.exclude(pk__in=early.order_by().values("pk"))
        )
    paired = pairings.households(ground.county, ground.span.until, ground.place)
    yield Reading("unpaired", "只算期末结对户", False, counted.exclude(pk__in=paired.order_by().values("pk")))
    yield Reading("never", "结对户都算走访过", True, paired.exclude(pk__in=pks))


def _activities(ground: _Ground) -> Iterable[Reading]:
    def held(span):
        return visiting.activities(ground.county, span, ground.place)

    yield from _by_day(ground, held)
    for n, (kind, _times) in enumerate(
        visiting.activities_by_kind(ground.county, ground.span, ground.place), start=1
    ):
        yield Reading(f"kind{n}", f"不含“{kind}”", False, held(ground.span).filter(kind=kind))
    yield Reading("empty", "不含没有出席名单的", False, held(ground.span).filter(present_count=0))


def _suggestions(ground: _Ground) -> Iterable[Reading]:
    def raised(span):
        return asking.submitted(ground.county, span, ground.place)

    yield from _by_day(ground, raised)
    yield Reading(
        "not_taken",
        "不含退回、不予立案和撤回的",
        False,
        raised(ground.span).filter(state__in=asking.NOT_RAISED),
    )
    own = raised(ground.span).filter(handled_at=Suggestion.Level.TOWNSHIP)
    yield Reading("own", "不含由镇里办理的", False, own)
    drafts = Suggestion.objects.filter(
        county=ground.county, township__in=ground.place, state=flow.State.DRAFT
    ).filter(submitted_on__gte=ground.span.since, submitted_on__lte=ground.span.until)
    yield Reading("drafts", "把没有提交的草稿也算进来", True, drafts)


def _suggestions_closed(ground: _Ground) -> Iterable[Reading]:
    def closed(span):
        return asking.closed(ground.county, span, ground.place)

    yield from _by_day(ground, closed)
    answered = asking.submitted(ground.county, ground.span, ground.place).filter(
        state__in=(flow.State.REPLIED, flow.State.RATED)
    )
    yield Reading("answered", "把已答复、没有办结的也算进来", True, answered)
    older = closed(ground.span).filter(submitted_on__lt=ground.span.since)
    yield Reading("older", "不含以前提出、本期办结的", False, older)


def _deputies_active(ground: _Ground) -> Iterable[Reading]:
    def went(span):
        made = visiting.visits(ground.county, span, ground.place)
        return VisitDeputy.objects.filter(visit__in=made).order_by().values("person")

    def came(span):
        held = visiting.activities(ground.county, span, ground.place)
        rows = Attendance.objects.filter(activity__in=held, status=Attendance.Status.PRESENT)
        return rows.order_by().values("person")

    span = ground.span
    active = visiting.statistics_rows(ground.county, span, ground.place)["deputies_active"]
    pks = active.order_by().values("pk")
    yield Reading("only_visits", "只算参加活动的，不算走访的", False, active.exclude(pk__in=came(span)))
    yield Reading("only_activities", "只算走访的，不算参加活动的", False, active.exclude(pk__in=went(span)))
    office = people.in_office(ground.county, span.until, ground.place).order_by().values("pk")
    yield Reading("left", "不含期末已经离任和外乡镇的", False, active.exclude(pk__in=office))
    days = ground.days.days
    for code, words, around in (
        ("before", f"把期前 {days} 天走访或参加的也算进来", ground.before),
        ("after", f"把期后 {days} 天走访或参加的也算进来", ground.after),
    ):
        rows = Person.objects.filter(pk__in=went(around)) | Person.objects.filter(pk__in=came(around))
        yield Reading(code, words, True, rows.exclude(pk__in=pks))
    invited = Attendance.objects.filter(
        activity__in=visiting.activities(ground.county, span, ground.place)
    ).exclude(status=Attendance.Status.PRESENT)
    yield Reading(
        "invited",
        "把请假、缺席的也算进来",
        True,
        Person.objects.filter(pk__in=invited.order_by().values("person")).exclude(pk__in=pks),
    )
    if ground.sent:
        early = Span(span.since, ground.report.submitted_on, ground.today)
        yield Reading(
            "sent",
            "不含报送以后才走访或参加的",
            False,
            active.exclude(pk__in=went(early)).exclude(pk__in=came(early)),
        )


def _deputies(ground: _Ground) -> Iterable[Reading]:
    now = people.in_office(ground.county, ground.span.until, ground.place)
    then = people.in_office(ground.county, ground.span.since, ground.place)
    yield Reading("came", "不含期内新任的", False, now.exclude(pk__in=then.order_by().values("pk")))
    yield Reading("left", "把期内离任的也算进来", True, then.exclude(pk__in=now.order_by().values("pk")))


def _households_paired(ground: _Ground) -> Iterable[Reading]:
    now = pairings.households(ground.county, ground.span.until, ground.place)
    then = pairings.households(ground.county, ground.span.since, ground.place)
    yield Reading("came", "不含期内新结对的", False, now.exclude(pk__in=then.order_by().values("pk")))
    yield Reading("left", "把期内结束结对的也算进来", True, then.exclude(pk__in=now.order_by().values("pk")))


_WAYS = {
    "deputies": _deputies,
    "deputies_active": _deputies_active,
    "households_paired": _households_paired,
    "visits": _visits,
    "households_visited": _households_visited,
    "activities": _activities,
    "suggestions": _suggestions,
    "suggestions_closed": _suggestions_closed,
}
