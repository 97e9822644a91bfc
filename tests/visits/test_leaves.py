"""Leave: asked, approved by whom the context names, in the list of names, an excuse."""

from datetime import timedelta

import pytest
from django.utils import timezone

from congress_poverty.models import Notice
from congress_poverty.reach import reaching
from congress_poverty.refusals import Refused
from tests import factories as make
from visits import actions, flow
from visits.models import Activity, Attendance, LeaveRequest


def test_the_context_names_the_rule():
    asks = {"is_session": False, "has_begun": False, "of_group": False, "at_station": False}
    assert flow.leave_context(**{**asks, "is_session": True, "of_group": True}) == "congress_before"
    assert flow.leave_context(**{**asks, "is_session": True, "has_begun": True}) == "congress_during"
    assert flow.leave_context(**{**asks, "of_group": True, "at_station": True}) == "group"
    assert flow.leave_context(**{**asks, "at_station": True}) == "station"
    assert flow.leave_context(**asks) == "activity"


def test_a_deputy_asks_for_leave_from_a_session_and_the_chair_grants_it(wang, li, world):
    today = timezone.localdate()
    session = make.plan(
        world.east, [world.wang], today + timedelta(days=9), kind="出席人代会", topic="人代会"
    )
    url = f"/activities/{session.code}/leave/"
    assert "由乡镇人大主席团批" in wang.get(url).content.decode()
    answer = wang.post(url, {"reason": "住院"})
    with reaching(make.EVERYTHING):
        leave = LeaveRequest.objects.get()
    assert answer.url == leave.get_absolute_url()
    assert (leave.context, leave.approver, leave.state) == ("congress_before", "乡镇人大主席团", "asked")
    assert Notice.objects.filter(account=li.account, url=answer.url, read_at=None).exists()
    assert "请假待批复" in li.get("/todo/").content.decode()
    assert 'num">1</b>' in li.get("/activities/leaves/?state=asked").content.decode()
    assert "已经请过假" in wang.post(url, {"reason": "再请一次"}).content.decode()
    assert wang.get(f"{answer.url}decide/").status_code == 403
    decide = {"approve": "no", "approver": "主席团", "answer": ""}
    assert "为什么" in li.post(f"{answer.url}decide/", decide).content.decode()
    assert li.post(f"{answer.url}decide/", {**decide, "approve": "yes"}).status_code == 302
    with reaching(make.EVERYTHING):
        row = Attendance.objects.get()
    assert (row.status, row.approved_by, row.note) == ("leave", "主席团", "住院")
    assert not Notice.objects.filter(url=answer.url, group=Notice.Group.TO_DO, read_at=None).exists()
    assert "请假待批复" not in li.get("/todo/").content.decode()
    assert "主席团准假" in li.get(session.get_absolute_url()).content.decode()
    assert (
        'num">1</b>' in li.get("/activities/leaves/?state=approved&context=congress_before").content.decode()
    )
    # It stands when the day comes and the roll is taken: the form keeps the leave.
    form = li.get(f"/activities/{session.code}/edit/").context["form"]
    assert form[f"a-{world.wang.code}"].value() == "leave"
    assert wang.post(f"{answer.url}withdraw/").status_code == 302
    with reaching(make.EVERYTHING):
        assert Attendance.objects.get().status == "invited"


def test_in_a_session_a_part_may_be_asked_and_elsewhere_nothing_afterwards(world, clerk_actor, everything):
    today = timezone.localdate()
    session = make.activity(world.east, today, [world.wang], kind="出席人代会")
    ask = {"by": clerk_actor, "today": today, "reason": "发烧"}
    with pytest.raises(Refused, match="哪一段"):
        actions.ask_leave(session, world.wang, **ask)
    leave = actions.ask_leave(session, world.wang, part="下午", **ask)
    assert (leave.context, leave.approver) == ("congress_during", "代表团团长")
    actions.decide_leave(leave, approve=True, by=clerk_actor, today=today)
    row = session.attendances.get()
    assert (row.status, row.note) == ("present", "下午请假（代表团团长准）：发烧")
    assert Activity.objects.get(pk=session.pk).version == 2
    held = make.activity(world.east, today, [world.wang])
    with pytest.raises(Refused, match="到会名单"):
        actions.ask_leave(held, world.wang, **ask)
    with pytest.raises(Refused, match="不在这次活动的名单"):
        actions.ask_leave(session, make.deputy(world.east, "孙代表"), **ask)
