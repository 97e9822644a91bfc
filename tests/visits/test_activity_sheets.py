"""The activity ledger with all its columns: out and in again without a difference."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command

from tests import factories as make
from tests.imports.test_actions import bring, codes, sheet
from visits.models import Activity, Attendance

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everything")]
COLUMNS = [
    field.attname
    for field in Activity._meta.concrete_fields
    if field.name not in ("id", "code", "created_at", "version", "recorded_by")
]


def stored():
    """Everything about every activity that a ledger carries."""
    found = []
    for one in Activity.objects.order_by("held_on", "topic"):
        marks = one.attendances.order_by("person").values_list(
            "person", "status", "late", "left_early", "unexcused", "approved_by", "role"
        )
        found.append(
            (
                {name: getattr(one, name) for name in COLUMNS},
                list(marks),
                list(one.heard.values_list("words", flat=True)),
                sorted(one.programmes.values_list("name", flat=True)),
            )
        )
    return found


@pytest.fixture
def ledger(world):
    """A rich activity, a bare one, a plan, and deputies in every state."""
    # Its station is not where this activity was: a ledger has to say so.
    group = make.group(world.east, "东乡第一小组", station=make.station(world.east))
    people = [make.deputy(world.east, f"{name}代表", level="township") for name in "孙李吴郑冯陈"]
    rich = make.activity(
        world.east, date(2026, 3, 2), group=group, kind="集中视察", topic="通村公路", day_part="am",
        place="周田村", theme="乡村道路", organiser="主席团", host="李主席", partners="交通局、公安局",
        guests="村干部3人", hours=Decimal("2.5"), cost=Decimal("600.00"), minutes="第一条。\n第二条。",
        summary="看了三处。", form="视察", organising_form="集体组织", action="调研视察", phase="调研走访",
        contents=["监督促进", "宣传政策"], subjects=["交通"], focus=["乡村道路"], methods=["实地查看"],
        roles=["宣传员", "监督员"],
    )  # fmt: skip
    Activity.objects.filter(pk=rich.pk).update(present_count=4)
    rich.programmes.set([world.campaign])
    states = [
        {"role": "宣传员"}, {"late": True, "role": "监督员"}, {"left_early": True},
        {"status": "leave", "approved_by": "李主席"},
        {"status": "absent"}, {"status": "absent", "unexcused": True},
    ]  # fmt: skip
    for person, state in zip([world.wang, *people], [{}, *states], strict=True):
        Attendance.objects.create(activity=rich, person=person, **state)
    for order, words in enumerate(["路灯不亮；老人怕摔", "桥栏杆坏了"]):
        rich.heard.create(words=words, order=order)
    make.activity(world.east, date(2026, 4, 2), kind="接待选民", topic="接待日")
    make.plan(world.east, [world.wang], date(2027, 1, 5))
    return world


def test_an_exported_ledger_comes_in_again_without_a_difference(ledger, tmp_path):
    out = tmp_path / "活动.xlsx"
    call_command("export_ledger", "activity", str(out), "-v0")
    before = [one for one in stored() if one[0]["state"] == "held"]
    Activity.objects.all().delete()
    report = bring(out, "activity")
    assert codes(report) == []
    assert stored() == before


def test_an_exported_ledger_on_top_of_itself_adds_nothing(ledger, tmp_path):
    out = tmp_path / "活动.xlsx"
    call_command("export_ledger", "activity", str(out), "-v0")
    report = bring(out, "activity")
    assert report.total("accepted") == 0
    assert set(codes(report)) == {"E_DUP_ROW"}


def test_a_countys_own_headings_are_understood(world, tmp_path):
    make.deputy(world.east, "孙代表")
    path = sheet(
        tmp_path,
        ["东乡代表活动登记簿"],
        ["开展时间", "活动类型", "活动名称", "出席人员", "迟到", "协办单位", "五大员", "意见建议", "经费"],
        ["2026.3.1", "视察", "看水库", "王代表、孙代表", "孙代表", "水利局", "宣传员、监督员",
         "修水渠；装路灯", "300元"],
    )  # fmt: skip
    assert codes(bring(path, "activity", township=world.east.code)) == []
    one = Activity.objects.get()
    assert (one.kind, one.partners, one.roles, one.cost) == ("集中视察", "水利局", ["宣传员", "监督员"], 300)
    assert list(one.heard.values_list("words", flat=True)) == ["修水渠", "装路灯"]
    assert one.attendances.get(late=True).person.name == "孙代表"


def test_a_programme_that_is_not_known_is_pointed_out(world, tmp_path):
    path = sheet(
        tmp_path,
        ["活动时间", "活动主题", "服务的活动"],
        ["2026.3.1", "看水库", "没有这项活动"],
    )
    assert codes(bring(path, "activity", township=world.east.code)) == ["W_UNKNOWN_PROGRAMME"]
    assert Activity.objects.get().programmes.count() == 0


def test_an_import_that_is_taken_back_leaves_nothing_behind(ledger, tmp_path, world):
    from congress_poverty.imports import actions
    from congress_poverty.models import SheetImport
    from tests.imports.test_actions import BY, NOW

    out = tmp_path / "活动.xlsx"
    call_command("export_ledger", "activity", str(out), "-v0")
    Activity.objects.all().delete()
    bring(out, "activity")
    actions.undo(SheetImport.objects.latest("pk"), by=BY, now=NOW)
    assert not Activity.objects.exists()


def test_a_groups_activity_is_its_stations_and_who_is_named_with_a_role_was_there(world, tmp_path):
    home = make.station(world.east)
    make.group(world.east, "东乡第一小组", station=home)
    path = sheet(
        tmp_path,
        ["活动时间", "活动小组", "活动主题", "参加代表", "各角色代表"],
        ["2026-03-02", "东乡第一小组", "看水库", "", "宣传员：王代表；监督员：没有这人；随便写的"],
    )
    assert codes(bring(path, "activity", township=world.east.code)) == ["W_UNKNOWN_PARTICIPANT", "W_ROLE"]
    one = Activity.objects.get()
    assert (one.station, one.roles, one.present_count) == (home, ["宣传员"], 1)
    assert one.attendances.get().role == "宣传员"
