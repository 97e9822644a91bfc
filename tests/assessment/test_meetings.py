"""会议: notice, receipts, minutes, and decisions that are seen done."""

from datetime import date

import pytest
from django.urls import reverse

from assessment import actions
from assessment.models import Meeting, MeetingTask
from congress_poverty.refusals import Refused
from tests import factories as make

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 1)


@pytest.fixture
def meeting(world, county_actor, everything):
    row = Meeting(
        county=world.county,
        kind="on_site",
        title="产业帮扶现场会",
        held_on=date(2026, 6, 9),
        place="东乡活动室",
        host=world.east,
        agenda="看现场\n交流",
    )
    return actions.save_meeting(row, by=county_actor, towns=[], units=[world.unit], today=TODAY)


@pytest.fixture
def held(meeting, county_actor):
    return actions.hold_meeting(
        meeting, by=county_actor, minutes="会议认为可以推广。", present="", today=date(2026, 6, 9)
    )


def test_the_host_is_invited_and_answers(meeting, li, zhao, county_actor, everything):
    actions.notify_meeting(meeting, by=county_actor, today=TODAY)
    assert li.account.notices.filter(text__contains="产业帮扶现场会").count() == 1
    assert zhao.get(meeting.get_absolute_url()).status_code == 404
    li.post(reverse("meetings:answer", args=[meeting.code]), {"attendees": "李主席"})
    assert meeting.townships.get().attendees == "李主席"
    assert not li.account.notices.filter(read_at=None).exists()


def test_minutes_are_not_written_before_the_meeting(meeting, county_actor):
    with pytest.raises(Refused, match="还不能记纪要"):
        actions.hold_meeting(meeting, by=county_actor, minutes="一", present="", today=TODAY)


def test_a_change_after_the_notice_is_told(meeting, world, li, county_actor, everything):
    meeting = actions.notify_meeting(meeting, by=county_actor, today=TODAY)
    meeting.place, meeting.version = "西乡活动室", 2
    actions.save_meeting(meeting, by=county_actor, towns=[world.east], units=[], today=TODAY)
    assert li.account.notices.filter(text__startswith="会议安排有变动").count() == 1


def test_a_decision_is_done_with_the_county_s_word(held, world, li, sun, county_actor, everything):
    with pytest.raises(Refused, match="由谁办"):
        actions.add_task(held, by=county_actor, words="修路", due_on=date(2026, 8, 1), today=TODAY)
    task = actions.add_task(
        held, by=county_actor, words="修路", township=world.east, due_on=date(2026, 8, 1), today=TODAY
    )
    assert list(MeetingTask.objects.overdue(date(2026, 8, 2))) == [task]
    li.post(reverse("meetings:task_report", args=[task.code]), {"words": "修好了"})
    task.refresh_from_db()
    assert task.state == "reported"
    url = reverse("meetings:task_settle", args=[task.code])
    assert sun.post(url, {"result": "returned", "words": "没通车"}).status_code == 422
    sun.post(url, {"result": "returned", "words": "没通车", "due_on": "2027-01-10"})
    task.refresh_from_db()
    assert (task.state, task.due_on) == ("open", date(2027, 1, 10))
    actions.report_task(task, by=county_actor, words="通了", today=date(2026, 12, 1))
    actions.settle_task(task, by=county_actor, result="done", words="属实", today=date(2026, 12, 2))
    task.refresh_from_db()
    assert task.state == "done"


def test_the_notice_and_the_minutes_say_it_all(meeting, world, sun, county_actor):
    notice = sun.get(reverse("meetings:notice", args=[meeting.code])).content.decode()
    assert "关于召开产业帮扶现场会的通知" in notice
    assert "2026年6月9日（星期二）" in notice
    assert sun.get(reverse("meetings:paper", args=[meeting.code])).status_code == 404
    held = actions.hold_meeting(
        meeting, by=county_actor, minutes="会议认为可以推广。", present="", today=date(2026, 6, 9)
    )
    actions.add_task(
        held, by=county_actor, words="修路", unit=world.unit, due_on=date(2026, 8, 1), today=TODAY
    )
    minutes = sun.get(reverse("meetings:paper", args=[meeting.code])).content.decode()
    assert "会议认为可以推广。" in minutes
    assert "县水利局" in minutes


def test_the_county_prepares_a_meeting_on_its_page(world, sun, everything):
    answer = sun.post(
        reverse("meetings:new"),
        {
            "kind": "joint",
            "title": "第四次联席会议",
            "held_on": "2026-12-20",
            "starts_at": "09:00",
            "place": "三楼会议室",
            "towns": [world.east.code, world.west.code],
            "guests_0": "县水利局",
            "guests_1": "",
        },
    )
    assert answer.status_code == 302
    made = Meeting.objects.get()
    assert made.townships.count() == 2
    sun.post(reverse("meetings:notify", args=[made.code]))
    made.refresh_from_db()
    assert made.state == "notified"
    sun.post(reverse("meetings:cancel", args=[made.code]))
    made.refresh_from_db()
    assert made.state == "cancelled"


def test_a_task_without_an_owner_is_refused_by_the_database(held, world, everything):
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        make.meeting_task(held)
