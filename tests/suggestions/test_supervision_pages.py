"""The pages of 督办: cards on a suggestion, key suggestions, urging several, figures, reviews, the report."""

import csv
import re
from datetime import date, timedelta
from functools import partial

import pytest
from django.urls import reverse
from django.utils import timezone

from congress_poverty.figures import Share
from congress_poverty.models import AuditEvent
from congress_poverty.reach import Reach, reaching
from suggestions import figures
from suggestions.actions import advance
from suggestions.annual import annual_report
from suggestions.models import KeyDecision, Suggestion, Supervisor, UnitAppraisal, UrgeLetter
from tests import factories as make
from tests.scenes import scene
from tests.suggestions.conftest import MET, STAFF, WRITTEN
from tests.suggestions.test_pages import UNSATISFIED, move, page

TODAY = timezone.localdate()
YEAR = TODAY.year


def text(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def lately(world, everything):
    return partial(walked_lately, world)


def walked_lately(
    world, last, *, ago=20, number="1", unit=None, lead=None, title="关于最近的事的建议", **changed
):
    """Walks a new suggestion through days of this year: submitted ``ago`` days ago, a day for each move."""
    day = max(TODAY - timedelta(days=ago), date(YEAR, 1, 1))
    one = make.suggestion(lead or world.wang, title=title, submitted_on=day, year=YEAR)
    given = {
        "register": {"number": number, "category": "water"},
        "hand_over": {"lead_units": [unit or world.unit]},
        "write": WRITTEN | {"written_on": day},
        "meet": MET | {"met_on": day},
        "rate": {"result": "satisfied", "attitude": "satisfied"},
    }
    for key in ("submit", "register", "hand_over", "sign", "write", "meet", "deliver", "rate", "close"):
        advance(one, key, by=STAFF, on=day, given=given.get(key, {}) | changed.get(key, {}))
        if key == last:
            return one
    raise AssertionError(last)


# --- a suggestion ------------------------------------------------------------------------


def test_escalating_shows_the_conditions_of_the_law(sun, road, walk):
    walk(road, "sign")
    html = text(sun.get(reverse("suggestions:move", args=[road.code, "escalate-late"])))
    assert "质询：常委会组成人员 3 人以上联名（监督法 51）" in html
    assert "五分之一以上提议" in html


def test_an_escalation_is_a_card_of_the_suggestion_with_its_outcome(sun, road, walk):
    walk(road, "sign")
    move(sun, road, "escalate-late", kind="meet_official", people="县水利局局长", document="会议纪要5号")
    html = text(page(sun, road))
    assert "待开展" in html
    assert "登记升级结果" in html
    day = TODAY.isoformat()
    move(
        sun, road, "conclude", held_on=day, outcome="continue", people="局长、王代表", findings="限期一个月。"
    )
    html = text(page(sun, road))
    assert "登记升级结果" not in html
    for words in ("约见", "继续办理", "局长、王代表", "限期一个月。"):
        assert words in html


def test_a_late_one_is_offered_only_the_outcome_that_fits(sun, road, walk):
    walk(road, "sign")
    move(sun, road, "escalate-late", kind="inquiry")
    html = text(sun.get(reverse("suggestions:move", args=[road.code, "conclude"])))
    assert "继续办理" in html
    assert "可以办结" not in html


def test_escalation_is_not_offered_while_one_is_open(sun, road, walk):
    walk(road, "sign")
    move(sun, road, "escalate-late", kind="inquiry")
    assert "escalate-late" not in text(page(sun, road))


def test_the_quick_line_and_the_whole_record_both_work(zhou, road, walk):
    walk(road, "sign")
    move(zhou, road, "visit", note="电话问过")
    move(zhou, road, "visit", kind="inspection", held_on="2026-05-08", place="柳林村", people="周主任",
         note="护坡没有动工")  # fmt: skip
    html = text(page(zhou, road))
    for words in ("电话问过", "督办情况", "现场视察", "护坡没有动工"):
        assert words in html


def test_supervisors_are_added_and_ended_on_pages_of_their_own(sun, road, walk):
    walk(road, "sign")
    move(sun, road, "supervisor", way="deputies", name="王代表、赵代表")
    assert "代表视察督办" in text(page(sun, road))
    with reaching(Reach.everything("a test")):
        one = Supervisor.objects.get()
    move(sun, road, "supervisor-end", supervisor=one.pk)
    assert "结束" in text(page(sun, road))


# --- key suggestions ------------------------------------------------------------------------


def test_the_county_records_a_decision_and_picks_its_suggestions(sun, world, lately):
    one = lately("sign", title="关于东乡水渠的建议")
    office = make.unit(world.county, "农业与农村委员会", kind="supervising_office", handles_suggestions=False)
    answer = sun.post(
        reverse("suggestions:key_new"),
        {"meeting": "第二十次主任会议", "decided_on": TODAY.isoformat(), "document": "灵人常〔2026〕12号"},
    )
    decision = KeyDecision.objects.get()
    assert answer.url == decision.get_absolute_url()
    answer = sun.post(
        answer.url,
        {"suggestion": "东乡水渠", "suggestion_codes": "", "leader": "周明远副主任", "office": office.code,
         "deputies": "王代表", "criteria": ["overall"]},
    )  # fmt: skip
    assert answer.status_code == 302, answer.context["error_lines"]
    one.refresh_from_db()
    assert (one.is_key, one.key_leader) == (True, "周明远副主任")
    html = text(sun.get(answer.url))
    assert "决定重点督办 1 件" in html
    assert "农业与农村委员会" in html


def test_the_minimum_of_the_pack_stands_beside_what_was_decided(sun, world, lately):
    world.county.overrides = {"suggestions.key_minimum": 2}
    world.county.save()
    one = lately("sign")
    advance(one, "mark_key", by=STAFF, on=TODAY, given={"leader": "周明远副主任"})
    html = text(sun.get(reverse("suggestions:key")))
    assert "本年已定 1 件，至少 2 件，还差 1 件" in html
    for words in (one.title, "周明远副主任", "县水利局", "列为重点督办"):
        assert words in html


def test_the_list_asks_the_same_for_many(sun, lately, django_assert_max_num_queries):
    for n in range(8):
        one = lately("sign", number=str(n))
        advance(one, "mark_key", by=STAFF, on=TODAY, given={"leader": "周明远副主任"})
    with django_assert_max_num_queries(16):
        sun.get(reverse("suggestions:key"))


def test_a_chair_s_decision_is_the_presidium_s(li_chair, world, everything):
    li_chair.post(
        reverse("suggestions:key_new"), {"meeting": "主席团第三次会议", "decided_on": TODAY.isoformat()}
    )
    assert KeyDecision.objects.get().township == world.east


def test_a_neighbour_does_not_open_the_decision(zhao, world):
    theirs = make.key_decision(world.county, township=world.east)
    assert zhao.get(theirs.get_absolute_url()).status_code == 404


# --- urging several ---------------------------------------------------------------------------


def test_several_are_urged_from_the_list_merged_by_unit(sun, world, lately):
    rows = [
        lately("sign", number="1"),
        lately("sign", number="2"),
        lately("sign", number="3", unit=world.other_unit),
        lately("register", number="4"),
    ]
    picked = {"pick": [one.code for one in rows]}
    html = text(sun.post(reverse("suggestions:urge_many"), picked))
    assert "已选 4 件，按单位合并成 2 条" in html
    assert "另有 1 件不用催" in html
    assert not UrgeLetter.objects.exists()
    said = picked | {"level": "letter", "message": "请抓紧"}
    done = text(sun.post(reverse("suggestions:urge_many"), said))
    assert "催办了 3 件" in done
    assert done.count("打印催办函") == 2
    again = text(
        sun.post(reverse("suggestions:urge_many"), picked | {"level": "letter", "message": "请抓紧"})
    )
    assert "催办了 0 件，3 件没有催办" in again
    assert UrgeLetter.objects.count() == 2


def test_nothing_picked_leads_back_to_the_list(sun):
    answer = sun.post(reverse("suggestions:urge_many"), follow=True)
    assert "请先在列表里选中" in text(answer)


def test_the_list_offers_picking_only_to_those_who_may_urge(sun, qian, lately):
    lately("sign")
    assert "批量催办" in text(sun.get("/suggestions/"))
    html = text(qian.get("/suggestions/"))
    assert "批量催办" not in html
    assert 'name="pick"' not in html


def test_a_letter_prints_with_its_number_the_unit_and_each_matter(sun, qian, lately):
    one = lately("sign", number="087")
    move(sun, one, "urge", level="letter", message="请于月底前答复。")
    letter = UrgeLetter.objects.get()
    for client in (sun, qian):
        html = text(client.get(reverse("suggestions:urge_letter", args=[letter.code])))
        for words in (letter.number, "县水利局：", "087", "请于月底前答复。", "代表工作委员会"):
            assert words in html


def test_a_unit_s_letter_is_not_for_another_unit(world, qian, lately):
    one = lately("sign", unit=world.other_unit)
    letter = make.urge_letter(world.other_unit, one)
    assert qian.get(reverse("suggestions:urge_letter", args=[letter.code])).status_code == 404


# --- figures ------------------------------------------------------------------------------------


@scene
def three(world):
    """This year: closed and satisfied; at work; at work in 西乡 at another unit."""
    return [
        walked_lately(world, "close", number="1"),
        walked_lately(world, "sign", number="2"),
        walked_lately(world, "sign", number="3", unit=world.other_unit, lead=world.zhao),
    ]


def test_every_number_of_the_page_opens_as_many_rows(sun, three):
    for by in figures.DIMENSIONS:
        shown = sun.get(reverse("suggestions:figures"), {"by": by}).context
        lines = [*shown["lines"], shown["total"]]
        assert len(lines) > 1, by
        for line in lines:
            for cell in line["cells"]:
                if cell["share"].denominator:
                    assert sun.get(cell["hits"]).context["count"] == str(cell["share"].numerator), by
                    assert sun.get(cell["url"]).context["count"] == str(cell["share"].denominator), by


def test_the_definition_stands_beside_the_numbers(sun, three):
    html = text(sun.get(reverse("suggestions:figures")))
    assert "其中代表评价为满意和基本满意的" in html
    assert "还在期限以内的不算" in html


def test_a_township_sees_figures_of_its_own_suggestions_only(zhao, three):
    total = zhao.get(reverse("suggestions:figures")).context["total"]
    assert total["cells"][0]["share"] == Share(1, 1)


def test_the_page_costs_the_same_for_many_rows(sun, lately, django_assert_max_num_queries):
    for n in range(8):
        lately("sign", number=str(n))
    with django_assert_max_num_queries(12):
        sun.get(reverse("suggestions:figures"))


def test_the_figures_are_exported_with_numerator_and_denominator(sun, three):
    answer = sun.get(reverse("suggestions:figures"), {"export": "csv", "by": "township"})
    lines = list(csv.reader(b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()))
    assert lines[0][:5] == ["代表团", "交办", "答复率分子", "答复率分母", "答复率%"]
    assert lines[-1][:5] == ["合计", "3", "1", "3", "33.3"]
    with reaching(Reach.everything("a test")):
        assert AuditEvent.objects.filter(action="export").exists()


def test_nonsense_in_the_address_is_answered_with_a_page(sun, three):
    for query in ("?since=x&until=y", "?by=nonsense", "?since=2027-01-01&until=2020-01-01"):
        assert sun.get(reverse("suggestions:figures") + query).status_code == 200, query


def test_an_unknown_measure_is_not_found(sun):
    assert sun.get(reverse("suggestions:figure_rows"), {"measure": "luck"}).status_code == 404


# --- the review of units -----------------------------------------------------------------------------

REVIEW = {
    "held_on": TODAY.isoformat(),
    "team": "周明远、李红、王代表、赵代表、钱桂兰",
    "votes_satisfied": 3,
    "votes_basically": 1,
    "votes_dissatisfied": 1,
    "findings": "答复及时，护坡进度偏慢。",
}


def appraise_url(world):
    return reverse("suggestions:appraise", args=[YEAR, world.unit.code])


def test_a_review_stands_beside_the_figures_of_the_unit(sun, world, three):
    answer = sun.post(appraise_url(world), REVIEW)
    assert answer.status_code == 302, answer.context["error_lines"]
    html = re.sub(r"\s+", " ", text(sun.get(answer.url)))
    assert "满意 3 基本满意 1 不满意 1" in html.replace("　", " ")
    line = next(one for one in sun.get(answer.url).context["lines"] if one["label"] == "县水利局")
    assert line["cells"][0]["share"] == Share(2, 2)
    html = text(sun.get(reverse("suggestions:appraisals_print", args=[YEAR])))
    assert "护坡进度偏慢" in html


def test_a_review_team_has_as_many_members_as_the_county_says(sun, world, three):
    answer = sun.post(appraise_url(world), REVIEW | {"team": "周明远、李红"})
    assert "评议组至少5人，现在写了2人" in text(answer)


def test_a_review_is_recorded_after_it_was_held(sun, world, three):
    tomorrow = (TODAY + timedelta(days=1)).isoformat()
    assert "评议日期不能晚于今天" in text(sun.post(appraise_url(world), REVIEW | {"held_on": tomorrow}))


def test_a_review_without_a_vote_is_asked_for_it(sun, world, three):
    none = {"votes_satisfied": 0, "votes_basically": 0, "votes_dissatisfied": 0}
    assert "至少有一票" in text(sun.post(appraise_url(world), REVIEW | none))


def test_who_saves_a_review_second_sees_both(sun, world, three):
    sun.post(appraise_url(world), REVIEW)
    html = text(sun.get(appraise_url(world)))
    version = re.search(r'name="version" value="(\d+)"', html).group(1)
    sun.post(appraise_url(world), REVIEW | {"version": version, "votes_satisfied": 4})
    answer = sun.post(appraise_url(world), REVIEW | {"version": version, "votes_satisfied": 5})
    assert answer.status_code == 409
    with reaching(Reach.everything("a test")):
        assert UnitAppraisal.objects.get().votes_satisfied == 4


def test_a_leader_reads_reviews_and_records_none(zhou, world, three):
    assert "记录评议" not in text(zhou.get(reverse("suggestions:appraisals")))
    assert zhou.get(appraise_url(world)).status_code == 403


def test_a_year_that_has_not_come_is_not_found(sun, world):
    assert sun.get(reverse("suggestions:appraisals"), {"year": YEAR + 1}).status_code == 404


# --- the annual report ---------------------------------------------------------------------------------


def test_the_report_says_what_was_counted(world, three, everything):
    advance(three[1], "mark_key", by=STAFF, on=TODAY, given={"leader": "周明远副主任"})
    report = annual_report(world.county, YEAR, today=TODAY)
    said = "".join(words for part in report.parts for words in part.paragraphs)
    for words in (
        "代表提出建议3件，其中大会期间0件、闭会期间3件；交办3件，由2个单位主办。",
        "按类别分：水利3件。",
        "已答复1件，答复率33.3%；按期率100.0%，面商率100.0%，办结1件，办结率33.3%。",
        "A类（已解决或基本解决）1件；解决率100.0%。",
        "代表已评价1件：满意1件。满意率（满意和基本满意）100.0%。",
        "重点督办1件：关于最近的事的建议（周明远副主任领衔）。",
        "继续办理没有办结的2件。",
    ):
        assert words in said
    assert "代表法第五十一条" in report.closing
    assert [group.label for group in report.units] == ["县水利局", "县教育局"]


def test_a_unit_reports_on_its_own_part(world, three, everything):
    report = annual_report(world.county, YEAR, today=TODAY, unit=world.other_unit)
    assert report.parts[0].paragraphs[0] == f"{YEAR}年主办代表建议1件。"
    assert report.signed == "县教育局"


def test_a_unit_without_suggestions_has_a_report_too(world, everything):
    report = annual_report(world.county, YEAR, today=TODAY, unit=world.unit)
    assert report.parts[0].paragraphs == [f"{YEAR}年主办代表建议0件。"]


def test_the_report_opens_and_prints_for_county_and_unit(sun, world, three):
    for query in ({}, {"unit": world.unit.code}):
        for name in ("annual", "annual_print"):
            html = text(sun.get(reverse(f"suggestions:{name}"), {"year": YEAR} | query))
            assert f"关于{YEAR}年代表建议、批评和意见办理情况的报告" in html


def test_two_dissatisfied_rounds_and_a_meeting_are_in_the_report(world, lately, everything):
    one = lately("rate", rate=UNSATISFIED)
    advance(one, "rehandle", by=STAFF, on=TODAY, given={"reason": "再办"})
    for key, given in [
        ("sign", {}),
        ("write", WRITTEN | {"written_on": TODAY}),
        ("meet", MET | {"met_on": TODAY}),
        ("deliver", {}),
        ("rate", UNSATISFIED),
        ("escalate", {"kind": "meet_official"}),
    ]:
        advance(one, key, by=STAFF, on=TODAY, given=given)
    report = annual_report(world.county, YEAR, today=TODAY)
    said = "".join(words for part in report.parts for words in part.paragraphs)
    assert "约见1次" in said
    assert "代表2次以上不满意的1件" in said
    assert Suggestion.objects.get().state == "escalated"
