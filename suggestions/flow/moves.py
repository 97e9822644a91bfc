"""What a line of the flow says, and whose clock is whose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from .states import ENTERING, Part, State, UnitState


@dataclass(frozen=True)
class Need:
    """Something the actor must supply, and the sentence that asks for it."""

    name: str
    sentence: str


@dataclass(frozen=True)
class Move:
    """One line of the flow.

    ``target`` is where the suggestion goes (None: it stays, or several units decide
    together). ``unit_from`` and ``unit_to`` make it a move of one unit; with
    ``on_co_unit`` a lead unit makes it on the part of a unit that advises it. ``stops``
    and ``starts`` name clocks of the policy; ``tells`` who gets a notice. ``together``
    moves are made once for all suggestions that are handled together (并案).
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
    by_forwarder: bool = False
    """Also made by the unit that passed the matter on, about the unit it chose."""
    on_co_unit: bool = False
    together: bool = False
    icon: str = "circle"
    mark: Literal["neutral", "good", "bad"] = "neutral"

    @property
    def of_unit(self) -> bool:
        """Made by (or for) one handling unit, on its own assignment."""
        return bool(self.unit_from)

    def can_be_entered(self, level: str) -> bool:
        """Whether those who enter paper make it for a unit or a deputy, not as the office itself."""
        return set(ENTERING) <= set(self.roles[level])


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
    "promise_feedback": "acting unit",
}
# The clocks by which a suggestion must be answered: overdue means one of these has passed.
ANSWER_CLOCKS = ("reply", "long_reply", "rehandle")

REASON = Need("reason", "请写明理由。")
