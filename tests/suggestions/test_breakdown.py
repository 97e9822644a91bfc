"""The figures of the handling against seven suggestions counted by hand; every number equals its rows."""

from datetime import date

import pytest

from congress_poverty.figures import Share, Span
from suggestions import figures
from suggestions.actions import advance
from suggestions.models import Reply, Suggestion
from tests import factories as make
from tests.scenes import scene
from tests.suggestions.conftest import MET, STAFF, WRITTEN, walked

TODAY = date(2026, 6, 9)
SPAN = Span(date(2026, 1, 1), date(2026, 12, 31), today=TODAY)
UNSATISFIED = {"result": "dissatisfied", "attitude": "satisfied", "reasons": ["no_date"]}
BASICALLY = {"result": "basically_satisfied", "attitude": "satisfied"}


@scene
def seven(world):
    """All handed over on 4 March, due on 4 June, looked at on 9 June.

    | | unit | township | state | answered | in time | met | result | rating |
    | 0 | 水利 | 东 | closed | yes | yes | yes | A | 满意 |
    | 1 | 水利 | 东 | rated | yes | yes | yes | B | 基本满意 |
    | 2 | 水利 | 东 | rated | yes | yes | waived | A | 不满意 |
    | 3 | 水利 | 西 | replied | 5 June | late | yes | A | – |
    | 4 | 水利 | 西 | handling | – | late | | | |
    | 5 | 教育 | 西 | handed over on 20 May | – | still in time | | | |
    | 6 | 水利 and 教育 | 东 | handling: 水利 answered in time, 教育 late | | | | | |
    """
    leads = [world.wang, world.wang, world.wang, world.zhao, world.zhao, world.zhao, world.wang]
    made = [make.suggestion(lead, title=f"关于第{n}件事的建议") for n, lead in enumerate(leads)]
    promise = {"result_code": "B", "promise_due_on": date(2026, 12, 1), "promise_by": "赵副局长"}
    walked(world, made[0], "close", register={"number": "0"})
    walked(world, made[1], "rate", register={"number": "1"}, write=promise, rate=BASICALLY)
    walked(
        world,
        made[2],
        "rate",
        register={"number": "2"},
        meet={"is_waived": True, "deputy_opinion": "电话里同意书面答复"},
        rate=UNSATISFIED,
    )
    walked(world, made[3], "meet", register={"number": "3"})
    advance(made[3], "deliver", by=STAFF, on=date(2026, 6, 5))
    walked(world, made[4], "sign", register={"number": "4", "category": "water"})
    walked(world, made[5], "register", register={"number": "5"})
    advance(made[5], "hand_over", by=STAFF, on=date(2026, 5, 20), given={"lead_units": [world.other_unit]})
    both = {
        "lead_units": [world.unit, world.other_unit],
        "dispatch": "parts",
        "tasks": {world.unit.pk: "修路", world.other_unit.pk: "接送学生"},
    }
    walked(world, made[6], "hand_over", register={"number": "6"}, hand_over=both)
    one = made[6].assignments.get(unit=world.unit)
    for move, on, given in [
        ("sign", date(2026, 3, 6), {}),
        ("write", date(2026, 5, 7), WRITTEN),
        ("meet", date(2026, 5, 8), MET),
        ("deliver", date(2026, 5, 9), {}),
    ]:
        advance(made[6], move, by=STAFF, on=on, given=given, assignment=one)
    return made


@pytest.fixture
def rows(world, seven):
    return figures.handed_over(world.county, SPAN)


def by(world, rows, dimension):
    found = figures.breakdown(rows, county=world.county, today=TODAY, by=dimension)
    return {group.label: group for group in found}


WHOLE = {
    "handed": Share(7, 7),
    "answered": Share(4, 7),
    "in_time": Share(3, 6),
    "met": Share(4, 5),
    "solved": Share(3, 4),
    "completed": Share(1, 7),
    "satisfied": Share(2, 3),
    "satisfied_only": Share(1, 3),
    "late_now": Share(2, 2),
    "twice": Share(0, 0),
}


def test_the_whole_is_as_counted_by_hand(world, rows):
    assert figures.totals(rows, county=world.county, today=TODAY).numbers == WHOLE


def test_each_unit_answers_for_its_own_part_of_a_joint_matter(world, rows):
    found = by(world, rows, "unit")
    water, school = found["县水利局"], found["县教育局"]
    assert (water["handed"], water["answered"], water["in_time"]) == (Share(6, 6), Share(5, 6), Share(4, 6))
    assert (school["handed"], school["answered"], school["in_time"]) == (
        Share(2, 2),
        Share(0, 2),
        Share(0, 1),
    )
    assert (water["late_now"].numerator, school["late_now"].numerator) == (1, 1)


def test_what_is_counted_once_adds_up_to_the_whole(world, rows):
    for dimension in ("township", "category", "deputy", "level", "year"):
        groups = by(world, rows, dimension).values()
        for code, share in WHOLE.items():
            assert sum((group[code] for group in groups), Share(0, 0)) == share, (dimension, code)


def test_the_townships_are_as_counted_by_hand(world, rows):
    found = by(world, rows, "township")
    assert found["东乡"]["in_time"] == Share(3, 4)
    assert found["西乡"]["in_time"] == Share(0, 2)


def test_every_number_equals_its_rows(world, rows):
    for dimension in figures.DIMENSIONS:
        for group in by(world, rows, dimension).values():
            for code, share in group.numbers.items():
                counted = [
                    figures.measured(
                        rows, code, county=world.county, today=TODAY, by=dimension, key=group.key, part=part
                    ).count()
                    for part in ("hit", "all", "miss")
                ]
                wanted = [share.numerator, share.denominator, share.missing]
                assert counted == wanted, (dimension, group.label, code)


def test_a_county_may_call_only_the_best_mark_satisfied(world, rows):
    scale = [
        {"code": "satisfied", "label": "满意", "counts_as_satisfied": True},
        {"code": "basically_satisfied", "label": "基本满意"},
        {"code": "dissatisfied", "label": "不满意", "reopens": True},
    ]
    world.county.overrides = {"suggestions.satisfaction": scale}
    whole = figures.totals(rows, county=world.county, today=TODAY)
    assert whole["satisfied"] == whole["satisfied_only"] == Share(1, 3)
    assert "评价为满意的" in figures.definition(figures.MEASURES["satisfied"], world.county)


def test_the_definition_names_what_the_county_counts(world):
    words = figures.definition(figures.MEASURES["satisfied"], world.county)
    assert (
        words
        == "分母：期内交办、代表已评价的建议（没有反馈的不计入）；分子：其中代表评价为满意和基本满意的。"
    )


def test_a_meeting_after_the_delivery_is_none(world, rows, seven):
    Reply.objects.filter(suggestion=seven[0]).update(met_on=date(2026, 5, 20))
    assert figures.totals(rows, county=world.county, today=TODAY)["met"] == Share(3, 5)


def test_a_paused_clock_is_not_late(world, rows, seven):
    seven[4].clocks.filter(name="reply").update(paused_on=date(2026, 5, 1))
    whole = figures.totals(rows, county=world.county, today=TODAY)
    assert (whole["in_time"], whole["late_now"].numerator) == (Share(3, 5), 1)


# --- key suggestions -----------------------------------------------------------------------


def test_a_key_suggestion_is_carried_over_until_it_is_done(world, seven):
    keys = Suggestion.objects.filter(pk__in=[seven[0].pk, seven[4].pk])
    keys.update(is_key=True, key_on=date(2026, 3, 20))
    assert figures.key_decided(world.county, 2026).count() == 2
    assert set(figures.key_in(world.county, 2026)) == {seven[0], seven[4]}
    assert set(figures.key_in(world.county, 2027)) == {seven[4]}
    assert not figures.key_in(world.county, 2025).exists()


def test_a_promise_keeps_a_closed_key_suggestion_in_sight(world, seven):
    advance(seven[1], "close", by=STAFF, on=date(2026, 6, 1))
    Suggestion.objects.filter(pk=seven[1].pk).update(is_key=True, key_on=date(2026, 3, 20))
    assert set(figures.key_in(world.county, 2027)) == {seven[1]}
