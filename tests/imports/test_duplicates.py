"""A row that repeats something stands over what it repeats; a person says whether it is the same."""

from __future__ import annotations

import re

import pytest
from django.db.models import F

from congress_poverty.models import AuditEvent, SheetImport
from congress_poverty.reach import reaching
from congress_poverty.sealed import blind_index, opened
from deputies.models import Person, Station, Unit
from pairing.models import Household
from tests import factories as make
from tests.imports.test_wizard import check_page, fresh, matched, workbook
from visits.models import Visit, VisitMonth

VISIT = ["走访时间", "走访代表", "所在村", "户主姓名", "走访内容", "办理情况", "资金物资"]
KNOWN = ["2026.5.1", "王代表", "周田村", "张德福", "看望", "已经解决", "500元"]


@pytest.fixture
def known_visit(world):
    return make.visit(world.wang, world.zhang_household, note="看望", issue="", result="正在办", amount=200)


def brought(client, *rows, head=VISIT, kind="visit", **options):
    return matched(
        client, workbook(list(rows), head=head, title="台账"), kind=kind, name="台账.xlsx", **options
    )


def press(client, one, do: str):
    answer = client.post(f"/imports/{one.code}/check/", {"tab": "twice", "page": "1", "do": do})
    assert answer.status_code == 302, answer.content.decode()
    return fresh(one.code)


def twins(page: str) -> list[str]:
    return re.findall(r'<tr class="twin".*?</tr>', page, re.DOTALL)


def text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


def test_a_duplicate_stands_over_the_record_with_what_differs_marked(li, known_visit):
    one = brought(li, KNOWN)
    [twin] = twins(check_page(li, one, "twice"))
    assert text(twin).startswith("已有的记录")
    assert "正在办" in twin
    marked = re.findall(r'<td data-label="([^"]+)" class="differs">', twin)
    assert marked == ["办理情况", "资金物资（元）"]  # the day and the names are only written in another way


def test_the_same_thing_is_skipped(li, known_visit):
    one = press(li, brought(li, KNOWN), "skip:0.3")
    assert (one.accepted, one.refused) == (0, 0)
    assert twins(check_page(li, one, "twice")) == []


def test_another_thing_is_imported_on_a_persons_word_and_can_be_taken_back(li, known_visit):
    one = press(li, brought(li, KNOWN, ["2026.5.2", *KNOWN[1:]]), "differs:0.3")
    assert (one.accepted, one.refused) == (2, 0)
    assert "不是同一件，照样导入" in check_page(li, one, "good")
    assert press(li, one, "same:0.3").refused == 1
    press(li, one, "differs:0.3")
    li.post(f"/imports/{one.code}/commit/")
    with reaching(make.EVERYTHING):
        assert Visit.objects.count() == 3
    li.post(f"/imports/{one.code}/undo/", {"confirm": "1"})
    with reaching(make.EVERYTHING):
        assert list(Visit.objects.values_list("pk", flat=True)) == [known_visit.pk]


def test_a_row_that_repeats_another_of_the_file_stands_over_that_one(li, world):
    one = brought(li, KNOWN, ["2026.5.2", *KNOWN[1:]], [*KNOWN[:5], "还没有", ""])
    [twin] = twins(check_page(li, one, "twice"))
    assert text(twin).startswith("本文件第 3 行")
    assert "已经解决" in twin


def test_where_a_rule_forbids_a_second_one_nobody_is_asked(li, world):
    """The same deputy at the same level is no matter of opinion; what is secret has no column."""
    with reaching(make.EVERYTHING):
        Person.objects.filter(pk=world.wang.pk).update(employer="东乡小学")
    head = ["姓名", "代表层级", "工作单位", "联系电话"]
    one = brought(li, ["王代表", "县", "西乡小学", "13800000009"], head=head, kind="roster")
    page = check_page(li, one, "twice")
    [twin] = twins(page)
    assert "东乡小学" in twin
    assert "138" not in twin
    assert "是同一件，跳过" in page
    assert "不是，导入" not in page
    assert "用新的覆盖" in page
    assert press(li, one, "differs:0.3").refused == 1


def test_what_is_out_of_reach_is_not_shown(li, world):
    """The number belongs to somebody of the neighbouring township."""
    number = make.id_number(serial=77)
    with reaching(make.EVERYTHING):
        make.household(world.liulin, "赵守密", id_number=number, id_index=blind_index(number))
    head = ["所在村", "户主姓名", "身份证号码"]
    one = brought(li, ["周田村", "钱一", number], head=head, kind="household")
    assert one.refused == 1
    page = check_page(li, one, "twice")
    [twin] = twins(page)
    assert "不在您的范围内" in twin
    assert "赵守密" not in page


def test_a_namesake_in_the_same_village_is_a_household_of_its_own_on_a_persons_word(li, world):
    head = ["所在村", "户主姓名", "家庭人口"]
    one = press(li, brought(li, ["周田村", "张德福", 3], head=head, kind="household"), "differs:0.3")
    li.post(f"/imports/{one.code}/commit/")
    with reaching(make.EVERYTHING):
        assert Household.objects.filter(village=world.zhoutian, head_name="张德福").count() == 2


def test_a_cell_put_right_by_fetch_takes_the_other_record_away(li, known_visit):
    one = brought(li, KNOWN)
    told = re.search(r'name="block" value="([^"]+)"', check_page(li, one, "twice"))[1]
    answer = li.post(
        f"/imports/{one.code}/check/",
        {"tab": "twice", "do": "save", "cell.0.3.date": "2026-05-09", "block": told},
        headers={"X-Requested-With": "fetch"},
    ).json()
    assert twins(answer["rows"]["0.3"]) == []
    assert fresh(one.code).accepted == 1


def test_what_is_newer_overwrites_the_record_is_in_the_audit_and_comes_back(li, world, known_visit):
    one = press(li, brought(li, KNOWN), "replaces:0.3")
    assert (one.accepted, one.refused) == (1, 0)
    assert "用新的覆盖已有的记录" in check_page(li, one, "good")
    li.post(f"/imports/{one.code}/commit/")
    with reaching(make.EVERYTHING):
        visit = Visit.objects.get()
        assert (visit.result, visit.amount, visit.version) == ("已经解决", 500, known_visit.version + 1)
        assert list(visit.visitors.values_list("person", flat=True)) == [world.wang.pk]
        assert VisitMonth.objects.get(township=world.east).amount == 500
        told = AuditEvent.objects.get(action="imports.replace")
        assert told.detail == {"import": one.code, "changed": ["amount", "result"]}
    li.post(f"/imports/{one.code}/undo/")
    with reaching(make.EVERYTHING):
        visit = Visit.objects.get()
        assert (visit.result, visit.amount) == ("正在办", 200)
        assert VisitMonth.objects.get(township=world.east).amount == 200
        assert AuditEvent.objects.filter(action="imports.restore").count() == 1
    assert "1 条改回了原样" in fresh(one.code).message


def test_what_somebody_changed_since_is_not_undone(li, known_visit):
    one = press(li, brought(li, KNOWN), "replaces:0.3")
    li.post(f"/imports/{one.code}/commit/")
    with reaching(make.EVERYTHING):
        Visit.objects.update(result="后来改的", version=F("version") + 1)
    li.post(f"/imports/{one.code}/undo/")
    with reaching(make.EVERYTHING):
        assert Visit.objects.get().result == "后来改的"
    assert "1 条已被修改" in fresh(one.code).message


def test_an_empty_cell_overwrites_nothing(li, known_visit):
    one = press(li, brought(li, [*KNOWN[:5], "已经解决", ""]), "replaces:0.3")
    li.post(f"/imports/{one.code}/commit/")
    with reaching(make.EVERYTHING):
        assert Visit.objects.values_list("result", "amount").get() == ("已经解决", 200)


def test_a_person_is_overwritten_but_not_the_seat(li, world):
    head = ["姓名", "代表层级", "工作单位", "联系电话"]
    one = press(
        li, brought(li, ["王代表", "县", "西乡小学", "13800000009"], head=head, kind="roster"), "replaces:0.3"
    )
    li.post(f"/imports/{one.code}/commit/")
    with reaching(make.EVERYTHING):
        person = Person.objects.get(pk=world.wang.pk)
        assert (person.employer, opened(person.phone)) == ("西乡小学", "13800000009")
        assert person.mandates.count() == 1
        kept = str(SheetImport.objects.get(pk=one.pk).options["replaced"])
    assert "13800000009" not in kept
    li.post(f"/imports/{one.code}/undo/")
    with reaching(make.EVERYTHING):
        assert opened(Person.objects.get(pk=world.wang.pk).phone) == opened(world.wang.phone)


def test_a_household_and_a_station_are_overwritten(li, world):
    with reaching(make.EVERYTHING):
        make.station(world.east, "东乡活动室", address="老街")
    head = ["所在村", "户主姓名", "住房情况"]
    one = press(li, brought(li, ["周田村", "张德福", "C级"], head=head, kind="household"), "replaces:0.3")
    li.post(f"/imports/{one.code}/commit/")
    head = ["活动室名称", "类别", "地址"]
    one = press(li, brought(li, ["东乡活动室", "镇级", "新街"], head=head, kind="station"), "replaces:0.3")
    li.post(f"/imports/{one.code}/commit/")
    with reaching(make.EVERYTHING):
        assert Household.objects.get(pk=world.zhang_household.pk).housing == "C级"
        assert Station.objects.get(name="东乡活动室").address == "新街"


def test_a_unit_is_overwritten_also_with_a_no_and_comes_back(sun, world):
    head = ["单位名称", "联系电话", "是否承办建议"]
    rows = [["县水利局", "0557-6022001", "否"], ["县教育局", "0557-6022002", ""]]
    one = brought(sun, *rows, head=head, kind="unit")
    for row in (3, 4):
        one = press(sun, one, f"replaces:0.{row}")
    sun.post(f"/imports/{one.code}/commit/")
    said = Unit.objects.order_by("pk").values_list("name", "phone", "handles_suggestions")
    assert list(said) == [("县水利局", "0557-6022001", False), ("县教育局", "0557-6022002", True)]
    sun.post(f"/imports/{one.code}/undo/")
    assert [unit[1:] for unit in said.all()] == [("", True), ("", True)]


def test_what_is_out_of_reach_or_of_another_kind_cannot_be_overwritten(li, world):
    number = make.id_number(serial=77)
    with reaching(make.EVERYTHING):
        make.household(world.liulin, "赵守密", id_number=number, id_index=blind_index(number))
    head = ["所在村", "户主姓名", "身份证号码"]
    one = brought(li, ["周田村", "钱一", number], head=head, kind="household")
    assert "用新的覆盖" not in check_page(li, one, "twice")
    answer = li.post(f"/imports/{one.code}/check/", {"tab": "twice", "do": "replaces:0.3"})
    assert answer.status_code == 302
    assert fresh(one.code).refused == 1
