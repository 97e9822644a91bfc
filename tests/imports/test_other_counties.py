"""What the clerks of other counties do with their ledgers: an autonomous county's habits, one at a time."""

import json
from dataclasses import dataclass, field
from datetime import date

import pytest
from django.core.management import call_command
from openpyxl import Workbook

from congress_poverty.reach import Reach, reaching
from pairing.models import Household
from tests.factories import id_number

pytestmark = pytest.mark.django_db

DIVISIONS = """code,name,level,parent_code
52,贵州省,province,
5226,黔东南苗族侗族自治州,city,52
522699,云溪侗族自治县,county,5226
522699100,平江镇,township,522699
522699100201,中寨村,village,522699100
522699100202,坪地村,village,522699100
522699101,者告乡,township,522699
522699101201,红星村,village,522699101
"""


@dataclass
class Told:
    """What became of a file."""

    accepted: int
    codes: set[tuple[int, str]]
    said: dict[str, str] = field(default_factory=dict)


@pytest.fixture
def ledger(tmp_path):
    """Imports sheets (name → rows, or rows and merges) and says what became of them."""
    divisions = tmp_path / "divisions.csv"
    divisions.write_text(DIVISIONS, encoding="utf-8")
    call_command(
        "setup_county",
        "522699",
        divisions=str(divisions),
        pack="default",
        campaign=["脱贫攻坚", "2016-01-01", "2020-12-31"],
        verbosity=0,
    )

    def imported(kind: str, sheets: dict[str, list[list]], *, merges=(), name="台账.xlsx") -> Told:
        book = Workbook()
        book.remove(book.active)
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)
            for cells in merges:
                sheet.merge_cells(cells)
        path, told = tmp_path / name, tmp_path / "report.json"
        book.save(path)
        call_command("import_ledger", kind, str(path), county="522699", report=str(told), verbosity=0)
        report = json.loads(told.read_text(encoding="utf-8"))
        rows = [one for one in report["rows"] if one["code"] not in ("S_TITLE", "S_HEADER", "S_BLANK")]
        return Told(
            sum(sheet["accepted"] for file in report["files"] for sheet in file["sheets"]),
            {(one["row"], one["code"]) for one in rows},
            {one["code"]: one["message"] for one in rows},
        )

    with reaching(Reach.everything("the test reads what was imported")):
        yield imported


def born(serial: int, year: int = 1950) -> str:
    return id_number("522699", date(year, 3, 5), serial)


def homes() -> set[tuple[str, str]]:
    return set(Household.objects.values_list("head_name", "village__name"))


# ---- where a row belongs ------------------------------------------------------------------

HEADS = ["序号", "户主", "公民身份号码", "人口数"]


def test_the_village_of_a_sheet_is_the_one_that_its_name_says(ledger):
    told = ledger(
        "household",
        {
            "中寨": [["贫困户名册"], HEADS, [1, "龙甲", born(1), 2]],
            "坪地村": [["贫困户名册"], HEADS, [1, "龙乙", born(2), 2]],
        },
        name="平江镇2018年.xlsx",
    )
    assert told == Told(2, set(), {})
    assert homes() == {("龙甲", "中寨村"), ("龙乙", "坪地村")}


def test_the_village_of_a_table_is_the_one_in_its_title_or_over_its_rows(ledger):
    told = ledger(
        "household",
        {
            "全镇": [
                ["2018年平江镇中寨村贫困户名册"],
                HEADS,
                [1, "龙甲", born(1), 2],
                ["坪地村"],
                [2, "龙乙", born(2), 2],
            ]
        },
    )
    assert told.accepted == 2
    assert homes() == {("龙甲", "中寨村"), ("龙乙", "坪地村")}


def test_a_village_that_only_one_township_has_says_whose_ledger_it_is(ledger):
    assert ledger("household", {"红星村": [HEADS, [1, "龙甲", born(1), 2]]}).accepted == 1
    assert homes() == {("龙甲", "红星村")}


def test_a_title_with_two_villages_names_none(ledger):
    rows = [["平江镇中寨村、坪地村贫困户名册"], HEADS, [1, "龙甲", born(1), 2]]
    told = ledger("household", {"表": rows})
    assert (told.accepted, told.codes) == (0, {(3, "E_VILLAGE_UNKNOWN")})
    assert "村名写进标题" in told.said["E_VILLAGE_UNKNOWN"]


# ---- what is no table ---------------------------------------------------------------------

CARD = [
    ["平江镇贫困户登记卡"],
    ["户主姓名", "龙甲", "身份证号", born(1), "联系电话", "13900000001"],
    ["行政村", "中寨村", "家庭人口", 2, "脱贫年度", 2018],
    ["贫困户属性", "低保户", "主要致贫原因", "因病"],
    ["姓名", "与户主关系", "性别", "身份证号码"],
    ["龙丁", "配偶", "女", born(2)],
]
SIDEWAYS = [
    ["平江镇代表花名册"],
    ["姓名", "龙甲", "龙乙", "龙丙"],
    ["身份证号", born(1), born(2), born(3)],
    ["代表层级", "县级", "乡级", "乡级"],
]


@pytest.mark.parametrize(
    ("kind", "rows", "code", "advice"),
    [("household", CARD, "S_FORM", "汇总成一张表"), ("roster", SIDEWAYS, "S_SIDEWAYS", "转置")],
)
@pytest.mark.parametrize("said", [True, False])
def test_a_form_or_a_table_on_its_side_is_left_out_with_advice(ledger, kind, rows, code, advice, said):
    told = ledger(kind if said else "auto", {"表": rows})
    assert (told.accepted, {one for _, one in told.codes}) == (0, {code})
    assert {number for number, _ in told.codes} == set(range(1, len(rows) + 1))
    assert advice in told.said[code]


def test_lines_of_labels_over_a_table_make_it_no_form(ledger):
    rows = [
        ["平江镇贫困户名册"],
        ["乡镇", "平江镇", "联系人", "杨某"],
        ["联系电话", "13900000009", "日期", "2018年5月"],
        ["户主", "村", "公民身份号码", "人口数"],
        ["龙甲", "中寨村", born(1), 2],
    ]
    assert ledger("household", {"表": rows}).accepted == 1
