"""``advance``: every move writes its row, its step, its clocks, its audit event and its notices."""

from datetime import date, timedelta

import pytest

from congress_poverty.audit import Actor, verify
from congress_poverty.models import AuditEvent, Notice
from congress_poverty.reach import Reach, reaching
from congress_poverty.refusals import Refused
from deputies import roles
from suggestions.actions import advance, answer_request, lapse_unrated, possible_moves, raise_suggestion
from suggestions.flow import State, UnitState
from suggestions.models import Assignment, Clock, Promise, Rating, Step, Suggestion
from tests import factories as make
from tests.suggestions.conftest import CHAIR, CLERK, MET, STAFF, WRITTEN

UNSATISFIED = {"result": "dissatisfied", "attitude": "satisfied", "reasons": ["no_date"]}


def clock(suggestion, name, **fields):
    return Clock.objects.get(suggestion=suggestion, name=name, **fields)


# --- the straight way ------------------------------------------------------------


def test_the_straight_way_ends_closed(road, walk):
    assert walk(road, "close").state == State.CLOSED


def test_each_move_leaves_one_step_with_both_states(road, walk):
    walk(road, "close")
    steps = list(Step.objects.filter(suggestion=road).values_list("move", "from_state", "to_state"))
    assert steps == [
        ("submit", "draft", "submitted"),
        ("register", "submitted", "registered"),
        ("hand_over", "registered", "handed_over"),
        ("sign", "handed_over", "handling"),
        ("write", "handling", "handling"),
        ("meet", "handling", "handling"),
        ("deliver", "handling", "replied"),
        ("rate", "replied", "rated"),
        ("close", "rated", "closed"),
    ]


def test_each_move_is_in_the_audit_and_the_chain_holds(road, walk):
    walk(road, "close")
    actions = AuditEvent.objects.filter(object_code=road.code).values_list("action", flat=True)
    assert list(actions)[-2:] == ["suggestions.rate", "suggestions.close"]
    assert verify() == ""


def test_a_second_round_goes_the_same_way_again(road, walk, world):
    walk(road, "rate", rate=UNSATISFIED)
    advance(road, "rehandle", by=STAFF, on=date(2026, 5, 14), given={"reason": "写明完工时间和资金来源。"})
    assert (road.state, road.round) == (State.REHANDLING, 2)
    advance(road, "sign", by=STAFF, on=date(2026, 5, 15))
    assert road.state == State.REHANDLING
    advance(road, "write", by=STAFF, on=date(2026, 6, 4), given=WRITTEN | {"written_on": date(2026, 6, 4)})
    advance(road, "meet", by=STAFF, on=date(2026, 6, 5), given=MET | {"met_on": date(2026, 6, 5)})
    advance(road, "deliver", by=STAFF, on=date(2026, 6, 5))
    assert (road.state, road.reply_count) == (State.REPLIED, 2)
    advance(road, "rate", by=STAFF, on=date(2026, 6, 8), given=UNSATISFIED)
    assert (road.dissatisfied_count, road.satisfaction) == (2, "dissatisfied")
    assert Assignment.objects.filter(suggestion=road, unit=world.unit).count() == 2


# --- clocks --------------------------------------------------------------------------


def test_the_time_to_answer_runs_from_the_hand_over_for_three_months(road, walk):
    walk(road, "hand_over")
    reply = clock(road, "reply")
    assert (reply.started_on, reply.effective_on) == (date(2026, 3, 4), date(2026, 6, 4))
    assert "3个月" in reply.explanation
    assert road.answer_due_on == date(2026, 6, 4)


def test_a_clock_keeps_the_version_of_the_pack_it_was_made_with(road, walk, world):
    walk(road, "hand_over")
    assert clock(road, "reply").pack_version.startswith("lingbi 2026.1+")


def test_the_delivery_stops_the_answer_and_starts_the_rating_clock(road, walk):
    walk(road, "deliver")
    assert clock(road, "reply").stopped_on == date(2026, 5, 9)
    assert clock(road, "feedback").stopped_on is None
    assert road.answer_due_on is None
    assert road.next_clock == "feedback"


def test_a_second_round_has_one_month(road, walk):
    walk(road, "rate", rate=UNSATISFIED)
    advance(road, "rehandle", by=STAFF, on=date(2026, 5, 14), given={"reason": "写明完工时间。"})
    assert clock(road, "rehandle").effective_on == date(2026, 6, 14)
    assert road.answer_due_on == date(2026, 6, 14)


def test_the_first_round_rating_clock_does_not_run_on_in_the_second(road, walk):
    walk(road, "rate", rate=UNSATISFIED)
    advance(road, "rehandle", by=STAFF, on=date(2026, 5, 14), given={"reason": "写明完工时间。"})
    running = Clock.objects.filter(suggestion=road).running().values_list("name", flat=True)
    assert sorted(running) == ["rehandle", "sign"]


def test_overdue_is_computed_from_the_open_clock_and_today(road, walk):
    walk(road, "sign")
    assert not Suggestion.objects.overdue(on=date(2026, 6, 4)).exists()
    assert Suggestion.objects.overdue(on=date(2026, 6, 5)).get() == road


def test_a_new_unit_keeps_the_time_where_the_pack_says_so(road, walk, world):
    walk(road, "hand_over")
    advance(road, "object", by=STAFF, on=date(2026, 3, 10), given={"reason": "不属职责"})
    advance(road, "reassign", by=STAFF, on=date(2026, 3, 12), given={"lead_units": [world.other_unit]})
    running = Clock.objects.filter(suggestion=road, name="reply").running().get()
    assert running.assignment.unit == world.other_unit
    assert running.effective_on == date(2026, 6, 4)


def test_a_new_unit_gets_the_whole_time_where_the_pack_says_so(road, walk, world):
    world.county.overrides = {"suggestions.reassign_restarts_reply": True}
    world.county.save()
    walk(road, "hand_over")
    advance(road, "object", by=STAFF, on=date(2026, 3, 10), given={"reason": "不属职责"})
    advance(road, "reassign", by=STAFF, on=date(2026, 3, 12), given={"lead_units": [world.other_unit]})
    assert Clock.objects.filter(suggestion=road, name="reply").running().get().effective_on == date(
        2026, 6, 12
    )


def test_taking_back_makes_the_units_clocks_void_and_the_county_s_run_again(road, walk):
    walk(road, "hand_over")
    advance(road, "take_back", by=STAFF, on=date(2026, 3, 5), given={"reason": "选错了单位"})
    assert clock(road, "reply").is_void
    assert Clock.objects.filter(suggestion=road).running().get().name == "handover"
    assert road.state == State.REGISTERED


# --- what the moves ask for --------------------------------------------------------


def test_a_missing_lead_unit_is_asked_for(road, walk):
    walk(road, "register")
    with pytest.raises(Refused, match="请选择主办单位"):
        advance(road, "hand_over", by=STAFF, on=date(2026, 3, 4))


def test_a_unit_cannot_be_lead_and_co_at_once(road, walk, world):
    walk(road, "register")
    with pytest.raises(Refused, match="县水利局已是主办单位，不能同时协办"):
        advance(
            road,
            "hand_over",
            by=STAFF,
            on=date(2026, 3, 4),
            given={"lead_units": [world.unit], "co_units": [world.unit]},
        )


def test_a_number_of_the_register_is_used_once_a_year(road, walk, world):
    walk(road, "register")
    second = make.suggestion(world.zhao, title="关于西乡灌渠的建议")
    advance(second, "submit", by=STAFF, on=date(2026, 3, 2))
    with pytest.raises(Refused, match="已经用过") as refused:
        advance(
            second, "register", by=STAFF, on=date(2026, 3, 3), given={"number": "087", "category": "water"}
        )
    assert refused.value.code == "E_DUP_NUMBER"


def test_an_answer_without_the_meeting_is_not_delivered(road, walk):
    walk(road, "write")
    with pytest.raises(Refused, match="还没记录与代表见面"):
        advance(road, "deliver", by=STAFF, on=date(2026, 5, 9))


def test_an_answer_without_the_letter_is_not_delivered(road, walk):
    walk(road, "sign")
    advance(road, "meet", by=STAFF, on=date(2026, 5, 8), given=MET)
    with pytest.raises(Refused, match="还没有书面答复"):
        advance(road, "deliver", by=STAFF, on=date(2026, 5, 9))


def test_the_deputy_s_written_waiver_stands_for_the_meeting(road, walk):
    walk(road, "write")
    given = {"met_on": date(2026, 5, 8), "is_waived": True, "deputy_opinion": "代表来信同意书面答复。"}
    advance(road, "meet", by=STAFF, on=date(2026, 5, 8), given=given)
    assert advance(road, "deliver", by=STAFF, on=date(2026, 5, 9)).state == State.REPLIED


def test_a_county_that_does_not_ask_for_a_meeting_delivers_without(road, walk, world):
    world.county.overrides = {"suggestions.face_to_face_required": False}
    world.county.save()
    walk(road, "write")
    assert advance(road, "deliver", by=STAFF, on=date(2026, 5, 9)).state == State.REPLIED


def test_a_promising_answer_names_date_and_person(road, walk):
    with pytest.raises(Refused, match="请写明计划完成时间和责任人"):
        walk(road, "write", write={"result_code": "B"})


def test_a_promise_outlives_the_answer(road, walk):
    walk(
        road,
        "deliver",
        write={"result_code": "B", "promise_due_on": date(2026, 9, 30), "promise_by": "赵副局长"},
    )
    assert Promise.objects.get(suggestion=road).due_on == date(2026, 9, 30)


def test_dissatisfied_asks_for_a_reason(road, walk):
    with pytest.raises(Refused, match="请点一个原因"):
        walk(road, "rate", rate={"result": "dissatisfied"})


def test_what_a_deputy_rejects_cannot_be_closed(road, walk):
    walk(road, "rate", rate=UNSATISFIED)
    with pytest.raises(Refused, match="代表不满意，不能办结"):
        advance(road, "close", by=STAFF, on=date(2026, 5, 14))


def test_what_a_deputy_accepts_is_not_handled_again(road, walk):
    walk(road, "rate")
    with pytest.raises(Refused, match="不用重新办理"):
        advance(road, "rehandle", by=STAFF, on=date(2026, 5, 14), given={"reason": "再办"})


def test_a_look_back_that_finds_nothing_done_reopens(road, walk):
    walk(road, "close")
    advance(road, "look_back", by=STAFF, on=date(2026, 9, 1), given={"result": "not_done"})
    advance(road, "rehandle", by=STAFF, on=date(2026, 9, 3), given={"reason": "路面又塌了"})
    assert (road.state, road.round) == (State.REHANDLING, 2)
    assert (road.look_back, road.look_back_on) == ("", None)  # it was said of the answer before


def test_nobody_waits_for_a_co_unit_once_the_last_lead_has_answered(road, walk, world):
    walk(road, "close", hand_over={"co_units": [world.other_unit]})
    assert not Clock.objects.filter(suggestion=road).running().exists()
    assert clock(road, "co_opinion").is_void
    assert road.next_due_on is None


def test_silence_past_the_window_is_recorded_as_no_answer(road, walk):
    walk(road, "deliver")
    due = clock(road, "feedback").effective_on
    with pytest.raises(Refused, match="还没有到期"):
        advance(road, "lapse", by=STAFF, on=due)
    advance(road, "lapse", by=Actor.program("评价期满"), on=date(2026, 7, 1))
    assert (road.state, road.satisfaction) == (State.RATED, "")
    assert not Rating.objects.filter(suggestion=road).exists()


def test_the_background_records_silence_once_and_only_when_the_time_has_passed(road, walk):
    walk(road, "deliver")
    due = clock(road, "feedback").effective_on
    assert lapse_unrated(today=due) == 0
    assert lapse_unrated(today=due + timedelta(days=1)) == 1
    assert lapse_unrated(today=due + timedelta(days=2)) == 0
    road.refresh_from_db()
    assert (road.state, road.satisfaction) == (State.RATED, "")


def test_an_objection_after_its_window_is_refused(road, walk):
    walk(road, "hand_over")
    with pytest.raises(Refused, match="已超过7个工作日，不能直接退办"):
        advance(road, "object", by=STAFF, on=date(2026, 4, 20), given={"reason": "不属职责"})


def test_an_objection_that_was_not_accepted_is_not_made_again(road, walk):
    walk(road, "hand_over")
    advance(road, "object", by=STAFF, on=date(2026, 3, 5), given={"reason": "不属职责"})
    advance(road, "uphold", by=STAFF, on=date(2026, 3, 6), given={"reason": "属水利设施"})
    assert road.state == State.HANDED_OVER
    with pytest.raises(Refused, match="请继续办理"):
        advance(road, "object", by=STAFF, on=date(2026, 3, 6), given={"reason": "还是不属"})


def test_a_unit_is_urged_once_a_day_in_the_same_way(road, walk):
    walk(road, "sign")
    advance(road, "urge", by=STAFF, on=date(2026, 5, 1), given={"message": "请抓紧"})
    with pytest.raises(Refused, match="今天已经催过县水利局"):
        advance(road, "urge", by=STAFF, on=date(2026, 5, 1), given={"message": "请抓紧"})
    advance(road, "urge", by=STAFF, on=date(2026, 5, 1), given={"message": "请抓紧", "level": "letter"})


def test_a_step_is_not_dated_before_the_one_it_follows(road, walk):
    walk(road, "hand_over")
    with pytest.raises(Refused, match="日期不能早于上一步") as refused:
        advance(road, "sign", by=STAFF, on=date(2026, 3, 1))
    assert refused.value.code == "E_DATE_ORDER"


def test_a_page_that_somebody_else_has_overtaken_is_refused(road, walk):
    walk(road, "register")
    seen = road.version
    advance(road, "mark_key", by=STAFF, on=date(2026, 3, 4), given={"leader": "周明远副主任"})
    with pytest.raises(Refused, match="有人办理过"):
        advance(road, "withdraw", by=STAFF, on=date(2026, 3, 4), given={"reason": "重复"}, version=seen)


# --- several units -------------------------------------------------------------------


def test_with_two_lead_units_the_slower_one_decides(road, walk, world):
    walk(road, "hand_over", hand_over={"lead_units": [world.unit, world.other_unit]})
    first, second = Assignment.objects.filter(suggestion=road)
    advance(road, "sign", by=STAFF, on=date(2026, 3, 6), assignment=first)
    assert road.state == State.HANDED_OVER
    advance(road, "sign", by=STAFF, on=date(2026, 3, 7), assignment=second)
    assert road.state == State.HANDLING


def test_with_two_lead_units_the_answer_counts_when_both_have_answered(road, walk, world):
    walk(road, "hand_over", hand_over={"lead_units": [world.unit, world.other_unit]})
    for one in Assignment.objects.filter(suggestion=road):
        advance(road, "sign", by=STAFF, on=date(2026, 3, 6), assignment=one)
        advance(road, "write", by=STAFF, on=date(2026, 5, 7), given=WRITTEN, assignment=one)
        advance(road, "meet", by=STAFF, on=date(2026, 5, 8), given=MET, assignment=one)
    first, second = Assignment.objects.filter(suggestion=road)
    advance(road, "deliver", by=STAFF, on=date(2026, 5, 9), assignment=first)
    assert (road.state, road.reply_count) == (State.HANDLING, 0)
    assert road.answer_due_on is not None
    advance(road, "deliver", by=STAFF, on=date(2026, 5, 10), assignment=second)
    assert (road.state, road.reply_count) == (State.REPLIED, 1)


def test_a_co_unit_gives_its_opinion_and_leaves_the_state_alone(road, walk, world):
    walk(road, "hand_over", hand_over={"co_units": [world.other_unit]})
    co = Assignment.objects.get(suggestion=road, part="co")
    assert clock(road, "co_opinion").effective_on == date(2026, 4, 4)
    advance(road, "opine", by=STAFF, on=date(2026, 4, 1), given={"opinion": "可列入计划"}, assignment=co)
    co.refresh_from_db()
    assert co.state == UnitState.OPINED
    assert road.state == State.HANDED_OVER
    assert clock(road, "co_opinion").stopped_on == date(2026, 4, 1)


# --- who -------------------------------------------------------------------------------


def actor_of(client, role) -> Actor:
    return Actor(label=client.account.name, account_id=client.account.pk, role=role, county_code="341323")


def test_a_deputy_rates_alone_and_only_for_themselves(world, wang, walk, everything):
    other = make.deputy(world.east, "钱桂兰")
    road = make.suggestion(world.wang, co_proposers=[other])
    walk(road, "deliver")
    by = actor_of(wang, roles.DEPUTY)
    advance(road, "rate", by=by, on=date(2026, 5, 12), given={"result": "satisfied", "attitude": "satisfied"})
    rating = Rating.objects.get(suggestion=road)
    assert (rating.proposer.person, rating.entered_by, rating.counts) == (world.wang, "", True)


def test_a_rating_by_phone_keeps_both_names(road, walk):
    walk(road, "rate")
    step = Step.objects.get(suggestion=road, move="rate")
    assert (step.actor, step.on_behalf_of) == (STAFF.label, "王代表")
    assert Rating.objects.get(suggestion=road).entered_by == STAFF.label


def test_a_rating_may_change_for_three_days(road, walk):
    walk(road, "rate")
    changed = {"result": "basically_satisfied", "attitude": "satisfied"}
    advance(road, "rate", by=STAFF, on=date(2026, 5, 14), given=changed)
    assert road.satisfaction == "basically_satisfied"
    with pytest.raises(Refused, match="评价满三天以后不能再改"):
        advance(road, "rate", by=STAFF, on=date(2026, 5, 20), given=changed)


def test_a_unit_acts_only_for_itself(world, qian, walk, everything):
    road = make.suggestion(world.wang)
    walk(road, "hand_over", hand_over={"lead_units": [world.other_unit], "co_units": [world.unit]})
    lead = Assignment.objects.get(suggestion=road, unit=world.other_unit)
    with (
        reaching(Reach("unit", (world.unit.pk,))),
        pytest.raises(Refused, match="只能办理交给本单位的部分"),
    ):
        advance(road, "sign", by=actor_of(qian, roles.HANDLING_UNIT), on=date(2026, 3, 5), assignment=lead)


@pytest.fixture
def office(world):
    """The county government's office, which passes on what it is handed."""
    return make.unit(world.county, "县政府办公室", kind="government_office")


@pytest.fixture
def passed_on(world, walk, office, everything):
    """Handed over to the government's office, and by it to the unit."""
    road = make.suggestion(world.wang)
    walk(road, "hand_over", hand_over={"lead_units": [office]})
    with reaching(Reach("unit", (office.pk,))):
        advance(road, "forward", by=OFFICE, on=date(2026, 3, 6), given={"lead_units": [world.unit]})
    return road


OFFICE = Actor(label="政府办", role=roles.HANDLING_UNIT, county_code="341323")


def test_a_government_office_that_passed_a_suggestion_on_keeps_it_in_sight(passed_on, office, world):
    with reaching(Reach("unit", (office.pk,))):
        assert Suggestion.objects.filter(pk=passed_on.pk).exists()
    parts = dict(Assignment.objects.current().filter(suggestion=passed_on).values_list("unit", "part"))
    assert parts == {office.pk: "via", world.unit.pk: "lead"}


def test_the_office_that_passed_it_on_decides_when_its_unit_wants_out(passed_on, office, world):
    advance(passed_on, "object", by=STAFF, on=date(2026, 3, 8), given={"reason": "不属职责"})
    with reaching(Reach("unit", (office.pk,))):
        advance(
            passed_on, "reassign", by=OFFICE, on=date(2026, 3, 9), given={"lead_units": [world.other_unit]}
        )
    assert Assignment.objects.current().get(suggestion=passed_on, part="lead").unit == world.other_unit


def test_a_unit_does_not_decide_on_its_own_objection(passed_on, world):
    advance(passed_on, "object", by=STAFF, on=date(2026, 3, 8), given={"reason": "不属职责"})
    with (
        reaching(Reach("unit", (world.unit.pk,))),
        pytest.raises(Refused, match="交办或转办这件建议的机关"),
    ):
        advance(passed_on, "uphold", by=OFFICE, on=date(2026, 3, 9), given={"reason": "自己不同意自己"})


def test_what_was_passed_on_can_be_taken_back_until_it_is_signed(passed_on):
    advance(passed_on, "take_back", by=STAFF, on=date(2026, 3, 7), given={"reason": "单位选错"})
    assert not Assignment.objects.current().filter(suggestion=passed_on).exists()


def test_a_department_may_not_pass_a_suggestion_on(road, world, walk):
    walk(road, "hand_over")
    by = Actor(label="钱", role=roles.HANDLING_UNIT, county_code="341323")
    with reaching(Reach("unit", (world.unit.pk,))), pytest.raises(Refused, match="请申请退办"):
        advance(road, "forward", by=by, on=date(2026, 3, 6), given={"lead_units": [world.other_unit]})


def test_a_township_suggestion_is_handed_over_by_its_chair(world, everything):
    road = make.suggestion(world.wang, handled_at="township")
    advance(road, "submit", by=CLERK, on=date(2026, 3, 2))
    with pytest.raises(Refused, match="只有乡镇人大主席可以登记"):
        advance(road, "register", by=STAFF, on=date(2026, 3, 3), given={"number": "1", "category": "water"})
    advance(road, "register", by=CHAIR, on=date(2026, 3, 3), given={"number": "1", "category": "water"})
    assert road.state == State.REGISTERED


def test_a_co_signer_confirms_alone_and_once(world, wang, everything):
    other = make.deputy(world.east, "钱桂兰")
    account = make.account("钱桂兰", person=other)
    road = Suggestion(
        county=world.county,
        township=world.east,
        lead=world.wang,
        title="关于饮水的建议",
        submitted_on=world.today,
    )
    raise_suggestion(road, by=actor_of(wang, roles.DEPUTY), on=world.today, co_proposers=[other])
    asked = road.proposers.get(person=other)
    with pytest.raises(Refused, match="本人"):
        answer_request(asked, agrees=True, by=actor_of(wang, roles.DEPUTY), on=world.today)
    own = Actor(label="钱桂兰", account_id=account.pk, role=roles.DEPUTY)
    answer_request(asked, agrees=True, by=own, on=world.today)
    assert asked.answer == "confirmed"
    with pytest.raises(Refused, match="已经答复过"):
        answer_request(asked, agrees=False, by=own, on=world.today)


def test_the_unit_and_the_deputy_hear_of_the_hand_over(world, wang, qian, walk, everything):
    road = make.suggestion(world.wang)
    walk(road, "hand_over")
    unit_line = Notice.objects.get(account=qian.account)
    assert "交您单位办理" in unit_line.text
    assert unit_line.group == Notice.Group.TO_DO
    assert Notice.objects.filter(account=wang.account, group=Notice.Group.FOR_INFO).exists()


def test_possible_moves_follow_state_role_and_unit(road, walk):
    walk(road, "sign")
    own = list(Assignment.objects.filter(suggestion=road))
    keys = [move.key for move in possible_moves(road, role=roles.HANDLING_UNIT, assignments=own)]
    assert [key for key in keys if key in ("sign", "object", "meet", "write", "deliver")] == [
        "meet",
        "write",
        "deliver",
    ]
    keys = [move.key for move in possible_moves(road, role=roles.COUNTY_LEADER, assignments=own)]
    assert keys == ["urge", "supervise"]


def test_what_was_asked_leaves_every_bell_once_it_is_done(world, road, walk, qian, sun):
    walk(road, "hand_over")
    asked = Notice.objects.filter(group=Notice.Group.TO_DO, read_at__isnull=True)
    assert set(asked.values_list("account", flat=True)) == {qian.account.pk}
    advance(road, "sign", by=STAFF, on=date(2026, 3, 6), given={})
    assert not asked.exists()


def test_a_rating_is_still_asked_of_the_deputy_who_has_not_rated(world, walk, wang):
    second = make.deputy(world.west, "周代表")
    other = make.account("周代表", person=second)
    make.post(other, roles.DEPUTY, world.county)
    walk(make.suggestion(world.wang, [second]), "deliver")
    rating = Notice.objects.filter(key__contains=":deliver:", read_at__isnull=True)
    assert rating.count() == 2
    advance(
        Suggestion.objects.get(),
        "rate",
        by=Actor(label="王代表", role=roles.DEPUTY, account_id=wang.account.pk, county_code="341323"),
        on=date(2026, 5, 12),
        given={"result": "satisfied", "attitude": "satisfied"},
    )
    assert list(rating.values_list("account", flat=True)) == [other.pk]
