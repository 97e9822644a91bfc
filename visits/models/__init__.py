"""Visits, activities and the station's work, by theme: a file each."""

from .activities import Activity, Attendance
from .diary import DiaryEntry
from .phone import HeldItem, PhotoChunk, PhotoUpload, SyncReceipt
from .receptions import MarketDay, MarketDayDeputy, Reception, ReceptionDeputy, ReceptionUrge
from .rosters import DutyDay, DutyShift, DutySwap
from .stations import RecordBook, StationCheck, StationCheckItem, StationProfile
from .summary import HouseholdYear, PersonYear, VisitMonth
from .visits import Visit, VisitDeputy, VisitPhoto
from .wishes import MicroWish, StationPhoto

__all__ = [
    "Activity",
    "Attendance",
    "DiaryEntry",
    "DutyDay",
    "DutyShift",
    "DutySwap",
    "HeldItem",
    "HouseholdYear",
    "MarketDay",
    "MarketDayDeputy",
    "MicroWish",
    "PersonYear",
    "PhotoChunk",
    "PhotoUpload",
    "Reception",
    "ReceptionDeputy",
    "ReceptionUrge",
    "RecordBook",
    "StationCheck",
    "StationCheckItem",
    "StationPhoto",
    "StationProfile",
    "SyncReceipt",
    "Visit",
    "VisitDeputy",
    "VisitMonth",
    "VisitPhoto",
]
