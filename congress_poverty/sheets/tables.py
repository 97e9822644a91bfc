"""Cells → tables: where the header is, which ledger it is, and what every row is.

An app says what its ledgers look like with :class:`LedgerShape`; this module finds them in
whatever a clerk made of them. It never guesses a value: only merged cells fill down, a
blank cell elsewhere is blank, and every row of the sheet comes back as a :class:`Line`.

>>> tables = find_tables(grid, [visit_shape, pairing_shape], hint="走访记录.xlsx")
>>> for line in tables[0].lines():
...     if line.kind == DATA:
...         line.values["visited_on"], line.context["unit"]
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from .forms import FORM_WORDS, form_of
from .headers import find_headers, header_given, no_header, title_start
from .lines import RowReader
from .matching import SERIAL, normal
from .reader import Cell, Grid
from .row_words import text_of
from .settling import settle
from .shapes import DATA, S_BLANK, S_SHEET, Column, Field, LedgerShape, Line
from .sheet import SheetView


@dataclass(slots=True)
class Table:
    """One table of a sheet, from its title to its last row.

    ``kind`` is empty where no ledger was found; ``reason`` then says why, and all lines
    are ``code``. ``columns`` maps column numbers to field keys, ``unmapped`` lists
    headings that stand for nothing known, ``missing`` the required fields without a column.
    """

    grid: Grid
    shape: LedgerShape | None
    first: int
    last: int
    header_rows: tuple[int, ...] = ()
    columns: dict[int, str] = field(default_factory=dict)
    headings: dict[int, tuple[str, ...]] = field(default_factory=dict)
    how: dict[int, str] = field(default_factory=dict)
    reason: str = ""
    code: str = S_SHEET
    view: SheetView | None = None

    @property
    def kind(self) -> str:
        return self.shape.kind if self.shape else ""

    @property
    def unmapped(self) -> list[tuple[int, str]]:
        return [(n, "/".join(path)) for n, path in self.headings.items() if n not in self.columns]

    @property
    def unused(self) -> list[str]:
        """Headings of columns that are not imported, without the one that numbers the rows."""
        return [text for n, text in self.unmapped if normal(self.headings[n][-1]) not in SERIAL]

    @property
    def missing(self) -> list[Field]:
        have = set(self.columns.values())
        return (
            [one for one in self.shape.fields if one.required and one.key not in have] if self.shape else []
        )

    @property
    def hidden(self) -> str:
        """What a person does not see on the screen, imported all the same: said in a sentence."""
        parts = []
        if self.grid.state != "visible":
            parts.append("工作表本身是隐藏的")
        if columns := [n for n in self.grid.hidden_columns if n in self.headings]:
            parts.append("隐藏的列：" + "、".join("/".join(self.headings[n]) for n in columns))
        if rows := [n for n in self.grid.hidden_rows if self.first <= n <= self.last]:
            parts.append(f"隐藏的行 {len(rows)} 行")
        return "；".join(parts)

    def suggestions(self) -> list[Column]:
        """Columns for the mapping step, each with up to two different samples."""
        samples: dict[int, list[Cell]] = {number: [] for number in self.headings}
        wanting = set(samples)
        for line in self.lines():
            if line.kind != DATA or not wanting:
                continue
            cells = self.view.row(line.row)
            for number in list(wanting):
                cell = cells[number - 1] if number <= len(cells) else None
                if cell is not None and cell not in samples[number]:
                    samples[number].append(cell)
                    if len(samples[number]) == 2:
                        wanting.discard(number)
        return [
            Column(n, "/".join(path), self.columns.get(n, ""), self.how.get(n, ""), tuple(samples[n]))
            for n, path in self.headings.items()
        ]

    def lines(self) -> Iterator[Line]:
        """Every row of this table in order, whatever it is."""
        if self.shape is None:
            for number in range(self.first, self.last + 1):
                cells = self.view.filled(number)
                code = self.code if cells else S_BLANK
                yield Line(number, code, code=code, text=text_of(cells))
            return
        yield from RowReader(self).lines()


def find_tables(
    grid: Grid,
    kinds: Sequence[LedgerShape],
    *,
    hint: str = "",
    mapping: Mapping[str, Mapping[int, str]] | None = None,
    header_row: int | None = None,
) -> list[Table]:
    """The tables of a sheet, in order, which together cover all its rows.

    ``hint`` is the file name, which often says what the ledger is. ``mapping`` is what a
    person decided in the wizard: ``{kind: {column number: field key}}``; a column set to
    ``""`` is left out. ``header_row`` is where that person saw the header begin, 0 if there is none.
    """
    sheet = SheetView(grid, kinds, hint)
    last = len(grid.rows)
    if not any(cell is not None for row in grid.rows for cell in row):
        return [Table(grid, None, 1, last, reason="空表", view=sheet)]
    if header_row is None and (form := form_of(sheet)):
        return [Table(grid, None, 1, last, reason=FORM_WORDS[form], code=form, view=sheet)]
    if header_row is not None:
        found = header_given(sheet, header_row, mapping)
        headers = [found] if found else []
    else:
        headers = find_headers(sheet)
    if not headers:
        return [Table(grid, None, 1, last, reason=no_header(kinds), view=sheet)]
    tables = []
    starts = [1] + [title_start(sheet, header.top) for header in headers[1:]]
    for header, first, following in zip(headers, starts, [*starts[1:], last + 1], strict=True):
        header = settle(sheet, header, following - 1)
        keys, how = dict(header.keys), dict(header.how)
        for column, key in (mapping or {}).get(header.shape.kind, {}).items():
            keys = {c: k for c, k in keys.items() if c != column and k != key}
            how.pop(column, None)
            if key:
                keys[column], how[column] = key, "指定"
        tables.append(
            Table(
                grid,
                header.shape,
                first,
                following - 1,
                tuple(range(header.top, header.bottom + 1)),
                keys,
                header.paths,
                how,
                view=sheet,
            )
        )
    return tables
