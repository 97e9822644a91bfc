"""Acts on pairings, applications and rosters."""

from datetime import date

import pytest

from congress_poverty.models import AuditEvent
from congress_poverty.reach import Reach, reaching
from congress_poverty.refusals import Refused
from pairing import actions
from pairing.models import Pairing, PairingApplication, RosterFiling
from tests import factories as make

TODAY = date(2026, 6, 9)


@pytest.fixture
def in_county(world):
    with reaching(Reach("county", (world.county.pk,), ("341323",))):
        yield world


def pair(household, person, by, **more):
    return actions.pair(household, person=person, by=by, today=TODAY, **{"started_on": TODAY, **more})


def households(world, count):
    return [make.household(world.zhoutian, f"户主{n}") for n in range(count)]


def test_a_pairing_starts_with_its_source_and_leaves_an_event(in_county, clerk_actor):
    (household,) = households(in_county, 1)
    pairing = pair(household, in_county.wang, clerk_actor, source=Pairing.Source.PRESIDIUM)
    assert Pairing.objects.get(household=household).person == in_county.wang
    assert pairing.deputy_township == in_county.east
    with reaching(Reach.everything("looking at the audit")):
        event = AuditEvent.objects.get(action="pairings.pair")
    assert event.object_code == pairing.code
    assert "户主" not in event.object_label


def test_the_fourth_household_is_refused_and_nothing_is_written(in_county, clerk_actor):
    for household in households(in_county, 2):
        pair(household, in_county.wang, clerk_actor)
    (fourth,) = households(in_county, 1)
    with pytest.raises(Refused) as refusal:
        pair(fourth, in_county.wang, clerk_actor)
    assert refusal.value.code == "E_PAIR_LIMIT"
    assert not Pairing.objects.filter(household=fourth).exists()


def test_a_household_elsewhere_counts_though_the_clerk_cannot_see_it(world, clerk_actor):
    north = make.township(world.county, "北乡")
    for n in range(2):
        make.pairing(world.wang, make.household(make.village(north, f"村{n}"), f"北户{n}"))
    fourth = make.household(world.zhoutian, "本村户")
    with reaching(Reach("township", (world.east.pk,), (world.east.code,))), pytest.raises(Refused) as refusal:
        pair(fourth, world.wang, clerk_actor)
    assert refusal.value.code == "E_PAIR_LIMIT"


def test_an_override_needs_the_county(in_county, clerk_actor):
    (household,) = households(in_county, 1)
    with pytest.raises(Refused, match="县代表工委"):
        pair(household, in_county.wang, clerk_actor, override_reason="集中安置")


def test_the_county_overrides_with_a_reason(in_county, county_actor):
    for household in households(in_county, 2):
        pair(household, in_county.wang, county_actor)
    (fourth,) = households(in_county, 1)
    pairing = pair(fourth, in_county.wang, county_actor, override_reason="集中安置")
    assert pairing.override_reason == "集中安置"
    assert [finding.code for finding in pairing.findings] == ["W_PAIR_LIMIT"]


def test_the_same_pairing_twice_is_refused(in_county, clerk_actor):
    with pytest.raises(Refused) as refusal:
        pair(in_county.zhang_household, in_county.wang, clerk_actor)
    assert refusal.value.code == "E_DUP_ROW"


def test_a_backdated_pairing_cannot_open_a_fourth_place_today(in_county, clerk_actor):
    for household in households(in_county, 2):
        pair(household, in_county.wang, clerk_actor)
    (fourth,) = households(in_county, 1)
    with pytest.raises(Refused):
        pair(fourth, in_county.wang, clerk_actor, started_on=date(2026, 1, 5))


def test_a_unit_may_look_after_a_household(in_county, county_actor):
    helper = actions.add_helper(
        by=county_actor, county=in_county.county, kind="unit", unit=in_county.unit, name=""
    )
    (household,) = households(in_county, 1)
    pairing = actions.pair(household, helper=helper, by=county_actor, today=TODAY, started_on=TODAY)
    assert str(pairing.helper) == "县水利局"


def test_an_end_keeps_its_day_and_reason(in_county, clerk_actor):
    actions.end(in_county.pairing, by=clerk_actor, today=TODAY, on=date(2026, 6, 1), reason="代表调离")
    kept = Pairing.objects.get(pk=in_county.pairing.pk)
    assert (kept.ended_on, kept.end_reason, kept.version) == (date(2026, 6, 1), "代表调离", 2)


def test_two_who_end_the_same_pairing_cannot_both(in_county, clerk_actor):
    seen_by_both = Pairing.objects.get(pk=in_county.pairing.pk)
    actions.end(in_county.pairing, by=clerk_actor, today=TODAY, on=TODAY, reason="代表调离")
    with pytest.raises(Refused, match="刚才有人改过"):
        actions.end(seen_by_both, by=clerk_actor, today=TODAY, on=TODAY, reason="搬迁")


def test_an_end_before_the_start_is_refused(in_county, clerk_actor):
    with pytest.raises(Refused) as refusal:
        actions.end(in_county.pairing, by=clerk_actor, today=TODAY, on=date(2026, 2, 1), reason="调离")
    assert refusal.value.code == "E_DATE_ORDER"


def test_a_change_of_helper_is_an_end_and_a_start(in_county, clerk_actor):
    sun = make.deputy(in_county.east, "孙代表")
    new = actions.change_helper(
        in_county.pairing, by=clerk_actor, today=TODAY, on=date(2026, 6, 1), reason="代表调离", person=sun
    )
    old = Pairing.objects.get(pk=in_county.pairing.pk)
    assert (old.person, old.ended_on) == (in_county.wang, date(2026, 5, 31))
    assert (new.person, new.started_on, new.household) == (sun, date(2026, 6, 1), in_county.zhang_household)


def test_a_refused_change_leaves_the_old_pairing_open(in_county, clerk_actor):
    busy = make.deputy(in_county.east, "忙代表")
    for household in households(in_county, 3):
        pair(household, busy, clerk_actor)
    with pytest.raises(Refused):
        actions.change_helper(
            in_county.pairing, by=clerk_actor, today=TODAY, on=TODAY, reason="调离", person=busy
        )
    assert Pairing.objects.get(pk=in_county.pairing.pk).ended_on is None


def applied(world, clerk_actor, **more):
    return actions.apply(world.wang, by=clerk_actor, on=TODAY, **{"wish": "周田村", **more})


def test_an_application_that_is_approved_becomes_a_pairing(in_county, clerk_actor, county_actor):
    (household,) = households(in_county, 1)
    application = applied(in_county, clerk_actor)
    actions.approve(application, by=county_actor, today=TODAY, household=household)
    pairing = Pairing.objects.get(household=household)
    assert pairing.source == Pairing.Source.APPLICATION
    assert PairingApplication.objects.get(pk=application.pk).pairing == pairing


def test_an_application_that_breaks_the_limit_stays_open(in_county, clerk_actor, county_actor):
    for household in households(in_county, 2):
        pair(household, in_county.wang, clerk_actor)
    (fourth,) = households(in_county, 1)
    application = applied(in_county, clerk_actor)
    with pytest.raises(Refused):
        actions.approve(application, by=county_actor, today=TODAY, household=fourth)
    assert PairingApplication.objects.get(pk=application.pk).state == "submitted"


def test_an_application_is_returned_with_a_reason(in_county, clerk_actor, county_actor):
    application = applied(in_county, clerk_actor)
    with pytest.raises(Refused):
        actions.return_application(application, by=county_actor, today=TODAY, answer=" ")
    actions.return_application(application, by=county_actor, today=TODAY, answer="该村已全部结对")
    assert application.get_state_display() == "已退回"


def test_a_decided_application_cannot_be_decided_again(in_county, clerk_actor, county_actor):
    application = applied(in_county, clerk_actor)
    same = PairingApplication.objects.get(pk=application.pk)
    actions.withdraw(application, by=clerk_actor, today=TODAY)
    with pytest.raises(Refused, match="已经有了结果"):
        actions.return_application(same, by=county_actor, today=TODAY, answer="晚了")


def test_a_roster_is_filed_once_with_its_counts(in_county, clerk_actor):
    filing = actions.file_roster(in_county.east, by=clerk_actor, year=2026, on=date(2026, 3, 30))
    assert (filing.pairings, filing.households, filing.deputies) == (1, 1, 1)
    with pytest.raises(Refused, match="已经报过"):
        actions.file_roster(in_county.east, by=clerk_actor, year=2026, on=TODAY)
    assert RosterFiling.objects.count() == 1


def test_an_empty_roster_is_not_filed(in_county, clerk_actor):
    north = make.township(in_county.county, "北乡")
    with pytest.raises(Refused, match="没有名单可报"):
        actions.file_roster(north, by=clerk_actor, year=2026, on=TODAY)
