"""Households, who looks after them and what help they get, by theme.

``households``, ``pairings``, ``teams``, ``help``, ``villages``, ``aftercare``.
"""

from .aftercare import ExitCheck
from .help import HelpDeputy, HelpedPerson, HelpHousehold, HelpPhoto, HelpRecord
from .households import (
    BasicNeedsCheck,
    CodeEntry,
    Household,
    HouseholdIncome,
    HouseholdMeasure,
    HouseholdMember,
    HouseholdNeed,
    HouseholdStatus,
    PlanRevision,
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
    "HelpPhoto",
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
    "PlanRevision",
    "PolicyDelivery",
    "RosterFiling",
    "TeamMember",
    "VillageProject",
    "VillageYear",
]
