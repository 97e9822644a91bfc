"""Recording and correcting an activity with its attendance."""

from datetime import date

import pytest

from congress_poverty.reach import Reach, reaching
from congress_poverty.refusals import Refused
from tests import factories as make
from visits import actions, summary
from visits.actions import ActivityFacts
from visits.models import Activity

TODAY = date(2026, 6, 9)
FACTS = ActivityFacts(date(2026, 6, 2), "集中视察", "通村公路")


@pytest.fixture
def in_county(world):
    with reaching(Reach("county", (world.county.pk,), ("341323",))):
        yield world


def hold(world, by, attendance=None, facts=FACTS):
    return actions.record_activity(
        by=by,
        today=TODAY,
        county=world.county,
        township=world.east,
        facts=facts,
        attendance={world.wang: "present"} if attendance is None else attendance,
    )


def test_present_are_counted_from_the_attendance(in_county, clerk_actor, everything):
    sun = make.deputy(in_county.east, "孙代表")
    activity = hold(in_county, clerk_actor, {in_county.wang: "present", sun: "leave"})
    assert activity.present_count == 1
    assert activity.attendances.count() == 2
    assert summary.differences(in_county.county) == []


def test_an_activity_without_people_is_refused(in_county, clerk_actor):
    with pytest.raises(Refused):
        hold(in_county, clerk_actor, {})
    assert not Activity.objects.exists()


def test_an_activity_of_tomorrow_is_a_plan_and_asks_nothing_about_attendance(in_county, clerk_actor):
    ahead = ActivityFacts(date(2026, 6, 10), "集中视察", "通村公路")
    activity = hold(in_county, clerk_actor, facts=ahead)
    assert activity.is_planned
    assert activity.present_count == 0
    assert activity.attendances.get().status == "invited"


def change(world, activity, by, attendance, version=1):
    return actions.change_activity(
        activity, by=by, today=TODAY, facts=FACTS, attendance=attendance, version=version
    )


def test_a_corrected_attendance_is_counted_again(in_county, clerk_actor, everything):
    activity = hold(in_county, clerk_actor)
    sun = make.deputy(in_county.east, "孙代表")
    changed = change(in_county, activity, clerk_actor, {in_county.wang: "absent", sun: "present"})
    assert changed.present_count == 1
    assert summary.differences(in_county.county) == []


def test_of_two_who_correct_the_same_version_the_second_is_told(in_county, clerk_actor):
    activity = hold(in_county, clerk_actor)
    change(in_county, activity, clerk_actor, {in_county.wang: "leave", in_county.zhao: "present"})
    with pytest.raises(Refused, match="刚才有人改过"):
        change(in_county, activity, clerk_actor, {in_county.wang: "present"})
