"""What the pages of a suggestion read, once, for whoever looks."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from django.db.models import F, Q

from congress_poverty.packs import term
from deputies.roles import DEPUTY, HANDLING_UNIT

from .. import flow
from ..actions import is_own
from ..models import (
    Assignment,
    Clock,
    Delivery,
    Extension,
    HigherSubmission,
    Paper,
    Promise,
    Rating,
    Reply,
    Step,
    Suggestion,
    SuggestionProposer,
    SupervisionEvent,
    Supervisor,
)
from ..policy import SuggestionPolicy

ROUNDS = "一二三四五六七八九十"


def nth(round: int) -> str:
    return f"第{ROUNDS[round - 1] if round <= len(ROUNDS) else round}次"


class Rows:
    """The suggestion, who looks at it and on which day, and everything that hangs on it."""

    def __init__(self, suggestion: Suggestion, *, request, today: date):
        self.suggestion, self.request, self.today = suggestion, request, today
        self.role = request.post.role
        self.policy: SuggestionPolicy = suggestion.county.policy(SuggestionPolicy)

    @cached_property
    def proposers(self) -> list[SuggestionProposer]:
        return list(self.suggestion.proposers.select_related("person__township"))

    @cached_property
    def assignments(self) -> list[Assignment]:
        rows = Assignment.objects.current().filter(suggestion=self.suggestion)
        return list(rows.select_related("unit"))

    @cached_property
    def steps(self) -> list[Step]:
        rows = Step.objects.filter(suggestion=self.suggestion).select_related("to_unit", "assignment__unit")
        if self.waits_for_own_rating:
            rows = rows.exclude(move="rate", round=self.suggestion.round)
        return list(rows)

    @cached_property
    def clocks(self) -> list[Clock]:
        return list(Clock.objects.filter(suggestion=self.suggestion).select_related("assignment__unit"))

    @cached_property
    def replies(self) -> list[Reply]:
        return list(Reply.objects.filter(suggestion=self.suggestion).select_related("assignment__unit"))

    @cached_property
    def deliveries(self) -> list[Delivery]:
        rows = Delivery.objects.filter(suggestion=self.suggestion)
        return list(rows.select_related("proposer__person", "reply"))

    @cached_property
    def promises(self) -> list[Promise]:
        rows = Promise.objects.filter(suggestion=self.suggestion)
        return list(rows.select_related("unit", "reply"))

    @cached_property
    def papers(self) -> list[Paper]:
        """A survey that came on paper holds somebody's rating: it is for the office."""
        rows = Paper.objects.filter(suggestion=self.suggestion)
        if self.role == DEPUTY:
            rows = rows.exclude(kind=Paper.Kind.SURVEY)
        return list(rows)

    @cached_property
    def supervision_events(self) -> list[SupervisionEvent]:
        return list(SupervisionEvent.objects.filter(suggestion=self.suggestion))

    @cached_property
    def open_escalation(self) -> SupervisionEvent | None:
        """What was decided (约见, 评议 …) and has no outcome yet."""
        planned = SupervisionEvent.Outcome.PLANNED
        events = self.supervision_events
        return next((one for one in events if one.is_escalation and one.outcome == planned), None)

    @cached_property
    def supervisors(self) -> list[Supervisor]:
        rows = Supervisor.objects.filter(suggestion=self.suggestion).select_related("decision")
        return list(rows)

    @cached_property
    def carried_up(self) -> list[HigherSubmission]:
        """What deputies of a higher congress took there."""
        return [one for one in self._upward if not one.organ]

    @cached_property
    def reports_up(self) -> list[HigherSubmission]:
        """What the office reported to an organ above."""
        return [one for one in self._upward if one.organ]

    @cached_property
    def _upward(self) -> list[HigherSubmission]:
        return list(HigherSubmission.objects.filter(suggestion=self.suggestion))

    @cached_property
    def extensions(self) -> list[Extension]:
        return list(Extension.objects.filter(suggestion=self.suggestion).select_related("assignment__unit"))

    @cached_property
    def handled_together(self) -> list[Suggestion]:
        """The others of the same 并案, those that the reader may open: the leader first."""
        row = self.suggestion
        first = row.merged_into_id or row.pk
        rows = Suggestion.objects.filter(Q(pk=first) | Q(merged_into=first)).exclude(pk=row.pk)
        return list(rows.select_related("lead").order_by(F("merged_into").asc(nulls_first=True), "pk"))

    @cached_property
    def all_ratings(self) -> list[Rating]:
        return list(Rating.objects.filter(suggestion=self.suggestion).select_related("proposer__person"))

    @cached_property
    def ratings(self) -> list[Rating]:
        if self.waits_for_own_rating:
            return [one for one in self.all_ratings if one.round != self.suggestion.round]
        return self.all_ratings

    @cached_property
    def own_proposer(self) -> SuggestionProposer | None:
        person = self.request.user.person_id if self.role == DEPUTY else None
        return next((one for one in self.proposers if person and one.person_id == person), None)

    @cached_property
    def waits_for_own_rating(self) -> bool:
        """Each signer rates alone and does not see the others first."""
        own = self.own_proposer
        if own is None or self.suggestion.state not in (flow.State.REPLIED, flow.State.RATED):
            return False
        return not any(
            one.proposer_id == own.pk and one.round == self.suggestion.round for one in self.all_ratings
        )

    @cached_property
    def acting_for(self) -> list[Assignment]:
        """The assignments of this round that the person may act for."""
        rows = [one for one in self.assignments if one.round == self.suggestion.round]
        if self.role == HANDLING_UNIT:
            decides = any(one.part == flow.Part.VIA and is_own(one) for one in rows)
            rows = [one for one in rows if is_own(one) or (decides and one.state == flow.UnitState.OBJECTED)]
        return rows

    @cached_property
    def advising(self) -> list[Assignment]:
        """The co-units that advise those the person acts for."""
        if not any(one.part == flow.Part.LEAD for one in self.acting_for):
            return []
        return [one for one in self.acting_units if one.part == flow.Part.CO]

    @property
    def acting_units(self) -> list[Assignment]:
        return [one for one in self.assignments if one.round == self.suggestion.round]

    @cached_property
    def reopens(self) -> bool:
        step = term(self.policy.satisfaction, self.suggestion.satisfaction)
        return bool(step and step.reopens)

    @cached_property
    def waiting_for_relay(self) -> list[SuggestionProposer]:
        """Who has confirmed and has no answer yet, because the lead relays it."""
        got = {one.proposer_id for one in self.deliveries}
        if not got:
            return []
        return [one for one in self.proposers if one.answer == "confirmed" and one.pk not in got]

    def asks_extension(self, assignment_id: int | None) -> bool:
        return any(one.assignment_id == assignment_id and one.is_granted is None for one in self.extensions)
