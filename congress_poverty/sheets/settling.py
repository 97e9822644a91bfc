"""What the headings leave open, the cells decide.

「代表类别」 is 县级 in one county's ledger and 农民 in the next one's; 「学历层次」 looks like a level and
is none. Where a heading could be several columns, or only resembles one, the cells under it must
look like what the column holds (``Field.holds``). A heading that is a column's own is believed
whatever stands below: then the rows are wrong, and are told so.
"""

from __future__ import annotations

from dataclasses import replace

from .matching import SURE, Header, HeadingIndex, assign, index_of
from .reader import Cell
from .row_words import DITTO
from .sheet import SheetView

SAMPLES = 30  # cells looked at in a column
ROWS = 300  # rows gone down for them
FIT = 0.5  # of the cells must look like the column's


def settle(sheet: SheetView, header: Header, last: int) -> Header:
    """The header with every column in doubt given to a field that its cells look like, or to none."""
    index = index_of(header.shape)
    never: set[tuple[int, str]] = set()
    while True:
        wrong = {
            (column, key)
            for column, key in header.keys.items()
            if _is_open(index, header, column, key) and not _fits(sheet, header, column, key, last)
        }
        if not wrong:
            return header
        never |= wrong
        keys, how, _, _ = assign(index, header.paths, never)
        header = replace(header, keys=keys, how=how)


def _is_open(index: HeadingIndex, header: Header, column: int, key: str) -> bool:
    """Whether the heading alone does not say that this is the column."""
    one = header.shape.field(key)
    if one is None or one.holds is None:
        return False
    said = {found.key for found, _, weight, _ in index.matches(header.paths[column]) if weight >= SURE}
    return said != {one.key}


def _fits(sheet: SheetView, header: Header, column: int, key: str, last: int) -> bool:
    holds = header.shape.field(key).holds
    cells = [cell for cell in _cells(sheet, header, column, last) if cell not in DITTO]
    return not cells or sum(map(holds, cells)) >= FIT * len(cells)


def _cells(sheet: SheetView, header: Header, column: int, last: int) -> list[Cell]:
    found: list[Cell] = []
    for number in range(header.bottom + 1, min(last, header.bottom + ROWS) + 1):
        row = sheet.row(number)
        if column <= len(row) and row[column - 1] is not None and len(sheet.filled(number)) > 2:
            found.append(row[column - 1])
            if len(found) == SAMPLES:
                break
    return found
