"""The flow's table against a table written by hand from the law and the handbook."""

import csv
from itertools import product
from pathlib import Path

import pytest
from django.core.management import call_command

from deputies.roles import ROLES
from suggestions import flow
from suggestions.flow import Part, State, UnitState
from suggestions.policy import CLOCK_LABELS

LETTERS = {
    "D": "deputy",
    "K": "township_clerk",
    "C": "township_chair",
    "S": "county_staff",
    "L": "county_leader",
    "U": "handling_unit",
    "P": "program",
}


def _written() -> set[tuple]:
    """Every (move, state, unit state, part, level, role) that the written table allows."""
    allowed = set()
    with (Path(__file__).parent / "moves.csv").open(encoding="utf-8", newline="") as lines:
        for line in csv.DictReader(lines):
            states = line["states"].split("+")
            units = [None] if line["unit_states"] == "-" else line["unit_states"].split("+")
            parts = [None] if line["parts"] == "-" else line["parts"].split("+")
            for level in ("county", "township"):
                roles = [LETTERS[letter] for letter in line[level].split()]
                allowed |= set(product([line["move"]], states, units, parts, [level], roles))
    return allowed


WRITTEN = _written()


@pytest.mark.parametrize("key", flow.MOVES)
def test_every_move_state_and_role_is_as_written(key):
    move = flow.MOVES[key]
    units = list(UnitState) if move.of_unit else [None]
    parts = list(Part) if move.of_unit else [None]
    for state, unit, part, level, role in product(
        State, units, parts, ("county", "township"), (*ROLES, flow.PROGRAM)
    ):
        sentence = flow.check(key, state=state, role=role, level=level, unit_state=unit, part=part)
        wanted = (key, state, unit, part, level, role) in WRITTEN
        assert (sentence == "") is wanted, (key, state, unit, part, level, role, sentence)


def test_the_written_table_names_every_move_and_no_other():
    assert {line[0] for line in WRITTEN} == set(flow.MOVES)


def test_every_refusal_is_a_sentence():
    sentence = flow.check("register", state="closed", role="county_staff", level="county")
    assert sentence == "这件建议现在是“已办结”，不能登记。"


def test_a_role_without_the_move_is_told_who_has_it():
    sentence = flow.check("hand_over", state="registered", role="deputy", level="township")
    assert sentence == "只有乡镇人大主席可以交办。"


def test_every_clock_that_a_move_stops_or_starts_is_one_of_the_policy():
    named = {name for move in flow.MOVES.values() for name in (*move.stops, *move.starts)}
    assert named <= set(CLOCK_LABELS)
    assert set(flow.CLOCK_OF) == set(CLOCK_LABELS)


def test_every_clock_that_is_started_is_stopped_somewhere():
    started = {name for move in flow.MOVES.values() for name in move.starts}
    stopped = {name for move in flow.MOVES.values() if move.key != "withdraw" for name in move.stops}
    assert started <= stopped


def test_every_state_but_the_first_can_be_reached():
    targets = {move.target for move in flow.MOVES.values()} | {
        flow.combined([move.unit_to], round=round)
        for move in flow.MOVES.values()
        if move.unit_to and move.unit_to != UnitState.OPINED
        for round in (1, 2)
    }
    assert set(State) - targets == {State.DRAFT}


@pytest.mark.parametrize(
    ("units", "round", "shown"),
    [
        (["assigned"], 1, "handed_over"),
        (["handling", "assigned"], 1, "handed_over"),
        (["handling", "objected"], 1, "objection"),
        (["replied", "handling"], 1, "handling"),
        (["replied", "replied"], 1, "replied"),
        (["assigned"], 2, "rehandling"),
        (["replied", "handling"], 2, "rehandling"),
        (["replied"], 3, "replied"),
    ],
)
def test_a_suggestion_shows_the_least_advanced_of_its_lead_units(units, round, shown):
    assert flow.combined(units, round=round) == shown


def test_the_diagram_in_the_docs_is_the_one_of_the_table(capsys):
    call_command("flow_diagram", "--check")
