"""Acts on suggestions. ``advance`` is the only writer of their state.

It re-reads the row under lock, asks the flow's table, lets the move's own rules look,
and writes row, step, clocks, audit event and notices in one transaction. Whoever
comes second with an act that no longer fits gets a sentence, on SQLite as on
PostgreSQL: the row is written only if its version is still the one that was checked.
"""

from . import timing  # noqa: F401 - registers its effects
from .advance import advance, is_own, possible_moves, why_not
from .answers import RATING_MAY_CHANGE_FOR, lapse_unrated, mark_seen, may_change_until, never_public
from .handling import CONTACT_WAYS
from .intake import (
    agree_to_withdraw,
    answer_request,
    delete_draft,
    join,
    raise_suggestion,
    same_register,
    save_draft,
)
from .merging import same_body
from .opinions import (
    change_opinion,
    choose_topic,
    decide,
    gather,
    leave_cluster,
    record_opinion,
    tell_back,
)
from .papers import add_papers, may_remove, remove_paper
from .promises import carry_over_open
from .reminders import remind
from .supervision import URGE_LEVELS, decide_key, term_label, to_urge, urge_many

__all__ = [
    "CONTACT_WAYS",
    "RATING_MAY_CHANGE_FOR",
    "URGE_LEVELS",
    "add_papers",
    "advance",
    "agree_to_withdraw",
    "answer_request",
    "carry_over_open",
    "change_opinion",
    "choose_topic",
    "decide",
    "decide_key",
    "delete_draft",
    "gather",
    "is_own",
    "join",
    "lapse_unrated",
    "leave_cluster",
    "mark_seen",
    "may_change_until",
    "may_remove",
    "never_public",
    "possible_moves",
    "raise_suggestion",
    "record_opinion",
    "remind",
    "remove_paper",
    "same_body",
    "same_register",
    "save_draft",
    "tell_back",
    "term_label",
    "to_urge",
    "urge_many",
    "why_not",
]
