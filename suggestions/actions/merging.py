"""Suggestions on one matter: handled together, answered and rated singly (浙江规定 18, 山东条例 20)."""

from __future__ import annotations

from dataclasses import replace

from congress_poverty.refusals import Refused

from .. import flow
from ..flow import Part, State, UnitState
from ..models import Assignment, Suggestion
from .acts import Act, effect
from .handling import assign, start_answer_clocks


@effect("merge")
def _merge(act: Act) -> None:
    """From now on the moves of handling are made on the leader, for this one too."""
    row, chosen = act.suggestion, act.given["into"]
    if row.merged_into_id:
        raise Refused(f"这件建议已并入{row.merged_into}，先取消并案。")
    if row.merged.exists():
        raise Refused("别的建议已经并入这一件，这一件不能再并入别的。")
    if chosen.pk == row.pk:
        raise Refused("不能并入自己，请另选一件。", field="into")
    leader = Suggestion.objects.select_for_update(of=("self",)).get(pk=chosen.pk)
    name = leader.number or leader.title
    if not same_body(row).filter(pk=leader.pk).exists():
        raise Refused(f"{name}不由同一个机构交办，不能并案。", field="into")
    if leader.merged_into_id:
        raise Refused(f"{name}已并入{leader.merged_into}，请直接并入那一件。", field="into")
    if leader.paused_on is not None:
        raise Refused(f"{name}暂停办理，恢复以后再并案。", field="into")
    act.changes["merged_into"] = leader
    act.detail = f"并入{leader}"
    if leader.state == State.REGISTERED:
        act.move = replace(act.move, stops=(), starts=())
    elif leader.state in flow.FIRST_ROUND:
        _hand_over_to_the_same(act, leader)
    else:
        raise Refused(f"{name}现在是“{leader.face.label}”，不能再并入。", field="into")


def same_body(row: Suggestion):
    """The suggestions that the same body hands over, of whatever year."""
    rows = Suggestion.objects.filter(county=row.county_id, handled_at=row.handled_at)
    return rows.filter(township=row.township_id) if row.handled_at == flow.TOWNSHIP else rows


def _hand_over_to_the_same(act: Act, leader: Suggestion) -> None:
    rows = list(Assignment.objects.filter(suggestion=leader).current().select_related("unit"))
    objecting = next((one for one in rows if one.state == UnitState.OBJECTED), None)
    if objecting:
        raise Refused(f"{objecting.unit}正申请退办，处理以后再并案。", field="into")
    act.suggestion.is_complex = leader.is_complex
    act.changes |= {
        "state": State.HANDED_OVER,
        "handed_over_on": act.on,
        "dispatch": leader.dispatch,
        "is_complex": leader.is_complex,
    }
    leads = [one.unit for one in rows if one.part == Part.LEAD]
    cos = [one.unit for one in rows if one.part == Part.CO]
    assign(act, leads, cos, tasks={one.unit_id: one.task for one in rows})
    start_answer_clocks(act, act.asked_units)
    act.to_unit = leads[0]


@effect("separate")
def _separate(act: Act) -> None:
    if act.suggestion.merged_into_id is None:
        raise Refused("这件建议没有并案。")
    act.detail = f"不再与{act.suggestion.merged_into}并案" + (
        f"；{act.given['reason']}" if act.given.get("reason") else ""
    )
    act.changes["merged_into"] = None
