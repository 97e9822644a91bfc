"""Between the office and the units: ways of handing over, contact, progress, opinions, up to the city."""

from datetime import date

import pytest
from django.urls import reverse

from congress_poverty.audit import Actor
from congress_poverty.models import Notice
from congress_poverty.reach import Reach, reaching
from congress_poverty.refusals import Refused
from deputies import roles
from suggestions.actions import advance
from suggestions.flow import State, UnitState
from suggestions.models import Assignment, Clock, HigherSubmission, Step, Suggestion
from tests import factories as make
from tests.suggestions.conftest import MET, STAFF, WRITTEN

HAND_OVER = date(2026, 3, 4)


def hand_over(road, walk, **given):
    walk(road, "register")
    return advance(road, "hand_over", by=STAFF, on=HAND_OVER, given=given)


def sign_all(road):
    for one in Assignment.objects.filter(suggestion=road):
        advance(road, "sign", by=STAFF, on=date(2026, 3, 6), given={"officer": "王涛"}, assignment=one)


def part_of(road, unit):
    return Assignment.objects.current().get(suggestion=road, unit=unit)


# --- the ways of handing over -----------------------------------------------------------


def test_the_way_follows_the_units_where_nobody_said_it(road, walk, world):
    hand_over(road, walk, lead_units=[world.unit], co_units=[world.other_unit])
    assert road.dispatch == Suggestion.Dispatch.LEAD_AND_CO


@pytest.mark.parametrize(
    ("way", "leads", "cos", "sentence"),
    [
        ("single", 2, 0, "独办只有一个主办单位"),
        ("single", 1, 1, "独办没有协办单位"),
        ("lead_co", 1, 0, "请选协办单位"),
        ("parts", 1, 0, "分别办理要有两个以上主办单位"),
        ("joint", 1, 0, "共同主办要有两个以上主办单位"),
        ("together", 1, 0, "请选办理方式"),
    ],
)
def test_a_way_that_does_not_fit_the_units_is_refused(road, walk, world, way, leads, cos, sentence):
    units = [world.unit, world.other_unit, make.unit(world.county, "县财政局")]
    with pytest.raises(Refused, match=sentence):
        hand_over(road, walk, dispatch=way, lead_units=units[:leads], co_units=units[leads : leads + cos])


def test_each_unit_of_a_shared_work_is_told_its_part(road, walk, world):
    units = [world.unit, world.other_unit]
    with pytest.raises(Refused, match="请写明县教育局办理哪一部分"):
        hand_over(road, walk, dispatch="parts", lead_units=units, tasks={world.unit.pk: "修渠首"})
    tasks = {world.unit.pk: "修渠首", world.other_unit.pk: "校门口的路"}
    advance(
        road,
        "hand_over",
        by=STAFF,
        on=HAND_OVER,
        given={"dispatch": "parts", "lead_units": units, "tasks": tasks},
    )
    assert part_of(road, world.other_unit).task == "校门口的路"


def test_whoever_takes_over_a_part_is_told_which(road, walk, world):
    third = make.unit(world.county, "县财政局")
    tasks = {world.unit.pk: "修渠首", world.other_unit.pk: "校门口的路"}
    hand_over(road, walk, dispatch="parts", lead_units=[world.unit, world.other_unit], tasks=tasks)
    one = part_of(road, world.unit)
    advance(road, "object", by=STAFF, on=date(2026, 3, 5), given={"reason": "不属职责"}, assignment=one)
    advance(road, "reassign", by=STAFF, on=date(2026, 3, 6), given={"lead_units": [third]}, assignment=one)
    assert part_of(road, third).task == "修渠首"
    assert road.dispatch == Suggestion.Dispatch.PARTS


def test_a_joint_unit_waits_until_the_others_wrote_or_agreed(road, walk, world):
    hand_over(road, walk, dispatch="joint", lead_units=[world.unit, world.other_unit])
    sign_all(road)
    first, second = part_of(road, world.unit), part_of(road, world.other_unit)
    with pytest.raises(Refused, match="还没有主办单位写好书面答复"):
        advance(road, "agree", by=STAFF, on=date(2026, 5, 6), assignment=second)
    advance(road, "write", by=STAFF, on=date(2026, 5, 7), given=WRITTEN, assignment=first)
    advance(road, "meet", by=STAFF, on=date(2026, 5, 8), given=MET, assignment=first)
    with pytest.raises(Refused, match="还在等县教育局"):
        advance(road, "deliver", by=STAFF, on=date(2026, 5, 9), assignment=first)
    advance(road, "agree", by=STAFF, on=date(2026, 5, 9), assignment=second)
    advance(road, "deliver", by=STAFF, on=date(2026, 5, 9), assignment=first)
    second.refresh_from_db()
    assert (road.state, second.state, road.reply_count) == (State.REPLIED, UnitState.REPLIED, 1)
    assert not Clock.objects.filter(suggestion=road, name="reply").running().exists()


def test_a_letter_that_was_rewritten_is_agreed_to_anew(road, walk, world):
    hand_over(road, walk, dispatch="joint", lead_units=[world.unit, world.other_unit])
    sign_all(road)
    first, second = part_of(road, world.unit), part_of(road, world.other_unit)
    for _again in range(2):
        advance(road, "write", by=STAFF, on=date(2026, 5, 7), given=WRITTEN, assignment=first)
        with pytest.raises(Refused, match="还在等县教育局"):
            advance(road, "deliver", by=STAFF, on=date(2026, 5, 9), assignment=first)
        advance(road, "agree", by=STAFF, on=date(2026, 5, 9), assignment=second)


def test_a_wide_and_difficult_matter_has_the_long_time_from_the_start(road, walk, world):
    hand_over(road, walk, lead_units=[world.unit], is_complex=True)
    clock = Clock.objects.get(suggestion=road, name="long_reply")
    assert clock.effective_on == road.answer_due_on == date(2026, 9, 4)
    assert clock.explanation.startswith("涉及面广、处理难度大")
    assert not Clock.objects.filter(suggestion=road, name="reply").exists()


def test_the_office_may_ask_for_an_earlier_answer_and_the_clock_says_so(road, walk, world):
    hand_over(road, walk, lead_units=[world.unit], due_on=date(2026, 5, 1))
    clock = Clock.objects.get(suggestion=road, name="reply")
    assert (clock.effective_on, clock.last_day) == (date(2026, 5, 1), date(2026, 6, 4))
    assert "交办时要求在2026年5月1日前答复" in clock.explanation


@pytest.mark.parametrize(
    ("due_on", "sentence"),
    [(date(2026, 3, 3), "期限不能早于今天"), (date(2026, 6, 5), "答复期限最晚到2026年6月4日")],
)
def test_a_day_for_the_answer_outside_the_rules_is_refused(road, walk, world, due_on, sentence):
    with pytest.raises(Refused, match=sentence):
        hand_over(road, walk, lead_units=[world.unit], due_on=due_on)


def test_a_co_unit_that_comes_with_a_new_lead_has_a_clock_of_its_own(road, walk, world):
    third = make.unit(world.county, "县财政局")
    hand_over(road, walk, lead_units=[world.unit])
    advance(road, "object", by=STAFF, on=date(2026, 3, 5), given={"reason": "不属职责"})
    given = {"lead_units": [world.other_unit], "co_units": [third]}
    advance(road, "reassign", by=STAFF, on=date(2026, 3, 6), given=given)
    assert Clock.objects.get(suggestion=road, name="co_opinion").assignment.unit == third
    assert road.dispatch == Suggestion.Dispatch.LEAD_AND_CO


# --- contact, progress, opinions ---------------------------------------------------------


def test_the_first_contact_stops_its_clock_and_more_may_follow(road, walk, world):
    world.county.overrides = {"suggestions.clocks.county.first_contact": "20wd"}
    world.county.save()
    walk(road, "sign")
    for day in (10, 20):
        on = date(2026, 3, day)
        given = {"contacted_on": on, "way": "call", "said": "希望汛期前修好"}
        advance(road, "contact", by=STAFF, on=on, given=given)
    assert Clock.objects.get(suggestion=road, name="first_contact").stopped_on == date(2026, 3, 10)
    assert Step.objects.filter(suggestion=road, move="contact").count() == 2


def test_a_contact_before_the_hand_over_is_refused(road, walk):
    walk(road, "sign")
    given = {"contacted_on": date(2026, 3, 1), "way": "call", "said": "希望汛期前修好"}
    with pytest.raises(Refused, match="联系日期应在交办日期"):
        advance(road, "contact", by=STAFF, on=date(2026, 3, 10), given=given)


def test_progress_says_when_it_will_be_done_and_the_deputy_hears_of_it(road, walk, wang):
    walk(road, "sign")
    given = {"text": "护坡已完工", "expected_on": date(2026, 5, 30)}
    advance(road, "progress", by=STAFF, on=date(2026, 4, 1), given=given)
    assert Step.objects.get(move="progress").detail == "护坡已完工；预计2026年5月30日完成"
    assert Notice.objects.filter(account=wang.account, key__contains=":progress:").exists()


def unit_actor(client):
    return Actor(
        label=client.account.name,
        account_id=client.account.pk,
        role=roles.HANDLING_UNIT,
        county_code="341323",
    )


def test_an_empty_opinion_goes_back_to_the_co_unit_with_a_clock(road, walk, world, qian):
    world.county.overrides = {"suggestions.clocks.county.co_redo": "5wd"}
    world.county.save()
    hand_over(road, walk, lead_units=[world.unit], co_units=[world.other_unit])
    co = part_of(road, world.other_unit)
    advance(road, "opine", by=STAFF, on=date(2026, 3, 20), given={"opinion": "无"}, assignment=co)
    with reaching(Reach("unit", (world.unit.pk,))):
        advance(
            road, "return_opinion", by=unit_actor(qian), on=date(2026, 3, 23), given={"reason": "没有说资金"}
        )
    co.refresh_from_db()
    redo = Clock.objects.get(suggestion=road, name="co_redo")
    assert (co.state, redo.assignment, redo.effective_on) == (UnitState.HANDLING, co, date(2026, 3, 30))
    advance(road, "opine", by=STAFF, on=date(2026, 3, 25), given={"opinion": "可列入计划"}, assignment=co)
    redo.refresh_from_db()
    assert redo.stopped_on == date(2026, 3, 25)


def test_a_co_unit_does_not_send_back_the_opinion_of_another(road, walk, world, qian):
    third = make.unit(world.county, "县财政局")
    hand_over(road, walk, lead_units=[third], co_units=[world.unit, world.other_unit])
    other = part_of(road, world.other_unit)
    advance(road, "opine", by=STAFF, on=date(2026, 3, 20), given={"opinion": "无"}, assignment=other)
    with (
        reaching(Reach("unit", (world.unit.pk,))),
        pytest.raises(Refused, match="只有主办单位可以退回协办意见"),
    ):
        advance(
            road,
            "return_opinion",
            by=unit_actor(qian),
            on=date(2026, 3, 23),
            given={"reason": "空"},
            assignment=other,
        )


def test_the_office_sends_an_opinion_back_in_its_own_name(road, walk, world, sun):
    hand_over(road, walk, lead_units=[world.unit], co_units=[world.other_unit])
    co = part_of(road, world.other_unit)
    advance(road, "opine", by=STAFF, on=date(2026, 3, 20), given={"opinion": "无"}, assignment=co)
    page = sun.get(url(road, "return-opinion")).content.decode()
    assert "县教育局的意见：无" in page
    assert "代录" not in page
    advance(road, "return_opinion", by=STAFF, on=date(2026, 3, 23), given={"reason": "没有说资金"})
    assert Step.objects.get(move="return_opinion").on_behalf_of == ""


# --- up to the city ------------------------------------------------------------------------


def test_what_the_county_cannot_do_goes_up_and_the_answer_comes_later(road, walk):
    walk(road, "sign")
    advance(road, "report_up", by=STAFF, on=date(2026, 4, 1), given={"organ": "市交通运输局"})
    with pytest.raises(Refused, match="还在等上级答复"):
        advance(road, "report_up", by=STAFF, on=date(2026, 4, 2), given={"organ": "市水利局"})
    assert road.answer_due_on == date(2026, 6, 4)
    advance(road, "answer_above", by=STAFF, on=date(2026, 5, 1), given={"outcome": "列入市级计划"})
    row = HigherSubmission.objects.get(suggestion=road)
    assert (row.organ, row.outcome, row.outcome_on) == ("市交通运输局", "列入市级计划", date(2026, 5, 1))


def test_the_list_tells_the_layers_apart(sun, world, walk):
    up, down = make.suggestion(world.wang, title="关于国道的建议"), make.suggestion(world.wang)
    walk(up, "sign")
    advance(up, "report_up", by=STAFF, on=date(2026, 4, 1), given={"organ": "市交通运输局"})
    village = make.unit(world.county, "东乡人民政府", kind="township_government")
    walk(down, "hand_over", register={"number": "2"}, hand_over={"lead_units": [village]})
    for layer, shown, hidden in (("up", up, down), ("down", down, up)):
        html = sun.get("/suggestions/", {"level": layer}).content.decode()
        assert shown.title in html
        assert hidden.title not in html


# --- the pages -------------------------------------------------------------------------------


def url(road, address):
    return reverse("suggestions:move", args=[road.code, address])


def test_the_form_asks_for_the_parts_of_the_chosen_units_without_a_script(sun, road, walk, world):
    walk(road, "register")
    data = {
        "dispatch": "parts",
        "lead_units": "县水利局、县教育局",
        "lead_units_codes": "",
        "co_units": "",
        "co_units_codes": "",
    }
    answer = sun.post(url(road, "assign"), data)
    assert answer.status_code == 422
    assert "请写明县教育局办理哪一部分" in answer.content.decode()
    tasks = {f"task_{world.unit.code}": "修渠首", f"task_{world.other_unit.code}": "校门口的路"}
    assert sun.post(url(road, "assign"), data | tasks).status_code == 302
    assert part_of(road, world.unit).task == "修渠首"


def test_the_form_shows_the_deadline_in_full_and_what_the_unit_will_see(sun, road, walk):
    walk(road, "register")
    html = sun.get(url(road, "assign")).content.decode()
    assert "前答复，还有" in html
    assert "（星期" in html
    assert "承办单位会看到什么" in html


def test_a_co_unit_that_is_the_lead_unit_is_refused_in_the_form(sun, road, walk):
    walk(road, "register")
    units = {"lead_units": "县水利局", "lead_units_codes": "", "co_units": "县水利局", "co_units_codes": ""}
    answer = sun.post(url(road, "assign"), {"dispatch": "lead_co", **units})
    assert answer.status_code == 422
    assert "县水利局已是主办单位，不能同时协办" in answer.content.decode()


def test_the_unit_that_the_objection_proposed_is_filled_in(sun, road, walk, world):
    walk(road, "hand_over")
    given = {"reason": "不属职责", "suggested_unit": "教育局"}
    advance(road, "object", by=STAFF, on=date(2026, 3, 5), given=given)
    page = sun.get(url(road, "reassign"))
    assert page.context["form"].initial["lead_units"] == [world.other_unit]
    assert "建议改派给教育局" in page.content.decode()


def test_a_joint_unit_reads_on_its_list_whom_it_waits_for(qian, road, walk, world):
    hand_over(road, walk, dispatch="joint", lead_units=[world.unit, world.other_unit])
    sign_all(road)
    first = part_of(road, world.unit)
    advance(road, "write", by=STAFF, on=date(2026, 5, 7), given=WRITTEN, assignment=first)
    advance(road, "meet", by=STAFF, on=date(2026, 5, 8), given=MET, assignment=first)
    html = qian.get(reverse("suggestions:reply", args=[road.code])).content.decode()
    assert "还在等县教育局" in html


def test_a_unit_that_signs_names_who_handles_it(qian, road, walk):
    walk(road, "hand_over")
    assert qian.post(url(road, "sign"), {}).status_code == 422
    qian.post(url(road, "sign"), {"leader": "赵副局长", "officer": "农路股 王涛"})
    assert Assignment.objects.get(suggestion=road).leader == "赵副局长"


def test_the_unit_s_list_of_parts_says_for_whom_it_waits(qian, road, walk, world):
    walk(road, "sign", hand_over={"co_units": [world.other_unit]})
    html = qian.get(reverse("suggestions:reply", args=[road.code])).content.decode()
    for words in ("联系代表", "办理进度", "等待县教育局"):
        assert words in html


@pytest.mark.parametrize(
    ("last", "address"),
    [
        ("register", "merge"), ("register", "report-up"), ("hand_over", "pause"), ("sign", "contact"),
        ("sign", "progress"), ("sign", "extend"),
    ],
)  # fmt: skip
def test_every_move_of_handling_has_a_page(sun, road, walk, last, address):
    walk(road, last)
    assert sun.get(url(road, address)).status_code == 200
