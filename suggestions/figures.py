"""Numbers about suggestions, each beside the rows it counts.

The rates follow the page 指标口径: handed over of what was raised in the span; completed of what
was handed over in it; satisfied of what was rated. Where a county counts silence against the rate
(``unrated_in_denominator``), what lapsed unrated stands in the denominator too.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q

from congress_poverty.figures import Share, Span
from deputies.models import County

from . import flow
from .models import Assignment, Promise, Suggestion
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


def promises_to_chase(on: date) -> list[Promise]:
    """Open promises that are late or due within their county's warning time, the earliest first."""
    found: list[Promise] = []
    for county in County.objects.select_related("region"):
        until = on + timedelta(days=county.policy(SuggestionPolicy).promise_soon_days)
        rows = Promise.objects.due_by(until).filter(suggestion__county=county)
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
