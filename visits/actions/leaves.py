"""请假: asked, approved or refused by whoever the context names, and taken back."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import F

from congress_poverty import audit
from congress_poverty.audit import Actor
from congress_poverty.notices import open_asks, settle, tell
from congress_poverty.refusals import Refused
from deputies.models import Account, Person, Post
from deputies.roles import DEPUTY, TOWNSHIP_CHAIR, TOWNSHIP_CLERK
from pairing.flow import words

from .. import flow
from ..models import Activity, Attendance, LeaveRequest
from ..policy import ActivityPolicy, VisitPolicy
from .activities import leave_approver

State, Status = LeaveRequest.State, Attendance.Status
NOTE = 100  # what the attendance has room for


def context_of(activity: Activity, *, today: date) -> str:
    """Which of the pack's leave rules holds: before or in a session, of a group, of a station, else."""
    code = activity.county.policy(ActivityPolicy).session_kind
    kinds = activity.county.policy(VisitPolicy).activity_kinds
    return flow.leave_context(
        is_session=any(kind.code == code and kind.matches(activity.kind) for kind in kinds),
        has_begun=activity.held_on <= today,
        of_group=activity.group_id is not None,
        at_station=activity.station_id is not None,
    )


def approver_of(activity: Activity, context: str) -> str:
    """Who has to approve it: for a session whom the pack names, else the convener, the head or the chair."""
    if context in (LeaveRequest.Context.BEFORE, LeaveRequest.Context.DURING):
        return activity.county.policy(ActivityPolicy).approver(context)
    return leave_approver(activity.county, activity.group, activity.station)


@transaction.atomic
def ask_leave(
    activity: Activity, person: Person, *, reason: str, by: Actor, today: date, part: str = ""
) -> LeaveRequest:
    """Somebody on the list asks to stay away, from all of it or from a part."""
    if activity.state == Activity.State.CANCELLED:
        raise Refused("这次活动已经取消，不用请假。")
    row = activity.attendances.filter(person=person).first()
    if row is None:
        raise Refused(f"{person}不在这次活动的名单上，不用请假。", field="person")
    context = context_of(activity, today=today)
    if not activity.is_planned:
        flow.check_late_leave(context, was_present=row.status == Status.PRESENT, part=part)
    if activity.leaves.filter(person=person, state__in=(State.ASKED, State.APPROVED)).exists():
        raise Refused(f"{person}已经请过假，在等批准或已经准假。", code="E_DUP_ROW", field="person")
    leave = LeaveRequest.objects.create(
        activity=activity,
        person=person,
        context=context,
        part=part.strip(),
        reason=reason.strip(),
        asked_on=today,
        asked_by=by.label,
        approver=approver_of(activity, context),
    )
    audit.record("activities.ask_leave", by=by, obj=activity, detail={"person": person.code})
    if by.role == DEPUTY:
        offices = Post.objects.held(today).filter(
            role__in=(TOWNSHIP_CLERK, TOWNSHIP_CHAIR), townships=activity.township_id, account__is_active=True
        )
        tell(
            offices.values_list("account_id", flat=True),
            key=f"leave:{leave.code}",
            text=f"{person}代表为{words(activity.held_on)}的“{activity.topic}”请假，由{leave.approver}批。",
            url=leave.get_absolute_url(),
            due_on=max(activity.held_on, today),
        )
    return leave


@transaction.atomic
def decide_leave(
    leave: LeaveRequest, *, approve: bool, by: Actor, today: date, approver: str = "", answer: str = ""
) -> LeaveRequest:
    """Write down what whoever approves has said; an approved leave stands in the list of names at once."""
    leave = LeaveRequest.objects.select_for_update().select_related("activity", "person").get(pk=leave.pk)
    if leave.state != State.ASKED:
        raise Refused(f"这次请假“{leave.get_state_display()}”，不用再批。")
    if not approve and not answer.strip():
        raise Refused("不批准的，请写一句为什么", field="answer")
    leave.state = State.APPROVED if approve else State.REFUSED
    leave.approver = approver.strip() or leave.approver
    leave.decided_on, leave.decided_by, leave.answer = today, by.label, answer.strip()
    leave.save()
    if approve:
        _stand_in_the_list(leave)
    settle(open_asks(leave.get_absolute_url()))
    tell(
        Account.objects.filter(person=leave.person_id, is_active=True).values_list("pk", flat=True),
        key=f"leave:{leave.code}:{leave.state}",
        text=f"您为“{leave.activity}”请的假{leave.get_state_display()}。{leave.answer}",
        url=leave.get_absolute_url(),
        group="for_info",
    )
    audit.record(
        "activities.decide_leave",
        by=by,
        obj=leave.activity,
        detail={"person": leave.person.code, "approved": approve},
    )
    return leave


def _stand_in_the_list(leave: LeaveRequest) -> None:
    rows = Attendance.objects.filter(activity=leave.activity_id, person=leave.person_id)
    if leave.part:
        rows.update(note=f"{leave.part}请假（{leave.approver}准）：{leave.reason}"[:NOTE])
    else:
        rows.exclude(status=Status.PRESENT).update(
            status=Status.LEAVE,
            unexcused=False,
            role="",
            approved_by=leave.approver,
            note=leave.reason,
        )
    _touch(leave.activity)


def _touch(activity: Activity) -> None:
    """Who has the activity's form open is told that it changed."""
    Activity.objects.filter(pk=activity.pk).update(version=F("version") + 1)


@transaction.atomic
def withdraw_leave(leave: LeaveRequest, *, by: Actor, today: date) -> LeaveRequest:
    """The deputy comes after all, or it was asked by mistake."""
    leave = LeaveRequest.objects.select_for_update().select_related("activity", "person").get(pk=leave.pk)
    if leave.state not in (State.ASKED, State.APPROVED):
        raise Refused(f"这次请假“{leave.get_state_display()}”，不用撤回。")
    if leave.state == State.APPROVED and not leave.activity.is_planned:
        raise Refused("活动已经开展，请在活动的到会名单里改。")
    if leave.state == State.APPROVED:
        rows = Attendance.objects.filter(activity=leave.activity_id, person=leave.person_id)
        rows.update(status=Status.INVITED, approved_by="", note="")
        _touch(leave.activity)
    leave.state, leave.decided_on, leave.decided_by = State.WITHDRAWN, today, by.label
    leave.save()
    settle(open_asks(leave.get_absolute_url()))
    audit.record("activities.withdraw_leave", by=by, obj=leave.activity, detail={"person": leave.person.code})
    return leave
