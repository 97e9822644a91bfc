"""The audit is chained and append-only."""

import pytest
from django.db import DatabaseError, connection, transaction

from congress_poverty import append_only
from congress_poverty.audit import Actor, record, verify
from congress_poverty.models import AuditEvent
from congress_poverty.refusals import Refused

ME = Actor(label="孙", county_code="341323")


def test_an_event_tells_who_what_and_on_what(world, everything):
    event = record("pairing.end", by=ME, obj=world.pairing, detail={"reason": "搬迁"})
    assert (event.actor, event.action, event.object_code) == ("孙", "pairing.end", world.pairing.code)
    assert verify() == ""


@pytest.mark.parametrize("sql", ["UPDATE {t} SET actor='x'", "DELETE FROM {t}"])
def test_the_table_refuses_update_and_delete(db, everything, sql):
    append_only.install(connection)
    record("a.b", by=ME)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(sql.format(t="congress_poverty_auditevent"))


def test_a_changed_event_is_named(db, everything):
    for n in range(3):
        record("a.b", by=ME, detail={"n": n})
    append_only.remove(connection)
    AuditEvent.objects.filter(seq=2).update(actor="别人")
    assert verify() == "第 2 条操作记录被改过。"


def test_a_removed_event_is_missed(db, everything):
    for _ in range(3):
        record("a.b", by=ME)
    append_only.remove(connection)
    AuditEvent.objects.filter(seq=3).delete()
    assert verify() == "操作记录应有 3 条，只有 2 条。"


def test_an_act_that_fails_leaves_no_event(db, everything):
    with pytest.raises(Refused), transaction.atomic():
        record("a.b", by=ME)
        raise Refused("后面的一步没有成功。")
    assert AuditEvent.objects.count() == 0
