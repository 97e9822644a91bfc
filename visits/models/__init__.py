"""Visits and activities, by theme: ``visits``, ``activities``, ``summary``."""

from .activities import Activity, Attendance
from .summary import HouseholdYear, PersonYear, VisitMonth
from .visits import Visit, VisitDeputy, VisitPhoto

__all__ = [
    "Activity",
    "Attendance",
    "HouseholdYear",
    "PersonYear",
    "Visit",
    "VisitDeputy",
    "VisitMonth",
    "VisitPhoto",
]
