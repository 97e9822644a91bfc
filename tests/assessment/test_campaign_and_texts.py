"""A campaign's leading group (S2-14, S3-1), demo stations (S4-62), and the words that go out."""

from datetime import date

import pytest
from django.urls import reverse

from assessment.models import RuleChange
from congress_poverty.models import AuditEvent
from deputies.messages import outside
from tests import factories as make
from visits.models import StationProfile

pytestmark = pytest.mark.django_db
HEADS = {
    "head_lines": "张永康 常委会主任",
    "deputy_lines": "周明远 常委会副主任",
    "member_lines": "王立新 办公室主任\n刘桂芳 农工委主任",
    "office_head_lines": "陈立 代表工委主任",
    "office_lines": "",
    "version": "1",
}


def test_the_county_keeps_the_leading_group_and_everybody_reads_it(world, sun, wang, qian, li, everything):
    url = reverse("duties:leading_group", args=[world.campaign.code])
    two = sun.post(url, HEADS | {"head_lines": "张永康 主任\n李某 书记"})
    assert "领导小组要有一名组长，现在写了 2 名" in two.content.decode()
    bare = sun.post(url, HEADS | {"member_lines": "王立新"})
    assert "“王立新”的职务没有写" in bare.content.decode()
    assert not world.campaign.leading_group.exists()
    assert sun.post(url, HEADS).status_code == 302
    assert [(one.role, one.name) for one in world.campaign.leading_group.all()] == [
        ("head", "张永康"), ("deputy_head", "周明远"), ("member", "王立新"), ("member", "刘桂芳"),
        ("office_head", "陈立"),
    ]  # fmt: skip
    assert (
        AuditEvent.objects.get(action="county.leading_group").detail["after"][0] == "组长 张永康 常委会主任"
    )
    for reader in (wang, qian, li):
        assert "刘桂芳" in reader.get(world.campaign.get_absolute_url()).content.decode()
        assert reader.get(url).status_code == 403
    printed = wang.get(reverse("duties:campaign_print", args=[world.campaign.code])).content.decode()
    assert "领导小组名单" in printed
    assert "农工委主任" in printed


def test_demo_stations_are_a_list_and_stand_beside_the_promotion_meeting(world, sun, li, everything):
    shown, plain = make.station(world.east, "东乡示范站"), make.station(world.west, "西乡站")
    StationProfile.objects.create(station=shown, is_demo=True, demo_on=date(2026, 3, 1))
    StationProfile.objects.create(station=plain)
    make.station_check(shown)
    page = sun.get(reverse("visits:demo_stations")).content.decode()
    assert "东乡示范站" in page
    assert "西乡站" not in page
    meeting = make.meeting(world.county, [world.east], kind="progress")
    assert "东乡示范站" in li.get(meeting.get_absolute_url()).content.decode()
    joint = make.meeting(world.county, [world.east], kind="joint")
    assert "东乡示范站" not in sun.get(joint.get_absolute_url()).content.decode()


def test_a_text_is_previewed_with_real_facts_and_refuses_what_nothing_fills(world, sun, everything):
    make.suggestion(world.wang, state="handed_over", number="2026-闭-017", answer_due_on=date(2026, 9, 5))
    url = reverse("duties:message_text", args=["handover"])
    unknown = sun.post(url, {"what": "send", "text": "{county}：{unit}请签收", "reason": ""})
    assert unknown.status_code == 422
    said = unknown.content.decode()
    assert "程序不认识“{unit}”" in said
    assert "{due} 答复期限" in said
    open_brace = sun.post(url, {"what": "send", "text": "{county：请签收", "reason": ""})
    assert "花括号没有成对" in open_brace.content.decode()
    text = "{county}人大：{name}请于{due}前答复"
    preview = sun.post(url, {"what": "send", "text": text, "preview": "1", "reason": ""})
    assert f"{world.county}人大：2026-闭-017请于9月5日前答复" in preview.content.decode()
    assert not RuleChange.objects.exists()
    assert sun.post(url, {"what": "send", "text": text, "reason": "改短"}).status_code == 302
    world.county.refresh_from_db()
    assert (
        outside(world.county, "handover", name="甲", due="1月2日").text
        == f"{world.county}人大：甲请于1月2日前答复"
    )
    assert RuleChange.objects.get().new == text
    sun.post(url, {"what": "silent", "text": "", "reason": ""})
    world.county.refresh_from_db()
    assert outside(world.county, "handover", name="甲", due="1月2日") is None
    sun.post(url, {"what": "own", "text": "", "reason": ""})
    world.county.refresh_from_db()
    assert world.county.overrides == {}
    assert sun.post(url, {"what": "own", "text": "", "reason": ""}).status_code == 422
