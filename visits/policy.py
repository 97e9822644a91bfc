"""The county's words and frequencies for visits and activities."""

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


@dataclass(frozen=True)
class Quota:
    """How often something must happen: ``minimum`` times in every ``period`` for each ``subject``."""

    code: str
    label: str
    kinds: tuple[str, ...]
    """Codes of activity kinds that count, or ``visit`` for a visit to a household."""
    subject: Literal["deputy", "group", "station", "township"]
    period: Literal["month", "quarter", "half_year", "year", "term"]
    minimum: int
    """Times."""
    target: int
    """Times; a county may aim higher than it demands."""


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
    n_ones: Checklist
    activity_kinds: tuple[Term, ...]
    organising_forms: tuple[Term, ...]
    quotas: tuple[Quota, ...]

    def __post_init__(self):
        if len(self.topics) > MAX_TOPICS:
            raise ValueError(f"topics 有 {len(self.topics)} 项，手机上最多放 {MAX_TOPICS} 项")
        known = {kind.code for kind in self.activity_kinds} | {"visit"}
        for quota in self.quotas:
            if unknown := set(quota.kinds) - known:
                raise ValueError(f"quotas 里 {quota.code} 用了不认识的活动种类 {'、'.join(sorted(unknown))}")


@section("phone")
@dataclass(frozen=True)
class PhonePolicy:
    """Table ``[phone]``."""

    warn_days: int
    """An item that lies on a phone for so many days is spoken of."""
    private_words: tuple[str, ...]
    """Names of illnesses and the like, which no note of a visit needs."""

    def __post_init__(self):
        if self.warn_days < 1:
            raise ValueError("warn_days 至少是 1 天")
