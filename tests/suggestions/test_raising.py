"""Raising and intake: drafts, the check before it goes out, joining, withdrawing, declining, going higher."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from congress_poverty.audit import Actor
from congress_poverty.models import AuditEvent, Notice
from congress_poverty.refusals import Refused
from deputies import roles
from suggestions import actions
from suggestions.actions import advance
from suggestions.models import HigherSubmission, OpinionItem, Suggestion
from suggestions.similar import similar_to
from tests import factories as make
from tests.people import post_client

from .conftest import CHAIR, STAFF

RAISED = {
    "title": "关于周田村安装路灯的建议",
    "body": "周田村主路一公里没有路灯，晚上老人孩子出门看不清路，今年已经有三人摔伤，村民多次反映。",
    "ask": "请县交通运输局年底前安装二十盏路灯，并说明维护单位。",
    "category": "transport",
    "handled_at": "county",
    "raised_in": "between",
    "proposed_by": "deputies",
    "is_publishable": "on",
}
LAWSUIT = {
    **RAISED,
    "title": "关于督促法院公正判决的建议",
    "body": "周田村一户群众不服法院判决，多次到县里反映，希望人大过问这个案件，给群众一个说法，以平息矛盾。",
}
ON = date(2026, 6, 9)


@pytest.fixture
def deputy_actor(world):
    account = make.account("王代表", person=world.wang)
    return Actor(label="王代表", role=roles.DEPUTY, account_id=account.pk, county_code="341323")


def raise_(client, data=RAISED, **more):
    return client.post("/suggestions/new/", {**data, **more})


def to(name, one):
    return reverse(f"suggestions:{name}", args=[one.code])


# --- 有限目标 ----------------------------------------------------------------------------


def test_what_has_an_organ_of_its_own_is_asked_about_once_before_it_goes_out(wang, everything):
    html = raise_(wang, LAWSUIT).content.decode()
    for words in ("涉法涉诉", "存为群众意见", "仍要提交，由人大审查"):
        assert words in html
    assert not Suggestion.objects.exists()


def test_submitting_it_anyway_needs_a_reason_which_is_kept_and_shown_to_the_office(wang, sun, everything):
    answer = raise_(wang, LAWSUIT, asked="1")
    assert answer.status_code == 422
    assert "请写理由" in answer.content.decode()
    raise_(wang, LAWSUIT, asked="1", scope_override="全镇有十几户同样情况，请研究巡回审判")
    made = Suggestion.objects.get()
    assert (made.out_of_scope, made.state) == ("litigation", "submitted")
    event = AuditEvent.objects.get(action="suggestions.override_scope")
    assert event.detail["class"] == "litigation"
    for page in (made.get_absolute_url(), reverse("suggestions:move", args=[made.code, "register"])):
        html = sun.get(page).content.decode()
        assert "巡回审判" in html
        assert "涉法涉诉" in html


def test_it_is_kept_as_an_opinion_instead(wang, world, everything):
    visit = make.visit(world.wang, world.zhang_household)
    wang.post(f"/suggestions/new/?visit={visit.code}", {**LAWSUIT, "asked": "1", "do": "opinion"})
    opinion = OpinionItem.objects.get()
    assert not Suggestion.objects.exists()
    assert (opinion.visit, opinion.out_of_scope, opinion.state) == (visit, "litigation", "new")
    assert "不服法院判决" in opinion.words


def test_danger_is_told_to_the_township_and_still_raised(wang, li, everything):
    danger = {**RAISED, "body": RAISED["body"] + "路边老墙随时可能倒塌。"}
    assert "不要等建议办理" in raise_(wang, danger).content.decode()
    raise_(wang, danger, asked="1")
    assert Suggestion.objects.get().state == "submitted"
    assert Notice.objects.filter(account=li.account, text__startswith="险情").exists()


# --- one matter, nothing twice -----------------------------------------------------------


def test_two_matters_are_asked_about_and_can_be_split_into_two_drafts(wang, everything):
    both = {**RAISED, "body": RAISED["body"] + "另外，村小学也缺两名老师。"}
    assert "一件建议说一件事" in raise_(wang, both).content.decode()
    answer = raise_(wang, both, do="split")
    assert answer.status_code == 302
    assert [one.state for one in Suggestion.objects.all()] == ["draft", "draft"]


def test_a_similar_one_is_shown_by_its_title_only_and_can_be_joined(wang, world, everything):
    theirs = make.suggestion(
        world.zhao, title="关于在周田村安装路灯的建议", body="路灯不亮，夜里有人摔倒。", state="submitted",
        submitted_on=timezone.localdate(), year=timezone.localdate().year,
    )  # fmt: skip
    html = raise_(wang).content.decode()
    assert theirs.title in html
    assert "夜里有人摔倒" not in html
    assert "我也附议这件" in html
    wang.post(to("join", theirs))
    own = theirs.proposers.get(person=world.wang)
    assert (own.role, own.answer) == ("co", "confirmed")
    assert wang.get(theirs.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("hidden", [{"is_confidential": True}, {"is_publishable": False}])
def test_what_must_not_be_published_is_neither_shown_nor_joined(wang, world, everything, hidden):
    theirs = make.suggestion(
        world.zhao, title=RAISED["title"], state="submitted", submitted_on=timezone.localdate(), **hidden
    )
    answer = raise_(wang)
    assert answer.status_code == 302
    assert wang.get(to("join", theirs)).status_code == 404


def test_what_is_with_a_unit_already_is_not_joined(world, deputy_actor, walk, everything):
    theirs = make.suggestion(world.zhao)
    walk(theirs, "hand_over")
    with pytest.raises(Refused, match="不能再附议"):
        actions.join(theirs, world.wang, by=deputy_actor, on=ON)


def test_the_same_wish_of_another_village_and_an_old_one_are_not_similar(world, everything):
    make.village(world.east, "高楼村")
    mine = make.suggestion(world.wang, title="关于周田村安装路灯的建议", body="没有路灯")
    for title, on in (
        ("关于高楼村安装路灯的建议", ON),
        ("关于周田村安装路灯的建议", ON - timedelta(days=400)),
    ):
        make.suggestion(world.zhao, title=title, body="没有路灯", submitted_on=on, state="submitted")
    near = make.suggestion(world.zhao, title="关于周田村加装路灯的建议", state="registered", submitted_on=ON)
    assert [one.code for one in similar_to(mine, rows=Suggestion.objects.all(), on=ON)] == [near.code]


# --- drafts ------------------------------------------------------------------------------


def test_a_draft_is_kept_continued_and_submitted(wang, world, everything):
    answer = raise_(wang, {"title": "关于周田村安装路灯的建议", "do": "draft"})
    draft = Suggestion.objects.get()
    assert answer.url == to("edit_draft", draft)
    assert draft.title in wang.get("/suggestions/drafts/").content.decode()
    assert wang.get(draft.get_absolute_url()).url == to("edit_draft", draft)
    page = wang.get(to("edit_draft", draft))
    wang.post(to("edit_draft", draft), {**RAISED, "version": page.context["version"]})
    draft.refresh_from_db()
    assert (draft.state, draft.body) == ("submitted", RAISED["body"])
    assert wang.get(to("edit_draft", draft)).status_code == 404


def test_nobody_else_reads_or_is_asked_about_a_draft(wang, world, sun, everything):
    peer = make.deputy(world.east, "钱桂兰", pinyin="qianguilan qgl")
    asked = post_client(world, "钱桂兰", roles.DEPUTY, person=peer)
    raise_(wang, {**RAISED, "do": "draft", "co_proposers": "钱桂兰", "co_proposers_codes": ""})
    draft = Suggestion.objects.get()
    assert list(draft.proposers.values_list("person__name", flat=True)) == ["王代表", "钱桂兰"]
    for client in (asked, sun):
        assert client.get(draft.get_absolute_url()).status_code == 404
        assert client.get(to("edit_draft", draft)).status_code == 404
    assert draft.title not in asked.get(reverse("deputy_home")).content.decode()
    assert not Notice.objects.exists()


def test_a_draft_is_deleted_and_what_was_submitted_is_not(wang, world, deputy_actor, everything):
    raise_(wang, {"title": "关于周田村安装路灯的建议", "do": "draft"})
    wang.post(to("delete_draft", Suggestion.objects.get()))
    assert not Suggestion.objects.exists()
    raise_(wang)
    with pytest.raises(Refused, match="可以撤回"):
        actions.delete_draft(Suggestion.objects.get(), by=deputy_actor)


# --- from opinions -----------------------------------------------------------------------


def test_an_opinion_becomes_a_suggestion_when_it_is_submitted(wang, world, everything):
    opinion = make.opinion(world.wang, village=world.zhoutian, people_count=12)
    url = f"/suggestions/new/?opinion={opinion.code}"
    assert "群众反映（12人）：村西头晚上没有路灯" in wang.get(url).content.decode()
    wang.post(url, {**RAISED, "do": "draft"})
    opinion.refresh_from_db()
    draft = Suggestion.objects.get()
    assert (opinion.state, opinion.suggestion) == ("new", draft)
    wang.post(to("edit_draft", draft), {**RAISED, "version": draft.version})
    opinion.refresh_from_db()
    assert opinion.state == "suggested"
    assert "没有路灯" in wang.get(draft.get_absolute_url()).content.decode()


def test_a_cluster_becomes_one_suggestion(li, world, everything):
    opinions = [make.opinion(world.wang), make.opinion(world.wang, words="村东头也没有路灯。")]
    cluster = make.cluster(world.east, opinions)
    answer = li.post(
        f"/suggestions/new/?cluster={cluster.code}",
        {**RAISED, "lead": "王代表", "lead_codes": "", "submitted_on": "2026-06-01"},
    )
    assert answer.status_code == 302, answer.context["error_lines"]
    cluster.refresh_from_db()
    assert cluster.suggestion == Suggestion.objects.get()
    assert {one.state for one in OpinionItem.objects.all()} == {"suggested"}


def test_another_deputy_s_opinion_fills_nothing(wang, world, everything):
    opinion = make.opinion(world.zhao, words="西乡的桥断了。")
    assert "桥断了" not in wang.get(f"/suggestions/new/?opinion={opinion.code}").content.decode()


# --- who proposes, and when --------------------------------------------------------------


def test_a_group_proposes_when_its_head_signs(wang, world, everything):
    group = make.group(world.east, "东乡第一代表小组")
    place = make.group_member(group, world.wang)
    by_group = {**RAISED, "proposed_by": "group", "group": group.code}
    assert "组长或副组长" in raise_(wang, by_group).content.decode()
    place.role = "leader"
    place.save()
    raise_(wang, by_group)
    made = Suggestion.objects.get()
    assert made.group == group
    assert "东乡第一代表小组" in wang.get(made.get_absolute_url()).content.decode()


def test_a_delegation_proposes_in_session_only(wang, everything):
    between = {**RAISED, "proposed_by": "delegation"}
    assert "只能在大会期间" in raise_(wang, between).content.decode()
    raise_(wang, {**between, "raised_in": "session"})
    assert Suggestion.objects.get().proposed_by == "delegation"


def test_where_the_clock_begins_at_the_closing_its_day_is_asked_for(wang, world, everything):
    world.county.overrides = {"suggestions.clocks.county.reply_from": "congress_closing"}
    world.county.save()
    in_session = {**RAISED, "raised_in": "session"}
    assert "请填闭幕日" in raise_(wang, in_session).content.decode()
    closed_on = timezone.localdate() + timedelta(days=2)
    raise_(wang, {**in_session, "congress_closed_on": closed_on.isoformat()})
    assert Suggestion.objects.get().congress_closed_on == closed_on


# --- withdrawing -------------------------------------------------------------------------


def test_a_joint_one_is_withdrawn_when_all_agree_where_the_county_says_so(world, walk, everything):
    world.county.overrides = {"suggestions.withdraw_needs_all": True}
    world.county.save()
    lead, other = (
        post_client(world, "王代表", roles.DEPUTY, person=world.wang),
        make.deputy(world.east, "钱桂兰"),
    )
    co = post_client(world, "钱桂兰", roles.DEPUTY, person=other)
    road = make.suggestion(world.wang, co_proposers=[other])
    walk(road, "register")
    url = reverse("suggestions:move", args=[road.code, "withdraw"])
    answer = lead.post(url, {"reason": "已经修好"})
    assert "还差：钱桂兰" in answer.content.decode()
    assert "同意撤回" in co.get(road.get_absolute_url()).content.decode()
    co.post(to("agree_to_withdraw", road))
    lead.post(url, {"reason": "已经修好"})
    road.refresh_from_db()
    assert road.state == "withdrawn"


# --- intake ------------------------------------------------------------------------------


@pytest.fixture
def submitted(world, walk, everything):
    road = make.suggestion(world.wang)
    return walk(road, "submit")


def test_declining_names_the_ground_and_what_becomes_of_it(sun, submitted):
    url = reverse("suggestions:move", args=[submitted.code, "decline"])
    assert "北京条例 12" in sun.get(url).content.decode()
    answer = sun.post(url, {"ground": "private", "outcome": "letter", "on": "2026-03-03"})
    assert answer.status_code == 302, answer.context["error_lines"]
    step = submitted.steps.get(move="decline")
    assert step.data == {"ground": "private", "outcome": "letter"}
    assert "作代表来信处理" in step.detail


@pytest.mark.parametrize(
    ("given", "sentence"), [({"outcome": "letter"}, "依据"), ({"ground": "private"}, "怎么处理")]
)
def test_declining_without_a_ground_or_an_outcome_is_refused(submitted, given, sentence):
    with pytest.raises(Refused, match=sentence):
        advance(submitted, "decline", by=STAFF, on=date(2026, 3, 3), given=given)


def test_what_was_sent_back_is_completed_by_the_deputy_who_reads_what_is_missing(wang, submitted):
    advance(submitted, "return", by=STAFF, on=date(2026, 3, 3), given={"reason": "请写明涉及的户数"})
    url = reverse("suggestions:move", args=[submitted.code, "resubmit"])
    assert "请补充：请写明涉及的户数" in wang.get(url).content.decode()
    body = "柳林村通村路去年汛期被冲毁两处，校车绕行六公里，涉及三十七户一百二十人。"
    answer = wang.post(url, {"title": submitted.title, "body": body, "ask": submitted.ask})
    assert answer.status_code == 302, answer.context["error_lines"]
    submitted.refresh_from_db()
    assert (submitted.state, submitted.body) == ("submitted", body)


def test_who_registers_sees_what_is_alike(sun, world, submitted):
    twin = make.suggestion(world.zhao, title="关于修复柳林村水毁道路的建议", state="registered")
    html = sun.get(reverse("suggestions:move", args=[submitted.code, "register"])).content.decode()
    assert twin.title in html


# --- carried to a higher congress ----------------------------------------------------------


def test_a_matter_is_carried_up_and_its_result_comes_back(sun, submitted, walk, world):
    advance(
        submitted, "register", by=STAFF, on=date(2026, 3, 3), given={"number": "7", "category": "transport"}
    )
    up = reverse("suggestions:move", args=[submitted.code, "carry-up"])
    more = dict(sun.get(submitted.get_absolute_url()).context["more_buttons"])
    assert "转请上级人大代表提出" in [button.label for button in more["报上级"]]
    answer = sun.post(
        up, {"level": "province", "carried_by": "孙立", "number": "省〔2026〕0312", "on": "2026-03-09"}
    )
    assert answer.status_code == 302, answer.context["error_lines"]
    sun.post(
        reverse("suggestions:move", args=[submitted.code, "carry-result"]),
        {"outcome": "列入省道改造计划", "on": "2026-05-09"},
    )
    row = HigherSubmission.objects.get()
    assert (row.level, row.outcome, row.outcome_on) == ("province", "列入省道改造计划", date(2026, 5, 9))
    html = sun.get(submitted.get_absolute_url()).content.decode()
    for words in ("带到上级人大", "孙立代表提出", "列入省道改造计划"):
        assert words in html
    submitted.refresh_from_db()
    assert submitted.state == "registered"


def test_there_is_no_result_without_a_submission(submitted):
    advance(
        submitted, "register", by=STAFF, on=date(2026, 3, 3), given={"number": "7", "category": "transport"}
    )
    with pytest.raises(Refused, match="没有等待"):
        advance(submitted, "carry_result", by=STAFF, on=date(2026, 3, 9), given={"outcome": "已办"})


def test_a_township_s_chair_carries_up_what_the_township_handles(world, walk, everything):
    road = make.suggestion(world.wang, handled_at="township", state="registered")
    advance(road, "carry_up", by=CHAIR, on=ON, given={"level": "city", "carried_by": "孙立"})
    assert HigherSubmission.objects.get().level == "city"
