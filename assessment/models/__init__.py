"""What the work is worth, by theme: ``reports`` (duties and what was sent), ``scores``;
``papers``, ``checks`` and ``meetings`` (how the county leads)."""

from .checks import Check, CheckRound, Finding, FindingStep
from .meetings import Meeting, MeetingTask, MeetingTownship, TaskStep
from .papers import OfficialPaper, PaperApproval, PaperEdition, PaperReceipt
from .reports import HalfYearReport, Reminder
from .scores import Score, ScoreCorrection, ScoreItem

__all__ = [
    "Check",
    "CheckRound",
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
    "Reminder",
    "Score",
    "ScoreCorrection",
    "ScoreItem",
    "TaskStep",
]
