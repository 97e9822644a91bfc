"""What the second step asks: which column of the ledger is which field of ours.

Sheets of a workbook that share kind and headings are one layout and are asked about once.
Only what differs from the automatic matching is kept as a decision.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from congress_poverty.models import SheetImport
from congress_poverty.sheets.shapes import Column

from .actions import Found
from .grid import text_of
from .ledger import kinds

_LIKE_A_DATE = ("date", "start", "end", "opened", "submitted", "period")


@dataclass
class Choice:
    """One column of the ledger, and what stands for it now."""

    name: str
    column: Column
    key: str
    how: str
    samples: list[str]
    years: list[tuple[str, str]] = field(default_factory=list)
    """The field of one year that this column may be: 人均纯收入（2016年）."""


@dataclass
class Missing:
    """A required field without a column; ``value`` may be given for all rows."""

    name: str
    key: str
    label: str
    value: str
    is_date: bool


@dataclass
class Layout:
    """Tables with the same kind and headings."""

    number: int
    kind: str
    label: str
    sheets: list[str]
    header_row: int
    choices: list[Choice] = field(default_factory=list)
    fields: list[tuple[str, str]] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    reason: str = ""
    hidden: str = ""

    @property
    def where(self) -> str:
        """Which sheets these are, in a few words."""
        names = list(dict.fromkeys(self.sheets))
        if len(names) <= 3:
            return "、".join(names)
        return f"{'、'.join(names[:2])}等 {len(names)} 张表"

    @property
    def unused(self) -> int:
        return sum(1 for one in self.choices if not one.key)

    def problems(self) -> list[str]:
        """Sentences about what still hinders; two columns cannot be the same field."""
        labels = dict(self.fields)
        keys = [one.key for one in self.choices if one.key]
        said = [
            f"有两列都选了“{labels[key]}”，请只留一列。" for key in dict.fromkeys(keys) if keys.count(key) > 1
        ]
        for one in self.missing:
            if not one.value:
                said.append(f"“{one.label}”没有对应的列。请选择一列，或给所有行填同一个值。")
        return said


def layouts(found: Iterable[Found], sheet_import: SheetImport, answers: Mapping | None) -> list[Layout]:
    """The tables of a file, read automatically, as questions with the decisions made so far.

    ``answers`` is a posted form, which goes before what is kept.
    """
    made: dict[tuple, Layout] = {}
    same = sheet_import.options.get("same_for_all", {})
    for table in found:
        which = (
            (table.kind, tuple((one.number, one.heading) for one in table.columns))
            if table.kind
            else (table.sheet,)
        )
        if which in made:
            made[which].sheets.append(table.sheet)
            continue
        layout = Layout(
            len(made),
            table.kind,
            table.label,
            [table.sheet],
            table.header_row,
            reason=table.reason,
            hidden=table.hidden,
            fields=table.fields,
        )
        made[which] = layout
        kept = sheet_import.mapping.get(f"{table.kind}@{table.sheet}", {})
        for column in table.columns:
            name = f"col.{layout.number}.{column.number}"
            key, how = kept.get(str(column.number), column.key), column.how
            key = answers.get(name, key) if answers is not None else key
            if key != column.key:
                how = "指定"
            years = _years(column.key, table.fields)
            if key not in dict((*table.fields, *years)):
                key = ""
            samples = [text_of(cell)[:30] for cell in column.samples]
            layout.choices.append(Choice(name, column, key, how, samples, years))
        layout.missing = [
            Missing(name, key, label, _answer(answers, name, same.get(key, "")), key in _LIKE_A_DATE)
            for key, label in _missing(layout)
            for name in [f"same.{layout.number}.{key}"]
        ]
    return list(made.values())


def _years(key: str, fields: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    base, _, year = key.rpartition("_")
    return [(key, f"{dict(fields)[base]}（{year}年）")] if base in dict(fields) and year.isdecimal() else []


def _answer(answers: Mapping | None, name: str, before: str) -> str:
    return str((answers or {}).get(name, before)).strip()[:200]


def _missing(layout: Layout) -> list[tuple[str, str]]:
    """Required fields of the layout that no column stands for."""
    known = kinds().get(layout.kind)
    shape = next((one for one in known.shapes if one.label == layout.label), None) if known else None
    if shape is None:
        return []
    have = {one.key for one in layout.choices}
    return [(one.key, one.label) for one in shape.fields if one.required and one.key not in have]


def header_rows(layouts: Iterable[Layout], answers: Mapping, before: Mapping[str, int]) -> dict[str, int]:
    """Sheet → row where a person saw the header."""
    rows = dict(before)
    for layout in layouts:
        said = answers.get(f"header.{layout.number}", "").strip()
        if not said.isdecimal() or len(said) > 5 or int(said) == layout.header_row:
            continue
        for sheet in layout.sheets:
            rows[sheet] = int(said)
    return rows


def mapping(layouts: Iterable[Layout]) -> dict[str, dict[int, str]]:
    """``kind@sheet`` → column → field, only where somebody decided."""
    made: dict[str, dict[int, str]] = {}
    for layout in layouts:
        decided = {one.column.number: one.key for one in layout.choices if one.key != one.column.key}
        if decided:
            for sheet in layout.sheets:
                made[f"{layout.kind}@{sheet}"] = decided
    return made


def headings(layouts: Iterable[Layout]) -> dict[str, dict[str, str]]:
    """The decisions in the ledger's own words, to be recalled next time."""
    made: dict[str, dict[str, str]] = {}
    for layout in layouts:
        for one in layout.choices:
            if one.key != one.column.key:
                made.setdefault(layout.kind, {})[one.column.heading] = one.key
    return made


def same_for_all(layouts: Iterable[Layout]) -> dict[str, str]:
    return {one.key: one.value for layout in layouts for one in layout.missing if one.value}


def recall(found: Iterable[Found], remembered: Mapping[str, Mapping[str, str]]) -> dict[str, dict[int, str]]:
    """What was decided for the same headings last time, for the columns of this file."""
    made: dict[str, dict[int, str]] = {}
    for table in found:
        words = remembered.get(table.kind, {})
        decided = {
            one.number: words[one.heading]
            for one in table.columns
            if one.heading in words and words[one.heading] != one.key
        }
        if decided:
            made[f"{table.kind}@{table.sheet}"] = decided
    return made
