"""Acts on suggestions. ``advance`` is the only writer of their state.

It re-reads the row under lock, asks the flow's table, lets the move's own rules look,
and writes row, step, clocks, audit event and notices in one transaction. Whoever
comes second with an act that no longer fits gets a sentence, on SQLite as on
PostgreSQL: the row is written only if its version is still the one that was checked.
"""

from . import timing  # noqa: F401 - registers its effects
from .advance import advance, possible_moves, why_not
from .answers import RATING_MAY_CHANGE_FOR, lapse_unrated
from .handling import CONTACT_WAYS
from .intake import answer_request, raise_suggestion, same_register
from .merging import same_body
from .supervision import URGE_LEVELS

__all__ = [
    "CONTACT_WAYS",
    "RATING_MAY_CHANGE_FOR",
    "URGE_LEVELS",
    "advance",
    "answer_request",
    "lapse_unrated",
    "possible_moves",
    "raise_suggestion",
    "same_body",
    "same_register",
    "why_not",
]
