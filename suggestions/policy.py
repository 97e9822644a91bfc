"""The county's rules for handling deputies' suggestions."""

from dataclasses import dataclass, fields
from datetime import date
from typing import ClassVar, Literal

from congress_poverty.calendar import Deadline, Duration, MonthDay, WorkCalendar, deadline
from congress_poverty.packs import Term, section

CLOCK_LABELS = {
    "handover": "交办",
    "sign": "签收",
    "objection": "申请退回",
    "reassign": "重新交办",
    "acceptance_notice": "告知受理",
    "first_contact": "联系代表",
    "co_opinion": "协办意见",
    "co_redo": "协办意见重报",
    "reply": "答复",
    "long_reply": "延期答复",
    "feedback": "代表评价",
    "rehandle": "重新办理",
    "promise_feedback": "承诺事项评价",
}


@dataclass(frozen=True)
class Clocks:
    """How long each step may take for one level of congress; "" = not regulated, no clock.

    All run from the step before them, ``reply`` and ``long_reply`` from the hand-over
    (交办之日) unless said otherwise. The names are those of ``CLOCK_LABELS``.
    """

    handover: Duration | None
    sign: Duration | None
    objection: Duration | None
    reassign: Duration | None
    acceptance_notice: Duration | None
    first_contact: Duration | None
    co_opinion: Duration | None
    co_redo: Duration | None
    reply: Duration | None
    long_reply: Duration | None
    feedback: Duration | None
    rehandle: Duration | None
    promise_feedback: Duration | None
    reply_from: Literal["handover", "congress_closing"]
    """The day that ``reply`` and ``long_reply`` count from."""
    long_reply_from: Literal["start", "reply_due"]
    """Whether ``long_reply`` is the whole time or is added to ``reply`` (再延长三个月)."""
    long_needs_consent: bool
    """Whether the body that handed over must agree to the long time."""
    hard_stop: MonthDay | None
    """The county's fixed date by which everything is answered; the earlier day wins."""


@dataclass(frozen=True)
class ClockLevels:
    """Clocks by the congress whose body hands over: the county's or a township's."""

    county: Clocks
    township: Clocks


@dataclass(frozen=True)
class ReplyCode(Term):
    """A result class of a reply (A/B/C/D, 甲/乙/丙): what the letter means is data."""

    meaning: Literal["solved", "in_progress", "planned", "reference", "infeasible", "reported_up"] = "solved"
    counts_as_solved: bool = False
    needs_promise: bool = False
    """Asks for a date and a responsible person, and is followed up."""
    needs_reason: bool = False


@dataclass(frozen=True)
class Satisfaction(Term):
    """One step of the scale a deputy answers on."""

    counts_as_satisfied: bool = False
    reopens: bool = False
    """Sends the suggestion back to be handled again, and asks for the reason."""


@section("suggestions")
@dataclass(frozen=True)
class SuggestionPolicy:
    """Table ``[suggestions]``."""

    categories: tuple[Term, ...]
    clocks: ClockLevels
    roll_forward: bool
    """Whether a last day on a day off moves to the next working day (民法典 203)."""
    due_soon_days: int
    """Days before the last day from which it shows as 临期."""
    due_soon_working_days: int
    """The same for clocks counted in working days."""
    reply_codes: tuple[ReplyCode, ...]
    satisfaction: tuple[Satisfaction, ...]
    dissatisfaction_reasons: tuple[Term, ...]
    rating_dimensions: tuple[Term, ...]
    """What is rated; the first decides what happens next."""
    raters: Literal["lead", "every_signatory"]
    """Whose rating counts."""
    delivery: Literal["each", "lead_relays"]
    """Whether the unit sends its answer to each proposer, or to the lead, who passes it on."""
    promise_soon_days: int
    """Days before the promised day from which the unit is reminded of a promise."""
    face_to_face_required: bool
    """A reply is complete only in writing and in person."""
    reassign_restarts_reply: bool
    """Whether a new unit gets the whole time to answer, or what is left of it."""
    withdraw_after_handover: bool
    """Whether deputies may still withdraw what has been handed over."""
    escalate_after: int
    """Dissatisfied ratings of one suggestion after which it goes to 约见、评议或询问."""
    escalations: tuple[Term, ...]
    unrated_in_denominator: bool
    """Whether a rating that never came counts against the satisfaction rate."""
    completed_means: Literal["closed", "replied"]
    """办结率 counts suggestions that are closed, or already those that are answered."""
    key_minimum: int
    """重点督办 suggestions a year; 0 = not regulated."""

    clock_labels: ClassVar[dict[str, str]] = CLOCK_LABELS

    def __post_init__(self):
        if not any(step.reopens for step in self.satisfaction):
            raise ValueError("satisfaction 里没有一项是不满意（reopens = true）")
        if self.escalate_after < 1:
            raise ValueError("escalate_after 至少是 1")

    def clocks_for(self, level: str) -> Clocks:
        """Clocks for a suggestion handled at ``level``; above the county the county's count."""
        return self.clocks.township if level == "township" else self.clocks.county

    def clock(self, name: str, level: str) -> Duration | None:
        """How long the step ``name`` may take, or None where nothing is regulated."""
        return getattr(self.clocks_for(level), name)

    def deadline(
        self, name: str, level: str, start: date, *, calendar: WorkCalendar, roll: bool = False
    ) -> Deadline | None:
        """When the step ``name`` that began on ``start`` must be done; None = no clock.

        The county's fixed date cuts replies short: the next one after ``start``.
        ``roll`` moves an end on a day off even where the county does not.
        """
        duration, clocks = self.clock(name, level), self.clocks_for(level)
        if duration is None:
            return None
        began = start
        if name == "long_reply" and clocks.long_reply_from == "reply_due" and clocks.reply:
            began = deadline(start, clocks.reply, calendar=calendar).last_day
        answers = name in ("reply", "long_reply")
        return deadline(
            began,
            duration,
            calendar=calendar,
            roll=roll or self.roll_forward,
            hard_stop=clocks.hard_stop.next_after(start) if answers and clocks.hard_stop else None,
        )


if set(CLOCK_LABELS) - {field.name for field in fields(Clocks)}:
    raise TypeError("CLOCK_LABELS and Clocks name different clocks")
