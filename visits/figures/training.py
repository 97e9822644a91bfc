"""Who was trained: coverage of a plan and its batches (S4-4, S4-5), and of each township's year (S4-6)."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from congress_poverty.figures import Share
from deputies.models import Mandate, Person
from deputies.policy import COUNTY, TOWNSHIP

from ..models import Activity, Attendance, TrainingBatch, TrainingPlan
from ..policy import ActivityPolicy, VisitPolicy


def target(plan: TrainingPlan, on, batch: TrainingBatch | None = None):
    """The denominator's rows: deputies in office on the day whom the plan, or one batch of it, is for."""
    held = Mandate.objects.in_office(on).filter(county=plan.county)
    if plan.scope != TrainingPlan.Scope.ALL:
        level = COUNTY if plan.scope == TrainingPlan.Scope.COUNTY else TOWNSHIP
        held = held.filter(level=level)
    rows = Person.objects.filter(county=plan.county, pk__in=held.order_by().values("person"))
    if plan.township_id:
        rows = rows.filter(township=plan.township_id)
    return rows.filter(category__in=batch.categories) if batch is not None and batch.categories else rows


def _came(plan: TrainingPlan, batch: TrainingBatch | None):
    # From the person outwards: a deputy trained at a neighbouring township's activity is trained.
    rows = Person.objects.filter(
        pk=OuterRef("pk"),
        attendances__status=Attendance.Status.PRESENT,
        attendances__activity__state=Activity.State.HELD,
    )
    if batch is not None:
        return Exists(rows.filter(attendances__activity__batch=batch))
    return Exists(rows.filter(attendances__activity__batch__plan=plan))


def trained(plan: TrainingPlan, on, batch: TrainingBatch | None = None):
    """The numerator's rows: present at an activity of the plan or of the batch."""
    return target(plan, on, batch).filter(_came(plan, batch))


def untrained(plan: TrainingPlan, on, batch: TrainingBatch | None = None):
    return target(plan, on, batch).filter(~_came(plan, batch))


def coverage(plan: TrainingPlan, on, batch: TrainingBatch | None = None) -> Share:
    return Share(trained(plan, on, batch).count(), target(plan, on, batch).count())


def coverages(county, plans, today) -> dict[int, Share]:
    """The coverage of many plans with two questions; the same numbers as ``coverage``."""
    held = Mandate.objects.filter(county=county).order_by()
    mandates = list(held.values_list("person", "person__township", "level", "started_on", "ended_on"))
    came: dict[int, set[int]] = {plan.pk: set() for plan in plans}
    people = Person.objects.filter(
        county=county,
        attendances__status=Attendance.Status.PRESENT,
        attendances__activity__state=Activity.State.HELD,
        attendances__activity__batch__plan__in=list(came),
    )
    for person, plan in people.order_by().values_list("pk", "attendances__activity__batch__plan"):
        came[plan].add(person)
    found = {}
    for plan in plans:
        on = min(plan.until, today)
        asked = {
            person
            for person, township, level, since, until in mandates
            if (since is None or since <= on)
            and (until is None or until > on)
            and plan.scope in (TrainingPlan.Scope.ALL, level)
            and plan.township_id in (None, township)
        }
        found[plan.pk] = Share(len(asked & came[plan.pk]), len(asked))
    return found


def trainings(county, year: int):
    """Training activities held in the year: of the training kind, or of a batch."""
    code = county.policy(ActivityPolicy).training_kind
    kinds = [kind.label for kind in county.policy(VisitPolicy).activity_kinds if kind.code == code]
    return Activity.objects.filter(county=county, held_on__year=year).held().filter(kind__in=kinds)


def trained_townships(county, year: int) -> dict[int, int]:
    """``{township: trainings held in the year}``; a township with none is not in it."""
    found: dict[int, int] = {}
    for township in trainings(county, year).order_by().values_list("township", flat=True):
        found[township] = found.get(township, 0) + 1
    return found
