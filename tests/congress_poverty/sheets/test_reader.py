"""Files of every sort: read as they are, or refused in a sentence."""

import io
import re
import struct
import zipfile
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from congress_poverty.refusals import Refused
from congress_poverty.sheets import parse
from congress_poverty.sheets.reader import Limits, read_text_block, read_workbook

HEADINGS = ["序号", "走访时间", "走访代表", "所在村"]


@pytest.fixture
def write(tmp_path):
    """Save a workbook that a function fills; return where."""

    def save(fill, name="走访记录.xlsx"):
        book = openpyxl.Workbook()
        fill(book.active)
        book.save(tmp_path / name)
        return tmp_path / name

    return save


def rewrite(path, entry, change, target=None):
    """The same archive with one part changed."""
    blob = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(blob, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.namelist():
            data = old.read(item)
            new.writestr(item, change(data) if item == entry else data)
    target = target or path
    target.write_bytes(blob.getvalue())
    return target


def refusal(path, **limits):
    with pytest.raises(Refused) as caught:
        read_workbook(path, limits=Limits(**limits))
    assert re.search(r"[。]$", caught.value.sentence)
    return caught.value


def test_numbers_dates_and_text_keep_their_kind(write):
    def fill(sheet):
        sheet.append([3, 2.5, "3", True, date(2018, 4, 5), datetime(2018, 4, 5, 8, 30), None, "  "])
        sheet.append([341323199001010000])

    rows = read_workbook(write(fill)).sheets[0].rows
    assert rows[0] == [3, 2.5, "3", True, date(2018, 4, 5), datetime(2018, 4, 5, 8, 30), None, None]
    assert [type(cell) for cell in rows[0][:3]] == [int, float, str]
    assert rows[1][0] == 341323199001010000


def test_row_and_column_numbers_are_those_of_the_sheet(write):
    def fill(sheet):
        sheet["C4"] = "这里"

    assert read_workbook(write(fill)).sheets[0].cell(4, 3) == "这里"


def test_merged_ranges_and_hidden_parts_are_known(write):
    def fill(sheet):
        for _ in range(4):
            sheet.append(["张三", 1, 2])
        sheet.merge_cells("A2:A4")
        sheet.column_dimensions["B"].hidden = True
        sheet.row_dimensions[3].hidden = True

    grid = read_workbook(write(fill)).sheets[0]
    assert (grid.merges, grid.hidden_columns, grid.hidden_rows) == ([(2, 1, 4, 1)], [2], [3])


def test_a_hidden_sheet_is_read_and_called_hidden(write):
    def fill(sheet):
        sheet.append(["看得见"])
        other = sheet.parent.create_sheet("字典")
        other.append(["看不见"])
        other.sheet_state = "hidden"

    book = read_workbook(write(fill))
    assert [(grid.name, grid.state) for grid in book.sheets] == [("Sheet", "visible"), ("字典", "hidden")]


def test_error_cells_and_formulas_without_a_result_are_marked(write):
    def fill(sheet):
        sheet["A1"] = "x"
        sheet["B1"] = "=1+1"
        sheet["C1"] = "#DIV/0!"
        sheet["C1"].data_type = "e"

    rows = read_workbook(write(fill)).sheets[0].rows
    assert rows[0] == ["x", "#公式无结果", "#DIV/0!"]


def test_a_formula_gives_the_result_saved_with_it(write):
    def fill(sheet):
        sheet["A1"] = "=1+1"

    path = write(fill)
    rewrite(path, "xl/worksheets/sheet1.xml", lambda xml: re.sub(rb"<v ?/>|<v></v>", b"<v>2</v>", xml))
    assert read_workbook(path).sheets[0].rows == [[2]]


def test_a_lying_dimension_loses_no_row(write):
    def fill(sheet):
        for number in range(500):
            sheet.append([number, "x"])

    path = write(fill)
    rewrite(
        path,
        "xl/worksheets/sheet1.xml",
        lambda xml: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:B2"', xml),
    )
    assert len(read_workbook(path).sheets[0].rows) == 500


def test_a_cell_at_the_far_corner_is_named_and_refused(write):
    def fill(sheet):
        sheet.append(HEADINGS)
        sheet["XFD1048576"] = "x"

    refused = refusal(write(fill))
    assert refused.code == "F_TOO_LARGE"
    assert "第 1048576 行第 XFD 列" in refused.sentence


def test_borders_drawn_to_the_far_column_are_no_content(write):
    def fill(sheet):
        sheet.append(HEADINGS)
        sheet["XFD1"].number_format = "0.00"

    assert read_workbook(write(fill)).sheets[0].rows == [HEADINGS]


def test_more_rows_than_the_limit_are_refused(write):
    def fill(sheet):
        for number in range(60):
            sheet.append([number])

    assert refusal(write(fill), rows=50).code == "F_TOO_LARGE"


def test_a_zip_bomb_is_refused_before_a_parser_sees_it(write):
    path = write(lambda sheet: sheet.append(["x"]))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/a.xml", b" " * (60 * 2**20))
    assert refusal(path).code == "F_BOMB"


def test_a_password_is_asked_to_be_removed(tmp_path):
    path = tmp_path / "加密.xlsx"
    path.write_bytes(compound_file({"EncryptionInfo": b"x" * 100, "EncryptedPackage": b"y" * 5000}))
    refused = refusal(path)
    assert (refused.code, refused.sentence) == ("F_PASSWORD", "“加密.xlsx”有密码，请去掉密码再上传。")


def test_a_word_document_named_xls_is_called_by_its_name(tmp_path):
    path = tmp_path / "名单.xls"
    path.write_bytes(compound_file({"WordDocument": b"x" * 5000}))
    refused = refusal(path)
    assert refused.code == "F_TYPE"
    assert "Word" in refused.sentence


def test_an_old_workbook_damaged_inside_is_refused(tmp_path):
    path = tmp_path / "坏.xls"
    path.write_bytes(compound_file({"Workbook": b"\x09\x08" + b"\xff" * 5000}))
    assert refusal(path).code == "F_DAMAGED"


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("扫描件.xlsx", b"%PDF-1.7 ...", "PDF"),
        ("照片.xls", b"\x89PNG\r\n\x1a\n....", "图片"),
        ("照片.csv", b"\xff\xd8\xff\xe0....", "图片"),
        ("打包.xlsx", b"Rar!\x1a\x07\x00", "压缩包"),
        ("台账.et", b"\xd0\xcf\x11\xe0", ".et"),
        ("二进制.csv", bytes(range(256)) * 20, "不是表格"),
    ],
)
def test_what_is_no_table_is_refused_with_its_real_type(tmp_path, name, content, word):
    (tmp_path / name).write_bytes(content)
    refused = refusal(tmp_path / name)
    assert refused.code == "F_TYPE"
    assert word in refused.sentence


def test_a_zip_that_is_no_workbook_is_refused(tmp_path):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert "Word" in refusal(path).sentence


@pytest.mark.parametrize("part", ["xl/vbaProject.bin", "xl/externalLinks/externalLink1.xml"])
def test_macros_and_links_to_other_files_are_refused(write, part):
    path = write(lambda sheet: sheet.append(["x"]))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(part, "x")
    assert refusal(path).code == "F_TYPE"


def test_strict_open_xml_is_refused_with_the_way_out(write):
    path = write(lambda sheet: sheet.append(["x"]))
    rewrite(
        path,
        "xl/workbook.xml",
        lambda xml: xml.replace(
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        ),
    )
    assert refusal(path).code == "F_STRICT"


def test_a_document_type_declaration_is_refused(write):
    path = write(lambda sheet: sheet.append(["x"]))
    rewrite(
        path,
        "xl/worksheets/sheet1.xml",
        lambda xml: b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + xml,
    )
    assert refusal(path).code == "F_DAMAGED"


@pytest.mark.parametrize("keep", [0.3, 0.9])
def test_a_truncated_file_is_refused(write, keep):
    path = write(lambda sheet: [sheet.append([number, "内容"]) for number in range(300)])
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * keep)])
    assert refusal(path).code == "F_DAMAGED"


def test_an_empty_file_is_refused(tmp_path):
    (tmp_path / "空.xlsx").write_bytes(b"")
    assert refusal(tmp_path / "空.xlsx").code == "F_DAMAGED"


def test_a_missing_file_is_refused(tmp_path):
    assert refusal(tmp_path / "没有.xlsx").code == "F_TYPE"


def test_an_xlsx_named_xls_is_read_for_what_it_is(write):
    book = read_workbook(write(lambda sheet: sheet.append(HEADINGS), "走访.xls"))
    assert (book.format, book.sheets[0].rows) == ("xlsx", [HEADINGS])


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gb18030", "gb18030"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
    ],
)
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_delimited_text_is_read_in_any_encoding(tmp_path, encoding, said, delimiter):
    path = tmp_path / "走访.csv"
    lines = [HEADINGS, ["1", "2018.4.5", "𠮷野·买买提", "No.1 A"], ["2", "2018.4.6", "李四", "No.2 B"]]
    path.write_bytes("\r\n".join(delimiter.join(line) for line in lines).encode(encoding))
    book = read_workbook(path)
    assert (book.format, book.encoding, book.sheets[0].rows) == ("csv", said, lines)


def test_a_quoted_line_break_stays_inside_its_cell(tmp_path):
    path = tmp_path / "走访.csv"
    path.write_text('村,内容\n周田村,"一、看望\n二、座谈"\n\n卓庄村,送化肥\n', encoding="utf-8")
    rows = read_workbook(path).sheets[0].rows
    assert rows == [["村", "内容"], ["周田村", "一、看望\n二、座谈"], [], ["卓庄村", "送化肥"]]


def test_a_quotation_mark_that_is_never_closed_swallows_no_rows(tmp_path):
    path = tmp_path / "走访.csv"
    path.write_text('村,内容\n周田村,"看望\n卓庄村,送化肥\n', encoding="utf-8")
    assert len(read_workbook(path).sheets[0].rows) == 3


def test_lines_may_end_as_on_old_computers(tmp_path):
    path = tmp_path / "走访.csv"
    path.write_bytes("村,内容\r周田村,看望\r".encode("gb18030"))
    assert read_workbook(path).sheets[0].rows == [["村", "内容"], ["周田村", "看望"]]


def test_running_text_is_no_table(tmp_path):
    path = tmp_path / "说明.txt"
    path.write_text("各位领导：\n现将台账报上。\n", encoding="gb18030")
    assert refusal(path).code == "F_NOT_TABLE"


def test_a_web_page_named_xls_is_read_with_its_spans(tmp_path):
    path = tmp_path / "导出.xls"
    path.write_text(
        "<html><meta charset=gb2312><body><table><tr><th>代表</th><th>户主</th></tr><tr>"
        "<td rowspan=2>张三</td><td>李四</td></tr><tr><td>王&#8226;五<br>六</td></tr></table></body></html>",
        encoding="gb18030",
    )
    book = read_workbook(path)
    assert book.format == "html"
    assert book.sheets[0].rows == [["代表", "户主"], ["张三", "李四"], [None, "王•五\n六"]]
    assert book.sheets[0].merges == [(2, 1, 3, 1)]


def test_a_child_that_runs_out_of_bounds_is_a_refusal_and_the_next_file_is_read(write):
    large = write(lambda sheet: [sheet.append(["内容" * 50] * 50) for _ in range(300)], "大.xlsx")
    small = write(lambda sheet: sheet.append(["x"]), "小.xlsx")
    assert refusal(large, wall_seconds=0).code == "F_TOO_LARGE"
    assert refusal(large, memory_bytes=30 * 2**20).code in ("F_TOO_LARGE", "F_DAMAGED")
    assert read_workbook(small).sheets[0].rows == [["x"]]


def test_a_block_pasted_from_a_spreadsheet_is_read_by_its_tabs():
    grid = read_text_block('序号\t代表\t内容\r\n1\t张三\t"看望,\n座谈"\r\n').sheets[0]
    assert grid.rows == [["序号", "代表", "内容"], ["1", "张三", "看望,\n座谈"]]


@pytest.mark.parametrize("engine", ["calamine", "openpyxl"])
def test_both_readers_of_a_workbook_say_the_same(write, engine):
    def fill(sheet):
        sheet["A1"], sheet["B3"], sheet["C3"] = "标题", 3, date(2018, 4, 5)
        sheet["D6"], sheet["A7"] = datetime(2018, 4, 5, 8, 30), 2.5
        sheet.merge_cells("A1:D1")
        sheet.merge_cells("B3:B5")

    frames = list(parse.read(str(write(fill)), asdict(Limits()), engine))
    (_, sheet), (_, rows, dates) = frames[:2]
    assert sheet["merges"] == [(1, 1, 1, 4), (3, 2, 5, 2)]
    assert [[cell for cell in row if cell is not None] for row in rows] == [
        ["标题"],
        [],
        [3, 0],
        [],
        [],
        [0],
        [2.5],
    ]
    assert [(row, column) for row, column, *_ in dates] == [(2, 2), (5, 3)]


def test_cells_without_references_are_read_in_order(write):
    path = write(lambda sheet: [sheet.append(["a", "b"]), sheet.append(["c", "d"])])
    rewrite(path, "xl/worksheets/sheet1.xml", lambda xml: re.sub(rb' r="[A-Z]*\d+"', b"", xml))
    assert read_workbook(path).sheets[0].rows == [["a", "b"], ["c", "d"]]


LINGBI = Path(__file__).parents[2] / "data" / "lingbi" / "messy"


def test_an_old_workbook_is_read_with_merges_and_sections():
    book = read_workbook(LINGBI / "01_代表花名册" / "尹集镇人大代表花名册.xls")
    (grid,) = book.sheets
    assert (book.format, grid.name, len(grid.rows)) == ("xls", "代表花名册", 105)
    assert grid.cell(1, 1) == "尹集镇人大代表花名册"
    assert (1, 1, 1, 15) in grid.merges
    assert grid.cell(5, 1) == "一、省级代表（1名）"


def test_an_old_workbook_named_xlsx_is_read_for_what_it_is(tmp_path):
    path = tmp_path / "花名册.xlsx"
    path.write_bytes((LINGBI / "01_代表花名册" / "尹集镇人大代表花名册.xls").read_bytes())
    assert read_workbook(path).format == "xls"


def test_a_truncated_old_workbook_is_refused(tmp_path):
    path = tmp_path / "花名册.xls"
    path.write_bytes((LINGBI / "01_代表花名册" / "尹集镇人大代表花名册.xls").read_bytes()[:20_000])
    assert refusal(path).code == "F_DAMAGED"


def compound_file(streams):
    """A small OLE compound file with these streams, each at least one sector long."""
    sector = 512
    data, table, entries = b"", [], []
    for name, content in streams.items():
        content = content.ljust(4096, b"\0")
        count = -(-len(content) // sector)
        start = len(table)
        table += [*range(start + 1, start + count), 0xFFFFFFFE]
        data += content.ljust(count * sector, b"\0")
        entries.append((name, 2, start, len(content)))
    directory = b""
    for name, kind, start, size in [("Root Entry", 5, 0xFFFFFFFE, 0), *entries]:
        title = name.encode("utf-16-le") + b"\0\0"
        entry = title.ljust(64, b"\0") + struct.pack("<HBB", len(title), kind, 1)
        entry += struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, 1 if kind == 5 else 0xFFFFFFFF)
        directory += entry.ljust(116, b"\0") + struct.pack("<II", start, size) + b"\0" * 4
    directory = directory.ljust(-(-len(directory) // sector) * sector, b"\0")
    first = len(table)
    count = len(directory) // sector
    table += [*range(first + 1, first + count), 0xFFFFFFFE]
    fat_at = len(table)
    table.append(0xFFFFFFFD)
    fat = b"".join(struct.pack("<I", number) for number in table).ljust(sector, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIII", 0, 1, first, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<I", fat_at)
    return header.ljust(512, b"\xff") + data + directory + fat
