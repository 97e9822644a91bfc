"""Composed once, asked anew: no answer, no reach and no value outlives its asking."""

from datetime import date

import pytest
from django.apps import apps
from django.db import connection, connections
from django.db.models import BigIntegerField, CharField, DateField
from django.test.utils import CaptureQueriesContext

from congress_poverty.prepared import Given, Prepared
from congress_poverty.reach import KINDS, Reach, ReachNotSet, ScopedModel, reaching
from deputies.models import Region
from pairing.models import Household
from visits.models import Visit

pytestmark = pytest.mark.django_db

SCOPED = [model for model in apps.get_models() if issubclass(model, ScopedModel) and not model._meta.abstract]


def _reach(kind: str, first: int, size: int) -> Reach:
    numbers = tuple(range(first, first + size))
    reason = "a test" if kind == "all" else ""
    return Reach(kind, numbers, tuple(f"34{n}" for n in numbers), numbers, reason=reason)


def _asked(ask) -> list[str]:
    with CaptureQueriesContext(connection) as seen:
        ask()
    return [query["sql"] for query in seen]


@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model.__name__)
def test_a_kept_text_asks_what_a_new_one_would_for_every_kind_and_size_of_reach(model):
    prepared = Prepared(lambda: model.objects.values("pk"))
    for first in (1, 70):  # the second time round nothing is composed, and the ids are others
        for kind in KINDS:
            for size in (0, 1, 2):
                with reaching(_reach(kind, first, size)):
                    assert _asked(prepared.ask) == _asked(lambda: list(model.objects.values("pk")))


def test_the_next_reach_sees_its_own_rows_only(world):
    prepared = Prepared(lambda: Household.objects.order_by("pk"))
    for township, household in ((world.east, world.zhang_household), (world.west, world.liu_household)):
        with reaching(Reach("township", (township.pk,), (township.code,))):
            assert prepared.ask() == [household]
            assert prepared.count() == 1


def test_without_a_reach_a_scoped_table_raises_even_when_its_text_is_known(world):
    prepared = Prepared(lambda: Visit.objects.all())
    with reaching(Reach.everything("a test")):
        prepared.ask()
    with pytest.raises(ReachNotSet):
        prepared.ask()


def test_an_answer_is_asked_anew(world):
    prepared = Prepared(lambda: Household.objects.filter(head_name=Given("name", CharField())))
    with reaching(Reach.everything("a test")):
        assert prepared.ask(name="改名") == []
        Household.objects.filter(pk=world.zhang_household.pk).update(head_name="改名")
        assert prepared.ask(name="改名") == [world.zhang_household]


@pytest.mark.parametrize("ask", [Prepared.ask, Prepared.count])
def test_a_thread_whose_connection_became_another_asks_the_new_one(ask):
    first = connections["default"]
    for rows in (Region.objects.order_by("pk"), Region.objects.values_list("pk")):
        prepared = Prepared(lambda rows=rows: rows.all())
        ask(prepared)
        connections["default"] = second = first.copy()
        try:
            with CaptureQueriesContext(second) as seen, CaptureQueriesContext(first) as unseen:
                ask(prepared)
        finally:
            connections["default"] = first
            second.close()
        assert (len(seen), len(unseen)) == (1, 0)


def test_a_value_nobody_gave_raises():
    prepared = Prepared(lambda: Visit.objects.filter(visited_on=Given("day", DateField())))
    with reaching(Reach.everything("a test")):
        prepared.ask(day=date(2026, 6, 9))
        with pytest.raises(KeyError):
            prepared.ask()


def test_a_value_is_judged_by_its_field():
    prepared = Prepared(lambda: Visit.objects.filter(pk=Given("number", BigIntegerField())))
    with reaching(Reach.everything("a test")), pytest.raises(ValueError, match="1 OR 1=1"):
        prepared.ask(number="1 OR 1=1")


def test_a_count_stops_one_beyond_its_cap(world):
    prepared = Prepared(lambda: Region.objects.values("pk"))
    rows = Region.objects.count()
    assert [prepared.count(cap=cap) for cap in (rows + 1, rows, rows - 1, 2)] == [rows, rows, rows, 3]


def test_tuples_come_as_a_queryset_gives_them(world):
    with reaching(Reach.everything("a test")):
        rows = Visit.objects.order_by("pk").values_list("pk", "visited_on", "amount", "acts", "received_at")
        prepared = Prepared(lambda: Visit.objects.order_by("pk").values_list(*rows.query.values_select))
        Visit.objects.update(amount="1234.50", acts=["捐一笔资"])
        assert prepared.ask() == list(rows)
        assert prepared.ask() == list(rows)  # remembered sums are the same sums
