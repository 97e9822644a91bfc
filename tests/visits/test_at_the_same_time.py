"""One visit or one photo sent several times at the same moment, each on a connection of its own."""

import json
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection

from congress_poverty.audit import Actor
from congress_poverty.reach import Reach, reaching
from tests.visits.phones import picture, send, send_chunk, visit_item
from visits import actions, summary
from visits.actions import VisitFacts
from visits.models import HeldItem, PhotoUpload, SyncReceipt, Visit, VisitPhoto

TODAY = date(2026, 6, 9)
COUNTY = Reach.everything("one phone that sends twice")

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.server,
]


def test_a_visit_sent_twice_at_once_is_one_visit(world):
    key, start = uuid.uuid4(), Barrier(4)

    def send(_):
        try:
            with reaching(COUNTY):
                start.wait(timeout=10)
                return actions.record(
                    world.zhang_household,
                    VisitFacts(TODAY, note="看望老人"),
                    by=Actor(label="王代表（代表）", role="deputy"),
                    today=TODAY,
                    people=[world.wang],
                    client_uuid=key,
                ).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        sent = set(pool.map(send, range(4)))
    assert len(sent) == 1
    with reaching(COUNTY):
        assert Visit.objects.count() == 1
        assert summary.differences(world.county) == []


def at_once(acts):
    """What each act answers, all begun at the same moment."""
    start = Barrier(len(acts))

    def run(act):
        try:
            start.wait(timeout=10)
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_an_item_of_a_phone_sent_by_four_requests_at_once_has_one_receipt(wang, world):
    one = visit_item(world)
    answers = at_once([lambda: send(wang, one)] * 4)
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 201]
    assert len({json.dumps(answer.json()["receipt"]) for answer in answers}) == 1
    with reaching(COUNTY):
        assert (Visit.objects.count(), SyncReceipt.objects.count()) == (1, 1)


def test_two_contents_under_one_token_at_once_are_one_visit_and_one_held_item(wang, world):
    one = visit_item(world)
    other = {**visit_item(world, note="又写了一句"), "token": one["token"]}
    answers = at_once([lambda: send(wang, one), lambda: send(wang, other)])
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    with reaching(COUNTY):
        assert (Visit.objects.count(), HeldItem.objects.count()) == (1, 1)


def test_the_chunks_of_one_photo_sent_twice_at_once_are_one_photo(wang, world):
    one, whole, token = visit_item(world), picture(size=(900, 700)), str(uuid.uuid4())
    send(wang, one)
    cut = len(whole) // 2
    named = {"of": one, "whole": whole, "token": token}
    at_once([lambda: send_chunk(wang, whole[:cut], offset=0, **named)] * 3)
    answers = at_once([lambda: send_chunk(wang, whole[cut:], offset=cut, **named)] * 3)
    assert {answer.json()["answer"] for answer in answers} <= {"stored", "more"}
    with reaching(COUNTY):
        assert (PhotoUpload.objects.count(), VisitPhoto.objects.count()) == (1, 1)
