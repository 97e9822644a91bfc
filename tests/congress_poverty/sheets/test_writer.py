"""What is written comes back the same, and nothing written can run as a formula."""

import csv
import io
import resource
import sys
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest

from congress_poverty.sheets import cells
from congress_poverty.sheets.reader import read_workbook
from congress_poverty.sheets.tables import find_tables
from congress_poverty.sheets.writer import OVERFLOW_SHEET, write_csv, write_xlsx

from . import shapes

PAYLOADS = [
    "=1+1",
    "==1+1",
    "+86",
    "-",
    "@SUM(A1)",
    "\t=1",
    " =1",
    "＝1",
    "'=1",
    "''=1",
    "=cmd|' /C calc'!A0",
]


def through_xlsx(tmp_path, rows, **options):
    path = tmp_path / "导出.xlsx"
    width = len(rows[0])
    write_xlsx(path, "走访记录", [f"列{n}" for n in range(width)], iter(rows), **options)
    return openpyxl.load_workbook(path)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_becomes_a_formula_in_a_workbook(tmp_path, payload):
    cell = through_xlsx(tmp_path, [(payload,)]).active["A2"]
    assert (cell.data_type, cell.value) == ("s", payload)


@pytest.mark.parametrize("payload", [*PAYLOADS, "\r=1"])
def test_csv_is_guarded_and_imports_again_without_the_guard(tmp_path, payload):
    path = tmp_path / "导出.csv"
    write_csv(path, ["内容", "备注"], [(payload, "x")])
    with path.open(encoding="utf-8-sig", newline="") as file:
        raw = list(csv.reader(file))[1][0]
    assert raw.startswith("'")
    assert read_workbook(path).sheets[0].rows[1][0] == payload.replace("\r", "\n")


@pytest.mark.parametrize("number", ["341323199001010017", "0557", "13800138000"])
def test_csv_numbers_that_are_names_come_back_whole(tmp_path, number):
    path = tmp_path / "导出.csv"
    write_csv(path, ["号码", "备注"], [(number, "x")])
    assert read_workbook(path).sheets[0].rows[1][0] == number


def test_csv_begins_with_a_byte_order_mark_for_office_programs():
    target = io.BytesIO()
    write_csv(target, ["姓名"], [("𠮷野",)])
    assert target.getvalue() == '\ufeff"姓名"\r\n"𠮷野"\r\n'.encode()


def test_cells_keep_their_type(tmp_path):
    row = (
        "李四",
        3,
        2.5,
        Decimal("12.50"),
        date(2018, 4, 5),
        datetime(2018, 4, 5, 0, 30, tzinfo=UTC),
        None,
        True,
    )
    values = [cell.value for cell in through_xlsx(tmp_path, [row]).active[2]]
    assert values[:4] == ["李四", 3, 2.5, 12.5]
    assert values[4:6] == [datetime(2018, 4, 5), datetime(2018, 4, 5, 8, 30)]
    assert values[6:] == [None, "是"]


def test_identity_numbers_and_phones_are_text(tmp_path):
    row = (341323199001010017, "341323199001010017", 13800138000)
    cells = through_xlsx(tmp_path, [row], types=[None, "text", "text"]).active[2]
    assert [cell.value for cell in cells] == ["341323199001010017", "341323199001010017", "13800138000"]
    assert [cell.number_format for cell in cells] == ["General", "@", "@"]


def test_every_kind_of_text_comes_back_equal(tmp_path):
    texts = [
        "𠮷野·买买提",
        "<a & b>",
        '"引"',
        " 前后 ",
        "一\n二",
        "a\tb",
        "&amp;",
        "]]>",
        "阿" * 25,
        "\u200d",
    ]
    assert [cell.value for cell in through_xlsx(tmp_path, [tuple(texts)]).active[2]] == texts


def test_characters_no_sheet_can_hold_are_replaced_and_counted(tmp_path):
    path = tmp_path / "a.xlsx"
    written = write_xlsx(path, "x", ["a", "b"], [("甲\x00乙\x0b丙\ufffe", "好")])
    assert written.scrubbed == 1
    assert read_workbook(path).sheets[0].rows[1] == ["甲 乙 丙 ", "好"]


def test_text_too_long_for_a_cell_goes_on_in_a_second_sheet(tmp_path):
    text = "长" * 70_000
    book = through_xlsx(tmp_path, [("x", text), ("y", "短")])
    first = book["走访记录"]["B2"].value
    rest = [row[2] for row in book[OVERFLOW_SHEET].iter_rows(min_row=2, values_only=True)]
    assert len(first) <= 32_767
    assert OVERFLOW_SHEET in first
    assert first.split("……（")[0] + "".join(rest) == text
    assert book["走访记录"]["A3"].value == "y"


def test_the_header_is_frozen_filtered_and_repeated_in_print(tmp_path):
    sheet = through_xlsx(tmp_path, [("a", "b"), ("c", "d")], title="灵璧县走访记录").active
    assert (sheet["A1"].value, sheet["A2"].value) == ("灵璧县走访记录", "列0")
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A3", "A2:B4")
    assert sheet.print_title_rows == "$1:$2"


def test_a_sheet_name_loses_what_a_sheet_name_may_not_have(tmp_path):
    path = tmp_path / "a.xlsx"
    write_xlsx(path, "2018/4:[走访]*?\\" + "长" * 40, ["a"], [])
    (name,) = openpyxl.load_workbook(path).sheetnames
    assert name.startswith("2018 4  走访")
    assert len(name) <= 31


def test_an_export_without_rows_is_still_a_workbook(tmp_path):
    path = tmp_path / "a.xlsx"
    assert write_xlsx(path, "空", ["姓名"], []).rows == 0
    assert read_workbook(path).sheets[0].rows == [["姓名"]]


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_an_exported_ledger_is_recognised_when_it_comes_back(tmp_path, form):
    path = tmp_path / f"走访记录.{form}"
    headings = [field.label for field in shapes.VISIT.fields]
    row = (1, date(2018, 4, 5), "张三", "周田村", "李四", "入户走访", "", "看望", "", "", 300, "=备注", "")
    if form == "xlsx":
        write_xlsx(path, "走访记录", headings, [row], title="灵璧县走访记录")
    else:
        write_csv(path, headings, [row])
    (table,) = find_tables(read_workbook(path).sheets[0], shapes.SHAPES)
    line = list(table.lines())[-1]
    assert (table.kind, table.unmapped, set(table.how.values())) == ("visit", [], {"自动"})
    assert cells.to_date(line.values["date"]) == date(2018, 4, 5)
    assert (cells.to_int(line.values["amount"]), line.values["remark"]) == (300, "=备注")


def test_memory_stays_flat_however_many_rows_there_are():
    row = ("周田村", "看望老人，送化肥两袋" * 3, 12, date(2018, 4, 5), "入户走访") * 2
    headings = [str(n) for n in range(10)]
    write_xlsx(io.BytesIO(), "x", headings, (row for _ in range(100)))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    written = write_xlsx(io.BytesIO(), "x", headings, (row for _ in range(20_000)))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert written.rows == 20_000
    assert grown * (1 if sys.platform == "darwin" else 1024) < 24 * 2**20
