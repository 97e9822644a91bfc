"""What the work is worth, by theme: ``reports`` (duties and what was sent), ``scores``."""

from .reports import HalfYearReport, Reminder
from .scores import Score, ScoreCorrection, ScoreItem

__all__ = ["HalfYearReport", "Reminder", "Score", "ScoreCorrection", "ScoreItem"]
