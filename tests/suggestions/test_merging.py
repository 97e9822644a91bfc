"""并案: handled together, answered and rated each on its own."""

from datetime import date

import pytest
from django.urls import reverse

from congress_poverty.audit import Actor
from congress_poverty.reach import Reach, reaching
from congress_poverty.refusals import Refused
from deputies import roles
from suggestions.actions import advance
from suggestions.flow import State
from suggestions.models import Assignment, Clock, Step, Suggestion
from tests import factories as make
from tests.suggestions.conftest import MET, STAFF, WRITTEN

MERGED = date(2026, 3, 4)


@pytest.fixture
def second(world, everything):
    return make.suggestion(world.zhao, title="关于柳林村至西乡道路的建议")


@pytest.fixture
def both(road, second, walk):
    """The second is merged into the first, both registered."""
    walk(road, "register")
    walk(second, "register", register={"number": "088"})
    advance(second, "merge", by=STAFF, on=date(2026, 3, 3), given={"into": road})
    return road, second


def again(suggestion):
    return Suggestion.objects.get(pk=suggestion.pk)


def test_the_hand_over_of_the_first_hands_over_both_each_with_its_clocks(both, world):
    road, second = both
    advance(road, "hand_over", by=STAFF, on=MERGED, given={"lead_units": [world.unit]})
    second = again(second)
    assert (second.state, second.handed_over_on) == (State.HANDED_OVER, MERGED)
    assert Assignment.objects.get(suggestion=second).unit == world.unit
    assert Clock.objects.get(suggestion=second, name="reply").effective_on == date(2026, 6, 4)
    assert Step.objects.filter(suggestion=second, move="hand_over").exists()


def test_what_is_handled_together_is_not_moved_alone(both, world):
    _road, second = both
    with pytest.raises(Refused, match="已并入087办理，请在那一件上交办"):
        advance(second, "hand_over", by=STAFF, on=MERGED, given={"lead_units": [world.unit]})


def test_the_unit_s_moves_go_along_and_the_answers_do_not(both, world, qian):
    road, second = both
    advance(road, "hand_over", by=STAFF, on=MERGED, given={"lead_units": [world.unit]})
    by = Actor(label="钱", account_id=qian.account.pk, role=roles.HANDLING_UNIT, county_code="341323")
    with reaching(Reach("unit", (world.unit.pk,))):
        advance(road, "sign", by=by, on=date(2026, 3, 6), given={"officer": "王涛"})
    assert again(second).state == State.HANDLING
    advance(road, "write", by=STAFF, on=date(2026, 5, 7), given=WRITTEN)
    advance(road, "meet", by=STAFF, on=date(2026, 5, 8), given=MET)
    advance(road, "deliver", by=STAFF, on=date(2026, 5, 9))
    assert (again(road).state, again(second).state) == (State.REPLIED, State.HANDLING)


def test_one_that_stands_elsewhere_is_left_alone(both, world):
    road, second = both
    advance(road, "hand_over", by=STAFF, on=MERGED, given={"lead_units": [world.unit]})
    advance(road, "sign", by=STAFF, on=date(2026, 3, 6))
    second = again(second)
    for move, given in (("write", WRITTEN), ("meet", MET), ("deliver", {})):
        advance(second, move, by=STAFF, on=date(2026, 5, 9), given=given)
    advance(road, "pause", by=STAFF, on=date(2026, 5, 10), given={"reason": "等市里规划"})
    assert again(second).paused_on is None


def test_one_that_is_merged_later_is_handed_over_to_the_same_units_at_once(road, second, walk, world):
    walk(road, "sign", hand_over={"co_units": [world.other_unit]})
    walk(second, "register", register={"number": "088"})
    advance(second, "merge", by=STAFF, on=date(2026, 3, 20), given={"into": road})
    assert second.state == State.HANDED_OVER
    assert second.answer_due_on == date(2026, 6, 20)
    parts = Assignment.objects.filter(suggestion=second).values_list("part", "unit__name")
    assert sorted(parts) == [("co", "县教育局"), ("lead", "县水利局")]
    advance(second, "sign", by=STAFF, on=date(2026, 3, 21))
    assert second.state == State.HANDLING


def test_one_that_has_time_enough_is_not_extended_with_the_first(road, second, walk):
    walk(road, "sign")
    walk(second, "register", register={"number": "088"})
    advance(second, "merge", by=STAFF, on=date(2026, 3, 20), given={"into": road})
    advance(second, "sign", by=STAFF, on=date(2026, 3, 21))
    given = {"reason": "征地手续要十天", "until": date(2026, 6, 14)}
    advance(road, "extend", by=STAFF, on=date(2026, 5, 20), given=given)
    assert road.answer_due_on == date(2026, 6, 14)
    assert again(second).answer_due_on == date(2026, 6, 20)


def test_an_extension_is_for_all_that_are_handled_together(both, world):
    road, second = both
    advance(road, "hand_over", by=STAFF, on=MERGED, given={"lead_units": [world.unit]})
    advance(road, "sign", by=STAFF, on=date(2026, 3, 6))
    given = {"reason": "征地手续要两个月", "until": date(2026, 8, 1)}
    advance(road, "extend", by=STAFF, on=date(2026, 5, 20), given=given)
    assert again(second).answer_due_on == date(2026, 8, 1)


def test_there_are_no_chains(both, world, walk):
    road, second = both
    third = make.suggestion(world.wang, title="关于第三件的建议")
    walk(third, "register", register={"number": "089"})
    with pytest.raises(Refused, match="请直接并入那一件"):
        advance(third, "merge", by=STAFF, on=MERGED, given={"into": second})
    with pytest.raises(Refused, match="不能再并入别的"):
        advance(road, "merge", by=STAFF, on=MERGED, given={"into": third})
    with pytest.raises(Refused, match="不能并入自己"):
        advance(third, "merge", by=STAFF, on=MERGED, given={"into": third})


def test_only_what_the_same_body_hands_over_is_merged(road, world, walk):
    walk(road, "register")
    theirs = make.suggestion(world.zhao, title="关于西乡的建议", handled_at="township", state="registered")
    with pytest.raises(Refused, match="不由同一个机构交办"):
        advance(road, "merge", by=STAFF, on=MERGED, given={"into": theirs})


def test_a_separated_one_goes_its_own_way(both, world):
    road, second = both
    advance(road, "hand_over", by=STAFF, on=MERGED, given={"lead_units": [world.unit]})
    second = again(second)
    advance(second, "separate", by=STAFF, on=date(2026, 3, 5))
    advance(second, "sign", by=STAFF, on=date(2026, 3, 6))
    assert (again(road).state, second.state) == (State.HANDED_OVER, State.HANDLING)


def test_when_the_first_is_withdrawn_the_other_goes_on_alone(both, world):
    road, second = both
    advance(road, "withdraw", by=STAFF, on=MERGED, given={"reason": "已由县里办好"})
    second = again(second)
    advance(second, "hand_over", by=STAFF, on=MERGED, given={"lead_units": [world.unit]})
    assert second.state == State.HANDED_OVER


def test_a_move_that_one_of_them_refuses_is_made_on_none(both, world):
    road, second = both
    Suggestion.objects.filter(pk=second.pk).update(last_step_on=date(2026, 3, 10))
    with pytest.raises(Refused, match="并案的088：日期不能早于上一步"):
        advance(road, "hand_over", by=STAFF, on=MERGED, given={"lead_units": [world.unit]})
    assert again(road).state == State.REGISTERED


def test_the_page_of_either_shows_the_other(both, sun):
    for one, other in (both, both[::-1]):
        html = sun.get(reverse("suggestions:detail", args=[one.code])).content.decode()
        assert "并案办理" in html
        assert other.title in html


def test_the_letter_of_a_merged_one_begins_as_the_first_s(both, world, sun):
    road, second = both
    advance(road, "hand_over", by=STAFF, on=MERGED, given={"lead_units": [world.unit]})
    advance(road, "sign", by=STAFF, on=date(2026, 3, 6))
    advance(road, "write", by=STAFF, on=date(2026, 5, 7), given=WRITTEN)
    form = sun.get(reverse("suggestions:move", args=[second.code, "letter"])).context["form"]
    assert form.initial["summary"] == WRITTEN["summary"]
    assert "doc_no" not in form.initial


def test_the_page_of_merging_says_how_many_are_answered(sun, road, second, walk):
    walk(road, "register")
    walk(second, "register", register={"number": "088"})
    page = reverse("suggestions:move", args=[second.code, "merge"])
    assert "分别答复2位领衔代表；各自评价" in sun.get(page, {"into": road.code}).content.decode()
    answer = sun.post(page, {"into": "087", "into_codes": ""})
    assert answer.status_code == 302
    assert again(second).merged_into == road
