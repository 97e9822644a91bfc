"""Numbers about suggestions, each beside the rows it counts.

The rates follow the page 指标口径: handed over of what was raised in the span; completed of what
was handed over in it; satisfied of what was rated. Where a county counts silence against the rate
(``unrated_in_denominator``), what lapsed unrated stands in the denominator too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q

from congress_poverty.figures import Share, Span
from deputies.models import County

from . import flow
from .models import Assignment, Clock, Promise, Reply, Step, Suggestion, SupervisionEvent
from .policy import SuggestionPolicy

JUDGED = (flow.State.RATED, flow.State.ESCALATED, flow.State.CLOSED)
NOT_RAISED = (flow.State.DRAFT, flow.State.RETURNED, flow.State.DECLINED, flow.State.WITHDRAWN)


def _of(county, townships=None):
    rows = Suggestion.objects.filter(county=county)
    return rows if townships is None else rows.filter(township__in=townships)


def submitted(county, span: Span, townships=None):
    """Whatever was submitted in the span: the line 提出件数 of the half-year form leaves nothing out."""
    return _of(county, townships).raised_in(span.since, span.until).exclude(state=flow.State.DRAFT)


def closed(county, span: Span, townships=None):
    """Closed in the span, whenever it was raised."""
    return _of(county, townships).filter(
        state=flow.State.CLOSED, closed_on__gte=span.since, closed_on__lte=span.until
    )


def raised_by_township(county, span: Span) -> dict[int, int]:
    return _tally(submitted(county, span), "township")


def closed_by_township(county, span: Span) -> dict[int, int]:
    return _tally(closed(county, span), "township")


def raised(county, span: Span, townships=None):
    """Raised in the span and taken up: not a draft, sent back, declined or withdrawn."""
    return _of(county, townships).raised_in(span.since, span.until).exclude(state__in=NOT_RAISED)


def raised_and_handed_over(county, span: Span, townships=None):
    return raised(county, span, townships).filter(state__in=flow.HANDED)


def raised_and_waiting(county, span: Span, townships=None):
    return raised(county, span, townships).exclude(state__in=flow.HANDED)


def handed_over(county, span: Span, townships=None):
    return _of(county, townships).handed_over_in(span.since, span.until).filter(state__in=flow.HANDED)


def completed(county, span: Span, townships=None):
    return handed_over(county, span, townships).filter(state__in=done_states(county))


def not_completed(county, span: Span, townships=None):
    return handed_over(county, span, townships).exclude(state__in=done_states(county))


def done_states(county) -> tuple:
    """What the county calls completed: closed, or already answered."""
    if county.policy(SuggestionPolicy).completed_means == "closed":
        return (flow.State.CLOSED,)
    return (flow.State.REPLIED, *JUDGED)


def rated(county, span: Span, townships=None):
    """What the satisfaction rate is a share of; the county decides whether silence is in it."""
    rows = handed_over(county, span, townships)
    if county.policy(SuggestionPolicy).unrated_in_denominator:
        return rows.filter(
            ~Q(satisfaction="") | Q(state__in=(flow.State.RATED, flow.State.ESCALATED, flow.State.CLOSED))
        )
    return rows.exclude(satisfaction="")


def satisfied(county, span: Span, townships=None):
    return rated(county, span, townships).filter(satisfaction__in=satisfied_words(county))


def dissatisfied(county, span: Span, townships=None):
    return rated(county, span, townships).exclude(satisfaction__in=satisfied_words(county))


def satisfied_words(county) -> list[str]:
    steps = county.policy(SuggestionPolicy).satisfaction
    return [step.code for step in steps if step.counts_as_satisfied]


def overdue(county, on: date, townships=None):
    """Not answered although the day has passed."""
    return _of(county, townships).open().overdue(on=on)


def promises_that_are(rows, view: str, *, on: date, soon_days: int):
    """The promises of ``rows`` that a saved view of the ledger shows: open, soon, late, kept …"""
    return rows.filter(_promise_views(on, soon_days)[view])


def count_promises(rows, *, on: date, soon_days: int) -> dict[str, int]:
    """How many each saved view holds, and ``all`` of them."""
    views = _promise_views(on, soon_days)
    return rows.order_by().aggregate(
        all=Count("pk"), **{name: Count("pk", filter=condition) for name, condition in views.items()}
    )


def _promise_views(on: date, soon_days: int) -> dict[str, Q]:
    is_open = Q(kept_on=None, ended_on=None)
    return {
        "open": is_open,
        "soon": is_open & Q(due_on__gte=on, due_on__lte=on + timedelta(days=soon_days)),
        "late": is_open & Q(due_on__lt=on),
        "kept": Q(kept_on__isnull=False, ended_on=None),
        "carried": Q(carried_to__isnull=False),
        "ended": Q(ended_on__isnull=False),
    }


def promises_to_chase(on: date, county: County | None = None) -> list[Promise]:
    """Open promises that are late or due within the warning time of their county, the earliest first.

    Of one county, or of all.
    """
    found: list[Promise] = []
    for one in [county] if county else County.objects.select_related("region"):
        until = on + timedelta(days=one.policy(SuggestionPolicy).promise_soon_days)
        rows = Promise.objects.due_by(until).filter(suggestion__county=one)
        found += rows.select_related("unit", "suggestion")
    return sorted(found, key=lambda promise: (promise.due_on, promise.pk))


def handover_rate(county, span: Span, townships=None) -> Share:
    return Share(
        raised_and_handed_over(county, span, townships).count(), raised(county, span, townships).count()
    )


def completion_rate(county, span: Span, townships=None) -> Share:
    return Share(completed(county, span, townships).count(), handed_over(county, span, townships).count())


def satisfaction_rate(county, span: Span, townships=None) -> Share:
    return Share(satisfied(county, span, townships).count(), rated(county, span, townships).count())


@dataclass(frozen=True)
class Work:
    """The three rates of one township, unit or month, and what is late there today."""

    handover: Share
    completion: Share
    satisfaction: Share
    overdue: int


def by_township(county, span: Span, townships=None) -> dict[int, Work]:
    """By the id of the delegation's township."""
    rows = raised(county, span, townships)
    return _work(
        _tally(rows, "township"),
        _tally(raised_and_handed_over(county, span, townships), "township"),
        _tally(handed_over(county, span, townships), "township"),
        _tally(completed(county, span, townships), "township"),
        _tally(rated(county, span, townships), "township"),
        _tally(satisfied(county, span, townships), "township"),
        _tally(overdue(county, span.today, townships), "township"),
    )


def by_unit(county, span: Span, townships=None) -> dict[int, Work]:
    """By the id of the lead unit; what two units lead counts for both. Units have no hand-over rate."""

    def tally(rows):
        leads = Assignment.objects.current().filter(part=flow.Part.LEAD, suggestion__in=rows.order_by())
        counted = leads.order_by().values_list("unit").annotate(n=Count("suggestion", distinct=True))
        return dict(counted)

    return _work(
        {},
        {},
        tally(handed_over(county, span, townships)),
        tally(completed(county, span, townships)),
        tally(rated(county, span, townships)),
        tally(satisfied(county, span, townships)),
        tally(overdue(county, span.today, townships)),
    )


def by_month(county, span: Span, townships=None) -> dict[date, Work]:
    """By the first day of the month: the hand-over rate by when it was raised, the others by hand-over."""
    done, good = done_states(county), satisfied_words(county)
    counts: dict[date, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for submitted_on, state in raised(county, span, townships).values_list("submitted_on", "state"):
        month = counts[submitted_on.replace(day=1)]
        month["raised"] += 1
        month["raised_handed"] += state in flow.HANDED
    rows = handed_over(county, span, townships).values_list(
        "handed_over_on", "state", "satisfaction", "answer_due_on"
    )
    for handed_over_on, state, _satisfaction, answer_due_on in rows:
        month = counts[handed_over_on.replace(day=1)]
        month["handed"] += 1
        month["done"] += state in done
        month["late"] += bool(answer_due_on) and answer_due_on < span.today
    for handed_over_on, satisfaction in rated(county, span, townships).values_list(
        "handed_over_on", "satisfaction"
    ):
        month = counts[handed_over_on.replace(day=1)]
        month["rated"] += 1
        month["good"] += satisfaction in good
    return {
        month: Work(
            Share(n["raised_handed"], n["raised"]),
            Share(n["done"], n["handed"]),
            Share(n["good"], n["rated"]),
            n["late"],
        )
        for month, n in sorted(counts.items())
    }


def _tally(rows, column: str) -> dict[int, int]:
    return dict(rows.order_by().values_list(column).annotate(n=Count("pk")))


def _work(raised, raised_handed, handed, done, rated, good, late) -> dict[int, Work]:
    keys = {*raised, *handed, *rated, *late}
    return {
        key: Work(
            Share(raised_handed.get(key, 0), raised.get(key, 0)),
            Share(done.get(key, 0), handed.get(key, 0)),
            Share(good.get(key, 0), rated.get(key, 0)),
            late.get(key, 0),
        )
        for key in sorted(keys)
    }


# -- how the handling went, by whatever one asks -----------------------------------------------


class Cases:
    """What a measure is asked of: suggestions, or each lead unit's part in them.

    Of two units that answer for the same matter one may be in time and the other late:
    ``by_unit`` looks at each unit's own clocks and answers.
    """

    def __init__(self, rows, *, county, today: date, by_unit: bool = False):
        self.county, self.today, self.by_unit = county, today, by_unit
        self.policy: SuggestionPolicy = county.policy(SuggestionPolicy)
        self.rows = rows.order_by()
        if by_unit:
            leads = Assignment.objects.current().filter(part=flow.Part.LEAD)
            self.rows = leads.filter(suggestion__in=self.rows.values("pk")).order_by()
        self.counted = "suggestion" if by_unit else "pk"

    def where(self, **lookups) -> Q:
        """A condition on the suggestion."""
        prefix = "suggestion__" if self.by_unit else ""
        return Q(**{f"{prefix}{name}": value for name, value in lookups.items()})

    def of(self, model):
        """The rows of ``model`` that belong to the case."""
        if self.by_unit:
            return model.objects.filter(suggestion=OuterRef("suggestion"), assignment__unit=OuterRef("unit"))
        return model.objects.filter(suggestion=OuterRef("pk"))

    # What the measures ask.

    def every(self) -> Q:
        return Q(pk__isnull=False)

    def answered(self) -> Q:
        return self.delivered() if self.by_unit else self.where(reply_count__gt=0)

    def _clocks(self):
        return self.of(Clock).filter(name__in=flow.ANSWER_CLOCKS, is_void=False)

    def late(self) -> Q:
        """An answer came, or still is, after its day."""
        ticking = Q(stopped_on__isnull=True, paused_on__isnull=True, effective_on__lt=self.today)
        return Q(Exists(self._clocks().filter(Q(stopped_on__gt=F("effective_on")) | ticking)))

    def late_now(self) -> Q:
        ticking = self._clocks().ticking().filter(effective_on__lt=self.today)
        return Q(Exists(ticking)) & ~self.where(state__in=flow.ENDED)

    def due(self) -> Q:
        """Answered or late: what still is in time has not shown yet whether it will be."""
        return self.late() | (Q(Exists(self._clocks())) & ~Q(Exists(self._clocks().running())))

    def in_time(self) -> Q:
        return self.due() & ~self.late()

    def _delivered(self):
        return self.of(Reply).filter(delivered_on__isnull=False)

    def delivered(self) -> Q:
        return Q(Exists(self._delivered()))

    def met(self) -> Q:
        """Every answer was talked over with the deputy before it was delivered."""
        without = Q(met_on__isnull=True) | Q(is_waived=True) | Q(met_on__gt=F("delivered_on"))
        return self.delivered() & ~Q(Exists(self._delivered().filter(without)))

    def solved(self) -> Q:
        codes = [one.code for one in self.policy.reply_codes if one.counts_as_solved]
        return self.answered() & self.where(outcome__in=codes)

    def completed(self) -> Q:
        return self.where(state__in=done_states(self.county))

    def rated(self) -> Q:
        judged = ~self.where(satisfaction="")
        if self.policy.unrated_in_denominator:
            judged |= self.where(state__in=JUDGED)
        return judged

    def satisfied(self) -> Q:
        return self.rated() & self.where(satisfaction__in=satisfied_words(self.county))

    def satisfied_only(self) -> Q:
        return self.rated() & self.where(satisfaction=self.policy.satisfaction[0].code)

    def twice(self) -> Q:
        return self.where(dissatisfied_count__gte=self.policy.escalate_after)


@dataclass(frozen=True)
class Measure:
    """A number about cases: what is counted, of what, in which words; without ``every`` it is no share."""

    code: str
    label: str
    numerator: str
    hits: Callable[[Cases], Q]
    denominator: str = ""
    every: Callable[[Cases], Q] | None = None

    @property
    def is_share(self) -> bool:
        return self.every is not None


HANDED = "期内交办的建议"
ANSWERED = "期内交办、已经送达答复的建议"
RATED = "期内交办、代表已评价的建议"
MEASURES = {
    one.code: one
    for one in (
        Measure("handed", "交办", HANDED, Cases.every),
        Measure("answered", "答复率", "其中已经送达答复的", Cases.answered, HANDED, Cases.every),
        Measure(
            "in_time",
            "按期率",
            "其中每一次答复都没有超过期限的",
            Cases.in_time,
            "期内交办、已答复或已过期限的建议（还在期限以内的不算）",
            Cases.due,
        ),
        Measure(
            "met",
            "面商率",
            "其中每一次答复送达以前都与代表见过面的（书面同意不见面的不算见面）",
            Cases.met,
            ANSWERED,
            Cases.delivered,
        ),
        Measure("solved", "解决率", "其中已解决的", Cases.solved, ANSWERED, Cases.answered),
        Measure("completed", "办结率", "其中已经办结的", Cases.completed, HANDED, Cases.every),
        Measure("satisfied", "满意率", "其中计为满意的", Cases.satisfied, RATED, Cases.rated),
        Measure("satisfied_only", "只算满意", "其中最好一档的", Cases.satisfied_only, RATED, Cases.rated),
        Measure("late_now", "逾期", "今天已超过答复期限、还没有送达答复的", Cases.late_now),
        Measure("twice", "多次不满意", "代表不满意达到升级次数的", Cases.twice),
    )
}


def definition(measure: Measure, county) -> str:
    """How the number is counted here, in one sentence: the county chooses what counts."""
    policy: SuggestionPolicy = county.policy(SuggestionPolicy)
    counted, of = measure.numerator, measure.denominator
    if measure.code == "satisfied":
        good = "和".join(one.label for one in policy.satisfaction if one.counts_as_satisfied)
        counted = f"其中代表评价为{good}的"
    elif measure.code == "satisfied_only":
        counted = f"其中代表评价为{policy.satisfaction[0].label}的"
    elif measure.code == "solved":
        codes = "、".join(f"{one.code} {one.label}" for one in policy.reply_codes if one.counts_as_solved)
        counted = f"其中最近一次答复为“{codes}”的"
    elif measure.code == "completed" and policy.completed_means == "replied":
        counted = "其中已经答复的"
    if not measure.every:
        return f"{counted}。" if measure.code == "handed" else f"{HANDED}中，{counted}。"
    if of == RATED:
        of += "（没有反馈的也计入）" if policy.unrated_in_denominator else "（没有反馈的不计入）"
    return f"分母：{of}；分子：{counted}。"


@dataclass(frozen=True)
class Dimension:
    """What the numbers are told apart by: the columns of its key and of its name."""

    code: str
    label: str
    key: str
    name: str
    by_unit: bool = False
    by_size: bool = False
    """Whether whoever has most stands first; else the order of the key."""


DIMENSIONS = {
    one.code: one
    for one in (
        Dimension("unit", "承办单位", "unit__code", "unit__name", by_unit=True, by_size=True),
        Dimension("township", "代表团", "township__code", "township__name"),
        Dimension("category", "类别", "category", "category"),
        Dimension("deputy", "领衔代表", "lead__code", "lead__name", by_size=True),
        Dimension("level", "办理层级", "handled_at", "handled_at"),
        Dimension("year", "年度", "year", "year"),
    )
}


@dataclass(frozen=True)
class Group:
    """One line of a breakdown: its numbers by the code of the measure."""

    key: str
    label: str
    numbers: dict[str, Share]

    def __getitem__(self, code: str) -> Share:
        return self.numbers[code]


def breakdown(rows, *, county, today: date, by: str) -> list[Group]:
    """The measures of ``rows`` for every unit, township, class, deputy, level or year: one query.

    A matter that two units lead counts for both; ``totals`` counts it once.
    """
    how = DIMENSIONS[by]
    cases = Cases(rows, county=county, today=today, by_unit=how.by_unit)
    columns = list(dict.fromkeys((how.key, how.name)))
    found = cases.rows.values(*columns).annotate(**_counts(cases)).order_by(*columns)
    label = _labels(how, county)
    groups = [Group(str(one[how.key]), label(one[how.name]), _numbers(one)) for one in found]
    if how.by_size:
        groups.sort(key=lambda group: (-group["handed"].numerator, group.label))
    return groups


def totals(rows, *, county, today: date) -> Group:
    """The measures of all ``rows`` together."""
    cases = Cases(rows, county=county, today=today)
    return Group("", "合计", _numbers(cases.rows.aggregate(**_counts(cases))))


def measured(rows, measure: str, *, county, today: date, by: str = "", key: str = "", part: str = "hit"):
    """Exactly the suggestions that a number of ``breakdown`` or ``totals`` counted.

    ``part``: ``hit`` the numerator, ``all`` the denominator, ``miss`` what lies between.
    """
    how, one = DIMENSIONS[by] if key else None, MEASURES[measure]
    cases = Cases(rows, county=county, today=today, by_unit=bool(how and how.by_unit))
    found = cases.rows.filter(**{how.key: key}) if how else cases.rows
    hits, every = one.hits(cases), (one.every or one.hits)(cases)
    wanted = {"hit": hits, "all": every, "miss": every & ~hits}[part]
    return Suggestion.objects.filter(pk__in=found.filter(wanted).values(cases.counted))


def _counts(cases: Cases) -> dict[str, Count]:
    counts = {}
    for one in MEASURES.values():
        counts[f"{one.code}_hits"] = Count(cases.counted, filter=one.hits(cases), distinct=True)
        if one.every:
            counts[f"{one.code}_all"] = Count(cases.counted, filter=one.every(cases), distinct=True)
    return counts


def _numbers(found: dict) -> dict[str, Share]:
    return {
        code: Share(found[f"{code}_hits"], found.get(f"{code}_all", found[f"{code}_hits"]))
        for code in MEASURES
    }


def _labels(how: Dimension, county) -> Callable[[object], str]:
    if how.code == "category":
        words = {one.code: one.label for one in county.policy(SuggestionPolicy).categories}
        return lambda value: words.get(value, value) or "没有分类"
    if how.code == "level":
        return lambda value: Suggestion.Level(value).label
    return str


# -- key suggestions, and what waits for a leader's word ---------------------------------------


def key_decided(county, year: int, township=None):
    """Key suggestions that were decided on in the year, by the county or by one presidium."""
    level = Suggestion.Level.TOWNSHIP if township else Suggestion.Level.COUNTY
    rows = Suggestion.objects.filter(county=county, is_key=True, key_on__year=year, handled_at=level)
    return rows.filter(township=township) if township else rows


def key_in(county, year: int):
    """Key suggestions of a year: decided on in it, or carried over because something still is to be done."""
    rows = Suggestion.objects.filter(county=county, is_key=True, key_on__year__lte=year)
    done_later = Q(closed_on__isnull=True) | Q(closed_on__year__gte=year)
    promised = Promise.objects.open().filter(suggestion=OuterRef("pk"))
    return rows.filter(Q(key_on__year=year) | done_later | Q(Exists(promised)))


def reported_to_leaders(county, townships=None):
    """Still unanswered after the unit was reported to the leaders (报领导) in this round."""
    reports = Step.objects.filter(
        suggestion=OuterRef("pk"), round=OuterRef("round"), move="urge", data__level="leader"
    )
    return _of(county, townships).filter(Exists(reports), state__in=flow.AT_UNITS)


def escalated(county, townships=None):
    """Gone on to 约见, 评议 or 询问, and no result yet."""
    planned = SupervisionEvent.objects.filter(
        suggestion=OuterRef("pk"), is_escalation=True, outcome=SupervisionEvent.Outcome.PLANNED
    )
    return _of(county, townships).filter(Exists(planned))
