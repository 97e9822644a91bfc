"""Whoever owes a duty is told by the ladder, in one line a day, whenever the job runs."""

from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from assessment.duties.run import run_duties
from assessment.models import DutyReminder
from congress_poverty.models import ContactPoint, Message, Notice
from pairing.models import Pairing
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everything")]


@pytest.fixture(autouse=True)
def paired_all_year(world, everything):
    Pairing.objects.update(started_on=date(2026, 1, 1))


def walk(since: str, until: str, without: tuple[str, str] = ("", "")) -> None:
    """The job at nine on each day, but for an outage from a day to a day."""
    day = date.fromisoformat(since)
    while day <= date.fromisoformat(until):
        if not without[0] <= str(day) <= without[1]:
            run_duties(at=timezone.make_aware(datetime(day.year, day.month, day.day, 9)))
        day += timedelta(days=1)


def steps() -> dict[tuple, bool]:
    names = ("rule", "kind", "subject", "due_on", "level", "step_on", "is_late")
    return {tuple(row[:-1]): row[-1] for row in DutyReminder.objects.values_list(*names)}


def said(client) -> list[str]:
    return [notice.text for notice in client.account.notices.filter(read_at=None, key__startswith="duties:")]


def test_a_week_s_outage_ends_in_the_same_steps_with_the_missed_ones_marked_late(world, li, wang):
    before = transaction.savepoint()
    walk("2026-03-05", "2026-04-08")
    daily, last = steps(), said(li)
    transaction.savepoint_rollback(before)
    walk("2026-03-05", "2026-04-08", without=("2026-03-20", "2026-03-26"))
    assert set(steps()) == set(daily)
    assert not any(daily.values())
    missed = {key for key, late in steps().items() if late}
    assert missed == {key for key in daily if "2026-03-20" <= str(key[5]) <= "2026-03-26"}
    assert missed
    assert said(li) == last
    kept = DutyReminder.objects.count(), Notice.objects.count()
    walk("2026-04-08", "2026-04-08")
    walk("2026-03-31", "2026-04-01")
    assert (DutyReminder.objects.count(), Notice.objects.count()) == kept


def test_each_hears_once_a_day_what_is_his_and_superiors_what_was_left_undone(
    world, li, li_chair, wang, sun, zhao
):
    make.deputy(world.east, "钱代表")
    ContactPoint.objects.create(account=wang.account, channel="sms", address="13800000005")
    walk("2026-03-29", "2026-03-30")
    link = f"/duties/deputy/{world.wang.code}/?year=2026"
    assert wang.account.notices.get().url == link
    assert said(wang) == ["1 项任务还没有完成：走访联系户（3月31日截止，还有 1 个工作日）。"]
    assert Message.objects.get().text == (
        "【灵璧县人大】您有1项年度任务没有完成，其中“走访联系户”3月31日是最后工作日。"
    )
    assert said(li) == [
        "2 项任务还没有完成：活动方案备案（3月31日截止，还有 1 个工作日）；"
        "帮扶名单备案（3月31日截止，还有 1 个工作日）。"
    ]
    assert "已提醒：3月30日" in wang.get(link).content.decode()
    make.visit(world.wang, world.zhang_household, date(2026, 3, 31))
    walk("2026-03-31", "2026-04-03")
    assert said(li_chair) == [
        "2 项任务过期没有完成，请督促：活动方案备案（东乡，已过3月31日）；帮扶名单备案（东乡，已过3月31日）。"
    ]
    [line] = said(sun)
    assert line == (
        "5 项任务过期没有完成，请督促：活动方案备案（东乡、西乡，已过3月31日）；"
        "帮扶名单备案（东乡、西乡，已过3月31日）；走访联系户（赵代表，已过3月31日）。"
    )
    assert sun.get(sun.account.notices.latest("id").url).status_code == 200


def test_a_rule_can_be_left_out_and_who_has_no_account_is_told_by_the_township(world, li, sun):
    world.county.overrides = {"duties.rules.plan.reminders": [], "duties.rules.roster.reminders": [2]}
    world.county.save()
    walk("2026-03-27", "2026-03-30")
    assert set(DutyReminder.objects.values_list("rule", "level")) == {("roster", "2"), ("visit", "1")}
    assert "走访联系户（王代表，3月31日截止，还有 1 个工作日）" in said(li)[0]
    world.county.overrides = {"messages.duties_late": ""}
    world.county.save()
    walk("2026-03-31", "2026-04-03")
    assert DutyReminder.objects.filter(level="county").exists()
    assert said(sun) == []


def test_nobody_is_told_at_night_or_on_a_day_off_and_the_step_is_taken_next_morning(world, li):
    for moment in ("2026-03-28T09:00", "2026-03-30T07:59", "2026-03-30T21:00"):
        run_duties(at=timezone.make_aware(datetime.fromisoformat(moment)))
    assert not DutyReminder.objects.exists()
    walk("2026-03-30", "2026-03-30")
    assert set(DutyReminder.objects.values_list("level", "is_late")) == {("1", False)}
