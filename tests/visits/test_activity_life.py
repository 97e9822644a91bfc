"""From the plan to the last follow-up: notice, letter, opinions, tasks, files."""

import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import Workbook

from congress_poverty.models import Notice
from congress_poverty.reach import reaching
from congress_poverty.refusals import Refused
from tests import factories as make
from visits import actions
from visits.models import Activity, ActivityFile


@pytest.fixture
def plan(world):
    with reaching(make.EVERYTHING):
        world.wang.employer = "东乡农机站"
        world.wang.save()
    day = timezone.localdate() + timedelta(days=10)
    return make.plan(world.east, [world.wang], day, topic="看水库", place="周田村")


def test_a_notice_reaches_the_bell_of_who_is_asked_to_come(li, wang, plan):
    assert li.post(f"/activities/{plan.code}/notice/").status_code == 302
    told = Notice.objects.get(account=wang.account)
    assert "看水库" in told.text
    assert told.due_on == plan.held_on
    li.post(f"/activities/{plan.code}/notice/")
    assert Notice.objects.filter(account=wang.account).count() == 1


def test_what_is_called_off_stays_in_the_list_counts_nowhere_and_is_told(li, wang, plan):
    li.post(f"/activities/{plan.code}/notice/")
    assert li.post(f"/activities/{plan.code}/cancel/", {"why": "防汛"}).status_code == 302
    texts = list(Notice.objects.filter(account=wang.account, read_at=None).values_list("text", flat=True))
    assert len(texts) == 1
    assert "取消了：防汛" in texts[0]
    with reaching(make.EVERYTHING):
        assert Activity.objects.held().count() == 0


def test_the_letter_asks_the_employer_to_let_the_deputy_go(li, plan):
    page = li.get(f"/activities/{plan.code}/letters/").content.decode()
    assert "东乡农机站：" in page
    assert "王代表同志" in page
    assert "按正常出勤对待" in page
    assert "保证代表全程参加" in page
    assert "请在活动前向乡镇人大主席请假" in li.get(f"/activities/{plan.code}/notice/print/").content.decode()


def test_an_opinion_keeps_its_answer_when_the_lines_are_changed(world, clerk_actor, everything):
    activity = make.activity(world.east)
    actions.records.put_opinions(activity, ["路灯不亮", "桥坏了"])
    lamp = activity.heard.get(words="路灯不亮")
    actions.answer_opinion(
        lamp, by=clerk_actor, answered_by="供电所", answer="月底装好", adopted=True, fed_back_on=None
    )
    actions.records.put_opinions(activity, ["水渠堵了", "路灯不亮"])
    assert list(activity.heard.values_list("words", "answer")) == [("水渠堵了", ""), ("路灯不亮", "月底装好")]
    with pytest.raises(Refused, match="已经有答复"):
        actions.records.put_opinions(activity, ["水渠堵了"])


def test_the_three_stages_of_a_meeting_are_counted_on_its_page(li, world, clerk_actor):
    with reaching(make.EVERYTHING):
        activity = make.activity(world.east, kind="民情反映会", topic="下半年民情反映会")
        actions.records.put_opinions(activity, ["路灯不亮", "桥坏了"])
        lamp = activity.heard.get(words="路灯不亮")
    sent = {
        "answered_by": "供电所",
        "answer": "月底装好",
        "adopted": "yes",
        "fed_back_on": "2026-05-20",
        "version": "1",
    }
    assert li.post(f"/activities/heard/{lamp.code}/", {**sent, "answer": ""}).status_code == 422
    assert li.post(f"/activities/heard/{lamp.code}/", sent).status_code == 302
    page = li.get(activity.get_absolute_url()).content.decode()
    assert "答复 1" in page
    assert "反馈 1" in page
    assert "1 / 2" in page or "1/2" in page


def test_opinions_are_handed_over_to_a_department_and_wait_until_it_answers(li, world, clerk_actor):
    with reaching(make.EVERYTHING):
        activity = make.activity(world.east)
        actions.records.put_opinions(activity, ["路灯不亮", "桥坏了"])
        lamp = activity.heard.get(words="路灯不亮")
    url = f"/activities/{activity.code}/opinions/send/"
    sent = {"opinions": [lamp.code], "sent_to": "供电所", "sent_on": "2026-05-02", "due_on": "2026-06-02"}
    assert "答复期限不能早于" in li.post(url, {**sent, "due_on": "2026-05-01"}).content.decode()
    assert li.post(url, sent).status_code == 302
    with reaching(make.EVERYTHING), pytest.raises(Refused, match="已经转交"):
        actions.records.put_opinions(activity, ["桥坏了"])
    slip = li.get(f"/activities/{activity.code}/opinions/slip/").content.decode()
    assert "供电所：" in slip
    assert "桥坏了" not in slip
    for stage, words in (("sent", "路灯不亮"), ("new", "桥坏了")):
        listed = li.get(f"/activities/opinions/?stage={stage}").content.decode()
        assert words in listed
        assert 'num">1</b>' in listed
    assert "路灯不亮" in li.get("/activities/opinions/?late=1").content.decode()
    answer = {"answered_by": "供电所", "answer": "月底装好", "adopted": "yes", "version": lamp.version}
    li.post(f"/activities/heard/{lamp.code}/", answer)
    assert "路灯不亮" not in li.get("/activities/opinions/?late=1").content.decode()
    assert "路灯不亮" in li.get("/activities/opinions/?stage=answered").content.decode()


def test_an_opinion_line_becomes_an_opinion_of_the_activity(li, wang, world):
    heard = make.heard(world.east, "村西头晚上没有路灯。")
    page = li.get(
        f"/opinions/new/?activity={heard.activity.code}&words=村西头晚上没有路灯。"
    ).content.decode()
    assert "村西头晚上没有路灯。</textarea>" in page


def test_a_task_is_done_with_a_proof_and_may_be_opened_again(li, world):
    with reaching(make.EVERYTHING):
        activity = make.activity(world.east)
    url = f"/activities/{activity.code}/tasks/new/"
    assert li.post(url, {"what": "送水利局", "who": "李", "due_on": "2026-04-01"}).status_code == 422
    assert li.post(url, {"what": "送水利局", "who": "李", "due_on": "2026-06-01"}).status_code == 302
    task = activity.tasks.all()
    with reaching(make.EVERYTHING):
        task = activity.tasks.get()
    assert "送水利局" in li.get("/activities/tasks/?late=1").content.decode()
    done = {"done_on": "2026-05-20", "proof": ""}
    assert li.post(f"/activities/tasks/{task.code}/done/", done).status_code == 422
    assert li.post(f"/activities/tasks/{task.code}/done/", {**done, "proof": "已签收"}).status_code == 302
    assert "送水利局" not in li.get("/activities/tasks/?late=1").content.decode()
    li.post(f"/activities/tasks/{task.code}/reopen/")
    assert "送水利局" in li.get("/activities/tasks/?late=1").content.decode()


def test_what_waits_for_the_clerk_stands_in_the_todo_list(li, world):
    yesterday = timezone.localdate() - timedelta(days=1)
    make.plan(world.east, [world.wang], yesterday)
    make.activity_task(world.east, due_on=date(2026, 6, 1))
    page = li.get("/todo/").content.decode()
    assert "活动等着记到会" in page
    assert "活动后续事项逾期" in page


def upload(name, content):
    return SimpleUploadedFile(name, content)


def excel() -> bytes:
    book, out = Workbook(), io.BytesIO()
    book.active.append(["姓名"])
    book.save(out)
    return out.getvalue()


def test_a_table_is_taken_and_handed_out_and_a_stranger_gets_nothing(li, zhao, world):
    activity = make.activity(world.east)
    sent = {"kind": "sign_sheet", "files": [upload("签到.xlsx", excel())]}
    assert li.post(f"/activities/{activity.code}/files/new/", sent).status_code == 302
    with reaching(make.EVERYTHING):
        file = ActivityFile.objects.get()
    answer = li.get(file.get_absolute_url())
    assert answer.content[:2] == b"PK"
    assert "attachment" in answer["Content-Disposition"]
    assert zhao.get(file.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("name", "content"),
    [("病毒.exe", b"MZ" + b"0" * 50), ("签到.xlsx", b"PK\x03\x04nothing"), ("空.pdf", b"")],
)
def test_what_is_not_what_it_says_is_refused(li, world, name, content):
    activity = make.activity(world.east)
    answer = li.post(
        f"/activities/{activity.code}/files/new/", {"kind": "other", "files": [upload(name, content)]}
    )
    assert answer.status_code == 422
    with reaching(make.EVERYTHING):
        assert not ActivityFile.objects.exists()
