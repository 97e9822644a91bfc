"""What can be done now: what the flow allows, less what makes no sense."""

from __future__ import annotations

from functools import cached_property

from deputies.roles import DEPUTY, HANDLING_UNIT

from .. import flow
from ..actions import is_own, may_change_until, possible_moves
from ..actions.links import may_give
from ..models import Assignment, Promise, Suggestion, SupervisionEvent
from .rows import Rows

# The moves of a unit's answer are one page with parts (ux 2.6), not five buttons.
REPLY_PARTS = (
    "contact", "progress", "ask_extension", "extend", "return_opinion", "agree", "meet", "write", "deliver",
)  # fmt: skip


class Moves(Rows):
    """The moves of whoever looks, and what he may do besides."""

    @cached_property
    def moves(self) -> list[flow.Move]:
        found = possible_moves(
            self.suggestion, role=self.role, assignments=self.acting_for, co_units=self.advising
        )
        return [move for move in found if not self._is_made_on_leader(move) and self._makes_sense(move.key)]

    def _is_made_on_leader(self, move: flow.Move) -> bool:
        """Merged suggestions are handled on the one they follow, as long as they stand alike."""
        leader = self.suggestion.merged_into
        alike = leader and (leader.state, leader.round) == (self.suggestion.state, self.suggestion.round)
        return bool(alike and move.together)

    def can_extend(self, one: Assignment) -> bool:
        """Its short time to answer still runs and was not asked to be longer."""
        running = (
            clock.assignment_id == one.pk and clock.effective_on >= self.today
            for clock in self.clocks
            if clock.name == "reply" and clock.stopped_on is None
        )
        return any(running) and not self.asks_extension(one.pk)

    @cached_property
    def needs_consent(self) -> bool:
        return self.policy.clocks_for(self.suggestion.handled_at).long_needs_consent

    def _makes_sense(self, key: str) -> bool:
        row = self.suggestion
        if key in flow.PROMISE_MOVES:
            return bool(self.promises_for(key))
        if key == "rehandle":
            if row.state == flow.State.ESCALATED:
                return self._decided == SupervisionEvent.Outcome.REHANDLE
            if self._promise_unmet:
                return True
            if row.state == flow.State.CLOSED:
                return row.look_back in (Suggestion.LookBack.NOT_DONE, Suggestion.LookBack.PARTLY)
            return self.reopens
        if key == "relay":
            lead = self.role != DEPUTY or bool(self.own_proposer and self.own_proposer.role == "lead")
            return lead and bool(self.waiting_for_relay)
        if key == "rate" and row.state == flow.State.CLOSED:
            return self._may_correct_what_was_entered
        if key == "close" and row.state == flow.State.ESCALATED:
            return self._decided == SupervisionEvent.Outcome.SETTLED
        if key == "close":
            return not self.reopens or row.dissatisfied_count >= self.policy.escalate_after
        if key in ("escalate", "escalate_late") and self.open_escalation:
            return False
        if key == "escalate":
            return self.reopens and row.dissatisfied_count >= self.policy.escalate_after
        if key == "escalate_late":
            return row.answer_due_on is not None and row.answer_due_on < self.today
        if key == "conclude":
            return self.open_escalation is not None
        if key == "mark_key":
            return not row.is_key
        if key == "unmark_key":
            return row.is_key
        if key == "end_supervisor":
            return any(one.until is None for one in self.supervisors)
        if key == "lapse":
            running = [one for one in self.clocks if one.name == "feedback" and one.stopped_on is None]
            return any(one.effective_on < self.today for one in running)
        if key in ("reassign", "uphold"):
            objected = [one for one in self.acting_for if one.state == flow.UnitState.OBJECTED]
            return self.role != HANDLING_UNIT or not all(is_own(one) for one in objected)
        if key in ("ask_extension", "extend"):
            shape = self.needs_consent == (key == "ask_extension")
            long = self.policy.clock("long_reply", row.handled_at)
            return shape and long is not None and any(self.can_extend(one) for one in self.acting_for)
        if key in ("grant_extension", "refuse_extension"):
            return any(one.is_granted is None for one in self.extensions)
        if key == "agree":
            return row.dispatch == Suggestion.Dispatch.JOINT
        if key == "pause":
            return row.paused_on is None
        if key == "resume":
            return row.paused_on is not None
        if key == "urge":
            return row.paused_on is None
        if key == "merge":
            return row.merged_into_id is None
        if key == "separate":
            return row.merged_into_id is not None
        if key == "report_up":
            return all(one.outcome_on for one in self.reports_up)
        if key == "answer_above":
            return any(one.outcome_on is None for one in self.reports_up)
        if key == "forward":
            kinds = ("government_office", "township_government")
            return self.role != HANDLING_UNIT or any(one.unit.kind in kinds for one in self.acting_for)
        if key == "rate" and self.role == DEPUTY:
            return self.own_proposer is not None and self.own_proposer.answer == "confirmed"
        if key == "submit":
            return False  # a draft has a page of its own
        if key == "carry_result":
            return any(not one.outcome for one in self.carried_up)
        if key in ("withdraw", "resubmit") and self.role == DEPUTY:
            return self.own_proposer is not None and self.own_proposer.role == "lead"
        return True

    def promises_for(self, key: str) -> list[Promise]:
        """The promises on which this move can be made now, by who looks."""
        rows = [one for one in self.promises if one.ended_on is None]
        if key == "keep_promise":
            own = {one.unit_id for one in self.assignments if is_own(one)}
            by_office = self.role != HANDLING_UNIT
            return [one for one in rows if one.kept_on is None and (by_office or one.unit_id in own)]
        if key == "rate_promise":
            lead = self.own_proposer is not None and self.own_proposer.role == "lead"
            if self.role == DEPUTY and not lead:
                return []
            return [one for one in rows if one.kept_on and not one.satisfaction]
        if key == "check_promise":
            return rows
        if key == "carry_over":
            turning = self.today.year + (self.today.month == 12)
            return [one for one in rows if one.kept_on is None and one.year < turning]
        if key == "postpone_promise":
            return [one for one in rows if one.kept_on is None]
        return rows

    @property
    def _promise_unmet(self) -> bool:
        bad = (Promise.Check.NOT_DONE, Promise.Check.PARTLY)
        return any(
            one.ended_on is None and (one.is_disputed or one.check_result in bad) for one in self.promises
        )

    @property
    def _may_correct_what_was_entered(self) -> bool:
        """A deputy for whom somebody entered a rating may put it right for three days, also after the end."""
        own = self.own_proposer
        if own is None or self.role != DEPUTY:
            return False
        entered = [
            one
            for one in self.all_ratings
            if one.proposer_id == own.pk and one.round == self.suggestion.round and one.entered_by
        ]
        return any(self.today <= may_change_until(one) for one in entered)

    @property
    def _decided(self) -> str:
        """What the last 约见, 评议 or 询问 came to."""
        done = [one.outcome for one in self.supervision_events if one.is_escalation]
        return done[-1] if done else ""

    @property
    def gives_links(self) -> bool:
        """Whether the person may give links to units without an account, and there is a unit at work."""
        return bool(self.acting_for) and may_give(self.suggestion, by=self.request.actor)

    def can_deliver(self, assignment: Assignment) -> bool:
        """Whether this part's answer is complete: in writing, and in person where the county asks."""
        reply = next((one for one in self.replies if one.assignment_id == assignment.pk), None)
        met = not self.policy.face_to_face_required or bool(reply and reply.met_on)
        return bool(reply and reply.written_on and met)

    def is_entering(self, move: flow.Move) -> bool:
        """Whether the person would enter it for somebody else (代录)."""
        return flow.enters_for_others(move, self.role, self.suggestion.handled_at)
