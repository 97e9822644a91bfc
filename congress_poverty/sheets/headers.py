"""Where the headers of a sheet are, and the title rows that belong to them."""

import re
from collections.abc import Sequence

from .headings import ENDINGS, sense
from .matching import Header, normal
from .reader import Cell
from .row_words import NOTE, UNIT
from .shapes import LedgerShape
from .sheet import SheetView

HEADER_SEARCH_ROWS = 30


def no_header(kinds: Sequence[LedgerShape]) -> str:
    """Why a sheet has no table, in a sentence."""
    words = "、".join(one.label for one in kinds[0].fields if one.required) if len(kinds) == 1 else ""
    return f"没找到表头，表头里要有“{words}”中的至少两项" if words else "没找到表头，不像台账"


def header_given(sheet: SheetView, top: int, mapping) -> Header | None:
    """The header that a person has pointed at; row 0 where a pasted block has none."""
    if top == 0:  # a pasted block without headings
        found = sheet.judge(1, 0, mapping or {})
        if found:
            width = max(map(len, sheet.rows))
            found.paths = {column: (f"第{column}列",) for column in range(1, width + 1)}
        return found
    best = None
    for bottom in (top, top + 1, top + 2):
        if bottom > top and not sheet.continues_header(top, bottom):
            break
        found = sheet.judge(top, bottom, mapping or {})
        if found and (best is None or found.score > best.score + 0.05):
            best = found
    return best


def find_headers(sheet: SheetView) -> list[Header]:
    """The first header, and further ones below where another table begins."""
    found: list[Header] = []
    number, searched, last = 1, 0, len(sheet.rows)
    while number <= last:
        row = sheet.rows[number - 1]
        if found:
            # Below a header only a row that begins with known headings can be another one.
            if not _starts_like_header(sheet, row):
                number += 1
                continue
        elif searched > HEADER_SEARCH_ROWS and not _starts_like_header(sheet, row):
            number += 1
            continue
        searched += 1
        header = sheet.header_at(number)
        if header is None:
            number += 1
            continue
        for later in (number + 1, number + 2):
            rival = sheet.header_at(later) if later <= header.bottom else None
            if rival and rival.score > header.score + 0.5:
                header = rival
        same = found and _leaves(header) == _leaves(found[-1])
        if not same or title_start(sheet, header.top) < header.top:
            found.append(header)  # the same header under a title of its own is another township's table
        number = header.bottom + 1
    return found


def _leaves(header: Header) -> dict[int, str]:
    return {column: normal(path[-1]) for column, path in header.paths.items()}


def _starts_like_header(sheet: SheetView, row: Sequence[Cell]) -> bool:
    seen = 0
    for cell in row:
        if cell is None:
            continue
        if type(cell) is not str or len(cell) > 20:
            return False
        form = normal(cell)
        if form in sheet.known:
            return True
        # Most rows below a header are people and places: only what may be a heading is looked into.
        if form and form[-1] in ENDINGS and sense(form) in sheet.senses:
            return True
        seen += 1
        if seen == 3:
            return False
    return False


def title_start(sheet: SheetView, top: int) -> int:
    """Rows directly over a later header that belong to it: its title and unit line."""
    start = top
    for number in range(top - 1, max(1, top - 4), -1):
        cells = sheet.filled(number)
        if len(cells) == 1 and isinstance(cells[0][1], str) and not NOTE.match(cells[0][1].strip()):
            start = number
        elif cells and all(isinstance(cell, str) and re.search(r"[：:]", cell) for _, cell in cells):
            if NOTE.match(str(cells[0][1]).strip()) and not UNIT.search(str(cells[0][1])):
                break
            start = number
        else:
            break
    return start
