"""Visits and activities, by theme: ``visits``, ``activities``, ``summary``, ``phone``."""

from .activities import Activity, Attendance
from .phone import HeldItem, PhotoChunk, PhotoUpload, SyncReceipt
from .summary import HouseholdYear, PersonYear, VisitMonth
from .visits import Visit, VisitDeputy, VisitPhoto

__all__ = [
    "Activity",
    "Attendance",
    "HeldItem",
    "HouseholdYear",
    "PersonYear",
    "PhotoChunk",
    "PhotoUpload",
    "SyncReceipt",
    "Visit",
    "VisitDeputy",
    "VisitMonth",
    "VisitPhoto",
]
