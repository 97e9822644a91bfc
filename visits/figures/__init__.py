"""Numbers about visits and activities; each beside the rows it counts.

Over whole months the yearly masks of ``models.summary`` answer, over any other span
the visits themselves; both give the same numbers.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Exists, F, FilteredRelation, Max, OuterRef, Q, Sum

from congress_poverty.figures import Share, Span
from deputies import figures as people
from deputies.models import Mandate, Person
from pairing import figures as pairings
from pairing.models import Household

from ..models import Activity, Attendance, Visit, VisitDeputy, VisitMonth
from ..policy import VisitPolicy


@dataclass(frozen=True)
class Contact:
    """Who was reached, as a share of whom: in all, by township, and growing month by month."""

    total: Share
    by_township: dict[int, Share]
    cumulative: list[int]
    """How many had been reached by the end of each month of the span."""


# -- 联系户走访覆盖率 -------------------------------------------------------------------


def coverage(county, span: Span, townships=None) -> Contact:
    """Households visited at least once in the span, of those paired on its last day.

    A household with deputies of two townships counts in both, and once in the total.
    """
    rows = pairings.by_deputies(county, span.on, townships).order_by()
    if span.whole_months:
        year = FilteredRelation(
            "household__years_visited", condition=Q(household__years_visited__year=span.since.year)
        )
        marked = rows.annotate(of_year=year).values_list(
            "household_id", "deputy_township_id", "of_year__months"
        )
        found = ((h, t, (months or 0) >> (span.since.month - 1)) for h, t, months in marked)
    else:
        visited = rows.filter(
            household__visits__visited_on__gte=span.since, household__visits__visited_on__lte=span.until
        )
        bits = _relative(
            visited.values_list("household_id", "household__visits__visited_on").distinct(), span
        )
        found = ((h, t, bits.get(h, 0)) for h, t in rows.values_list("household_id", "deputy_township_id"))
    return _contact(found, span)


def households_paired(county, span: Span, townships=None):
    """The denominator's rows."""
    return pairings.households(county, span.on, townships)


def households_visited(county, span: Span, townships=None):
    """The numerator's rows."""
    return households_paired(county, span, townships).filter(_visited(span))


def households_not_visited(county, span: Span, townships=None):
    return households_paired(county, span, townships).filter(~_visited(span))


def _visited(span: Span) -> Exists:
    # Any visit counts, also one of a neighbouring township's deputy that the reader cannot
    # open: hence the join from the household instead of the scoped visits.
    return Exists(
        Household.objects.filter(
            pk=OuterRef("pk"), visits__visited_on__gte=span.since, visits__visited_on__lte=span.until
        )
    )


# -- 代表参与率 -------------------------------------------------------------------------


def participation(county, span: Span, townships=None) -> Contact:
    """Deputies who visited or were present at an activity at least once, of those in office."""
    rows = Mandate.objects.in_office(span.on).filter(county=county).order_by()
    if townships is not None:
        rows = rows.filter(person__township__in=townships)
    if span.whole_months:
        year = FilteredRelation(
            "person__years_active", condition=Q(person__years_active__year=span.since.year)
        )
        marked = rows.annotate(of_year=year).values_list(
            "person_id", "person__township_id", "of_year__months"
        )
        found = ((p, t, (months or 0) >> (span.since.month - 1)) for p, t, months in marked)
    else:
        went = rows.filter(
            person__visits_made__visit__visited_on__gte=span.since,
            person__visits_made__visit__visited_on__lte=span.until,
        ).values_list("person_id", "person__visits_made__visit__visited_on")
        came = rows.filter(
            person__attendances__status=Attendance.Status.PRESENT,
            person__attendances__activity__held_on__gte=span.since,
            person__attendances__activity__held_on__lte=span.until,
        ).values_list("person_id", "person__attendances__activity__held_on")
        bits = _relative([*went.distinct(), *came.distinct()], span)
        found = ((p, t, bits.get(p, 0)) for p, t in rows.values_list("person_id", "person__township_id"))
    return _contact(found, span)


def deputies_in_office(county, span: Span, townships=None):
    """The denominator's rows."""
    return people.in_office(county, span.on, townships)


def deputies_active(county, span: Span, townships=None):
    """The numerator's rows."""
    return deputies_in_office(county, span, townships).filter(_active(span))


def deputies_inactive(county, span: Span, townships=None):
    return deputies_in_office(county, span, townships).filter(~_active(span))


def _active(span: Span) -> Q:
    # The joins start from scoped persons; which visit or activity it was stays hidden.
    went = Person.objects.filter(
        pk=OuterRef("pk"),
        visits_made__visit__visited_on__gte=span.since,
        visits_made__visit__visited_on__lte=span.until,
    )
    came = Person.objects.filter(
        pk=OuterRef("pk"),
        attendances__status=Attendance.Status.PRESENT,
        attendances__activity__held_on__gte=span.since,
        attendances__activity__held_on__lte=span.until,
    )
    return Q(Exists(went)) | Q(Exists(came))


# -- plain counts -----------------------------------------------------------------------


def visits(county, span: Span, townships=None):
    """The rows: visits made by the deputies of the townships."""
    rows = Visit.objects.filter(county=county).between(span.since, span.until)
    return rows if townships is None else rows.filter(township__in=townships)


def activities(county, span: Span, townships=None):
    """What was held; plans and what was called off do not count."""
    rows = Activity.objects.filter(county=county).held().between(span.since, span.until)
    return rows if townships is None else rows.filter(township__in=townships)


def visits_by_township(county, span: Span) -> dict[int, tuple[int, object]]:
    """``{township: (visits, money and goods in yuan)}``."""
    if span.whole_months:
        rows = VisitMonth.objects.filter(county=county, month__gte=span.since, month__lte=span.until)
        grouped = rows.order_by().values_list("township").annotate(n=Sum("visits"), yuan=Sum("amount"))
    else:
        rows = visits(county, span).order_by()
        grouped = rows.values_list("township").annotate(n=Count("pk"), yuan=Sum("amount"))
    return {township: (n, yuan) for township, n, yuan in grouped}


def activities_by_township(county, span: Span) -> dict[int, int]:
    return dict(activities(county, span).order_by().values_list("township").annotate(n=Count("pk")))


def activities_by_kind(county, span: Span, townships=None) -> list[tuple[str, int]]:
    """The commonest first."""
    rows = activities(county, span, townships).order_by().values_list("kind").annotate(n=Count("pk"))
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def acts_done(county, span: Span, townships=None) -> list[tuple[str, int]]:
    """How often each of the n-ones (六个一) was done, in the pack's order and words."""
    done = Counter(
        act
        for acts in visits(county, span, townships).exclude(acts=[]).order_by().values_list("acts", flat=True)
        for act in acts
    )
    terms = county.policy(VisitPolicy).n_ones.items
    return [(term.label, n) for term in terms if (n := sum(done[word] for word in {term.code, term.label}))]


def visits_by_month(county, span: Span) -> dict:
    rows = VisitMonth.objects.filter(county=county, month__gte=span.since, month__lte=span.until)
    return dict(rows.order_by("month").values_list("month").annotate(n=Sum("visits")))


# -- the half-year statistics form ------------------------------------------------------


@dataclass(frozen=True)
class Statistics:
    """One township's line of the half-year form, as far as visits and pairings go."""

    deputies: int
    """In office on the last day."""
    deputies_active: int
    """Who visited for the township, or was present at one of its activities; also who has left since."""
    households_paired: int
    """With a deputy of the township on the last day."""
    visits: int
    households_visited: int
    """By the township's deputies, paired or not."""
    activities: int
    amount: int


def statistics(county, span: Span) -> dict[int, Statistics]:
    """The form's lines by township. Counted from the rows: its spans end on the 20th of a month."""
    held = activities(county, span).order_by()
    made = visits(county, span).order_by()
    numbers = {
        township: (n, households, amount)
        for township, n, households, amount in made.values_list("township").annotate(
            n=Count("pk"), households=Count("household", distinct=True), yuan=Sum("amount")
        )
    }
    active = defaultdict(set)
    went = VisitDeputy.objects.filter(visit__in=made).order_by()
    came = Attendance.objects.filter(activity__in=held, status=Attendance.Status.PRESENT).order_by()
    for rows in (
        went.values_list("visit__township", "person"),
        came.values_list("activity__township", "person"),
    ):
        for township, person in rows.distinct():
            active[township].add(person)
    in_office = people.in_office_by_township(county, span.until)
    paired = pairings.households_by_township(county, span.until)
    acts = dict(held.values_list("township").annotate(n=Count("pk")))
    return {
        township: Statistics(
            in_office.get(township, 0),
            len(active.get(township, ())),
            paired.get(township, 0),
            numbers.get(township, (0, 0, 0))[0],
            numbers.get(township, (0, 0, 0))[1],
            acts.get(township, 0),
            numbers.get(township, (0, 0, 0))[2] or 0,
        )
        for township in in_office.keys() | paired.keys() | numbers.keys() | acts.keys()
    }


def statistics_rows(county, span: Span, townships=None) -> dict:
    """The rows behind each number of a line, of a township or of the county."""
    made = visits(county, span, townships)
    held = activities(county, span, townships)
    return {
        "deputies": people.in_office(county, span.until, townships),
        "deputies_active": Person.objects.filter(
            Q(pk__in=VisitDeputy.objects.filter(visit__in=made).order_by().values("person"))
            | Q(
                pk__in=Attendance.objects.filter(activity__in=held, status=Attendance.Status.PRESENT)
                .order_by()
                .values("person")
            )
        ),
        "households_paired": pairings.households(county, span.until, townships),
        "visits": made,
        "households_visited": Household.objects.filter(pk__in=made.order_by().values("household")),
        "activities": held,
    }


# -- pairings that nobody looks after ------------------------------------------------------


def neglected(county, on, days: int, townships=None):
    """Pairings whose deputy has not been at the door for ``days``, or never."""
    last = Max(
        "household__visits__visited_on",
        filter=Q(household__visits__visitors__person=F("person"), household__visits__visited_on__lte=on),
    )
    rows = pairings.by_deputies(county, on, townships).annotate(last_visit=last)
    return rows.filter(Q(last_visit__isnull=True) | Q(last_visit__lt=on - timedelta(days=days)))


# -- shared --------------------------------------------------------------------------------


def _relative(pairs, span: Span) -> dict[int, int]:
    """Masks whose bit 0 is the span's first month."""
    first = span.since.year * 12 + span.since.month
    bits: dict[int, int] = defaultdict(int)
    for owner, on in pairs:
        bits[owner] |= 1 << (on.year * 12 + on.month - first)
    return bits


def _contact(rows, span: Span) -> Contact:
    width = len(span.months)
    whole = (1 << width) - 1
    reached: dict[int, int] = {}
    by_township: dict[int, dict[int, int]] = defaultdict(dict)
    for owner, township, months in rows:
        reached[owner] = by_township[township][owner] = months & whole
    masks = Counter(reached.values())
    return Contact(
        total=Share(len(reached) - masks[0], len(reached)),
        by_township={
            township: Share(sum(1 for months in owners.values() if months), len(owners))
            for township, owners in by_township.items()
        },
        cumulative=[
            sum(count for months, count in masks.items() if months & ((2 << n) - 1)) for n in range(width)
        ],
    )
