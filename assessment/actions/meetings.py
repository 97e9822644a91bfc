"""Acts on meetings: announce, answer, write the minutes, and see the decisions done."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from congress_poverty import audit, notices
from congress_poverty.audit import Actor
from congress_poverty.models import Notice
from congress_poverty.pages import day_words
from congress_poverty.refusals import Refused
from deputies.models import Region, Unit

from .. import addressees, files
from ..models import Meeting, MeetingTask, MeetingTownship, TaskStep

State = Meeting.State
Task = MeetingTask.State


def _locked(meeting: Meeting) -> Meeting:
    return Meeting.objects.select_for_update(of=("self",)).select_related("county__region").get(pk=meeting.pk)


@transaction.atomic
def save_meeting(
    meeting: Meeting, *, by: Actor, towns: Iterable[Region], units: Iterable[Unit], today: date
) -> Meeting:
    """Prepare a meeting or change it; who was told already is told of the change."""
    if meeting.state in (State.HELD, State.CANCELLED):
        raise Refused(f"会议{meeting.get_state_display()}，不能再改安排。")
    meeting.recorded_by = meeting.recorded_by or by.label
    meeting.save()
    meeting.units.set(units)
    wanted = {town.pk for town in towns}
    if meeting.host_id:
        wanted.add(meeting.host_id)
    there = set(meeting.townships.values_list("township", flat=True))
    meeting.townships.filter(township__in=there - wanted).delete()
    MeetingTownship.objects.bulk_create(
        MeetingTownship(meeting=meeting, township_id=pk) for pk in sorted(wanted - there)
    )
    audit.record("meetings.edit", by=by, obj=meeting, detail={"townships": len(wanted)})
    if meeting.state == State.NOTIFIED:
        _announce(meeting, key=f"changed:{meeting.version}", lead="会议安排有变动：", today=today)
    return meeting


def _announce(meeting: Meeting, *, key: str, lead: str, today: date, group=Notice.Group.TO_DO) -> int:
    towns = meeting.townships.values_list("township", flat=True)
    units = meeting.units.values_list("pk", flat=True)
    when = f"{day_words(meeting.held_on, today)}{f' {meeting.starts_at:%H:%M}' if meeting.starts_at else ''}"
    what = f"{meeting.title}，{when}，{meeting.place}。"
    about = {"url": meeting.get_absolute_url(), "due_on": meeting.held_on}
    key = f"meeting:{meeting.code}:{key}"
    # Units are told and not asked: only townships send a reply (回执).
    notices.tell(
        addressees.of_units(meeting.county, units, today=today),
        key=key, text=f"{lead.replace('并报回执', '')}{what}", group=Notice.Group.FOR_INFO, **about,
    )  # fmt: skip
    return notices.tell(
        addressees.of_townships(meeting.county, towns, today=today),
        key=key, text=f"{lead}{what}", group=group, **about,
    )  # fmt: skip


@transaction.atomic
def notify_meeting(meeting: Meeting, *, by: Actor, today: date) -> Meeting:
    """发会议通知: the townships that are invited are asked who will come."""
    meeting = _locked(meeting)
    if meeting.state != State.PLANNED:
        raise Refused(f"会议{meeting.get_state_display()}，不用再发通知。")
    if meeting.held_on < today:
        raise Refused("会议日期已经过了，请先改日期。")
    if not meeting.townships.exists() and not meeting.units.exists() and not meeting.others:
        raise Refused("还没有选参会的乡镇和单位。")
    meeting.state, meeting.notified_on = State.NOTIFIED, today
    meeting.save()
    _announce(meeting, key="notice", lead="请参会并报回执：", today=today)
    audit.record("meetings.notify", by=by, obj=meeting)
    return meeting


@transaction.atomic
def answer_meeting(meeting: Meeting, *, by: Actor, towns: Iterable[int], attendees: str, today: date) -> int:
    """报回执: who comes for the township."""
    meeting = _locked(meeting)
    if meeting.state != State.NOTIFIED:
        raise Refused(f"会议{meeting.get_state_display()}，不用报回执。")
    done = MeetingTownship.objects.filter(meeting=meeting, township__in=list(towns)).update(
        attendees=attendees, answered_on=today, answered_by=by.label
    )
    if not done:
        raise Refused("这次会议没有请您所在的乡镇。")
    asked = notices.open_asks(meeting.get_absolute_url())
    notices.settle(asked.filter(account__in=addressees.of_townships(meeting.county, towns, today=today)))
    audit.record("meetings.answer", by=by, obj=meeting)
    return done


@transaction.atomic
def hold_meeting(meeting: Meeting, *, by: Actor, minutes: str, present: str, today: date) -> Meeting:
    """记会议纪要; it may be written over until it is given out again."""
    meeting = _locked(meeting)
    if meeting.state == State.CANCELLED:
        raise Refused("会议已取消。")
    if meeting.held_on > today:
        raise Refused(f"会议{day_words(meeting.held_on, today)}才开，还不能记纪要。")
    meeting.minutes, meeting.present = minutes.strip(), present.strip()
    meeting.state, meeting.minutes_on = State.HELD, today
    meeting.save()
    notices.settle(notices.open_asks(meeting.get_absolute_url()))
    _announce(
        meeting, key=f"minutes:{today}", lead="会议纪要已印发：", today=today, group=Notice.Group.FOR_INFO
    )
    audit.record("meetings.minutes", by=by, obj=meeting)
    return meeting


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, by: Actor, today: date) -> Meeting:
    meeting = _locked(meeting)
    if meeting.state not in (State.PLANNED, State.NOTIFIED):
        raise Refused(f"会议{meeting.get_state_display()}，不能取消。")
    told = meeting.state == State.NOTIFIED
    meeting.state = State.CANCELLED
    meeting.save()
    if told:
        notices.settle(notices.open_asks(meeting.get_absolute_url()))
        _announce(meeting, key="cancelled", lead="会议取消：", today=today, group=Notice.Group.FOR_INFO)
    audit.record("meetings.cancel", by=by, obj=meeting)
    return meeting


# -- what was decided -----------------------------------------------------------------------


@transaction.atomic
def add_task(
    meeting: Meeting,
    *,
    by: Actor,
    words: str,
    due_on: date,
    today: date,
    township: Region | None = None,
    unit: Unit | None = None,
    owner: str = "",
) -> MeetingTask:
    """A decision becomes a task: who, what, by when (S3-28)."""
    meeting = _locked(meeting)
    if meeting.state != State.HELD:
        raise Refused("先记会议纪要，再登记议定事项。")
    if not (township or unit or owner.strip()):
        raise Refused("请写由谁办：乡镇、单位或责任人。", field="owner")
    if due_on < meeting.held_on:
        raise Refused("完成时间不能早于会议日期。", field="due_on")
    task = MeetingTask.objects.create(
        county=meeting.county,
        meeting=meeting,
        words=words,
        township=township,
        unit=unit,
        owner=owner.strip(),
        due_on=due_on,
    )
    if told := _who_owe(task, today=today):
        notices.tell(
            told,
            key=f"task:{task.code}",
            text=f"{meeting.title}议定：{words[:120]}，{day_words(due_on, today)}前完成。",
            url=task.get_absolute_url(),
            due_on=due_on,
        )
    audit.record("meetings.decide", by=by, obj=task)
    return task


def _who_owe(task: MeetingTask, *, today: date) -> set[int]:
    """The accounts of the township and the unit that the task was given to."""
    towns = [task.township_id] if task.township_id else []
    units = [task.unit_id] if task.unit_id else []
    return addressees.of_townships(task.county, towns, today=today) | addressees.of_units(
        task.county, units, today=today
    )


def _held(task: MeetingTask, *states: str) -> MeetingTask:
    rows = MeetingTask.objects.select_for_update(of=("self",)).select_related("county__region", "township")
    found = rows.get(pk=task.pk)
    if found.state not in states:
        raise Refused(f"这件事{found.get_state_display()}，现在不能这样办。")
    return found


def _step(task: MeetingTask, act: str, *, by: Actor, on: date, words: str, sheet=None) -> None:
    step = TaskStep(task=task, act=act, on=on, by=by.label, words=words)
    files.keep(step, sheet, on=on)
    step.save()


@transaction.atomic
def report_task(
    task: MeetingTask, *, by: Actor, words: str, today: date, sheet: files.Sheet | None = None
) -> MeetingTask:
    """Done, with proof: by the township or unit, or written down by the office for whoever has no account."""
    task = _held(task, Task.OPEN)
    task.state, task.done_on = Task.REPORTED, today
    task.save()
    _step(task, TaskStep.Act.REPORTED, by=by, on=today, words=words, sheet=sheet)
    notices.settle(notices.open_asks(task.get_absolute_url()))
    notices.tell(
        addressees.of_county(task.county, today=today),
        key=f"task:{task.code}:reported:{today}",
        text=f"{task.who}报完成：{str(task).rstrip('。')}，请确认。",
        url=task.get_absolute_url(),
    )
    audit.record("meetings.task_report", by=by, obj=task)
    return task


@transaction.atomic
def settle_task(
    task: MeetingTask, *, by: Actor, result: str, words: str, today: date, due_on: date | None = None
) -> MeetingTask:
    """The office confirms it (``done``), gives it back (``returned``) or drops it (``dropped``)."""
    task = _held(task, *((Task.OPEN, Task.REPORTED) if result == "dropped" else (Task.REPORTED,)))
    notices.settle(notices.open_asks(task.get_absolute_url()))
    if result == "returned":
        if due_on is None or due_on < today:
            raise Refused("退回再办的，请定新的完成时间。", field="due_on")
        task.state, task.done_on, task.due_on = Task.OPEN, None, due_on
    else:
        task.state = Task.DONE if result == "done" else Task.DROPPED
    task.save()
    _step(task, TaskStep.Act(result), by=by, on=today, words=words)
    if result == "returned" and (told := _who_owe(task, today=today)):
        notices.tell(
            told,
            key=f"task:{task.code}:returned:{today}",
            text=f"退回再办：{task}。{words[:120]}",
            url=task.get_absolute_url(),
            due_on=due_on,
        )
    audit.record("meetings.task_settle", by=by, obj=task, detail={"result": result})
    return task
