"""The county's words for visits and activities; how often they are owed stands in ``[duties]``."""

from dataclasses import dataclass
from decimal import Decimal
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
    n_ones: Checklist
    activity_kinds: tuple[Term, ...]
    organising_forms: tuple[Term, ...]

    def __post_init__(self):
        if len(self.topics) > MAX_TOPICS:
            raise ValueError(f"topics 有 {len(self.topics)} 项，手机上最多放 {MAX_TOPICS} 项")


# -- table [activities] ----------------------------------------------------------------------


@dataclass(frozen=True)
class RoleSet:
    """The roles that deputies of one campaign play (五大员); each campaign has a set of its own."""

    code: str
    label: str
    campaign: str
    """A word of the campaign's name; "" is the set of every campaign that has none of its own."""
    roles: tuple[Term, ...]


@dataclass(frozen=True)
class LeaveRule:
    """Who approves a leave, by what one is away from."""

    context: Literal["congress_before", "congress_during", "group", "station", "activity"]
    approver: str


@dataclass(frozen=True)
class Hint:
    """A short answer for the reception table: weak knowledge of policies is a known difficulty."""

    topic: str
    answer: str
    basis: str


@section("activities")
@dataclass(frozen=True)
class ActivityPolicy:
    """Table ``[activities]``: the words of the ledger of activities; its kinds stand in ``[visits]``."""

    forms: tuple[Term, ...]
    actions: tuple[Term, ...]
    """Category of what deputies do in a campaign."""
    phases: tuple[Term, ...]
    focus: tuple[Term, ...]
    methods: tuple[Term, ...]
    contents: tuple[Term, ...]
    subjects: tuple[Term, ...]
    """What it is about."""
    role_sets: tuple[RoleSet, ...]
    partners: tuple[str, ...]
    """Units that are often asked to take part."""
    leave_rules: tuple[LeaveRule, ...]
    notice_days: int
    """Days before the activity by which the notice should be out."""
    plan_ahead: Duration
    """How far ahead an activity may be planned."""
    time_basis: str
    """The sentence of law that the letter to an employer rests on."""
    duty_report_kind: str
    """Code of the activity kind at which deputies report to their voters."""
    meeting_kind: str
    """Code of the kind that runs in three stages: gathered, answered by departments, fed back."""
    training_kind: str
    training_forms: tuple[Term, ...]
    training_contents: tuple[Term, ...]
    lecturers: tuple[Term, ...]
    hints: tuple[Hint, ...]

    def roles_for(self, campaign: str) -> RoleSet:
        """The set of the campaign, or the general one."""
        own = (one for one in self.role_sets if one.campaign and one.campaign in campaign)
        general = (one for one in self.role_sets if not one.campaign)
        return next(own, None) or next(general)

    def approver(self, context: str) -> str:
        return next((rule.approver for rule in self.leave_rules if rule.context == context), "")

    def __post_init__(self):
        if not any(not one.campaign for one in self.role_sets):
            raise ValueError('role_sets 要有一组 campaign = ""，给没有另外规定的活动用')


# -- table [funds] ---------------------------------------------------------------------------


@dataclass(frozen=True)
class FundRate:
    """What an activity may cost for one deputy of a level, in yuan."""

    level: Literal["national", "provincial", "city", "county", "township"]
    per_activity: Decimal
    per_year: Decimal


@dataclass(frozen=True)
class Payer:
    """分级负担: whose money pays for the deputies of a level."""

    level: Literal["national", "provincial", "city", "county", "township"]
    by: Literal["county", "township"]


@section("funds")
@dataclass(frozen=True)
class FundPolicy:
    """Table ``[funds]``: rates, yearly caps and who pays."""

    rates: tuple[FundRate, ...]
    payers: tuple[Payer, ...]
    late_counts: bool
    """Whether who came late or left early is paid."""

    def rate(self, level: str) -> FundRate | None:
        return next((rate for rate in self.rates if rate.level == level), None)

    def payer(self, level: str) -> str:
        return next((payer.by for payer in self.payers if payer.level == level), "county")


# -- the station's work -----------------------------------------------------------------


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
    every: Duration | None = None
    """How long a check holds; None: until the next one."""
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
    tell_within: Duration
    """How long after a result deputy and voter must have been told."""
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
