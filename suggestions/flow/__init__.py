"""The life of a suggestion as data: states, one table of moves, and pure questions about them.

Buttons, forms, rights, deadlines, history, notices and the diagram in ``docs/flow.md``
all read ``MOVES``; ``actions.advance`` is the only writer. No ORM and no request here.

A suggestion goes to one or more units. Each ``Assignment`` has a state of its own
(``UnitState``) and the suggestion shows the least advanced of its lead units
(``combined``). Overdue is not a state: it is an open clock whose day has passed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from deputies.roles import HANDLING_UNIT, ROLES

from . import answers, handling, intake, merging, supervision, timing
from .answers import PROMISE_MOVES
from .moves import ANSWER_CLOCKS, CLOCK_OF, REASON, Move, Need
from .states import (
    ANSWERED,
    AT_UNITS,
    BEFORE_HAND_OVER,
    COUNTY,
    ENDED,
    ENTERING,
    FACES,
    FIRST_ROUND,
    HANDED,
    HANDLERS,
    JOINABLE,
    OFFICE,
    PARTS,
    PROGRAM,
    PROPOSERS,
    SUPERVISORS,
    TOWNSHIP,
    UNIT_FACES,
    Face,
    Part,
    State,
    UnitState,
)
from .supervision import outcomes

__all__ = [
    "ANSWERED",
    "ANSWER_CLOCKS",
    "AT_UNITS",
    "BEFORE_HAND_OVER",
    "CLOCK_OF",
    "COUNTY",
    "ENDED",
    "ENTERING",
    "FACES",
    "FIRST_ROUND",
    "HANDED",
    "HANDLERS",
    "JOINABLE",
    "MOVES",
    "OFFICE",
    "PARTS",
    "PROGRAM",
    "PROMISE_MOVES",
    "PROPOSERS",
    "REASON",
    "SUPERVISORS",
    "TOWNSHIP",
    "UNIT_FACES",
    "Face",
    "Move",
    "Need",
    "Part",
    "State",
    "UnitState",
    "by_link",
    "check",
    "combined",
    "diagram",
    "enters_for_others",
    "missing",
    "outcomes",
]

_TABLE = (
    *intake.TABLE,
    *merging.TABLE,
    *handling.TABLE,
    *timing.TABLE,
    *answers.TABLE,
    *supervision.TABLE,
)
MOVES: dict[str, Move] = {move.key: move for move in _TABLE}


def check(
    key: str,
    *,
    state: str,
    role: str,
    level: str,
    unit_state: str | None = None,
    part: str | None = None,
    paused: bool = False,
) -> str:
    """Why the move is not possible now, in one sentence; '' when it is.

    ``level`` is the congress whose body hands over. For a unit's move ``unit_state``
    and ``part`` are those of its assignment; left out, only the rest is judged. While
    the handling is ``paused`` no clock begins or ends but by withdrawal.
    """
    move = MOVES[key]
    if role not in move.roles[level]:
        who = "、".join(dict.fromkeys(ROLES[r].label for r in move.roles[level] if r in ROLES))
        return f"只有{who}可以{move.label}。"
    if state not in move.sources:
        return f"这件建议现在是“{FACES[State(state)].label}”，不能{move.label}。"
    if paused and key != "withdraw" and (move.stops or move.starts):
        return f"这件建议暂停办理，不能{move.label}，请先恢复办理。"
    if move.of_unit and unit_state is not None:
        if move.part and part and part != move.part:
            return f"只有{PARTS[move.part]}单位可以{move.label}。"
        if unit_state not in move.unit_from:
            return f"这个单位现在是“{UNIT_FACES[UnitState(unit_state)].label}”，不能{move.label}。"
    return ""


# Passing a matter on chooses among the county's units: nothing for somebody without an account.
_NEVER_BY_LINK = ("forward",)


def by_link(part: str) -> list[Move]:
    """The moves that a unit makes on its own part: what a link may allow."""
    return [
        move
        for move in _TABLE
        if move.of_unit
        and HANDLING_UNIT in move.roles[COUNTY]
        and move.part in (None, part)
        and not (move.by_forwarder or move.on_co_unit)
        and move.key not in _NEVER_BY_LINK
    ]


def missing(key: str, given: Mapping[str, Any]) -> Need | None:
    """The first thing the move needs and has not got."""
    return next((need for need in MOVES[key].needs if not given.get(need.name)), None)


def enters_for_others(move: Move, role: str, level: str) -> bool:
    """Whether ``role`` makes the move for a deputy or a unit, from paper or by phone (代录)."""
    return role in ENTERING and move.can_be_entered(level)


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
