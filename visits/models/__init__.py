"""Visits, activities and the station's work, by theme: a file each."""

from .activities import Activity, Attendance
from .diary import DiaryEntry
from .duty_reports import DutyReport, VoterQuestion
from .funds import FundBudget
from .leaves import LeaveRequest
from .phone import HeldItem, PhotoChunk, PhotoUpload, SyncReceipt
from .receptions import MarketDay, MarketDayDeputy, Reception, ReceptionDeputy, ReceptionUrge
from .records import ActivityFile, ActivityOpinion, ActivityTask
from .rosters import DutyDay, DutyShift, DutySwap
from .stations import RecordBook, StationCheck, StationCheckItem, StationProfile
from .summary import HouseholdYear, PersonYear, VisitMonth
from .training import TrainingBatch, TrainingCourse, TrainingPlan
from .visits import Visit, VisitDeputy, VisitPhoto
from .wishes import MicroWish, StationPhoto

__all__ = [
    "Activity",
    "ActivityFile",
    "ActivityOpinion",
    "ActivityTask",
    "Attendance",
    "DiaryEntry",
    "DutyDay",
    "DutyReport",
    "DutyShift",
    "DutySwap",
    "FundBudget",
    "HeldItem",
    "HouseholdYear",
    "LeaveRequest",
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
    "TrainingBatch",
    "TrainingCourse",
    "TrainingPlan",
    "Visit",
    "VisitDeputy",
    "VisitMonth",
    "VisitPhoto",
    "VoterQuestion",
]
