"""Households and who looks after them, by theme: ``households``, ``pairings``."""

from .households import (
    BasicNeedsCheck,
    CodeEntry,
    Household,
    HouseholdIncome,
    HouseholdMeasure,
    HouseholdMember,
    HouseholdNeed,
    HouseholdStatus,
)
from .pairings import Helper, Pairing, PairingApplication, RosterFiling

__all__ = [
    "BasicNeedsCheck",
    "CodeEntry",
    "Helper",
    "Household",
    "HouseholdIncome",
    "HouseholdMeasure",
    "HouseholdMember",
    "HouseholdNeed",
    "HouseholdStatus",
    "Pairing",
    "PairingApplication",
    "RosterFiling",
]
