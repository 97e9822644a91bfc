"""Households, who looks after them and what help they get, by theme.

``households``, ``pairings``, ``teams``, ``help``, ``villages``, ``aftercare``.
"""

from .aftercare import ExitCheck
from .help import HelpDeputy, HelpedPerson, HelpHousehold, HelpRecord
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
from .teams import HelpTeam, TeamMember
from .villages import (
    Cooperative,
    CoopMember,
    FundBook,
    FundEntry,
    PolicyDelivery,
    VillageProject,
    VillageYear,
)

__all__ = [
    "BasicNeedsCheck",
    "CodeEntry",
    "CoopMember",
    "Cooperative",
    "ExitCheck",
    "FundBook",
    "FundEntry",
    "HelpDeputy",
    "HelpHousehold",
    "HelpRecord",
    "HelpTeam",
    "HelpedPerson",
    "Helper",
    "Household",
    "HouseholdIncome",
    "HouseholdMeasure",
    "HouseholdMember",
    "HouseholdNeed",
    "HouseholdStatus",
    "Pairing",
    "PairingApplication",
    "PolicyDelivery",
    "RosterFiling",
    "TeamMember",
    "VillageProject",
    "VillageYear",
]
