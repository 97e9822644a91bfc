"""The audit is read by the auditor only, without the names of households, and its reading is audited."""

import pytest
from django.db import connection

from congress_poverty import append_only, audit
from congress_poverty.models import AuditEvent
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(world, clerk_actor):
    return audit.record("households.edit", by=clerk_actor, obj=world.zhang_household)


def test_the_list_names_who_did_what(auditor, event):
    assert "李（乡镇干部）" in auditor.get("/audit/").text


def test_no_name_of_a_household_is_shown(auditor, event, world):
    for url in ("/audit/", f"/audit/{event.seq}/"):
        text = auditor.get(url).text
        assert world.zhang_household.head_name not in text
        assert world.zhang_household.code in text


def test_reading_one_event_is_an_event(auditor, event, everything):
    auditor.get(f"/audit/{event.seq}/")
    last = AuditEvent.objects.order_by("-seq").first()
    assert (last.action, last.detail) == ("audit.read", {"seq": event.seq})


def test_a_search_is_an_event(auditor, event, everything):
    auditor.get("/audit/?q=李")
    assert AuditEvent.objects.order_by("-seq").first().action == "audit.search"


def test_the_filters_narrow_by_person_action_and_day(auditor, event, world, county_actor):
    audit.record("groups.edit", by=county_actor, obj=make.group(world.east, "东乡第一代表小组"))
    assert auditor.get("/audit/?room=groups.").context["rows_shown"] == 1
    assert auditor.get("/audit/?q=乡镇干部").context["rows_shown"] == 1
    assert auditor.get("/audit/?day_to=2000-01-01").context["rows_shown"] == 0


def test_the_chain_check_says_that_all_is_well(auditor, event):
    answer = auditor.post("/audit/verify/", follow=True)
    assert "没有被改过" in answer.text


def test_the_chain_check_names_the_event_that_was_changed(auditor, event):
    append_only.remove(connection)
    AuditEvent._base_manager.filter(pk=event.pk).update(actor="别人")
    append_only.install(connection)
    answer = auditor.post("/audit/verify/", follow=True)
    assert f"第 {event.seq} 条操作记录被改过" in answer.text


def test_an_event_of_another_county_is_not_found(auditor, world):
    other = audit.record("groups.edit", by=audit.Actor(label="外县", county_code="341324"))
    assert auditor.get(f"/audit/{other.seq}/").status_code == 404


def test_what_belongs_to_no_county_is_the_auditors_to_read(auditor, world):
    own = audit.record("accounts.create", by=audit.Actor.program("在服务器上"))
    assert auditor.get(f"/audit/{own.seq}/").status_code == 200


@pytest.mark.parametrize("word", ["abc", "0x1", "９", "1" * 30])
def test_a_number_that_is_none_is_not_found(auditor, word):
    assert auditor.get(f"/audit/{word}/").status_code == 404


def test_the_export_says_actions_in_words(auditor, event):
    answer = auditor.get("/audit/?export=csv")
    assert "李（乡镇干部）" in b"".join(answer.streaming_content).decode("utf-8-sig")


def test_the_export_is_an_event(auditor, event, everything):
    b"".join(auditor.get("/audit/?export=csv").streaming_content)
    assert AuditEvent.objects.filter(action="export").exists()
