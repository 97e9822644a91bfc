"""Two who act at the same moment, each on a connection of their own.

On SQLite every act begins with BEGIN IMMEDIATE, so that one waits for the other
(``tests/stack/test_sqlite_writers.py``); here PostgreSQL has to make them queue.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection

from congress_poverty.reach import Reach, reaching
from congress_poverty.refusals import Refused
from pairing import actions
from pairing.models import Pairing
from tests import factories as make

TODAY = date(2026, 6, 9)
COUNTY = Reach.everything("two clerks of one county")

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.server,
]


def together(*acts) -> list:
    """Run the acts at once; a refusal comes back as its code."""
    start = Barrier(len(acts))

    def run(act):
        try:
            with reaching(COUNTY):
                start.wait(timeout=10)
                return act()
        except Refused as refused:
            return refused.code or refused.sentence
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_the_last_place_of_a_deputy_is_given_once(world, clerk_actor):
    make.pairing(world.wang, make.household(world.zhoutian, "第二户"))
    wanted = [make.household(world.zhoutian, name) for name in ("第三户", "也想第三户")]

    def pair(household):
        return actions.pair(household, person=world.wang, by=clerk_actor, today=TODAY, started_on=TODAY)

    results = together(*(lambda h=h: pair(h) for h in wanted))
    assert "E_PAIR_LIMIT" in results
    with reaching(COUNTY):
        assert Pairing.objects.open().filter(person=world.wang).count() == 3


def test_one_pairing_asked_for_twice_is_made_once(world, clerk_actor):
    household = make.household(world.zhoutian, "一户")

    def pair():
        return actions.pair(household, person=world.wang, by=clerk_actor, today=TODAY, started_on=TODAY)

    results = together(pair, pair)
    assert "E_DUP_ROW" in results
    with reaching(COUNTY):
        assert Pairing.objects.filter(household=household).count() == 1


def test_an_ending_and_a_change_of_one_pairing_do_not_both_happen(world, clerk_actor):
    sun = make.deputy(world.east, "孙代表")
    with reaching(COUNTY):
        one, other = (
            Pairing.objects.select_related("household__county", "county").get(pk=world.pairing.pk)
            for _ in "ab"
        )

    together(
        lambda: actions.end(one, by=clerk_actor, today=TODAY, on=TODAY, reason="调离"),
        lambda: actions.change_helper(
            other, by=clerk_actor, today=TODAY, on=date(2026, 6, 1), reason="调离", person=sun
        ),
    )
    with reaching(COUNTY):
        assert Pairing.objects.get(pk=world.pairing.pk).version == 2
