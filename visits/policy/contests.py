"""Table ``[contests]``: checklists (五个一) and contests (三比) over recorded facts (S3-7)."""

from dataclasses import dataclass
from typing import Literal

from congress_poverty.packs import Term, section

Counted = Literal["visits", "attended", "held", "receptions", "wishes", "help", "duty_reports"]
OF_PLACES = ("held",)  # facts that belong to a group or a township, and to no deputy


@dataclass(frozen=True)
class ContestItem(Term):
    """One thing that is counted: ``want`` are enough for a checklist, each earns ``points`` in a contest."""

    counts: Counted = "visits"
    kinds: tuple[str, ...] = ()
    """Codes of the kinds of activity, where it counts activities; none is any."""
    want: int = 1
    points: int = 1
    most: int = 0
    """No more than so many earn points; 0 is no limit."""


@dataclass(frozen=True)
class Contest(Term):
    """Who is compared over which time, and what is counted of them."""

    form: Literal["checklist", "contest"] = "checklist"
    subject: Literal["deputy", "group", "township"] = "deputy"
    period: Literal["quarter", "half_year", "year"] = "year"
    items: tuple[ContestItem, ...] = ()

    def __post_init__(self):
        for item in self.items:
            if self.subject == "deputy" and item.counts in OF_PLACES:
                raise ValueError(f"{self.label}：{item.label}的 counts = “{item.counts}” 不能算到代表个人")


@section("contests")
@dataclass(frozen=True)
class ContestPolicy:
    """Table ``[contests]``."""

    lists: tuple[Contest, ...]
