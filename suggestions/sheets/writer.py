"""One entry of a ledger as rows: the suggestion, who asked, who handled it, clocks, history, answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import flow
from ..clocks import stated_words
from ..flow import Part, State, UnitState
from ..models import Clock, Reply, Suggestion, SuggestionProposer
from .fields import MET, WRITTEN, Entry, Line, LookBack

if TYPE_CHECKING:
    from . import SuggestionLedger

Answer = SuggestionProposer.Answer


class Writer:
    """Tells one entry as rows: the suggestion, who asked, who handled it, clocks, steps, answers."""

    def __init__(self, ledger: SuggestionLedger, entry: Entry):
        self.ledger, self.entry = ledger, entry
        self.reopening = {step.code for step in ledger.policy.satisfaction if step.reopens}
        self.state = self._state()
        self.rounds = max(1, len(entry.lines)) + (self.state == State.REHANDLING)
        self.walked: list[tuple] = []
        self.at = State.DRAFT

    def _state(self) -> State:
        entry = self.entry
        if entry.said in (State.DECLINED, State.WITHDRAWN, State.RETURNED):
            return entry.said
        if entry.closed:
            return State.CLOSED
        if not entry.lines:
            if not entry.handed and not entry.mains:
                return State.REGISTERED if entry.values["number"] else State.SUBMITTED
            return State.HANDLING if entry.mains else State.HANDED_OVER
        last = entry.lines[-1].satisfaction
        if last in self.reopening:
            return State.REHANDLING
        return State.RATED if last else State.REPLIED

    def write(self) -> None:
        entry, ledger = self.entry, self.ledger
        answered = [line for line in entry.lines if line.replied]
        rated = [line.satisfaction for line in entry.lines if line.satisfaction]
        reply = self._reply_clock(answered)
        feedback = self._feedback_clock(answered)
        running = [clock for clock in (reply, feedback) if clock and clock.stopped_on is None]
        days = [
            entry.submitted,
            entry.handed,
            entry.forwarded,
            *(line.replied for line in answered),
            entry.closed,
        ]
        values = entry.values
        pk = ledger.suggestions.add(
            ledger.county.pk,
            entry.township.pk,
            ledger.campaign(entry.submitted),
            entry.submitted.year,
            values["number"],
            values["title"],
            values["body"],
            values["ask"],
            values["category"],
            values["raised_in"],
            entry.level,
            entry.lead.pk,
            values["is_key"],
            self.state,
            self.rounds,
            entry.submitted,
            entry.handed,
            answered[-1].replied if answered else None,
            entry.closed,
            entry.look_back,
            next((line.outcome for line in reversed(entry.lines) if line.outcome), ""),
            rated[-1] if rated else "",
            len(answered),
            sum(one in self.reopening for one in rated),
            reply.effective_on if reply and reply.stopped_on is None else None,
            running[0].effective_on if running else None,
            running[0].name if running else "",
            max(day for day in days if day),
            values["note"],
            Suggestion.Source.LEDGER,
            "台账导入",
        )
        lead = self._proposers(pk)
        parts = self._assignments(pk)
        self._steps(pk, parts)
        self._clock(pk, reply, parts.get(1))
        self._clock(pk, feedback, None)
        self._clock(pk, self._handover_clock(), None)
        for n, line in enumerate(answered, 1):
            self._answer(pk, n, line, parts.get(n), lead)

    def _proposers(self, pk: int) -> int:
        entry, add = self.entry, self.ledger.proposers.add
        roles = SuggestionProposer.Role
        lead = add(pk, entry.lead.pk, roles.LEAD, Answer.CONFIRMED, entry.submitted, 0)
        for order, one in enumerate(entry.cosigners, 1):
            add(pk, one.pk, roles.CO, Answer.CONFIRMED, entry.submitted, order)
        return lead

    def _assignments(self, pk: int) -> dict[int, int]:
        """Round → the first lead unit's assignment."""
        entry, add = self.entry, self.ledger.assignments.add
        first: dict[int, int] = {}
        assigned = entry.forwarded or entry.handed or entry.submitted
        for round in range(1, self.rounds + 1):
            line = entry.lines[round - 1] if round <= len(entry.lines) else None
            done_on = line.replied if line else None
            state = UnitState.REPLIED if line else UnitState.HANDLING
            for unit in entry.mains:
                made = add(pk, unit, Part.LEAD, round, state, assigned, done_on, None)
                first.setdefault(round, made)
            assigned = done_on or assigned
        state = UnitState.OPINED if entry.lines else UnitState.HANDLING
        for unit in entry.assists:
            add(pk, unit, Part.CO, 1, state, entry.forwarded or entry.handed or entry.submitted, None, None)
        return first

    # ---- clocks ---------------------------------------------------------------

    def _blank(self) -> Suggestion:
        return Suggestion(handled_at=self.entry.level, round=1)

    def _handover_clock(self) -> Clock | None:
        entry = self.entry
        clock = self.ledger.clocks.clock("handover", self._blank(), since=entry.submitted)
        if clock:
            clock.stopped_on = entry.handed
            if entry.handed is None and self.state not in (State.SUBMITTED, State.REGISTERED):
                return None
        return clock

    def _reply_clock(self, answered: list[Line]) -> Clock | None:
        """The day the ledger states wins; what the pack computes is kept beside it."""
        entry = self.entry
        if entry.handed is None and entry.deadline is None:
            return None
        since = entry.handed or entry.submitted
        clock = self.ledger.clocks.clock("reply", self._blank(), since=since)
        if clock is None:
            if entry.deadline is None:
                return None
            clock = Clock(
                name="reply",
                started_on=since,
                last_day=entry.deadline,
                effective_on=entry.deadline,
                pack_version=self.ledger.clocks.pack_version,
            )
        if entry.deadline:
            clock.explanation = stated_words(entry.deadline, clock.explanation)
            clock.effective_on, clock.is_stated = entry.deadline, True
        clock.stopped_on = answered[0].replied if answered else entry.closed
        if clock.stopped_on is None and self.state in flow.ENDED:
            return None
        return clock

    def _feedback_clock(self, answered: list[Line]) -> Clock | None:
        """Runs only where an answer still waits for its rating."""
        if self.state != State.REPLIED:
            return None
        clock = self.ledger.clocks.clock("feedback", self._blank(), since=answered[-1].replied)
        if clock:
            clock.round = self.rounds
        return clock

    def _clock(self, pk: int, clock: Clock | None, assignment: int | None) -> None:
        if clock:
            self.ledger.clock_rows.add(
                pk,
                assignment,
                clock.name,
                clock.round or 1,
                clock.started_on,
                clock.last_day,
                clock.effective_on,
                clock.is_stated,
                clock.stopped_on,
                clock.explanation,
                clock.estimated,
                clock.pack_version,
            )

    # ---- history --------------------------------------------------------------

    def _steps(self, pk: int, parts: dict[int, int]) -> None:
        """The moves that lead to where the ledger stands; each is legal after the one before."""
        entry = self.entry
        lead = entry.mains[0] if entry.mains else None
        day = entry.submitted
        self._step(pk, "submit", State.SUBMITTED, day)
        if self.state == State.SUBMITTED:
            return
        if self.state in (State.DECLINED, State.RETURNED):
            move = "decline" if self.state == State.DECLINED else "return"
            self._step(pk, move, self.state, day, undated=True)
            return
        self._step(pk, "register", State.REGISTERED, day, undated=True)
        if entry.handed or entry.mains:
            day = entry.handed or day
            self._step(pk, "hand_over", State.HANDED_OVER, day, unit=lead, undated=entry.handed is None)
        if entry.mains:
            if entry.forwarded and entry.forwarded >= day:
                day = entry.forwarded
                self._step(pk, "forward", State.HANDED_OVER, day, unit=lead, assignment=parts.get(1))
            self._step(pk, "sign", State.HANDLING, day, unit=lead, assignment=parts.get(1), undated=True)
        if self.state == State.WITHDRAWN:
            self._step(pk, "withdraw", State.WITHDRAWN, day, undated=True)
            return
        for round, line in enumerate(entry.lines, 1):
            self._answer_steps(pk, round, line, parts, lead)
            day = line.replied or day
        if self.state == State.REHANDLING:
            self._step(
                pk, "rehandle", State.REHANDLING, day, round=self.rounds, unit=lead,
                assignment=parts.get(self.rounds), undated=True,
            )  # fmt: skip
        if self.state == State.CLOSED:
            if self.at == State.REPLIED:
                self._step(pk, "lapse", State.RATED, entry.closed, round=self.rounds, undated=True)
            self._step(pk, "close", State.CLOSED, entry.closed, round=self.rounds)
            if entry.look_back:
                label = LookBack(entry.look_back).label
                self._step(
                    pk, "look_back", State.CLOSED, entry.closed, round=self.rounds, detail=label,
                    undated=True, bad=entry.look_back == LookBack.NOT_DONE,
                )  # fmt: skip

    def _answer_steps(self, pk: int, round: int, line: Line, parts: dict[int, int], lead) -> None:
        assignment, policy = parts.get(round), self.ledger.policy
        if round > 1:
            before = self.entry.lines[round - 2].replied
            if self.at == State.REPLIED:
                self._step(pk, "lapse", State.RATED, before, round=round - 1, undated=True)
            self._step(
                pk,
                "rehandle",
                State.REHANDLING,
                before,
                round=round,
                unit=lead,
                assignment=assignment,
                undated=True,
            )
        code = next((one for one in policy.reply_codes if one.code == line.outcome), None)
        detail = "；".join(word for word in (line.way, f"{code.code} {code.label}" if code else "") if word)
        self._step(
            pk,
            "deliver",
            State.REPLIED,
            line.replied,
            round=round,
            unit=lead,
            assignment=assignment,
            detail=detail,
        )
        if line.satisfaction:
            step = next(one for one in policy.satisfaction if one.code == line.satisfaction)
            said = f"{self.entry.lead.name}：{step.label}"
            self._step(
                pk,
                "rate",
                State.RATED,
                line.replied,
                round=round,
                detail=said,
                undated=True,
                bad=step.reopens,
            )

    def _step(
        self,
        pk,
        move,
        to_state,
        day,
        *,
        round=1,
        unit=None,
        assignment=None,
        detail="",
        undated=False,
        bad=False,
    ) -> None:
        data = {name: True for name, on in (("undated", undated), ("bad", bad)) if on}
        self.ledger.steps.add(
            pk, assignment, move, self.at, to_state, day, "台账导入", flow.PROGRAM, unit, detail, round, data
        )
        self.at = to_state

    def _answer(self, pk: int, round: int, line: Line, assignment: int | None, lead: int) -> None:
        met = bool(MET.search(line.way))
        written = bool(WRITTEN.search(line.way)) or not met
        reply = self.ledger.replies.add(
            pk,
            assignment,
            round,
            line.replied if written else None,
            line.outcome,
            line.replied if met else None,
            Reply.Manner.UNKNOWN if met else "",
            line.replied,
        )
        if assignment and round == self.rounds:
            self._promise(pk, reply, line)
        if line.satisfaction:
            self.ledger.ratings.add(pk, lead, round, line.satisfaction, line.replied, "台账导入", True)

    def _promise(self, pk: int, reply: int, line: Line) -> None:
        """What the last answer left to be done, without a day: the ledger has none.

        A look back that found it done says that it was kept by then.
        """
        entry = self.entry
        code = next((one for one in self.ledger.policy.reply_codes if one.code == line.outcome), None)
        if code is None or not code.needs_promise:
            return
        kept_on = entry.closed if entry.look_back == LookBack.DONE else None
        text = f"{code.label}：{entry.values['title']}"[:200]
        self.ledger.promises.add(pk, reply, entry.mains[0], text, kept_on, entry.look_back)
