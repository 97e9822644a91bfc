"""The county's rules about who looks after whom, and about help beyond visits."""

from dataclasses import dataclass
from typing import Literal

from congress_poverty.calendar import MonthDay
from congress_poverty.packs import Term, section, term


@section("pairing")
@dataclass(frozen=True)
class PairingPolicy:
    """Table ``[pairing]``.

    Two limits count active pairings on a day, and ``over_limit`` says what happens
    to the one too many. The limit on a deputy's households is E_PAIR_LIMIT, the limit
    on a household's deputies E_PAIR_MULTI; under ``warn`` both are accepted with
    W_PAIR_LIMIT or W_PAIR_MULTI. A second deputy inside the limit is accepted too, and
    carries W_PAIR_MULTI where ``warn_second_deputy`` is on.
    """

    households_per_deputy_min: int
    """Households; a deputy below it is listed as not yet paired, never refused."""
    households_per_deputy_max: int
    """Households a deputy looks after at one time; 0 = no limit."""
    deputies_per_household_max: int
    """Deputies a household has at one time; 1 = 一户一代表, 0 = no limit."""
    over_limit: Literal["refuse", "warn"]
    """What happens to a pairing beyond either limit."""
    warn_second_deputy: bool
    """Whether a further deputy inside ``deputies_per_household_max`` is pointed out."""
    application_required: bool
    """Whether a deputy's own wish is an application that the county approves or returns."""
    roster_due: MonthDay
    """Each year: a township files its list of deputies and households with the county."""
    first_contact_due: MonthDay
    """Each year: every deputy has met the households."""
    sources: tuple[Term, ...]
    """How a household was chosen; codes ``unit``, ``presidium``, ``application``, ``nearness``."""

    def __post_init__(self):
        if 0 < self.households_per_deputy_max < self.households_per_deputy_min:
            raise ValueError("households_per_deputy_max 小于 households_per_deputy_min")
        if min(self.households_per_deputy_min, self.households_per_deputy_max) < 0:
            raise ValueError("户数不能是负数")
        if self.deputies_per_household_max < 0:
            raise ValueError("代表数不能是负数")

    @property
    def one_to_one(self) -> bool:
        """一对一: one deputy, one household."""
        return self.households_per_deputy_max == self.deputies_per_household_max == 1

    def judge_households(self, active: int) -> str:
        """The ledger code for giving one more household to a deputy who has ``active``, or ""."""
        if self.households_per_deputy_max and active >= self.households_per_deputy_max:
            return "E_PAIR_LIMIT" if self.over_limit == "refuse" else "W_PAIR_LIMIT"
        return ""

    def judge_deputies(self, active: int) -> str:
        """The ledger code for giving one more deputy to a household that has ``active``, or ""."""
        if self.deputies_per_household_max and active >= self.deputies_per_household_max:
            return "E_PAIR_MULTI" if self.over_limit == "refuse" else "W_PAIR_MULTI"
        return "W_PAIR_MULTI" if active and self.warn_second_deputy else ""


FIGURE_KEYS = (
    "amount", "goods", "jobs", "trained", "employed", "students", "members", "income_gain", "collective_gain",
    "led_people", "led_deputies", "deputy_gain",
)  # fmt: skip


@dataclass(frozen=True)
class HelpKind(Term):
    """A kind of help: what it asks, whom it suits, what it meets."""

    figures: tuple[str, ...] = ()
    """Which of ``FIGURE_KEYS`` its form asks."""
    needed: tuple[str, ...] = ()
    """Those of them that may not be empty."""
    categories: tuple[str, ...] = ()
    """Categories of deputies it suits (``Person.Category``)."""
    needs: tuple[str, ...] = ()
    """Needs, causes and measures of a household that it meets, in the words of the ledgers."""
    skills: tuple[str, ...] = ()
    """Words in a deputy's employer or post that speak for it."""
    project: bool = False
    """It goes through the stages."""
    limited: bool = False
    """Deputies only coordinate: the limit notice stands beside it (S0-21)."""
    introduces: bool = False
    """Money or a project came from somewhere: the source is asked (S1-29)."""
    consolation: bool = False
    """走访慰问 only (S0-26)."""
    people: str = ""
    """People by name belong to it: ``jobs`` (training and work) or ``students``."""


@dataclass(frozen=True)
class DutyTemplate:
    """What is asked of deputies of a category (S1-7 … S1-12, S3-12 … S3-15)."""

    category: str
    label: str
    text: str
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class MatchWeights:
    """Points of the matching aid (S3-43); how much each reason weighs against the others."""

    same_village: int
    same_township: int
    wish: int
    category: int
    skill: int
    priority: int
    priority_levels: tuple[str, ...]
    free: int
    per_household: int
    """Taken off for every household that the deputy looks after already."""
    over: int
    """Taken off where the county only warns of the limit and it is reached."""


@section("help")
@dataclass(frozen=True)
class HelpPolicy:
    """Table ``[help]``: help beyond visits, its kinds and rules."""

    limit_notice: str
    kinds: tuple[HelpKind, ...]
    stages: tuple[Term, ...]
    """Of projects, in order; the last one is the end."""
    duties: tuple[DutyTemplate, ...]
    project_types: tuple[Term, ...]
    policies: tuple[Term, ...]
    """Policies whose delivery is followed village by village, household by household."""
    exit_statuses: tuple[str, ...]
    """户类型 of a household that has left poverty."""
    exit_check_months: int
    """Months from one check to the next."""
    exit_check_years: int
    """Years after the exit that checks go on; 0 = without end."""
    exit_check_notice_days: int
    """Days before a check is due that it appears on the list."""
    consolation_percent: int
    """From here on the page points out that help is mostly 走访慰问; 100 = never."""
    funds_over: Literal["refuse", "warn"]
    """What happens to spending beyond what was raised."""
    photos_max: int
    """Photos of one help."""
    match: MatchWeights

    def __post_init__(self):
        codes = [kind.code for kind in self.kinds]
        if len(set(codes)) != len(codes):
            raise ValueError("kinds 里有重复的 code")
        for kind in self.kinds:
            if stray := set(kind.figures) - set(FIGURE_KEYS):
                raise ValueError(f"{kind.code} 的 figures 不认识 {'、'.join(sorted(stray))}")
            if stray := set(kind.needed) - set(kind.figures):
                raise ValueError(f"{kind.code} 的 needed 不在 figures 里：{'、'.join(sorted(stray))}")
            if kind.people not in ("", "jobs", "students"):
                raise ValueError(f"{kind.code} 的 people 只能是 jobs 或 students")
        for duty in self.duties:
            if stray := set(duty.kinds) - set(codes):
                raise ValueError(f"duties 的 {duty.category} 提到没有的帮扶类型 {'、'.join(sorted(stray))}")
        if not self.stages:
            raise ValueError("stages 至少要有一项")
        if self.exit_check_months < 1:
            raise ValueError("exit_check_months 至少是 1")

    def kind(self, word: str) -> HelpKind | None:
        """By code, label or another spelling."""
        return term(self.kinds, word)

    def stage_label(self, code: str) -> str:
        return next((one.label for one in self.stages if one.code == code), code)
