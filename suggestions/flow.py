"""The life of a suggestion as data: states, one table of moves, and pure questions about them.

Buttons, forms, rights, deadlines, history, notices and the diagram in ``docs/flow.md``
all read ``MOVES``; ``actions.advance`` is the only writer. No ORM and no request here.

A suggestion goes to one or more units. Each ``Assignment`` has a state of its own
(``UnitState``) and the suggestion shows the least advanced of its lead units
(``combined``). Overdue is not a state: it is an open clock whose day has passed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

from deputies.roles import (
    COUNTY_LEADER,
    COUNTY_STAFF,
    DEPUTY,
    HANDLING_UNIT,
    ROLES,
    TOWNSHIP_CHAIR,
    TOWNSHIP_CLERK,
)

PROGRAM = "program"
COUNTY, TOWNSHIP = "county", "township"


class State(StrEnum):
    """Where a suggestion stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    DECLINED = "declined"
    REGISTERED = "registered"
    HANDED_OVER = "handed_over"
    OBJECTION = "objection"
    HANDLING = "handling"
    REPLIED = "replied"
    RATED = "rated"
    REHANDLING = "rehandling"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class UnitState(StrEnum):
    """Where one unit stands with its part."""

    ASSIGNED = "assigned"
    OBJECTED = "objected"
    HANDLING = "handling"
    OPINED = "opined"
    REPLIED = "replied"


class Part(StrEnum):
    """What a unit is asked for: answer for all, or give an opinion to those who answer."""

    LEAD = "lead"
    CO = "co"


@dataclass(frozen=True)
class Face:
    """How a state looks: its word, its icon, and how loud it is."""

    label: str
    icon: str
    tone: Literal["plain", "busy", "good", "bad"] = "plain"


FACES: dict[State, Face] = {
    State.DRAFT: Face("草稿", "pencil"),
    State.SUBMITTED: Face("待登记", "inbox", "busy"),
    State.RETURNED: Face("退回补充", "arrow-return-left", "bad"),
    State.DECLINED: Face("不予立案", "x-circle"),
    State.REGISTERED: Face("待交办", "clipboard-check", "busy"),
    State.HANDED_OVER: Face("待签收", "send", "busy"),
    State.OBJECTION: Face("申请退办", "arrow-counterclockwise", "bad"),
    State.HANDLING: Face("办理中", "hourglass-split", "busy"),
    State.REPLIED: Face("已答复待评价", "chat-square-text", "busy"),
    State.RATED: Face("已评价", "star-half", "busy"),
    State.REHANDLING: Face("重新办理", "arrow-repeat", "bad"),
    State.CLOSED: Face("已办结", "check-circle", "good"),
    State.WITHDRAWN: Face("已撤回", "dash-circle"),
}
UNIT_FACES: dict[UnitState, Face] = {
    UnitState.ASSIGNED: Face("待签收", "send", "busy"),
    UnitState.OBJECTED: Face("申请退办", "arrow-counterclockwise", "bad"),
    UnitState.HANDLING: Face("办理中", "hourglass-split", "busy"),
    UnitState.OPINED: Face("已提意见", "check", "good"),
    UnitState.REPLIED: Face("已答复", "check", "good"),
}
PARTS = {Part.LEAD: "主办", Part.CO: "协办"}

# With units at work: the moves of a unit are possible here, its own state decides which.
AT_UNITS = (State.HANDED_OVER, State.OBJECTION, State.HANDLING, State.REHANDLING)
BEFORE_HAND_OVER = (State.DRAFT, State.SUBMITTED, State.RETURNED, State.REGISTERED)
ENDED = (State.DECLINED, State.CLOSED, State.WITHDRAWN)
# Past the hand-over, whatever came after it: what the hand-over rate counts.
HANDED = (*AT_UNITS, State.REPLIED, State.RATED, State.CLOSED)

# Who acts, by the congress whose body hands over (Deputies Law art. 51). Those who enter what
# came on paper or by phone (代录) act for a deputy or a unit; history keeps both names.
ENTERING = (TOWNSHIP_CLERK, TOWNSHIP_CHAIR, COUNTY_STAFF)
PROPOSERS = {COUNTY: (DEPUTY, *ENTERING), TOWNSHIP: (DEPUTY, *ENTERING)}
HANDLERS = {COUNTY: (HANDLING_UNIT, *ENTERING), TOWNSHIP: (HANDLING_UNIT, *ENTERING)}
OFFICE = {COUNTY: (COUNTY_STAFF,), TOWNSHIP: (TOWNSHIP_CHAIR,)}
OFFICE_AND_PROGRAM = {COUNTY: (COUNTY_STAFF, PROGRAM), TOWNSHIP: (TOWNSHIP_CHAIR, PROGRAM)}
OFFICE_AND_HANDLERS = {COUNTY: (COUNTY_STAFF, HANDLING_UNIT), TOWNSHIP: (TOWNSHIP_CHAIR, HANDLING_UNIT)}
SUPERVISORS = {
    COUNTY: (COUNTY_STAFF, COUNTY_LEADER),
    TOWNSHIP: (TOWNSHIP_CHAIR, COUNTY_STAFF, COUNTY_LEADER),
}


@dataclass(frozen=True)
class Need:
    """Something the actor must supply, and the sentence that asks for it."""

    name: str
    sentence: str


@dataclass(frozen=True)
class Move:
    """One line of the flow.

    ``target`` is where the suggestion goes (None: it stays, or several units decide
    together). ``unit_from`` and ``unit_to`` make it a move of one unit. ``stops`` and
    ``starts`` name clocks of the policy; ``tells`` who gets a notice.
    """

    key: str
    label: str
    done: str
    sources: tuple[State, ...]
    target: State | None
    roles: Mapping[str, tuple[str, ...]]
    needs: tuple[Need, ...] = ()
    stops: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()
    unit_from: tuple[UnitState, ...] = ()
    unit_to: UnitState | None = None
    part: Part | None = None
    icon: str = "circle"
    mark: Literal["neutral", "good", "bad"] = "neutral"

    @property
    def of_unit(self) -> bool:
        """Made by (or for) one handling unit, on its own assignment."""
        return bool(self.unit_from)


# Whose clock it is: one for the suggestion, one for each lead or co-unit, or for the unit that acts.
CLOCK_OF = {
    "handover": "suggestion",
    "acceptance_notice": "suggestion",
    "feedback": "suggestion",
    "sign": "every unit",
    "objection": "every unit",
    "reply": "lead units",
    "long_reply": "lead units",
    "rehandle": "lead units",
    "first_contact": "acting unit",
    "co_opinion": "co-units",
    "co_redo": "acting unit",
    "reassign": "acting unit",
    "promise_feedback": "suggestion",
}
# The clocks by which a suggestion must be answered: overdue means one of these has passed.
ANSWER_CLOCKS = ("reply", "long_reply", "rehandle")

REASON = Need("reason", "请写明理由。")

_TABLE = (
    Move(
        "submit",
        "提交",
        "提出",
        (State.DRAFT,),
        State.SUBMITTED,
        PROPOSERS,
        starts=("handover",),
        tells=("office", "co_proposers"),
        icon="chat-square-text",
    ),
    Move(
        "return",
        "退回补充",
        "退回补充",
        (State.SUBMITTED,),
        State.RETURNED,
        OFFICE,
        needs=(REASON,),
        stops=("handover",),
        tells=("deputies",),
        icon="arrow-return-left",
        mark="bad",
    ),
    Move(
        "resubmit",
        "补充后再提",
        "补充后再提",
        (State.RETURNED,),
        State.SUBMITTED,
        PROPOSERS,
        starts=("handover",),
        tells=("office",),
        icon="chat-square-text",
    ),
    Move(
        "decline",
        "不予立案",
        "不予立案",
        (State.SUBMITTED,),
        State.DECLINED,
        OFFICE,
        needs=(REASON,),
        stops=("handover",),
        tells=("deputies",),
        icon="x-circle",
        mark="bad",
    ),
    Move(
        "register",
        "登记",
        "审查登记",
        (State.SUBMITTED,),
        State.REGISTERED,
        OFFICE,
        needs=(Need("number", "请填建议编号。"), Need("category", "请选类别。")),
        tells=("deputies",),
        icon="clipboard-check",
        mark="good",
    ),
    Move(
        "hand_over",
        "交办",
        "交办",
        (State.REGISTERED,),
        State.HANDED_OVER,
        OFFICE,
        needs=(Need("lead_units", "请选择主办单位。"),),
        stops=("handover",),
        starts=("sign", "objection", "reply", "co_opinion"),
        tells=("units", "deputies"),
        icon="send",
    ),
    Move(
        "take_back",
        "撤回交办",
        "撤回交办",
        (State.HANDED_OVER,),
        State.REGISTERED,
        OFFICE,
        needs=(REASON,),
        stops=("sign", "objection", "reply", "co_opinion"),
        starts=("handover",),
        tells=("units",),
        icon="arrow-counterclockwise",
    ),
    Move(
        "forward",
        "转办",
        "转办",
        (State.HANDED_OVER,),
        State.HANDED_OVER,
        OFFICE_AND_HANDLERS,
        needs=(Need("lead_units", "请选择转给哪个单位办理。"),),
        stops=("sign", "objection"),
        starts=("sign", "objection", "co_opinion"),
        tells=("units",),
        unit_from=(UnitState.ASSIGNED,),
        part=Part.LEAD,
        icon="fast-forward",
    ),
    Move(
        "sign",
        "签收",
        "签收",
        AT_UNITS,
        None,
        HANDLERS,
        stops=("sign", "objection"),
        starts=("first_contact",),
        unit_from=(UnitState.ASSIGNED,),
        unit_to=UnitState.HANDLING,
        icon="check-lg",
        mark="good",
    ),
    Move(
        "object",
        "申请退办",
        "申请退办",
        (State.HANDED_OVER, State.OBJECTION, State.HANDLING),
        None,
        HANDLERS,
        needs=(Need("reason", "请写明退办理由：不属职责、应由上级办理或重复交办。"),),
        stops=("sign", "objection"),
        starts=("reassign",),
        tells=("office",),
        unit_from=(UnitState.ASSIGNED,),
        unit_to=UnitState.OBJECTED,
        icon="arrow-counterclockwise",
        mark="bad",
    ),
    Move(
        "reassign",
        "同意退办并改派",
        "改派",
        (State.OBJECTION, State.HANDED_OVER, State.HANDLING),
        None,
        OFFICE,
        needs=(Need("lead_units", "请选择改派给哪个单位。"),),
        stops=("sign", "objection", "reassign"),
        starts=("sign", "objection"),
        tells=("units", "deputies"),
        unit_from=(UnitState.OBJECTED,),
        icon="arrow-left-right",
    ),
    Move(
        "uphold",
        "不同意退办",
        "不同意退办",
        (State.OBJECTION, State.HANDED_OVER, State.HANDLING),
        None,
        OFFICE,
        needs=(REASON,),
        stops=("reassign",),
        starts=("sign",),
        tells=("units",),
        unit_from=(UnitState.OBJECTED,),
        unit_to=UnitState.ASSIGNED,
        icon="send",
    ),
    Move(
        "opine",
        "提出协办意见",
        "协办意见",
        AT_UNITS,
        None,
        HANDLERS,
        needs=(Need("opinion", "请写协办意见。"),),
        stops=("sign", "objection", "co_opinion"),
        tells=("lead_units",),
        unit_from=(UnitState.ASSIGNED, UnitState.HANDLING),
        unit_to=UnitState.OPINED,
        part=Part.CO,
        icon="chat-left-text",
    ),
    Move(
        "meet",
        "记录见面沟通",
        "见面沟通",
        AT_UNITS,
        None,
        HANDLERS,
        needs=(Need("met_on", "请填见面日期；代表书面同意不见面的，请填同意日期。"),),
        stops=("first_contact",),
        unit_from=(UnitState.HANDLING,),
        unit_to=UnitState.HANDLING,
        part=Part.LEAD,
        icon="people",
        mark="good",
    ),
    Move(
        "write",
        "填写书面答复",
        "书面答复",
        AT_UNITS,
        None,
        HANDLERS,
        needs=(
            Need("written_on", "请填签发日期。"),
            Need("signed_by", "请填签发人。"),
            Need("result_code", "请选结果类别。"),
            Need("summary", "摘要请写清：办了什么、什么时候办完、谁负责。"),
        ),
        unit_from=(UnitState.HANDLING,),
        unit_to=UnitState.HANDLING,
        part=Part.LEAD,
        icon="file-earmark-check",
        mark="good",
    ),
    Move(
        "deliver",
        "送达代表",
        "答复送达",
        AT_UNITS,
        None,
        HANDLERS,
        stops=("sign", "objection", "first_contact", "reply", "long_reply", "rehandle"),
        starts=("feedback",),
        tells=("deputies", "office"),
        unit_from=(UnitState.HANDLING,),
        unit_to=UnitState.REPLIED,
        part=Part.LEAD,
        icon="envelope",
        mark="good",
    ),
    Move(
        "rate",
        "评价",
        "代表评价",
        (State.REPLIED, State.RATED),
        State.RATED,
        PROPOSERS,
        needs=(Need("result", "请给“办理结果”选一个。"),),
        stops=("feedback",),
        tells=("office", "lead_units"),
        icon="star-half",
    ),
    Move(
        "lapse",
        "记为未反馈",
        "评价期满，未反馈",
        (State.REPLIED,),
        State.RATED,
        OFFICE_AND_PROGRAM,
        stops=("feedback",),
        tells=("office",),
        icon="clock",
    ),
    Move(
        "rehandle",
        "重新办理",
        "重新办理",
        (State.RATED, State.CLOSED),
        State.REHANDLING,
        OFFICE,
        needs=(Need("reason", "请写明要求承办单位改什么。"),),
        starts=("sign", "rehandle"),
        tells=("units", "deputies"),
        icon="arrow-repeat",
        mark="bad",
    ),
    Move(
        "close",
        "办结",
        "办结",
        (State.RATED,),
        State.CLOSED,
        OFFICE,
        tells=("deputies",),
        icon="check-circle",
        mark="good",
    ),
    Move(
        "look_back",
        "回头看",
        "回头看",
        (State.CLOSED,),
        State.CLOSED,
        SUPERVISORS,
        needs=(Need("result", "请选回头看的结果。"),),
        icon="eye",
    ),
    Move(
        "urge",
        "催办",
        "催办",
        AT_UNITS,
        None,
        SUPERVISORS,
        needs=(Need("message", "请写催办的话。"),),
        tells=("units",),
        unit_from=(UnitState.ASSIGNED, UnitState.HANDLING),
        icon="bell",
    ),
    Move(
        "supervise",
        "登记督办",
        "督办",
        (*AT_UNITS, State.REPLIED, State.RATED),
        None,
        SUPERVISORS,
        needs=(Need("note", "请写督办情况。"),),
        icon="geo-alt",
    ),
    Move(
        "mark_key",
        "列为重点督办",
        "列为重点督办",
        (State.REGISTERED, *AT_UNITS),
        None,
        OFFICE,
        needs=(Need("leader", "请填领衔督办的领导。"),),
        tells=("units",),
        icon="flag",
    ),
    Move(
        "withdraw",
        "撤回",
        "撤回",
        (*BEFORE_HAND_OVER, *AT_UNITS),
        State.WITHDRAWN,
        PROPOSERS,
        needs=(REASON,),
        stops=tuple(CLOCK_OF),
        tells=("office", "units"),
        icon="dash-circle",
        mark="bad",
    ),
)
MOVES: dict[str, Move] = {move.key: move for move in _TABLE}


def check(
    key: str, *, state: str, role: str, level: str, unit_state: str | None = None, part: str | None = None
) -> str:
    """Why the move is not possible now, in one sentence; '' when it is.

    ``level`` is the congress whose body hands over. For a unit's move ``unit_state``
    and ``part`` are those of its assignment; left out, only the rest is judged.
    """
    move = MOVES[key]
    if role not in move.roles[level]:
        who = "、".join(dict.fromkeys(ROLES[r].label for r in move.roles[level] if r in ROLES))
        return f"只有{who}可以{move.label}。"
    if state not in move.sources:
        return f"这件建议现在是“{FACES[State(state)].label}”，不能{move.label}。"
    if move.of_unit and unit_state is not None:
        if move.part and part and part != move.part:
            return f"只有{PARTS[move.part]}单位可以{move.label}。"
        if unit_state not in move.unit_from:
            return f"这个单位现在是“{UNIT_FACES[UnitState(unit_state)].label}”，不能{move.label}。"
    return ""


def missing(key: str, given: Mapping[str, Any]) -> Need | None:
    """The first thing the move needs and has not got."""
    return next((need for need in MOVES[key].needs if not given.get(need.name)), None)


_UNIT_ORDER = {
    UnitState.OBJECTED: State.OBJECTION,
    UnitState.ASSIGNED: State.HANDED_OVER,
    UnitState.HANDLING: State.HANDLING,
    UnitState.REPLIED: State.REPLIED,
}


def combined(lead_units: Iterable[str], *, round: int) -> State:
    """What a suggestion shows: the least advanced of its lead units in this round.

    From the second round on everything before the answer is 重新办理.
    """
    states = set(lead_units)
    shown = next(state for unit_state, state in _UNIT_ORDER.items() if unit_state in states)
    return State.REHANDLING if round > 1 and shown != State.REPLIED else shown


def diagram() -> str:
    """The moves that change the state, as a Mermaid diagram for one handling unit."""
    lines = ["stateDiagram-v2"]
    lines += [f'  state "{face.label}" as {state}' for state, face in FACES.items()]
    lines.append(f"  [*] --> {State.DRAFT}")
    for move in _TABLE:
        for source in move.sources:
            target = move.target or _target_for_one_unit(move, source)
            if target not in (None, source):
                lines.append(f"  {source} --> {target}: {move.label}")
    lines += [f"  {state} --> [*]" for state in ENDED]
    return "\n".join(lines)


def _target_for_one_unit(move: Move, source: State) -> State | None:
    """Where a move of the only unit takes the suggestion from ``source``; None when it cannot start there."""
    if not move.of_unit:
        return source
    if source == State.REHANDLING:
        return State.REPLIED if move.unit_to == UnitState.REPLIED else State.REHANDLING
    if move.part == Part.CO:
        return source if source == State.HANDLING else None
    starts = {_UNIT_ORDER[unit_state] for unit_state in move.unit_from}
    if source not in starts:
        return None
    if move.key == "reassign":
        return State.HANDED_OVER
    return _UNIT_ORDER[move.unit_to] if move.unit_to else source
