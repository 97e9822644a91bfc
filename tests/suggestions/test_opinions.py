"""From what people said to a decision of the office: acts, pages, walls."""

from datetime import date

import pytest
from django.urls import reverse

from congress_poverty.audit import Actor
from congress_poverty.models import AuditEvent, Notice
from congress_poverty.refusals import Refused
from deputies import roles
from suggestions import actions
from suggestions.models import OpinionItem
from tests import factories as make
from tests.people import post_client

from .conftest import CHAIR, CLERK, STAFF

ON = date(2026, 5, 4)
HEARD = {
    "words": "村西头晚上没有路灯，老人出门看不见。",
    "heard": "visit",
    "heard_on": "2026-05-01",
    "people_count": "12",
    "sources": ["village", "people"],
    "category": "",
}


@pytest.fixture
def lamp(world, everything):
    return make.opinion(world.wang)


@pytest.fixture
def deputy_actor(world):
    account = make.account("王代表", person=world.wang)
    return Actor(label="王代表", role=roles.DEPUTY, account_id=account.pk, county_code="341323")


def to(name, one):
    return reverse(f"suggestions:{name}", args=[one.code])


# --- acts ------------------------------------------------------------------------------


def test_a_deputy_settles_nothing(lamp, deputy_actor):
    for refused in (
        lambda: actions.decide(lamp, "answered", by=deputy_actor, on=ON, decision="说好了"),
        lambda: actions.gather([lamp], by=deputy_actor, on=ON, title="路灯"),
    ):
        with pytest.raises(Refused, match="不直接处理"):
            refused()


def test_a_deputy_records_only_what_he_heard_himself(world, deputy_actor, everything):
    opinion = OpinionItem(county=world.county, heard_by=world.zhao, heard_on=ON, words="没有路灯")
    with pytest.raises(Refused, match="自己听到"):
        actions.record_opinion(opinion, by=deputy_actor, today=ON)


def test_passing_on_numbers_the_slip_through_the_county(world, lamp):
    other = make.opinion(world.zhao)
    actions.decide(lamp, "routed", by=CHAIR, on=ON, routed_to="县法院")
    actions.decide(other, "routed", by=STAFF, on=ON, routed_to="县信访局")
    lamp.refresh_from_db()
    other.refresh_from_db()
    assert [lamp.slip_number[-11:], other.slip_number[-11:]] == ["转〔2026〕001号", "转〔2026〕002号"]


@pytest.mark.parametrize(
    ("state", "sentence"), [("routed", "转给哪个机关"), ("answered", "怎么答复"), ("suggested", "怎么处理")]
)
def test_a_decision_says_what_it_needs(lamp, state, sentence):
    with pytest.raises(Refused, match=sentence):
        actions.decide(lamp, state, by=CHAIR, on=ON)


def test_what_was_passed_on_is_not_decided_again(lamp):
    actions.decide(lamp, "routed", by=CHAIR, on=ON, routed_to="县法院")
    with pytest.raises(Refused, match="已经处理过"):
        actions.decide(lamp, "kept", by=CHAIR, on=ON)


def test_what_must_be_checked_or_was_kept_is_decided_later(lamp):
    actions.decide(lamp, "verify", by=CHAIR, on=ON, scope="individual")
    actions.decide(lamp, "kept", by=CHAIR, on=ON)
    actions.decide(lamp, "answered", by=CHAIR, on=ON, decision="路灯已列入今年计划，当面说明。")
    lamp.refresh_from_db()
    assert (lamp.state, lamp.scope) == ("answered", "individual")


def test_people_are_told_back_after_the_decision_only(lamp, deputy_actor):
    with pytest.raises(Refused, match="切勿当场表态"):
        actions.tell_back(lamp, "会装的", by=deputy_actor, on=ON)
    actions.decide(lamp, "kept", by=CHAIR, on=ON)
    actions.tell_back(lamp, "在村民小组会上说明", by=deputy_actor, on=ON)
    lamp.refresh_from_db()
    assert lamp.told_back_on == ON


def test_a_cluster_of_one_township_belongs_to_it_and_one_of_two_to_the_county(world, lamp):
    near, far = make.opinion(world.wang), make.opinion(world.zhao)
    assert actions.gather([lamp, near], by=CHAIR, on=ON, title="路灯").township == world.east
    assert actions.gather([lamp, far], by=STAFF, on=ON, title="路灯").township is None


def test_urgent_danger_is_told_to_the_township_at_once(world, li, deputy_actor, everything):
    opinion = OpinionItem(
        county=world.county, heard_by=world.wang, heard_on=ON, words="学校后墙随时可能倒塌，里面有孩子。"
    )
    actions.record_opinion(opinion, by=deputy_actor, today=ON)
    notice = Notice.objects.get(account=li.account)
    assert notice.text.startswith("险情")
    assert opinion.out_of_scope == "danger"


def test_people_s_words_stay_out_of_the_audit(lamp):
    actions.decide(lamp, "kept", by=CLERK, on=ON)
    event = AuditEvent.objects.latest("seq")
    assert event.action == "opinions.decide"
    assert "路灯" not in event.object_label


# --- pages -----------------------------------------------------------------------------


def test_a_deputy_records_from_a_visit_without_the_household_s_name(wang, world, everything):
    visit = make.visit(world.wang, world.zhang_household, issue="张德福反映门前没有路灯")
    url = f"/opinions/new/?visit={visit.code}"
    html = wang.get(url).content.decode()
    assert "群众反映门前没有路灯" in html
    assert "张德福" not in html
    assert "切勿当场表态" in html
    answer = wang.post(url, HEARD)
    assert answer.status_code == 302, answer.context["error_lines"]
    made = OpinionItem.objects.get()
    assert (made.heard_by, made.visit, made.township, made.sources) == (
        world.wang,
        visit,
        world.east,
        ["village", "people"],
    )


def test_an_activity_says_where_it_was_heard(li, world, everything):
    activity = make.activity(world.east, kind="接待选民", held_on=date(2026, 4, 20))
    form = li.get(f"/opinions/new/?activity={activity.code}").context["form"]
    assert (form.initial["heard"], form.initial["heard_on"]) == ("reception", date(2026, 4, 20))


def test_two_kinds_of_sources_check_an_opinion(wang, world, everything):
    one = make.opinion(world.wang, sources=["people"])
    two = make.opinion(world.wang, sources=["people", "village"])
    assert "只听了一类对象" in wang.get(one.get_absolute_url()).content.decode()
    assert "已互相印证" in wang.get(two.get_absolute_url()).content.decode()


def test_the_list_has_a_tab_for_each_state(li, world, everything):
    new = make.opinion(world.wang, words="村小学缺老师。")
    kept = make.opinion(world.wang, words="镇上没有公厕。", state="kept")
    html = li.get("/opinions/?state=new").content.decode()
    assert new.words in html
    assert kept.words not in html
    assert "待研判" in html


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"heard": "forum"}, True),
        ({"heard": "visit"}, False),
        ({"scope": "common"}, True),
        ({"q": "公厕"}, False),
    ],
)
def test_the_list_is_filtered(li, world, everything, query, shown):
    make.opinion(world.wang, words="村小学缺老师。", heard="forum", scope="common")
    assert ("村小学缺老师" in li.get("/opinions/", query).content.decode()) is shown


def test_the_office_examines_and_prints_a_slip(li_chair, world, everything):
    case = make.opinion(world.wang, words="不服法院判决，请求改判。")
    page = li_chair.get(to("decide", case))
    assert page.context["form"].initial["state"] == "routed"
    assert "涉法涉诉" in page.content.decode()
    answer = li_chair.post(
        to("decide", case),
        {"scope": "individual", "state": "routed", "routed_to": "县人民法院", "on": "2026-05-04"},
    )
    assert answer.status_code == 302, answer.context["error_lines"]
    html = li_chair.get(to("slip", case)).content.decode()
    for words in ("县人民法院", "民转〔2026〕001号", "王代表", "2026年5月4日", "东乡人民代表大会主席团"):
        assert words in html


def test_there_is_no_slip_before_it_was_passed_on(li_chair, lamp):
    assert li_chair.get(to("slip", lamp)).status_code == 404


def test_picked_opinions_become_one_matter_and_one_can_leave_it(li, world, everything):
    first, second = make.opinion(world.wang), make.opinion(world.wang)
    form = li.post("/clusters/new/", {"pick": [first.code, second.code]})
    assert form.url.startswith("/clusters/new/?pick=")
    li.post(form.url, {"title": "村内道路没有路灯", "category": "", "cluster": ""})
    first.refresh_from_db()
    assert first.scope == "common"
    html = li.get(first.cluster.get_absolute_url()).content.decode()
    assert "村内道路没有路灯" in html
    li.post(to("leave_cluster", second))
    second.refresh_from_db()
    assert second.cluster is None


def test_nothing_picked_says_so(li):
    answer = li.post("/clusters/new/", {}, follow=True)
    assert "请先在列表里选几条意见" in answer.content.decode()


def test_the_chair_chooses_a_topic_and_the_clerk_does_not(li, li_chair, world, everything):
    cluster = make.cluster(world.east, [make.opinion(world.wang)])
    assert li.post(to("key_topic", cluster)).status_code == 403
    li_chair.post(to("key_topic", cluster))
    cluster.refresh_from_db()
    assert cluster.is_key_topic


def test_opinions_of_others_are_shown_to_no_unit_neighbour_or_other_deputy(qian, zhao, world, lamp):
    assert qian.get("/opinions/").status_code == 403
    assert qian.get(lamp.get_absolute_url()).status_code == 403
    other = post_client(world, "钱代表", roles.DEPUTY, person=make.deputy(world.east, "钱代表"))
    for client in (zhao, other):
        assert lamp.words not in client.get("/opinions/").content.decode()
        assert client.get(lamp.get_absolute_url()).status_code == 404


def test_a_deputy_gets_no_button_that_settles(wang, lamp):
    labels = [button.label for button in wang.get(lamp.get_absolute_url()).context["buttons"]]
    assert labels == ["提成建议", "修改"]


def test_what_waits_is_on_the_township_s_list_of_work(li, lamp):
    assert "群众意见待研判" in li.get("/todo/").content.decode()


def test_what_was_decided_is_not_rewritten(wang, lamp, everything):
    actions.decide(lamp, "kept", by=CHAIR, on=ON)
    actions.decide(lamp, "routed", by=CHAIR, on=ON, routed_to="县法院")
    lamp.refresh_from_db()
    answer = wang.post(to("opinion_edit", lamp), {**HEARD, "version": lamp.version})
    assert answer.status_code == 422
    assert "不能再修改" in answer.content.decode()
