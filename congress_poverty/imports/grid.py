"""What the third step shows: rows of an import as a grid of cells, sorted into tabs.

A row is named by the number of its sheet and its own number in it, because every check writes
the rows of an import anew.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Count, Q, TextField
from django.db.models.functions import Cast

from congress_poverty.models import SheetImport, SheetImportRow
from congress_poverty.sheets.cells import CellError, to_date, to_money
from congress_poverty.sheets.shapes import LedgerShape

from .actions import DISTINCT, MARKS, OVERWRITES, SEALED
from .ledger import kinds

PER_PAGE = 50
COLUMNS = 8
LONG = 40
WORDY = 8
GROUP_CAP = 5000
Fate = SheetImportRow.Fate

WRONG, TWICE, WARNED, OUT, GOOD = "wrong", "twice", "warned", "out", "good"
TABS = {WRONG: "要修改", TWICE: "可能重复", WARNED: "提醒", OUT: "不导入", GOOD: "可以导入"}
SAID = {DISTINCT: "不是同一件，照样导入。", OVERWRITES: "用新的覆盖已有的记录。"}
_NAMES = re.compile("ORPHAN|UNKNOWN|AMBIGUOUS")
_TAIL = re.compile("(?:级|村?村?民?委员?会|社?区?居民?委员?会|村)$")
_AT = re.compile(r"^第 \d+ 行(“[^”]*”)?：")


@dataclass
class Cell:
    """One cell of the grid. ``message`` says what is wrong with it."""

    name: str
    key: str
    label: str
    text: str = ""
    message: str = ""
    warning: bool = False
    is_secret: bool = False
    repaired: bool = False

    @property
    def is_wordy(self) -> bool:
        return len(self.text) > WORDY

    @property
    def is_long(self) -> bool:
        return len(self.text) > LONG or "\n" in self.text


@dataclass
class Twin:
    """What a row repeats: a record (``pk``), or a row of the file; cells in the order of the line's."""

    where: str
    cells: list[TwinCell] = field(default_factory=list)
    pk: int | None = None
    values: dict[str, object] = field(default_factory=dict)
    may_differ: bool = False
    may_replace: bool = False


@dataclass
class TwinCell:
    """One cell of the other record; ``differs`` where the two say different things."""

    label: str
    text: str
    differs: bool = False


@dataclass
class Line:
    """One row of the grid."""

    name: str
    sheet: str
    row: int
    fate: str
    cells: list[Cell] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    by_hand: bool = False
    noted: bool = False
    twin: Twin | None = None
    mark: str = ""
    """What a person said a duplicate is: 不是同一件, or 用新的覆盖."""

    @property
    def is_good(self) -> bool:
        return self.fate == Fate.ACCEPTED


@dataclass
class Block:
    """Lines that share their columns: one table of the page."""

    label: str
    kind: str
    keys: list[str]
    headings: list[str]
    lines: list[Line]

    @property
    def told(self) -> str:
        """What a script sends back to have these lines again, with the same columns."""
        return f"{self.kind}|{','.join(self.keys)}|{' '.join(line.name for line in self.lines)}"


@dataclass
class Group:
    """One wrong cell that several rows share: one decision repairs them all.

    An unknown deputy may stand in one row only: ``near`` then holds whom one may have meant.
    """

    number: int
    kind: str
    code: str
    label: str
    key: str
    text: str
    message: str
    rows: list[int]
    near: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.rows)


def rows_of(sheet_import: SheetImport, tab: str):
    """The rows of one tab."""
    rows = sheet_import.rows.annotate(said=Cast("findings", TextField()))
    twice = Q(said__contains='"E_DUP_') | Q(said__contains='"E_ID_DUPLICATE')
    return {
        WRONG: rows.filter(~twice, fate=Fate.REFUSED),
        TWICE: rows.filter(twice, fate=Fate.REFUSED),
        WARNED: rows.filter(fate=Fate.ACCEPTED, said__contains='"W_'),
        OUT: rows.filter(fate=Fate.SKIPPED),
        GOOD: rows.filter(fate=Fate.ACCEPTED).exclude(repaired={}),
    }[tab]


def counts(sheet_import: SheetImport) -> dict[str, int]:
    """How many rows each tab holds; what can be imported is counted, not kept."""
    rows = sheet_import.rows.annotate(said=Cast("findings", TextField()))
    refused = Q(fate=Fate.REFUSED)
    twice = refused & (Q(said__contains='"E_DUP_') | Q(said__contains='"E_ID_DUPLICATE'))
    found = rows.aggregate(
        all_refused=Count("pk", filter=refused),
        twice=Count("pk", filter=twice),
        warned=Count("pk", filter=Q(fate=Fate.ACCEPTED, said__contains='"W_')),
    )
    return {
        WRONG: found["all_refused"] - found["twice"],
        TWICE: found["twice"],
        WARNED: found["warned"],
        OUT: sheet_import.skipped,
        GOOD: sheet_import.accepted,
    }


def blocks(sheet_import: SheetImport, rows: Iterable[SheetImportRow]) -> list[Block]:
    """Rows of a page as tables: one for each kind and layout, columns cut to what helps."""
    numbers = {one["sheet"][:100]: n for n, one in enumerate(sheet_import.sheets)}
    found: dict[tuple, list[SheetImportRow]] = {}
    for row in rows:
        found.setdefault((row.kind, _layout(row)), []).append(row)
    made = []
    for (kind, _), members in found.items():
        shape = _shape(kind, members[0])
        keys = _columns(shape, members)
        made.append(
            Block(
                shape.label if shape else "",
                kind,
                keys,
                [_label(shape, key) for key in keys],
                [line(row, numbers.get(row.sheet, 0), shape, keys) for row in members],
            )
        )
    return made


def again(sheet_import: SheetImport, told: str) -> list[Line]:
    """The lines of a block (``Block.told``) as they are now."""
    kind, keys, names = [*told.split("|"), "", ""][:3]
    shape = _shape(kind, None)
    if shape is None:
        return []
    shapes = kinds()[kind].shapes
    known = [key for key in keys.split(",") if any(one.field(key) for one in shapes)]
    rows = names_of(sheet_import, names.split(" ")[:PER_PAGE])
    return [line(row, int(name.split(".")[0]), _shape(kind, row), known) for name, row in rows.items()]


def line(row: SheetImportRow, sheet: int, shape: LedgerShape | None, keys: list[str]) -> Line:
    name = f"{sheet}.{row.row}"
    made = Line(name, row.sheet, row.row, row.fate, noted=bool(row.repaired), by_hand=row.left_out)
    made.mark = next((said for mark, said in SAID.items() if mark in row.repaired), "")
    wrong = {}
    for finding in row.findings:
        if "twin" in finding:
            made.twin = _twin(finding["twin"], row)
        said = _AT.sub("", finding["message"])
        if finding["key"] in keys:
            wrong[finding["key"]] = (said, finding["code"].startswith("W_"))
        else:
            made.messages.append(said)
    secret = kinds()[row.kind].secret if row.kind in kinds() else frozenset()
    for key in keys:
        value = row.repaired.get(key, row.values.get(key))
        sealed = isinstance(value, str) and value.startswith(SEALED)
        message, warning = wrong.get(key, ("", False))
        made.cells.append(
            Cell(
                f"cell.{name}.{key}",
                key,
                _label(shape, key),
                "" if sealed else text_of(value),
                message,
                warning,
                key in secret,
                key in row.repaired,
            )
        )
    return made


def _twin(told: dict, row: SheetImportRow) -> Twin:
    where = ""
    if "row" in told:
        sheet = "" if told["sheet"][:100] == row.sheet else f"“{told['sheet']}”"
        where = f"本文件{sheet}第 {told['row']} 行"
    made = Twin(where, pk=told.get("pk"), values=told.get("values", {}))
    made.may_differ, made.may_replace = bool(told.get("may_differ")), bool(told.get("may_replace"))
    return made


def beside(line: Line, values: Mapping[str, object], *, secret: Iterable[str]) -> None:
    """Put the cells of the other record under those of the line."""
    for cell in line.cells:
        if cell.key in secret:
            line.twin.cells.append(TwinCell(cell.label, "不显示"))
            continue
        text = text_of(values.get(cell.key))
        line.twin.cells.append(TwinCell(cell.label, text, not _alike(cell.text, text)))


def _alike(one: str, other: str) -> bool:
    """The same, however it is written: 2018.4.5 and 2018-04-05, 500元 and 500.00, 县 and 县级."""
    if _TAIL.sub("", "".join(one.split())) == _TAIL.sub("", "".join(other.split())):
        return True
    for read in (to_date, to_money):
        try:
            if read(one) == read(other):
                return True
        except CellError:
            continue
    return False


def groups(sheet_import: SheetImport) -> list[Group]:
    """Cells that are wrong in the same way in several rows, most rows first."""
    rows = rows_of(sheet_import, WRONG).values_list("pk", "kind", "values", "repaired", "findings")
    found: dict[tuple, list[int]] = {}
    says: dict[tuple, str] = {}
    known = kinds()
    for pk, kind, values, repaired, findings in rows[:GROUP_CAP]:
        for finding in findings:
            key = finding["key"]
            text = text_of(repaired.get(key, values.get(key)))
            if not key or not text or not finding["code"].startswith("E_") or len(text) > LONG:
                continue
            if kind in known and key in known[kind].secret:
                continue
            which = (kind, finding["code"], key, text)
            found.setdefault(which, []).append(pk)
            says.setdefault(which, _AT.sub("", finding["message"]))
    several = [which for which in found if len(found[which]) > 1 or which[1] == "E_ORPHAN_DEPUTY"]
    # A name that nobody knows is one decision; a date that stands in many rows is usually many.
    several.sort(key=lambda which: (not _NAMES.search(which[1]), -len(found[which])))
    return [
        Group(n, *which[:2], _label(_shape(which[0], None), which[2]), *which[2:], says[which], found[which])
        for n, which in enumerate(several[:8])
    ]


def names_of(sheet_import: SheetImport, names: Iterable[str]) -> dict[str, SheetImportRow]:
    """The rows that a page calls ``sheet number.row number``."""
    wanted = []
    for name in names:
        sheet, _, row = name.partition(".")
        if sheet.isdecimal() and row.isdecimal() and int(sheet) < len(sheet_import.sheets):
            wanted.append((sheet_import.sheets[int(sheet)]["sheet"][:100], int(row), name))
    if not wanted:
        return {}
    rows = sheet_import.rows.filter(row__in={row for _, row, _ in wanted})
    found = {(row.sheet, row.row): row for row in rows}
    return {name: found[sheet, row] for sheet, row, name in wanted if (sheet, row) in found}


def text_of(value: object) -> str:
    """A cell as a person typed it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).removesuffix("T00:00:00")


def _label(shape: LedgerShape | None, key: str) -> str:
    one = shape.field(key) if shape else None
    if one is None:
        return key
    year = re.search(r"_(\d{4})$", key)
    return f"{one.label}（{year[1]}年）" if year and one.by_year else one.label


def _layout(row: SheetImportRow) -> frozenset[str]:
    return frozenset(row.values)


def _shape(kind: str, row: SheetImportRow | None) -> LedgerShape | None:
    """The layout of the kind that knows most of the row's columns."""
    known = kinds().get(kind)
    if known is None or not known.shapes:
        return None
    keys = set(row.values) if row else set()
    return max(known.shapes, key=lambda one: sum(bool(one.field(key)) for key in keys))


def _columns(shape: LedgerShape | None, rows: list[SheetImportRow]) -> list[str]:
    """Which columns to show: what is wrong or was repaired, what names the record, what is filled most."""
    seen = Counter(key for row in rows for key, value in row.values.items() if value not in (None, ""))
    wrong = {finding["key"] for row in rows for finding in row.findings if finding["key"]}
    wrong |= {key for row in rows for key in row.repaired if key not in MARKS}
    if shape is None:
        return sorted(wrong)
    order = [key for one in shape.fields for key in _keys_of(one, seen.keys() | wrong)]
    order += sorted(wrong - set(order))
    wanted = {one.key for one in shape.fields if one.required} | set(shape.identity)
    kept = [key for key in order if key in wrong or (key in wanted and key in seen)]
    for key in sorted(seen, key=lambda one: -seen[one]):
        if len(kept) >= COLUMNS:
            break
        if key not in kept and key in order:
            kept.append(key)
    return sorted(kept, key=order.index)


def _keys_of(one, present) -> list[str]:
    if not one.by_year:
        return [one.key] if one.key in present else []
    return sorted(key for key in present if re.fullmatch(rf"{one.key}_\d{{4}}", key))
