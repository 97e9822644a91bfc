"""What the moves between the body that hands over and the units do besides."""

from __future__ import annotations

from congress_poverty.refusals import Refused
from deputies.models import Unit
from deputies.roles import HANDLING_UNIT

from .. import flow
from ..flow import Part, UnitState
from ..models import Assignment, Clock, Step
from .acts import Act, effect

# Whoever passes on what was handed over to them, instead of handling it (分级转办, S2-56).
LAYERS = (Unit.Kind.GOVERNMENT_OFFICE, Unit.Kind.TOWNSHIP_GOVERNMENT)


def units_asked(act: Act) -> tuple[list[Unit], list[Unit]]:
    leads, cos = list(act.given.get("lead_units") or ()), list(act.given.get("co_units") or ())
    both = [unit for unit in cos if unit in leads]
    if both:
        raise Refused(f"{both[0]}已是主办单位，不能同时协办。", field="co_units")
    for unit in (*leads, *cos):
        if unit.county_id != act.suggestion.county_id:
            raise Refused(f"{unit}不是本县的承办单位。", field="lead_units")
        if not unit.is_active or not unit.handles_suggestions:
            raise Refused(f"{unit}现在不承办建议，请另选单位。", field="lead_units")
    return leads, cos


def assign(act: Act, leads: list[Unit], cos: list[Unit]) -> None:
    tasks = act.given.get("tasks") or {}
    rows = [
        Assignment(
            suggestion=act.suggestion,
            unit=unit,
            part=part,
            round=act.changes.get("round", act.suggestion.round),
            assigned_on=act.on,
            task=tasks.get(unit.pk, ""),
        )
        for part, units in ((Part.LEAD, leads), (Part.CO, cos))
        for unit in units
    ]
    act.asked_units += Assignment.objects.bulk_create(rows)


def names_of(units) -> str:
    return "、".join(str(unit) for unit in units)


@effect("hand_over")
def _hand_over(act: Act) -> None:
    leads, cos = units_asked(act)
    assign(act, leads, cos)
    act.to_unit = leads[0]
    act.changes["handed_over_on"] = act.on
    words = [f"主办：{names_of(leads)}"]
    if cos:
        words.append(f"协办：{names_of(cos)}")
    if act.given.get("message"):
        words.append(act.given["message"])
    act.detail = "；".join(words)


@effect("take_back")
def _take_back(act: Act) -> None:
    if act.current().exclude(state=UnitState.ASSIGNED).exists():
        raise Refused("承办单位已经签收，不能撤回交办；要换单位，请单位申请退办后改派。")
    act.current().update(ended_on=act.on)
    act.current(Part.VIA).update(ended_on=act.on)
    act.changes["handed_over_on"] = None
    act.data["clock_from"] = act.suggestion.submitted_on
    act.void = True
    act.detail = act.given["reason"]


@effect("reassign")
def hand_to_others(act: Act) -> None:
    """Another unit takes the assignment's place; the time to answer goes on or begins anew."""
    old = act.assignment
    leads, cos = units_asked(act)
    taken = set(act.current().exclude(pk=old.pk).values_list("unit", flat=True))
    for unit in (*leads, *cos):
        if unit.pk in taken:
            raise Refused(f"{unit}已经承办这件建议，请另选单位。", field="lead_units")
    if old.unit in leads:
        raise Refused(f"{old.unit}正在退出，请选别的单位。", field="lead_units")
    part = old.part
    if act.move.key == "forward" and old.unit.kind in LAYERS:
        old.part, old.state = Part.VIA, UnitState.FORWARDED
    else:
        old.ended_on = act.on
    old.save(update_fields=["part", "state", "ended_on"])
    if part == Part.CO:
        leads, cos = [], [*leads, *cos]
    # An office that passed it on may get it back to handle it itself.
    act.current(Part.VIA).filter(unit__in=[*leads, *cos]).update(ended_on=act.on)
    assign(act, leads, cos)
    _pass_clocks_on(act, old, part, [one for one in act.asked_units if one.part == part])
    act.to_unit = act.asked_units[0].unit
    words = [f"{old.unit} → {names_of(leads or cos)}"]
    if leads and cos:
        words.append(f"协办：{names_of(cos)}")
    if act.given.get("reason"):
        words.append(act.given["reason"])
    act.detail = "；".join(words)


def _pass_clocks_on(act: Act, old: Assignment, part: str, heirs: list[Assignment]) -> None:
    name = "reply" if part == Part.LEAD else "co_opinion"
    running = Clock.objects.filter(assignment=old, name__in=(*flow.ANSWER_CLOCKS, "co_opinion")).running()
    if act.move.key == "reassign" and act.policy.reassign_restarts_reply:
        running.update(stopped_on=act.on, is_void=True)
        fresh = (act.county.clock(name, act.suggestion, since=act.on, assignment=one) for one in heirs)
        Clock.objects.bulk_create(clock for clock in fresh if clock)
        return
    for clock in running:
        clock.assignment = heirs[0]
        clock.save(update_fields=["assignment"])
        for one in heirs[1:]:
            clock.pk, clock.assignment = None, one
            clock.save(force_insert=True)


@effect("forward")
def _forward(act: Act) -> None:
    if act.by.role == HANDLING_UNIT and act.assignment.unit.kind not in LAYERS:
        raise Refused("只有政府办公室和乡镇政府可以转办；不属于本单位职责的，请申请退办。")
    hand_to_others(act)


@effect("sign")
def _sign(act: Act) -> None:
    one = act.assignment
    one.state, one.signed_on = UnitState.HANDLING, act.on
    one.officer = act.given.get("officer", "")
    one.officer_phone = act.given.get("officer_phone", "")
    one.save(update_fields=["state", "signed_on", "officer", "officer_phone"])
    act.detail = one.officer


@effect("object")
def _object(act: Act) -> None:
    one = act.assignment
    rules = act.policy.clocks_for(act.suggestion.handled_at)
    if rules.objection is not None:
        window = Clock.objects.filter(assignment=one, name="objection").order_by("-id").first()
        if window is None or Step.objects.filter(assignment=one, move="uphold").exists():
            raise Refused("退办申请已经答复过，请继续办理。")
        if act.on > window.effective_on:
            phone = act.suggestion.county.phone
            raise Refused(
                f"已超过{rules.objection.words}，不能直接退办，请电话联系"
                f"{act.suggestion.county.deputies_committee_name}{'：' + phone if phone else ''}。"
            )
    one.state = UnitState.OBJECTED
    one.objection = act.given["reason"]
    one.suggested_unit = act.given.get("suggested_unit", "")
    one.save(update_fields=["state", "objection", "suggested_unit"])
    act.detail = one.objection + (f"；建议改派给{one.suggested_unit}" if one.suggested_unit else "")


@effect("uphold")
def _uphold(act: Act) -> None:
    act.assignment.state = UnitState.ASSIGNED
    act.assignment.save(update_fields=["state"])
    act.detail = act.given["reason"]


@effect("opine")
def _opine(act: Act) -> None:
    one = act.assignment
    one.state, one.opinion, one.done_on = UnitState.OPINED, act.given["opinion"], act.on
    one.signed_on = one.signed_on or act.on
    one.save(update_fields=["state", "opinion", "done_on", "signed_on"])
    act.detail = one.opinion
