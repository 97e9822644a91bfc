"""What follows from an activity: opinions and their answers, tasks, files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from congress_poverty import audit
from congress_poverty.audit import Actor
from congress_poverty.refusals import Refused

from .. import papers
from ..models import Activity, ActivityFile, ActivityOpinion, ActivityTask

MOST_OPINIONS = 100


def put_opinions(activity: Activity, lines: Sequence[str]) -> bool:
    """Make the opinions of the activity these lines; answers stay with the words they answer."""
    wanted = list(dict.fromkeys(line.strip() for line in lines if line.strip()))
    if len(wanted) > MOST_OPINIONS:
        raise Refused(f"一次活动最多记 {MOST_OPINIONS} 条意见。", field="opinions")
    if any(len(line) > 600 for line in wanted):
        raise Refused("一条意见最多 600 字，请分成几行", field="opinions")
    there = {row.words: row for row in activity.heard.all()}
    for words in there.keys() - set(wanted):
        row = there[words]
        if row.answer or row.fed_back_on or row.sent_to:
            done = "已经有答复" if row.answer else "已经转交"
            raise Refused(f"“{words[:20]}”{done}，不能删掉，请把这一行放回去", field="opinions")
        row.delete()
    changed = bool(there.keys() - set(wanted))
    for order, words in enumerate(wanted):
        row = there.get(words)
        if row is None:
            ActivityOpinion.objects.create(activity=activity, words=words, order=order)
            changed = True
        elif row.order != order:
            row.order = order
            row.save(update_fields=["order"])
            changed = True
    return changed


@transaction.atomic
def send_opinions(
    activity: Activity,
    opinions: Sequence[ActivityOpinion],
    *,
    by: Actor,
    sent_to: str,
    sent_on: date,
    due_on: date,
    today: date,
) -> int:
    """Hand opinions over to the department that has to act on them (S1-17); how many."""
    if not opinions:
        raise Refused("请勾选要转交的意见", field="opinions")
    if not sent_to.strip():
        raise Refused("请填转交给哪个部门", field="sent_to")
    if not activity.held_on <= sent_on <= today:
        raise Refused("转交日期应在活动之后、今天或以前", code="E_DATE_RANGE", field="sent_on")
    if due_on < sent_on:
        raise Refused("答复期限不能早于转交日期", code="E_DATE_RANGE", field="due_on")
    for opinion in opinions:
        if opinion.answer:
            raise Refused(f"“{opinion.words[:20]}”已经有答复，不用再转", field="opinions")
        opinion.sent_to, opinion.sent_on, opinion.due_on = sent_to.strip(), sent_on, due_on
        opinion.save(update_fields=["sent_to", "sent_on", "due_on"])
    audit.record(
        "activities.send_opinions",
        by=by,
        obj=activity,
        detail={"sent_to": sent_to.strip(), "opinions": len(opinions), "due": due_on.isoformat()},
    )
    return len(opinions)


@transaction.atomic
def answer_opinion(
    opinion: ActivityOpinion,
    *,
    by: Actor,
    answered_by: str,
    answer: str,
    adopted: bool | None,
    fed_back_on: date | None,
) -> ActivityOpinion:
    """What the department said, whether it is adopted, when the people were told."""
    if answer and not answered_by:
        raise Refused("请填是哪个部门答复的", field="answered_by")
    if fed_back_on and not answer:
        raise Refused("还没有答复，先填答复内容再记反馈", field="answer")
    if fed_back_on and fed_back_on < opinion.activity.held_on:
        raise Refused("反馈日期不能早于活动日期", field="fed_back_on")
    opinion.answered_by, opinion.answer = answered_by, answer
    opinion.adopted, opinion.fed_back_on = adopted, fed_back_on
    opinion.save()
    audit.record(
        "activities.answer",
        by=by,
        obj=opinion.activity,
        detail={"opinion": opinion.code, "answered_by": answered_by, "adopted": adopted},
    )
    return opinion


@transaction.atomic
def add_task(activity: Activity, *, by: Actor, what: str, who: str, due_on: date) -> ActivityTask:
    if activity.state == Activity.State.CANCELLED:
        raise Refused("这次活动已经取消。")
    if due_on < activity.held_on:
        raise Refused("完成时限不能早于活动日期", field="due_on")
    task = ActivityTask.objects.create(activity=activity, what=what, who=who, due_on=due_on)
    audit.record(
        "activities.task", by=by, obj=activity, detail={"task": task.code, "due": due_on.isoformat()}
    )
    return task


@transaction.atomic
def finish_task(task: ActivityTask, *, by: Actor, done_on: date, proof: str, today: date) -> ActivityTask:
    """Done, with what shows it."""
    if task.done_on:
        raise Refused("这件事已经记了完成。")
    if not task.activity.held_on <= done_on <= today:
        raise Refused("完成日期应在活动之后、今天或以前", field="done_on")
    if not proof.strip():
        raise Refused("请写一句做成了什么、凭什么说做完了", field="proof")
    task.done_on, task.proof = done_on, proof
    task.save()
    audit.record("activities.task_done", by=by, obj=task.activity, detail={"task": task.code})
    return task


@transaction.atomic
def reopen_task(task: ActivityTask, *, by: Actor) -> ActivityTask:
    """It was not done after all."""
    if not task.done_on:
        raise Refused("这件事还没有记完成。")
    audit.record(
        "activities.task_reopened",
        by=by,
        obj=task.activity,
        detail={"task": task.code, "proof": task.proof},
    )
    task.done_on, task.proof = None, ""
    task.save()
    return task


@transaction.atomic
def add_files(
    activity: Activity, sheets: Sequence[papers.Sheet], *, kind: str, by: Actor, today: date
) -> list[ActivityFile]:
    """Put files that passed the gate beside the activity; one that lies there already is not doubled."""
    there = set(activity.files.values_list("sha256", flat=True))
    new = list({sheet.sha256: sheet for sheet in sheets if sheet.sha256 not in there}.values())

    def write(sheet: papers.Sheet, name: str) -> ActivityFile:
        return ActivityFile.objects.create(
            activity=activity,
            kind=kind,
            name=name,
            original_name=sheet.original_name,
            content_type=sheet.content_type,
            sha256=sheet.sha256,
            size=len(sheet.content),
            added_on=today,
            added_by=by.label,
        )

    made = papers.store_all(new, write, on=today, folder="activities")
    if made:
        audit.record("activities.file", by=by, obj=activity, detail={"added": len(made), "kind": str(kind)})
    return made


@transaction.atomic
def remove_file(file: ActivityFile, *, by: Actor) -> Activity:
    activity, name = file.activity, file.name
    audit.record("activities.file", by=by, obj=activity, detail={"removed": 1, "name": file.original_name})
    file.delete()
    transaction.on_commit(lambda: papers.discard(name))
    return activity
