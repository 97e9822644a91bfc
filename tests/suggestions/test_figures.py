"""The rates against suggestions counted by hand; every rate equals its rows."""

from datetime import date

import pytest

from congress_poverty.figures import Share, Span
from suggestions import figures
from suggestions.actions import advance
from tests import factories as make
from tests.scenes import scene
from tests.suggestions.conftest import STAFF, walked

SPAN = Span(date(2026, 1, 1), date(2026, 12, 31), today=date(2026, 6, 9))
UNSATISFIED = {"result": "dissatisfied", "attitude": "satisfied", "reasons": ["no_date"]}


@scene
def five(world):
    """Closed; rated dissatisfied; lapsed unrated; late at its unit (西乡); not handed over yet."""
    made = [
        make.suggestion(lead, title=f"关于第{n}件事的建议")
        for n, lead in enumerate([world.wang, world.wang, world.wang, world.zhao, world.zhao])
    ]
    for n, (one, last) in enumerate(zip(made, ["close", "rate", "deliver", "sign", "register"], strict=True)):
        walked(world, one, last, register={"number": str(n)}, rate=UNSATISFIED if n == 1 else {})
    advance(made[2], "lapse", by=STAFF, on=date(2026, 6, 9))
    declined = make.suggestion(world.wang, title="关于个人的事")
    advance(declined, "submit", by=STAFF, on=date(2026, 3, 2))
    advance(
        declined, "decline", by=STAFF, on=date(2026, 3, 3), given={"ground": "private", "outcome": "letter"}
    )
    return made


def test_the_hand_over_rate_leaves_out_what_was_declined(world, five):
    assert figures.handover_rate(world.county, SPAN) == Share(4, 5)


def test_the_completion_rate_counts_what_is_closed(world, five):
    assert figures.completion_rate(world.county, SPAN) == Share(1, 4)


def test_a_county_may_count_what_is_answered_as_completed(world, five):
    world.county.overrides = {"suggestions.completed_means": "replied"}
    assert figures.completion_rate(world.county, SPAN) == Share(3, 4)


def test_silence_is_outside_the_satisfaction_rate(world, five):
    assert figures.satisfaction_rate(world.county, SPAN) == Share(1, 2)


def test_a_county_may_count_silence_against_the_rate(world, five):
    world.county.overrides = {"suggestions.unrated_in_denominator": True}
    assert figures.satisfaction_rate(world.county, SPAN) == Share(1, 3)


def test_overdue_is_what_is_late_today(world, five):
    assert list(figures.overdue(world.county, SPAN.today)) == [five[3]]


def test_the_townships_add_up_to_the_county(world, five):
    parts = figures.by_township(world.county, SPAN)
    assert set(parts) == {world.east.pk, world.west.pk}
    assert sum((one.handover for one in parts.values()), Share(0, 0)) == Share(4, 5)
    assert sum((one.satisfaction for one in parts.values()), Share(0, 0)) == Share(1, 2)
    assert parts[world.west.pk].overdue == 1


def test_a_unit_is_asked_for_what_it_leads(world, five):
    found = figures.by_unit(world.county, SPAN)[world.unit.pk]
    assert (found.completion, found.satisfaction, found.overdue) == (Share(1, 4), Share(1, 2), 1)


def test_months_add_up_to_the_year(world, five):
    parts = figures.by_month(world.county, SPAN)
    assert list(parts) == [date(2026, 3, 1)]
    assert parts[date(2026, 3, 1)].completion == Share(1, 4)


@pytest.mark.parametrize("townships", [None, "east"])
def test_every_rate_equals_its_rows(world, five, townships):
    places = [world.east.pk] if townships else None
    rate = figures.completion_rate(world.county, SPAN, places)
    assert rate.numerator == figures.completed(world.county, SPAN, places).count()
    assert rate.missing == figures.not_completed(world.county, SPAN, places).count()
    rate = figures.satisfaction_rate(world.county, SPAN, places)
    assert rate.missing == figures.dissatisfied(world.county, SPAN, places).count()
