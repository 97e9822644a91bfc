"""What the limited child process runs: one file → plain cells on standard output.

Started by ``reader`` as a script, so it imports nothing of ours. Spreadsheet parsers
abort on hostile files, swallow a gigabyte for a small one, and lose rows when a file
lies about its size; here they may, without harm to a web or task process.

Requests come as JSON lines on standard input. Each answer is a run of frames, a
length and a pickle of built-in types: ``("sheet", {...})``, ``("rows", rows, dates)`` …,
``("book", {...})`` at the end, or ``("refused", code, sentence)``. Dates travel beside the
rows as (row, column, day, second of the day or -1), so that nothing needs constructing.
"""

import csv
import gc
import html
import io
import json
import os
import pickle
import re
import resource
import select
import stat
import struct
import sys
import zipfile
import zlib
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from html.parser import HTMLParser

ROWS_IN_A_FRAME = 4000
IDLE_SECONDS = 60

SAVE_AS = "请在 WPS 或 Excel 里打开，“另存为 .xlsx”再上传。"
FORMULA_WITHOUT_RESULT = "#公式无结果"


# A cell that a spreadsheet program could run as a formula; our own CSV puts an apostrophe before it.
CSV_FORMULA = re.compile(r"'*\s*[=+\-@＝＋－＠\t\r\n\0]")


class Refusal(Exception):
    def __init__(self, code, sentence):
        super().__init__(sentence)
        self.code, self.sentence = code, sentence


# --- what kind of file is it -------------------------------------------------------------

SIGNATURES = (
    (b"%PDF", "PDF 文件"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"BM", "图片"),
    (b"RIFF", "图片或影音文件"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
    (b"{\\rtf", "Word 文档"),
    (b"MZ", "程序文件"),
    (b"\x7fELF", "程序文件"),
    (b"SQLite format 3", "数据库文件"),
)


def read(path, limits, engine):
    """Frames of one file, whatever its name says it is."""
    name = os.path.basename(path)
    extension = os.path.splitext(name)[1].lower()
    if extension in (".et", ".ett", ".wps", ".dps"):
        raise Refusal("F_TYPE", f"“{name}”是 {extension} 文件，请在 WPS 里“另存为 .xlsx”再上传。")
    size = os.path.getsize(path)
    if size > limits["file_bytes"]:
        raise Refusal(
            "F_TOO_LARGE",
            f"“{name}”有 {size / 2**20:.0f} MB，最多 {limits['file_bytes'] / 2**20:.0f} MB，"
            "请按年份或乡镇分成几个文件再上传。",
        )
    with open(path, "rb") as file:
        head = file.read(4096)
    if not head:
        raise Refusal("F_DAMAGED", f"“{name}”是空文件，可能没有保存好，请重新保存后再上传。")
    if head.startswith(b"PK"):
        return read_zip(path, name, limits, engine)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return read_ole(path, name, limits)
    for signature, what in SIGNATURES:
        if head.startswith(signature) and not (signature == b"BM" and head[6:10] != b"\0\0\0\0"):
            raise Refusal("F_TYPE", f"“{name}”是{what}，不是表格，请上传 .xlsx、.xls 或 .csv 文件。")
    return read_text(path, name, limits)


# --- .xlsx -------------------------------------------------------------------------------


def read_zip(path, name, limits, engine):
    try:
        with zipfile.ZipFile(path) as archive:
            entries = check_archive(archive, name, limits)
            sheets = scan_archive(archive, entries, name, limits)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        struct.error,
        NotImplementedError,
        RuntimeError,
    ):
        raise damaged(name) from None
    return xlsx_frames(path, name, sheets, engine)


def damaged(name):
    return Refusal(
        "F_DAMAGED",
        f"“{name}”不完整或已损坏，请在电脑上用 WPS 打开确认，重新保存后再上传。",
    )


def check_archive(archive, name, limits):
    """Judge the zip by its directory before any parser sees it."""
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    bomb = Refusal(
        "F_BOMB",
        f"“{name}”解开后异常巨大，不像正常的表格，请新建一张表，只复制需要的内容后再上传。",
    )
    if len(entries) > limits["entries"] or unpacked > limits["unpacked_bytes"]:
        raise bomb
    for entry in entries:
        ratio = entry.file_size / max(1, entry.compress_size)
        if entry.file_size > 10 * 2**20 and ratio > limits["ratio"]:
            raise bomb
        parts = entry.filename.replace("\\", "/").split("/")
        if ".." in parts or stat.S_ISLNK(entry.external_attr >> 16):
            raise damaged(name)
        if entry.flag_bits & 0x1:
            raise password(name)
    names = {entry.filename.replace("\\", "/").lower().lstrip("/"): entry for entry in entries}
    if "xl/workbook.bin" in names:
        raise Refusal("F_TYPE", f"“{name}”是 .xlsb 二进制工作簿，{SAVE_AS}")
    if "xl/workbook.xml" not in names:
        what = "压缩包"
        if "mimetype" in names and b"opendocument" in archive.read(names["mimetype"]):
            what = "OpenDocument 文件"
        elif any(n.startswith("word/") for n in names):
            what = "Word 文档"
        elif any(n.startswith("ppt/") for n in names):
            what = "演示文稿"
        raise Refusal("F_TYPE", f"“{name}”是{what}，不是 Excel 表格，{SAVE_AS}")
    if any(n.endswith("vbaproject.bin") for n in names):
        raise Refusal("F_TYPE", f"“{name}”带有宏，为了安全不能导入，{SAVE_AS}")
    if any(n.startswith("xl/externallinks/") for n in names):
        raise Refusal(
            "F_TYPE",
            f"“{name}”引用了别的文件，请在 WPS 里“数据 → 编辑链接 → 断开链接”，保存后再上传。",
        )
    return names


def password(name):
    return Refusal("F_PASSWORD", f"“{name}”有密码，请去掉密码再上传。")


def scan_archive(archive, names, name, limits):
    """What the sheets' own XML says, counted without a parser: the second opinion."""
    workbook = archive.read(names["xl/workbook.xml"])
    if b"purl.oclc.org/ooxml" in workbook:
        raise Refusal(
            "F_STRICT",
            f"“{name}”存成了“严格 Open XML”格式，"
            "请在 WPS 或 Excel 里“另存为”普通的“Excel 工作簿 (.xlsx)”再上传。",
        )
    targets = {}
    relations = names.get("xl/_rels/workbook.xml.rels")
    for tag in re.findall(rb"<(?:\w+:)?Relationship\s[^>]*>", archive.read(relations) if relations else b""):
        if (attribute(tag, b"Type") or "").endswith("/worksheet"):
            targets[attribute(tag, b"Id")] = attribute(tag, b"Target")
    for entry in names.values():
        if entry.filename.lower().endswith((".xml", ".rels")):
            with archive.open(entry) as part:
                if b"<!DOCTYPE" in part.read(4096):
                    raise damaged(name)
    sheets = {}
    for tag in re.findall(rb"<(?:\w+:)?sheet\s[^>]*>", workbook):
        target = targets.get(attribute(tag, b"(?:\\w+:)id")) or ""
        key = target.lstrip("/").lower()
        entry = names.get(key) or names.get("xl/" + key)
        if entry is None:
            continue  # a chart or dialog sheet
        title = html.unescape(attribute(tag, b"name") or "")
        with archive.open(entry) as part:
            sheets[title] = scan_sheet(part, title, name, limits)
    if len(sheets) > limits["sheets"]:
        raise Refusal(
            "F_TOO_LARGE", f"“{name}”有 {len(sheets)} 张工作表，最多 {limits['sheets']} 张，请分成几个文件。"
        )
    for shared in ("xl/sharedstrings.xml", "xl/styles.xml"):
        if shared in names:
            with archive.open(names[shared]) as part:
                while part.read(1 << 20):
                    pass
    return sheets


def attribute(tag, name):
    found = re.search(rb"\s" + name + rb"\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", tag)
    return (found[1] or found[2] or b"").decode("utf-8", "replace") if found else None


def scan_sheet(part, title, name, limits):
    """Rows with content, hidden rows and columns, error cells and formulas without a result."""
    found = {
        "rows": 0,
        "last": 0,
        "width": 0,
        "merges": [],
        "hidden_rows": [],
        "hidden_columns": [],
        "errors": [],
    }
    buffer = part.read(1 << 16)
    prefix = re.search(rb"<(\w+:)?worksheet[\s>]", buffer)
    tag = b"<" + (prefix[1] or b"" if prefix else b"") + b"row"
    preamble, number = True, 0
    while True:
        chunk = part.read(1 << 20)
        text = buffer + chunk
        formulas = b't="e"' in text or b"<f" in text or b":f" in text
        pieces = text.split(tag)
        buffer = pieces.pop() if chunk else b""
        for piece in pieces:
            if preamble:
                preamble = False
                found["hidden_columns"] = hidden_columns(piece, limits)
            elif piece[:1] in (b" ", b"\t", b"\r", b"\n", b">", b"/"):
                number = scan_row(piece, number, formulas, title, name, limits, found)
        if not chunk:
            found["merges"] = merged_ranges(pieces[-1])
            break
        if len(buffer) > 32 * 2**20:
            raise Refusal("F_BOMB", f"“{name}”的“{title}”里有一行异常巨大，请检查后重新保存。")
    if found["last"] * found["width"] > limits["cells"]:
        raise too_large(name, title, found["last"], found["width"], limits)
    return found


def merged_ranges(tail):
    corners = re.findall(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Z]+)(\d+):([A-Z]+)(\d+)", tail)
    return [
        (int(top), column_number(left), int(bottom), column_number(right))
        for left, top, right, bottom in corners
    ]


def hidden_columns(preamble, limits):
    hidden = []
    for tag in re.findall(rb"<(?:\w+:)?col\s[^>]*>", preamble):
        if attribute(tag, b"hidden") in ("1", "true"):
            low, high = int(attribute(tag, b"min")), int(attribute(tag, b"max"))
            hidden += range(low, min(high, limits["columns"]) + 1)
    return hidden


CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*[^>/])>(.*?)</(?:\w+:)?c>", re.DOTALL)
REFERENCE = re.compile(rb"\br=[\"']([A-Z]+)(\d+)[\"']")
ROW_NUMBER = re.compile(rb"\sr=[\"'](\d+)[\"']")
VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>([^<]*)<")


def scan_row(piece, previous, formulas, title, name, limits, found):
    end = piece.find(b">")
    attributes = piece[:end]
    explicit = ROW_NUMBER.search(attributes)
    number = int(explicit[1]) if explicit else previous + 1
    if b'hidden="1"' in attributes or b'hidden="true"' in attributes:
        found["hidden_rows"].append(number)
    if (
        b"v>" not in piece
        and b"is>" not in piece
        and b"<f" not in piece
        and b":f" not in piece
        and b"<v " not in piece
    ):
        return number
    found["rows"] += 1
    found["last"] = max(found["last"], number)
    if number > limits["rows"]:
        raise too_large(name, title, number, widest_content(piece), limits)
    last = piece[piece.rfind(b"<c ") :] if b"<c " in piece else b""
    reference = REFERENCE.search(last[: last.find(b">") + 1])
    if reference and (width := column_number(reference[1])) > found["width"]:
        if width > limits["columns"]:
            width = widest_content(piece)
            if width > limits["columns"]:
                raise too_large(name, title, number, width, limits)
        found["width"] = max(found["width"], width)
    if formulas and (b't="e"' in piece or b"<f" in piece or b":f" in piece):
        for cell in CELL.finditer(piece):
            attributes, content = cell.groups()
            value = VALUE.search(content)
            reference = REFERENCE.search(attributes)
            text = ""
            if b't="e"' in attributes:
                text = value[1].decode("ascii", "replace") if value else "#VALUE!"
            elif re.search(rb"<(?:\w+:)?f[\s>/]", content) and not (
                value and (value[1] or b't="str"' in attributes)
            ):
                text = FORMULA_WITHOUT_RESULT
            if text and reference and len(found["errors"]) < 100_000:
                found["errors"].append((number, column_number(reference[1]), text))
    return number


def widest_content(piece):
    """The last column with something in it: borders drawn across a whole row do not count."""
    widths = [REFERENCE.search(cell[1]) for cell in CELL.finditer(piece) if cell[2].strip()]
    return max((column_number(found[1]) for found in widths if found), default=0)


@lru_cache(maxsize=1024)
def column_number(letters):
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def column_letters(number):
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def too_large(name, title, row, column, limits):
    return Refusal(
        "F_TOO_LARGE",
        f"“{name}”的“{title}”在第 {row} 行第 {column_letters(max(1, column))} 列还有内容，"
        f"最多读 {limits['rows']} 行 {limits['columns']} 列，"
        "请删掉表格外面多余的内容，或分成几个文件再上传。",
    )


NOT_SCANNED = {"rows": 0, "errors": (), "merges": [], "hidden_rows": [], "hidden_columns": []}


def xlsx_frames(path, name, scans, engine):
    frames = calamine_sheets if engine == "calamine" else openpyxl_sheets
    lost = []
    for sheet, rows, dates in frames(path, name):
        scan = scans.get(sheet["name"]) or NOT_SCANNED
        overlay(rows, scan["errors"])
        if engine == "openpyxl":
            sheet["merges"] = scan["merges"]
        elif (count := filled(rows)) < scan["rows"]:
            lost.append((sheet["name"], count))
        sheet.update(hidden_rows=scan["hidden_rows"], hidden_columns=scan["hidden_columns"])
        yield from sheet_frames(sheet, rows, dates)
    if lost:
        second = {sheet["name"]: filled(rows) for sheet, rows, _ in openpyxl_sheets(path, name)}
        for title, count in lost:
            if second.get(title, 0) > count:
                raise rows_differ(name, title, count, second[title])
    yield ("book", {"format": "xlsx", "encoding": "utf-8"})


def rows_differ(name, title, count, other):
    return Refusal(
        "F_DAMAGED", f"“{name}”的“{title}”两种读法得到的行数不同（{count} 行和 {other} 行），{SAVE_AS}"
    )


def filled(rows):
    return sum(1 for row in rows if any(cell is not None for cell in row))


def overlay(rows, errors):
    """Parsers return nothing for an error cell: put the error's own text there."""
    for row, column, text in errors:
        while len(rows) < row:
            rows.append([])
        cells = rows[row - 1]
        if len(cells) < column:
            cells += [None] * (column - len(cells))
        cells[column - 1] = text


def calamine_sheets(path, name):
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

    try:
        with open(path, "rb") as file:  # a path would be judged by its extension
            book = CalamineWorkbook.from_filelike(file)
    except PasswordError:
        raise password(name) from None
    except (CalamineError, OSError) as error:
        raise (password(name) if "assword" in str(error) else damaged(name)) from None
    for position, meta in enumerate(book.sheets_metadata):
        if meta.typ != SheetTypeEnum.WorkSheet:
            continue
        try:
            sheet = book.get_sheet_by_index(position)
        except CalamineError:
            raise damaged(name) from None
        rows, dates = plain(sheet.to_python(skip_empty_area=False))
        merges = [
            (top + 1, left + 1, bottom + 1, right + 1)
            for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
        ]
        state = str(meta.visible).rpartition(".")[2].lower()
        yield {"name": meta.name, "state": state, "merges": merges}, rows, dates


def openpyxl_sheets(path, name):
    from openpyxl import load_workbook

    with open(path, "rb") as file:
        yield from openpyxl_rows(load_workbook(file, read_only=True, data_only=True))


def openpyxl_rows(book):
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        rows, dates = plain(list(row) for row in sheet.iter_rows(values_only=True))
        yield {"name": sheet.title, "state": sheet.sheet_state.lower(), "merges": []}, rows, dates


def plain(rows):
    """None for empty, int for whole numbers, text and truth as they are; dates on a list of their own."""
    kept, dates = [], []
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            kind = type(cell)
            if kind is str:
                if not cell or cell.isspace():
                    row[column] = None
            elif kind is float:
                if cell.is_integer() and -1e18 < cell < 1e18:
                    row[column] = whole(cell)
            elif kind is date:
                dates.append((number, column, cell.toordinal(), -1))
                row[column] = 0
            elif kind is datetime:
                second = cell.hour * 3600 + cell.minute * 60 + cell.second
                dates.append((number, column, cell.toordinal(), second or -1))
                row[column] = 0
            elif kind not in (int, bool, type(None)):
                row[column] = str(cell)
        kept.append(row)
    return kept, dates


def whole(number):
    """As the spreadsheet shows it: 341323199001010000, not the nearest binary number."""
    return int(number) if abs(number) < 2**53 else int(Decimal(repr(number)))


def sheet_frames(sheet, rows, dates=()):
    while rows and not any(cell is not None for cell in rows[-1]):
        rows.pop()
    yield ("sheet", sheet)
    first = 0
    for start in range(0, len(rows), ROWS_IN_A_FRAME):
        end = first
        while end < len(dates) and dates[end][0] < start + ROWS_IN_A_FRAME:
            end += 1
        here = [(row - start, *rest) for row, *rest in dates[first:end]]
        yield ("rows", rows[start : start + ROWS_IN_A_FRAME], here)
        first = end


# --- .xls --------------------------------------------------------------------------------


def read_ole(path, name, limits):
    with open(path, "rb") as file:
        data = file.read()
    try:
        streams = ole_streams(data)
    except (struct.error, IndexError, ValueError):
        raise damaged(name) from None
    if "EncryptedPackage" in streams or "EncryptionInfo" in streams:
        raise password(name)
    if "WordDocument" in streams:
        raise Refusal(
            "F_TYPE",
            f"“{name}”是 Word 或 WPS 文字文档，不是表格，请把表格复制到 Excel，另存为 .xlsx 再上传。",
        )
    if "PowerPoint Document" in streams:
        raise Refusal("F_TYPE", f"“{name}”是演示文稿，不是表格，请上传 .xlsx、.xls 或 .csv 文件。")
    book = streams.get("Workbook") or streams.get("Book")
    if book is None:
        raise Refusal("F_TYPE", f"“{name}”里没有工作表，{SAVE_AS}")
    try:
        scans = scan_biff(book, name, limits)
    except (struct.error, IndexError):
        raise damaged(name) from None
    return xls_frames(path, name, scans)


def xls_frames(path, name, scans):
    for position, (sheet, rows, dates) in enumerate(calamine_sheets(path, name)):
        scan = scans[position] if position < len(scans) else None
        if scan:
            overlay(rows, scan["errors"])
            count = filled(rows)
            if count < len(scan["filled"]):
                raise rows_differ(name, sheet["name"], count, len(scan["filled"]))
            sheet.update(hidden_rows=scan["hidden_rows"], hidden_columns=scan["hidden_columns"])
        yield from sheet_frames(sheet, rows, dates)
    yield ("book", {"format": "xls", "encoding": "utf-8"})


def ole_streams(data):
    """Streams of a compound file by name: the few pages of [MS-CFB] that a workbook needs."""
    sector_size = 1 << struct.unpack_from("<H", data, 30)[0]
    mini_size = 1 << struct.unpack_from("<H", data, 32)[0]
    directory, cutoff, mini_fat, _, difat, difat_count = struct.unpack_from("<I4xIIIII", data, 48)

    def sector(number):
        start = (number + 1) * sector_size
        return data[start : start + sector_size]

    fat_sectors = [number for number in struct.unpack_from("<109I", data, 76) if number < 0xFFFFFFFA]
    for _ in range(min(difat_count, 4096)):
        numbers = struct.unpack(f"<{sector_size // 4}I", sector(difat))
        fat_sectors += [number for number in numbers[:-1] if number < 0xFFFFFFFA]
        difat = numbers[-1]
    fat = []
    for number in fat_sectors:
        table = sector(number)
        fat += struct.unpack(f"<{len(table) // 4}I", table)

    def chain(start, table):
        seen = 0
        while start < 0xFFFFFFFA:
            yield start
            start = table[start]
            seen += 1
            if seen > len(table):
                raise ValueError("a chain of sectors runs in a circle")

    def stream(start, size):
        return b"".join(sector(number) for number in chain(start, fat))[:size]

    entries, streams, mini = stream(directory, len(data)), {}, b""
    mini_table = stream(mini_fat, len(data))
    mini_table = struct.unpack(f"<{len(mini_table) // 4}I", mini_table)
    for offset in range(0, len(entries) - 127, 128):
        length, kind = struct.unpack_from("<HB", entries, offset + 64)
        title = entries[offset : offset + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
        start, size = struct.unpack_from("<II", entries, offset + 116)
        if kind == 5:
            mini = stream(start, size)
        elif kind == 2 and size < cutoff:
            pages = (
                mini[number * mini_size : (number + 1) * mini_size] for number in chain(start, mini_table)
            )
            streams[title] = b"".join(pages)[:size]
        elif kind == 2:
            streams[title] = stream(start, size)
    return streams


BIFF_CELLS = {0xFD, 0x203, 0x27E, 0x204, 0x205, 0x06, 0xD6, 0xBD}  # text, numbers, truth, formulas
BIFF_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}


def scan_biff(book, name, limits):
    """The second opinion on an .xls: cells counted by walking its records."""
    starts, position = [], 0
    while position + 4 <= len(book):
        record, length = struct.unpack_from("<HH", book, position)
        if record == 0x2F:
            raise password(name)
        if record == 0x85 and book[position + 9] == 0:  # a worksheet, not a chart or macro sheet
            starts.append(struct.unpack_from("<I", book, position + 4)[0])
        if record == 0x0A:
            break
        position += 4 + length
    if len(starts) > limits["sheets"]:
        raise Refusal(
            "F_TOO_LARGE", f"“{name}”有 {len(starts)} 张工作表，最多 {limits['sheets']} 张，请分成几个文件。"
        )
    return [scan_biff_sheet(book, start, name, number, limits) for number, start in enumerate(starts, 1)]


def scan_biff_sheet(book, position, name, sheet_number, limits):
    found = {"filled": set(), "hidden_rows": [], "hidden_columns": [], "errors": []}
    depth = width = last = 0
    while position + 4 <= len(book):
        record, length = struct.unpack_from("<HH", book, position)
        body = position + 4
        if record == 0x809:
            depth += 1
        elif record == 0x0A:
            depth -= 1
            if depth <= 0:
                break
        elif depth == 1 and record in BIFF_CELLS:
            row, column = struct.unpack_from("<HH", book, body)
            if record == 0xBD:
                column = struct.unpack_from("<H", book, body + length - 2)[0]
            found["filled"].add(row)
            width, last = max(width, column + 1), max(last, row + 1)
            if record == 0x205 and book[body + 7]:
                found["errors"].append((row + 1, column + 1, BIFF_ERRORS.get(book[body + 6], "#VALUE!")))
            elif record == 0x06 and book[body + 12 : body + 14] == b"\xff\xff" and book[body + 6] == 2:
                found["errors"].append((row + 1, column + 1, BIFF_ERRORS.get(book[body + 8], "#VALUE!")))
        elif depth == 1 and record == 0x208 and book[body + 12] & 0x20:
            found["hidden_rows"].append(struct.unpack_from("<H", book, body)[0] + 1)
        elif depth == 1 and record == 0x7D and book[body + 8] & 1:
            low, high = struct.unpack_from("<HH", book, body)
            found["hidden_columns"] += range(low + 1, min(high, limits["columns"] - 1) + 2)
        position = body + length
    if last > limits["rows"] or width > limits["columns"] or last * width > limits["cells"]:
        raise too_large(name, f"第 {sheet_number} 张工作表", last, width, limits)
    return found


# --- text --------------------------------------------------------------------------------


def read_text(path, name, limits):
    with open(path, "rb") as file:
        data = file.read()
    text, encoding = decode(data, name)
    start = text[:4000].lstrip().lower()
    if start.startswith("mime-version:") or 'progid="excel.sheet"' in start:
        raise Refusal("F_TYPE", f"“{name}”是网页或 XML 形式的表格，{SAVE_AS}")
    if re.match(r"<(!doctype\s+html|html|head|body|table|meta|div|style|\?xml[^>]*>\s*<html)", start):
        return html_frames(text, encoding, name, limits)
    if start.startswith("<?xml"):
        raise Refusal("F_TYPE", f"“{name}”是 XML 文件，{SAVE_AS}")
    return text_frames(text, encoding, name, limits)


def decode(data, name):
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace"), "utf-16"
    if data[:2000].count(0) > len(data[:2000]) // 8:
        encoding = "utf-16-le" if data[1:2000:2].count(0) > data[0:2000:2].count(0) else "utf-16-be"
        text = data.decode(encoding, "replace")
        if sum(c < " " and c not in "\t\r\n" for c in text[:1000]) == 0:
            return text, encoding
    try:
        encoding = "utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "utf-8"
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        encoding, text = "gb18030", data.decode("gb18030", "replace")
    strange = sum(c == "\ufffd" or (c < " " and c not in "\t\r\n\0\x0b\x0c") for c in text)
    if strange > max(2, len(text) // 100) or text.count("\0") > max(2, len(text) // 100):
        raise Refusal("F_TYPE", f"“{name}”不是表格，也不是能识别的文字，请上传 .xlsx、.xls 或 .csv 文件。")
    return text, encoding


def text_frames(text, encoding, name, limits):
    rows, width = split_text(text), 0
    if rows is None:
        raise Refusal(
            "F_NOT_TABLE",
            f"“{name}”是普通文字，没有分成列，不是台账，请上传 .xlsx、.xls 或用逗号分列的 .csv 文件。",
        )
    width = max(map(len, rows), default=0)
    if len(rows) > limits["rows"] or width > limits["columns"]:
        raise too_large(name, "文件", len(rows), width, limits)
    title = os.path.splitext(name)[0]
    rows = [[text_cell(cell) for cell in row] for row in rows]
    yield from sheet_frames({"name": title, "state": "visible", "merges": []}, rows)
    yield ("book", {"format": "csv", "encoding": encoding})


def text_cell(cell):
    """A cell of our own export without its guard: the apostrophe, the tab behind a long number."""
    if not cell or cell.isspace():
        return None
    if cell[0] == "'" and CSV_FORMULA.match(cell):
        return cell[1:]
    return cell[:-1] if cell[-1] == "\t" and cell[:-1].isdigit() else cell


def split_text(text):
    """Rows of delimited text, or None where nothing separates columns."""
    sample = text[:20_000]
    best, best_score = None, 0
    for delimiter in "\t,;|":
        if delimiter not in sample:
            continue
        widths = [len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter) if row]
        score = sum(widths.count(width) * (width - 1) for width in {max(set(widths), key=widths.count)})
        if score > best_score:
            best, best_score = delimiter, score
    if best is None:
        return None
    csv.field_size_limit(1 << 20)
    # A quotation mark that nobody closes would swallow the rest of the file into one cell.
    quoting = csv.QUOTE_NONE if text.count('"') % 2 else csv.QUOTE_MINIMAL
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=best, quoting=quoting))


class TableReader(HTMLParser):
    """The cells of the tables of a web page: old systems export these and call them .xls."""

    def __init__(self):
        super().__init__()
        self.rows, self.merges, self.taken = [], [], set()
        self.cell, self.spans = None, (1, 1)

    def handle_starttag(self, tag, attributes):
        if tag == "tr":
            self.close_cell()
            self.rows.append([])
        elif tag in ("td", "th"):
            self.close_cell()
            if not self.rows:
                self.rows.append([])
            values = dict(attributes)
            self.cell = []
            self.spans = tuple(
                min(1000, int(v) if (v := values.get(k) or "1").isdigit() else 1)
                for k in ("rowspan", "colspan")
            )
        elif tag == "br" and self.cell is not None:
            self.cell.append("\n")

    def handle_endtag(self, tag):
        if tag in ("td", "th", "tr", "table"):
            self.close_cell()

    def handle_data(self, data):
        if self.cell is not None:
            self.cell.append(data)

    def close_cell(self):
        if self.cell is None:
            return
        text = re.sub(r"[ \t\r\f\v]*\n[ \t\r\f\v]*", "\n", "".join(self.cell)).strip(" \t\r\n")
        row, number = self.rows[-1], len(self.rows)
        while (number, len(row) + 1) in self.taken:
            row.append(None)
        down, across = max(1, self.spans[0]), max(1, self.spans[1])
        left = len(row) + 1
        if (down, across) != (1, 1):
            self.merges.append((number, left, number + down - 1, left + across - 1))
            if down * across <= 100_000:
                self.taken |= {
                    (r, c) for r in range(number, number + down) for c in range(left, left + across)
                }
        row += [text or None] + [None] * (across - 1)
        self.cell = None


def html_frames(text, encoding, name, limits):
    reader = TableReader()
    reader.feed(text)
    reader.close()
    reader.close_cell()
    width = max(map(len, reader.rows), default=0)
    if not reader.rows:
        raise Refusal("F_NOT_TABLE", f"“{name}”是网页，里面没有表格，{SAVE_AS}")
    if len(reader.rows) > limits["rows"] or width > limits["columns"]:
        raise too_large(name, "网页", len(reader.rows), width, limits)
    sheet = {"name": os.path.splitext(name)[0], "state": "visible", "merges": reader.merges}
    yield from sheet_frames(sheet, reader.rows)
    yield ("book", {"format": "html", "encoding": encoding})


# --- the child ---------------------------------------------------------------------------


def limit(limits):
    """Memory for the life of this process, processor time for the file at hand."""
    memory = limits["memory_bytes"]
    resource.setrlimit(resource.RLIMIT_AS, (memory, resource.getrlimit(resource.RLIMIT_AS)[1]))
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + limits["cpu_seconds"]
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def answer(out, frame):
    blob = io.BytesIO()
    pickler = pickle.Pickler(blob, protocol=4)
    pickler.fast = frame[0] == "rows"  # remembering every string costs more than it saves
    pickler.dump(frame)
    out.write(struct.pack("<I", blob.tell()))
    out.write(blob.getbuffer())


def serve():
    gc.disable()  # millions of cells, no cycles
    out = sys.stdout.buffer
    while select.select([sys.stdin], [], [], IDLE_SECONDS)[0]:
        line = sys.stdin.buffer.readline()
        if not line:
            return
        request = json.loads(line)
        name = os.path.basename(request["path"])
        try:
            limit(request["limits"])
            for frame in read(request["path"], request["limits"], request["engine"]):
                answer(out, frame)
        except Refusal as refusal:
            answer(out, ("refused", refusal.code, refusal.sentence))
        except MemoryError:
            answer(
                out, ("refused", "F_TOO_LARGE", f"读“{name}”时内存不够，请按年份或乡镇分成几个文件再上传。")
            )
        except BaseException as error:  # the parser's Rust panics are no Exception
            sys.stderr.write(f"{type(error).__name__}: {error}\n")
            refusal = damaged(name)
            answer(out, ("refused", refusal.code, refusal.sentence))
        out.flush()


if __name__ == "__main__":
    serve()
