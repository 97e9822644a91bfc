"""What the work is worth, by theme: ``reports`` (duties and what was sent), ``scores``, ``cross``."""

from .cross import CrossMark, CrossRound, CrossSheet, CrossTeam
from .reports import HalfYearReport, Reminder
from .scores import Score, ScoreCorrection, ScoreItem

__all__ = [
    "CrossMark",
    "CrossRound",
    "CrossSheet",
    "CrossTeam",
    "HalfYearReport",
    "Reminder",
    "Score",
    "ScoreCorrection",
    "ScoreItem",
]
