"""What the moves between the body that hands over and the units do besides."""

from __future__ import annotations

from datetime import date

from congress_poverty.calendar import spoken
from congress_poverty.refusals import Refused
from deputies.models import Unit
from deputies.roles import HANDLING_UNIT

from .. import flow
from ..clocks import stop
from ..flow import Part, UnitState
from ..models import Assignment, Clock, HigherSubmission, Reply, Step, Suggestion
from .acts import Act, effect, obstacle

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


def assign(act: Act, leads: list[Unit], cos: list[Unit], *, tasks: dict[int, str] | None = None) -> None:
    """``tasks`` says by the unit's id which part of the matter is its own."""
    tasks = tasks or {}
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


def way_of(leads: list[Unit], cos: list[Unit], *, given: str = "", tasks=()) -> str:
    """How the units share the work: as ``given``, otherwise as their number says; refused if it cannot be."""
    ways = Suggestion.Dispatch
    if not given:
        if len(leads) > 1:
            return ways.PARTS if tasks else ways.JOINT
        return ways.LEAD_AND_CO if cos else ways.SINGLE
    if given not in ways.values:
        raise Refused("请选办理方式。", field="dispatch")
    several = given in (ways.PARTS, ways.JOINT)
    if several and len(leads) < 2:
        raise Refused(f"{ways(given).label}要有两个以上主办单位。", field="lead_units")
    if not several and len(leads) > 1:
        raise Refused(
            f"{ways(given).label}只有一个主办单位；几个单位都要答复的，选“分别办理”或“共同主办”。",
            field="dispatch",
        )
    if given == ways.SINGLE and cos:
        raise Refused("独办没有协办单位；有协办单位的，选“主办协办”。", field="dispatch")
    if given == ways.LEAD_AND_CO and not cos:
        raise Refused("请选协办单位；没有协办单位的，选“独办”。", field="co_units")
    return given


@effect("hand_over")
def _hand_over(act: Act) -> None:
    leads, cos = units_asked(act)
    tasks = act.given.get("tasks") or {}
    way = way_of(leads, cos, given=act.given.get("dispatch") or "", tasks=tasks)
    if way == Suggestion.Dispatch.PARTS:
        untold = next((unit for unit in leads if not tasks.get(unit.pk)), None)
        if untold:
            raise Refused(f"请写明{untold}办理哪一部分。", field="tasks")
    act.suggestion.is_complex = bool(act.given.get("is_complex"))
    act.changes |= {
        "handed_over_on": act.on,
        "dispatch": way,
        "is_complex": act.suggestion.is_complex,
    }
    assign(act, leads, cos, tasks=tasks)
    start_answer_clocks(act, act.asked_units, due_on=act.given.get("due_on"))
    act.to_unit = leads[0]
    words = [f"{Suggestion.Dispatch(way).label}，主办：{names_of(leads)}"]
    if cos:
        words.append(f"协办：{names_of(cos)}")
    if act.given.get("message"):
        words.append(act.given["message"])
    act.detail = "；".join(words)


def start_answer_clocks(act: Act, asked: list[Assignment], *, due_on: date | None = None) -> None:
    """The time to answer of each lead unit; ``due_on``: the office wants it earlier."""
    leads = [one for one in asked if one.part == Part.LEAD]
    made = (act.county.answer_clock(act.suggestion, since=act.on, assignment=one) for one in leads)
    act.clocks["reply"] = [clock for clock in made if clock]
    for clock in act.clocks["reply"] if due_on else ():
        if due_on < act.on:
            raise Refused("期限不能早于今天。", field="due_on")
        if due_on > clock.effective_on:
            raise Refused(
                f"答复期限最晚到{spoken(clock.effective_on)}；涉及面广、处理难度大的，勾选后按延长的期限办理。",
                field="due_on",
            )
        if due_on < clock.effective_on:
            clock.effective_on = due_on
            clock.explain(f"交办时要求在{spoken(due_on)}前答复。")


@effect("take_back")
def _take_back(act: Act) -> None:
    if act.current().exclude(state=UnitState.ASSIGNED).exists():
        raise Refused("承办单位已经签收，不能撤回交办；要换单位，请单位申请退办后改派。")
    act.current().update(ended_on=act.on)
    act.current(Part.VIA).update(ended_on=act.on)
    act.changes |= {"handed_over_on": None, "dispatch": "", "is_complex": False}
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
    assign(act, leads, cos, tasks={unit.pk: old.task for unit in (*leads, *cos)})
    _keep_way(act)
    _pass_clocks_on(act, old, [one for one in act.asked_units if one.part == part])
    if part == Part.CO:
        act.clocks["co_opinion"] = []  # the heir goes on with the old one's
    act.to_unit = act.asked_units[0].unit
    words = [f"{old.unit} → {names_of(leads or cos)}"]
    if leads and cos:
        words.append(f"协办：{names_of(cos)}")
    if act.given.get("reason"):
        words.append(act.given["reason"])
    act.detail = "；".join(words)


def _keep_way(act: Act) -> None:
    """The way of handling follows the units where a change of units leaves another number of them."""
    rows = list(act.current().select_related("unit"))
    leads = [one.unit for one in rows if one.part == Part.LEAD]
    several = (Suggestion.Dispatch.PARTS, Suggestion.Dispatch.JOINT)
    if len(leads) > 1 and act.suggestion.dispatch in several:
        return
    act.changes["dispatch"] = way_of(leads, [one.unit for one in rows if one.part == Part.CO])


def _pass_clocks_on(act: Act, old: Assignment, heirs: list[Assignment]) -> None:
    running = Clock.objects.filter(assignment=old, name__in=(*flow.ANSWER_CLOCKS, "co_opinion")).running()
    if act.move.key == "reassign" and act.policy.reassign_restarts_reply:
        running.update(stopped_on=act.on, is_void=True)
        fresh = (_fresh_clock(act, one) for one in heirs)
        Clock.objects.bulk_create(clock for clock in fresh if clock)
        return
    for clock in running:
        clock.assignment = heirs[0]
        clock.save(update_fields=["assignment"])
        for one in heirs[1:]:
            clock.pk, clock.assignment = None, one
            clock.save(force_insert=True)


def _fresh_clock(act: Act, one: Assignment) -> Clock | None:
    if one.part == Part.CO:
        return act.county.clock("co_opinion", act.suggestion, since=act.on, assignment=one)
    return act.county.answer_clock(act.suggestion, since=act.on, assignment=one)


@effect("forward")
def _forward(act: Act) -> None:
    if act.by.role == HANDLING_UNIT and act.assignment.unit.kind not in LAYERS:
        raise Refused("只有政府办公室和乡镇政府可以转办；不属于本单位职责的，请申请退办。")
    hand_to_others(act)


@effect("sign")
def _sign(act: Act) -> None:
    one = act.assignment
    one.state, one.signed_on = UnitState.HANDLING, act.on
    one.leader = act.given.get("leader", "")
    one.officer = act.given.get("officer", "")
    one.officer_phone = act.given.get("officer_phone", "")
    one.save(update_fields=["state", "signed_on", "leader", "officer", "officer_phone"])
    act.detail = "；".join(name for name in (one.leader, one.officer) if name)


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
                f"已超过{rules.objection.words}，不能直接退办（逾期不作调整），请电话联系"
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


@effect("return_opinion")
def _return_opinion(act: Act) -> None:
    """A co-unit's opinion that says nothing comes back to it (重庆条例: again within five working days)."""
    one = act.assignment
    one.state, one.done_on = UnitState.HANDLING, None
    one.save(update_fields=["state", "done_on"])
    act.detail = act.given["reason"]


CONTACT_WAYS = {"call": "电话", "in_person": "当面", "message": "微信或短信", "letter": "书面"}


@effect("contact")
def _contact(act: Act) -> None:
    given, on = act.given, act.given["contacted_on"]
    if given["way"] not in CONTACT_WAYS:
        raise Refused("请选联系方式。", field="way")
    if not act.assignment.assigned_on <= on <= act.on:
        since = f"{act.assignment.assigned_on:%Y-%m-%d}"
        raise Refused(f"联系日期应在交办日期（{since}）和今天之间。", field="contacted_on")
    act.data |= {"happened_on": on.isoformat(), "way": given["way"]}
    who = f"，{given['whom']}" if given.get("whom") else ""
    act.detail = f"{CONTACT_WAYS[given['way']]}{who}：{given['said']}"


@effect("progress")
def _progress(act: Act) -> None:
    expected_on = act.given.get("expected_on")
    if expected_on and expected_on < act.on:
        raise Refused("预计完成日期不能早于今天。", field="expected_on")
    act.detail = act.given["text"]
    if expected_on:
        act.data["expected_on"] = expected_on.isoformat()
        act.detail += f"；预计{spoken(expected_on)}完成"


# ---- several lead units that answer together (上海规定 13) ----------------------------


def not_agreed(suggestion: Suggestion) -> list[Assignment]:
    """The lead units of the round that neither wrote an answer nor agreed to the latest one written."""
    rows = Assignment.objects.filter(suggestion=suggestion, round=suggestion.round, part=Part.LEAD)
    leads = list(rows.current().select_related("unit"))
    wrote = set(
        Reply.objects.filter(assignment__in=leads, written_on__isnull=False).values_list(
            "assignment", flat=True
        )
    )
    latest: dict[tuple[int, str], int] = {}
    steps = Step.objects.filter(assignment__in=leads, move__in=("write", "agree")).order_by("id")
    for pk, assignment, move in steps.values_list("pk", "assignment", "move"):
        latest[assignment, move] = pk
    last_letter = max((pk for (_one, move), pk in latest.items() if move == "write"), default=0)
    return [one for one in leads if one.pk not in wrote and latest.get((one.pk, "agree"), 0) <= last_letter]


@obstacle("agree")
def _nothing_to_agree_to(suggestion: Suggestion, one: Assignment | None) -> str:
    if suggestion.dispatch != Suggestion.Dispatch.JOINT:
        return "只有共同主办的建议，才要各主办单位同意后答复。"
    if one not in not_agreed(suggestion):
        return f"{one.unit}已经写了答复或同意过。" if one else ""
    letters = Reply.objects.filter(suggestion=suggestion, round=suggestion.round, written_on__isnull=False)
    return "" if letters.exists() else "还没有主办单位写好书面答复，写好以后再同意。"


@effect("agree")
def _agree(act: Act) -> None:
    act.detail = act.given.get("note") or "同意共同答复"


@obstacle("deliver")
def _others_have_not_agreed(suggestion: Suggestion, one: Assignment | None) -> str:
    if suggestion.dispatch != Suggestion.Dispatch.JOINT:
        return ""
    waiting = [other for other in not_agreed(suggestion) if other != one]
    names = "、".join(str(other.unit) for other in waiting)
    return f"共同主办的要都同意后才能答复，还在等{names}。" if waiting else ""


def answer_for_those_who_agreed(act: Act) -> None:
    """In a joint answer the letter that is delivered is also that of the units that wrote none."""
    if act.suggestion.dispatch != Suggestion.Dispatch.JOINT:
        return
    for one in act.current(Part.LEAD).exclude(pk=act.assignment.pk).filter(state=UnitState.HANDLING):
        if not Reply.objects.filter(assignment=one, written_on__isnull=False).exists():
            one.state, one.done_on = UnitState.REPLIED, act.on
            one.save(update_fields=["state", "done_on"])
            stop(act.suggestion, act.move.stops, on=act.on, assignment=one)


# ---- up to the city -------------------------------------------------------------------


def _reported(suggestion: Suggestion):
    return HigherSubmission.objects.filter(suggestion=suggestion, outcome_on__isnull=True).exclude(organ="")


@effect("report_up")
def _report_up(act: Act) -> None:
    if _reported(act.suggestion).exists():
        raise Refused("已经上报，还在等上级答复；先登记上级答复，再报别的机关。")
    HigherSubmission.objects.create(
        suggestion=act.suggestion,
        level=act.given.get("level") or HigherSubmission.Level.CITY,
        organ=act.given["organ"],
        submitted_on=act.on,
        number=act.given.get("number", ""),
    )
    act.detail = "；".join(word for word in (act.given["organ"], act.given.get("reason", "")) if word)


@effect("answer_above")
def _answer_above(act: Act) -> None:
    row = _reported(act.suggestion).first()
    if row is None:
        raise Refused("没有等上级答复的上报。")
    row.outcome, row.outcome_on = act.given["outcome"], act.on
    row.save(update_fields=["outcome", "outcome_on"])
    act.detail = f"{row.organ}：{row.outcome}"
