"""Files that the wizard hands out: an empty ledger, the rows to be put right in red, the report."""

from __future__ import annotations

import io
import json
import re
import tempfile
from collections.abc import Callable, Iterator
from typing import IO

from openpyxl import Workbook as Book
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from congress_poverty.models import SheetImport, SheetImportRow
from congress_poverty.sheets.shapes import Field, LedgerShape
from congress_poverty.sheets.writer import write_csv, write_xlsx
from congress_poverty.text import mask_id_number, mask_name, mask_phone

from . import actions
from .grid import Fate
from .ledger import Ledger

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_RED = PatternFill("solid", fgColor="FFD9CC")
_HEAD = PatternFill("solid", fgColor="EFEDE8")
_BOLD = Font(bold=True)
_WRAP = Alignment(wrap_text=True, vertical="top")

# One fictitious record, by the field keys that the ledgers share.
_EXAMPLES = {
    "township": "灵城镇",
    "village": "周田村",
    "natural_village": "周东组",
    "head": "张三",
    "name": "李四",
    "deputy": "王五",
    "together": "李四",
    "people": "王五、李四",
    "gender": "男",
    "ethnicity": "汉族",
    "birth": "1975-06",
    "education": "高中",
    "party": "中共党员",
    "level": "县",
    "work": "周田村村委会主任",
    "employer": "周田村村委会",
    "job": "主任",
    "category": "一般农户",
    "status": "脱贫户",
    "main_cause": "因病",
    "cause": "因病",
    "identified": "2014",
    "exit": "2018",
    "population": "4",
    "labour_count": "2",
    "relation": "配偶",
    "group": "灵城镇第一代表小组",
    "place": "周田村活动室",
    "address": "周田村村部",
    "topic": "视察饮水安全",
    "kind": "专题视察",
    "mode": "入户走访",
    "note": "了解家庭情况，讲解医保政策",
    "issue": "门前路段积水",
    "result": "已转镇水利站处理",
    "amount": "500",
    "count": "2",
    "date": "2026-03-05",
    "start": "2026-03-01",
    "day": "每月15日",
    "opened": "2018-05",
    "period": "2026年上半年",
    "code": "341323100201",
    "title": "关于修复周田村通村路的建议",
}


def _columns(shape: LedgerShape) -> Iterator[Field]:
    return (one for one in shape.fields if not one.by_year)


def blank(ledger: type[Ledger]) -> IO[bytes]:
    """An empty workbook: a sheet for each layout, headings, one example that the reader skips."""
    book = Book()
    book.remove(book.active)
    for shape in ledger.shapes:
        fields = list(_columns(shape))
        sheet = book.create_sheet(_sheet_name(shape.label, book.sheetnames))
        sheet.append([f"{shape.label}（模板）"])
        needed = "、".join(one.label for one in fields if one.required)
        sheet.append([f"填写要求：必填 {needed}；其余没有的可以空着。日期写成 2026-03-05。"])
        sheet.append(["序号", *(one.label for one in fields)])
        sheet.append(["示例", *(_EXAMPLES.get(one.key, "") for one in fields)])
        sheet["A1"].font = Font(bold=True, size=14)
        for number, cell in enumerate(sheet[3], 1):
            cell.fill, cell.font = _HEAD, _BOLD
            sheet.column_dimensions[get_column_letter(number)].width = max(8, 2.4 * len(str(cell.value)))
        for column in range(2, len(fields) + 2):
            # Text everywhere: a long number or a date stays as it was typed.
            sheet.column_dimensions[get_column_letter(column)].number_format = "@"
            sheet.cell(4, column).number_format = "@"
        sheet.freeze_panes = "A4"
    return _saved(book)


def export(ledger: Ledger, form: str, *, hidden: frozenset[str]) -> tuple[IO[bytes], int]:
    """A ledger out again in its own columns, ``hidden`` ones masked; the file and its rows."""
    fields = list(ledger.export_fields())
    ledger.hides = bool(hidden)
    hides = [(n, _mask_of(one.key)) for n, one in enumerate(fields) if one.key in hidden]

    def rows() -> Iterator[list]:
        for cells in ledger.export():
            line = list(cells)
            for n, mask in hides:
                line[n] = mask(str(line[n])) if line[n] else line[n]
            yield line

    file = tempfile.TemporaryFile()  # noqa: SIM115 - FileResponse closes it
    headings = [one.label for one in fields]
    if form == "csv":
        written = write_csv(file, headings, rows())
    else:
        types = ["text" if one.key in ledger.secret else None for one in fields]
        written = write_xlsx(file, _sheet_name(ledger.label, []), headings, rows(), types=types)
    file.seek(0)
    return file, written.rows


def _mask_of(key: str) -> Callable[[str], str]:
    if "phone" in key:
        return mask_phone
    return mask_id_number if "id" in key.split("_") else mask_name


def red(sheet_import: SheetImport) -> IO[bytes]:
    """The rows that were refused, with the file's own headings and cells; what is wrong is red."""
    wanted: dict[tuple[str, int], SheetImportRow] = {
        (row.sheet, row.row): row for row in sheet_import.rows.filter(fate=Fate.REFUSED).order_by("id")
    }
    book = Book(write_only=True)
    for grid, table in actions.read_tables(sheet_import):
        if not table.kind:
            continue
        rows = [
            (line.row, wanted[grid.name[:100], line.row])
            for line in table.lines()
            if (grid.name[:100], line.row) in wanted
        ]
        if not rows:
            continue
        sheet = book.create_sheet(_sheet_name(grid.name, book.sheetnames))
        columns = sorted(table.headings)
        sheet.freeze_panes = "A2"
        sheet.column_dimensions["B"].width = 50
        head = ["原行号", "要改什么", *("".join(table.headings[number]) for number in columns)]
        sheet.append([_cell(sheet, text, fill=_HEAD, font=_BOLD) for text in head])
        for number, row in rows:
            wrong = {finding["key"] for finding in row.findings}
            said = "；".join(finding["message"] for finding in row.findings)
            cells = [_cell(sheet, number), _cell(sheet, said, alignment=_WRAP)]
            for column in columns:
                key = table.columns.get(column, "")
                value = row.repaired.get(key, grid.cell(number, column))
                if isinstance(value, str) and value.startswith(actions.SEALED):
                    value = grid.cell(number, column)
                cells.append(_cell(sheet, value, fill=_RED if key and key in wrong else None))
            sheet.append(cells)
    if not book.sheetnames:
        book.create_sheet("没有要改的行").append(["这次导入没有要改的行。"])
    return _saved(book)


def report(sheet_import: SheetImport) -> bytes:
    """What became of every row that was not simply accepted, as the command reports it."""
    name = sheet_import.file_name
    rows = [
        {
            "file": name,
            "sheet": row.sheet,
            "row": row.row,
            "field": finding["field"],
            "code": finding["code"],
            "message": finding["message"],
        }
        for row in sheet_import.rows.order_by("id")
        for finding in row.findings
    ]
    told = {"kind": sheet_import.kind, "files": [{"file": name, "sheets": sheet_import.sheets}], "rows": rows}
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def _cell(sheet, value, **style) -> WriteOnlyCell:
    if isinstance(value, str):
        value = re.sub("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]", " ", value)[:32_000]
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"  # never a formula
        cell.number_format = "@"
    for name, what in style.items():
        if what is not None:
            setattr(cell, name, what)
    return cell


def _sheet_name(text: str, taken: list[str]) -> str:
    name = re.sub(r"[\[\]:*?/\\']", " ", text).strip()[:28] or "台账"
    return name if name not in taken else f"{name}{len(taken) + 1}"


def _saved(book: Book) -> IO[bytes]:
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    return file
