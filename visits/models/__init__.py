"""Visits and activities, by theme: ``visits``, ``activities``."""

from .activities import Activity, Attendance
from .visits import Visit, VisitDeputy, VisitPhoto

__all__ = ["Activity", "Attendance", "Visit", "VisitDeputy", "VisitPhoto"]
