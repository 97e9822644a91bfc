"""Ledgers of what deputies did: visits to households, activities with attendance."""

from .activities import ActivityLedger
from .visits import VisitLedger

__all__ = ["ActivityLedger", "VisitLedger"]
