"""What an app says about one kind of ledger.

A minimal ledger::

    class UnitLedger(Ledger):
        kind, label, order = "unit", "承办单位", 20
        shapes = (
            LedgerShape(kind="unit", label="承办单位", identity=("name",), titles=("承办单位",), fields=(
                Field("name", "单位名称", ("名称", "单位"), required=True),
            )),
        )

        def load(self):                       # once for a run of any number of files
            self.known = dict(Unit.objects.values_list("name", "pk"))
            self.units = self.out.table(Unit, ("county_id", "name"))

        def judge(self, row):                 # once for every row; refuse with Refused or row.refuse(…)
            name = row.need("name", "E_NAME_MISSING")
            if name in self.known:
                row.repeats(self.known[name], "name", "前面已经有这个单位")
            self.known[name] = self.units.add(self.county_id, name)

        def export(self):                     # rows of the first shape, in its fields' order
            return self.asked_for(Unit.objects).values_list("name")

``judge`` must not ask the database: what it needs is loaded once in ``load`` and kept up to
date by ``judge`` itself, because rows are judged against what came before. What several
kinds look up (people, places) is kept in ``self.shared`` for the run; ``self.others(kind)``
is another ledger of the same run. New rows go through ``self.out`` (see ``bulk``), which
in a check writes nothing.

A duplicate is refused by ``row.repeats``, which says what it repeats: the wizard shows that
beside it. A ledger that writes its records with ``self.put`` may let a row overwrite one.

Sums that follow the rows (the board's counters) are kept by the ledger that writes them:
added to in ``close``, put right by ``undoing`` and ``undone`` when an import is taken back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, ClassVar

from django.utils.module_loading import autodiscover_modules

from congress_poverty.refusals import Refused
from congress_poverty.sheets import cells
from congress_poverty.sheets.shapes import Field, LedgerShape

from .bulk import Output, Table

ACCEPTED, REFUSED, SKIPPED = "accepted", "refused", "skipped"
S_CONTINUED = "S_CONTINUED"
S_BY_HAND = "S_BY_HAND"


def words(text: str) -> tuple[str, ...]:
    """Headings or spellings written one after the other, with blanks between them."""
    return tuple(text.split())


@dataclass(frozen=True)
class Scope:
    """For whom a file is imported: a county, perhaps one township of it, and the day.

    With ``township_code`` only rows of that township are taken.
    """

    county_code: str
    today: date
    township_code: str = ""


@dataclass(slots=True)
class Finding:
    """One thing said about a row. ``field`` is the column's Chinese name; ``key`` the field's key."""

    code: str
    field: str
    message: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a table stands, for a ledger that looks for a township or a level in the surroundings."""

    file: str
    folder: str
    sheet: str
    columns: frozenset[str]


# What the readers make of an empty cell; most cells of most ledgers are empty.
_NOTHING: dict[Callable, Any] = {
    cells.to_line: "",
    cells.to_text: "",
    cells.to_name: "",
    cells.to_id_number: "",
    cells.to_date: None,
    cells.to_int: None,
    cells.to_money: None,
    cells.to_number: None,
    cells.to_year: None,
}


_OF_A_YEAR = (cells.to_date, cells.to_dates, cells.to_span)  # what reads 4月5日 where the year is known
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")


def remembered(read: Callable) -> Callable:
    """A reader for a column with few different cells; it remembers as long as the ledger lives."""
    return lru_cache(maxsize=1000, typed=True)(read)


class Row:
    """One row of a ledger on its way: raw cells, and what is said about them."""

    __slots__ = (
        "columns",
        "context",
        "continues",
        "counted",
        "distinct",
        "fate",
        "filled",
        "findings",
        "group",
        "may_differ",
        "may_replace",
        "number",
        "over",
        "overwrites",
        "shape",
        "sheet",
        "tally",
        "twin",
        "values",
    )

    def __init__(
        self,
        shape: LedgerShape,
        sheet: str,
        number: int,
        values: dict,
        context: Mapping[str, str],
        filled: frozenset[str] = frozenset(),
        continues: int | None = None,
        columns: frozenset[str] = frozenset(),
    ):
        self.shape, self.sheet, self.number, self.values = shape, sheet, number, values
        self.context, self.filled, self.continues, self.columns = context, filled, continues, columns
        self.findings: list[Finding] = []
        self.fate = ACCEPTED
        # For the totals under the rows: what a subtotal groups by, and what else it may count.
        self.group: Any = None
        self.tally: dict[str, Any] = {}
        self.counted = True
        # Of a duplicate: what it repeats, whether a person may say that it is another thing or that
        # it holds what is newer, whether one has said so, and the record that is then overwritten.
        self.twin: int | tuple[str, int] | None = None
        self.may_differ = self.may_replace = self.distinct = self.overwrites = False
        self.over: int | None = None

    def label(self, key: str) -> str:
        one = self.shape.field(key)
        return one.label if one else key

    def refuse(self, code: str, key: str, sentence: str) -> None:
        """Refuse the row; the first refusal is the one that is reported."""
        if self.fate != REFUSED:
            self.fate = REFUSED
            one = self.shape.field(key)
            key = one.key if one and one.attribute == key else key  # a rule says what the page calls it
            self.findings.append(Finding(code, self.label(key), sentence, key))

    def repeats(
        self,
        twin: int | tuple[str, int] | None,
        key: str,
        sentence: str,
        *,
        code: str = "E_DUP_ROW",
        may_differ: bool = False,
        may_replace: bool = False,
    ) -> None:
        """Refuse the row because it repeats the record ``twin``, new or old, or a row (sheet, number).

        Where nothing but a person can tell (``may_differ``), the person who said that it is
        another one is believed. Where the ledger writes with ``put`` (``may_replace``), a stored
        record may be overwritten by the row.
        """
        is_stored = isinstance(twin, int) and twin >= 0
        if may_differ and self.distinct:
            return
        if may_replace and is_stored and self.overwrites:
            self.over = twin
            return
        self.twin, self.may_differ, self.may_replace = twin, may_differ, may_replace and is_stored
        raise Refused(sentence, code=code, field=key)

    def warn(self, code: str, key: str, sentence: str) -> None:
        """Accept the row and have somebody look at it."""
        self.findings.append(Finding(code, self.label(key), sentence, key))

    def get(self, key: str, read: Callable = cells.to_line, *args, **options) -> Any:
        """A cell as ``read`` understands it; what it cannot be refuses the row."""
        value = self.values.get(key)
        if value is None and read in _NOTHING:
            return _NOTHING[read]
        try:
            return read(value, *args, **options)
        except cells.CellError as error:
            wrong = error
            if read in _OF_A_YEAR and (year := self.year_around()):
                try:
                    return read(value, year=year)
                except cells.CellError as in_that_year:
                    wrong = in_that_year
            raise Refused(wrong.sentence, code=wrong.code, field=key) from None

    def need(self, key: str, code: str, read: Callable = cells.to_line, *args, **options) -> Any:
        """A cell that may not be empty."""
        value = self.get(key, read, *args, **options)
        if value is None or value == "":
            sentence = f"没有填{self.label(key)}，请补上"
            if self.columns and key not in self.columns:
                sentence = (
                    f"表里没有“{self.label(key)}”这一列，请加上这一列，或在“对列”一步选列、给所有行填同一个值"
                )
            raise Refused(sentence, code=code, field=key)
        return value

    def day(self, key: str, *, of_month: bool = False) -> date | None:
        """The day of a cell; of a span, and with ``of_month`` of a month, the first, with a warning."""
        try:
            return self.get(key, cells.to_date)
        except Refused:
            if span := self.span(key):
                self.warn("W_DATE_SPAN", key, f"写的是从 {span[0]} 到 {span[1]} 的一段时间，按第一天记")
                return span[0]
            if not of_month:
                raise
            try:
                year, month = cells.to_month(self.values[key])
            except cells.CellError:
                pass
            else:
                self.warn("W_DATE_MONTH", key, f"只写到 {year} 年 {month} 月，按当月 1 日记")
                return date(year, month, 1)
            raise

    def need_day(self, key: str) -> date:
        """A day, or the first of a span, that may not be missing."""
        return self.day(key) or self.need(key, "E_DATE_MISSING", cells.to_date)

    def span(self, key: str) -> tuple[date, date] | None:
        """The days that a cell says something lasted, or None where it says no such thing."""
        try:
            return self.get(key, cells.to_span)
        except Refused:
            return None

    def year_around(self) -> int | None:
        """The one year that the section, the title, the sheet or the file names: for 4月5日."""
        for place in ("section", "title", "sheet", "file"):
            years = set(_YEAR.findall(self.context.get(place, "")))
            if years:
                return int(years.pop()) if len(years) == 1 else None
        return None

    def phone(self, key: str = "phone") -> str:
        """A telephone number, or '' with W_PHONE_INVALID."""
        value = self.values.get(key)
        if value is None:
            return ""
        number, warning = cells.to_phone(value)
        if warning:
            self.warn("W_PHONE_INVALID", key, warning)
        return number


class Ledger:
    """One kind of ledger; see the module's text. One instance lives for a run over many files."""

    kind: ClassVar[str] = ""
    label: ClassVar[str] = ""
    order: ClassVar[int] = 0
    """Kinds with a smaller number are imported first when a folder holds several."""
    shapes: ClassVar[tuple[LedgerShape, ...]] = ()
    units: ClassVar[Mapping[str, str]] = {}
    """For totals: unit → counter, ``{"户": "row", "人": "member"}``; ``row`` counts ledger rows."""
    summed: ClassVar[tuple[str, ...]] = ()
    """Fields whose totals are compared with the sum of the rows."""
    still_counted: ClassVar[frozenset[str]] = frozenset()
    """Refusals that leave the thing itself in the count: its row is damaged, but it exists."""
    joins_continued = False
    """Whether a row merged into the record above is a further line of it, not a record."""
    secret: ClassVar[frozenset[str]] = frozenset({"id_number", "phone"})
    """Fields whose cells are kept nowhere but in the file itself."""
    named: ClassVar[frozenset[str]] = frozenset()
    """Fields that name people of households: masked in exports for who sees no names."""
    hides: bool = False
    """Whether the export under way masks personal data: a child's name goes with it (tier 3)."""
    county_only: ClassVar[bool] = False
    """Whether only the county's own staff may import it: what belongs to no township."""
    page: ClassVar[str] = ""
    """URL name of the list where its rows are seen."""
    edits: ClassVar[str] = ""
    """The permission of the page's form: who has it may let a row overwrite what it repeats."""
    only: int | None = None
    """The one record that an export is about (``stored``)."""

    _kinds: ClassVar[dict[str, type[Ledger]]] = {}

    def __init_subclass__(cls, **options):
        super().__init_subclass__(**options)
        if cls.kind:
            Ledger._kinds[cls.kind] = cls

    def __init__(self, scope: Scope, out: Output, shared: dict, others: Callable[[str], Ledger]):
        self.scope, self.out, self.shared, self.others = scope, out, shared, others
        self.place: Place | None = None
        self.load()

    # what an app writes

    def load(self) -> None:
        """Read what the rows refer to, once; make the tables new rows go to."""

    def open(self, place: Place) -> None:
        """A new table begins."""
        self.place = place

    def judge(self, row: Row) -> None:
        """Say what is wrong with a row, or add what it makes."""
        raise NotImplementedError

    def join(self, row: Row) -> None:
        """A further line of the record above (``joins_continued``)."""

    def keeps(self, row: Row) -> bool:
        """Whether the ledger holds on to an accepted row, to warn about it when the file ends."""
        return False

    def close(self) -> None:
        """All tables of the file are read; late warnings go through ``row.warn`` of rows it ``keeps``."""

    def file_rank(self, name: str) -> str:
        """Where a file of a folder stands among others of its kind: sorted by this, then by name."""
        return ""

    def export(self) -> Iterable[Sequence]:
        """The ledger out again: rows in the order of ``export_fields``."""
        raise Refused(f"{self.label}还不能导出。", code="E_KIND")

    def put(self, row: Row, table: Table, *values: Any) -> int:
        """A new record, or the one that the row overwrites; its id."""
        if row.over is None:
            return table.add(*values)
        self.out.replace(table, row.over, values)
        return row.over

    def asked_for(self, rows):
        """The records of an export: all of ``rows``, or the one that was asked for."""
        return rows if self.only is None else rows.filter(pk=self.only)

    # what the engine asks

    def stored(self, pk: int) -> dict[str, Any] | None:
        """A record as its ledger would write it, by field; None where it is out of reach or gone."""
        self.only = pk
        try:
            cells_of = next(iter(self.export()), None)
        finally:
            self.only = None
        keys = (one.key for one in self.export_fields())
        return None if cells_of is None else dict(zip(keys, cells_of, strict=False))

    def near(self, code: str, text: str) -> list[str]:
        """What is on record and resembles ``text``, a cell that was refused with ``code``; nearest first."""
        return []

    @classmethod
    def export_fields(cls) -> Sequence[Field]:
        return [one for one in cls.shapes[0].fields if not one.by_year]

    @classmethod
    def undoing(cls, made: Mapping[str, list[int]]) -> Any:
        """What an import made is about to be deleted (model label → ids): put sums right, or say
        what ``undone`` needs to know of it."""

    @classmethod
    def undone(cls, lost: Any) -> None:
        """It is deleted; ``lost`` is what ``undoing`` said."""


@dataclass
class Totals:
    """Counts what a subtotal or total may state, since the last one of its kind and in all."""

    rows: int = 0
    sums: dict[str, Any] = field(default_factory=dict)
    distinct: dict[str, set] = field(default_factory=dict)

    def add(self, row: Row, sums: Mapping[str, Any]) -> None:
        self.rows += 1
        for key, value in sums.items():
            self.sums[key] = self.sums.get(key, 0) + value
        for name, value in row.tally.items():
            self.distinct.setdefault(name, set()).add(value)

    def count(self, counter: str) -> int:
        return self.rows if counter == "row" else len(self.distinct.get(counter, ()))


_found: dict[str, type[Ledger]] = {}


def kinds() -> dict[str, type[Ledger]]:
    """Every kind of ledger by name, in import order, after asking each app for its ``sheets``."""
    if not _found:
        autodiscover_modules("sheets")
        _found.update(sorted(Ledger._kinds.items(), key=lambda item: item[1].order))
    return _found


def ledger_class(kind: str) -> type[Ledger]:
    known = kinds()
    if kind not in known:
        words = "、".join(f"{name}（{one.label}）" for name, one in known.items())
        raise Refused(f"没有“{kind}”这种台账，可用的：{words}，或 auto（自动识别）。", code="E_KIND")
    return known[kind]


def ledgers(kind: str, township_code: str = "") -> list[type[Ledger]]:
    """The ledgers that a file may be: one kind, or with ``auto`` all that a township may import."""
    if kind != "auto":
        return [ledger_class(kind)]
    return [one for one in kinds().values() if not (one.county_only and township_code)]


def reading(kind: str, scope: Scope) -> Ledger:
    """A ledger to be read only, in the reach of whoever asks."""
    loaded: dict[str, Ledger] = {}
    out, shared = Output(dry=True), {}

    def of(name: str) -> Ledger:
        if name not in loaded:
            loaded[name] = ledger_class(name)(scope, out, shared, of)
        return loaded[name]

    return of(kind)
