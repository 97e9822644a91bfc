"""Record and correct an activity with its attendance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date

from django.db import transaction
from django.db.models import F

from congress_poverty import audit
from congress_poverty.audit import Actor
from congress_poverty.refusals import Refused
from deputies.models import County, DeputyGroup, Person, Region, Station

from .. import flow, summary
from ..models import Activity, Attendance
from ..policy import VisitPolicy
from .visits import window_of


@dataclass(frozen=True)
class ActivityFacts:
    """What is said about an activity; ``kind`` is the label of the pack's word."""

    held_on: date
    kind: str
    topic: str
    place: str = ""
    summary: str = ""
    group: DeputyGroup | None = None
    station: Station | None = None

    def write_to(self, activity: Activity) -> list[str]:
        """Put the facts into the row; returns the names of what changed."""
        changed = []
        for field in fields(self):
            value = getattr(self, field.name)
            if getattr(activity, field.name) != value:
                setattr(activity, field.name, value)
                changed.append(field.name)
        return changed


def _check(county: County, facts: ActivityFacts, attendance: Mapping[Person, str], today: date) -> None:
    flow.check_activity_day(facts.held_on, window=window_of(county, county.policy(VisitPolicy), today=today))
    if not facts.topic.strip():
        raise Refused("请填活动主题", code="E_TITLE_MISSING", field="topic")
    flow.check_attendance(attendance.values())


@transaction.atomic
def record_activity(
    *,
    by: Actor,
    today: date,
    county: County,
    township: Region,
    facts: ActivityFacts,
    attendance: Mapping[Person, str],
) -> Activity:
    """One activity and who came to it."""
    _check(county, facts, attendance, today)
    activity = Activity(county=county, township=township, recorded_by=by.label, held_on=facts.held_on)
    facts.write_to(activity)
    activity.present_count = sum(status == Attendance.Status.PRESENT for status in attendance.values())
    activity.save(force_insert=True)
    _put_attendance(activity, attendance)
    summary.fold_attendance([_fact(activity)])
    audit.record(
        "activities.record",
        by=by,
        obj=activity,
        detail={"on": facts.held_on.isoformat(), "present": activity.present_count},
    )
    return activity


@transaction.atomic
def change_activity(
    activity: Activity,
    *,
    by: Actor,
    today: date,
    facts: ActivityFacts,
    attendance: Mapping[Person, str],
    version: int,
) -> Activity:
    """Correct an activity that was opened at ``version``."""
    _check(activity.county, facts, attendance, today)
    if not Activity.objects.filter(pk=activity.pk, version=version).update(version=F("version") + 1):
        raise Refused("刚才有人改过这次活动，请重新打开，看过再改。", code="E_CHANGED")
    activity.refresh_from_db()
    before = _fact(activity)
    changed = facts.write_to(activity)
    now = {person.pk: status for person, status in attendance.items()}
    if now != dict(activity.attendances.values_list("person", "status")):
        changed.append("attendance")
        activity.attendances.all().delete()
        _put_attendance(activity, attendance)
    activity.present_count = sum(status == Attendance.Status.PRESENT for status in now.values())
    activity.save()
    summary.refold([before, _fact(activity)])
    audit.record("activities.edit", by=by, obj=activity, detail={"changed": changed})
    return activity


def _put_attendance(activity: Activity, attendance: Mapping[Person, str]) -> None:
    Attendance.objects.bulk_create(
        Attendance(activity=activity, person=person, status=status) for person, status in attendance.items()
    )


def _fact(activity: Activity) -> summary.AttendanceFact:
    present = activity.attendances.filter(status=Attendance.Status.PRESENT)
    return summary.AttendanceFact(tuple(present.values_list("person", flat=True)), activity.held_on)
