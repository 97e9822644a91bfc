"""Acts on suggestions. ``advance`` is the only writer of their state.

It re-reads the row under lock, asks the flow's table, lets the move's own rules look,
and writes row, step, clocks, audit event and notices in one transaction. Whoever
comes second with an act that no longer fits gets a sentence, on SQLite as on
PostgreSQL: the row is written only if its version is still the one that was checked.
"""

from . import handling  # noqa: F401 - registers its effects
from .advance import advance, is_own, possible_moves
from .answers import RATING_MAY_CHANGE_FOR, lapse_unrated
from .intake import answer_request, raise_suggestion, same_register
from .reminders import remind
from .supervision import URGE_LEVELS, decide_key, term_label, to_urge, urge_many

__all__ = [
    "RATING_MAY_CHANGE_FOR",
    "URGE_LEVELS",
    "advance",
    "answer_request",
    "decide_key",
    "is_own",
    "lapse_unrated",
    "possible_moves",
    "raise_suggestion",
    "remind",
    "same_register",
    "term_label",
    "to_urge",
    "urge_many",
]
