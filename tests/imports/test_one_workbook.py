"""A district's township keeps all its ledgers in one workbook, in its own words and any order."""

import json
from datetime import date

import pytest
from django.core.management import call_command
from openpyxl import Workbook

from congress_poverty.imports.engine import Run
from congress_poverty.imports.ledger import Scope, reading
from congress_poverty.reach import Reach, reaching
from deputies.models import GroupMember, Mandate, Station
from pairing.models import Household, Pairing
from suggestions.models import Suggestion, SuggestionProposer
from tests.factories import id_number
from visits.models import Activity, Visit

pytestmark = pytest.mark.django_db

DIVISIONS = """code,name,level,parent_code
36,江西省,province,
3603,萍乡市,city,36
360302,安源区,county,3603
360302102,五陂镇,township,360302
360302102001,石门居委会,village,360302102
360302102201,大田村委会,village,360302102
360302400,五陂下垦殖场,township,360302
360302400001,红旗分场生活区,village,360302400
"""


def born(serial: int, year: int = 1950) -> str:
    return id_number("360302", date(year, 3, 5), serial)


SHEETS = {
    "走访": [
        ["走访工作台账"],
        ["日期", "代表", "户主", "村组", "走访情况简述", "问题及诉求", "帮扶资金"],
        ["5.6", "甲一和乙二", "丙一", "大田村委会", "看望", "", "￥1,000"],
        ["2018-5-7 ", "甲一，乙二 丁三", "丙一、丙二", "大田村", "再看望", "", ""],
        ["2018年五月八号", "1.甲一 2.乙二", "丙二", "大田村第3组", "送温暖", "无", "壹佰元整"],
        ["2018.5.9", "甲一", "丙一、丙二", "大田", "分不清", "", "200"],
        ["2018.5.9", "甲一和戌五", "丙一", "大田", "不认识", "", ""],
    ],
    "半年报": [
        ["五陂镇2018年1-6月代表活动统计表"],
        [
            "单位", "代表（名）", "参加活动（人）", "结对（户）", "走访（次）", "走访（户）", "活动（场）",
            "建议（件）", "办结（件）", "资金（百元）",
        ],
        ["五陂镇", "4", "4", "2", "4", "2", "1", "1", "0", 11],
    ],
    "建议": [
        ["代表建议登记表"],
        ["文号", "建议事项", "提建议人", "附名代表", "所在团", "收到日期", "主办部门"],
        ["五1", "修路", "甲一、乙二、丁三", "", "五陂镇代表团", "2018.3.1", "区交通局，区财政局"],
    ],
    "活动": [
        ["代表活动登记"],
        ["举办日期", "组名", "形式", "事项", "地点", "与会代表", "请假者"],
        ["2018.5.1", "第1代表小组", "学习", "学习宪法", "会议室", "组长：甲一；组员：乙二、丁三、戊四", ""],
    ],
    "结对": [
        ["结对台账"],
        ["代表", "结对户", "村", "何时结对", "结对截止日"],
        ["甲一", "丙一、丙二", "大田村委会", "18/4/1", ""],
        ["乙二", "丙一", "大田村", "2018年4月1号", ""],
    ],
    "户": [
        ["农户"],
        ["村别", "户主名字", "身份证", "家庭人数", "困难户类别", "房屋等级"],
        ["大田村委会", "丙一", born(301), 2, "特困人员", "A"],
        ["大田", "丙二", born(302), 1, "低保家庭", "B"],
        ["大田", "丙三", born(303), 1, "一般农户", "B"],
    ],
    "小组": [
        ["编组"],
        ["组名", "组员姓名", "分工"],
        ["第一组", "甲一", "组长"],
        ["第一组", "乙二", "常务副组长"],
        ["第一组", "丁三", "联络员（兼）"],
        ["第一组", "戊四", "宣传委员"],
    ],
    "站室": [
        ["站室"],
        ["阵地名称", "级别", "设在何村", "站长", "联系方式", "建成年月", "接待群众日"],
        ["五陂镇代表之家", "镇（街）级", "", "甲一", "", "2017-6", "每月 15 日"],
        ["石门站", "社区级", "石门社区居委会", "乙二", "", "2017/6/1", "5"],
    ],
    "代表": [
        ["一、驻镇区级代表（1名）"],
        ["姓名", "男/女", "身份证", "属于哪级代表", "代表类别（干部、农民）", "手机1", "年龄"],
        ["甲一", "男", born(201, 1960), "区、镇", "干部", "13900000201", 58],
        ["乙二", "女", born(202, 1960), "区级人大代表", "农民", "139-0000-0202", 58],
        ["丁三", "女", born(203, 1960), "镇人大代表", "工人", "+8613900000203/6661234", 58],
        ["戊四", "男", born(204, 1960), "镇级", "专业技术人员", "139 0000 0204", 58],
        ["共4名"],
    ],
}  # fmt: skip


@pytest.fixture
def report(tmp_path):
    divisions = tmp_path / "divisions.csv"
    divisions.write_text(DIVISIONS, encoding="utf-8")
    call_command(
        "setup_county",
        "360302",
        divisions=str(divisions),
        pack="anyuan",
        campaign=["脱贫攻坚", "2016-03-01", "2020-12-31"],
        verbosity=0,
    )
    book = Workbook()
    book.remove(book.active)
    for title, rows in SHEETS.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    path, told = tmp_path / "五陂镇2018年人大台账.xlsx", tmp_path / "report.json"
    book.save(path)
    call_command("import_ledger", "auto", str(path), county="360302", report=str(told), verbosity=0)
    with reaching(Reach.everything("the test reads what was imported")):
        yield json.loads(told.read_text(encoding="utf-8"))


def test_every_row_has_its_fate_whatever_the_order_of_the_sheets(report):
    [file] = report["files"]
    assert [one["sheet"] for one in file["sheets"]] == list(SHEETS)
    fates = {one["sheet"]: (one["accepted"], one["refused"]) for one in file["sheets"]}
    assert fates == {
        "走访": (3, 2), "半年报": (1, 0), "建议": (1, 0), "活动": (1, 0), "结对": (2, 0),
        "户": (2, 1), "小组": (4, 0), "站室": (2, 0), "代表": (4, 0),
    }  # fmt: skip
    said = {(one["sheet"], one["row"], one["code"]) for one in report["rows"] if one["code"][0] != "S"}
    assert said == {
        ("走访", 6, "E_AMBIGUOUS_HOUSEHOLD"),
        ("走访", 7, "E_ORPHAN_DEPUTY"),
        ("户", 5, "E_CATEGORY_UNKNOWN"),
        ("结对", 4, "W_PAIR_MULTI"),
        ("小组", 6, "W_ROLE"),
        ("站室", 3, "W_DATE_MONTH"),
    }


def test_each_refused_warned_or_skipped_row_is_told_once_with_its_own_number(report):
    told = [(one["sheet"], one["row"]) for one in report["rows"]]
    assert len(told) == len(set(told))
    by_sheet = {one["sheet"]: one for one in report["files"][0]["sheets"]}
    for title, rows in SHEETS.items():
        sheet = by_sheet[title]
        assert sheet["rows_read"] == len(rows) == sheet["accepted"] + sheet["refused"] + sheet["skipped"]
        codes = [one["code"] for one in report["rows"] if one["sheet"] == title]
        assert sum(code[0] == "S" for code in codes) == sheet["skipped"]
        assert sum(code[0] == "E" for code in codes) == sheet["refused"]


def test_a_column_that_is_not_imported_is_named(report):
    [header] = [one for one in report["rows"] if one["sheet"] == "代表" and one["code"] == "S_HEADER"]
    assert header["message"] == "表头；没有用到的列：年龄"


def test_what_was_meant_is_what_is_stored(report):
    seats = Mandate.objects.values_list("person__name", "level", "person__category")
    assert set(seats) == {
        ("甲一", "county", "official"),
        ("甲一", "township", "official"),
        ("乙二", "county", "farmer"),
        ("丁三", "township", "worker"),
        ("戊四", "township", "professional"),
    }
    assert set(Household.objects.values_list("head_name", "category")) == {
        ("丙一", "特困供养贫困户"),
        ("丙二", "低保贫困户"),
    }
    pairs = Pairing.objects.values_list("person__name", "household__head_name", "started_on")
    assert set(pairs) == {
        (who, head, date(2018, 4, 1)) for who, head in (("甲一", "丙一"), ("甲一", "丙二"), ("乙二", "丙一"))
    }
    visits = Visit.objects.values_list("visited_on", "household__head_name", "deputy_names", "amount")
    assert set(visits) == {
        (date(2018, 5, 6), "丙一", "甲一、乙二", 1000),
        (date(2018, 5, 7), "丙一", "甲一、乙二、丁三", 0),
        (date(2018, 5, 7), "丙二", "甲一、乙二、丁三", 0),
        (date(2018, 5, 8), "丙二", "甲一、乙二", 100),
    }
    assert set(GroupMember.objects.values_list("person__name", "role")) == {
        ("甲一", "leader"), ("乙二", "deputy_leader"), ("丁三", "liaison_officer"), ("戊四", "member"),
    }  # fmt: skip
    assert set(Station.objects.values_list("level", "opened_on", "reception_day", "village__name")) == {
        ("township", date(2017, 6, 1), 15, None),
        ("village", date(2017, 6, 1), 5, "石门居委会"),
    }
    assert list(Activity.objects.values_list("present_count", "group__name")) == [(4, "第一组")]
    assert list(Suggestion.objects.values_list("number", "lead__name")) == [("五1", "甲一")]
    assert set(SuggestionProposer.objects.values_list("person__name", "role")) == {
        ("甲一", "lead"), ("乙二", "co"), ("丁三", "co"),
    }  # fmt: skip


def test_brought_again_every_row_names_the_record_that_it_repeats(report, tmp_path):
    """Of every kind, and shown as its own ledger writes it."""
    scope = Scope("360302", date(2018, 7, 1))
    run = Run(scope, dry=True)
    again = run.file(tmp_path / "五陂镇2018年人大台账.xlsx", "auto")
    repeated = [one for one in again.rows if any(found.code.startswith("E_DUP") for found in one.findings)]
    assert {one.kind for one in repeated} == {
        "visit", "report", "suggestion", "activity", "pairing", "household", "group", "station", "roster",
    }  # fmt: skip
    for one in repeated:
        known = reading(one.kind, scope).stored(one.twin["pk"])
        assert known is not None, one
        told = {key: str(known[key]) for key in ("name", "head", "title", "topic") if known.get(key)}
        assert all(text in str(one.values) or key == "head" for key, text in told.items()), (told, one.values)
