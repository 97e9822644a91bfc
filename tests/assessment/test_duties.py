"""The year's reports are laid out and chased, whenever the job runs."""

from datetime import date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from assessment import actions
from assessment.duties.run import countdown, run_duties
from assessment.models import HalfYearReport, Reminder
from congress_poverty.models import CalendarDay, ContactPoint, Message, Notice
from congress_poverty.refusals import Refused
from deputies import roles
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everything")]


def at(text: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(text))


def reminders(report) -> list[tuple[str, str, bool]]:
    rows = report.reminders.values_list("level", "due_on", "is_late")
    return [(level, f"{on:%m-%d}", late) for level, on, late in rows]


@pytest.fixture
def campaign_of_2026(world):
    world.campaign.since = date(2026, 1, 1)
    world.campaign.save()
    return world


@pytest.fixture
def report(campaign_of_2026, li, li_chair, sun) -> HalfYearReport:
    """东乡's report for the first half of 2026, with a clerk, a chair and a county officer."""
    run_duties(at=at("2026-06-01T09:00"))
    return HalfYearReport.objects.get(township=campaign_of_2026.east, period="2026H1")


def walk(since: str, until: str):
    day = date.fromisoformat(since)
    while day <= date.fromisoformat(until):
        run_duties(at=at(f"{day}T09:00"))
        day += timedelta(days=1)


def test_each_township_owes_the_report_once_however_often_the_job_runs(campaign_of_2026):
    for moment in ("2026-06-01T02:00", "2026-06-01T02:00", "2026-06-10T08:00"):
        run_duties(at=at(moment))
    found = HalfYearReport.objects.values_list("township__name", "period", "due_on", "last_working_day")
    assert sorted(found) == sorted(
        (name, "2026H1", date(2026, 6, 20), date(2026, 6, 18)) for name in ("东乡", "西乡")
    )


def test_the_december_report_of_2026_ends_on_a_sunday_and_its_last_working_day_is_the_18th(campaign_of_2026):
    run_duties(at=at("2026-12-01T09:00"))
    found = HalfYearReport.objects.filter(period="2026H2").first()
    assert (found.due_on, found.last_working_day) == (date(2026, 12, 20), date(2026, 12, 18))


def test_nothing_is_owed_before_the_first_reminder_is_due(campaign_of_2026):
    run_duties(at=at("2026-05-25T09:00"))
    assert not HalfYearReport.objects.exists()


def test_after_a_year_of_silence_both_missed_reports_exist(campaign_of_2026):
    run_duties(at=at("2027-01-05T09:00"))
    assert set(HalfYearReport.objects.values_list("period", flat=True)) == {"2026H1", "2026H2"}


def test_the_ladder_is_climbed_on_its_days(report):
    walk("2026-05-25", "2026-06-30")
    fresh = HalfYearReport.objects.get(pk=report.pk)
    assert [(level, on) for level, on, _ in reminders(fresh)] == [
        ("15", "05-28"),
        ("draft", "06-01"),
        ("7", "06-09"),
        ("3", "06-15"),
        ("1", "06-17"),
        ("chair", "06-22"),
        ("county", "06-24"),
    ]


def test_a_week_s_outage_ends_in_the_same_steps_with_the_missed_ones_marked_late(campaign_of_2026, li):
    walk("2026-05-25", "2026-06-08")
    run_duties(at=at("2026-06-16T09:00"))
    walk("2026-06-17", "2026-06-30")
    found = reminders(HalfYearReport.objects.get(township=campaign_of_2026.east))
    assert [(level, late) for level, _, late in found] == [
        ("15", False),
        ("draft", False),
        ("7", True),
        ("3", True),
        ("1", False),
        ("chair", False),
        ("county", False),
    ]


def test_missed_steps_are_told_in_one_message(campaign_of_2026, li):
    run_duties(at=at("2026-06-16T09:00"))
    texts = [notice.text for notice in li.account.notices.all()]
    assert texts == [
        "东乡2026年上半年情况报告还没有报送。6月20日截止（端午节假期），最后工作日6月18日，还有 2 个工作日。"
    ]


@pytest.mark.parametrize("moment", ["2026-06-14T09:00", "2026-06-16T07:59", "2026-06-16T21:00"])
def test_nobody_is_written_to_on_a_day_off_or_at_night(campaign_of_2026, li, moment):
    run_duties(at=at(moment))
    assert HalfYearReport.objects.exists()
    assert not Reminder.objects.exists()
    assert not Notice.objects.exists()


def test_after_the_due_date_the_chair_is_told_and_then_the_county_in_one_line(report, li, li_chair, sun):
    walk("2026-06-02", "2026-06-30")
    assert "请您督促" in li_chair.account.notices.get().text
    assert sun.account.notices.get().text == "2 个乡镇没有按期报送2026年上半年情况报告：东乡、西乡。请催报。"


def test_only_the_last_rung_before_the_day_goes_out_by_sms(report, li):
    ContactPoint.objects.create(account=li.account, channel="sms", address="13800000005")
    walk("2026-06-02", "2026-06-16")
    assert not Message.objects.exists()
    walk("2026-06-17", "2026-06-30")
    assert Message.objects.get().text == (
        "【灵璧县人大】2026年上半年情况报告6月18日是最后工作日，贵乡镇尚未报送。"
    )


def test_a_report_that_was_sent_is_not_chased_any_more(report, li, li_chair):
    send(report, "2026-06-10T10:00")
    walk("2026-06-10", "2026-06-30")
    assert [level for level, _, _ in reminders(report)] == ["15", "draft", "7"]


def test_an_outage_across_the_sending_leaves_the_steps_due_before_it(report):
    send(report, "2026-06-10T10:00")
    run_duties(at=at("2026-06-29T09:00"))
    assert reminders(report)[-1] == ("7", "06-09", True)


def test_two_runs_at_once_double_nothing(report, li):
    before = Reminder.objects.count(), Notice.objects.count()
    run_duties(at=at("2026-06-01T09:00"))
    call_command("run_duties", at="2026-06-01T09:00+08:00")
    assert (Reminder.objects.count(), Notice.objects.count()) == before


@pytest.mark.parametrize(
    ("today", "words"),
    [
        ("2026-06-09", "6月20日截止（端午节假期），最后工作日6月18日，还有 7 个工作日"),
        ("2026-06-18", "6月20日截止（端午节假期），最后工作日6月18日，就是今天"),
        ("2026-06-19", "6月20日截止（端午节假期），最后工作日6月18日，已经过了，仍可以报送"),
        ("2026-06-23", "已过6月20日，仍可以报送，会标明迟报 3 天"),
    ],
)
def test_the_countdown_names_both_dates(report, today, words):
    found = countdown(report, calendar=CalendarDay.calendar_for(""), today=date.fromisoformat(today))
    assert found == words


# -- sending ------------------------------------------------------------------------------


def clerk(role=roles.TOWNSHIP_CLERK):
    from congress_poverty.audit import Actor

    return Actor(label="李", role=role, county_code="341323")


def send(report, moment="2026-06-17T15:20"):
    actions.write(
        report, by=clerk(), cases="张德福户养牛脱贫。", problems="还有三户没走到。", today=date(2026, 6, 15)
    )
    actions.submit(report, by=clerk(), at=at(moment))
    return actions.submit(report, by=clerk(roles.TOWNSHIP_CHAIR), at=at(moment))


def test_an_empty_part_is_the_only_thing_that_keeps_a_report_back(report):
    with pytest.raises(Refused, match="典型事例”还是空的"):
        actions.submit(report, by=clerk(), at=at("2026-06-17T15:20"))


def test_the_clerk_s_report_goes_to_the_chair_and_the_chair_s_to_the_county(report, li_chair, sun):
    actions.write(report, by=clerk(), cases="一", problems="二", today=date(2026, 6, 15))
    assert actions.submit(report, by=clerk(), at=at("2026-06-17T15:20")).state == "checking"
    sent = actions.submit(report, by=clerk(roles.TOWNSHIP_CHAIR), at=at("2026-06-17T16:00"))
    assert (sent.state, sent.submitted_on) == ("submitted", date(2026, 6, 17))
    assert sun.account.notices.filter(text__contains="已报送").count() == 1
    assert not li_chair.account.notices.filter(read_at=None).exists()


def test_the_numbers_are_frozen_when_it_is_sent(report, world):
    make.visit(world.wang, world.zhang_household, date(2026, 5, 3))
    sent = send(report)
    make.visit(world.wang, world.zhang_household, date(2026, 5, 4))
    assert HalfYearReport.objects.get(pk=sent.pk).figures["visits"] == 1


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-06-18T20:00", "按时"),
        ("2026-06-20T10:00", "期限内，晚于最后工作日"),
        ("2026-06-23T10:00", "迟报 3 天"),
    ],
)
def test_lateness_is_said_against_both_dates(report, moment, words):
    assert send(report, moment).lateness(date(2026, 7, 1)).words == words


def test_the_county_returns_a_report_with_a_reason_and_receives_the_next(report, li):
    county = clerk(roles.COUNTY_STAFF)
    sent = send(report)
    with pytest.raises(Refused, match="退回原因"):
        actions.send_back(sent, by=county, reason=" ", at=at("2026-06-18T09:00"))
    back = actions.send_back(sent, by=county, reason="请补充未走访的原因。", at=at("2026-06-18T09:00"))
    assert back.state == "returned"
    assert li.account.notices.filter(text__contains="请补充未走访的原因").exists()
    again = send(back, "2026-06-18T11:00")
    assert actions.accept(again, by=county, at=at("2026-06-18T12:00")).state == "accepted"


def test_chasing_tells_clerk_and_chair_once_a_day(report, li, li_chair):
    county = clerk(roles.COUNTY_STAFF)
    for moment in ("2026-06-16T09:00", "2026-06-16T10:00"):
        actions.chase(report, by=county, at=at(moment))
    assert li.account.notices.filter(text__startswith="县里催报").count() == 1
    assert li_chair.account.notices.filter(text__startswith="县里催报").count() == 1


def test_the_late_list_holds_what_came_late_and_what_has_not_come(report, world):
    send(report, "2026-06-23T10:00")
    late = HalfYearReport.objects.late(date(2026, 6, 25))
    assert set(late.values_list("township__name", flat=True)) == {"东乡", "西乡"}
    assert HalfYearReport.objects.late(date(2026, 6, 20)).count() == 1
