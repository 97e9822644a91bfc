"""What watching over a suggestion does besides: urging, supervising, looking back."""

from __future__ import annotations

from congress_poverty.packs import term
from congress_poverty.refusals import Refused

from ..flow import State
from ..models import Promise, Step, Suggestion, SupervisionEvent
from .acts import Act, effect


@effect("look_back")
def _look_back(act: Act) -> None:
    result = act.given["result"]
    if result not in Suggestion.LookBack.values:
        raise Refused("请选回头看的结果。", field="result")
    act.changes |= {"look_back": result, "look_back_on": act.on}
    if result == Suggestion.LookBack.DONE:
        Promise.objects.filter(suggestion=act.suggestion, kept_on__isnull=True).update(kept_on=act.on)
    note = act.given.get("note", "")
    act.detail = Suggestion.LookBack(result).label + (f"；{note}" if note else "")
    act.data["bad"] = result == Suggestion.LookBack.NOT_DONE


URGE_LEVELS = {"remind": "提醒经办人", "letter": "催办函", "leader": "报领导"}


@effect("urge")
def _urge(act: Act) -> None:
    level = act.given.get("level") or "remind"
    today = Step.objects.filter(assignment=act.assignment, move="urge", happened_on=act.on)
    if any(step.data.get("level") == level for step in today):
        raise Refused(f"今天已经催过{act.assignment.unit}，明天可以再催，或改用别的方式。")
    act.data["level"] = level
    act.detail = f"{URGE_LEVELS.get(level, level)}：{act.given['message']}"


@effect("supervise", "remark")
def _supervise(act: Act) -> None:
    act.detail = act.given["note"]


@effect("mark_key")
def _mark_key(act: Act) -> None:
    act.changes |= {"is_key": True, "key_leader": act.given["leader"], "key_on": act.on}
    act.detail = f"{act.given['leader']}领衔督办" + (
        f"；{act.given['reason']}" if act.given.get("reason") else ""
    )


@effect("escalate", "escalate_late")
def _escalate(act: Act) -> None:
    """Dissatisfied as often as the county says (S2-22), or late: on to 约见, 评议, 询问."""
    row, policy = act.suggestion, act.policy
    kind = term(policy.escalations, act.given["kind"])
    if kind is None:
        known = "、".join(one.label for one in policy.escalations)
        raise Refused(f"没有“{act.given['kind']}”这种升级方式，可以选：{known}。", field="kind")
    if row.state == State.RATED and row.dissatisfied_count < policy.escalate_after:
        raise Refused(f"代表不满意满{policy.escalate_after}次以后，才升级处理。")
    if row.state != State.RATED and (row.answer_due_on is None or row.answer_due_on >= act.on):
        raise Refused("答复期限还没有过，先催办。")
    open_event = SupervisionEvent.objects.filter(
        suggestion=row, is_escalation=True, outcome=SupervisionEvent.Outcome.PLANNED
    ).first()
    if open_event:
        raise Refused(f"已经决定{term_label(policy.escalations, open_event.kind)}，请先登记结果。")
    event = SupervisionEvent.objects.create(
        suggestion=row,
        kind=kind.code,
        is_escalation=True,
        round=row.round,
        decided_on=act.on,
        people=act.given.get("people", ""),
        document=act.given.get("document", ""),
        recorded_by=act.by.label,
    )
    act.data["event"] = event.code
    act.detail = "；".join(word for word in (kind.label, event.people, event.document) if word)


@effect("conclude")
def _conclude(act: Act) -> None:
    """What 约见, 评议 or 询问 came to; handling goes on, begins anew, or may end."""
    row, given = act.suggestion, act.given
    event = SupervisionEvent.objects.filter(
        suggestion=row, is_escalation=True, outcome=SupervisionEvent.Outcome.PLANNED
    ).first()
    if event is None:
        raise Refused("还没有决定升级处理，没有结果可以登记。")
    if given["outcome"] not in SupervisionEvent.Outcome.values:
        raise Refused("请选处理结果：继续办理、重新办理或可以办结。", field="outcome")
    if row.state == State.ESCALATED and given["outcome"] == SupervisionEvent.Outcome.CONTINUE:
        raise Refused("代表已经评价过答复，结果只能是重新办理或可以办结。", field="outcome")
    if not event.decided_on <= given["held_on"] <= act.on:
        raise Refused(f"开展日期应在{event.decided_on:%Y-%m-%d}和今天之间。", field="held_on")
    event.held_on, event.outcome, event.findings = given["held_on"], given["outcome"], given["findings"]
    for name in ("place", "people", "document"):
        setattr(event, name, given.get(name) or getattr(event, name))
    event.save()
    act.data["event"] = event.code
    act.detail = "；".join(
        word
        for word in (
            term_label(act.policy.escalations, event.kind),
            event.get_outcome_display(),
            event.people,
            event.findings,
        )
        if word
    )


def term_label(terms, code: str) -> str:
    """The county's word for a code; a code it no longer has stands for itself."""
    found = term(terms, code)
    return found.label if found else code
