"""Ledgers of help: the county's own headings, refusals with a code, and out and in again."""

import csv
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.management import call_command

from congress_poverty.audit import Actor
from congress_poverty.imports import actions
from congress_poverty.imports.engine import Run
from congress_poverty.imports.ledger import Scope
from pairing.models import (
    Cooperative,
    CoopMember,
    HelpDeputy,
    Helper,
    HelpHousehold,
    HelpRecord,
    VillageProject,
)
from tests import factories as make

TODAY = date(2026, 6, 9)
NOW = datetime(2026, 6, 9, 2, tzinfo=UTC)
BY = Actor.program("test", county_code="341323")
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everything")]


def bring(tmp_path, kind, rows, *, township=""):
    path = tmp_path / "台账.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return load(path, kind, township=township)


def load(path, kind, *, township=""):
    run = Run(Scope("341323", TODAY, township), dry=False)
    return actions.import_file(path, kind, run=run, name=path.name, now=NOW, by=BY)


def codes(report):
    return [finding.code for row in report.rows for finding in row.findings if finding.code[0] != "S"]


HEAD = ["时间", "类别", "帮扶内容", "代表姓名", "村", "户主", "金额", "培训人次", "进展", "资金来源"]


def test_help_comes_in_from_a_sheet_with_title_and_other_headings(world, tmp_path):
    rows = [
        ["2026 年代表帮扶实事登记表"],
        HEAD,
        ["2026.5.1", "办实事", "接通自来水", "王代表", "周田村", "张德福", "600", "", "", ""],
        ["2026.5.3", "引进项目", "辣椒烘干", "王代表", "周田村", "", "450000", "", "审批中", "省农业厅"],
        ["2026.5.9", "培训", "学修剪", "王代表", "周田村", "", "", "18人", "", ""],
        ["合计", "", "", "", "", "", "450600", "18", "", ""],
    ]
    report = bring(tmp_path, "help", rows, township=world.east.code)
    assert codes(report) == []
    assert report.total("accepted") == 3
    found = HelpRecord.objects.order_by("started_on").values_list("kind", "target", "role", "amount", "stage")
    assert list(found) == [
        ("办实事", "household", "served", Decimal("600.00"), ""),
        ("项目引进", "village", "coordinated", Decimal("450000.00"), "approval"),
        ("技能培训", "person", "served", None, ""),
    ]
    assert HelpHousehold.objects.get().household == world.zhang_household
    assert HelpDeputy.objects.filter(person=world.wang).count() == 3


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (["2026-05-01", "发红包", "发钱", "王代表", "周田村", "张德福"], "E_HELP_KIND"),
        (["2026-06-10", "办实事", "修路", "王代表", "周田村", "张德福"], "E_DATE_RANGE"),
        (["2026-05-01", "办实事", "修路", "无此人", "周田村", "张德福"], "E_ORPHAN_DEPUTY"),
        (["2026-05-01", "办实事", "修路", "", "周田村", "张德福"], "E_NAME_MISSING"),
        (["2026-05-01", "办实事", "修路", "王代表", "没有村", "张德福"], "E_VILLAGE_UNKNOWN"),
        (["2026-05-01", "办实事", "修路", "王代表", "周田村", "李四"], "E_ORPHAN_HOUSEHOLD"),
        (["2026-05-01", "捐款", "捐款", "王代表", "周田村", "张德福"], "E_AMOUNT_MISSING"),
        (["2026-05-01", "办实事", "", "王代表", "周田村", "张德福"], "E_TITLE_MISSING"),
        (["某天", "办实事", "修路", "王代表", "周田村", "张德福"], "E_DATE_INVALID"),
    ],
)
def test_a_bad_row_is_refused_with_its_code(world, tmp_path, cells, code):
    report = bring(tmp_path, "help", [HEAD[:6], cells], township=world.east.code)
    assert codes(report) == [code]
    assert not HelpRecord.objects.exists()


def test_what_is_limited_is_refused_as_given(world, tmp_path):
    head = ["帮扶日期", "帮扶类型", "做了什么", "帮扶代表", "怎样参与"]
    row = ["2026-05-01", "项目引进", "烘干", "王代表", "捐助"]
    assert codes(bring(tmp_path, "help", [head, row], township=world.east.code)) == ["E_HELP_ROLE"]


def everything_there(world):
    firm = make.helper(
        world.county, township=world.east, led_by=world.wang, business="服装", joined_on=date(2026, 1, 5)
    )
    coop = make.coop(world.zhoutian, name="周田黄桃合作社", led_by=world.wang, industry="黄桃")
    make.coop_member(coop, "张德福", household=world.zhang_household, wish="黄桃", yearly_gain=3200)
    make.coop_member(coop, "外人", left_on=date(2026, 4, 1), joined_on=date(2025, 1, 1))
    team = make.team(world.east, [world.wang], name="黄桃团")
    make.help_record(
        world.east,
        [world.wang],
        [world.zhang_household],
        kind="产业帮扶",
        role="coordinated",
        stage="under_way",
        source="徐州",
        amount=Decimal("86000.50"),
        village=world.zhoutian,
        team=team,
        helper_names="黄桃团、王代表",
        for_others=True,
    )
    make.help_record(
        world.east,
        [world.wang],
        kind="就业岗位",
        role="served",
        target="person",
        jobs=14,
        trained=14,
        helper=firm,
        helper_names="向阳服装厂、王代表",
        title="招 14 人",
    )
    make.help_record(
        world.west, [world.zhao], [world.liu_household], kind="走访慰问", role="given", goods="米面油"
    )
    make.village_project(
        world.zhoutian,
        name="光伏",
        stage="done",
        done_on=date(2025, 6, 1),
        invested=480000,
        introduced_by=world.wang,
        unit=world.unit,
        yearly_income=52000,
    )


KINDS = {
    "help": (HelpRecord, ("kind", "target", "role", "amount", "jobs", "trained", "goods", "stage", "title",
                          "source", "for_others", "helper_names", "village", "helper__name", "team__name")),
    "helper": (Helper, ("name", "kind", "business", "led_by", "joined_on", "township")),
    "coop_member": (CoopMember, ("coop__name", "coop__industry", "name", "household", "wish", "joined_on",
                                 "left_on", "yearly_gain")),
    "village_project": (VillageProject, ("village", "name", "kind", "stage", "invested", "introduced_by",
                                         "unit", "yearly_income", "done_on")),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_an_exported_ledger_comes_in_again_without_a_difference(world, tmp_path, kind, suffix):
    everything_there(world)
    model, fields = KINDS[kind]
    out = tmp_path / f"a.{suffix}"
    call_command("export_ledger", kind, str(out), "-v0")
    before = sorted(model.objects.values_list(*fields), key=str)
    again = load(out, kind)
    assert set(codes(again)) == {"E_DUP_ROW"}
    assert again.total("accepted") == 0
    if kind == "help":
        HelpDeputy.objects.all().delete()
        HelpHousehold.objects.all().delete()
    if kind == "helper":
        HelpRecord.objects.update(helper=None)
    model.objects.all().delete()
    if kind == "coop_member":
        Cooperative.objects.all().delete()
    report = load(out, kind)
    assert codes(report) == []
    assert sorted(model.objects.values_list(*fields), key=str) == before


def test_members_make_their_cooperative(world, tmp_path):
    rows = [
        ["合作社名称", "行政村", "产业", "社员", "户主", "入社时间"],
        ["周田黄桃合作社", "周田村", "黄桃", "张德福", "张德福", "2025.3.1"],
        ["周田黄桃合作社", "周田村", "黄桃", "外人", "", ""],
        ["周田黄桃合作社", "周田村", "黄桃", "张德福", "张德福", "2025.3.1"],
    ]
    assert codes(bring(tmp_path, "coop_member", rows, township=world.east.code)) == ["E_DUP_ROW"]
    assert Cooperative.objects.get().members.count() == 2


def test_an_unknown_office_of_a_project_is_refused(world, tmp_path):
    rows = [["行政村", "项目名称", "项目类型", "承诺部门"], ["周田村", "修桥", "道路", "没有局"]]
    report = bring(tmp_path, "village_project", rows, township=world.east.code)
    assert codes(report) == ["E_UNIT_UNKNOWN"]
