"""What the clerks of other counties do with their ledgers: an autonomous county's habits, one at a time."""

import json
from dataclasses import dataclass, field
from datetime import date

import pytest
from django.core.management import call_command
from openpyxl import Workbook

from congress_poverty.reach import Reach, reaching
from pairing.models import Household, Pairing
from tests.factories import id_number
from visits.models import Visit

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


# ---- who belongs to a household -----------------------------------------------------------

FAMILY = [("龙甲", "户主", born(1)), ("吴丁", "配偶", born(2)), ("龙戊", "长子", born(3, 1980))]
SECOND = [("龙乙", "户主（本人）", born(4)), ("吴己", "之妻", born(5))]


def families() -> dict[str, set[str]]:
    return {one.head_name: set(one.members.values_list("name", flat=True)) for one in Household.objects.all()}


BOTH = {"龙甲": {"龙甲", "吴丁", "龙戊"}, "龙乙": {"龙乙", "吴己"}}


@pytest.mark.parametrize("heading", ["姓名", "户主姓名"])
def test_the_relation_says_where_a_household_begins_that_has_no_number(ledger, heading):
    rows = [["平江镇贫困人口名册"], ["所在村", heading, "与户主关系", "身份证号"]]
    rows += [["中寨村", *person] for person in (*FAMILY, *SECOND)]
    assert ledger("household", {"表": rows}) == Told(5, set(), {})
    assert families() == BOTH


def test_a_member_from_another_village_than_the_head_above_is_not_guessed_at(ledger):
    rows = [["平江镇贫困人口名册"], ["所在村", "姓名", "与户主关系", "身份证号"]]
    rows += [["中寨村", *FAMILY[0]], ["坪地村", *FAMILY[1]]]
    told = ledger("household", {"表": rows})
    assert (told.accepted, told.codes) == (1, {(4, "E_PARENT_REJECTED")})


def test_a_list_of_members_makes_the_households_of_a_village_that_has_none(ledger):
    rows = [["平江镇贫困户家庭成员花名册"], ["村", "户主", "家庭成员", "关系", "身份证号"]]
    rows += [["中寨村", "龙甲", *person] for person in FAMILY]
    rows += [["中寨村", "龙乙", *person] for person in SECOND]
    assert ledger("household", {"表": rows}) == Told(5, set(), {})
    assert families() == BOTH


def test_a_list_of_members_adds_no_household_to_a_village_whose_own_are_on_record(ledger):
    ledger("household", {"户": [["平江镇贫困户"], ["村", *HEADS], ["中寨村", 1, "龙甲", born(1), 3]]})
    rows = [["平江镇贫困户家庭成员花名册"], ["村", "户主", "家庭成员", "关系", "身份证号"]]
    told = ledger("household", {"表": [*rows, ["中寨村", "龙乙", *SECOND[0]]]})
    assert told.codes == {(3, "E_PARENT_REJECTED")}
    assert "先导入这个村的户信息" in told.said["E_PARENT_REJECTED"]


@pytest.mark.parametrize("more", [(), ("家庭人口",)])
def test_blanks_under_the_head_stand_for_the_merged_cells_that_a_csv_lost(ledger, more):
    rows = [["平江镇贫困户家庭情况"], ["村", "户主", *more, "姓名", "与户主关系", "身份证号"]]
    for family in (FAMILY, SECOND):
        first, *others = family
        rows.append(["中寨村", first[0], *(len(family) for _ in more), *first])
        rows += [[None, None, *(None for _ in more), *person] for person in others]
    assert ledger("household", {"表": rows}) == Told(5, set(), {})
    assert families() == BOTH


# ---- what is said about a cell --------------------------------------------------------------


def roster(ledger, *names: str) -> None:
    """Deputies of 平江镇: of the county, then of the township."""
    rows = [["乡镇", "姓名", "身份证号", "代表层级"]]
    for n, name in enumerate(names):
        rows.append(["平江镇", name, born(50 + n, 1960), "乡级" if n else "县级"])
    assert ledger("roster", {"册": rows}).accepted == len(names)


def households(ledger, *heads: str) -> None:
    """Households of 中寨村."""
    rows = [["乡镇", "村", "户主", "身份证号", "人口"]]
    rows += [["平江镇", "中寨村", head, born(70 + n), 2] for n, head in enumerate(heads)]
    assert ledger("household", {"户": rows}).accepted == len(heads)


def test_a_rule_that_the_page_shares_names_the_ledgers_own_column(ledger):
    roster(ledger, "杨甲")
    households(ledger, "龙甲")
    rows = [
        ["平江镇结对帮扶台账"],
        ["代表姓名", "户主姓名", "村", "结对时间"],
        ["杨甲", "龙甲", "中寨村", None],
    ]
    rows[2][3] = date(2018, 4, 1)
    rows[1:] = [[*row, ended] for row, ended in zip(rows[1:], ["结束时间", date(2018, 3, 1)], strict=True)]
    assert "第 3 行“结束时间”" in ledger("pairing", {"表": rows}).said["E_DATE_ORDER"]


def test_a_ledger_without_the_day_of_pairing_is_told_of_the_column(ledger):
    roster(ledger, "杨甲")
    households(ledger, "龙甲")
    rows = [
        ["平江镇结对帮扶台账"],
        ["代表姓名", "户主姓名", "村", "帮扶措施"],
        ["杨甲", "龙甲", "中寨村", "产业"],
    ]
    told = ledger("pairing", {"表": rows})
    assert (told.accepted, told.codes) == (0, {(3, "E_DATE_MISSING")})
    assert "没有“结对时间”这一列" in told.said["E_DATE_MISSING"]


VISITS = ["走访时间", "走访代表", "户主", "村", "走访内容", "慰问金额"]


def visited(ledger, *, title="平江镇2018年走访台账", **cells) -> Told:
    """One visit of 杨甲 to 龙甲, with the cells that differ, by heading."""
    roster(ledger, "杨甲", "杨乙")
    households(ledger, "龙甲")
    usual = ["2018-03-05", "杨甲", "龙甲", "中寨村", "了解情况", None]
    row = [cells.get(heading, cell) for heading, cell in zip(VISITS, usual, strict=True)]
    return ledger("visit", {"表": [[title], VISITS, row]})


@pytest.mark.parametrize(
    "cell", ["3月5日-8日", "2018.3.5-3.8", "2018年3月5日至8日", "2018.3.5—2018.3.8", "2018-3-5-2018-3-8"]
)
def test_of_a_span_of_days_a_visit_takes_the_first_and_says_so(ledger, cell):
    told = visited(ledger, 走访时间=cell)
    assert (told.accepted, told.codes) == (1, {(3, "W_DATE_SPAN")})
    assert str(Visit.objects.get().visited_on) == "2018-03-05"


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("2018年3月", "没有写是哪一天"),
        ("上半年", "没有写是哪一天"),
        ("2018.3.5、3.8", "不止一个日期"),
        (3.1, "被 Excel 当成了小数"),
    ],
)
def test_what_is_no_day_is_refused_for_what_it_is(ledger, cell, said):
    told = visited(ledger, 走访时间=cell)
    assert (told.accepted, told.codes) == (0, {(3, "E_DATE_INVALID")})
    assert said in told.said["E_DATE_INVALID"]


@pytest.mark.parametrize(
    ("headings", "cells", "since", "until", "codes"),
    [
        (["结对时间"], ["2018年4月"], "2018-04-01", "None", {(3, "W_DATE_MONTH")}),
        (["帮扶起止时间"], ["2018.4.1-2020.12.31"], "2018-04-01", "2020-12-31", set()),
        (["联系时间起", "联系时间止"], ["2018/4/1", "2019年12月底"], "2018-04-01", "2019-12-31", set()),
        (["结对时间", "结束时间"], ["2018/4/1", "至今"], "2018-04-01", "None", set()),
    ],
)
def test_since_when_a_deputy_looks_after_a_household(ledger, headings, cells, since, until, codes):
    roster(ledger, "杨甲")
    households(ledger, "龙甲")
    rows = [["平江镇结对帮扶台账"], ["代表", "户主", "村", *headings], ["杨甲", "龙甲", "中寨村", *cells]]
    told = ledger("pairing", {"表": rows})
    assert (told.accepted, told.codes) == (1, codes)
    pairing = Pairing.objects.get()
    assert (str(pairing.started_on), str(pairing.ended_on)) == (since, until)
