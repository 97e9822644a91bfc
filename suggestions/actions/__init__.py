"""Acts on suggestions. ``advance`` is the only writer of their state.

It re-reads the row under lock, asks the flow's table, lets the move's own rules look,
and writes row, step, clocks, audit event and notices in one transaction. Whoever
comes second with an act that no longer fits gets a sentence, on SQLite as on
PostgreSQL: the row is written only if its version is still the one that was checked.
"""

from . import handling  # noqa: F401 - registers its effects
from .advance import advance, possible_moves
from .answers import RATING_MAY_CHANGE_FOR, lapse_unrated, mark_seen, may_change_until, never_public
from .intake import answer_request, raise_suggestion, same_register
from .papers import add_papers, may_remove, remove_paper
from .promises import carry_over_open
from .supervision import URGE_LEVELS

__all__ = [
    "RATING_MAY_CHANGE_FOR",
    "URGE_LEVELS",
    "add_papers",
    "advance",
    "answer_request",
    "carry_over_open",
    "lapse_unrated",
    "mark_seen",
    "may_change_until",
    "may_remove",
    "never_public",
    "possible_moves",
    "raise_suggestion",
    "remove_paper",
    "same_register",
]
