"""The rules of households, pairings and help: pure functions, no tables, no request.

By theme: ``limits`` (who may look after whom, what a household's ledger may say),
``help`` (help records, projects, funds), ``aftercare`` (checks after the exit),
``matching`` (which deputy suits which household).
"""

from . import aftercare, help, matching
from .limits import (
    MINOR_UNTIL,
    ONE_DAY,
    OTHER_CAUSES_MAX,
    Finding,
    Window,
    check_change_day,
    check_days,
    check_other_causes,
    check_years,
    is_minor,
    judge_limits,
    net_income,
    words,
)

__all__ = [
    "MINOR_UNTIL",
    "ONE_DAY",
    "OTHER_CAUSES_MAX",
    "Finding",
    "Window",
    "aftercare",
    "check_change_day",
    "check_days",
    "check_other_causes",
    "check_years",
    "help",
    "is_minor",
    "judge_limits",
    "matching",
    "net_income",
    "words",
]
