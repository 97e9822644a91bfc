"""Plan, record and correct an activity with its attendance; announce it, or call it off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import F

from congress_poverty import audit, notices
from congress_poverty.audit import Actor
from congress_poverty.models import Notice
from congress_poverty.refusals import Refused
from deputies.models import Account, Campaign, County, DeputyGroup, GroupMember, Person, Region, Station
from pairing.flow import words

from .. import flow, summary
from ..models import Activity, Attendance, MarketDay, TrainingBatch
from ..policy import ActivityPolicy, VisitPolicy
from ..roll import Mark
from .records import put_opinions
from .visits import window_of

State, Status = Activity.State, Attendance.Status


@dataclass(frozen=True)
class ActivityFacts:
    """What is said about an activity; coded words are the labels of the pack's terms."""

    held_on: date
    kind: str
    topic: str
    place: str = ""
    summary: str = ""
    group: DeputyGroup | None = None
    station: Station | None = None
    day_part: str = ""
    form: str = ""
    organising_form: str = ""
    action: str = ""
    phase: str = ""
    theme: str = ""
    contents: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    focus: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    organiser: str = ""
    host: str = ""
    partners: str = ""
    guests: str = ""
    hours: Decimal | None = None
    cost: Decimal | None = None
    minutes: str = ""
    batch: TrainingBatch | None = None

    @classmethod
    def of(cls, activity: Activity) -> ActivityFacts:
        """What is said of it now."""
        values = {field.name: getattr(activity, field.name) for field in fields(cls)}
        return cls(**{k: tuple(v) if isinstance(v, list) else v for k, v in values.items()})

    def write_to(self, activity: Activity) -> list[str]:
        """Put the facts into the row; returns the names of what changed."""
        changed = []
        for field in fields(self):
            value = getattr(self, field.name)
            value = list(value) if isinstance(value, tuple) else value
            if getattr(activity, field.name) != value:
                setattr(activity, field.name, value)
                changed.append(field.name)
        return changed


Marks = Mapping[Person, "Mark | str"]


def _check(county: County, facts: ActivityFacts, marks: dict[Person, Mark], today: date) -> str:
    """Judge what is said; whether it is a plan or was held follows from the day."""
    planned = facts.held_on > today
    if planned:
        flow.check_plan_day(facts.held_on, today=today, ahead=county.policy(ActivityPolicy).plan_ahead)
    else:
        window = window_of(county, county.policy(VisitPolicy), today=today)
        flow.check_activity_day(facts.held_on, window=window)
    if not facts.topic.strip():
        raise Refused("请填活动主题", code="E_TITLE_MISSING", field="topic")
    flow.check_attendance("present" if planned else mark.status for mark in marks.values())
    return State.PLANNED if planned else State.HELD


def leave_approver(county: County, group: DeputyGroup | None, station: Station | None) -> str:
    """Who approves a leave from this activity: the convener of the group, by name where there is one."""
    policy = county.policy(ActivityPolicy)
    if group is not None:
        leader = group.members.filter(role=GroupMember.Role.LEADER, ended_on__isnull=True).first()
        return leader.person.name if leader else policy.approver("group")
    if station is not None:
        return station.head.name if station.head else policy.approver("station")
    return policy.approver("activity")


def twins_of(
    *, township: Region, kind: str, held_on: date, group: DeputyGroup | None, but: Activity | None = None
):
    """Activities that may be the same one, written down before: one place, one kind, one day."""
    rows = Activity.objects.filter(township=township, kind=kind, held_on=held_on, group=group)
    rows = rows.exclude(state=State.CANCELLED)
    return rows.exclude(pk=but.pk) if but is not None else rows


@transaction.atomic
def record_activity(
    *,
    by: Actor,
    today: date,
    county: County,
    township: Region,
    facts: ActivityFacts,
    attendance: Marks,
    programmes: Sequence[Campaign] = (),
    opinions: Sequence[str] = (),
) -> Activity:
    """One activity and who came to it; one that lies ahead is a plan and asks nothing about that."""
    marks = _marks(attendance)
    state = _check(county, facts, marks, today)
    activity = Activity(
        county=county, township=township, recorded_by=by.label, held_on=facts.held_on, state=state
    )
    facts.write_to(activity)
    _count(activity, marks)
    activity.save(force_insert=True)
    activity.programmes.set(programmes)
    _put_attendance(activity, marks)
    put_opinions(activity, opinions)
    summary.fold_attendance([_fact(activity)])
    audit.record(
        "activities.plan" if activity.is_planned else "activities.record",
        by=by,
        obj=activity,
        detail={"on": facts.held_on.isoformat(), "present": activity.present_count, "asked": len(marks)},
    )
    return activity


@transaction.atomic
def change_activity(
    activity: Activity,
    *,
    by: Actor,
    today: date,
    facts: ActivityFacts,
    attendance: Marks,
    version: int,
    programmes: Sequence[Campaign] | None = None,
    opinions: Sequence[str] | None = None,
) -> Activity:
    """Correct an activity that was opened at ``version``; a plan whose day has come is recorded so."""
    marks = _marks(attendance)
    state = _check(activity.county, facts, marks, today)
    if not Activity.objects.filter(pk=activity.pk, version=version).update(version=F("version") + 1):
        raise Refused("刚才有人改过这次活动，请重新打开，看过再改。", code="E_CHANGED")
    activity.refresh_from_db()
    if activity.state == State.CANCELLED:
        raise Refused("这次活动已经取消。要开展的，请另外新建一次。")
    if activity.state == State.HELD and state == State.PLANNED:
        raise Refused("已经开展的活动不能改到今天以后", code="E_DATE_RANGE", field="held_on")
    before = _fact(activity)
    was_planned = activity.is_planned
    changed = facts.write_to(activity)
    activity.state = state
    if _kept(activity) != _rows(marks, planned=activity.is_planned):
        changed.append("attendance")
        activity.attendances.all().delete()
        _put_attendance(activity, marks)
    if programmes is not None and set(programmes) != set(activity.programmes.all()):
        changed.append("programmes")
        activity.programmes.set(programmes)
    if opinions is not None and put_opinions(activity, opinions):
        changed.append("opinions")
    _count(activity, marks)
    activity.save()
    # A market day is the same day and place as its activity.
    MarketDay.objects.filter(activity=activity).update(
        held_on=activity.held_on, place=activity.place, theme=activity.topic[:100]
    )
    summary.refold([before, _fact(activity)])
    held = was_planned and not activity.is_planned
    detail = {"present": activity.present_count} if held else {"changed": changed}
    audit.record("activities.record" if held else "activities.edit", by=by, obj=activity, detail=detail)
    return activity


@transaction.atomic
def announce(activity: Activity, *, by: Actor, today: date) -> int:
    """Tell everybody on the list who has an account; how many were told."""
    if not activity.is_planned:
        raise Refused("只有计划中的活动要发通知。")
    people = activity.attendances.filter(status=Status.INVITED).values("person")
    accounts = list(Account.objects.filter(person__in=people, is_active=True).values_list("pk", flat=True))
    part = activity.get_day_part_display()
    told = notices.tell(
        accounts,
        key=f"activity:{activity.code}:{activity.held_on}:{activity.day_part}:{activity.place}",
        text=f"请参加{words(activity.held_on)}{part}的“{activity.topic}”"
        + (f"，地点：{activity.place}" if activity.place else ""),
        url=activity.get_absolute_url(),
        group=Notice.Group.TO_DO,
        due_on=activity.held_on,
    )
    activity.noticed_on = activity.noticed_on or today
    activity.save(update_fields=["noticed_on"])
    audit.record("activities.notice", by=by, obj=activity, detail={"told": told})
    return told


@transaction.atomic
def cancel(activity: Activity, *, by: Actor, why: str) -> Activity:
    """Call a planned activity off; who was asked to come is told."""
    if not activity.is_planned:
        raise Refused("只有计划中的活动可以取消。")
    if not why.strip():
        raise Refused("请写一句为什么取消", field="why")
    activity.state, activity.cancelled_why = State.CANCELLED, why
    activity.version = F("version") + 1
    activity.save(update_fields=["state", "cancelled_why", "version"])
    activity.refresh_from_db()
    if activity.noticed_on:
        notices.settle(notices.open_asks(activity.get_absolute_url()))
        people = activity.attendances.values("person")
        notices.tell(
            Account.objects.filter(person__in=people, is_active=True).values_list("pk", flat=True),
            key=f"activity:{activity.code}:cancelled",
            text=f"{words(activity.held_on)}的“{activity.topic}”取消了：{why}",
            url=activity.get_absolute_url(),
            group=Notice.Group.FOR_INFO,
        )
    audit.record("activities.cancel", by=by, obj=activity, detail={"reason": why})
    return activity


# ---- attendance -------------------------------------------------------------------------


def marks_of(activity: Activity) -> dict[Person, Mark]:
    """What is marked of everybody on the list; who is asked to come counts as coming."""
    return {
        row.person: Mark(
            str(Status.PRESENT) if row.status == Status.INVITED else row.status,
            **{name: getattr(row, name) for name in _STORED if name != "status"},
        )
        for row in activity.attendances.select_related("person")
    }


def _marks(attendance: Marks) -> dict[Person, Mark]:
    return {
        person: mark if isinstance(mark, Mark) else Mark(str(mark)) for person, mark in attendance.items()
    }


def _count(activity: Activity, marks: dict[Person, Mark]) -> None:
    """What the activity says of its list of names: how many came, and which roles they took."""
    here = sum(mark.status == Status.PRESENT for mark in marks.values())
    activity.present_count = 0 if activity.is_planned else here
    taken = [mark.role for mark in marks.values() if mark.role and mark.status == Status.PRESENT]
    if taken:
        activity.roles = list(dict.fromkeys(taken))


def _rows(marks: dict[Person, Mark], *, planned: bool) -> dict[int, tuple]:
    """What is stored of each: of a plan only who is asked to come, as what, and who has asked for leave."""
    rows = {}
    for person, mark in marks.items():
        status = mark.status
        if planned and status != Status.LEAVE:
            mark, status = Mark(role=mark.role), Status.INVITED
        approved = mark.approved_by if status == Status.LEAVE else ""
        role = mark.role if status in (Status.PRESENT, Status.INVITED) else ""
        rows[person.pk] = (
            str(status), mark.late, mark.left_early, mark.unexcused, approved, role, mark.note
        )  # fmt: skip
    return rows


_STORED = ("status", "late", "left_early", "unexcused", "approved_by", "role", "note")


def _kept(activity: Activity) -> dict[int, tuple]:
    return {row[0]: row[1:] for row in activity.attendances.values_list("person", *_STORED)}


def _put_attendance(activity: Activity, marks: dict[Person, Mark]) -> None:
    Attendance.objects.bulk_create(
        Attendance(activity=activity, person_id=pk, **dict(zip(_STORED, values, strict=True)))
        for pk, values in _rows(marks, planned=activity.is_planned).items()
    )


def _fact(activity: Activity) -> summary.AttendanceFact:
    present = activity.attendances.filter(status=Status.PRESENT)
    return summary.AttendanceFact(tuple(present.values_list("person", flat=True)), activity.held_on)
