"""What the work is worth, by theme: ``reports`` (duties and what was sent), ``documents``, ``scores``."""

from .documents import Document, Pledge
from .reports import HalfYearReport, Reminder
from .scores import Score, ScoreCorrection, ScoreItem

__all__ = ["Document", "HalfYearReport", "Pledge", "Reminder", "Score", "ScoreCorrection", "ScoreItem"]
