"""The county's words and frequencies for visits and activities."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from congress_poverty.calendar import Duration
from congress_poverty.packs import Term, section

MAX_TOPICS = 12  # what fits on a phone without scrolling


@dataclass(frozen=True)
class Mode(Term):
    """How a deputy and a household met."""

    in_person: bool = True
    """Telephone and video count as contact, not as a call at the house."""


@dataclass(frozen=True)
class Checklist:
    """An n-ones checklist (六个一, 五个一, 三个一)."""

    title: str
    subject: Literal["deputy", "household", "township"]
    """Who has to do each item once."""
    period: Literal["half_year", "year", "term", "campaign"]
    items: tuple[Term, ...]


@dataclass(frozen=True)
class Quota:
    """How often something must happen: ``minimum`` times in every ``period`` for each ``subject``."""

    code: str
    label: str
    kinds: tuple[str, ...]
    """Codes of activity kinds that count, or ``visit`` for a visit to a household."""
    subject: Literal["deputy", "group", "station", "township"]
    period: Literal["month", "quarter", "half_year", "year", "term"]
    minimum: int
    """Times."""
    target: int
    """Times; a county may aim higher than it demands."""


@section("visits")
@dataclass(frozen=True)
class VisitPolicy:
    """Table ``[visits]``."""

    interval: Duration
    """A paired household without a visit for this long is overdue."""
    future_days: int
    """Days after today that a visit or activity may be dated."""
    record_within: Duration | None
    """How long after the visit it may still be recorded; "" leaves only the campaign's bounds."""
    note_max: int
    """Characters of a note."""
    photos_max: int
    """Photos of one visit."""
    modes: tuple[Mode, ...]
    topics: tuple[Term, ...]
    """What a household may bring up, at most twelve; 一切都好 is not a topic."""
    handling: tuple[Term, ...]
    """What was done about it: ``answered``, ``passed_on``, ``suggestion``."""
    n_ones: Checklist
    activity_kinds: tuple[Term, ...]
    organising_forms: tuple[Term, ...]
    quotas: tuple[Quota, ...]

    def __post_init__(self):
        if len(self.topics) > MAX_TOPICS:
            raise ValueError(f"topics 有 {len(self.topics)} 项，手机上最多放 {MAX_TOPICS} 项")
        known = {kind.code for kind in self.activity_kinds} | {"visit"}
        for quota in self.quotas:
            if unknown := set(quota.kinds) - known:
                raise ValueError(f"quotas 里 {quota.code} 用了不认识的活动种类 {'、'.join(sorted(unknown))}")


# -- table [activities] ----------------------------------------------------------------------


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
    meeting_kind: str
    """Code of the kind that runs in three stages: gathered, answered by departments, fed back."""
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


# -- table [funds] ---------------------------------------------------------------------------


@dataclass(frozen=True)
class FundRate:
    """What an activity may cost for one deputy of a level, in yuan."""

    level: Literal["national", "provincial", "city", "county", "township"]
    per_activity: Decimal
    per_year: Decimal


@dataclass(frozen=True)
class Payer:
    """分级负担: whose money pays for the deputies of a level."""

    level: Literal["national", "provincial", "city", "county", "township"]
    by: Literal["county", "township"]


@section("funds")
@dataclass(frozen=True)
class FundPolicy:
    """Table ``[funds]``: rates, yearly caps and who pays."""

    rates: tuple[FundRate, ...]
    payers: tuple[Payer, ...]
    late_counts: bool
    """Whether who came late or left early is paid."""

    def rate(self, level: str) -> FundRate | None:
        return next((rate for rate in self.rates if rate.level == level), None)

    def payer(self, level: str) -> str:
        return next((payer.by for payer in self.payers if payer.level == level), "county")
