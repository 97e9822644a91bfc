"""What watching over a suggestion does besides: urging, supervising, looking back."""

from __future__ import annotations

from congress_poverty.refusals import Refused

from ..models import Promise, Step, Suggestion
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


@effect("supervise")
def _supervise(act: Act) -> None:
    act.detail = act.given["note"]


@effect("mark_key")
def _mark_key(act: Act) -> None:
    act.changes |= {"is_key": True, "key_leader": act.given["leader"], "key_on": act.on}
    act.detail = f"{act.given['leader']}领衔督办" + (
        f"；{act.given['reason']}" if act.given.get("reason") else ""
    )
