"""A county-level city with other words, other headings and stricter rules than the sample county."""

import csv
import json
from datetime import date

import pytest
from django.core.management import call_command
from openpyxl import Workbook

from congress_poverty.reach import Reach, reaching
from deputies.models import Mandate
from tests.factories import id_number
from visits.models import Visit

pytestmark = pytest.mark.django_db

DIVISIONS = """code,name,level,parent_code
43,湖南省,province,
4306,岳阳市,city,43
430681,汨罗市,county,4306
430681100,汨罗镇,township,430681
430681101,屈子祠镇,township,430681
430681100001,瞭家山社区居委会,village,430681100
430681100201,汴塘村委会,village,430681100
430681101201,双楚村委会,village,430681101
"""


@pytest.fixture
def city(tmp_path):
    divisions = tmp_path / "divisions.csv"
    divisions.write_text(DIVISIONS, encoding="utf-8")

    def make(over_limit: str):
        call_command(
            "setup_county",
            "430681",
            divisions=str(divisions),
            pack="default",
            set=[
                "pairing.households_per_deputy_max=1",
                "pairing.deputies_per_household_max=1",
                f"pairing.over_limit={over_limit}",
            ],
            campaign=["脱贫攻坚", "2016-03-01", "2016-12-31"],
            verbosity=0,
        )

    return make


def imported(tmp_path, name: str, rows: list[list]) -> dict:
    """Import the rows as one sheet, kind recognised by the headings, township by whatever the sheet says."""
    if name.endswith(".csv"):
        with (tmp_path / name).open("w", encoding="gb18030", newline="") as file:
            csv.writer(file, delimiter=";").writerows(rows)
    else:
        book = Workbook()
        for row in rows:
            book.active.append(row)
        book.save(tmp_path / name)
    report = tmp_path / "report.json"
    call_command(
        "import_ledger", "auto", str(tmp_path / name), county="430681", report=str(report), verbosity=0
    )
    found = json.loads(report.read_text(encoding="utf-8"))
    sheet = found["files"][0]["sheets"][0]
    codes = {(r["row"], r["code"]) for r in found["rows"] if not r["code"].startswith("S_")}
    return {"accepted": sheet["accepted"], "codes": codes, "fields": {r["field"] for r in found["rows"]}}


ROSTER = [
    ["汨罗镇各级人大代表基本情况登记表"],
    ["填报单位：汨罗镇人大主席团", None, None, None, None, "2016年3月10日"],
    ["编号", "代表姓名", "出生年月日", "公民身份号码", "代表层次", "所在选区"],
    [1, "王建军", date(1960, 1, 1), id_number("430681", date(1960, 1, 1), 1), "乡镇", "第1选区"],
    [2, "李秀英", date(1961, 1, 1), id_number("430681", date(1961, 1, 1), 2), "市级", "第2选区"],
    [3, "张志强", date(1962, 1, 1), id_number("430681", date(1962, 1, 1), 3), "岳阳市级", "汨罗市"],
]
PLACE = ["汨罗市", "汨罗镇", "汴塘村"]
HEADS = [id_number("430681", date(1950, n, 6), 10 + n) for n in range(1, 4)]
HOUSEHOLDS = [
    ["县", "乡", "行政村", "户编号", "姓名", "证件号码", "与户主关系", "致贫原因1", "户类型"],
    [*PLACE, "0001", "周德明", HEADS[0], "户主", "因病致贫", "脱贫户"],
    [*PLACE, "0001", "周小明", HEADS[1], "子", "因病致贫", "脱贫户"],
    [*PLACE, "0002", "吴桂花", HEADS[2], "户主", "因残", "脱贫户"],
]
PAIRINGS = [
    ["序号", "帮扶责任人", "贫困户户主", "所在村", "结对日期"],
    [1, "王建军", "周德明", "汴塘村", date(2016, 3, 5)],
    [2, "王建军", "吴桂花", "汴塘村", "2016.3.20"],
    [3, "李秀英", "周德明", "汴塘村", "2016年3月21日"],
]


def test_a_county_level_city_calls_its_own_deputies_市级(city, tmp_path):
    city("refuse")
    assert imported(tmp_path, "名册.xlsx", ROSTER) == {"accepted": 3, "codes": set(), "fields": {""}}
    with reaching(Reach.everything("the test counts mandates")):
        levels = set(Mandate.objects.values_list("person__name", "level"))
    assert levels == {("王建军", "township"), ("李秀英", "county"), ("张志强", "city")}


@pytest.mark.parametrize(
    ("over_limit", "accepted", "codes"),
    [
        ("refuse", 1, {(3, "E_PAIR_LIMIT"), (4, "E_PAIR_MULTI")}),
        ("warn", 3, {(3, "W_PAIR_LIMIT"), (4, "W_PAIR_MULTI")}),
    ],
)
def test_one_to_one_is_refused_or_pointed_out_as_the_county_chose(
    city, tmp_path, over_limit, accepted, codes
):
    city(over_limit)
    imported(tmp_path, "名册.xlsx", ROSTER)
    assert imported(tmp_path, "人口.xlsx", HOUSEHOLDS)["accepted"] == 3
    found = imported(tmp_path, "结对.xlsx", PAIRINGS)
    assert (found["accepted"], found["codes"]) == (accepted, codes)
    assert found["fields"] <= {"", "代表姓名", "户主姓名"}


def test_a_visit_ledger_that_names_no_township_is_placed_by_its_villages(city, tmp_path):
    city("warn")
    imported(tmp_path, "名册.xlsx", ROSTER)
    imported(tmp_path, "人口.xlsx", HOUSEHOLDS)
    rows = [
        ["人大代表走访贫困户记录"],
        "走访日期 帮扶代表 户主姓名 所在村 走访方式 走访情况记录 存在的困难 帮扶资金(元)".split(),  # noqa: SIM905
        ["2016.4.2", "王建军", "周德明", "汴塘村", "上门走访", "了解生产生活", "饮水困难", "200"],
        ["2017.1.5", "王建军", "周德明", "汴塘村", "上门走访", "了解生产生活", "", ""],
        ["2016.2.30", "王建军", "周德明", "汴塘村", "上门走访", "了解生产生活", "", ""],
    ]
    found = imported(tmp_path, "走访.csv", rows)
    assert (found["accepted"], found["codes"]) == (1, {(4, "E_DATE_RANGE"), (5, "E_DATE_INVALID")})
    with reaching(Reach.everything("the test reads the visit")):
        visit = Visit.objects.get()
    assert (visit.township.name, visit.issue, visit.amount) == ("汨罗镇", "饮水困难", 200)
