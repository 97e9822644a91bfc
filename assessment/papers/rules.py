"""The tables ``[papers]`` and ``[checks]`` of the pack: reports and papers, supervision rounds."""

from dataclasses import dataclass
from decimal import Decimal

from congress_poverty.calendar import Duration
from congress_poverty.packs import Term, section


@section("papers")
@dataclass(frozen=True)
class PaperPolicy:
    """Table ``[papers]``."""

    jump: Decimal
    """Per cent: a number of a report that differs more from the last one is pointed out."""
    edge_days: int
    """Days around a period in which records are looked for when a stated number is too high."""
    cases_offered: int
    """Records of each kind offered as 典型事例."""
    approval_steps: tuple[str, ...]
    """Who passes a plan, in this order, before it is issued."""
    kinds: tuple[Term, ...]
    """Kinds of papers: the codes ``rule``, ``plan`` and ``bulletin`` have pages of their own."""


@section("checks")
@dataclass(frozen=True)
class CheckPolicy:
    """Table ``[checks]``."""

    problems: tuple[Term, ...]
    """Codes of what a check finds."""
    aspects: tuple[str, ...]
    """What checks look at."""
    rectify_within: Duration
    """Proposed for the date of a rectification."""
    look_back_after: Duration
    """From the day a rectification was confirmed."""
