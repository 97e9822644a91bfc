"""A mandate is suspended, restored and ended on the grounds of the Deputies Law, never otherwise."""

from datetime import date

import pytest

from congress_poverty.models import AuditEvent
from congress_poverty.refusals import Refused
from congress_poverty.sealed import blind_index
from deputies.actions import people as actions
from deputies.mandate_law import GROUNDS, ground_for, grounds_from
from deputies.models import GroupMember, Mandate, Person
from tests import factories as make

TODAY = date(2026, 6, 9)


def test_every_ground_but_the_end_of_the_term_names_its_article():
    assert {ground.code for ground in GROUNDS.values() if not ground.article} == {"expired"}


def test_suspension_stands_on_article_61_and_the_end_on_article_62():
    for ground in GROUNDS.values():
        if ground.status == "suspended":
            assert "第六十一条" in ground.words
        elif ground.group.startswith("代表资格终止"):
            assert "第六十二条" in ground.words


def test_only_a_suspended_mandate_is_restored():
    assert ground_for("suspended", "restored").status == "in_office"
    with pytest.raises(Refused, match="没有暂停"):
        ground_for("in_office", "restored")


@pytest.mark.parametrize("status", ["resigned", "moved", "deceased", "recalled", "terminated", "expired"])
def test_an_ended_mandate_has_no_way_back(status):
    assert grounds_from(status) == []
    with pytest.raises(Refused, match="登记新的任职"):
        ground_for(status, "restored")


@pytest.fixture
def mandate(world, everything):
    return world.wang.mandates.get()


def change(mandate, ground, actor, on=TODAY):
    return actions.change_status(mandate, ground, on=on, today=TODAY, by=actor)


@pytest.mark.django_db
class TestChange:
    def test_a_resignation_ends_the_seat_on_its_day(self, mandate, county_actor):
        changed = change(mandate, "resigned", county_actor)
        assert (changed.status, changed.ended_on) == ("resigned", TODAY)

    def test_history_keeps_the_ground_and_who_entered_it(self, mandate, county_actor):
        change(mandate, "resigned", county_actor)
        event = mandate.events.get()
        assert event.legal_ground == "《代表法》第六十二条：辞职被接受"
        assert event.recorded_by == county_actor.label

    def test_a_suspended_deputy_keeps_the_seat(self, mandate, county_actor):
        changed = change(mandate, "detained", county_actor)
        assert (changed.status, changed.ended_on) == ("suspended", None)

    def test_a_suspension_is_lifted(self, mandate, county_actor):
        change(mandate, "detained", county_actor, on=date(2026, 5, 1))
        assert change(mandate, "restored", county_actor).status == "in_office"

    def test_a_day_before_the_last_change_is_refused(self, mandate, county_actor):
        change(mandate, "detained", county_actor)
        with pytest.raises(Refused, match="不能早于上一次变动"):
            change(mandate, "restored", county_actor, on=date(2026, 6, 8))

    def test_a_day_to_come_is_refused(self, mandate, county_actor):
        with pytest.raises(Refused, match="不能晚于今天"):
            change(mandate, "resigned", county_actor, on=date(2026, 6, 10))

    def test_the_last_seat_takes_the_place_in_the_group_with_it(self, mandate, world, county_actor):
        make.group_member(make.group(world.east), world.wang)
        change(mandate, "moved", county_actor)
        assert GroupMember.objects.get().ended_on == TODAY

    def test_another_seat_keeps_the_place_in_the_group(self, mandate, world, county_actor):
        make.mandate(world.wang, "township")
        make.group_member(make.group(world.east), world.wang)
        change(mandate, "moved", county_actor)
        assert GroupMember.objects.get().ended_on is None

    def test_the_audit_names_level_and_ground(self, mandate, county_actor):
        change(mandate, "recalled", county_actor)
        detail = AuditEvent.objects.get(action="deputies.change_status").detail
        assert (detail["level"], detail["ground"]) == ("county", "《代表法》第六十二条：被罢免")

    def test_a_second_seat_of_a_level_waits_for_the_end_of_the_first(self, mandate, world, county_actor):
        with pytest.raises(Refused, match="任期届满"):
            actions.add_mandate(world.wang, Mandate(level="county", term="第十九届"), by=county_actor)

    def test_five_levels_are_held_at_once(self, world, everything, county_actor):
        for level in ("national", "provincial", "city", "township"):
            actions.add_mandate(world.wang, Mandate(level=level, term="第十八届"), by=county_actor)
        assert world.wang.mandates.in_office(TODAY).count() == 5


@pytest.mark.django_db
class TestPages:
    def test_the_clerk_enters_a_change_with_its_ground(self, li, world, everything):
        mandate = world.wang.mandates.get()
        data = {"ground": "resigned", "on": "2026-06-09", "note": "公告〔2026〕3号"}
        li.post(f"/mandates/{mandate.code}/status/", data)
        page = li.get(f"/deputies/{world.wang.code}/").text
        assert "《代表法》第六十二条：辞职被接受" in page
        assert "公告〔2026〕3号" in page

    def test_without_a_ground_nothing_changes(self, li, world, everything):
        mandate = world.wang.mandates.get()
        answer = li.post(f"/mandates/{mandate.code}/status/", {"on": "2026-06-09"})
        assert answer.status_code == 422
        mandate.refresh_from_db()
        assert mandate.status == "in_office"

    def test_a_mandate_corrected_into_one_that_exists_is_refused(self, li, world, everything):
        other = make.mandate(world.wang, "township", term="第十九届")
        data = {"level": "county", "term": "第十八届", "version": "1"}
        Mandate.objects.filter(person=world.wang, level="county").update(term="第十八届")
        answer = li.post(f"/mandates/{other.code}/edit/", data)
        assert "已经登记过了" in answer.text

    def test_a_new_deputy_comes_with_the_first_seat(self, li, world, everything):
        data = {
            "name": "孙 大海", "township": world.east.pk, "level": "township", "term": "第十九届",
            "id_number": make.id_number(), "phone": "13812345678",
        }  # fmt: skip
        assert li.post("/deputies/new/", data).status_code == 302
        person = Person.objects.get(name="孙大海")
        assert person.pinyin == "sundahai sdh"
        assert person.mandates.get().level == "township"
        assert person.phone.open() == "13812345678"

    def test_a_known_id_number_is_refused_without_saying_where(self, li, world, everything):
        number = make.id_number()
        data = {"name": "甲某", "township": world.west.pk, "level": "township", "term": "第十九届"}
        there = make.deputy(world.west, "乙某")
        Person.objects.filter(pk=there.pk).update(id_index=blind_index(number))
        answer = li.post("/deputies/new/", {**data, "township": world.east.pk, "id_number": number})
        assert "全县名册里已经有了" in answer.text
        assert "西乡" not in answer.text
        assert "乙某" not in answer.text

    def test_a_wrong_check_character_is_refused_in_the_ledgers_words(self, li, world):
        right = make.id_number()
        wrong = right[:-1] + ("0" if right[-1] != "0" else "1")
        data = {"name": "甲某", "township": world.east.pk, "level": "township", "term": "第十九届"}
        answer = li.post("/deputies/new/", {**data, "id_number": wrong})
        assert "校验位不对" in answer.text
