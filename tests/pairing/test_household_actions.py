"""Acts on a household's ledger and the door to tier 3."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import timezone

from congress_poverty.models import AuditEvent
from congress_poverty.reach import Reach, reaching
from congress_poverty.refusals import Refused
from pairing import actions
from pairing.actions.households import MemberRow
from pairing.models import BasicNeedsCheck, Household, HouseholdIncome, HouseholdMember
from tests import factories as make

TODAY = date(2026, 6, 9)


@pytest.fixture
def household(world, everything):
    return Household.objects.get(pk=world.zhang_household.pk)


def new_household(world, **fields):
    fields = {"village": world.zhoutian, "head_name": "刘玉兰", **fields}
    return Household(county=world.county, township=world.east, **fields)


def test_a_new_household_has_its_head_as_first_member(world, everything, clerk_actor):
    number = make.id_number(born=date(1960, 5, 4))
    saved = actions.save_household(new_household(world, id_number=number), by=clerk_actor, today=TODAY)
    head = saved.members.get()
    assert (head.seq, head.relation, head.birth_on) == (1, "户主", date(1960, 5, 4))
    assert Household.objects.get(pk=saved.pk).population == 1
    assert saved.pinyin == "liuyulan lyl"


def test_an_id_number_of_another_township_is_refused_without_saying_where(world, everything, clerk_actor):
    number = make.id_number()
    west = Household(
        county=world.county, township=world.west, village=world.liulin, head_name="西户", id_number=number
    )
    actions.save_household(west, by=clerk_actor, today=TODAY)
    with reaching(Reach("township", (world.east.pk,))), pytest.raises(Refused) as refusal:
        actions.save_household(new_household(world, id_number=number), by=clerk_actor, today=TODAY)
    assert refusal.value.code == "E_ID_DUPLICATE"
    assert "西" not in refusal.value.sentence


def test_a_village_of_another_township_is_refused(world, everything, clerk_actor):
    with pytest.raises(Refused) as refusal:
        actions.save_household(new_household(world, village=world.liulin), by=clerk_actor, today=TODAY)
    assert refusal.value.code == "E_VILLAGE_UNKNOWN"


@pytest.mark.parametrize("name", ["𠮷川", "买买提·吐尔逊", "阿" * 25])
def test_names_of_every_kind_are_kept_whole(world, everything, clerk_actor, name):
    saved = actions.save_household(new_household(world, head_name=name), by=clerk_actor, today=TODAY)
    assert Household.objects.get(pk=saved.pk).head_name == name


def test_members_are_counted_from_their_rows(household, clerk_actor):
    wife = HouseholdMember(name="丁爱芳", relation="配偶", id_number=make.id_number(born=date(1957, 1, 13)))
    child = HouseholdMember(name="张小宝", relation="孙子")
    actions.save_members(household, [MemberRow(wife), MemberRow(child)], by=clerk_actor)
    assert Household.objects.get(pk=household.pk).population == 2
    actions.save_members(household, [MemberRow(child, remove=True)], by=clerk_actor)
    assert Household.objects.get(pk=household.pk).population == 1


def test_two_members_with_one_number_are_refused(household, clerk_actor):
    number = make.id_number()
    rows = [MemberRow(HouseholdMember(name=name, id_number=number)) for name in ("甲", "乙")]
    with pytest.raises(Refused) as refusal:
        actions.save_members(household, rows, by=clerk_actor)
    assert refusal.value.code == "E_ID_DUPLICATE"
    assert household.members.count() == 0


def change(household, by, status, since, **more):
    return actions.change_status(
        household, by=by, today=TODAY, status=status, since=since, **{"ground": "皖扶办〔2018〕3号", **more}
    )


def test_the_status_is_a_dated_history_and_the_last_line_shows(household, clerk_actor):
    change(household, clerk_actor, "脱贫户", date(2018, 12, 1))
    change(household, clerk_actor, "贫困户", date(2014, 5, 1))
    kept = Household.objects.get(pk=household.pk)
    assert kept.status == "脱贫户"
    assert [line.status for line in kept.statuses.all()] == ["贫困户", "脱贫户"]


def test_a_word_that_did_not_hold_on_the_day_is_refused(household, clerk_actor):
    with pytest.raises(Refused) as refusal:
        change(household, clerk_actor, "防止返贫致贫对象", date(2025, 12, 31))
    assert refusal.value.code == "E_STATUS_UNKNOWN"


def test_two_changes_on_one_day_are_refused(household, clerk_actor):
    change(household, clerk_actor, "脱贫户", date(2018, 12, 1))
    with pytest.raises(Refused, match="已经有一条"):
        change(household, clerk_actor, "一般农户", date(2018, 12, 1))


def test_income_follows_from_its_parts(household, clerk_actor):
    Household.objects.filter(pk=household.pk).update(population=2)
    household.refresh_from_db()
    income = HouseholdIncome(household=household, year=2025, wage=8000, business=3260, cost=60)
    actions.save_income(income, by=clerk_actor)
    assert (income.net, income.per_capita) == (11200, 5600)


def test_a_second_income_of_the_year_is_refused(household, clerk_actor):
    first = HouseholdIncome(household=household, year=2025, net=100)
    actions.save_income(first, by=clerk_actor)
    with pytest.raises(Refused, match="已经登记过"):
        actions.save_income(HouseholdIncome(household=household, year=2025, net=200), by=clerk_actor)


def test_a_need_that_is_not_met_says_what_is_wrong(household, clerk_actor):
    check = BasicNeedsCheck(household=household, checked_on=TODAY, water="no")
    with pytest.raises(Refused) as refusal:
        actions.add_check(check, by=clerk_actor, today=TODAY)
    assert refusal.value.field == "problem"


# ---- tier 3 -----------------------------------------------------------------------------


@pytest.fixture
def with_phone(household):
    household.phone = "13800001234"
    household.save()
    return Household.objects.get(pk=household.pk)


def reveal(obj, by, field="phone", reason="上户前联系"):
    return actions.reveal(obj, field, by=by, reason=reason, now=timezone.now())


def test_a_reveal_opens_the_value_and_keeps_who_and_why(with_phone, clerk_actor):
    assert reveal(with_phone, clerk_actor) == "13800001234"
    event = AuditEvent.objects.get(action="households.reveal")
    assert event.detail == {"field": "联系电话", "reason": "上户前联系"}
    assert "13800001234" not in str(event.__dict__)
    assert "张德福" not in str(event.__dict__)


def test_a_reveal_without_a_reason_is_refused(with_phone, clerk_actor):
    with pytest.raises(Refused):
        reveal(with_phone, clerk_actor, reason=" ")
    assert not AuditEvent.objects.filter(action="households.reveal").exists()


def test_the_days_quota_ends_looking(with_phone, clerk_actor, settings):
    settings.REVEALS_PER_DAY = 2
    clerk = replace(clerk_actor, account_id=7)
    reveal(with_phone, clerk)
    reveal(with_phone, clerk)
    with pytest.raises(Refused) as refusal:
        reveal(with_phone, clerk)
    assert refusal.value.code == "E_REVEAL_QUOTA"


def test_the_quota_looks_back_one_day_only(with_phone, clerk_actor, settings):
    settings.REVEALS_PER_DAY = 1
    clerk = replace(clerk_actor, account_id=7)
    reveal(with_phone, clerk)
    tomorrow = timezone.now() + timedelta(days=1, minutes=1)
    assert actions.reveal(with_phone, "phone", by=clerk, reason="复核", now=tomorrow)


def test_a_plain_column_cannot_be_revealed(with_phone, clerk_actor):
    with pytest.raises(LookupError):
        reveal(with_phone, clerk_actor, field="plan")
