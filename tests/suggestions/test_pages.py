"""The room's pages as each role opens them."""

import csv
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from suggestions.actions import advance
from suggestions.models import Rating, Suggestion
from tests import factories as make
from tests.suggestions.conftest import STAFF

UNSATISFIED = {"result": "dissatisfied", "attitude": "satisfied", "reasons": ["no_date"]}


def page(client, suggestion, name="detail"):
    return client.get(reverse(f"suggestions:{name}", args=[suggestion.code]))


def move(client, suggestion, address, **data):
    """Posts a move's form and comes back to the suggestion; the form's errors fail the test."""
    url = reverse("suggestions:move", args=[suggestion.code, address])
    answer = client.post(url, data)
    if answer.status_code == 422:
        raise AssertionError(answer.context["error_lines"])
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return answer


@pytest.fixture
def road(world, everything):
    return make.suggestion(world.wang)


# --- the list ------------------------------------------------------------------------


def test_the_county_lists_every_suggestion_with_its_state_and_unit(sun, road, walk):
    walk(road, "hand_over")
    html = sun.get("/suggestions/").content.decode()
    assert road.title in html
    assert "待签收" in html
    assert "县水利局" in html


def test_who_enters_for_a_unit_or_a_deputy_reads_for_whom_and_from_which_paper(sun, qian, road, walk):
    walk(road, "hand_over")
    url = reverse("suggestions:move", args=[road.code, "sign"])
    assert "代县水利局录入：请照该单位盖章的纸件填写" in sun.get(url).content.decode()
    assert "录入：" not in qian.get(url).content.decode()
    url = reverse("suggestions:move", args=[road.code, "withdraw"])
    assert "代王代表录入：请照本人签名的纸件" in sun.get(url).content.decode()


def test_a_neighbouring_township_lists_and_opens_nothing(zhao, road, walk):
    walk(road, "hand_over")
    assert road.title not in zhao.get("/suggestions/").content.decode()
    assert page(zhao, road).status_code == 404


def test_a_unit_lists_only_what_it_handles(qian, world, road, walk):
    walk(road, "hand_over")
    other = make.suggestion(world.zhao, title="关于西乡学校的建议")
    walk(other, "hand_over", register={"number": "2"}, hand_over={"lead_units": [world.other_unit]})
    html = qian.get("/suggestions/").content.decode()
    assert road.title in html
    assert other.title not in html
    assert page(qian, other).status_code == 404


def test_the_view_of_what_is_late_holds_exactly_the_overdue_ones(sun, world, road, walk):
    long_ago = timezone.localdate() - timedelta(days=200)
    late = make.suggestion(world.zhao, title="关于迟迟不办的建议", submitted_on=long_ago, year=long_ago.year)
    for name, given in [("submit", {}), ("register", {"number": "1", "category": "water"}),
                        ("hand_over", {"lead_units": [world.unit]})]:  # fmt: skip
        advance(late, name, by=STAFF, on=long_ago, given=given)
    new = make.suggestion(world.wang, title="关于刚提的建议", submitted_on=timezone.localdate())
    advance(new, "submit", by=STAFF, on=timezone.localdate())
    html = sun.get("/suggestions/?due=late").content.decode()
    assert late.title in html
    assert new.title not in html
    assert "逾期" in html


@pytest.mark.parametrize("word", ["087", "水毁", "wdb", "王代表"])
def test_a_suggestion_is_found_by_number_title_or_deputy(sun, road, walk, word):
    walk(road, "register")
    assert road.title in sun.get("/suggestions/", {"q": word}).content.decode()


def test_the_list_costs_the_same_for_many_rows(sun, world, walk, django_assert_max_num_queries, everything):
    for n in range(30):
        one = make.suggestion(world.wang, title=f"关于第{n}件事的建议")
        walk(one, "hand_over", register={"number": str(n)})
    with django_assert_max_num_queries(12):
        assert sun.get("/suggestions/").status_code == 200


def test_the_export_is_a_ledger_of_exactly_the_rows_shown(sun, world, road, walk):
    walk(road, "close")
    other = make.suggestion(world.zhao, title="关于西乡学校的建议")
    walk(other, "register", register={"number": "2"})
    answer = sun.get("/suggestions/", {"state": "closed", "export": "csv"})
    lines = list(csv.reader(b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()))
    assert lines[0][:3] == ["建议编号", "标题（案由）", "领衔代表"]
    assert [line[1] for line in lines[1:]] == [road.title]


def test_whoever_sees_no_suggestions_is_refused(auditor, road):
    assert auditor.get("/suggestions/").status_code == 403


# --- one suggestion --------------------------------------------------------------------


def test_the_page_shows_both_lanes_of_a_second_round(sun, road, walk):
    walk(road, "rate", rate=UNSATISFIED)
    advance(road, "rehandle", by=STAFF, on=date(2026, 5, 14), given={"reason": "写明完工时间。"})
    html = page(sun, road).content.decode()
    for words in ("第一次", "第二次", "重新交办", "再次书面答复", "首次评价不满意", "没说时间"):
        assert words in html


def test_a_deadline_says_how_it_was_computed(sun, road, walk):
    walk(road, "hand_over")
    html = page(sun, road).content.decode()
    assert "这些日期是怎么算的" in html
    assert "自2026年3月4日起算3个月" in html


def test_the_page_costs_the_same_with_a_long_history(sun, road, walk, django_assert_max_num_queries):
    walk(road, "rate", rate=UNSATISFIED)
    advance(road, "rehandle", by=STAFF, on=date(2026, 5, 14), given={"reason": "写明完工时间。"})
    for n in range(10):
        advance(road, "supervise", by=STAFF, on=date(2026, 5, 15), given={"note": f"第{n}次到现场"})
    with django_assert_max_num_queries(26):
        assert page(sun, road).status_code == 200


def test_the_source_visit_is_linked_for_its_township_and_hidden_from_the_unit(
    li, qian, world, walk, everything
):
    visit = make.visit(world.wang, world.zhang_household)
    road = make.suggestion(world.wang, source_visit=visit)
    walk(road, "hand_over")
    for client, may_see in ((li, True), (qian, False)):
        context = page(client, road).context
        assert (context["visit"] is not None) is may_see


def test_a_deputy_does_not_see_the_others_rating_before_rating(wang, world, walk, everything):
    other = make.deputy(world.east, "钱桂兰")
    road = make.suggestion(world.wang, co_proposers=[other])
    walk(road, "deliver")
    given = {**UNSATISFIED, "remark": "护坡没有加固", "proposer": road.proposers.get(person=other)}
    advance(road, "rate", by=STAFF, on=date(2026, 5, 12), given=given)
    assert "护坡没有加固" not in page(wang, road).content.decode()
    own = {"result": "satisfied", "attitude": "satisfied"}
    advance(road, "rate", by=STAFF, on=date(2026, 5, 12), given=own)
    assert "护坡没有加固" in page(wang, road).content.decode()


def test_whoever_rates_reads_what_was_done_first(wang, road, walk):
    walk(road, "deliver")
    html = wang.get(reverse("suggestions:move", args=[road.code, "rate"])).content.decode()
    for words in ("两处路面已修复", "柳林村村部", "A 已解决或基本解决"):
        assert words in html


def test_the_handling_form_prints_on_a_page_of_its_own(sun, road, walk):
    walk(road, "deliver")
    html = page(sun, road, "print").content.decode()
    for words in ("建议办理单", "087", "县水利局", "灵水函〔2026〕21号", "柳林村村部"):
        assert words in html


def test_only_moves_that_are_possible_now_are_offered(sun, qian, zhou, road, walk):
    walk(road, "sign")
    labels = {
        client: [button.label for button in page(client, road).context["buttons"]]
        for client in (sun, qian, zhou)
    }
    assert labels[sun] == ["催办", "登记督办"]
    assert labels[qian] == ["答复"]
    assert labels[zhou] == ["催办", "登记督办"]
    more = dict(page(sun, road).context["more_buttons"])
    assert list(more) == ["办理", "督办", "报上级", "代录（照纸件或电话）"]
    assert [button.label for button in more["督办"]] == ["列为重点督办", "增加督办人", "逾期升级"]


def test_a_move_that_is_not_possible_says_why_and_leads_back(sun, road, walk):
    walk(road, "close")
    answer = sun.get(reverse("suggestions:move", args=[road.code, "register"]), follow=True)
    assert "现在是“已办结”，不能登记" in answer.content.decode()


def test_an_unknown_move_is_not_found(sun, road, walk):
    walk(road, "register")
    assert sun.get(f"/suggestions/{road.code}/explode/").status_code == 404


@pytest.mark.parametrize(
    ("last", "address"),
    [
        ("submit", "register"), ("submit", "return"), ("submit", "decline"), ("register", "assign"),
        ("hand_over", "take-back"), ("hand_over", "forward"), ("hand_over", "sign"), ("hand_over", "object"),
        ("sign", "meeting"), ("sign", "letter"), ("sign", "urge"), ("sign", "visit"), ("sign", "key"),
        ("meet", "deliver"), ("deliver", "rate"), ("rate", "close"), ("close", "look-back"),
        ("register", "withdraw"),
    ],
)  # fmt: skip
def test_every_move_has_a_page_of_its_own(sun, road, walk, last, address):
    walk(road, last)
    assert sun.get(reverse("suggestions:move", args=[road.code, address])).status_code == 200


# --- raising -----------------------------------------------------------------------------


RAISED = {
    "title": "关于周田村安装路灯的建议",
    "body": "周田村主路一公里没有路灯，晚上老人孩子出门看不清路，今年已经有三人摔伤，村民多次反映。",
    "ask": "请县交通运输局年底前安装二十盏路灯，并说明维护单位。",
    "category": "transport",
    "handled_at": "county",
    "raised_in": "between",
    "is_publishable": "on",
}


def test_a_deputy_raises_a_suggestion_under_their_own_name(wang, world, everything):
    answer = wang.post("/suggestions/new/", RAISED)
    made = Suggestion.objects.get()
    assert answer.status_code == 302
    assert (made.lead, made.township, made.state) == (world.wang, world.east, "submitted")


def test_the_form_is_filled_from_a_visit_without_the_household_s_name(wang, world, everything):
    visit = make.visit(world.wang, world.zhang_household, issue="张德福反映门前没有路灯")
    html = wang.get("/suggestions/new/", {"visit": visit.code}).content.decode()
    assert "群众反映门前没有路灯" in html
    assert "张德福" not in html
    wang.post(f"/suggestions/new/?visit={visit.code}", RAISED)
    assert Suggestion.objects.get().source_visit == visit


def test_another_township_s_visit_fills_nothing(wang, world, everything):
    visit = make.visit(world.zhao, world.liu_household, issue="门前没有路灯")
    assert "门前没有路灯" not in wang.get("/suggestions/new/", {"visit": visit.code}).content.decode()


def test_too_few_words_are_answered_with_how_many_are_missing(wang, everything):
    answer = wang.post("/suggestions/new/", {**RAISED, "body": "没有路灯"})
    assert answer.status_code == 422
    assert "再多写几句" in answer.content.decode()
    assert not Suggestion.objects.exists()


def test_a_clerk_enters_one_from_paper_with_its_signers(li, world, everything):
    other = make.deputy(world.west, "钱桂兰", pinyin="qianguilan qgl")
    answer = li.post(
        "/suggestions/new/",
        {**RAISED, "lead": "王代表", "lead_codes": "", "co_proposers": "钱桂兰", "co_proposers_codes": "",
         "submitted_on": "2026-05-01"},
    )  # fmt: skip
    assert answer.status_code == 302, answer.context and answer.context["error_lines"]
    made = Suggestion.objects.get()
    assert list(made.proposers.values_list("person__name", "answer")) == [
        ("王代表", "confirmed"),
        (other.name, "confirmed"),
    ]
    assert made.submitted_on == date(2026, 5, 1)


def test_a_deputy_who_is_asked_confirms_on_a_page(wang, world, everything):
    other = make.deputy(world.east, "钱桂兰", pinyin="qianguilan qgl")
    wang.post("/suggestions/new/", {**RAISED, "co_proposers": "qgl", "co_proposers_codes": ""})
    made = Suggestion.objects.get()
    account = make.account("钱桂兰", person=other)
    make.post(account, "deputy", world.county)
    client = type(wang)()
    client.force_login(account, backend="deputies.identity.IdentityBackend")
    assert "是否附议" in page(client, made).content.decode()
    client.post(reverse("suggestions:cosign", args=[made.code]), {"agrees": "yes"})
    assert made.proposers.get(person=other).answer == "confirmed"


def test_deputies_of_the_county_are_found_as_co_signers(wang, world, everything):
    answer = wang.get("/suggestions/find/peer/", {"q": "zdb"})
    assert [row["label"] for row in answer.json()["found"]] == ["赵代表"]


def test_the_household_of_others_stays_out_of_a_deputy_s_sight(wang, world, everything):
    assert wang.get("/suggestions/find/lead/", {"q": "zdb"}).status_code == 403


# --- one suggestion through all roles ----------------------------------------------------


def test_one_suggestion_walks_through_every_role_and_a_second_round(wang, sun, qian, zhou, world, everything):
    wang.post("/suggestions/new/", RAISED)
    road = Suggestion.objects.get()
    move(sun, road, "register", number="灵建〔2026〕001号", category="transport", handled_at="county")
    move(
        sun,
        road,
        "assign",
        dispatch="lead_co",
        lead_units="县水利局",
        lead_units_codes="",
        co_units="县教育局",
        co_units_codes="",
    )
    today = timezone.localdate().isoformat()

    def answer(code):
        move(qian, road, "sign", officer="农路股 王涛")
        move(
            qian,
            road,
            "meeting",
            met_on=today,
            met_manner="on_site",
            met_place="村部",
            unit_people="赵副局长",
        )
        move(qian, road, "letter", written_on=today, signed_by="王局长", doc_no="1号",
             result_code=code,
             summary="年底前装好路灯，农路股负责。", promise_due_on=today, promise_by="赵副局长")  # fmt: skip
        move(qian, road, "deliver")

    answer("B")
    said = move(wang, road, "rate", result="dissatisfied", attitude="satisfied", reasons="no_date")
    assert "退回重新办理" in wang.get(said.url).content.decode()
    move(sun, road, "rehandle", reason="写明完工时间")
    move(zhou, road, "visit", note="到现场看了路")
    answer("A")
    move(wang, road, "rate", result="satisfied", attitude="satisfied")
    move(sun, road, "close")
    move(sun, road, "look-back", result="done")
    road.refresh_from_db()
    assert (road.state, road.round, road.look_back) == ("closed", 2, "done")
    assert Rating.objects.filter(suggestion=road).count() == 2
    html = page(wang, road).content.decode()
    for words in ("督办", "回头看", "已落实", "不满意"):
        assert words in html


def test_a_letter_without_a_date_is_sent_back_into_the_form(qian, road, walk):
    walk(road, "sign")
    url = reverse("suggestions:move", args=[road.code, "letter"])
    answer = qian.post(
        url, {"written_on": "2026-05-07", "signed_by": "王局长", "result_code": "B", "summary": "修路"}
    )
    assert answer.status_code == 422
    assert "请写明计划完成时间和责任人" in answer.content.decode()


def test_who_comes_second_reads_what_was_done_and_may_press_again(sun, road, walk):
    walk(road, "sign")
    today, url = timezone.localdate(), reverse("suggestions:move", args=[road.code, "visit"])
    typed = {"note": "请尽快动工。", "seen": road.version}
    advance(road, "supervise", by=STAFF, on=today, given={"note": "电话问过进度。"})
    second = sun.post(url, typed)
    html = second.content.decode()
    assert second.status_code == 422
    assert "您打开页面以后" in html
    assert "电话问过进度。" in html
    assert "请尽快动工。" in html
    assert sun.post(url, typed | {"seen": second.context["form"]["seen"].value()}).status_code == 302


def test_what_was_seen_on_a_day_is_dated_once(sun, road, walk):
    walk(road, "sign")
    form = sun.get(reverse("suggestions:move", args=[road.code, "visit"])).context["form"]
    assert "held_on" in form.fields
    assert "on" not in form.fields
    move(sun, road, "visit", kind="inspection", held_on="2026-04-01", note="看了现场。")
    step = road.steps.get(move="supervise")
    assert (step.happened_on, step.data["happened_on"]) == (date(2026, 4, 1), "2026-04-01")


def test_a_deputy_follows_five_plain_stages_and_reads_when_the_answer_is_due(wang, sun, road, walk):
    walk(road, "sign")
    story = page(wang, road).context["story"]
    assert [(stop.label, stop.state) for stop in story.stages()] == [
        ("已提交", "done"),
        ("已登记", "done"),
        ("正在办", "now"),
        ("已答复，请评价", ""),
        ("办结", ""),
    ]
    due_on = road.answer_due_on
    assert f"县水利局正在办，{due_on.month}月{due_on.day}日（星期" in story.one_line()
    assert 'aria-label="办到哪一步"' not in page(sun, road).content.decode()


def test_the_number_proposed_goes_on_as_the_register_does(sun, world, road, walk):
    walk(road, "register", register={"number": "2026-闭-087"})
    second = make.suggestion(world.wang, title="关于增设公交站的建议")
    advance(second, "submit", by=STAFF, on=date(2026, 3, 5))
    form = sun.get(reverse("suggestions:move", args=[second.code, "register"])).context["form"]
    assert form["number"].value() == "2026-闭-088"


def test_the_button_says_to_whom_it_goes(sun, road, walk):
    walk(road, "register")
    html = sun.get(reverse("suggestions:move", args=[road.code, "assign"])).content.decode()
    assert 'data-names="交办给">交办给…</button>' in html
    assert "单位名称或首字母" in html
