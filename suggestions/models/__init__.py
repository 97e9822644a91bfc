"""Suggestions by theme: ``opinions`` (what was heard), ``suggestions`` (what is asked and by whom),
``handling`` (units, clocks, history), ``answers`` (replies, ratings, promises, papers), ``supervision``
(key decisions, supervisors, appraisals) and ``access`` (links for units without an account)."""

from .access import LinkUse, UnitLink
from .answers import Delivery, Paper, Promise, Rating, Reply
from .handling import Assignment, Clock, ClockReminder, Extension, Step
from .opinions import OpinionCluster, OpinionItem
from .suggestions import Suggestion, SuggestionProposer
from .supervision import (
    HigherSubmission,
    KeyDecision,
    SupervisionEvent,
    Supervisor,
    UnitAppraisal,
    UrgeLetter,
)

__all__ = [
    "Assignment",
    "Clock",
    "ClockReminder",
    "Delivery",
    "Extension",
    "HigherSubmission",
    "KeyDecision",
    "LinkUse",
    "OpinionCluster",
    "OpinionItem",
    "Paper",
    "Promise",
    "Rating",
    "Reply",
    "Step",
    "Suggestion",
    "SuggestionProposer",
    "SupervisionEvent",
    "Supervisor",
    "UnitAppraisal",
    "UnitLink",
    "UrgeLetter",
]
