"""Recording, correcting and taking back a visit."""

import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from congress_poverty.audit import Actor
from congress_poverty.models import AuditEvent
from congress_poverty.photos import Picture
from congress_poverty.reach import Reach, reaching
from congress_poverty.refusals import Refused
from deputies import roles
from tests import factories as make
from visits import actions, summary
from visits.actions import VisitFacts
from visits.models import Visit, VisitPhoto

TODAY = date(2026, 6, 9)
WANG = Actor(label="王代表（代表）", role=roles.DEPUTY)


@pytest.fixture
def in_county(world):
    with reaching(Reach("county", (world.county.pk,), ("341323",))):
        yield world


def record(world, facts=None, by=WANG, **more):
    return actions.record(
        world.zhang_household,
        facts or VisitFacts(date(2026, 6, 8), mode="入户走访", note="看望老人"),
        by=by,
        today=TODAY,
        **{"people": [world.wang], **more},
    )


def picture(seed=b"1"):
    return Picture(b"\xff\xd8" + seed, 10, 10, "IMG_1.jpg")


def test_a_visit_is_written_with_its_deputies_counters_and_event(in_county, everything):
    visit = record(in_county)
    assert (visit.deputy_names, visit.township) == ("王代表", in_county.east)
    assert visit.visitors.get().is_lead
    assert summary.differences(in_county.county) == []
    assert AuditEvent.objects.get(action="visits.record").object_code == visit.code


def test_the_same_uuid_again_is_the_same_visit(in_county):
    key = uuid.uuid4()
    first = record(in_county, client_uuid=key)
    second = record(in_county, client_uuid=key)
    assert first.pk == second.pk
    assert not second.is_new
    assert Visit.objects.count() == 1


def test_a_uuid_of_somebody_else_is_refused(in_county):
    key = uuid.uuid4()
    record(in_county, client_uuid=key)
    with pytest.raises(Refused) as refusal:
        record(in_county, client_uuid=key, by=Actor(label="赵代表（代表）", role=roles.DEPUTY))
    assert refusal.value.code == "E_UUID_USED"


def test_the_same_day_twice_is_two_visits(in_county):
    record(in_county)
    record(in_county)
    assert Visit.objects.count() == 2


def test_a_future_visit_is_refused_and_nothing_is_written(in_county):
    with pytest.raises(Refused) as refusal:
        record(in_county, VisitFacts(TODAY + timedelta(days=1), note="明天"))
    assert refusal.value.field == "visited_on"
    assert not Visit.objects.exists()


def test_a_visit_before_the_pairing_must_be_stated(in_county):
    early = VisitFacts(date(2026, 2, 1), note="摸底")
    with pytest.raises(Refused) as refusal:
        record(in_county, early)
    assert refusal.value.code == "E_DATE_BEFORE_PAIRING"
    stated = record(in_county, early, before_pairing=True)
    assert [finding.code for finding in stated.findings] == ["W_BEFORE_PAIRING"]


def test_a_visit_by_somebody_who_is_not_the_helper_is_kept_with_a_remark(in_county):
    sun = make.deputy(in_county.east, "孙代表")
    visit = record(in_county, people=[sun])
    assert [finding.code for finding in visit.findings] == ["W_NOT_HELPER"]


def test_a_visit_without_deputies_is_refused(in_county):
    with pytest.raises(Refused):
        record(in_county, people=[])


def edit(world, visit, facts, version=1, by=WANG, **more):
    return actions.edit(visit, facts, by=by, today=TODAY, version=version, **{"people": [world.wang], **more})


def test_a_correction_keeps_the_names_of_what_changed(in_county, everything):
    visit = record(in_county)
    facts = VisitFacts(date(2026, 5, 3), mode="入户走访", note="看望老人", amount=Decimal("200.00"))
    edit(in_county, visit, facts)
    assert AuditEvent.objects.get(action="visits.edit").detail["changed"] == ["visited_on", "amount"]
    assert summary.differences(in_county.county) == []


def test_of_two_who_correct_the_same_version_the_second_is_told(in_county):
    visit = record(in_county)
    edit(in_county, visit, VisitFacts(date(2026, 6, 8), note="甲改"))
    with pytest.raises(Refused) as refusal:
        edit(in_county, visit, VisitFacts(date(2026, 6, 8), note="乙改"))
    assert refusal.value.code == "E_CHANGED"
    assert Visit.objects.get().note == "甲改"


def test_changing_who_went_moves_the_visit_to_their_township(in_county, everything):
    visit = record(in_county)
    edit(in_county, visit, VisitFacts(date(2026, 6, 8), note="改"), people=[in_county.zhao])
    kept = Visit.objects.get()
    assert (kept.township, kept.deputy_names) == (in_county.west, "赵代表")
    assert summary.differences(in_county.county) == []


def test_a_deputy_takes_an_own_visit_back_within_a_day(in_county, everything):
    visit = record(in_county)
    actions.remove(visit, by=WANG, now=timezone.now())
    assert not Visit.objects.exists()
    assert summary.differences(in_county.county) == []
    assert AuditEvent.objects.filter(action="visits.remove").exists()


def test_after_a_day_only_the_office_removes(in_county, clerk_actor):
    visit = record(in_county)
    later = timezone.now() + timedelta(days=1, minutes=1)
    with pytest.raises(Refused, match="一天之内"):
        actions.remove(visit, by=WANG, now=later)
    actions.remove(visit, by=clerk_actor, now=later)
    assert not Visit.objects.exists()


def test_a_fourth_photo_is_refused(in_county):
    visit = record(in_county, pictures=[picture(b"1"), picture(b"2"), picture(b"3")])
    with pytest.raises(Refused, match="最多 3 张"):
        actions.add_photos(visit, [picture(b"4")], by=WANG, today=TODAY)
    assert VisitPhoto.objects.count() == 3


def test_the_same_photo_twice_is_kept_once(in_county):
    visit = record(in_county, pictures=[picture(), picture()])
    actions.add_photos(visit, [picture()], by=WANG, today=TODAY)
    assert VisitPhoto.objects.count() == 1


def test_removing_a_visit_removes_its_files(in_county, django_capture_on_commit_callbacks):
    visit = record(in_county, pictures=[picture()])
    name = VisitPhoto.objects.get().name
    assert default_storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        actions.remove(visit, by=WANG, now=timezone.now())
    assert not default_storage.exists(name)
