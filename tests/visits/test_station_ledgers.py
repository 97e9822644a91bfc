"""Checks, rosters and receptions as ledgers: out and in again without a difference."""

import json
from datetime import date

import pytest
from django.core.management import call_command
from openpyxl import Workbook

from congress_poverty.reach import reaching
from tests import factories as make
from visits.models import (
    DiaryEntry,
    DutyDay,
    DutyShift,
    MicroWish,
    Reception,
    StationCheck,
    StationCheckItem,
)

MODELS = {
    "station_check": (StationCheck, StationCheckItem),
    "duty_roster": (DutyDay, DutyShift),
    "reception": (Reception,),
    "wish": (MicroWish,),
    "diary": (DiaryEntry,),
}


@pytest.fixture
def station(world):
    station = make.station(world.east, "东乡代表联络站")
    make.station_check(station, answers=("yes", "part"))
    with reaching(make.EVERYTHING):
        StationCheckItem.objects.filter(answer="part").update(remark="牌子褪色")
    make.duty_day(station, date(2026, 6, 5), [world.wang], state="held", hours="9:00—11:30")
    make.reception(
        station, [world.wang], voter_name="刘老汉", village=world.zhoutian, people_count=3, scope="common",
        route="village", routed_to="镇民政办", routed_on=date(2026, 6, 1), state="done", result="已补齐",
        result_on=date(2026, 6, 8),
    )  # fmt: skip
    done = {"claimed_on": date(2026, 6, 2), "promised_by": date(2026, 7, 2)}
    make.wish(station, wisher="刘老汉", amount=80, village=world.zhoutian)
    make.wish(station, wish="想要一双鞋", is_minor=True, state="claimed", claimed_by=world.wang, **done)
    make.wish(
        station, wish="想看一场电影", state="fulfilled", claimed_name="爱心人士", result="已看",
        fulfilled_on=date(2026, 6, 8), **done,
    )  # fmt: skip
    make.wish(station, wish="想要书", state="withdrawn", ended_because="学校发了")
    make.diary_entry(world.wang, way="电话", place="村口", followed="已转水利站")
    make.diary_entry(world.wang, voter=make.voter(world.wang), voter_name="", said="路灯坏了")
    return station


EAST = {"diary"}  # ledgers that only a township brings in and takes out


def bring(path, kind, tmp_path, township=""):
    report = tmp_path / "report.json"
    place = {"county": "341323", "township": township}
    call_command("import_ledger", kind, str(path), **place, report=str(report), verbosity=0)
    found = json.loads(report.read_text(encoding="utf-8"))
    sheet = found["files"][0]["sheets"][0]
    # What is said about titles and empty lines is the reader's affair.
    return sheet["accepted"], {row["code"] for row in found["rows"] if not row["code"].startswith("S_")}


def rows_of(kind):
    with reaching(make.EVERYTHING):
        return [list(model.objects.order_by("pk").values_list(*compared(model))) for model in MODELS[kind]]


def compared(model):
    """What a ledger carries: no ids, no codes, no sealed phone, nothing about who typed it."""
    left_out = {
        "id", "code", "created_at", "recorded_by", "voter_phone", "duty_day", "market_day", "planned_by",
        "rule_day", "version", "urged", "station_check",
    }  # fmt: skip
    names = [one.name for one in model._meta.concrete_fields if one.name not in left_out]
    return [name if name != "state" or model is not DutyShift else "person__name" for name in names]


@pytest.mark.parametrize("kind", MODELS)
def test_an_exported_ledger_comes_in_again_without_a_difference(world, station, tmp_path, kind):
    out = tmp_path / "out.xlsx"
    town = world.east.code if kind in EAST else ""
    call_command("export_ledger", kind, str(out), "-v0", township=town)
    accepted, codes = bring(out, kind, tmp_path, town)
    assert (accepted, codes) == (0, {"E_DUP_ROW"})
    before = rows_of(kind)
    with reaching(make.EVERYTHING):
        if kind == "reception":
            Reception.objects.all().delete()
        else:
            MODELS[kind][0].objects.all().delete()
    accepted, codes = bring(out, kind, tmp_path, town)
    assert accepted > 0
    assert codes == set()
    after = rows_of(kind)
    if kind == "reception":
        # The day on which the office has to answer is computed anew from the route.
        due = compared(Reception).index("due_on")
        assert [row[:due] + row[due + 1 :] for row in after[0]] == [
            row[:due] + row[due + 1 :] for row in before[0]
        ]
    else:
        assert after == before


def test_a_wish_is_not_fulfilled_that_nobody_took_and_a_diary_is_no_countys(world, station, tmp_path):
    head = ["乡镇", "站室", "发布日期", "心愿", "心愿人", "认领代表", "实现日期", "怎么实现的"]
    place = ["东乡", "东乡代表联络站", "2026-06-03"]
    path = sheet(
        tmp_path, head, [*place, "想要一台电扇", "", "", "2026-06-09", "已送"],
        [*place, "给刘老汉买灯", "刘老汉"], [*place, "想要一把伞", "", "王代表", "2026-06-09", "已送"],
    )  # fmt: skip
    assert bring(path, "wish", tmp_path) == (1, {"E_NAME_MISSING", "E_NAME_SHOWN"})
    with reaching(make.EVERYTHING):
        wish = MicroWish.objects.get(wish="想要一把伞")
    assert (wish.state, wish.claimed_by, wish.claimed_on) == ("fulfilled", world.wang, date(2026, 6, 9))
    path = sheet(
        tmp_path,
        ["乡镇", "代表", "联系日期", "选民", "反映内容"],
        ["东乡", "王代表", "2026-06-03", "李", "渠"],
    )
    assert bring(path, "diary", tmp_path) == (0, {"E_TOWNSHIP_UNKNOWN"})
    assert bring(path, "diary", tmp_path, world.east.code) == (1, set())


def sheet(tmp_path, *rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    path = tmp_path / "in.xlsx"
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (["东乡", "没有这个站", "2026-06-05", "王代表"], "E_STATION_UNKNOWN"),
        (["东乡", "东乡代表联络站", "", "王代表"], "E_DATE_MISSING"),
        (["东乡", "东乡代表联络站", "2026-07-05", "没有这人"], "E_ORPHAN_DEPUTY"),
        (["东乡", "东乡代表联络站", "2026-06-05", "王代表"], "E_DUP_ROW"),
    ],
)
def test_a_wrong_line_of_a_roster_is_refused_with_its_reason(world, station, tmp_path, cells, code):
    path = sheet(tmp_path, ["乡镇", "站室", "接待日", "值班代表"], cells)
    accepted, codes = bring(path, "duty_roster", tmp_path)
    assert (accepted, codes) == (0, {code})


def test_a_reception_sent_nowhere_in_particular_is_refused(world, station, tmp_path):
    head = ["乡镇", "站室", "接待日期", "接待代表", "反映的事", "处理去向"]
    path = sheet(tmp_path, head, ["东乡", "东乡代表联络站", "2026-06-02", "王代表", "路灯不亮", "转部门办"])
    assert bring(path, "reception", tmp_path) == (0, {"E_UNIT_MISSING"})


def test_an_imported_check_becomes_the_one_that_holds(world, station, tmp_path):
    head = ["乡镇", "站室", "检查标准", "检查日期", "检查项目", "检查情况"]
    rows = [
        ["东乡", "东乡代表联络站", "两展示", "2026-06-01", "展示“人民代表大会制度”知识", "有"],
        ["东乡", "东乡代表联络站", "两展示", "2026-06-01", "展示“人大代表履职风采”", "没有"],
    ]
    assert bring(sheet(tmp_path, head, *rows), "station_check", tmp_path) == (2, set())
    with reaching(make.EVERYTHING):
        latest = StationCheck.objects.get(is_latest=True)
        assert (latest.checked_on, latest.passed, latest.asked) == (date(2026, 6, 1), 1, 2)
