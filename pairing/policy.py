"""The county's rules about who looks after whom."""

from dataclasses import dataclass
from typing import Literal

from congress_poverty.calendar import MonthDay
from congress_poverty.packs import Term, section


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
