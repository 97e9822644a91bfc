"""催办, 督办, 重点督办 and 升级处理: what each act allows, leaves behind and tells."""

from datetime import date

import pytest

from congress_poverty.models import AuditEvent, Notice
from congress_poverty.refusals import Refused
from deputies import roles
from suggestions import actions, figures
from suggestions.actions import advance
from suggestions.flow import State
from suggestions.models import KeyDecision, Step, UrgeLetter
from tests import factories as make
from tests.scenes import scene
from tests.suggestions.conftest import CHAIR, MET, STAFF, WRITTEN, walked

UNSATISFIED = {"result": "dissatisfied", "attitude": "satisfied", "reasons": ["no_date"]}
LATE = date(2026, 6, 20)
MEETING = {"kind": "meet_official", "people": "县水利局局长", "document": "灵人常〔2026〕18号"}
RESULT = {"held_on": date(2026, 7, 2), "findings": "局长当面承诺10月底前完工。", "place": "县人大会议室"}


@scene
def twice(world):
    """Answered twice, dissatisfied twice."""
    road = walked(world, make.suggestion(world.wang), "rate", rate=UNSATISFIED)
    again(road, date(2026, 6, 4))
    return road


def again(suggestion, on):
    """One more round, dissatisfied again."""
    advance(suggestion, "rehandle", by=STAFF, on=on, given={"reason": "写明完工时间和资金来源。"})
    advance(suggestion, "sign", by=STAFF, on=on)
    advance(suggestion, "write", by=STAFF, on=on, given=WRITTEN | {"written_on": on})
    advance(suggestion, "meet", by=STAFF, on=on, given=MET | {"met_on": on})
    advance(suggestion, "deliver", by=STAFF, on=on)
    advance(suggestion, "rate", by=STAFF, on=on, given=UNSATISFIED)


# --- escalation --------------------------------------------------------------------------


def test_one_dissatisfied_rating_is_not_enough_to_escalate(road, walk):
    walk(road, "rate", rate=UNSATISFIED)
    with pytest.raises(Refused, match="不满意满2次以后"):
        advance(road, "escalate", by=STAFF, on=LATE, given=MEETING)


def test_a_county_may_escalate_after_the_first(road, walk, world):
    world.county.overrides = {"suggestions.escalate_after": 1}
    world.county.save()
    walk(road, "rate", rate=UNSATISFIED)
    assert advance(road, "escalate", by=STAFF, on=LATE, given=MEETING).state == State.ESCALATED


def test_the_second_dissatisfied_rating_leads_to_a_meeting_with_people_date_and_document(twice):
    advance(twice, "escalate", by=STAFF, on=LATE, given=MEETING)
    assert twice.state == State.ESCALATED
    event = twice.supervision_events.get()
    assert (event.kind, event.is_escalation, event.decided_on, event.outcome) == (
        "meet_official",
        True,
        LATE,
        "planned",
    )
    assert twice.steps.last().detail == "约见；县水利局局长；灵人常〔2026〕18号"


@pytest.mark.parametrize(
    "kind",
    [
        "meet_official", "appraisal", "inquiry", "special_inquiry", "interpellation", "special_investigation",
        "talk", "expert_assessment", "review_meeting",
    ],
)  # fmt: skip
def test_every_way_of_the_law_and_of_the_regulations_is_there(twice, kind):
    assert advance(twice, "escalate", by=STAFF, on=LATE, given={"kind": kind}).state == State.ESCALATED


def test_a_way_that_the_county_does_not_know_is_refused_with_those_it_knows(twice):
    with pytest.raises(Refused, match="可以选：约见、评议、询问"):
        advance(twice, "escalate", by=STAFF, on=LATE, given={"kind": "trial"})


def test_the_leaders_are_told(twice, world):
    leader = make.account("周明远")
    make.post(leader, roles.COUNTY_LEADER, world.county)
    advance(twice, "escalate", by=STAFF, on=LATE, given=MEETING)
    assert Notice.objects.filter(account=leader, text__contains="升级处理").exists()


def test_a_unit_is_escalated_only_after_its_day(road, walk):
    walk(road, "sign")
    with pytest.raises(Refused, match="期限还没有过"):
        advance(road, "escalate_late", by=STAFF, on=date(2026, 6, 4), given=MEETING)
    advance(road, "escalate_late", by=STAFF, on=date(2026, 6, 5), given=MEETING)
    assert road.state == State.HANDLING


def test_one_escalation_at_a_time(road, walk):
    walk(road, "sign")
    advance(road, "escalate_late", by=STAFF, on=LATE, given=MEETING)
    with pytest.raises(Refused, match="已经决定约见，请先登记结果"):
        advance(road, "escalate_late", by=STAFF, on=LATE, given={"kind": "inquiry"})


def test_the_outcome_decides_that_it_is_handled_again(twice):
    advance(twice, "escalate", by=STAFF, on=LATE, given=MEETING)
    with pytest.raises(Refused, match="还没有结果"):
        advance(twice, "rehandle", by=STAFF, on=LATE, given={"reason": "再办"})
    advance(twice, "conclude", by=STAFF, on=date(2026, 7, 3), given=RESULT | {"outcome": "rehandle"})
    with pytest.raises(Refused, match="结果是“重新办理”"):
        advance(twice, "close", by=STAFF, on=date(2026, 7, 3))
    advance(twice, "rehandle", by=STAFF, on=date(2026, 7, 4), given={"reason": "按约见意见办"})
    assert (twice.state, twice.round) == (State.REHANDLING, 3)


def test_the_outcome_decides_that_it_may_be_closed(twice):
    advance(twice, "escalate", by=STAFF, on=LATE, given=MEETING)
    advance(twice, "conclude", by=STAFF, on=date(2026, 7, 3), given=RESULT | {"outcome": "settled"})
    with pytest.raises(Refused, match="结果是“可以办结”"):
        advance(twice, "rehandle", by=STAFF, on=date(2026, 7, 4), given={"reason": "再办"})
    assert advance(twice, "close", by=STAFF, on=date(2026, 7, 4)).state == State.CLOSED


def test_what_was_decided_stays_on_record(twice):
    advance(twice, "escalate", by=STAFF, on=LATE, given=MEETING)
    advance(twice, "conclude", by=STAFF, on=date(2026, 7, 3), given=RESULT | {"outcome": "settled"})
    event = twice.supervision_events.get()
    assert (event.held_on, event.place, event.people, event.outcome) == (
        date(2026, 7, 2),
        "县人大会议室",
        "县水利局局长",
        "settled",
    )


def test_after_a_third_dissatisfied_round_it_is_escalated_again(twice):
    advance(twice, "escalate", by=STAFF, on=LATE, given=MEETING)
    advance(twice, "conclude", by=STAFF, on=date(2026, 7, 3), given=RESULT | {"outcome": "rehandle"})
    again(twice, date(2026, 7, 20))
    advance(twice, "escalate", by=STAFF, on=date(2026, 7, 21), given={"kind": "special_inquiry"})
    assert list(twice.supervision_events.values_list("kind", "round")) == [
        ("meet_official", 2),
        ("special_inquiry", 3),
    ]
    with pytest.raises(Refused, match="还没有结果"):
        advance(twice, "close", by=STAFF, on=date(2026, 7, 22))


@pytest.mark.parametrize("outcome", ["rehandle", "settled"])
def test_a_late_one_only_goes_on(road, walk, outcome):
    walk(road, "sign")
    advance(road, "escalate_late", by=STAFF, on=LATE, given=MEETING)
    with pytest.raises(Refused, match="结果只能是继续办理"):
        advance(road, "conclude", by=STAFF, on=date(2026, 7, 3), given=RESULT | {"outcome": outcome})
    advance(road, "conclude", by=STAFF, on=date(2026, 7, 3), given=RESULT | {"outcome": "continue"})
    assert road.state == State.HANDLING


def test_a_late_one_that_was_answered_before_the_meeting_can_still_be_concluded(road, walk):
    walk(road, "meet")
    advance(road, "escalate_late", by=STAFF, on=LATE, given=MEETING)
    advance(road, "deliver", by=STAFF, on=LATE)
    advance(road, "conclude", by=STAFF, on=date(2026, 7, 3), given=RESULT | {"outcome": "settled"})
    assert (road.state, road.supervision_events.get().outcome) == (State.REPLIED, "settled")


def test_an_escalated_rating_cannot_simply_go_on(twice):
    advance(twice, "escalate", by=STAFF, on=LATE, given=MEETING)
    with pytest.raises(Refused, match="结果只能是重新办理或可以办结"):
        advance(twice, "conclude", by=STAFF, on=date(2026, 7, 3), given=RESULT | {"outcome": "continue"})


@pytest.mark.parametrize("held_on", [date(2026, 6, 19), date(2026, 7, 4)])
def test_a_meeting_is_held_after_it_was_decided_and_before_it_is_recorded(twice, held_on):
    advance(twice, "escalate", by=STAFF, on=LATE, given=MEETING)
    with pytest.raises(Refused, match="开展日期应在2026-06-20和今天之间"):
        given = RESULT | {"outcome": "settled", "held_on": held_on}
        advance(twice, "conclude", by=STAFF, on=date(2026, 7, 3), given=given)


def test_what_waits_for_a_result_is_counted_until_it_is_there(twice, world):
    advance(twice, "escalate", by=STAFF, on=LATE, given=MEETING)
    assert list(figures.escalated(world.county)) == [twice]
    advance(twice, "conclude", by=STAFF, on=date(2026, 7, 3), given=RESULT | {"outcome": "settled"})
    assert not figures.escalated(world.county).exists()


# --- key suggestions --------------------------------------------------------------------------


@pytest.fixture
def decision(world, everything):
    return actions.decide_key(
        KeyDecision(county=world.county, meeting="第二十次主任会议", decided_on=date(2026, 3, 20)), by=STAFF
    )


@pytest.fixture
def key(road, walk, decision, world):
    walk(road, "sign")
    office = make.unit(world.county, "农业与农村委员会", kind="supervising_office", handles_suggestions=False)
    given = {
        "leader": "周明远副主任",
        "office": office,
        "deputies": "王代表、赵代表",
        "decision": decision,
        "criteria": ["overall", "vital"],
    }
    return advance(road, "mark_key", by=STAFF, on=date(2026, 3, 25), given=given)


def test_a_key_suggestion_has_a_leader_a_committee_and_deputies_from_the_day_of_the_decision(key, decision):
    assert (key.is_key, key.key_leader, key.key_on) == (True, "周明远副主任", date(2026, 3, 20))
    assert list(key.supervisors.values_list("way", "name", "since", "decision")) == [
        ("leader", "周明远副主任", date(2026, 3, 20), decision.pk),
        ("committee", "农业与农村委员会", date(2026, 3, 20), decision.pk),
        ("deputies", "王代表、赵代表", date(2026, 3, 20), decision.pk),
    ]
    assert "全局性、群众切身利益" in key.steps.last().detail


def test_the_decision_is_in_the_audit(decision, everything):
    event = AuditEvent.objects.get(action="suggestions.decide_key")
    assert event.object_code == decision.code


def test_one_meeting_is_recorded_once(decision, world):
    twin = KeyDecision(county=world.county, meeting="第二十次主任会议", decided_on=date(2026, 3, 20))
    with pytest.raises(Refused, match="已经记录过"):
        actions.decide_key(twin, by=STAFF)


def test_a_key_suggestion_is_not_marked_twice(key):
    with pytest.raises(Refused, match="已经是重点督办件"):
        advance(key, "mark_key", by=STAFF, on=date(2026, 3, 26), given={"leader": "李主任"})


def test_a_presidium_s_decision_does_not_bind_the_county(road, walk, world):
    walk(road, "sign")
    theirs = make.key_decision(world.county, township=world.east)
    with pytest.raises(Refused, match="这次会议不决定这件建议"):
        given = {"leader": "李主席", "decision": theirs}
        advance(road, "mark_key", by=STAFF, on=date(2026, 3, 25), given=given)


def test_a_presidium_decides_on_what_it_hands_over(world, walk):
    own = make.suggestion(world.wang, handled_at="township")
    for move, on, given in [
        ("submit", date(2026, 3, 2), {}),
        ("register", date(2026, 3, 3), {"number": "1", "category": "water"}),
    ]:
        advance(own, move, by=CHAIR, on=on, given=given)
    theirs = make.key_decision(world.county, township=world.east)
    given = {"leader": "李主席", "decision": theirs}
    advance(own, "mark_key", by=CHAIR, on=date(2026, 3, 25), given=given)
    assert list(figures.key_decided(world.county, 2026, world.east)) == [own]
    assert not figures.key_decided(world.county, 2026).exists()


def test_several_supervise_over_the_years(key):
    given = {"way": "leader", "name": "李红主任"}
    advance(key, "add_supervisor", by=STAFF, on=date(2026, 5, 6), given=given)
    assert key.key_leader == "周明远副主任、李红主任"
    first = key.supervisors.get(name="周明远副主任")
    advance(key, "end_supervisor", by=STAFF, on=date(2027, 1, 10), given={"supervisor": first.pk})
    assert key.key_leader == "李红主任"
    first.refresh_from_db()
    assert (first.since, first.until) == (date(2026, 3, 20), date(2027, 1, 10))


def test_nobody_supervises_the_same_matter_twice_at_once(key):
    with pytest.raises(Refused, match="已经在督办"):
        given = {"way": "leader", "name": "周明远副主任"}
        advance(key, "add_supervisor", by=STAFF, on=date(2026, 5, 6), given=given)


def test_what_is_no_key_suggestion_may_be_watched_over_too(road, walk):
    walk(road, "sign")
    given = {"way": "deputies", "name": "王代表"}
    advance(road, "add_supervisor", by=STAFF, on=date(2026, 5, 6), given=given)
    assert (road.is_key, road.key_leader, road.supervisors.count()) == (False, "", 1)


def test_a_key_suggestion_may_be_let_go_with_a_reason(key):
    advance(key, "unmark_key", by=STAFF, on=date(2026, 5, 6), given={"reason": "已并入另一件"})
    assert (key.is_key, key.key_leader, key.key_on) == (False, "", None)
    assert not key.supervisors.current().exists()
    assert key.supervisors.count() == 3


# --- supervising ---------------------------------------------------------------------------------


def test_an_inspection_leaves_a_record_with_people_place_and_findings(road, walk):
    walk(road, "sign")
    given = {
        "kind": "inspection",
        "held_on": date(2026, 5, 8),
        "place": "柳林村",
        "people": "周明远、王代表",
        "note": "护坡还没有动工。",
        "document": "督办纪要第3号",
    }
    advance(road, "supervise", by=STAFF, on=date(2026, 5, 10), given=given)
    event = road.supervision_events.get()
    assert (event.kind, event.held_on, event.findings, event.is_escalation) == (
        "inspection",
        date(2026, 5, 8),
        "护坡还没有动工。",
        False,
    )
    assert road.steps.last().detail == "现场视察；柳林村；周明远、王代表；护坡还没有动工。"


def test_a_line_without_a_way_is_a_line_of_the_history_only(road, walk):
    walk(road, "sign")
    advance(road, "supervise", by=STAFF, on=date(2026, 5, 10), given={"note": "电话问过，下周动工"})
    assert road.steps.last().detail == "电话问过，下周动工"
    assert not road.supervision_events.exists()


def test_nobody_inspects_tomorrow(road, walk):
    walk(road, "sign")
    with pytest.raises(Refused, match="不能晚于今天"):
        given = {"kind": "inspection", "held_on": date(2026, 5, 11), "note": "看"}
        advance(road, "supervise", by=STAFF, on=date(2026, 5, 10), given=given)


# --- urging ------------------------------------------------------------------------------------------


def urge(suggestion, level, on=LATE, **more):
    return advance(
        suggestion, "urge", by=STAFF, on=on, given={"level": level, "message": "请抓紧答复。"} | more
    )


def test_a_letter_has_the_next_number_of_the_year(road, walk, world):
    walk(road, "sign")
    other = walk(make.suggestion(world.zhao), "sign", register={"number": "2"})
    urge(road, "letter")
    urge(other, "letter")
    assert list(UrgeLetter.objects.order_by("serial").values_list("number", flat=True)) == [
        "灵督〔2026〕1号",
        "灵督〔2026〕2号",
    ]
    assert road.steps.last().detail == "催办函 灵督〔2026〕1号：请抓紧答复。"


def test_each_level_once_a_day_for_a_unit(road, walk):
    walk(road, "sign")
    for level in ("remind", "letter", "leader"):
        urge(road, level)
        with pytest.raises(Refused, match="今天已经催过县水利局"):
            urge(road, level)
    assert UrgeLetter.objects.count() == 1
    urge(road, "letter", on=date(2026, 6, 21))
    assert UrgeLetter.objects.count() == 2


def test_what_was_reported_to_the_leaders_waits_there_until_it_is_answered(road, walk, world):
    leader = make.account("周明远")
    make.post(leader, roles.COUNTY_LEADER, world.county)
    walk(road, "meet")
    urge(road, "letter")
    assert not figures.reported_to_leaders(world.county).exists()
    urge(road, "leader")
    assert list(figures.reported_to_leaders(world.county)) == [road]
    assert Notice.objects.filter(account=leader, text__contains="请过问").exists()
    advance(road, "deliver", by=STAFF, on=LATE)
    assert not figures.reported_to_leaders(world.county).exists()


@scene
def four(world):
    """Two at 县水利局, one at 县教育局, one not handed over."""
    made = [make.suggestion(world.wang, title=f"关于第{n}件事的建议") for n in range(4)]
    for n, one in enumerate(made[:3]):
        unit = world.other_unit if n == 2 else world.unit
        walked(world, one, "sign", register={"number": str(n)}, hand_over={"lead_units": [unit]})
    walked(world, made[3], "register", register={"number": "3"})
    return made


def urge_all(rows, level="letter"):
    return actions.urge_many(rows, level=level, message="请抓紧答复。", by=STAFF, on=LATE)


def test_several_at_once_are_merged_into_one_letter_a_unit(four):
    found = {one.unit.name: one for one in urge_all(four)}
    assert {name: one.done for name, one in found.items()} == {"县水利局": 2, "县教育局": 1}
    letters = {letter.unit.name: letter for letter in UrgeLetter.objects.all()}
    assert letters["县水利局"].assignments.count() == 2
    assert found["县水利局"].letters == [letters["县水利局"]]


def test_a_unit_is_told_of_several_in_one_line(four, world):
    account = make.account("县水利局")
    make.post(account, roles.HANDLING_UNIT, world.county, unit=world.unit)
    urge_all(four)
    notices = Notice.objects.filter(account=account)
    assert [one.text for one in notices] == ["0等 2 件：催办函：请抓紧答复。"]


def test_one_that_was_urged_today_does_not_stop_the_others(four):
    urge(four[0], "letter")
    water = next(one for one in urge_all(four) if one.unit.name == "县水利局")
    sentences = {suggestion.pk: sentence for suggestion, sentence in water.lines}
    assert "今天已经催过" in sentences[four[0].pk]
    assert sentences[four[1].pk] == ""
    assert Step.objects.filter(suggestion=four[0], move="urge").count() == 1


def test_urging_all_again_the_same_day_sends_no_empty_letter(four):
    urge_all(four)
    assert sum(one.done for one in urge_all(four)) == 0
    assert UrgeLetter.objects.count() == 2


def test_what_nobody_can_be_urged_for_is_named(four):
    _by_unit, quiet = actions.to_urge(four)
    assert quiet == [four[3]]


def test_a_chair_urges_only_what_the_township_handed_over(four):
    found = actions.urge_many(four, level="remind", message="请抓紧答复。", by=CHAIR, on=LATE)
    assert not sum(one.done for one in found)
    assert "只有县代表工委" in found[0].lines[0][1]
