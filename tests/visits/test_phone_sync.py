"""Every answer of the sync contract, and what is left in the tables after it."""

import hashlib
import json
import uuid
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from congress_poverty.audit import Actor
from congress_poverty.reach import reaching
from deputies.models import Phone
from pairing.models import Pairing
from tests import factories as make
from tests.visits.phones import item, picture, send, send_chunk, visit_item
from visits import actions
from visits.actions import VisitFacts
from visits.models import HeldItem, SyncReceipt, Visit, VisitPhoto
from visits.phone import contract
from visits.phone.held import forget_refused


def visits():
    with reaching(make.EVERYTHING):
        return list(Visit.objects.order_by("pk"))


def held():
    with reaching(make.EVERYTHING):
        return list(HeldItem.objects.select_related("person").order_by("pk"))


@pytest.fixture
def stored(wang, world):
    """A visit that has arrived: the item and the row."""
    one = visit_item(world, topics=["饮水"], handling="转村镇办", note="水压低")
    assert send(wang, one).status_code == 201
    return one, visits()[0]


# ---- stored ------------------------------------------------------------------------------


def test_a_new_item_is_stored_and_gets_a_receipt_with_its_own_token_and_hash(wang, world):
    one = visit_item(world, topics=["饮水"], handling="转村镇办", note="三天停一次水")
    answer = send(wang, one)
    said = answer.json()
    assert (answer.status_code, said["answer"]) == (201, "stored")
    assert (said["token"], said["sha"]) == (one["token"], one["sha"])
    visit = visits()[0]
    assert said["receipt"]["id"] == visit.code
    assert len(said["receipt"]["hmac"]) == 64
    assert (visit.topics, visit.handling, visit.note) == (["饮水"], "转村镇办", "三天停一次水")
    assert (visit.source, str(visit.client_uuid)) == (Visit.Source.PHONE, one["token"])


def test_the_same_item_again_gets_the_same_receipt_and_makes_no_second_visit(wang, world):
    one = visit_item(world)
    first, second = send(wang, one), send(wang, one)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert len(visits()) == 1


def test_two_visits_to_one_household_on_one_day_are_both_kept(wang, world):
    assert [send(wang, visit_item(world)).status_code for _ in range(2)] == [201, 201]
    assert len(visits()) == 2


# ---- quarantined -------------------------------------------------------------------------


def test_another_content_under_the_same_token_is_held_beside_the_first(wang, world):
    one = visit_item(world)
    send(wang, one)
    other = {**visit_item(world, note="又写了一句"), "token": one["token"]}
    answer = send(wang, other)
    assert (answer.status_code, answer.json()["answer"]) == (409, "quarantined")
    assert [one.reason for one in held()] == ["other_body"]
    assert "又写了一句" in held()[0].payload
    assert len(visits()) == 1


def reassign(world, ended_on):
    with reaching(make.EVERYTHING):
        Pairing.objects.filter(pk=world.pairing.pk).update(ended_on=ended_on)
    sun = make.deputy(world.east, "孙秀珍", pinyin="sunxiuzhen sxz")
    make.pairing(sun, world.zhang_household, ended_on + timedelta(days=1))
    return sun


def test_a_visit_to_a_household_that_was_given_to_another_is_kept_for_the_township(wang, world):
    reassign(world, timezone.localdate() - timedelta(days=2))
    answer = send(wang, visit_item(world))
    assert (answer.status_code, answer.json()["answer"]) == (202, "quarantined")
    assert "孙秀珍代表联系" in answer.json()["sentence"]
    assert visits() == []
    assert [(one.reason, one.state) for one in held()] == [("reassigned", "waiting")]


def test_a_visit_made_before_the_household_was_given_to_another_is_stored(wang, world):
    reassign(world, timezone.localdate())
    assert send(wang, visit_item(world)).status_code == 201


def test_the_township_keeps_a_held_visit_as_the_old_helpers_with_its_photo(wang, li, world):
    reassign(world, timezone.localdate() - timedelta(days=2))
    one, whole = visit_item(world, note="看望老人"), picture()
    send(wang, one)
    answer = send_chunk(wang, whole, of=one, whole=whole, token=str(uuid.uuid4()), offset=0)
    assert answer.json()["answer"] == "stored"
    page = li.get(f"/visits/held/{held()[0].code}/").content.decode()
    assert "仍算他的走访" in page
    assert "转给孙秀珍代表" in page
    li.post(f"/visits/held/{held()[0].code}/keep/")
    [visit] = visits()
    assert (visit.deputy_names, visit.note) == ("王代表", "看望老人")
    with reaching(make.EVERYTHING):
        assert VisitPhoto.objects.filter(visit=visit).count() == 1
    assert send(wang, one).json()["receipt"]["id"] == visit.code
    assert held()[0].state == "kept"


def test_the_township_gives_a_held_visit_to_who_looks_after_the_household_now(wang, li, world):
    reassign(world, timezone.localdate() - timedelta(days=2))
    send(wang, visit_item(world))
    li.post(f"/visits/held/{held()[0].code}/pass/")
    assert [visit.deputy_names for visit in visits()] == ["孙秀珍"]


def test_a_held_item_is_decided_once(wang, li, world):
    reassign(world, timezone.localdate() - timedelta(days=2))
    send(wang, visit_item(world))
    code = held()[0].code
    li.post(f"/visits/held/{code}/drop/", {"reason": "已由孙秀珍代表记过"})
    li.post(f"/visits/held/{code}/keep/")
    assert visits() == []
    assert (held()[0].state, held()[0].decision) == ("dropped", "已由孙秀珍代表记过")


def test_what_a_closed_account_wrote_is_taken_in_and_held(world, wang):
    make.phone(wang.account, "lost-post")
    wang.account.is_active = False
    wang.account.save()
    stranger = Client()
    stranger.cookies["phone"] = "lost-post"
    answer = send(stranger, visit_item(world))
    assert (answer.status_code, answer.json()["reason"]) == (202, "closed")
    assert visits() == []
    assert held()[0].person == world.wang


def test_what_was_written_in_a_post_that_ended_meanwhile_is_held(wang, world):
    wang.account.posts.update(ended_on=timezone.localdate())
    assert send(wang, visit_item(world)).json()["reason"] == "closed"


# ---- conflict and gone -------------------------------------------------------------------


def edit_item(visit_key, base=1, **changes):
    changes = {name: {"was": was, "now": now} for name, (was, now) in changes.items()}
    return item("visit_edit", {"visit": visit_key, "changes": changes}, base_version=base)


def office_changes(visit, **facts):
    with reaching(make.EVERYTHING):
        there = {
            "visited_on": visit.visited_on,
            "mode": visit.mode,
            "topics": tuple(visit.topics),
            "handling": visit.handling,
            "note": visit.note,
        }
        person = visit.visitors.get().person
        actions.edit(
            visit,
            VisitFacts(**there | facts),
            by=Actor(label="李干事", role="township_clerk", county_code="341323"),
            today=timezone.localdate(),
            people=[person],
            version=visit.version,
        )


def test_different_fields_changed_on_both_sides_merge(wang, stored):
    one, visit = stored
    office_changes(visit, note="水压低，已报村里")
    answer = send(wang, edit_item(one["token"], topics=(["饮水"], ["饮水", "道路"])))
    assert answer.status_code == 201
    merged = visits()[0]
    assert (merged.note, merged.topics) == ("水压低，已报村里", ["饮水", "道路"])


def test_the_same_field_changed_on_both_sides_is_shown_with_both_values(wang, stored):
    _, visit = stored
    office_changes(visit, note="水压低，已报村里")
    answer = send(wang, edit_item(visit.code, note=("水压低", "水压低，三楼上不去")))
    said = answer.json()
    assert (answer.status_code, said["answer"]) == (409, "conflict")
    assert said["fields"] == {
        "note": {"label": "补的话", "mine": "水压低，三楼上不去", "theirs": "水压低，已报村里"}
    }
    assert visits()[0].note == "水压低，已报村里"
    assert [one.reason for one in held()] == ["conflict"]


def test_the_deputys_choice_settles_the_conflict(wang, stored):
    _, visit = stored
    office_changes(visit, note="水压低，已报村里")
    clash = edit_item(visit.code, note=("水压低", "三楼上不去"))
    version = send(wang, clash).json()["version"]
    choice = edit_item(visit.code, version, note=("水压低，已报村里", "三楼上不去"))
    assert send(wang, {**choice, "replaces": clash["token"]}).status_code == 201
    assert visits()[0].note == "三楼上不去"
    assert held()[0].state == "settled"


def test_a_change_that_both_sides_made_alike_is_no_conflict(wang, stored):
    _, visit = stored
    office_changes(visit, note="已修好")
    assert send(wang, edit_item(visit.code, note=("水压低", "已修好"))).status_code == 201


def test_an_edit_of_a_visit_that_was_deleted_says_so(wang, stored):
    one, visit = stored
    with reaching(make.EVERYTHING):
        actions.remove(visit, by=Actor(label="李", role="township_clerk"), now=timezone.now())
    answer = send(wang, edit_item(one["token"], note=("水压低", "已修好")))
    assert (answer.status_code, answer.json()["answer"]) == (410, "gone")
    assert send(wang, one).status_code == 410


def test_an_edit_after_a_day_is_held_and_the_township_applies_it(wang, li, stored):
    _, visit = stored
    with reaching(make.EVERYTHING):
        Visit.objects.update(received_at=timezone.now() - timedelta(days=3))
    answer = send(wang, edit_item(visit.code, note=("水压低", "已修好")))
    assert answer.json()["reason"] == "late_edit"
    li.post(f"/visits/held/{held()[0].code}/keep/")
    assert visits()[0].note == "已修好"


# ---- refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"all_well": False}, "topics", "请点一个事项"),
        ({"topics": ["饮水"], "all_well": False}, "handling", "请点一下怎么处理的"),
        ({"visited_on": "2999-01-01"}, "visited_on", "走访日期不能晚于今天"),
        ({"visited_on": "2026-02-30"}, "visited_on", "请写成某一天"),
        ({"household": "没有"}, "household", "请选择走访的是哪一户"),
        ({"note": "字" * 501}, "note", "最多 500 字"),
        ({"note": "张\x00三"}, "", "坏字符"),
        ({"topics": ["没有这一项"], "handling": "转村镇办"}, "topics", "没有这一项"),
        ({"mode": ["上门"]}, "mode", ""),
    ],
)
def test_an_error_is_said_beside_its_field_and_the_words_are_kept(wang, world, said, field, words):
    body = json.loads(visit_item(world)["body"]) | said
    answer = send(wang, item("visit", body))
    assert (answer.status_code, answer.json()["answer"]) == (422, "refused")
    assert answer.json()["field"] == field
    assert words in answer.json()["sentence"]
    assert visits() == []
    assert held()[0].reason == "refused"


def test_a_refused_item_can_be_mended_under_the_same_token(wang, world):
    bad = visit_item(world, topics=["饮水"])
    send(wang, bad)
    good = {**visit_item(world, topics=["饮水"], handling="当面答复了"), "token": bad["token"]}
    assert send(wang, good).status_code == 201
    assert [one.state for one in held()] == ["settled"]


def test_the_neighbours_household_is_not_known(wang, world):
    answer = send(wang, visit_item(world, household=world.liu_household))
    assert answer.json()["sentence"] == "请选择走访的是哪一户"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b"nonsense",
        b'{"token": NaN}',
        b"[" * 100_000,
        b'{"a": 1e400}',
        b'"\\ud800"',
        b"\xff\xfe",
        b"null",
    ],
)
def test_what_is_no_item_is_refused_in_words(wang, raw):
    answer = wang.post("/m/sync/", raw, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["answer"] == "refused"


@pytest.mark.parametrize(
    "wrong",
    [
        {"token": "not a token"},
        {"token": None},
        {"kind": "payment"},
        {"kind": {}},
        {"schema": True},
        {"schema": "1"},
        {"sha": "0" * 64},
        {"body": {"household": 1}},
        {"body": "字" * 70_000},
        {"base_version": -1},
        {"account": "𠮷"},
    ],
)
def test_an_item_with_a_broken_part_is_refused_in_words(wang, world, wrong):
    answer = send(wang, {**visit_item(world), **wrong})
    assert (answer.status_code, answer.json()["answer"]) == (400, "refused")
    assert visits() == []


@pytest.mark.parametrize(
    "odd", [None, 5, [], {}, True, "😀" * 50, "'; DROP TABLE x;--", "1e400", ["x"], "\ud83d"]
)
@pytest.mark.parametrize(
    "field", ["household", "visited_on", "mode", "topics", "handling", "note", "acts", "peers"]
)
def test_an_odd_value_in_any_field_never_breaks_the_answer(wang, world, field, odd):
    body = json.loads(visit_item(world)["body"]) | {field: odd}
    text = json.dumps(body)
    one = {**item("visit", {}), "body": text, "sha": hashlib.sha256(text.encode()).hexdigest()}
    assert send(wang, one).json()["answer"] in ("stored", "refused")


@pytest.mark.parametrize(
    "odd", [None, 5, [], {"note": 1}, {"note": {}}, {"note": {"was": 1, "now": []}}, {"id": {}}]
)
def test_an_odd_edit_never_breaks_the_answer(wang, stored, odd):
    answer = send(wang, item("visit_edit", {"visit": stored[0]["token"], "changes": odd}))
    assert answer.json()["answer"] in ("refused", "conflict")


# ---- not now -----------------------------------------------------------------------------


def test_without_a_login_the_item_stays_on_the_phone(world, db):
    answer = send(Client(), visit_item(world))
    assert (answer.status_code, answer.json()["answer"]) == (401, "login")


def test_an_item_of_another_account_is_not_taken_under_this_one(wang, world):
    answer = send(wang, {**visit_item(world), "account": "somebody2"})
    assert (answer.status_code, answer.json()["answer"]) == (401, "login")
    assert visits() == []


def test_a_token_of_somebody_else_tells_nothing(wang, world):
    one = visit_item(world)
    send(wang, one)
    other = make.account("赵代表", person=world.zhao)
    make.post(other, "deputy", world.county)
    zhao_phone = Client()
    zhao_phone.force_login(other, backend="deputies.identity.IdentityBackend")
    answer = send(zhao_phone, one)
    assert (answer.status_code, "receipt" in answer.json()) == (422, False)


def test_during_maintenance_the_phone_keeps_the_item_and_is_told_until_when(wang, world, settings, tmp_path):
    settings.MAINTENANCE_FILE = tmp_path / "maintenance"
    settings.MAINTENANCE_FILE.write_text("6 月 9 日 22:00 至 22:30 维护。", encoding="utf-8")
    answer = send(wang, visit_item(world))
    assert (answer.status_code, answer.json()["answer"]) == (503, "maintenance")
    assert "22:30" in answer.json()["sentence"]
    assert answer.headers["Retry-After"] == "300"


def test_when_the_database_is_away_the_phone_tries_again(wang, world, monkeypatch):
    def away(*_):
        raise OperationalError("gone")

    monkeypatch.setattr(contract, "take", away)
    answer = send(wang, visit_item(world))
    assert (answer.status_code, answer.json()["answer"]) == (503, "retry")
    assert answer.headers["Retry-After"]


def test_a_phone_that_sends_too_fast_is_slowed_down(wang, world, monkeypatch):
    monkeypatch.setattr(contract, "ITEMS_A_MINUTE", 2)
    assert [send(wang, visit_item(world)).status_code for _ in range(3)] == [201, 201, 429]


def test_a_page_newer_than_the_server_keeps_its_items(wang, world):
    answer = send(wang, {**visit_item(world), "schema": contract.SCHEMA + 1})
    assert (answer.status_code, answer.json()["answer"]) == (426, "outdated")


@pytest.mark.parametrize("who", ["li", "li_chair", "sun", "zhou", "qian", "system_admin", "auditor"])
def test_who_is_no_deputy_hands_nothing_in(who, request, world):
    assert send(request.getfixturevalue(who), visit_item(world)).status_code == 401
    assert visits() == []


def test_a_foreign_page_cannot_make_a_phone_hand_in(wang, world):
    client = Client(enforce_csrf_checks=True)
    client.cookies = wang.cookies
    assert send(client, visit_item(world)).status_code == 403
    assert visits() == []


# ---- photos ------------------------------------------------------------------------------


def test_a_photo_comes_in_chunks_and_goes_on_where_it_was_cut(wang, stored):
    one, visit = stored
    whole, token = picture(size=(900, 700)), str(uuid.uuid4())
    cut = len(whole) // 3
    named = {"of": one, "whole": whole, "token": token}
    assert send_chunk(wang, whole[:cut], offset=0, **named).json()["offset"] == cut
    assert send_chunk(wang, whole[:cut], offset=0, **named).json()["offset"] == cut
    assert send_chunk(wang, whole[-5:], offset=len(whole) - 5, **named).json()["offset"] == cut
    last = send_chunk(wang, whole[cut:], offset=cut, **named)
    assert (last.status_code, last.json()["answer"], last.json()["token"]) == (201, "stored", token)
    again = send_chunk(wang, whole[cut:], offset=cut, **named)
    assert (again.status_code, again.json()["answer"]) == (200, "stored")
    with reaching(make.EVERYTHING):
        assert VisitPhoto.objects.filter(visit=visit).count() == 1


def test_a_photo_whose_hash_is_wrong_begins_anew(wang, stored):
    whole = picture()
    answer = send_chunk(
        wang, whole, of=stored[0], whole=whole, token=str(uuid.uuid4()), offset=0, sha="a" * 64
    )
    assert (answer.json()["answer"], answer.json()["offset"]) == ("more", 0)


def test_what_is_no_photo_is_refused_in_words(wang, stored):
    whole = b"<html>free wifi</html>"
    answer = send_chunk(wang, whole, of=stored[0], whole=whole, token=str(uuid.uuid4()), offset=0)
    assert (answer.status_code, answer.json()["answer"]) == (422, "refused")
    assert "不是照片" in answer.json()["sentence"]


def test_a_photo_waits_on_the_phone_until_its_visit_is_there(wang, world):
    whole = picture()
    answer = send_chunk(wang, whole, of=visit_item(world), whole=whole, token=str(uuid.uuid4()), offset=0)
    assert (answer.status_code, answer.json()["answer"]) == (503, "retry")


def test_a_chunk_without_its_headers_is_refused(wang):
    assert wang.post("/m/photo/", b"x", content_type="application/octet-stream").status_code == 400


# ---- phones ------------------------------------------------------------------------------


def test_the_first_bundle_registers_the_phone_which_then_outlives_the_session(wang, world):
    wang.get("/m/bundle.json")
    phone = Client()
    phone.cookies["phone"] = wang.cookies["phone"].value
    assert send(phone, visit_item(world)).status_code == 201
    assert phone.get("/m/bundle.json").json()["name"] == "王代表"


def test_the_token_opens_no_page_outside_the_phone(wang):
    wang.get("/m/bundle.json")
    phone = Client()
    phone.cookies["phone"] = wang.cookies["phone"].value
    assert phone.get("/visits/").status_code == 302


def test_a_phone_taken_off_the_list_hands_in_nothing(wang, world):
    wang.get("/m/bundle.json")
    [known] = Phone.objects.all()
    page = wang.get("/me/phones/").content.decode()
    assert known.name in page
    wang.post(f"/me/phones/{known.code}/revoke/")
    phone = Client()
    phone.cookies["phone"] = wang.cookies["phone"].value
    answer = send(phone, visit_item(world))
    assert (answer.status_code, answer.json()["answer"]) == (403, "revoked")
    assert visits() == []


def test_a_new_password_ends_the_phones(wang, world):
    wang.get("/m/bundle.json")
    wang.account.set_password("Meiyou-Guanxi-9")
    wang.account.save()
    phone = Client()
    phone.cookies["phone"] = wang.cookies["phone"].value
    assert send(phone, visit_item(world)).json()["answer"] == "login"


def test_a_phone_silent_for_more_than_a_month_asks_to_log_in(wang, world):
    wang.get("/m/bundle.json")
    Phone.objects.update(used_on=timezone.localdate() - timedelta(days=31))
    phone = Client()
    phone.cookies["phone"] = wang.cookies["phone"].value
    assert send(phone, visit_item(world)).json()["answer"] == "login"


def test_nobody_ends_the_phone_of_another(wang, world):
    phone = make.phone(make.account("别人"))
    assert wang.post(f"/me/phones/{phone.code}/revoke/").status_code == 404


# ---- the bundle --------------------------------------------------------------------------


def test_the_bundle_has_own_households_only_and_nothing_secret_about_them(wang, world):
    with reaching(make.EVERYTHING):
        household = world.zhang_household
        number = make.id_number()
        household.phone, household.id_number = "13912345678", number
        household.illness_note, household.bank_account = "高血压三级", "6222020000000001"
        household.save()
    given = wang.get("/m/bundle.json").content.decode()
    assert "张德福" in given
    assert "刘有才" not in given
    for secret in ("13912345678", number, "高血压三级", "6222020000000001"):
        assert secret not in given


def test_the_size_of_the_letters_is_kept_with_the_person(wang):
    assert send(wang, item("size", {"size": "huge"})).status_code == 201
    wang.account.refresh_from_db()
    assert wang.account.text_size == "huge"


def test_receipts_are_rows_of_the_deputys_township(wang, zhao, li, stored):
    assert li.get("/visits/held/").status_code == 200
    with reaching(make.EVERYTHING):
        [receipt] = SyncReceipt.objects.all()
    assert receipt.township_id == stored[1].township_id


def test_what_was_refused_is_forgotten_after_thirty_days_and_what_waits_is_not(wang, world):
    send(wang, visit_item(world, topics=["饮水"]))
    reassign(world, timezone.localdate() - timedelta(days=2))
    send(wang, visit_item(world))
    assert forget_refused(now=timezone.now() + timedelta(days=29)) == 0
    assert forget_refused(now=timezone.now() + timedelta(days=31)) == 1
    assert [one.reason for one in held()] == ["reassigned"]
