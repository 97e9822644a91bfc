"""One suggestion as its pages tell it; each module of the package is one thing they show.

``rows`` reads, once a page; ``moves`` is what can be done now; ``lanes`` the stations by
round, ``timeline`` what happened, ``clocks`` the days, ``words`` what is said about it.
"""

from .clocks import Clocks
from .lanes import Lanes
from .moves import REPLY_PARTS, Moves
from .timeline import Timeline
from .words import TONES, Words, times

__all__ = ["REPLY_PARTS", "TONES", "Story", "times"]


class Story(Moves, Lanes, Timeline, Clocks, Words):
    """Everything of a suggestion that its page, its print and its reply page show; read once."""
