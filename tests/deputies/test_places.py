"""Groups, stations, townships, regions and units."""

import pytest

from deputies.models import AreaLink, DeputyGroup, GroupMember, Region, Station, Unit
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(world):
    return make.group(world.east, "东乡第一代表小组")


def add(client, group, name, role="member", on="2026-06-01"):
    return client.post(f"/groups/{group.code}/members/new/", {"person": name, "role": role, "on": on})


def test_a_deputy_joins_by_the_mandate_held(li, group, world, everything):
    add(li, group, "王代表", role="leader")
    place = GroupMember.objects.get()
    assert (place.role, place.mandate) == ("leader", world.wang.mandates.get())


def test_a_second_leader_is_refused_by_the_firsts_name(li, group, world):
    add(li, group, "王代表", role="leader")
    make.deputy(world.east, "钱代表")
    assert "组长现在是王代表" in add(li, group, "钱代表", role="leader").text


def test_nobody_joins_twice(li, group):
    add(li, group, "王代表")
    assert "已经在这个小组里了" in add(li, group, "王代表").text


def test_who_has_no_seat_does_not_join(li, group, world):
    make.person(world.east, "郑某")
    assert "没有在任的代表职务" in add(li, group, "郑某").text


def test_a_deputy_of_the_next_township_is_not_known_here(li, group):
    assert "没有找到“赵代表”" in add(li, group, "赵代表").text


def test_a_small_group_of_one_level_is_pointed_out(li, group, world):
    for n in range(3):
        make.group_member(group, make.deputy(world.east, f"代表{n}号"))
    page = li.get(f"/groups/{group.code}/").text
    assert "一般应在 15 人左右" in page
    assert "应混合编组" in page


def test_who_left_stays_in_the_groups_history(li, group, world, everything):
    make.group_member(group, world.wang)
    li.post(f"/groups/{group.code}/members/{world.wang.code}/end/", {"on": "2026-06-09"})
    assert str(GroupMember.objects.get().ended_on) == "2026-06-09"
    assert "退出的成员" in li.get(f"/groups/{group.code}/").text


def test_a_member_becomes_liaison_officer(li, group, world, everything):
    make.group_member(group, world.wang)
    li.post(f"/groups/{group.code}/members/{world.wang.code}/role/", {"role": "liaison_officer"})
    assert GroupMember.objects.get().role == "liaison_officer"


def test_a_deputy_sees_the_fellows_of_the_own_group(wang, group, world):
    make.group_member(group, world.wang)
    make.group_member(group, make.deputy(world.east, "钱代表"))
    assert "钱代表" in wang.get(f"/groups/{group.code}/").text


def test_a_deputy_does_not_see_another_group(wang, group):
    assert wang.get(f"/groups/{group.code}/").status_code == 404


def test_a_second_group_of_the_same_name_is_refused(li, group, world, everything):
    answer = li.post("/groups/new/", {"name": group.name, "kind": "area", "township": world.east.pk})
    assert "已经有一个叫" in answer.text
    assert DeputyGroup.objects.count() == 1


def test_coverage_counts_townships_and_villages_with_a_station(sun, world):
    make.station(world.east, "东乡代表活动室")
    make.station(world.west, "柳林村活动室", village=world.liulin, level="village")
    page = sun.get("/stations/")
    assert page.context["townships"] == (1, 2)
    assert page.context["villages"] == (1, 2)


def test_a_clerk_sees_the_coverage_of_the_own_township(li, world):
    make.station(world.west, "西乡代表活动室")
    assert li.get("/stations/").context["townships"] == (0, 1)


def test_a_village_station_names_its_village(li, world, everything):
    data = {
        "name": "周田村活动室", "station_type": "activity_room", "level": "village",
        "township": world.east.pk, "reception_day": "15", "head": "王代表",
    }  # fmt: skip
    assert "请选在哪个村" in li.post("/stations/new/", data).text
    li.post("/stations/new/", {**data, "village": world.zhoutian.pk})
    assert Station.objects.get().head == world.wang


def test_a_reception_day_of_32_is_refused(li, world):
    data = {
        "name": "站", "station_type": "activity_room", "level": "township", "township": world.east.pk,
        "reception_day": "32",
    }  # fmt: skip
    assert "请填 1 到 31" in li.post("/stations/new/", data).text


def test_the_township_list_counts_people_groups_and_stations(sun, world, group):
    make.station(world.east)
    body = sun.get("/towns/").context["body"]
    assert "东乡" in body
    assert sun.get(f"/towns/{world.east.code}/").context["people"] == [world.wang]


def test_one_leader_is_first_responsible(sun, world, everything):
    url = f"/towns/{world.east.code}/links/new/"
    data = {"on": "2026-01-01", "first_responsible": "on"}
    sun.post(url, {**data, "leader": "王代表"})
    assert "第一责任人已经是王代表" in sun.post(url, {**data, "leader": "赵代表"}).text
    assert AreaLink.objects.get().is_first_responsible


def test_an_area_link_names_a_leader_or_an_office_and_not_both(sun, world):
    office = make.unit(world.county, "农工委", kind="supervising_office")
    url = f"/towns/{world.east.code}/links/new/"
    assert "只填一项" in sun.post(url, {"on": "2026-01-01"}).text
    both = {"on": "2026-01-01", "leader": "王代表", "office": office.pk}
    assert "只填一项" in sun.post(url, both).text


def test_an_area_link_ends_with_its_date(sun, world, everything):
    office = make.unit(world.county, "农工委", kind="supervising_office")
    link = make.area_link(world.county, world.east, office=office)
    sun.post(f"/towns/{world.east.code}/links/{office.code}/end/", {"on": "2026-06-09"})
    link.refresh_from_db()
    assert str(link.ended_on) == "2026-06-09"


def test_the_county_marks_a_poor_village(sun, world):
    data = {"short_name": "周田村", "kind": "village", "is_poor_village": "on", "version": "1"}
    sun.post(f"/regions/{world.zhoutian.code}/edit/", data)
    assert Region.objects.get(pk=world.zhoutian.pk).is_poor_village
    assert "贫困村" in sun.get("/regions/").text


def test_a_farm_is_a_township_of_its_kind(sun, world):
    sun.post(f"/regions/{world.east.code}/edit/", {"short_name": "东乡农场", "kind": "farm", "version": "1"})
    fresh = Region.objects.get(pk=world.east.pk)
    assert (fresh.kind, fresh.has_congress) == ("farm", False)


def test_a_region_of_another_county_is_not_found(sun):
    other = make.township(make.county("341324", "泗县"), "南乡")
    assert sun.get(f"/regions/{other.code}/edit/").status_code == 404


def test_a_unit_is_found_by_its_alias(sun, world):
    data = {"name": "县水务局", "aliases": "水务局\n县水务", "kind": "department", "is_active": "on"}
    sun.post("/units/new/", data)
    made = Unit.objects.get(name="县水务局")
    assert made.aliases == ["水务局", "县水务"]
    assert "县水务局" in sun.get("/units/?q=水务").context["body"]
    assert "县水务局" in sun.get("/units/?q=xswj").context["body"]


def test_an_alias_of_another_unit_is_refused(sun, world):
    data = {"name": "县水务局", "aliases": "县水利局", "kind": "department"}
    assert "已经是县水利局的叫法" in sun.post("/units/new/", data).text
