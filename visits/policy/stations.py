"""Table ``[stations]``: checklists, books, receptions and wishes."""

from dataclasses import dataclass
from typing import Literal

from congress_poverty.calendar import Duration
from congress_poverty.packs import Term, section


@dataclass(frozen=True)
class StandardItem(Term):
    """One line of a station's checklist."""

    group: str = ""
    """The heading it stands under."""


@dataclass(frozen=True)
class Standard(Term):
    """A checklist that stations are held against (十有, 两展示, 四规范四提升)."""

    items: tuple[StandardItem, ...] = ()
    sets: tuple[str, ...] = ()
    """Kinds of places it is for, by the codes of ``book_sets``; empty for all."""
    is_demo: bool = False
    """Whether a station that keeps all of it may be held up to the others (示范)."""
    note: str = ""
    """A word of caution printed under the list."""


@dataclass(frozen=True)
class Book(Term):
    """A record book that a station keeps."""

    kind: Literal["roll", "diary", "register", "file"] = "register"
    """册, 记, 簿, 档案."""
    filled_by: Literal[
        "", "deputies", "diary", "receptions", "activities", "opinions", "wishes", "roster"
    ] = ""
    """Facts of the program that fill it; empty: it is kept on paper alone."""


BOOK_KINDS = {"roll": "册", "diary": "记", "register": "簿", "file": "档案"}


@dataclass(frozen=True)
class BookSet(Term):
    """The books of one kind of place: ``label`` states how many of each (一册一记八簿六档案)."""

    counts: tuple[int, ...] = ()
    """How many 册, 记, 簿 and 档案 the county's document asks for."""
    books: tuple[Book, ...] = ()

    def __post_init__(self):
        found = tuple(sum(book.kind == kind for book in self.books) for kind in BOOK_KINDS)
        if found != self.counts:
            raise ValueError(f"{self.label} 应有 {self.counts}，列出的簿册是 {found}")


@dataclass(frozen=True)
class Route(Term):
    """Where a matter goes that a voter brought to a reception."""

    within: Duration | None = None
    """How long whoever got it has; None where nothing is waited for."""
    asks_whom: bool = False
    """Whether it names who has to act."""
    is_final: bool = False
    """Whether the voter has the answer at once."""
    makes_opinion: bool = False
    """Whether it goes on as an opinion of the suggestions room."""


@section("stations")
@dataclass(frozen=True)
class StationPolicy:
    """Table ``[stations]``."""

    functions: tuple[Term, ...]
    standards: tuple[Standard, ...]
    book_sets: tuple[BookSet, ...]
    """By place: ``town``, ``village``, ``street``."""
    special_type: str
    """What the special stations are called (特色之家)."""
    deputies_per_day: int
    """Deputies on duty on one reception day."""
    day_off: Literal["after", "before", "keep"]
    """Where a reception day goes that falls on a day off."""
    head_plans_from: Literal["this_month", "next_month"]
    """From which month on a station's head who is a deputy may change the roster."""
    remind_days: int
    """Days before a duty on which the deputy is told."""
    sources: tuple[Term, ...]
    """How a voter came."""
    routes: tuple[Route, ...]
    market_partners: tuple[Term, ...]
    wish_kinds: tuple[Term, ...]
    wish_days: int
    """Days after which a wish nobody took is closed."""
    wish_promise_days: int
    """Days within which a wish that was taken should be fulfilled."""
    wish_amount_max: int
    """Yuan; a larger one is no small wish."""
    diary_ways: tuple[Term, ...]

    def __post_init__(self):
        known = {one.code for one in self.book_sets}
        if known != {"town", "village", "street"}:
            raise ValueError(f"book_sets 应有 town、village、street，现在是 {'、'.join(sorted(known))}")
        for standard in self.standards:
            if unknown := set(standard.sets) - known:
                raise ValueError(f"{standard.code} 用了不认识的 sets {'、'.join(sorted(unknown))}")

    def standards_for(self, place: str) -> tuple[Standard, ...]:
        """The checklists for a kind of place."""
        return tuple(one for one in self.standards if not one.sets or place in one.sets)

    def standard(self, code: str) -> Standard | None:
        return next((one for one in self.standards if one.code == code), None)

    def book_set(self, place: str) -> BookSet:
        return next(one for one in self.book_sets if one.code == place)

    def route(self, code: str) -> Route | None:
        return next((one for one in self.routes if one.code == code), None)
