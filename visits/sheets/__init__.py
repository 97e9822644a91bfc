"""Ledgers of what deputies did: visits to households, activities with attendance, the station's work."""

from .activities import ActivityLedger
from .diary import DiaryLedger
from .stations import DutyRosterLedger, ReceptionLedger, StationCheckLedger
from .visits import VisitLedger
from .wishes import WishLedger

__all__ = [
    "ActivityLedger",
    "DiaryLedger",
    "DutyRosterLedger",
    "ReceptionLedger",
    "StationCheckLedger",
    "VisitLedger",
    "WishLedger",
]
