"""Ledgers of what deputies did: visits to households, activities with attendance, the station's work."""

from .activities import ActivityLedger
from .stations import DutyRosterLedger, ReceptionLedger, StationCheckLedger
from .visits import VisitLedger

__all__ = ["ActivityLedger", "DutyRosterLedger", "ReceptionLedger", "StationCheckLedger", "VisitLedger"]
