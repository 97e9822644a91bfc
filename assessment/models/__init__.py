"""What the work is worth, and how the county leads it, by theme: a file each."""

from .checks import Check, CheckRound, Finding, FindingStep
from .cross import CrossMark, CrossRound, CrossSheet, CrossTeam
from .documents import Document, EarlierFile, Pledge, RuleChange
from .meetings import Meeting, MeetingTask, MeetingTownship, TaskStep
from .papers import OfficialPaper, PaperApproval, PaperEdition, PaperReceipt
from .reminders import ChasedDay, DutyReminder
from .reports import HalfYearReport, Reminder
from .scores import Score, ScoreCorrection, ScoreItem

__all__ = [
    "ChasedDay",
    "Check",
    "CheckRound",
    "CrossMark",
    "CrossRound",
    "CrossSheet",
    "CrossTeam",
    "Document",
    "DutyReminder",
    "EarlierFile",
    "Finding",
    "FindingStep",
    "HalfYearReport",
    "Meeting",
    "MeetingTask",
    "MeetingTownship",
    "OfficialPaper",
    "PaperApproval",
    "PaperEdition",
    "PaperReceipt",
    "Pledge",
    "Reminder",
    "RuleChange",
    "Score",
    "ScoreCorrection",
    "ScoreItem",
    "TaskStep",
]
