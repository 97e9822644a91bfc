"""履职经费: what a deputy is paid for the activities of a year. Pure functions, no tables.

The rule. A deputy with several mandates is paid once for an activity, at the highest
level for which the county has a rate on that day. The year's payments stop at the cap of
the rate that applies: what an activity would add beyond it is cut off. A deputy whose
level changes in the year carries what was paid before against the new cap.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .policy import FundPolicy, FundRate

# From the highest down: the first of them with a rate is the one that pays.
ORDER = ("national", "provincial", "city", "county", "township")


def rate_of(levels: Iterable[str], policy: FundPolicy) -> FundRate | None:
    """The rate of the highest of these levels that has one."""
    held = set(levels)
    return next((rate for level in ORDER if level in held and (rate := policy.rate(level))), None)


@dataclass(frozen=True)
class Payment:
    """For one activity: at which level, how much, and what the cap cut off."""

    on: date
    level: str
    amount: Decimal
    cut: Decimal = Decimal(0)


def payments(attended: Iterable[tuple[date, FundRate | None]]) -> list[Payment]:
    """What one deputy is paid for the activities of one year, in the order of their days."""
    found, paid = [], Decimal(0)
    for on, rate in sorted(attended, key=lambda pair: pair[0]):
        if rate is None:
            found.append(Payment(on, "", Decimal(0)))
            continue
        left = max(Decimal(0), rate.per_year - paid)
        amount = min(rate.per_activity, left)
        paid += amount
        found.append(Payment(on, rate.level, amount, rate.per_activity - amount))
    return found
