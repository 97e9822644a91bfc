"""Table ``[activities]``: the words of the ledger of activities."""

from dataclasses import dataclass
from typing import Literal

from congress_poverty.calendar import Duration
from congress_poverty.packs import Term, section


@dataclass(frozen=True)
class RoleSet:
    """The roles that deputies of one campaign play (五大员); each campaign has a set of its own."""

    code: str
    label: str
    campaign: str
    """A word of the campaign's name; "" is the set of every campaign that has none of its own."""
    roles: tuple[Term, ...]


@dataclass(frozen=True)
class LeaveRule:
    """Who approves a leave, by what one is away from."""

    context: Literal["congress_before", "congress_during", "group", "station", "activity"]
    approver: str


@dataclass(frozen=True)
class Hint:
    """A short answer for the reception table: weak knowledge of policies is a known difficulty."""

    topic: str
    answer: str
    basis: str


@section("activities")
@dataclass(frozen=True)
class ActivityPolicy:
    """Table ``[activities]``: the words of the ledger of activities; its kinds stand in ``[visits]``."""

    forms: tuple[Term, ...]
    actions: tuple[Term, ...]
    """Category of what deputies do in a campaign."""
    phases: tuple[Term, ...]
    focus: tuple[Term, ...]
    methods: tuple[Term, ...]
    contents: tuple[Term, ...]
    subjects: tuple[Term, ...]
    """What it is about."""
    role_sets: tuple[RoleSet, ...]
    partners: tuple[str, ...]
    """Units that are often asked to take part."""
    leave_rules: tuple[LeaveRule, ...]
    notice_days: int
    """Days before the activity by which the notice should be out."""
    plan_ahead: Duration
    """How far ahead an activity may be planned."""
    time_basis: str
    """The sentence of law that the letter to an employer rests on."""
    duty_report_kind: str
    """Code of the activity kind at which deputies report to their voters."""
    receiving_kinds: tuple[str, ...]
    """Codes of the kinds at which voters are received: they count as receptions."""
    market_day_kind: str
    """Code of the kind that a market day is."""
    meeting_kind: str
    """Code of the kind that runs in three stages: gathered, answered by departments, fed back."""
    session_kind: str
    """Code of the kind that is a session of the congress: leave from it has approvers of its own."""
    opinion_answer_within: Duration
    """How long a department has to answer an opinion that was handed over to it."""
    training_kind: str
    training_forms: tuple[Term, ...]
    training_contents: tuple[Term, ...]
    lecturers: tuple[Term, ...]
    hints: tuple[Hint, ...]

    def roles_for(self, campaign: str) -> RoleSet:
        """The set of the campaign, or the general one."""
        own = (one for one in self.role_sets if one.campaign and one.campaign in campaign)
        general = (one for one in self.role_sets if not one.campaign)
        return next(own, None) or next(general)

    def approver(self, context: str) -> str:
        return next((rule.approver for rule in self.leave_rules if rule.context == context), "")

    def __post_init__(self):
        if not any(not one.campaign for one in self.role_sets):
            raise ValueError('role_sets 要有一组 campaign = ""，给没有另外规定的活动用')
