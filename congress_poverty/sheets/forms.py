"""Sheets that hold records but are no tables of rows: a form for each person, a table on its side.

Both have labels and values side by side (户主姓名 | 张三 | 联系电话 | 139…), so that every row looks
like a header of one column more or less. They are not read, and the clerk is told what to make of them.
"""

import itertools
from collections.abc import Sequence

from .headings import sense
from .matching import forms_of, heading
from .reader import Cell
from .shapes import S_FORM, S_SIDEWAYS
from .sheet import SheetView

ROWS = 60  # gone down to see
LABELLED = 3  # rows of this sort make a form

FORM_WORDS = {
    S_FORM: (
        "这是登记表（一户一表、一人一表），不是一行一条的台账，没有导入。"
        "请把各张登记表汇总成一张表，第一行写项目名称，一户（一人）一行，再导入"
    ),
    S_SIDEWAYS: (
        "这张表的项目名称竖排在左边，一列是一条记录，没有导入。"
        "请在 WPS 或 Excel 里复制整张表，“选择性粘贴”时勾选“转置”，变成一行一条后再导入"
    ),
}


def form_of(sheet: SheetView) -> str:
    """S_FORM, S_SIDEWAYS, or '' for a sheet that may hold a table."""
    labels: dict[str, int] = {}
    widths = []
    for number in range(1, min(len(sheet.rows), ROWS) + 1):
        cells = [cell for _, cell in sheet.filled(number)]
        own = _labels(sheet, cells)
        if own and not set(own) & set(labels):
            labels |= dict.fromkeys(own, number)
            widths.append((len(own), len(cells) - len(own)))
        elif sum(_is_label(sheet, cell) for cell in cells) >= LABELLED:
            break  # a header: what stands below belongs to it
    if len(widths) < LABELLED or not _names_a_record(sheet, labels):
        return ""
    return S_SIDEWAYS if all(own == 1 and values >= 2 for own, values in widths) else S_FORM


def _labels(sheet: SheetView, cells: Sequence[Cell]) -> list[str]:
    """The labels of a row that has a value behind each of them; none of any other row."""
    if len(cells) < 2 or not _is_label(sheet, cells[0]):
        return []
    marks = [_is_label(sheet, cell) for cell in cells]
    if any(one and following for one, following in itertools.pairwise(marks)):
        return []
    return [heading(cell) for cell, is_label in zip(cells, marks, strict=True) if is_label]


def _is_label(sheet: SheetView, cell: Cell) -> bool:
    return isinstance(cell, str) and len(cell) <= 20 and any(map(sheet.knows, forms_of(heading(cell))))


def _names_a_record(sheet: SheetView, labels: Sequence[str]) -> bool:
    """Whether some ledger finds all it cannot do without among the labels."""
    for index in sheet.indexes:
        found = {
            one.key
            for label in labels
            for form in forms_of(label)
            for one in (*index.by_form.get(form, ()), *index.by_sense.get(sense(form), ()))
        }
        if len(found) >= LABELLED and all(one.key in found for one in index.shape.fields if one.required):
            return True
    return False
