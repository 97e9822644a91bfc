"""Reminders: each level once, never on a day off, one line a person, and nothing lost by silence."""

from datetime import date

import pytest

from congress_poverty.audit import Actor
from congress_poverty.models import Notice
from deputies.models import Account
from suggestions.actions import remind
from suggestions.models import Clock, ClockReminder, Promise
from tests import factories as make

BY = Actor.program("提醒", "341323")
# Handed over on March 4: answered by Thursday June 4, 2026. May 28 is a Thursday, seven days before.
SEVEN_BEFORE, DAY_AFTER = date(2026, 5, 28), date(2026, 6, 5)


@pytest.fixture
def asked(road, walk, qian):
    """Signed by the unit of 钱, whose answer is due on June 4."""
    walk(road, "sign")
    Notice.objects.all().delete()
    return road


def lines(client) -> list[str]:
    account = Account.objects.get(pk=client.session["_auth_user_id"])
    return list(
        Notice.objects.filter(account=account, key__startswith="remind:").values_list("text", flat=True)
    )


def run(world, on: date) -> int:
    return remind(world.county, by=BY, today=on)


def test_seven_days_ahead_the_unit_and_the_office_hear_of_it(asked, world, qian, sun):
    assert run(world, date(2026, 5, 27)) == 0
    assert run(world, SEVEN_BEFORE) == 1
    assert lines(qian) == lines(sun) == ["快到期：087（答复 6月4日）"]


def test_a_level_is_said_once(asked, world, qian):
    run(world, SEVEN_BEFORE)
    assert run(world, SEVEN_BEFORE) == 0
    assert run(world, date(2026, 5, 29)) == 0
    assert len(lines(qian)) == 1


@pytest.mark.parametrize("on", [date(2026, 5, 30), date(2026, 5, 31)], ids=["Saturday", "Sunday"])
def test_nothing_goes_out_on_a_day_off(asked, world, on):
    assert run(world, on) == 0
    assert run(world, date(2026, 6, 1)) == 1


def test_a_make_up_saturday_is_a_working_day(asked, world):
    # 2026-05-09 is a working Saturday by the State Council's table.
    Clock.objects.filter(suggestion=asked, name="reply").update(effective_on=date(2026, 5, 16))
    assert run(world, date(2026, 5, 9)) == 1


def test_after_days_of_silence_one_line_speaks_for_all_that_was_missed(asked, world, qian, zhou):
    assert run(world, date(2026, 7, 10)) == 1
    assert lines(qian) == ["逾期超过 30 天：087（答复 6月4日）"]
    assert lines(zhou) == ["逾期超过 30 天：087（答复 6月4日）"]
    assert ClockReminder.objects.filter(clock__name="reply").count() == 2


def test_what_is_late_is_said_again_every_week(asked, world):
    days = [DAY_AFTER, date(2026, 6, 8), date(2026, 6, 11), date(2026, 6, 12), date(2026, 6, 18)]
    assert [run(world, on) for on in days] == [1, 0, 0, 1, 0]


def test_all_items_of_a_unit_stand_in_one_line(asked, world, walk, qian):
    for n in range(4):
        more = make.suggestion(world.wang)
        walk(more, "sign", register={"number": f"09{n}", "category": "transport"})
    Notice.objects.all().delete()
    assert run(world, DAY_AFTER) == 5
    (line,) = lines(qian)
    assert line.endswith("等 5 件")
    assert line.count("答复") == 3


def test_a_clock_that_was_moved_is_reminded_of_anew(asked, world):
    run(world, SEVEN_BEFORE)
    Clock.objects.filter(suggestion=asked, name="reply").update(effective_on=date(2026, 9, 4))
    assert run(world, DAY_AFTER) == 0
    assert run(world, date(2026, 8, 28)) == 1


def test_a_paused_clock_is_not_reminded_of(asked, world):
    Clock.objects.filter(suggestion=asked).update(paused_on=date(2026, 5, 1))
    assert run(world, DAY_AFTER) == 0


def test_only_deputies_who_have_not_rated_are_asked_again(road, walk, world, wang, qian):
    walk(road, "deliver")
    Notice.objects.all().delete()
    due_on = Clock.objects.get(suggestion=road, name="feedback").effective_on
    late = date.fromordinal(due_on.toordinal() + 3)
    run(world, late)
    assert [line[:3] for line in lines(wang)] == ["已逾期"]
    assert lines(qian) == []


def test_a_day_of_another_year_is_said_with_its_year(asked, world, qian):
    Clock.objects.filter(suggestion=asked).running().update(effective_on=date(2027, 1, 7))
    run(world, date(2026, 12, 31))
    assert lines(qian) == ["快到期：087（答复 2027年1月7日）"]


def test_a_promise_is_chased_before_and_after_its_day(road, walk, world, qian, sun):
    walk(
        road, "deliver", write={"result_code": "B", "promise_due_on": date(2026, 9, 30), "promise_by": "王涛"}
    )
    Promise.objects.update(unit=world.unit)
    Notice.objects.all().delete()
    run(world, date(2026, 9, 24))
    run(world, date(2026, 9, 25))
    run(world, date(2026, 10, 9))
    said = list(
        Notice.objects.filter(key__startswith="promise:").order_by("pk").values_list("text", flat=True)
    )
    assert [text.split("：")[1] for text in said] == [
        "承诺9月30日完成",
        "承诺9月30日完成，已经过了",
        "承诺9月30日完成，已经过了",
    ]
