"""What pages ask, by theme.

``households``, ``pairings``, ``help``, ``teams``, ``villages``, ``aftercare``.
"""

from . import aftercare, help, teams, villages
from .households import (
    CheckForm,
    HouseholdForm,
    IncomeForm,
    MeasureForm,
    MembersForm,
    NeedForm,
    PlanForm,
    RevealForm,
    StatusForm,
)
from .pairings import (
    ApplicationForm,
    ApproveForm,
    ChangeForm,
    EndForm,
    HelperForm,
    PairForm,
    ReturnForm,
    RosterForm,
    find_helpers,
    find_households,
    find_people,
)

__all__ = [
    "ApplicationForm",
    "ApproveForm",
    "ChangeForm",
    "CheckForm",
    "EndForm",
    "HelperForm",
    "HouseholdForm",
    "IncomeForm",
    "MeasureForm",
    "MembersForm",
    "NeedForm",
    "PairForm",
    "PlanForm",
    "ReturnForm",
    "RevealForm",
    "RosterForm",
    "StatusForm",
    "aftercare",
    "find_helpers",
    "find_households",
    "find_people",
    "help",
    "teams",
    "villages",
]
