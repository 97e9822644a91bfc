"""Scores by the county's rubric: facts gathered in a few grouped queries, points in plain Python.

A rubric item names a source; ``DEPUTY_SOURCES`` and ``TOWNSHIP_SOURCES`` say how each is
counted, for all subjects of a county at once. ``points`` turns a fact into points and
into the sentence that says how.
"""

from __future__ import annotations

import gc
import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import CharField, TextField
from django.db.models.functions import Cast

from congress_poverty.figures import Share, Span
from congress_poverty.packs import Term, term
from deputies import figures as people
from deputies.models import Region
from pairing import figures as pairing
from pairing.policy import PairingPolicy
from suggestions import figures as asking
from visits import figures as visiting
from visits.models import Attendance, VisitDeputy
from visits.policy import VisitPolicy

from .models import HalfYearReport
from .policy import Rubric, RubricItem

CENT = Decimal("0.01")
VISIT, ACTIVITY, SUGGESTION, REPORT, HOUSEHOLD = "visit", "activity", "suggestion", "report", "household"


@dataclass(slots=True)
class Fact:
    """What was counted for one subject and one source.

    ``count`` is the number of units, or with ``of`` the numerator of a share; ``outcomes``
    counts attendance by outcome. ``evidence`` lists the records that were counted,
    ``uncounted`` those that were not, with the reason as their last part: tuples, because
    a county has a hundred thousand and Python's collector looks at lists again and again.
    """

    count: int = 0
    of: int | None = None
    outcomes: dict[str, int] = field(default_factory=dict)
    evidence: list[tuple] = field(default_factory=list)
    uncounted: list[tuple] = field(default_factory=list)
    empty_words: str = ""
    """Where ``of`` is 0 and that is nobody's fault: full marks, for this reason."""


@dataclass(frozen=True, slots=True)
class Marked:
    """One line of a score sheet before it is stored."""

    item: RubricItem
    points: Decimal
    words: str
    fact: Fact


@dataclass(frozen=True)
class Sheet:
    """One subject's score sheet."""

    township: Region
    person: int | None
    lines: list[Marked]
    base: Decimal
    total: Decimal
    grade: str


# -- points ----------------------------------------------------------------------------------


def points(item: RubricItem, fact: Fact, rubric: Rubric) -> Marked:
    """The item's points for a fact, and how they came about."""
    earned, words = RULES[item.rule](item, fact, rubric)
    exact = item.base + earned
    kept = min(max(exact, Decimal(0)), item.cap).quantize(CENT, ROUND_HALF_UP)
    if item.base:
        words = f"基础 {_n(item.base)} 分，{words}"
    if exact > item.cap:
        words += f"，按满分 {_n(item.cap)} 分计"
    elif exact < 0:
        words += "，不足 0 分按 0 分计"
    return Marked(item, kept, words, fact)


def _per_unit(item, fact, rubric):
    earned = item.points * fact.count
    return earned, f"{fact.count} × {_n(item.points)} 分 = {_n(earned)} 分"


def _rate(item, fact, rubric):
    share = Share(fact.count, fact.of or 0)
    if not share.denominator:
        if fact.empty_words:
            return item.cap - item.base, f"{fact.empty_words}，计满分"
        return Decimal(0), "没有可计的，不得分"
    reached = Decimal(100 * share.numerator) / share.denominator
    earned = item.points * min(Decimal(1), reached / item.target)
    target = "" if item.target == 100 else f" ÷ 目标 {_n(item.target)}%"
    return earned, (
        f"{share.numerator}/{share.denominator} = {share.percent}%{target} × {_n(item.points)} 分"
        f" = {_n(earned.quantize(CENT, ROUND_HALF_UP))} 分"
    )


def _flag(item, fact, rubric):
    if fact.of == 0:
        return Decimal(0), "没有可计的，不得分"
    done = bool(fact.of) and fact.count >= fact.of if fact.of is not None else fact.count > 0
    detail = "" if fact.of is None else f"（{fact.count}/{fact.of}）"
    return (
        (item.points, f"做到了{detail}，{_n(item.points)} 分")
        if done
        else (Decimal(0), f"没有做到{detail}，0 分")
    )


ATTENDED = {"present": "出席", "late": "迟到", "leave": "请假", "absent": "缺席"}


def _attendance(item, fact, rubric):
    earned, parts = Decimal(0), []
    for outcome, label in ATTENDED.items():
        times = fact.outcomes.get(outcome, 0)
        each = getattr(rubric.attendance, outcome)
        if times:
            earned += each * times * item.points
            parts.append(f"{label} {times} 次 × {_n(each * item.points)}")
    return earned, f"{' + '.join(parts)} = {_n(earned)} 分" if parts else "没有记录，0 分"


RULES: dict[str, Callable] = {
    "per_unit": _per_unit,
    "rate": _rate,
    "flag": _flag,
    "attendance": _attendance,
}


def _n(number: Decimal) -> str:
    return f"{Decimal(number).normalize():f}"


# -- facts of deputies -------------------------------------------------------------------------


@dataclass
class Year:
    """What the sources of one county and year are counted from, each read once."""

    county: object
    span: Span

    def __post_init__(self):
        self.policy = self.county.policy(VisitPolicy)
        self.remote = frozenset(mode.label for mode in self.policy.modes if not mode.in_person)
        self._visits = self._households = None
        self._done: dict[str, list[Term]] = {}

    @property
    def visits(self) -> dict[int, list[tuple]]:
        """Person → (person, day, visit, household, code, mode, acts), by days and as written down.

        A county has a hundred thousand of them. Days and acts stay the text that the database
        gives, which evidence keeps anyway; each deputy's few are sorted here, not all of them there.
        """
        if self._visits is None:
            self._visits = defaultdict(list)
            rows = VisitDeputy.objects.filter(
                visit__county=self.county,
                visit__visited_on__gte=self.span.since,
                visit__visited_on__lte=self.span.until,
            ).order_by()
            for visit in rows.values_list(
                "person_id",
                Cast("visit__visited_on", CharField()),
                "visit_id",
                "visit__household_id",
                "visit__code",
                "visit__mode",
                Cast("visit__acts", TextField()),
            ).iterator(chunk_size=5000):
                self._visits[visit[0]].append(visit)
            for visits in self._visits.values():
                visits.sort()
        return self._visits

    def done(self, acts: str) -> list[Term]:
        """Those of the n ones that a visit's acts name; the same few lists come again and again."""
        if acts not in self._done:
            found = (term(self.policy.n_ones.items, act) for act in json.loads(acts))
            self._done[acts] = [one for one in found if one]
        return self._done[acts]

    @property
    def households(self) -> dict[int, list[tuple]]:
        """Person → (household, code, village, paired since) on the span's last day."""
        if self._households is None:
            self._households = defaultdict(list)
            rows = pairing.by_deputies(self.county, self.span.on).order_by("household__code")
            for person, household, code, village, since in rows.values_list(
                "person_id",
                "household_id",
                "household__code",
                "household__village__short_name",
                "started_on",
            ):
                self._households[person].append((household, code, village, since))
        return self._households


def _household_coverage(year: Year) -> dict[int, Fact]:
    facts = {}
    for person, households in year.households.items():
        last = {visit[3]: visit for visit in year.visits.get(person, ())}
        fact = facts[person] = Fact(of=len(households))
        for household, code, village, _since in households:
            if visit := last.get(household):
                fact.count += 1
                fact.evidence.append((VISIT, visit[4], visit[1], f"走访{village}联系户"))
            else:
                fact.uncounted.append((HOUSEHOLD, code, "", f"{village}联系户", "期内没有走访"))
    return facts


def _visits(year: Year) -> dict[int, Fact]:
    facts = {}
    for person, visits in year.visits.items():
        fact, last = Fact(), {}
        for _person, on, _visit, household, code, mode, _acts in visits:
            if last.get(household) == on:  # they come by days
                fact.uncounted.append((VISIT, code, on, mode or "走访", "同一天同一户只计一次"))
            else:
                last[household] = on
                fact.evidence.append((VISIT, code, on, mode or "走访"))
        fact.count = len(fact.evidence)
        facts[person] = fact
    return facts


def _n_ones(year: Year) -> dict[int, Fact]:
    facts = {}
    for person, visits in year.visits.items():
        fact, done, named = Fact(), set(), set()
        for _person, on, _visit, _household, code, _mode, acts in visits:
            if acts in named:
                continue
            named.add(acts)
            for found in year.done(acts):
                if found.code not in done:
                    done.add(found.code)
                    fact.evidence.append((VISIT, code, on, found.label))
        fact.count = len(done)
        facts[person] = fact
    return facts


def _attended(year: Year) -> dict[int, Fact]:
    facts: dict[int, Fact] = defaultdict(Fact)
    rows = Attendance.objects.filter(activity__in=visiting.activities(year.county, year.span))
    for person, status, code, on, topic in rows.order_by("activity__held_on").values_list(
        "person_id", "status", "activity__code", "activity__held_on", "activity__topic"
    ):
        fact = facts[person]
        fact.outcomes[status] = fact.outcomes.get(status, 0) + 1
        fact.count += status == Attendance.Status.PRESENT
        words = ATTENDED.get(status, status)
        fact.evidence.append((ACTIVITY, code, on.isoformat(), f"{words}：{topic}"))
    return facts


def _suggested(year: Year) -> dict[int, Fact]:
    facts: dict[int, Fact] = defaultdict(Fact)
    rows = asking.raised(year.county, year.span).order_by("submitted_on")
    for person, code, on, title in rows.values_list("lead_id", "code", "submitted_on", "title"):
        fact = facts[person]
        fact.count += 1
        fact.evidence.append((SUGGESTION, code, on.isoformat(), title))
    return facts


def _first_contact(year: Year) -> dict[int, Fact]:
    """Households that were paired by the date of first contact, and met in person by then."""
    due = year.county.policy(PairingPolicy).first_contact_due.in_year(year.span.since.year)
    last_day, facts = due.isoformat(), {}
    for person, households in year.households.items():
        owed = [one for one in households if one[3] <= due]
        wanted, met = {one[0] for one in owed}, {}
        for visit in year.visits.get(person, ()):
            if visit[1] > last_day:
                break
            if visit[3] in wanted and visit[5] not in year.remote:
                met.setdefault(visit[3], visit)
        fact = facts[person] = Fact(of=len(owed))
        for household, code, village, _since in owed:
            if visit := met.get(household):
                fact.count += 1
                fact.evidence.append((VISIT, visit[4], visit[1], f"与{village}联系户见面"))
            else:
                fact.uncounted.append((HOUSEHOLD, code, "", f"{village}联系户", f"{due}前没有见面"))
    return facts


DEPUTY_SOURCES: dict[str, Callable[[Year], dict[int, Fact]]] = {
    "household_coverage": _household_coverage,
    "visits": _visits,
    "n_ones_done": _n_ones,
    "attendance": _attended,
    "suggestions": _suggested,
    "first_contact": _first_contact,
}


@contextmanager
def _keeping_everything() -> Iterator[None]:
    """Python's collector rests: what is made here is kept, and it would walk the whole process for it."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@_keeping_everything()
def deputy_sheets(county, rubric: Rubric, span: Span) -> list[Sheet]:
    """A sheet for every deputy in office on the span's last day."""
    year = Year(county, span)
    gathered = {item.source: DEPUTY_SOURCES[item.source](year) for item in rubric.items}
    places = {place.pk: place for place in people.townships(county)}
    deputies = people.in_office(county, span.on).order_by("township__code", "pinyin", "pk")
    return [
        _sheet(
            places[township], person, rubric, {name: facts.get(person) for name, facts in gathered.items()}
        )
        for person, township in deputies.values_list("pk", "township_id")
        if township in places
    ]


# -- facts of townships ------------------------------------------------------------------------


def _shares(shares: dict[int, Share]) -> dict[int, Fact]:
    return {place: Fact(share.numerator, share.denominator) for place, share in shares.items()}


def _of_suggestions(every, hits) -> Callable:
    def gather(year: Year) -> dict[int, Fact]:
        good = set(hits(year.county, year.span).values_list("pk", flat=True))
        facts: dict[int, Fact] = defaultdict(lambda: Fact(of=0))
        rows = every(year.county, year.span).order_by("submitted_on")
        for pk, place, code, on, title in rows.values_list(
            "pk", "township_id", "code", "submitted_on", "title"
        ):
            fact = facts[place]
            fact.of += 1
            line = (SUGGESTION, code, on.isoformat(), title)
            if pk in good:
                fact.count += 1
                fact.evidence.append(line)
            else:
                fact.uncounted.append((*line, "没有达到"))
        return facts

    return gather


def _reports_on_time(year: Year) -> dict[int, Fact]:
    facts: dict[int, Fact] = defaultdict(lambda: Fact(of=0))
    rows = HalfYearReport.objects.filter(
        county=year.county, due_on__gte=year.span.since, due_on__lte=year.span.on
    ).order_by("due_on")
    for report in rows:
        fact = facts[report.township_id]
        fact.of += 1
        late = report.lateness(year.span.today)
        on = report.submitted_on.isoformat() if report.submitted_on else ""
        if report.submitted_on and not late.days:
            fact.count += 1
            fact.evidence.append((REPORT, report.code, on, report.title))
        else:
            fact.uncounted.append((REPORT, report.code, on, report.title, late.words))
    return facts


TOWNSHIP_SOURCES: dict[str, Callable[[Year], dict[int, Fact]]] = {
    "visit_coverage": lambda year: _shares(visiting.coverage(year.county, year.span).by_township),
    "participation": lambda year: _shares(visiting.participation(year.county, year.span).by_township),
    "handover_rate": _of_suggestions(asking.raised, asking.raised_and_handed_over),
    "completion_rate": _of_suggestions(asking.handed_over, asking.completed),
    "satisfaction_rate": _of_suggestions(asking.rated, asking.satisfied),
    "reports_on_time": _reports_on_time,
}
# A township that had nothing to do here loses nothing.
NOTHING_TO_DO = {
    "visit_coverage": "没有结对的联系户",
    "handover_rate": "没有提出建议",
    "completion_rate": "没有交办的建议",
    "satisfaction_rate": "没有评价过的建议",
    "reports_on_time": "没有到期的报告",
}


def township_sheets(county, rubric: Rubric, span: Span) -> list[Sheet]:
    """A sheet for every township."""
    year = Year(county, span)
    gathered = {item.source: TOWNSHIP_SOURCES[item.source](year) for item in rubric.items}
    sheets = []
    for place in people.townships(county):
        facts = {name: found.get(place.pk) or Fact(of=0) for name, found in gathered.items()}
        for name, fact in facts.items():
            fact.empty_words = NOTHING_TO_DO.get(name, "")
        sheets.append(_sheet(place, None, rubric, facts))
    return sheets


def _sheet(township: Region, person: int | None, rubric: Rubric, facts: dict[str, Fact | None]) -> Sheet:
    rated = {"rate", "flag"}
    lines = [
        points(item, facts[item.source] or Fact(of=0 if item.rule in rated else None), rubric)
        for item in rubric.items
    ]
    total = min(rubric.base + sum((line.points for line in lines), Decimal(0)), rubric.total)
    return Sheet(township, person, lines, rubric.base, total, rubric.grade(total))


def unknown_sources(rubric: Rubric, sources: dict) -> list[str]:
    """Items of a rubric that nobody knows how to count."""
    return [item.source for item in rubric.items if item.source not in sources]


def year_span(year: int, today: date) -> Span:
    """The assessment's year: the calendar year."""
    return Span(date(year, 1, 1), date(year, 12, 31), today)
