"""Days that were estimated are put right once the year's holidays are known."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from congress_poverty.audit import Actor, verify
from congress_poverty.models import AuditEvent, CalendarDay, Notice
from suggestions import clocks, tasks
from suggestions.actions import advance
from suggestions.models import Clock
from tests.suggestions.conftest import STAFF

BY = Actor.program("重算期限", "341323")
# The seven working days to sign from Monday 6 March 2028: 7-10, 13-15 by weekends only.
ESTIMATED, PUBLISHED = date(2028, 3, 15), date(2028, 3, 16)


@pytest.fixture
def handed_over(world, road):
    """Handed over in a year whose holiday table is not out."""
    advance(road, "submit", by=STAFF, on=date(2028, 3, 1))
    advance(road, "register", by=STAFF, on=date(2028, 3, 2), given={"number": "087", "category": "transport"})
    advance(road, "hand_over", by=STAFF, on=date(2028, 3, 6), given={"lead_units": [world.unit]})
    return road


def publish(county_code=""):
    """The year's table typed in, with 8 March off: both of its ends are there."""
    for day in (date(2028, 1, 1), date(2028, 3, 8), date(2028, 10, 1)):
        CalendarDay.objects.create(day=day, is_workday=False, name="放假", county_code=county_code)


def recompute(suggestion):
    return clocks.recompute(suggestion.county, by=BY, today=date(2028, 3, 7))


def test_nothing_changes_while_the_table_is_not_out(handed_over):
    before = list(Clock.objects.order_by("pk").values())
    assert recompute(handed_over) == 0
    assert list(Clock.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("county_code", ["", "341323"])
def test_a_running_clock_is_counted_again_by_the_table(handed_over, county_code):
    assert Clock.objects.get(name="sign").last_day == ESTIMATED
    publish(county_code)
    assert recompute(handed_over) == 3  # to sign, to return it, to reply
    sign = Clock.objects.get(name="sign")
    assert (sign.last_day, sign.effective_on, sign.estimated) == (PUBLISHED, PUBLISHED, False)
    assert "放假假期不计" in sign.explanation
    assert "推算" not in sign.explanation


def test_the_suggestion_shows_the_new_day(handed_over):
    publish()
    recompute(handed_over)
    handed_over.refresh_from_db()
    assert (handed_over.next_due_on, handed_over.answer_due_on) == (PUBLISHED, date(2028, 6, 6))


def test_a_second_run_changes_records_and_tells_nothing(handed_over, qian, sun):
    publish()
    recompute(handed_over)
    told, recorded = Notice.objects.count(), AuditEvent.objects.count()
    assert recompute(handed_over) == 0
    assert (Notice.objects.count(), AuditEvent.objects.count()) == (told, recorded)


def test_the_unit_and_the_office_are_told_once_of_each_day_that_moved(handed_over, qian, sun, wang):
    publish()
    recompute(handed_over)
    told = set(Notice.objects.filter(key__contains=":moved:").values_list("account", "text"))
    assert told == {
        (client.account.pk, f"087：放假安排公布后，{name}期限由2028年3月15日改为2028年3月16日")
        for client in (qian, sun)
        for name in ("签收", "申请退回")
    }


def test_each_clock_is_in_the_audit_with_both_days(handed_over):
    publish()
    recompute(handed_over)
    events = AuditEvent.objects.filter(action="suggestions.recompute", object_code=handed_over.code)
    sign = next(event.detail for event in events if event.detail["clock"] == "sign")
    assert (sign["from"], sign["to"]) == ("2028-03-15", "2028-03-16")
    assert verify() == ""


def test_a_clock_that_has_stopped_stays_as_it_was(handed_over):
    advance(handed_over, "sign", by=STAFF, on=date(2028, 3, 7))
    publish()
    recompute(handed_over)
    assert Clock.objects.get(name="sign").last_day == ESTIMATED


def test_a_day_that_a_ledger_states_stays(handed_over):
    Clock.objects.filter(name="sign").update(is_stated=True, effective_on=date(2028, 3, 20))
    publish()
    recompute(handed_over)
    sign = Clock.objects.get(name="sign")
    assert (sign.last_day, sign.effective_on, sign.estimated) == (PUBLISHED, date(2028, 3, 20), False)
    assert sign.explanation.startswith("台账写明办理期限为2028年3月20日；按规则包推算：")


def test_a_longer_time_that_is_added_is_counted_from_the_hand_over_again(handed_over):
    county = handed_over.county
    county.overrides = {
        "suggestions.clocks.county.long_reply": "3m",
        "suggestions.clocks.county.long_reply_from": "reply_due",
    }
    county.save()
    made = clocks.CountyClocks(county).clock("long_reply", handed_over, since=date(2028, 3, 6))
    made.save()
    publish()
    recompute(handed_over)
    made.refresh_from_db()
    assert (made.started_on, made.last_day, made.estimated) == (date(2028, 3, 6), date(2028, 9, 6), False)


def test_the_daily_job_and_the_command_do_the_same(handed_over):
    publish()
    tasks.recompute_clocks()
    assert not Clock.objects.running().filter(estimated=True).exists()
    out = StringIO()
    call_command("recompute_clocks", "--county", "341323", stdout=out)
    assert "灵璧县：重算 0 个期限。" in out.getvalue()


def test_a_county_that_is_not_here_is_refused(db):
    with pytest.raises(CommandError, match="110101"):
        call_command("recompute_clocks", "--county", "110101")


def test_a_day_that_was_agreed_on_stays_when_the_table_comes_out(handed_over):
    Clock.objects.filter(name="sign").update(effective_on=date(2028, 3, 10), explanation="交办时要求。")
    publish()
    recompute(handed_over)
    sign = Clock.objects.get(name="sign")
    assert (sign.effective_on, sign.last_day, sign.estimated) == (date(2028, 3, 10), PUBLISHED, False)
    assert sign.explanation == "交办时要求。"


def test_the_days_of_a_pause_are_kept_when_the_table_comes_out(handed_over):
    Clock.objects.filter(name="sign").update(effective_on=date(2028, 3, 20), paused_days=5)
    publish()
    recompute(handed_over)
    sign = Clock.objects.get(name="sign")
    assert sign.effective_on == date(2028, 3, 21)
    assert "暂停5日" in sign.explanation
