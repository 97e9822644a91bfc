"""A handling unit: papers that it signs, tasks that it answers, documents that it files."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from assessment import actions
from assessment.models import Document, Meeting, MeetingTask, OfficialPaper, PaperReceipt
from congress_poverty.models import Notice
from tests import factories as make

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj <</Type /Page>> endobj\n%%EOF"


@pytest.fixture
def sent(world, county_actor, everything):
    """A paper for the unit and one for 东乡 only."""

    def made(title, **receivers):
        today = timezone.localdate()
        paper = actions.draft_paper(
            by=county_actor, county=world.county, kind="notice", title=title, body="请落实。",
            audience=OfficialPaper.Audience.SOME, today=today,
        )  # fmt: skip
        return actions.issue_paper(
            paper, by=county_actor, number="", issued_on=today, today=today, **receivers
        )

    return made


def test_a_unit_signs_the_papers_sent_to_it_and_sees_no_others(world, qian, sent, county_actor):
    ours = sent("办理工作通知", units=[world.unit])
    theirs = sent("乡镇通知", towns=[world.east])
    asked = Notice.objects.get(account__name="钱", read_at=None)
    assert "《办理工作通知》请签收" in asked.text
    page = qian.get(reverse("unit_desk")).content.decode()
    assert "办理工作通知" in page
    assert "乡镇通知" not in page
    assert "文件待签收" in page
    assert qian.get(theirs.get_absolute_url()).status_code == 404
    assert "签收" in qian.get(ours.get_absolute_url()).content.decode()
    assert actions.chase_receipts(ours, by=county_actor, today=timezone.localdate()) == 1
    qian.post(reverse("papers:receive", args=[ours.code]), {"note": "已转各股室"})
    receipt = PaperReceipt.objects.get(paper=ours)
    assert (receipt.received_on, receipt.note) == (timezone.localdate(), "已转各股室")
    assert not Notice.objects.filter(account__name="钱", read_at=None).exists()
    assert "文件待签收" not in qian.get(reverse("unit_desk")).content.decode()
    # The office has it on paper: nothing is left to sign.
    assert qian.post(reverse("papers:receive", args=[ours.code]), {"note": ""}).status_code == 422


def test_a_unit_answers_the_tasks_of_a_meeting_with_proof(world, qian, county_actor, everything):
    meeting = make.meeting(world.county, [world.east], state="held")
    mine = actions.add_task(
        meeting, by=county_actor, words="修通产业路。", due_on=date(2026, 8, 31), today=date(2026, 6, 9),
        unit=world.unit,
    )  # fmt: skip
    other = make.meeting_task(meeting, world.east, words="报送增收表格。")
    page = qian.get(reverse("unit_desk")).content.decode()
    assert "修通产业路" in page
    assert "报送增收表格" not in page
    assert qian.get(other.get_absolute_url()).status_code == 404
    assert qian.get(meeting.get_absolute_url()).status_code == 200
    assert qian.get(make.meeting(world.county, [world.east]).get_absolute_url()).status_code == 404
    proof = SimpleUploadedFile("完工.pdf", PDF, content_type="application/pdf")
    said = {"words": "路已修通。", "proof": proof}
    assert qian.post(reverse("meetings:task_report", args=[mine.code]), said).status_code == 302
    mine.refresh_from_db()
    assert mine.state == MeetingTask.State.REPORTED
    assert mine.steps.get().original_name == "完工.pdf"
    actions.settle_task(
        mine, by=county_actor, result="returned", words="还差一段。", today=date(2026, 8, 1),
        due_on=date(2026, 9, 1),
    )  # fmt: skip
    assert Notice.objects.filter(account__name="钱", text__startswith="退回再办").exists()


def test_a_unit_that_is_invited_sees_the_meeting_and_is_told(world, qian, county_actor, everything):
    meeting = make.meeting(world.county, state="planned", notified_on=None)
    meeting.units.add(world.unit)
    assert isinstance(actions.notify_meeting(meeting, by=county_actor, today=date(2026, 6, 1)), Meeting)
    told = Notice.objects.get(account__name="钱")
    assert (told.group, told.text[:5]) == (Notice.Group.FOR_INFO, "请参会：第")
    assert qian.get(meeting.get_absolute_url()).status_code == 200


def test_a_file_is_replaced_until_the_document_is_accepted(world, qian, sun, everything, county_actor):
    page = qian.get(reverse("duties:document_new")).content.decode()
    assert 'name="township"' not in page
    first = SimpleUploadedFile("初稿.pdf", PDF, content_type="application/pdf")
    given = {"kind": "handling_report", "title": "办理情况报告", "filed_on": "2026-01-05", "file": first}
    qian.post(reverse("duties:document_new"), given)
    document = Document.objects.get()
    assert (document.unit, document.township) == (world.unit, None)
    url = reverse("duties:document_replace", args=[document.code])
    second = SimpleUploadedFile("定稿.pdf", PDF, content_type="application/pdf")
    assert qian.post(url, {"file": second, "reason": "传错了"}).status_code == 302
    document.refresh_from_db()
    earlier = document.earlier_files.get()
    assert (document.original_name, document.filed_on) == ("定稿.pdf", date(2026, 1, 5))
    assert (earlier.original_name, earlier.reason) == ("初稿.pdf", "传错了")
    old = qian.get(reverse("duties:document_earlier", args=[earlier.code]))
    assert old.content == PDF
    assert "初稿.pdf" in sun.get(document.get_absolute_url()).content.decode()
    actions.accept_document(document, by=county_actor, today=date(2026, 1, 6))
    third = SimpleUploadedFile("再换.pdf", PDF, content_type="application/pdf")
    refused = qian.post(url, {"file": third, "reason": ""})
    assert (refused.status_code, document.earlier_files.count()) == (422, 1)
    assert "已接收，不能再换文件" in refused.content.decode()


def test_a_unit_is_offered_what_the_rules_ask_of_units(world, qian, sun):
    def offered(client) -> set[str]:
        form = client.get(reverse("duties:document_new")).context["form"]
        return {code for code, _ in form.fields["kind"].choices if code}

    everything_there_is = offered(sun)
    assert offered(qian) == everything_there_is  # 灵璧 asks no document of its units
    world.county.pack = "xx_district"
    world.county.save()
    assert offered(qian) == {"handling_report"}  # S4-55
    assert offered(sun) == everything_there_is
