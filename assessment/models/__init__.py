"""What the work is worth, by theme: ``reports`` (what was sent), ``documents`` and rules, ``scores``."""

from .documents import Document, Pledge, RuleChange
from .reports import HalfYearReport, Reminder
from .scores import Score, ScoreCorrection, ScoreItem

__all__ = [
    "Document",
    "HalfYearReport",
    "Pledge",
    "Reminder",
    "RuleChange",
    "Score",
    "ScoreCorrection",
    "ScoreItem",
]
