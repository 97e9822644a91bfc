"""The county's words for visits and activities; how often they are owed stands in ``[duties]``."""

from dataclasses import dataclass
from typing import Literal

from congress_poverty.calendar import Duration
from congress_poverty.packs import Term, section

MAX_TOPICS = 12  # what fits on a phone without scrolling


@dataclass(frozen=True)
class Mode(Term):
    """How a deputy and a household met."""

    in_person: bool = True
    """Telephone and video count as contact, not as a call at the house."""


@dataclass(frozen=True)
class Checklist:
    """An n-ones checklist (六个一, 五个一, 三个一)."""

    title: str
    subject: Literal["deputy", "household", "township"]
    """Who has to do each item once."""
    period: Literal["half_year", "year", "term", "campaign"]
    items: tuple[Term, ...]


@section("visits")
@dataclass(frozen=True)
class VisitPolicy:
    """Table ``[visits]``."""

    interval: Duration
    """A paired household without a visit for this long is overdue."""
    future_days: int
    """Days after today that a visit or activity may be dated."""
    record_within: Duration | None
    """How long after the visit it may still be recorded; "" leaves only the campaign's bounds."""
    note_max: int
    """Characters of a note."""
    photos_max: int
    """Photos of one visit."""
    modes: tuple[Mode, ...]
    topics: tuple[Term, ...]
    """What a household may bring up, at most twelve; 一切都好 is not a topic."""
    handling: tuple[Term, ...]
    """What was done about it: ``answered``, ``passed_on``, ``suggestion``."""
    motivation: tuple[Term, ...]
    """How much a household wants to get on itself (内生动力), strongest first; empty = not asked."""
    n_ones: Checklist
    activity_kinds: tuple[Term, ...]
    organising_forms: tuple[Term, ...]

    def __post_init__(self):
        if len(self.topics) > MAX_TOPICS:
            raise ValueError(f"topics 有 {len(self.topics)} 项，手机上最多放 {MAX_TOPICS} 项")
