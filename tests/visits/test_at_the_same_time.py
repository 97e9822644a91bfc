"""One visit sent twice at the same moment, each on a connection of its own."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection

from congress_poverty.audit import Actor
from congress_poverty.reach import Reach, reaching
from visits import actions, summary
from visits.actions import VisitFacts
from visits.models import Visit

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
