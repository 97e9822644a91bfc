"""Visits and activities, by theme: ``visits``, ``activities``, ``records`` (what belongs to an
activity), ``training``, ``duty_reports``, ``funds``, ``summary``, ``phone``."""

from .activities import Activity, Attendance
from .duty_reports import DutyReport, VoterQuestion
from .funds import FundBudget
from .phone import HeldItem, PhotoChunk, PhotoUpload, SyncReceipt
from .records import ActivityFile, ActivityOpinion, ActivityTask
from .summary import HouseholdYear, PersonYear, VisitMonth
from .training import TrainingBatch, TrainingCourse, TrainingPlan
from .visits import Visit, VisitDeputy, VisitPhoto

__all__ = [
    "Activity",
    "ActivityFile",
    "ActivityOpinion",
    "ActivityTask",
    "Attendance",
    "DutyReport",
    "FundBudget",
    "HeldItem",
    "HouseholdYear",
    "PersonYear",
    "PhotoChunk",
    "PhotoUpload",
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
