"""Papers beside a suggestion: with a move, on their own, who reads them, who takes them away."""

import re
from datetime import date

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from congress_poverty.models import AuditEvent
from congress_poverty.refusals import Refused
from suggestions.actions import advance
from suggestions.models import Paper
from tests import factories as make
from tests.suggestions.conftest import MET, STAFF, WRITTEN
from tests.suggestions.files import pdf, stream, upload
from visits.papers import MAX_FILES, admit


@pytest.fixture
def road(world, everything):
    return make.suggestion(world.wang)


def send(client, suggestion, *files, kind="reply"):
    url = reverse("suggestions:papers", args=[suggestion.code])
    return client.post(url, {"kind": kind, "papers": list(files)})


def test_a_unit_puts_its_signed_letter_beside_the_suggestion(qian, road, walk):
    walk(road, "sign")
    answer = send(qian, road, upload(pdf(), "答复函.pdf"))
    assert answer.url == reverse("suggestions:reply", args=[road.code])
    paper = Paper.objects.get()
    assert re.fullmatch(r"suggestions/\d{4}/\d\d/[0-9a-f]{32}\.pdf", paper.name)
    with default_storage.open(paper.name) as file:
        assert file.read() == pdf()
    assert AuditEvent.objects.filter(action="suggestions.paper", object_code=road.code).exists()


def test_the_same_paper_twice_is_one(qian, road, walk):
    walk(road, "sign")
    for _ in range(2):
        send(qian, road, upload(pdf(), "答复函.pdf"))
    assert Paper.objects.count() == 1


def test_a_refused_file_is_answered_in_the_form_and_nothing_is_kept(qian, road, walk):
    walk(road, "sign")
    answer = send(qian, road, upload(pdf(), "好.pdf"), upload(b"MZ", "坏.exe"))
    assert answer.status_code == 422
    assert "文件“坏.exe”不能上传" in answer.content.decode()
    assert not Paper.objects.exists()


def test_more_files_than_fit_are_refused(qian, road, walk):
    walk(road, "sign")
    many = [upload(pdf(stream(bytes([n]))), f"{n}.pdf") for n in range(MAX_FILES + 1)]
    assert f"最多传 {MAX_FILES} 个" in send(qian, road, *many).content.decode()


def test_a_deputy_reads_the_letter_and_every_reading_is_in_the_audit(wang, qian, road, walk):
    walk(road, "sign")
    send(qian, road, upload(pdf(), "答复函.pdf"))
    answer = wang.get(reverse("suggestions:paper", args=[Paper.objects.get().code]))
    assert answer.content == pdf()
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment")
    assert AuditEvent.objects.filter(action="suggestions.read_paper").count() == 1


def test_a_neighbouring_township_and_another_unit_cannot_fetch_it(zhao, world, road, walk):
    walk(road, "sign")
    paper = make.paper(road)
    assert zhao.get(reverse("suggestions:paper", args=[paper.code])).status_code == 404


def test_a_deputy_never_fetches_a_survey_that_came_on_paper(wang, sun, road, walk):
    walk(road, "deliver")
    paper = make.paper(road, kind=Paper.Kind.SURVEY, original_name="征询意见表.pdf")
    url = reverse("suggestions:paper", args=[paper.code])
    assert wang.get(url).status_code == 404
    assert "征询意见表.pdf" not in wang.get(road.get_absolute_url()).content.decode()
    assert sun.get(url).status_code == 200


def test_a_paper_entered_on_behalf_comes_with_its_move(sun, road, walk):
    walk(road, "sign")
    url = reverse("suggestions:move", args=[road.code, "meeting"])
    data = {**MET, "met_on": "2026-05-08", "on": "2026-05-08", "papers": upload(pdf(), "记录.pdf")}
    assert sun.post(url, data).status_code == 302
    paper = Paper.objects.get()
    assert (paper.kind, paper.assignment.unit.name) == (Paper.Kind.MEETING, "县水利局")


def test_a_waiver_needs_the_deputy_s_paper_or_a_note(road, walk):
    walk(road, "write")
    given = {"met_on": date(2026, 5, 8), "is_waived": True}
    with pytest.raises(Refused, match="请附上代表的书面意见"):
        advance(road, "meet", by=STAFF, on=date(2026, 5, 8), given=given)
    sheets = [admit(upload(pdf(), "同意书.pdf"))]
    advance(road, "meet", by=STAFF, on=date(2026, 5, 8), given={**given, "papers": sheets})
    assert Paper.objects.get().kind == Paper.Kind.WAIVER


def test_who_sent_it_takes_it_back_until_the_delivery_and_the_file_goes(
    qian, road, walk, django_capture_on_commit_callbacks
):
    walk(road, "sign")
    send(qian, road, upload(pdf(), "错.pdf"))
    paper = Paper.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        qian.post(reverse("suggestions:remove_paper", args=[paper.code]))
    assert not Paper.objects.exists()
    assert not default_storage.exists(paper.name)


def test_after_the_delivery_only_the_office_removes_a_paper(qian, sun, road, walk):
    walk(road, "sign")
    send(qian, road, upload(pdf(), "答复函.pdf"))
    for move, given in [("write", WRITTEN), ("meet", MET), ("deliver", {})]:
        advance(road, move, by=STAFF, on=date(2026, 5, 9), given=given)
    url = reverse("suggestions:remove_paper", args=[Paper.objects.get().code])
    qian.post(url)
    assert Paper.objects.exists()
    sun.post(url)
    assert not Paper.objects.exists()


def test_a_refused_move_leaves_no_file_behind(road, walk, settings):
    walk(road, "sign")
    sheets = [admit(upload(pdf(stream(bytes([n]))), f"{n}.pdf")) for n in range(MAX_FILES + 1)]
    with pytest.raises(Refused):
        advance(road, "meet", by=STAFF, on=date(2026, 5, 8), given={**MET, "papers": sheets})
    assert not Paper.objects.exists()
    assert not list(settings.MEDIA_ROOT.glob("suggestions/**/*.pdf"))
