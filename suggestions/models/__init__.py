"""Suggestions by theme: ``suggestions`` (what is asked and by whom), ``handling`` (units, clocks,
history), ``answers`` (replies, ratings, promises)."""

from .answers import Promise, Rating, Reply
from .handling import Assignment, Clock, Step
from .suggestions import Suggestion, SuggestionProposer

__all__ = [
    "Assignment",
    "Clock",
    "Promise",
    "Rating",
    "Reply",
    "Step",
    "Suggestion",
    "SuggestionProposer",
]
