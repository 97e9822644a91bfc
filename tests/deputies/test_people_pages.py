"""The roster and a deputy's page."""

import pytest

from congress_poverty.models import AuditEvent
from deputies.models import Honour, MemberLink, Person, VoterContact
from tests import factories as make

pytestmark = pytest.mark.django_db


def names(answer) -> list[str]:
    return [name for name in ("王代表", "赵代表", "周代表") if name in answer.context["body"]]


def test_the_county_sees_all_townships_deputies(sun):
    assert names(sun.get("/deputies/")) == ["王代表", "赵代表"]


def test_a_township_sees_its_own(li):
    assert names(li.get("/deputies/")) == ["王代表"]


def test_the_search_takes_initials(sun):
    assert names(sun.get("/deputies/?q=wdb")) == ["王代表"]


def test_the_search_takes_a_part_of_the_name(sun):
    assert names(sun.get("/deputies/?q=赵")) == ["赵代表"]


def test_level_and_status_must_meet_in_one_mandate(sun, world, everything):
    world.wang.mandates.update(status="suspended")
    make.mandate(world.wang, "township")
    assert names(sun.get("/deputies/?level=county&status=in_office")) == ["赵代表"]
    assert names(sun.get("/deputies/?level=county&status=suspended")) == ["王代表"]


def test_who_left_is_shown_when_asked_for(sun, world, everything):
    world.wang.mandates.update(status="resigned", ended_on="2026-01-01")
    assert names(sun.get("/deputies/")) == ["赵代表"]
    assert names(sun.get("/deputies/?status=all")) == ["王代表", "赵代表"]


def test_township_and_group_narrow(sun, world):
    group = make.group(world.west)
    make.group_member(group, world.zhao)
    assert names(sun.get(f"/deputies/?township={world.east.code}")) == ["王代表"]
    assert names(sun.get(f"/deputies/?group={group.code}")) == ["赵代表"]


def test_a_district_says_district_where_a_county_says_county(sun, world):
    world.county.region.name = "安源区"
    world.county.region.save()
    assert "区级" in sun.get("/deputies/").context["body"]


def test_the_export_holds_what_the_list_showed(sun):
    lines = (
        b"".join(sun.get("/deputies/?q=wdb&export=csv").streaming_content).decode("utf-8-sig").splitlines()
    )
    assert "王代表" in lines[-1]
    assert "县级" in lines[-1]


def test_the_number_of_queries_does_not_grow_with_the_rows(sun, world, django_assert_max_num_queries):
    for n in range(30):
        make.deputy(world.east, f"周{n}", pinyin=f"zhou{n} z{n}")
    with django_assert_max_num_queries(14):
        sun.get("/deputies/")


def test_the_phone_is_masked_until_a_reason_is_given(li, world, everything):
    person = Person.objects.get(pk=world.wang.pk)
    person.phone = "13812345678"
    person.save()
    assert "13812345678" not in li.get(f"/deputies/{person.code}/").text
    assert "138****5678" in li.get(f"/deputies/{person.code}/").text
    answer = li.post(f"/deputies/{person.code}/show/phone/", {"reason": "通知参加小组活动"})
    assert "13812345678" in answer.text
    event = AuditEvent.objects.get(action="deputies.reveal")
    assert event.detail == {"field": "phone", "reason": "通知参加小组活动"}


def test_a_reason_of_two_characters_shows_nothing(li, world):
    answer = li.post(f"/deputies/{world.wang.code}/show/phone/", {"reason": "看看"})
    assert "请写清为什么要看" in answer.text


def test_an_edit_without_a_number_keeps_the_sealed_one(li, world, everything):
    person = Person.objects.get(pk=world.wang.pk)
    person.phone, person.phone_index = "13812345678", "x"
    person.save()
    data = {"name": "王代表", "township": world.east.pk, "version": "1", "job_title": "支书"}
    assert li.post(f"/deputies/{person.code}/edit/", data).status_code == 302
    fresh = Person.objects.get(pk=person.pk)
    assert (fresh.phone.open(), fresh.job_title) == ("13812345678", "支书")


def test_the_second_of_two_who_edit_sees_both_versions(li, world):
    data = {"name": "王代表", "township": world.east.pk, "version": "1"}
    li.post(f"/deputies/{world.wang.code}/edit/", {**data, "job_title": "支书"})
    answer = li.post(f"/deputies/{world.wang.code}/edit/", {**data, "job_title": "主任"})
    assert answer.status_code == 409
    assert "支书" in answer.text


def test_a_village_of_another_township_is_refused(sun, world):
    data = {"name": "王代表", "township": world.east.pk, "village": world.liulin.pk, "version": "1"}
    assert "不在东乡" in sun.post(f"/deputies/{world.wang.code}/edit/", data).text


def test_a_clerk_cannot_move_a_deputy_to_the_next_township(li, world, everything):
    data = {"name": "王代表", "township": world.west.pk, "version": "1"}
    assert li.post(f"/deputies/{world.wang.code}/edit/", data).status_code == 422


def test_an_honour_is_entered_and_taken_back(li, world, everything):
    li.post(f"/deputies/{world.wang.code}/honours/new/", {"title": "敬业奉献模范"})
    assert "敬业奉献模范" in li.get(f"/deputies/{world.wang.code}/").text
    li.post(f"/deputies/{world.wang.code}/honours/remove/", {"honour": Honour.objects.get().pk})
    assert not Honour.objects.exists()
    assert AuditEvent.objects.filter(
        action="deputies.remove_honour", detail={"title": "敬业奉献模范"}
    ).exists()


def test_a_link_beyond_the_countys_number_is_made_and_pointed_out(sun, world, everything):
    for n in range(4):
        make.deputy(world.east, f"代表{n}号")
        data = {"deputy": f"代表{n}号", "on": "2026-06-09"}
        answer = sun.post(f"/deputies/{world.wang.code}/links/new/", data, follow=True)
    assert MemberLink.objects.count() == 4
    assert "现在联系 4 位代表，一般应联系 2—3 位" in answer.text


def test_a_namesake_is_told_apart_by_the_township(sun, world, everything):
    make.deputy(world.east, "李芳")
    west = make.deputy(world.west, "李芳")
    url = f"/deputies/{world.wang.code}/links/new/"
    answer = sun.post(url, {"deputy": "李芳", "on": "2026-06-09"})
    assert "李芳（东乡）" in answer.text
    assert "李芳（西乡）" in answer.text
    sun.post(url, {"deputy": "", "deputy_codes": west.code, "on": "2026-06-09"})
    assert MemberLink.objects.get().deputy == west


def test_the_suggestions_follow_who_looks(li, sun):
    assert [row["label"] for row in sun.get("/deputies/find/?q=z").json()["found"]] == ["赵代表"]
    assert li.get("/deputies/find/?q=z").json()["found"] == []


def test_an_ended_link_stays_with_its_dates(sun, world, everything):
    link = make.member_link(world.zhao, world.wang)
    sun.post(f"/deputies/{world.zhao.code}/links/{world.wang.code}/end/", {"on": "2026-06-09"})
    link.refresh_from_db()
    assert str(link.ended_on) == "2026-06-09"


def test_a_deputy_opens_the_own_page_only(wang, world):
    assert "王代表" in wang.get("/deputies/me/").text
    assert wang.get(f"/deputies/{world.wang.code}/").status_code == 403


def test_voters_are_the_deputys_own(wang, li, sun, world, everything):
    wang.post("/deputies/me/voters/new/", {"name": "选民甲", "phone": "13812345678"})
    voter = VoterContact.objects.get()
    assert voter.deputy == world.wang
    assert "选民甲" in wang.get("/deputies/me/voters/").context["body"]
    for other in (li, sun):
        assert other.get("/deputies/me/voters/").status_code == 403


def test_a_removed_voter_is_erased(wang, world, everything):
    voter = make.voter(world.wang)
    wang.post(f"/deputies/me/voters/{voter.code}/remove/")
    assert not VoterContact.objects.exists()
