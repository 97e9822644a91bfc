"""One move while it is being made, and the register of what each move does besides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from congress_poverty.audit import Actor
from congress_poverty.packs import term
from congress_poverty.reach import Reach
from congress_poverty.refusals import Refused
from deputies.models import Account, Person, Unit
from deputies.roles import DEPUTY

from .. import flow
from ..clocks import CountyClocks
from ..flow import Part
from ..models import Assignment, Clock, Suggestion, SuggestionProposer


class NotNeeded(Refused):
    """Refused because there is nothing to do: one of several that are handled together is left out."""


@dataclass
class Act:
    """One move while it is being made: what came in, and what is to be written."""

    suggestion: Suggestion
    move: flow.Move
    by: Actor
    on: date
    given: Mapping[str, Any]
    county: CountyClocks
    reach: Reach
    """Where the actor stands; the effect itself sees all rows."""
    assignment: Assignment | None = None
    changes: dict[str, Any] = field(default_factory=dict)
    detail: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    to_unit: Unit | None = None
    on_behalf_of: str = ""
    void: bool = False
    """The clocks that stop were not met but no longer apply."""
    asked_units: list[Assignment] = field(default_factory=list)
    """Assignments whose clocks the move starts; empty: all current ones of the round."""
    clocks: dict[str, list[Clock]] = field(default_factory=dict)
    """Clocks that the effect has computed itself, by the name under which the table starts them."""

    @property
    def policy(self):
        return self.county.policy

    def current(self, part: Part | None = None):
        """Who handles it in this round; who only passed it on is asked for by name (``Part.VIA``)."""
        rows = Assignment.objects.filter(suggestion=self.suggestion, round=self.suggestion.round).current()
        return rows.filter(part=part) if part else rows.exclude(part=Part.VIA)


Effect = Callable[[Act], None]
EFFECTS: dict[str, Effect] = {}
Obstacle = Callable[[Suggestion, Assignment | None], str]
OBSTACLES: dict[str, Obstacle] = {}


def effect(*moves: str) -> Callable[[Effect], Effect]:
    """Registers what these moves write beyond state, step and clocks."""

    def register(function: Effect) -> Effect:
        EFFECTS.update(dict.fromkeys(moves, function))
        return function

    return register


def obstacle(*moves: str) -> Callable[[Obstacle], Obstacle]:
    """Registers what, besides the states, must be so before these moves: a sentence when it is not."""

    def register(function: Obstacle) -> Obstacle:
        OBSTACLES.update(dict.fromkeys(moves, function))
        return function

    return register


def person_of(by: Actor) -> Person | None:
    account = Account.objects.select_related("person").filter(pk=by.account_id).first()
    return account.person if account else None


def proposer_acting(act: Act, *, lead_only: bool = True) -> SuggestionProposer:
    """The proposer who acts, or for whom somebody enters it."""
    proposers = SuggestionProposer.objects.filter(suggestion=act.suggestion).select_related("person")
    if act.by.role == DEPUTY:
        person = person_of(act.by)
        own = proposers.filter(person=person).first()
        if own is None or (lead_only and own.role != SuggestionProposer.Role.LEAD):
            raise Refused(f"只有领衔代表可以{act.move.label}。")
    else:
        own = act.given.get("proposer") or proposers.get(role=SuggestionProposer.Role.LEAD)
        act.on_behalf_of = own.person.name
    if own.answer != SuggestionProposer.Answer.CONFIRMED:
        raise Refused(f"{own.person}还没有确认附议。")
    return own


def reopens(act: Act) -> bool:
    step = term(act.policy.satisfaction, act.suggestion.satisfaction)
    return bool(step and step.reopens)
