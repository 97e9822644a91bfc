"""The pages and acts around the year's duties, and the rules a county changes."""

import csv
import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from assessment import actions
from assessment.duties.obligations import Plan
from assessment.duties.rules import DutyPolicy, DutyRule, share
from assessment.duties.words import sentence
from assessment.models import Document, RuleChange
from congress_poverty import packs
from congress_poverty.reach import reaching
from congress_poverty.refusals import Refused
from deputies.models import Campaign, County
from tests import factories as make

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 9)


@pytest.mark.parametrize(
    ("needed", "days", "of", "left"),
    [(1, 45, 90, 1), (1, 44, 90, 0), (4, 184, 365, 2), (4, 90, 365, 1), (3, 365, 365, 3)],
)
def test_a_part_of_a_period_asks_for_its_share_and_a_half_counts(needed, days, of, left):
    assert share(needed, days, of) == left


def test_a_rule_says_in_one_way_when_it_is_owed():
    with pytest.raises(ValueError, match="every、by、within"):
        DutyRule("走访", "deputy", "visits", "S1-22", every="year", by=None, within="30d", after="pairing")


@pytest.mark.parametrize("name", packs.names())
def test_every_rule_of_every_pack_is_a_sentence(name, world):
    world.county.pack = name
    for rule in world.county.policy(DutyPolicy).held.values():
        words = sentence(world.county, rule)
        assert words.endswith("。")
        assert "None" not in words


def test_study_of_lingbi_reads_as_the_opinion_of_2018_has_it(world):
    rule = world.county.policy(DutyPolicy).rules["study"]
    assert sentence(world.county, rule) == (
        "乡镇人大每年组织专题调研、集中视察、集中走访或民情恳谈不少于 3 次，力争 4 次（活动期间）。"
    )


def test_a_category_of_deputies_can_owe_more(world, everything):
    county = world.county
    county.overrides = {"duties.rules.visit.minimum_by": {"official": 2}}
    world.wang.category = "official"
    world.wang.save()
    [first, *_] = Plan(county, 2026, only=("deputy", world.wang.pk), rules=("visit",)).obligations
    assert first.minimum == 2


def test_a_pledge_raises_what_a_deputy_owes_and_may_not_lower_it(world, everything, county_actor):
    kwargs = {"year": 2026, "rule": "visit", "by": county_actor, "today": TODAY}
    actions.pledge(world.wang, number=3, **kwargs)
    plan = Plan(world.county, 2026, only=("deputy", world.wang.pk), rules=("visit",))
    assert {one.minimum for one in plan.obligations} == {3}
    with pytest.raises(Refused, match="本来就要 1 次"):
        actions.pledge(world.wang, number=0, **kwargs)


def test_a_pledge_is_withdrawn_with_its_reason_and_the_rule_s_number_holds_again(
    world, li, zhao, county_actor, everything
):
    made = make.pledge(world.wang, number=3)
    url = reverse("duties:pledge_withdraw", args=[made.code])
    assert zhao.post(url, {"reason": "不属于本乡"}).status_code == 404
    assert li.post(url, {"reason": " "}).status_code == 422
    assert li.post(url, {"reason": "外出务工"}).status_code == 302
    plan = Plan(world.county, 2026, only=("deputy", world.wang.pk), rules=("visit",))
    assert {one.minimum for one in plan.obligations} == {1}
    page = li.get(reverse("duties:subject", args=["deputy", world.wang.code]) + "?year=2026")
    assert "撤回：外出务工" in page.content.decode()
    with pytest.raises(Refused, match="已经撤回"):
        actions.withdraw_pledge(made, reason="再撤", by=county_actor, today=TODAY)


@pytest.mark.parametrize(
    ("asked", "is_told"), [("1987", True), ("去年", True), ("2025", False), ("2026", False)]
)
def test_a_year_that_the_list_does_not_have_is_not_taken_for_this_one(world, sun, asked, is_told):
    page = sun.get(reverse("duties:list"), {"year": asked}).content.decode()
    assert (f"没有“{asked}”年度的任务，下面是 2026 年的" in page) == is_told


def test_the_list_counts_filters_sorts_and_leaves_as_a_file(world, sun, li):
    make.visit(world.wang, world.zhang_household, date(2026, 5, 1))
    url = reverse("duties:list")

    def listed(client, query: str) -> list[list[str]]:
        answer = client.get(f"{url}?{query}&export=csv")
        return list(csv.reader(b"".join(answer).decode("utf-8-sig").splitlines()))

    head, *lines = listed(sun, "kind=deputy&rule=visit")
    assert head == ["名称", "乡镇", "任务", "期间", "期限", "已做/应做", "状态", "说明"]
    second = [line for line in lines if line[3] == "2026 年第二季度"]
    assert [(line[0], line[5]) for line in second] == [("赵代表", "0/1"), ("王代表", "1/1")]
    assert len(listed(sun, "kind=deputy&rule=visit&q=王")) < len(lines)
    assert {line[0] for line in listed(sun, f"kind=deputy&town={world.west.pk}")[1:]} == {"赵代表"}
    days = [line[4] for line in listed(sun, "kind=deputy&rule=visit&sort=-due_on")[1:]]
    assert days == sorted(days, reverse=True)
    assert {line[0] for line in listed(li, "kind=deputy")[1:]} == {"王代表"}
    page = sun.get(f"{url}?kind=deputy&rule=visit")
    assert page.context["count"] == str(len(lines))
    summary = {one["code"]: one["all"] for one in page.context["summary"]}
    assert summary["visit"] == len(lines)


def test_the_command_lists_the_dragon_boat_and_the_sunday(world):
    make.half_year_report(world.east)
    out = StringIO()
    call_command("duties", county="341323", on="2026-06-09", subject="township", json=True, stdout=out)
    lines = json.loads(out.getvalue())
    keys = "subject kind rule source due_on last_working_day state done needed evidence"
    assert set(lines[0]) == set(keys.split())
    days = {line["rule"]: (line["due_on"], line["last_working_day"]) for line in lines}
    assert days["report_h1"] == ("2026-06-20", "2026-06-18")
    assert days["report_h2"] == ("2026-12-20", "2026-12-18")


def test_the_county_and_the_township_read_the_same_numbers(world, li, sun):
    make.visit(world.wang, world.zhang_household, date(2026, 5, 1))
    url = reverse("duties:subject", args=["deputy", world.wang.code]) + "?year=2026"
    for client in (li, sun):
        page = client.get(url)
        assert page.status_code == 200
        assert "入户走访" in page.content.decode()


def test_a_neighbouring_township_cannot_open_the_year_of_a_deputy(world, zhao):
    assert zhao.get(reverse("duties:subject", args=["deputy", world.wang.code])).status_code == 404
    assert zhao.get(reverse("duties:subject", args=["township", world.east.code])).status_code == 404
    assert zhao.get(reverse("duties:subject", args=["county", world.county.code])).status_code == 404


def test_a_document_that_was_returned_leaves_the_duty_open_and_tells_the_township(world, li, sun):
    answer = li.post(
        reverse("duties:document_new"),
        {
            "kind": "plan",
            "title": "东乡活动方案",
            "township": world.east.pk,
            "filed_on": "2026-03-20",
            "note": "",
        },
    )
    assert answer.status_code == 302
    with reaching(make.EVERYTHING):
        document = Document.objects.get()
        owed = lambda: Plan(world.county, 2026, kinds=("township",), rules=("plan",)).obligations  # noqa: E731
        state = {one.subject.name: one.at(date(2026, 4, 2)).state for one in owed()}
        assert state == {"东乡": "done", "西乡": "late"}
    sun.post(reverse("duties:document_return", args=[document.code]), {"reason": "没有写明时间"})
    with reaching(make.EVERYTHING):
        assert {one.at(date(2026, 4, 2)).state for one in owed()} == {"late"}
    assert li.account.notices.get().text == "东乡活动方案被退回：没有写明时间"


def test_a_county_changes_one_value_and_the_history_says_who_and_from_what_to_what(world, sun):
    url = reverse("duties:rule_value", args=["duties.rules.visit.minimum"])
    assert sun.post(url, {"value": "2", "reason": "主任会议决定"}).status_code == 302
    county = County.objects.get(pk=world.county.pk)
    assert county.policy(DutyPolicy).rules["visit"].minimum == 2
    with reaching(make.EVERYTHING):
        change = RuleChange.objects.get()
    assert (change.label, change.old, change.new) == ("走访联系户：最少次数", "1", "2")
    assert "主任会议决定" in sun.get(reverse("duties:rules")).content.decode()


@pytest.mark.parametrize("value", ["-1", "多次", "1.5"])
def test_a_value_that_does_not_fit_is_refused_with_a_sentence(world, sun, value):
    url = reverse("duties:rule_value", args=["duties.rules.visit.minimum"])
    assert sun.post(url, {"value": value, "reason": "试"}).status_code == 422
    assert County.objects.get(pk=world.county.pk).overrides == {}


def test_a_clerk_may_read_the_rules_and_not_change_them(world, li):
    assert li.get(reverse("duties:rules")).status_code == 200
    assert li.get(reverse("duties:rule_value", args=["duties.rules.visit.minimum"])).status_code == 403


def test_another_pack_keeps_the_values_that_fit_and_leaves_the_others_behind(world, county_actor):
    county = world.county
    county.overrides = {"duties.rules.study.minimum": "4", "deputies.group_size": "12"}
    county.save()
    actions.choose_pack(county, "anyuan", by=county_actor, at=timezone.now(), reason="")
    county = County.objects.get(pk=county.pk)
    assert county.pack == "anyuan"
    assert county.overrides == {"deputies.group_size": "12"}


def test_a_campaign_is_merged_into_another_and_has_its_phases(world, sun):
    url = reverse("duties:campaign_edit", args=[world.campaign.code])
    other = make.campaign(world.county, name="聚力脱贫攻坚")
    answer = sun.post(
        url,
        {
            "name": "万名代表促振兴",
            "since": "2018-04-01",
            "theme_lines": "2026 聚民意",
            "phase_lines": "调研走访 2026-01-01 2026-04-30\n梳理交办 2026-05-01 2026-08-31",
            "holder_lines": "周明远 常务副主任 第一责任人",
            "merged_into": other.pk,
            "merged_on": "2026-01-01",
            "version": "1",
        },
    )
    assert answer.status_code == 302
    campaign = Campaign.objects.get(pk=world.campaign.pk)
    assert campaign.theme_of(2026) == "聚民意"
    assert [phase[0] for phase in campaign.phases] == ["调研走访", "梳理交办"]
    assert campaign.responsible == [["周明远", "常务副主任", True]]
    assert "已并入" in sun.get(other.get_absolute_url()).content.decode()


def test_a_phase_that_ends_before_it_begins_comes_back_with_a_sentence(world, sun):
    url = reverse("duties:campaign_edit", args=[world.campaign.code])
    page = sun.post(
        url, {"name": "活动", "since": "2018-04-01", "phase_lines": "调研 2026-05-01 2026-04-01"}
    ).content.decode()
    assert "结束日期早于开始日期" in page
