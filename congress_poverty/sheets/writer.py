"""Rows → ``.xlsx`` or ``.csv`` in constant memory, from any iterator of tuples.

The sheet's XML is written as plain text straight into the archive. That is five times faster
than XlsxWriter's constant-memory mode, needs no wheel for the processor at hand, and leaves
every decision that matters to us here: text is always text (a cell that begins with ``=``
can never become a formula), a long number stays whole, a date is a date.

Styled workbooks with formulas (the assessment) are made with XlsxWriter, not here.
"""

import csv
import io
import os
import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import BinaryIO
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from .parse import CSV_FORMULA, column_letters

SHANGHAI = ZoneInfo("Asia/Shanghai")
CELL_LIMIT = 32_767
ROWS_AT_ONCE = 500
OVERFLOW_SHEET = "超长内容"

TEXT, DATE, DATETIME, NUMBER, MONEY = "text", "date", "datetime", "number", "money"


@dataclass(slots=True)
class Written:
    """What was written: rows, cells with characters that no sheet may hold, cells cut in two."""

    rows: int = 0
    scrubbed: int = 0
    split: int = 0


def write_xlsx(
    target: str | os.PathLike | BinaryIO,
    sheet_name: str,
    headings: Sequence[str],
    rows: Iterable[Sequence],
    *,
    widths: Sequence[float | None] | None = None,
    title: str | None = None,
    types: Sequence[str | None] | None = None,
) -> Written:
    """Write one sheet: an optional title row, the header (frozen, with a filter), the rows.

    ``types`` may say ``text``, ``date``, ``datetime``, ``number`` or ``money`` per column; a
    ``text`` column (identity number, phone) keeps its format when somebody types into it.
    Cells may be ``None``, ``str``, ``int``, ``float``, ``Decimal``, ``bool``, ``date``, ``datetime``.
    """
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        sheet = _Sheet(headings, types, title)
        archive.writestr("[Content_Types].xml", _CONTENT_TYPES)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            part.write(sheet.head(widths).encode())
            for block in sheet.blocks(rows):
                part.write(block.encode())
            part.write(sheet.foot().encode())
        names = [_sheet_name(sheet_name)]
        if sheet.overflow:
            names.append(OVERFLOW_SHEET if names[0] != OVERFLOW_SHEET else OVERFLOW_SHEET + "2")
            rest = _Sheet(("行", "列", "内容（接上）"), None, None)
            xml = rest.head((8, 20, 100)) + "".join(rest.blocks(sheet.overflow)) + rest.foot()
            archive.writestr("xl/worksheets/sheet2.xml", xml.encode())
        for name, xml in _package(names, sheet.header_row, sheet.last_row, len(headings)):
            archive.writestr(name, xml.encode())
    return sheet.written


def write_csv(
    target: str | os.PathLike | BinaryIO,
    headings: Sequence[str],
    rows: Iterable[Sequence],
) -> Written:
    """Write UTF-8 with a byte-order mark, every cell quoted, nothing that could run as a formula."""
    written = Written()
    if isinstance(target, (str, os.PathLike)):
        with open(target, "wb") as file:
            return write_csv(file, headings, rows)
    text = io.TextIOWrapper(target, encoding="utf-8-sig", newline="", write_through=False)
    lines = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    lines.writerow([_csv_cell(heading, written) for heading in headings])
    for row in rows:
        lines.writerow([_csv_cell(cell, written) for cell in row])
        written.rows += 1
    text.flush()
    text.detach()
    return written


def _csv_cell(cell, written: Written) -> str:
    if cell is None:
        return ""
    if not isinstance(cell, str):
        return _plain(cell)
    if _UNWRITABLE.search(cell):
        written.scrubbed += 1
        cell = _scrub(cell)
    if CSV_FORMULA.match(cell):
        return "'" + cell
    # A spreadsheet program opening the file would make numbers of these and lose digits.
    if cell.isascii() and cell.isdigit() and (len(cell) > 11 or (cell[0] == "0" and len(cell) > 1)):
        return cell + "\t"
    return cell


def _plain(cell) -> str:
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, datetime):
        return _local(cell).strftime("%Y-%m-%d %H:%M")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)


def _local(moment: datetime) -> datetime:
    return moment.astimezone(SHANGHAI).replace(tzinfo=None) if moment.tzinfo else moment


# --- the sheet ---------------------------------------------------------------------------

# What XML 1.0 cannot hold, and the carriage return that a parser would change.
_UNWRITABLE = re.compile("[\0-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]")
_MARKUP = re.compile("[\0-\x08\x0b-\x1f&<>\ufffe\uffff\ud800-\udfff]")
_EPOCH = date(1899, 12, 30).toordinal()
_FIRST_SAFE_DAY = date(1900, 3, 1)
_STYLES = {TEXT: 5, DATE: 1, DATETIME: 2, MONEY: 6}
_DEFAULT_WIDTHS = {DATE: 12, DATETIME: 17, NUMBER: 10, MONEY: 13}


def _scrub(text: str) -> str:
    return _UNWRITABLE.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))


class _Sheet:
    def __init__(self, headings, types, title):
        self.headings = [str(heading) for heading in headings]
        self.types = list(types or [None] * len(self.headings))
        self.title = title
        self.header_row = 2 if title else 1
        self.letters = [column_letters(number) for number in range(1, len(self.headings) + 1)]
        self.written = Written()
        self.overflow: list[tuple[int, str, str]] = []
        self.last_row = self.header_row

    def head(self, widths) -> str:
        columns = []
        for number, kind in enumerate(self.types, 1):
            width = (widths[number - 1] if widths and number <= len(widths) else None) or _DEFAULT_WIDTHS.get(
                kind, min(40, max(10, 2.2 * len(self.headings[number - 1]) + 2))
            )
            style = f' style="{_STYLES[kind]}"' if kind in _STYLES else ""
            columns.append(f'<col min="{number}" max="{number}" width="{width}" customWidth="1"{style}/>')
        parts = [
            _XML,
            f'<worksheet xmlns="{_MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews>',
            f'<sheetView workbookViewId="0"><pane ySplit="{self.header_row}" ',
            f'topLeftCell="A{self.header_row + 1}" activePane="bottomLeft" state="frozen"/></sheetView>',
            f"</sheetViews><cols>{''.join(columns)}</cols><sheetData>",
        ]
        if self.title:
            parts.append(f'<row r="1" ht="26" customHeight="1">{self._string("A1", self.title, 4)}</row>')
        cells = (
            self._string(f"{letter}{self.header_row}", heading, 3)
            for letter, heading in zip(self.letters, self.headings, strict=True)
        )
        parts.append(f'<row r="{self.header_row}">{"".join(cells)}</row>')
        return "".join(parts)

    def foot(self) -> str:
        last = self.letters[-1]
        merge = f'<mergeCells count="1"><mergeCell ref="A1:{last}1"/></mergeCells>' if self.title else ""
        if len(self.letters) == 1:
            merge = ""
        return (
            f'</sheetData><autoFilter ref="A{self.header_row}:{last}{self.last_row}"/>{merge}'
            '<printOptions horizontalCentered="1" gridLines="1"/>'
            '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/>'
            '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'
        )

    def blocks(self, rows) -> Iterable[str]:
        """The rows' XML, a few hundred rows at a time."""
        number, parts = self.header_row, []
        columns = [
            (letter, self._writer(kind)) for letter, kind in zip(self.letters, self.types, strict=True)
        ]
        for row in rows:
            number += 1
            cells = [
                write(f'<c r="{letter}{number}"', cell)
                for (letter, write), cell in zip(columns, row, strict=True)
                if cell is not None and cell != ""
            ]
            parts.append(f'<row r="{number}">{"".join(cells)}</row>')
            if len(parts) == ROWS_AT_ONCE:
                self.last_row = number
                yield "".join(parts)
                parts.clear()
        self.last_row = number
        self.written.rows = number - self.header_row
        yield "".join(parts)

    def _writer(self, kind: str | None) -> Callable[[str, object], str]:
        """How a column's cells are written: by their own type, in the column's format."""
        text_start = ' s="5" t="inlineStr"><is><t>' if kind == TEXT else ' t="inlineStr"><is><t>'
        number_start = ' s="6"><v>' if kind == MONEY else "><v>"
        search = _MARKUP.search

        def write(start: str, cell) -> str:
            what = type(cell)
            if what is str:
                if len(cell) > 16_000 or search(cell) or cell.strip() != cell:
                    return self._awkward(start, cell, kind)
                return f"{start}{text_start}{cell}</t></is></c>"
            if what is date:
                if cell >= _FIRST_SAFE_DAY:
                    return f'{start} s="1"><v>{cell.toordinal() - _EPOCH}</v></c>'
            elif what is int or what is float or what is Decimal:
                if kind != TEXT and -1e15 < cell < 1e15:
                    return f"{start}{number_start}{cell}</v></c>"
            elif what is datetime:
                local = _local(cell)
                if local.year > 1900:
                    seconds = local.hour * 3600 + local.minute * 60 + local.second
                    serial = local.toordinal() - _EPOCH + seconds / 86_400
                    return f'{start} s="2"><v>{serial:.10f}</v></c>'
            return self._awkward(start, _plain(cell), kind)

        return write

    def _string(self, reference: str, text: str, style: int) -> str:
        clean = escape(_scrub(text))[:CELL_LIMIT]
        return (
            f'<c r="{reference}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{clean}</t></is></c>'
        )

    def _awkward(self, start: str, text: str, kind: str | None) -> str:
        """Text with markup, control characters, blanks at its ends, or too much of it."""
        if _UNWRITABLE.search(text):
            self.written.scrubbed += 1
            text = _scrub(text)
        if len(text) > 16_000 and len(text.encode("utf-16-le")) // 2 > CELL_LIMIT:
            text = self._split(start, text)
        style = ' s="5"' if kind == TEXT else ""
        return f'{start}{style} t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'

    def _split(self, start: str, text: str) -> str:
        """A cell holds 32,767 characters; what is beyond goes to a sheet of its own, and both say so."""
        letter, row = re.search(r'r="([A-Z]+)(\d+)"', start).groups()
        heading = self.headings[self.letters.index(letter)]
        self.written.split += 1
        first = 2 + len(self.overflow)
        # 16,000 characters fit whatever they are: a rare character counts twice.
        for begin in range(16_000, len(text), 16_000):
            self.overflow.append((int(row), heading, text[begin : begin + 16_000]))
        return f"{text[:16_000]}……（内容过长，接“{OVERFLOW_SHEET}”表第 {first} 行）"


# --- the rest of the package -------------------------------------------------------------

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_BORDER = "".join(
    f'<{side} style="thin"><color rgb="FFB0B7C3"/></{side}>' for side in ("left", "right", "top", "bottom")
)
_STYLE_SHEET = (
    f'{_XML}<styleSheet xmlns="{_MAIN}"><numFmts count="2">'
    '<numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
    '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts>'
    '<fonts count="3"><font><sz val="11"/><name val="宋体"/></font>'
    '<font><b/><sz val="11"/><name val="宋体"/></font>'
    '<font><b/><sz val="16"/><name val="宋体"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFEEF2F7"/></patternFill></fill></fills>'
    f'<borders count="2"><border/><border>{_BORDER}</border></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="7"><xf/>'
    '<xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="165" applyNumberFormat="1"/>'
    '<xf fontId="1" fillId="2" borderId="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">'
    '<alignment horizontal="center" vertical="center" wrapText="1"/></xf>'
    '<xf fontId="2" applyFont="1" applyAlignment="1"><alignment horizontal="center" vertical="center"/></xf>'
    '<xf numFmtId="49" applyNumberFormat="1"/><xf numFmtId="4" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def _sheet_name(name: str) -> str:
    """At most 31 characters, none of those a sheet's name may not have."""
    return re.sub(r"[\[\]:*?/\\]", " ", _scrub(name)).strip("' ")[:31] or "Sheet1"


# Sheets are known by default: how many there are is only known when the last row is written.
_CONTENT_TYPES = (
    f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Default Extension="xml" ContentType="{_TYPES}.worksheet+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.styles+xml"/></Types>'
)


def _package(names: Sequence[str], header_row: int, last_row: int, width: int) -> Iterable[tuple[str, str]]:
    numbers = range(1, len(names) + 1)
    sheets = "".join(
        f'<sheet name="{escape(name, {chr(34): "&quot;"})}" sheetId="{number}" r:id="rId{number}"/>'
        for number, name in zip(numbers, names, strict=True)
    )
    quoted = escape(names[0].replace("'", "''"))
    area = f"'{quoted}'!$A${header_row}:${column_letters(width)}${last_row}"
    yield (
        "xl/workbook.xml",
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets><definedNames>'
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">{area}</definedName>'
        f'<definedName name="_xlnm.Print_Titles" localSheetId="0">'
        f"'{quoted}'!$1:${header_row}</definedName></definedNames></workbook>",
    )
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in numbers
    )
    yield (
        "xl/_rels/workbook.xml.rels",
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{relations}'
        f'<Relationship Id="rId{len(names) + 1}" Type="{_OFFICE}/styles" Target="styles.xml"/>'
        "</Relationships>",
    )
    yield "xl/styles.xml", _STYLE_SHEET
    yield (
        "_rels/.rels",
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    )
