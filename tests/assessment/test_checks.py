"""督查: who sees what when, coverage, rectification until the look-back holds."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assessment import actions
from assessment.models import Check, Finding
from assessment.policy import CheckPolicy
from congress_poverty.refusals import Refused
from deputies.models import Unit
from tests import factories as make

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 12)
PDF = b"%PDF-1.4\n1 0 obj <</Type /Page>> endobj\n%%EOF"


@pytest.fixture
def office(world):
    return make.unit(world.county, "县人大常委会代表工委", kind=Unit.Kind.SUPERVISING_OFFICE)


@pytest.fixture
def plan(world, office, county_actor, everything):
    def made(mode="announced", **fields):
        check = Check(county=world.county, township=world.east, mode=mode, planned_on=DAY, **fields)
        return actions.plan_check(check, by=county_actor, offices=[] if mode == "external" else [office])

    return made


def held(check, by):
    return actions.hold_check(check, by=by, held_on=DAY, summary="总体较好。", people="", today=DAY)


def found(check, by, **fields):
    given = {"kind": "venue", "words": "制度没有上墙。", "demand": "上墙。", "on_spot": False}
    return actions.add_finding(check, by=by, due_on=date(2026, 5, 27), today=DAY, **{**given, **fields})


def test_the_pack_has_the_eight_kinds_of_problems(world):
    assert len(world.county.policy(CheckPolicy).problems) == 8


def test_an_announced_check_is_seen_from_its_notice_on(plan, li, county_actor):
    check = plan()
    assert li.get(check.get_absolute_url()).status_code == 404
    actions.notify_check(check, by=county_actor, today=date(2026, 5, 6))
    assert li.get(check.get_absolute_url()).status_code == 200
    assert li.account.notices.filter(text__contains="到东乡督查").count() == 1


def test_an_unannounced_check_is_seen_once_it_was_held(plan, li, county_actor):
    check = plan("unannounced")
    with pytest.raises(Refused, match="暗访不发通知"):
        actions.notify_check(check, by=county_actor, today=date(2026, 5, 6))
    assert li.get(check.get_absolute_url()).status_code == 404
    held(check, county_actor)
    assert li.get(check.get_absolute_url()).status_code == 200
    assert li.get(reverse("checks:notice", args=[check.code])).status_code == 404


def test_what_a_higher_body_found_is_shown_at_once(plan, li, county_actor):
    with pytest.raises(Refused, match="哪个上级督查单位"):
        plan("external")
    check = plan("external", organ="省人大督导组")
    assert check.state == "held"
    found(check, county_actor)
    assert "省人大督导组" in li.get(reverse("checks:sheet", args=[check.code])).content.decode()


def test_a_round_counts_townships_that_were_checked_once_each(plan, world, sun, county_actor):
    round_ = make.check_round(world.county)
    for _ in range(2):
        held(plan("unannounced", round=round_), county_actor)
    page = sun.get(round_.get_absolute_url())
    assert (page.context["covered"], page.context["total"], page.context["held"]) == (1, 2, 2)
    rows = sun.get(f"{reverse('checks:list')}?round={round_.code}&state=held")
    assert rows.context["count"] == "2"


def test_a_problem_is_put_right_with_proof_confirmed_and_looked_back_at(
    plan, li, sun, county_actor, everything
):
    check = held(plan("unannounced"), county_actor)
    finding = found(check, county_actor)
    url = reverse("checks:rectify", args=[finding.code])
    proof = SimpleUploadedFile("上墙照片.pdf", PDF, content_type="application/pdf")
    assert li.post(url, {"words": "已上墙。", "proof": proof}).status_code == 302
    finding.refresh_from_db()
    assert finding.state == "reported"
    step = finding.steps.get(act="reported")
    answer = li.get(reverse("checks:file", args=[step.code]))
    assert (answer.status_code, answer.content) == (200, PDF)
    finding = actions.confirm_rectified(finding, by=county_actor, words="属实", today=date(2026, 5, 25))
    assert finding.look_back_on == date(2026, 6, 24)
    assert list(Finding.objects.to_look_back(date(2026, 6, 24))) == [finding]
    finding = actions.look_back(
        finding,
        by=county_actor,
        holds=False,
        words="又掉了",
        due_on=date(2026, 7, 10),
        today=date(2026, 6, 24),
    )
    assert (finding.state, finding.times_open) == ("open", 2)
    finding = actions.report_rectified(finding, by=county_actor, words="重做", today=date(2026, 7, 1))
    finding = actions.confirm_rectified(finding, by=county_actor, words="好", today=date(2026, 7, 2))
    finding = actions.look_back(finding, by=county_actor, holds=True, words="好", today=date(2026, 8, 3))
    assert (finding.state, finding.closed_on) == ("closed", date(2026, 8, 3))


def test_what_was_put_right_on_the_spot_needs_no_report(plan, county_actor):
    check = held(plan("unannounced"), county_actor)
    assert found(check, county_actor, on_spot=True).state == "confirmed"


def test_a_returned_rectification_has_a_reason_and_a_new_date(plan, county_actor, li):
    finding = found(held(plan("unannounced"), county_actor), county_actor)
    with pytest.raises(Refused, match="待整改，现在不能"):
        actions.confirm_rectified(finding, by=county_actor, words="", today=DAY)
    finding = actions.report_rectified(finding, by=county_actor, words="已改", today=DAY)
    with pytest.raises(Refused, match="不能早于今天"):
        actions.return_rectified(finding, by=county_actor, words="不够", due_on=date(2026, 5, 1), today=DAY)
    finding = actions.return_rectified(
        finding, by=county_actor, words="照片不清楚", due_on=date(2026, 6, 1), today=DAY
    )
    assert "照片不清楚" in li.get(finding.get_absolute_url()).content.decode()


def test_findings_past_their_day_are_listed(plan, county_actor, everything):
    finding = found(held(plan("unannounced"), county_actor), county_actor)
    assert not Finding.objects.overdue(date(2026, 5, 27)).exists()
    assert list(Finding.objects.overdue(date(2026, 5, 28))) == [finding]


def test_the_neighbour_sees_neither_check_nor_finding(plan, zhao, county_actor):
    check = held(plan("unannounced"), county_actor)
    finding = found(check, county_actor)
    assert zhao.get(check.get_absolute_url()).status_code == 404
    assert zhao.get(finding.get_absolute_url()).status_code == 404
    assert zhao.get(reverse("checks:findings")).context["count"] == "0"


def test_the_county_plans_a_check_on_its_page(world, sun, office, everything):
    answer = sun.post(
        reverse("checks:new"),
        {
            "township": world.east.code,
            "mode": "announced",
            "way": "leader",
            "planned_on": "2026-12-20",
            "offices": [office.code],
            "topics": "走访情况\n活动室",
        },
    )
    assert answer.status_code == 302
    check = Check.objects.get()
    assert (check.state, list(check.offices.all())) == ("planned", [office])
    sun.post(reverse("checks:notify", args=[check.code]))
    page = sun.get(reverse("checks:notice", args=[check.code])).content.decode()
    assert "关于开展代表行动督查的通知" in page
    assert "2.活动室" in page


def test_what_waits_stands_in_the_list_of_things_to_do_and_opens_its_rows(plan, li, sun, county_actor):
    finding = found(held(plan("unannounced"), county_actor), county_actor)
    assert "督查问题待整改" in li.get(reverse("todo")).content.decode()
    assert li.get(f"{reverse('checks:findings')}?state=open").context["count"] == "1"
    actions.report_rectified(finding, by=county_actor, words="已改", today=DAY)
    assert "整改待核实" in sun.get(reverse("todo")).content.decode()
    assert "督查问题待整改" not in li.get(reverse("todo")).content.decode()
