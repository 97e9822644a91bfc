"""Pages of households and pairings through the client."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from congress_poverty.models import AuditEvent
from congress_poverty.reach import Reach, reaching
from congress_poverty.sealed import blind_index
from pairing.models import Household, HouseholdStatus, Pairing, PairingApplication, RosterFiling
from tests import factories as make


@pytest.fixture
def household(world):
    with reaching(make.EVERYTHING):
        world.zhang_household.phone = "13800001234"
        world.zhang_household.save()
    return world.zhang_household


def text(response) -> str:
    return response.content.decode()


def fresh(household):
    with reaching(make.EVERYTHING):
        return Household.objects.get(pk=household.pk)


# ---- who sees what ----------------------------------------------------------------------


def test_the_own_township_reads_names_in_full(li, household):
    assert "张德福" in text(li.get("/households/"))


@pytest.mark.parametrize("address", ["/households/", "/pairings/", "/visits/"])
def test_the_county_reads_masked_names_in_lists(sun, household, world, address):
    make.visit(world.wang, household)
    page = text(sun.get(address))
    assert "张德福" not in page
    assert "张**" in page


@pytest.mark.parametrize("path", ["", "print/", "members/", "status/", "checks/new/", "reveal/phone/"])
def test_the_county_reads_masked_names_on_the_ledger(sun, household, path):
    page = text(sun.get(f"{household.get_absolute_url()}{path}"))
    assert "张德福" not in page


def test_a_phone_is_masked_for_everybody(li, household):
    page = text(li.get(household.get_absolute_url()))
    assert "138****1234" in page
    assert "13800001234" not in page


def test_a_leader_who_may_not_reveal_reads_only_that_it_is_there(zhou, household):
    page = text(zhou.get(household.get_absolute_url()))
    assert "138****" not in page
    assert "已登记" in page


def test_a_phone_is_shown_once_against_a_reason(li, household):
    address = f"{household.get_absolute_url()}reveal/phone/"
    shown = li.post(address, {"reason": "上户前联系"})
    assert "13800001234" in text(shown)
    assert shown["Cache-Control"] == "no-store"
    with reaching(make.EVERYTHING):
        assert AuditEvent.objects.get(action="households.reveal").detail["reason"] == "上户前联系"


def test_no_reason_no_phone(li, household):
    refused = li.post(f"{household.get_absolute_url()}reveal/phone/", {"reason": ""})
    assert refused.status_code == 422
    assert "13800001234" not in text(refused)


def test_a_field_that_is_not_sealed_has_no_reveal_page(li, household):
    assert li.get(f"{household.get_absolute_url()}reveal/note/").status_code == 404


def test_a_childs_name_is_masked_even_at_home(li, household):
    make.member(household, "张小宝", birth_on=date(2022, 1, 1))
    assert "张小宝" not in text(li.get(household.get_absolute_url()))


def test_opening_the_members_form_with_a_child_leaves_an_event(li, household):
    make.member(household, "张小宝", birth_on=date(2022, 1, 1))
    li.get(f"{household.get_absolute_url()}members/")
    with reaching(make.EVERYTHING):
        assert AuditEvent.objects.filter(action="households.read_members").exists()


def test_an_export_for_the_county_is_masked(sun, household):
    exported = b"".join(sun.get("/households/?export=csv").streaming_content).decode("utf-8-sig")
    assert "张**" in exported
    assert "张德福" not in exported


# ---- lists ------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["德福", "zdf", "zhangdefu"])
def test_a_household_is_found_by_name_or_initials(li, household, word):
    assert "张德福" in text(li.get("/households/", {"q": word}))


def test_a_household_is_found_by_its_whole_id_number(li, household):
    number = make.id_number()
    with reaching(make.EVERYTHING):
        Household.objects.filter(pk=household.pk).update(id_index=blind_index(number))
    assert "张德福" in text(li.get("/households/", {"q": number}))
    assert "张德福" not in text(li.get("/households/", {"q": make.id_number()}))


def test_unpaired_households_are_a_filter(li, household, world):
    make.household(world.zhoutian, "未结对户")
    page = text(li.get("/households/?unpaired=1"))
    assert "未结对户" in page
    assert "张德福" not in page


def test_bad_characters_in_the_search_are_answered_with_a_sentence(li):
    assert li.get("/households/?q=%00").status_code == 400
    assert li.get("/households/?q=%E2%80%AE张").status_code == 200


# ---- forms ------------------------------------------------------------------------------


def household_data(world, **more):
    return {"head_name": "刘玉兰", "village": world.zhoutian.pk, **more}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("𠮷川玉", "𠮷川玉"),
        ("买买提•吐尔逊", "买买提·吐尔逊"),
        ("阿" * 25, "阿" * 25),
        ("刘　玉兰", "刘玉兰"),
    ],
)
def test_a_household_is_entered_with_any_name(li, world, typed, kept):
    assert li.post("/households/new/", household_data(world, head_name=typed)).status_code == 302
    with reaching(make.EVERYTHING):
        assert Household.objects.filter(head_name=kept).exists()


def test_a_wrong_id_number_comes_back_with_the_rest_of_the_form(li, world):
    right = make.id_number()
    wrong = right[:-1] + ("1" if right[-1] == "0" else "0")
    sent = household_data(world, id_number=wrong, plan="种大棚")
    answer = li.post("/households/new/", sent)
    assert answer.status_code == 422
    assert "校验位不对" in text(answer)
    assert "种大棚" in text(answer)


def test_a_short_phone_is_sent_back_with_its_length(li, world):
    answer = li.post("/households/new/", household_data(world, phone="1380000123"))
    assert "手机号应是 11 位数字，现在是 10 位" in text(answer)


def test_a_village_elsewhere_is_not_offered(li, world):
    assert li.post("/households/new/", household_data(world, village=world.liulin.pk)).status_code == 422


def test_an_empty_phone_field_keeps_the_phone_and_nothing_empties_it(li, world, household):
    sent = household_data(world, head_name="张德福", version=1)
    li.post(f"{household.get_absolute_url()}edit/", {**sent, "phone": ""})
    assert fresh(household).phone.open() == "13800001234"
    li.post(f"{household.get_absolute_url()}edit/", {**sent, "version": 2, "phone": "无"})
    assert not fresh(household).phone


def test_of_two_clerks_the_second_sees_both_versions(li, world, household):
    address = f"{household.get_absolute_url()}edit/"
    assert (
        li.post(address, household_data(world, head_name="张德福", plan="甲的", version=1)).status_code == 302
    )
    second = li.post(address, household_data(world, head_name="张德福", plan="乙的", version=1))
    assert second.status_code == 409
    assert "甲的" in text(second)
    assert "乙的" in text(second)
    assert fresh(household).plan == "甲的"


def test_two_clerks_on_the_members_page_are_told_too(li, household):
    make.member(household, "张德福", seq=1)
    address = f"{household.get_absolute_url()}members/"
    assert li.post(address, {"n0-name": "丁爱芳", "version": 1}).status_code == 302
    assert li.post(address, {"n0-name": "丁爱萍", "version": 1}).status_code == 409


def test_members_are_added_from_the_blank_rows(li, household):
    li.post(
        f"{household.get_absolute_url()}members/", {"n0-name": "丁 爱芳", "n0-relation": "配偶", "version": 1}
    )
    with reaching(make.EVERYTHING):
        assert fresh(household).members.get(name="丁爱芳").relation == "配偶"
    assert fresh(household).population == 1


def test_a_member_row_without_a_name_is_asked_for_it(li, household):
    answer = li.post(f"{household.get_absolute_url()}members/", {"n0-relation": "配偶", "version": 1})
    assert "请填姓名" in text(answer)


def test_the_status_is_changed_with_day_and_ground(li, household):
    sent = {"status": "脱贫户", "since": "2018-12-01", "ground": "县批复"}
    assert li.post(f"{household.get_absolute_url()}status/", sent).status_code == 302
    with reaching(make.EVERYTHING):
        assert HouseholdStatus.objects.get(household=household).status == "脱贫户"


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("incomes/new/", {"year": 2025, "wage": "8000"}),
        ("checks/new/", {"checked_on": "2026-05-01", "food": "yes"}),
        ("needs/new/", {"kind": "就业", "raised_on": "2026-05-01"}),
        ("measures/new/", {"kind": "产业扶持", "detail": "大棚"}),
    ],
)
def test_each_part_of_the_ledger_has_its_form(li, household, path, sent):
    assert li.post(f"{household.get_absolute_url()}{path}", sent).status_code == 302


def test_the_ledger_prints_its_five_parts(li, household, world):
    make.visit(world.wang, household, note="看望老人")
    page = text(li.get(f"{household.get_absolute_url()}print/"))
    for part in ("一户群众", "一名代表", "一套措施", "一本台账", "一个目标", "看望老人"):
        assert part in page


# ---- pairings ---------------------------------------------------------------------------


def pair_data(household, person, **more):
    return {
        "household_codes": household.code,
        "person_codes": person.code,
        "started_on": "2026-05-01",
        **more,
    }


def test_a_clerk_pairs_by_picking(li, world):
    household = make.household(world.zhoutian, "刘玉兰")
    assert li.post("/pairings/new/", pair_data(household, world.wang)).status_code == 302
    with reaching(make.EVERYTHING):
        assert Pairing.objects.get(household=household).person == world.wang


def test_the_fourth_household_is_refused_beside_the_deputy(li, world):
    for n in range(2):
        make.pairing(world.wang, make.household(world.zhoutian, f"户主{n}"))
    fourth = make.household(world.zhoutian, "刘玉兰")
    answer = li.post("/pairings/new/", pair_data(fourth, world.wang, measure="大棚"))
    assert answer.status_code == 422
    assert "上限是 3 户" in text(answer)
    assert "大棚" in text(answer)


def test_the_county_writes_a_reason_over_the_limit(sun, li, world):
    for n in range(2):
        make.pairing(world.wang, make.household(world.zhoutian, f"户主{n}"))
    fourth = make.household(world.zhoutian, "刘玉兰")
    sent = pair_data(fourth, world.wang, override_reason="集中安置点")
    assert li.post("/pairings/new/", sent).status_code == 422  # a township has no such field
    assert sun.post("/pairings/new/", sent).status_code == 302


def test_a_helper_is_changed_without_editing_history(li, world):
    sun_deputy = make.deputy(world.east, "孙代表")
    address = f"/pairings/{world.pairing.code}/change/"
    sent = {"person_codes": sun_deputy.code, "started_on": "2026-06-01", "reason": "调离"}
    assert li.post(address, sent).status_code == 302
    with reaching(make.EVERYTHING):
        history = Pairing.objects.filter(household=world.zhang_household).order_by("started_on")
        assert [(p.person.name, p.ended_on) for p in history] == [
            ("王代表", date(2026, 5, 31)),
            ("孙代表", None),
        ]


def test_a_pairing_is_ended_with_its_reason(li, world):
    sent = {"ended_on": "2026-06-01", "reason": "整户搬迁"}
    assert li.post(f"/pairings/{world.pairing.code}/end/", sent).status_code == 302
    page = text(li.get(f"/pairings/{world.pairing.code}/"))
    assert "整户搬迁" in page
    assert "结束结对</a>" not in page


def test_an_ended_pairing_closes_the_household_to_the_deputy(wang, li, world):
    assert wang.get(world.zhang_household.get_absolute_url()).status_code == 200
    li.post(f"/pairings/{world.pairing.code}/end/", {"ended_on": "2026-06-01", "reason": "调离"})
    assert wang.get(world.zhang_household.get_absolute_url()).status_code == 404


def test_a_deputy_applies_and_the_chair_agrees(wang, li_chair, world):
    household = make.household(world.zhoutian, "刘玉兰")
    assert wang.post("/applications/new/", {"wish": "周田村"}).status_code == 302
    with reaching(make.EVERYTHING):
        application = PairingApplication.objects.get()
    sent = {"household_codes": household.code, "started_on": "2026-06-01"}
    assert li_chair.post(f"/applications/{application.code}/approve/", sent).status_code == 302
    with reaching(make.EVERYTHING):
        assert Pairing.objects.get(household=household).source == "application"


def test_a_deputy_withdraws_only_an_own_application(wang, world):
    other = make.application(make.deputy(world.east, "孙代表"))
    assert wang.post(f"/applications/{other.code}/withdraw/").status_code == 404


def test_a_township_files_its_roster_and_prints_it(li, world):
    answer = li.post("/rosters/file/", {"township": world.east.pk, "filed_on": "2026-03-30"})
    with reaching(make.EVERYTHING):
        filing = RosterFiling.objects.get()
    assert answer.url == filing.get_absolute_url()
    assert "张德福" in text(li.get(filing.get_absolute_url()))


def test_a_township_cannot_file_for_its_neighbour(li, world):
    answer = li.post("/rosters/file/", {"township": world.west.pk, "filed_on": "2026-03-30"})
    assert answer.status_code == 422


def test_the_list_needs_the_same_queries_for_one_row_and_for_fifty(li, world):
    def count():
        with CaptureQueriesContext(connection) as captured:
            li.get("/households/")
        return len(captured)

    count()
    one = count()
    for n in range(49):
        make.pairing(make.deputy(world.east, f"代表{n}"), make.household(world.zhoutian, f"户主{n}"))
    assert count() <= one + 1  # the count itself, once there is more than one page


def test_a_household_of_another_township_that_ones_deputy_looks_after_is_seen(li, world):
    far = make.household(world.liulin, "远户")
    make.pairing(world.wang, far)
    assert li.get(far.get_absolute_url()).status_code == 200


def test_reach_of_nobody_sees_nothing(world):
    with reaching(Reach("unit", (1,))):
        assert not Household.objects.exists()


def test_the_ledger_tells_who_changed_what(li, world, household):
    sent = household_data(world, head_name="张德福", plan="种大棚", version=1)
    li.post(f"{household.get_absolute_url()}edit/", sent)
    page = text(li.get(household.get_absolute_url()))
    assert "改了：帮扶计划（一户一策）" in page
    assert "李干事" in page


def test_the_history_of_a_household_does_not_tell_who_looked(li, household):
    li.post(f"{household.get_absolute_url()}reveal/phone/", {"reason": "上户前联系"})
    assert "上户前联系" not in text(li.get(household.get_absolute_url()))
