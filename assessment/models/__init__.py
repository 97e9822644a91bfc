"""What the work is worth, by theme: reports, documents and rules, scores, cross-evaluation."""

from .cross import CrossMark, CrossRound, CrossSheet, CrossTeam
from .documents import Document, Pledge, RuleChange
from .reports import HalfYearReport, Reminder
from .scores import Score, ScoreCorrection, ScoreItem

__all__ = [
    "CrossMark",
    "CrossRound",
    "CrossSheet",
    "CrossTeam",
    "Document",
    "HalfYearReport",
    "Pledge",
    "Reminder",
    "RuleChange",
    "Score",
    "ScoreCorrection",
    "ScoreItem",
]
