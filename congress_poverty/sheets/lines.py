"""Down one table: what each of its rows is."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from .matching import SERIAL, normal
from .reader import Cell
from .row_words import (
    COUNTED,
    DITTO,
    EXAMPLE,
    MEASURE,
    NOTE,
    NOTE_START,
    NUMBER,
    SECTION,
    TIME,
    TIMES,
    TOTAL,
    TOTAL_LETTERS,
    UNIT,
    UNIT_YUAN,
    YUAN,
    in_yuan,
    is_note,
    numbers_columns,
    text_of,
)
from .shapes import DATA, S_BLANK, S_HEADER, S_NOTE, S_SECTION, S_SUBTOTAL, S_TITLE, S_TOTAL, S_UNIT, Line

if TYPE_CHECKING:
    from .tables import Table


class RowReader:
    """Goes down one table and says what each row is."""

    def __init__(self, table: "Table"):
        self.table, self.sheet, self.shape = table, table.view, table.shape
        self.pairs = sorted(table.columns.items())
        self.width = max(table.headings, default=1)
        keys = set(table.columns.values())
        self.identity = frozenset(key for key in self.shape.identity if key in keys)
        self.key_of = dict(table.columns)
        self.no_fill = {
            column for column, key in self.pairs if (one := self.shape.field(key)) and not one.fill_down
        }
        self.context: dict[str, str] = {"sheet": table.grid.name, "file": self.sheet.hint}
        self.header_cells = [
            {column: normal(str(cell)) for column, cell in self.sheet.filled(number)}
            for number in table.header_rows
        ]
        self.header_words = {word for cells in self.header_cells for word in cells.values()}
        self.counted = {column for column, path in table.headings.items() if normal(path[-1]) in SERIAL}
        self.last_values: dict[str, Cell] = {}
        self.record_row: int | None = None
        self.money_unit = 1
        self.times: dict[str, int] = {}
        self.plain: set[str] = set()  # first cells that make their rows nothing but records

    def lines(self) -> Iterator[Line]:
        table, sheet = self.table, self.sheet
        top, bottom = (table.header_rows[0], table.header_rows[-1]) if table.header_rows else (1, 0)
        for number in range(table.first, top):
            yield self.above(number)
        for number in range(top, bottom + 1):
            yield self.skip(number, S_HEADER)
        times = self.times = self.money_times()
        covered, self.first_row = sheet.covered, bottom + 1
        at, last = [(column - 1, key) for column, key in self.pairs], max(self.key_of, default=0)
        for number in range(self.first_row, table.last + 1):
            row = sheet.row(number)
            first = next((cell for cell in row if cell is not None), None)
            if first is None:
                yield Line(number, S_BLANK, code=S_BLANK, context=self.context)
                continue
            if type(first) is str:
                line = self.special(number, row, first)
                if line is not None:
                    yield line
                    continue
            elif number == self.first_row and numbers_columns(row):
                yield self.skip(number, S_HEADER)
                continue
            if len(row) < last:
                row = [*row, *[None] * (last - len(row))]
            values = {key: row[position] for position, key in at}
            for key in times:
                values[key] = in_yuan(values[key], times[key])
            above = covered.get(number)
            if above or not DITTO.isdisjoint(row):
                yield self.filled(number, values, above or {})
            else:
                self.record_row = number
                yield Line(number, DATA, values, context=self.context)
            self.last_values = values

    def money_times(self) -> dict[str, int]:
        """Fields whose plain numbers are in 万元 or the like, and how many yuan one is."""
        found = {}
        for column, key in self.pairs:
            one = self.shape.field(key)
            if one and one.is_money:
                stated = YUAN.search("".join(self.table.headings[column]))
                times = TIMES[stated[1]] if stated else self.money_unit
                if times != 1:
                    found[key] = times
        return found

    def skip(self, number: int, code: str) -> Line:
        return Line(number, code, code=code, context=self.context, text=text_of(self.sheet.filled(number)))

    def above(self, number: int) -> Line:
        """A row over the header: blank, title, or the line that says whose ledger this is."""
        cells = self.sheet.filled(number)
        if not cells:
            return Line(number, S_BLANK, code=S_BLANK, context=self.context)
        code, news = S_TITLE, {}
        for _, cell in cells:
            text = str(cell).strip()
            if (found := UNIT_YUAN.search(text)) and found[1]:
                self.money_unit = TIMES[found[1]]
            if (found := UNIT.search(text)) and not MEASURE.fullmatch(found[2]):
                news["unit"] = found[2]
                code = S_UNIT
            if found := TIME.search(text):
                news["time"] = found[2].strip()
                code = S_UNIT
            elif re.match(r"^[^：:]{1,12}[：:]", text):
                code = S_UNIT
        if code == S_TITLE:
            title = text_of(cells)
            news["title"] = f"{self.context['title']} {title}" if "title" in self.context else title
        self.context = {**self.context, **news}
        return self.skip(number, code)

    def filled(self, number: int, values: dict[str, Cell], above: Mapping[int, int]) -> Line:
        """A data row with cells that belong to a merged cell further up, or that say 同上."""
        filled = set()
        for column, top in above.items():
            key = self.key_of.get(column)
            if key is None or column in self.no_fill or values[key] is not None or top < self.first_row:
                continue
            values[key] = self.table.grid.cell(top, column)
            if key in self.times:
                values[key] = in_yuan(values[key], self.times[key])
            filled.add(key)
        for key, value in values.items():
            if value in DITTO and key in self.last_values:
                values[key] = self.last_values[key]
        continues = None
        if self.identity and self.identity <= filled and self.record_row is not None:
            continues = self.record_row
        else:
            self.record_row = number
        return Line(number, DATA, values, filled=frozenset(filled), context=self.context, continues=continues)

    def special(self, number: int, row: list[Cell], first: str) -> Line | None:
        """A row that is no record, or None."""
        text = first.strip()
        cells = [(column, cell) for column, cell in enumerate(row, 1) if cell is not None]
        if text in self.plain and number != self.first_row and len(cells) > 2:
            # A township's name begins thousands of rows; only the second cell may say 小计 then.
            return self.total(number, cells) if type(cells[1][1]) is str else None
        if self.repeats_header(row, text) or (number == self.first_row and numbers_columns(row)):
            return self.skip(number, S_HEADER)
        if text in EXAMPLE:
            return self.skip(number, S_NOTE)
        if (total := self.total(number, cells)) is not None:
            return total
        if is_note(cells):
            return self.skip(number, S_NOTE)
        if len(self.plain) < 1000 and self.begins_plainly(text):
            self.plain.add(text)
        if len(cells) == 1:
            return self.alone(number, cells[0][0], text)
        return None

    def begins_plainly(self, text: str) -> bool:
        """Whether no row that begins with this is a header, an example, a note or a total because of it."""
        marked = TOTAL_LETTERS.search(text) or NOTE.match(text) or NOTE_START.match(text)
        return not marked and text not in EXAMPLE and normal(text) not in self.header_words

    def repeats_header(self, row: list[Cell], text: str) -> bool:
        """The header again, as on every printed page."""
        if normal(text) not in self.header_words:
            return False
        cells = {column: normal(str(cell)) for column, cell in enumerate(row, 1) if cell is not None}
        return len(cells) >= 2 and any(
            sum(header.get(column) == word for column, word in cells.items()) >= 0.6 * len(cells)
            for header in self.header_cells
        )

    def alone(self, number: int, column: int, text: str) -> Line | None:
        """One cell alone in its row: a section, a note, or a record with everything else missing."""
        spans = self.sheet.across.get(number, ())
        span = next((right - left + 1 for left, right, _ in spans if left == column), 1)
        wide = span >= max(2, self.width / 2)
        if not wide and column not in self.counted and not SECTION.search(text) and len(text) <= 30:
            return None
        if text == self.context.get("title"):
            return self.skip(number, S_TITLE)
        if number > self.last_data_row or len(text) > 40 or re.search(r"续表|接上页|转下页", text):
            return self.skip(number, S_NOTE)
        self.context = {**self.context, "section": text}
        return self.skip(number, S_SECTION)

    @cached_property
    def last_data_row(self) -> int:
        """The last row with several cells filled that is not a total."""
        for number in range(self.table.last, self.first_row - 1, -1):
            cells = self.sheet.filled(number)
            total = any(isinstance(cell, str) and TOTAL.match(cell.strip()) for _, cell in cells[:2])
            if len(cells) >= 3 and not total and not is_note(cells):
                return number
        return 0

    def total(self, number: int, cells: list[tuple[int, Cell]]) -> Line | None:
        for order, (column, cell) in enumerate(cells[:2]):
            if not isinstance(cell, str) or not TOTAL_LETTERS.search(cell):
                continue
            text = re.sub(r"\s+", "", cell)
            found = TOTAL.match(text)
            if found:
                small = found[2] == "小计" or found[1].endswith(("本页", "月", "季度"))
                code, label, rest = S_SUBTOTAL if small else S_TOTAL, found[0], text[found.end() :]
            elif len(cells) <= 2 and COUNTED.match(text):
                code, label, rest = S_TOTAL, text, text
            else:
                continue
            line = Line(number, code, code=code, context=self.context, text=text_of(cells), label=label)
            self.read_numbers(line, [(column, rest), *cells[order + 1 :]])
            return line
        return None

    def read_numbers(self, line: Line, cells: Sequence[tuple[int, Cell]]) -> None:
        for column, cell in cells:
            number, unit = None, ""
            if isinstance(cell, (int, float)) and not isinstance(cell, bool):
                number = cell
            elif isinstance(cell, str) and (found := NUMBER.search(unicodedata.normalize("NFKC", cell))):
                number, unit = float(found[1].replace(",", "")), found[2] or ""
                number = int(number) if number.is_integer() else number
            if number is None:
                continue
            key = self.key_of.get(column, column)
            line.stated.setdefault(key, number if unit else in_yuan(number, self.times.get(key, 1)))
            if line.count is None and isinstance(number, int) and unit not in ("元", "万元") and unit:
                line.count = number
