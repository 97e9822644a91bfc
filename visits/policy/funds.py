"""Table ``[funds]``: what deputies are paid for activities, and by whom."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from congress_poverty.packs import section


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
