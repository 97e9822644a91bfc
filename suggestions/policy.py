"""The county's rules for handling deputies' suggestions."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, ClassVar, Literal

from congress_poverty.calendar import Deadline, Duration, WorkCalendar, deadline
from congress_poverty.packs import Term, section

from .profiles import CLOCK_LABELS, RULE_LABELS, Clocks, Profile, profile

LABELS = CLOCK_LABELS | RULE_LABELS


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


@dataclass(frozen=True)
class ReminderRule(Term):
    """When a running clock is spoken of, and to whom.

    ``days`` before its day (working days with ``in_working_days``) or after it, then
    again ``every`` so many days (0 = once). ``handlers`` are whoever the clock runs for:
    the unit, the deputies who have not rated, or the office.
    """

    when: Literal["before", "after"] = "before"
    days: int = 0
    in_working_days: bool = False
    every: int = 0
    to: tuple[Literal["handlers", "office", "leaders"], ...] = ("handlers",)
    clocks: tuple[str, ...] = ()
    """Only these clocks; none = all."""

    def starts(self, due_on: date, calendar: WorkCalendar) -> date:
        """The first day on which a rule that looks ahead speaks of a clock due on ``due_on``."""
        if self.in_working_days:
            return calendar.subtract_working_days(due_on, self.days)
        return due_on - timedelta(days=self.days)


@dataclass(frozen=True)
class Escalation(Term):
    """A way to go further when units do not move, and what the law asks for it."""

    condition: str = ""


@dataclass(frozen=True)
class OutOfScope(Term):
    """Matters that are not deputies' suggestions (有限目标), how they are recognised and who takes them.

    ``words`` and ``unless`` are phrases; 「…」 in one stands for up to eight characters.
    ``unless`` is passed over before the words are looked for. ``categories`` are
    subject classes that say so by themselves.
    """

    words: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    organ: str = ""
    sentence: str = ""
    source: str = ""
    is_urgent: bool = False
    """Danger: told to the township at once, and still a suggestion."""


@dataclass(frozen=True)
class DeclineReason(Term):
    """A ground on which the law lets the body that examines not take a suggestion up."""

    source: str = ""


@section("suggestions")
@dataclass(frozen=True)
class SuggestionPolicy:
    """Table ``[suggestions]``."""

    categories: tuple[Term, ...]
    clock_profile: str
    """Whose regulation the clocks follow: a file of ``packs/clocks``."""
    out_of_scope: tuple[OutOfScope, ...]
    decline_reasons: tuple[DeclineReason, ...]
    decline_outcomes: tuple[Term, ...]
    """What becomes of a suggestion that is not taken up."""
    opinion_sources: tuple[Term, ...]
    """Groups of people that an opinion is heard from."""
    opinion_checked_by: int
    """How many of these groups must say the same before it counts as checked."""
    delegation_proposes: Literal["session", "never"]
    """Whether a delegation may propose as such, during a session, its head signing."""
    similar_months: int
    """How far back similar suggestions are shown to whoever raises one."""
    clocks: ClockLevels
    """The profile's, with the pack's own values laid over them."""
    roll_forward: bool
    """Whether a last day on a day off moves to the next working day (民法典 203)."""
    due_soon_days: int
    """Days before the last day from which it shows as 临期."""
    due_soon_working_days: int
    """The same for clocks counted in working days."""
    reminders: tuple[ReminderRule, ...]
    """From the mildest to the strongest: of several that are owed at once the last one speaks."""
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
    """Whether deputies may still withdraw what has been handed over; the profile's unless the pack says."""
    withdraw_needs_all: bool
    """Whether a joint suggestion is withdrawn only if all its deputies ask for it; likewise."""
    escalate_after: int
    """Dissatisfied ratings of one suggestion after which it goes to 约见、评议或询问."""
    escalations: tuple[Escalation, ...]
    supervision_methods: tuple[Term, ...]
    """How somebody watches over the handling: a meeting, a look on the spot."""
    urge_number: str
    """The number of a 催办函; ``{place}``, ``{year}`` and ``{serial}`` are filled in."""
    key_criteria: tuple[Term, ...]
    """Why a suggestion may be decided a key one."""
    appraisal_team: int
    """Members that a review of a unit's handling has at least; 0 = not regulated."""
    unrated_in_denominator: bool
    """Whether a rating that never came counts against the satisfaction rate."""
    completed_means: Literal["closed", "replied"]
    """办结率 counts suggestions that are closed, or already those that are answered."""
    key_minimum: int
    """重点督办 suggestions a year; 0 = not regulated."""
    link_days: int
    """How long a link for a unit without an account works unless the county says otherwise."""
    link_days_after_due: int
    """Days after the unit's last day beyond which no link may work."""

    clock_labels: ClassVar[dict[str, str]] = CLOCK_LABELS

    @classmethod
    def complete(cls, table: Mapping[str, Any]) -> Mapping[str, Any]:
        """The table as a pack writes it, with the clock profile it names laid below."""
        name = table.get("clock_profile")
        return profile(name).under(table) if isinstance(name, str) else table

    def __post_init__(self):
        if not any(step.reopens for step in self.satisfaction):
            raise ValueError("satisfaction 里没有一项是不满意（reopens = true）")
        unknown = {name for rule in self.reminders for name in rule.clocks} - set(CLOCK_LABELS)
        if unknown:
            raise ValueError(f"reminders 里没有这些期限：{'、'.join(sorted(unknown))}")
        if self.escalate_after < 1:
            raise ValueError("escalate_after 至少是 1")
        if "{serial}" not in self.urge_number:
            raise ValueError("urge_number 里没有 {serial}，催办函的编号会重复")

    @property
    def profile(self) -> Profile:
        return profile(self.clock_profile)

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
        answers = name in ("reply", "long_reply")
        began, since = start, ""
        if answers and clocks.reply_from == "congress_closing":
            since = "，自代表大会闭会之日起"
        if name == "long_reply" and clocks.long_reply_from == "reply_due" and clocks.reply:
            began = deadline(start, clocks.reply, calendar=calendar).last_day
            since += f"，在{clocks.reply.words}答复期限届满后再延长"
        found = deadline(
            began,
            duration,
            calendar=calendar,
            roll=roll or self.roll_forward,
            hard_stop=clocks.hard_stop.next_after(start) if answers and clocks.hard_stop else None,
        )
        rule = f"{clocks.sources.get(name, '')}（{LABELS[name]}{since}）"
        # It started where the first period did, so that it can be computed again from the same day.
        return replace(found, start=start, explanation=f"{rule}：{found.explanation}")
