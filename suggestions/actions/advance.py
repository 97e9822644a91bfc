"""``advance``, the only writer of a suggestion's state: every move goes through here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from congress_poverty import audit
from congress_poverty.audit import Actor
from congress_poverty.reach import Reach, current_reach, reaching
from congress_poverty.refusals import Refused
from deputies.roles import HANDLING_UNIT

from .. import flow
from ..clocks import CountyClocks, due_days, stop
from ..flow import Part, State
from ..models import Assignment, Clock, Step, Suggestion
from ..notices import settle_asks, tell_about
from .acts import EFFECTS, OBSTACLES, Act, NotNeeded
from .papers import attach


@transaction.atomic
def advance(
    suggestion: Suggestion,
    move: str,
    *,
    by: Actor,
    on: date,
    given: Mapping[str, Any] | None = None,
    assignment: Assignment | None = None,
    version: int | None = None,
) -> Suggestion:
    """Make the move ``move`` of the flow's table on the day ``on``.

    ``given`` holds what the move needs, by the names in the table. A unit's move says
    whose ``assignment`` it is; left out, it is the unit's own, or the only one that
    fits. ``version`` is the one the actor saw: if somebody acted since, it is refused.
    A ``together`` move is made on each suggestion that is merged into this one as well,
    as far as it can make it; on those it is refused while the one they follow can make it.
    """
    act = _make(suggestion, move, by=by, on=on, given=given or {}, assignment=assignment, version=version)
    if act.move.together:
        for follower in Suggestion.objects.filter(merged_into=act.suggestion).order_by("pk"):
            _take_along(follower, act)
    return suggestion


def _make(suggestion, move, *, by, on, given, assignment=None, version=None, is_taken_along=False) -> Act:
    row = Suggestion.objects.select_for_update(of=("self",)).get(pk=suggestion.pk)
    if version is not None and version != row.version:
        raise Refused(
            f"您打开页面以后有人办理过这件建议，现在是“{row.face.label}”，请看过再办。", code="E_CHANGED"
        )
    act = Act(
        suggestion=row,
        move=flow.MOVES[move],
        by=by,
        on=on,
        given=given,
        county=CountyClocks(row.county),
        reach=current_reach(),
    )
    if act.move.of_unit:
        act.assignment = assignment or _assignment_for(act)
        _own_unit_only(act)
    if problem := why_not(act.move, row, act.assignment, role=by.role):
        raise Refused(problem)
    if not is_taken_along and (leader := _leader_of(act)):
        raise Refused(
            f"这件建议已并入{leader.number or leader.title}办理，请在那一件上{act.move.label}；"
            "要单独办，先取消并案。"
        )
    if need := flow.missing(move, act.given):
        raise Refused(need.sentence, field=need.name)
    before = _day_before(act)
    if before and on < before:
        raise Refused(f"日期不能早于上一步（{before:%Y-%m-%d}）。", code="E_DATE_ORDER", field="on")
    # The row was found and judged where the actor stands. What follows touches rows that may leave
    # that reach on the way: a unit that passes the matter on no longer sees it.
    with reaching(Reach.everything("a checked move writes all its rows")):
        from_state = row.state
        EFFECTS.get(move, _no_effect)(act)
        act.changes.setdefault("state", act.move.target or _state_by_units(act) or from_state)
        _write(act, from_state)
        attach(act)  # last: a move that is refused leaves no file behind
    for name, value in act.changes.items():
        setattr(suggestion, name, value)
    return act


def why_not(move: flow.Move, row: Suggestion, one: Assignment | None, *, role: str) -> str:
    """Why the move cannot be made now, by the flow's table and by what else must be so; '' when it can."""
    problem = flow.check(
        move.key,
        state=row.state,
        role=role,
        level=row.handled_at,
        unit_state=one.state if one else None,
        part=one.part if one else None,
        paused=row.paused_on is not None,
    )
    return problem or OBSTACLES.get(move.key, _no_obstacle)(row, one)


def _no_obstacle(row: Suggestion, one: Assignment | None) -> str:
    return ""


def _twin(one: Assignment, other: Suggestion) -> Assignment | None:
    """The same unit's part in a suggestion that is handled together."""
    rows = Assignment.objects.filter(suggestion=other, unit=one.unit_id, part=one.part, round=one.round)
    return rows.current().select_related("unit").first()


def _leader_of(act: Act) -> Suggestion | None:
    """The suggestion on which this move is to be made for both."""
    leader = act.suggestion.merged_into
    if leader is None or not act.move.together or leader.round != act.suggestion.round:
        return None
    twin = _twin(act.assignment, leader) if act.assignment else None
    if act.move.of_unit and twin is None:
        return None
    return None if why_not(act.move, leader, twin, role=act.by.role) else leader


def _take_along(follower: Suggestion, act: Act) -> None:
    twin = _twin(act.assignment, follower) if act.move.of_unit else None
    if follower.round != act.suggestion.round or (act.move.of_unit and twin is None):
        return
    if why_not(act.move, follower, twin, role=act.by.role):
        return  # it has gone its own way: answered already, or in another round
    try:
        _make(
            follower, act.move.key, by=act.by, on=act.on, given=act.given, assignment=twin,
            is_taken_along=True,
        )  # fmt: skip
    except NotNeeded:
        return
    except Refused as refused:
        sentence = f"并案的{follower.number or follower.title}：{refused.sentence}"
        raise Refused(sentence, code=refused.code, field=refused.field) from refused


def possible_moves(
    suggestion: Suggestion,
    *,
    role: str,
    assignments: list[Assignment],
    co_units: list[Assignment] | tuple = (),
) -> list[flow.Move]:
    """The moves that ``role`` can make now.

    ``assignments`` are those it may act for, ``co_units`` those that advise them.
    """
    found = []
    paused = suggestion.paused_on is not None
    for move in flow.MOVES.values():
        if flow.check(
            move.key, state=suggestion.state, role=role, level=suggestion.handled_at, paused=paused
        ):
            continue
        parts = co_units if move.on_co_unit else assignments
        if move.of_unit and not any(_fits(move, one, suggestion.round) for one in parts):
            continue
        found.append(move)
    return found


def _fits(move: flow.Move, one: Assignment, round: int) -> bool:
    return (
        one.ended_on is None
        and one.round == round
        and one.state in move.unit_from
        and (move.part is None or one.part == move.part)
    )


def _assignment_for(act: Act) -> Assignment | None:
    rows = list(act.current().select_related("unit"))
    reach = current_reach()
    if reach.kind in ("unit", "link") and not (act.move.by_forwarder or act.move.on_co_unit):
        rows = [one for one in rows if is_own(one)]
    fitting = [one for one in rows if _fits(act.move, one, act.suggestion.round)]
    if len(fitting) > 1:
        leads = [one for one in fitting if one.part == Part.LEAD]
        if len(leads) != 1:
            raise Refused(f"有几个承办单位，请选定为哪个单位{act.move.label}。", field="assignment")
        return leads[0]
    if fitting:
        return fitting[0]
    if rows:
        return rows[0]
    if reach.kind in ("unit", "link"):
        raise Refused("这件建议没有交给您单位办理。")
    return None


def is_own(one: Assignment) -> bool:
    """Whether the assignment is the unit's own, or the one that a link is for."""
    reach = current_reach()
    return {"unit": one.unit_id, "link": one.pk}.get(reach.kind) in reach.ids


def _own_unit_only(act: Act) -> None:
    one = act.assignment
    if one is None:
        return
    if one.suggestion_id != act.suggestion.pk:
        raise Refused("这个承办单位不属于这件建议。")
    if one.ended_on is not None or one.round != act.suggestion.round:
        raise Refused(f"{one.unit}已不承办这件建议。")
    if act.move.on_co_unit:
        _lead_units_only(act)
        return
    if act.by.role == HANDLING_UNIT and act.move.by_forwarder:
        reach = current_reach()
        passed_on = Assignment.objects.current().filter(suggestion=act.suggestion, part=Part.VIA)
        if reach.kind != "unit" or not passed_on.filter(unit__in=reach.ids).exists():
            raise Refused(f"只有交办或转办这件建议的机关可以{act.move.label}。")
    elif act.by.role == HANDLING_UNIT and not is_own(one):
        raise Refused(f"您只能办理交给本单位的部分，这一部分由{one.unit}承办。")
    if flow.enters_for_others(act.move, act.by.role, act.suggestion.handled_at):
        act.on_behalf_of = one.unit.name


def _lead_units_only(act: Act) -> None:
    own = act.current(Part.LEAD).filter(unit__in=current_reach().ids)
    if act.by.role == HANDLING_UNIT and not own.exists():
        raise Refused(f"只有主办单位可以{act.move.label}。")


def _day_before(act: Act) -> date | None:
    """The day of the step that this one follows: of the same unit, or of the suggestion."""
    if act.assignment is None:
        return act.suggestion.last_step_on
    last = act.assignment.steps.order_by("-happened_on").values_list("happened_on", flat=True).first()
    return last or act.assignment.assigned_on


def _state_by_units(act: Act) -> State | None:
    if not act.move.of_unit:
        return None
    states = list(act.current(Part.LEAD).values_list("state", flat=True))
    round = act.changes.get("round", act.suggestion.round)
    return flow.combined(states, round=round) if states else None


def _write(act: Act, from_state: str) -> None:
    row, move = act.suggestion, act.move
    row.round = act.changes.get("round", row.round)
    whole = [name for name in move.stops if flow.CLOCK_OF[name] == "suggestion"]
    by_unit = [name for name in move.stops if flow.CLOCK_OF[name] != "suggestion"]
    stop(row, whole, on=act.on, void=act.void)
    stop(row, by_unit, on=act.on, assignment=act.assignment, void=act.void)
    _start_clocks(act)
    act.changes.update(due_days(row), last_step_on=max(act.on, row.last_step_on or act.on))
    values = {**act.changes, "version": row.version + 1, "updated_at": timezone.now()}
    try:
        with transaction.atomic():
            written = Suggestion.objects.filter(pk=row.pk, version=row.version).update(**values)
    except IntegrityError as error:
        raise Refused(
            f"建议编号“{act.changes.get('number', row.number)}”已经用过。",
            code="E_DUP_NUMBER",
            field="number",
        ) from error
    if not written:
        raise Refused("刚刚有人办理了这件建议，请看过再办。", code="E_CHANGED")
    act.changes["version"] = row.version + 1
    by_link = {"link": act.by.link} if act.by.link else {}
    Step.objects.create(
        suggestion=row,
        assignment=act.assignment,
        move=move.key,
        from_state=from_state,
        to_state=act.changes["state"],
        happened_on=act.on,
        actor=act.by.label,
        role=act.by.role,
        on_behalf_of=act.on_behalf_of,
        to_unit=act.to_unit or (act.assignment.unit if act.assignment else None),
        detail=act.detail,
        round=row.round,
        data=act.data | by_link,
    )
    audit.record(
        f"suggestions.{move.key}",
        by=act.by,
        obj=row,
        detail={
            "from": from_state,
            "to": str(act.changes["state"]),
            "on": act.on.isoformat(),
            "round": row.round,
        }
        | ({"on_behalf_of": act.on_behalf_of} if act.on_behalf_of else {})
        | by_link,
    )
    for name, value in act.changes.items():
        setattr(row, name, value)
    settle_asks(row, move, by=act.by, on=act.on, changed=from_state != row.state)
    tell_about(row, act.move, by=act.by, on=act.on, assignment=act.assignment)


def _start_clocks(act: Act) -> None:
    made: list[Clock | None] = []
    asked = act.asked_units or list(act.current())
    for name in act.move.starts:
        whose = flow.CLOCK_OF[name]
        if name in act.clocks:
            made += act.clocks[name]
        elif whose == "suggestion":
            since = act.data.get("clock_from", act.on)
            made.append(act.county.clock(name, act.suggestion, since=since))
        elif whose == "acting unit":
            made.append(act.county.clock(name, act.suggestion, since=act.on, assignment=act.assignment))
        else:
            part = {"lead units": Part.LEAD, "co-units": Part.CO}.get(whose)
            if act.move.key == "uphold":
                asked = [act.assignment]
            made += [
                act.county.clock(name, act.suggestion, since=act.on, assignment=one)
                for one in asked
                if part is None or one.part == part
            ]
    act.data.pop("clock_from", None)
    Clock.objects.bulk_create([clock for clock in made if clock])


def _no_effect(act: Act) -> None:
    act.detail = str(act.given.get("reason", ""))
