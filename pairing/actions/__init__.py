"""Acts with consequences, by theme.

``households``, ``pairings``, ``matching``, ``teams``, ``help``, ``villages``, ``aftercare``.
"""

from .aftercare import flag_relapse, lift_flag, make_check, plan_checks
from .help import PersonRow, move_stage, record_help, remove_help, save_people
from .households import (
    add_check,
    add_measure,
    add_need,
    change_status,
    meet_need,
    reveal,
    revise_plan,
    save_household,
    save_income,
    save_members,
)
from .matching import pair_many, proposals
from .pairings import (
    add_helper,
    allowed,
    apply,
    approve,
    change_helper,
    end,
    file_roster,
    judge,
    pair,
    return_application,
    roster,
    window_of,
    withdraw,
)
from .teams import end_team, save_helper, save_team
from .villages import balance, enter_fund, note_policies, strike_fund

__all__ = [
    "PersonRow",
    "add_check",
    "add_helper",
    "add_measure",
    "add_need",
    "allowed",
    "apply",
    "approve",
    "balance",
    "change_helper",
    "change_status",
    "end",
    "end_team",
    "enter_fund",
    "file_roster",
    "flag_relapse",
    "judge",
    "lift_flag",
    "make_check",
    "meet_need",
    "move_stage",
    "note_policies",
    "pair",
    "pair_many",
    "plan_checks",
    "proposals",
    "record_help",
    "remove_help",
    "return_application",
    "reveal",
    "revise_plan",
    "roster",
    "save_helper",
    "save_household",
    "save_income",
    "save_members",
    "save_people",
    "save_team",
    "strike_fund",
    "window_of",
    "withdraw",
]
