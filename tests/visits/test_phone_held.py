"""What the deputy would like with a held visit, what is due, and what the server warns of."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from congress_poverty.models import Notice
from congress_poverty.reach import reaching
from deputies.models import Station
from tests import factories as make
from tests.visits.phones import item, picture, send, send_chunk, visit_item
from tests.visits.test_phone_sync import held, reassign, visits
from visits.models import PhotoUpload
from visits.phone.warn import warn


@pytest.fixture
def waits(wang, world):
    """A visit to a household that 孙秀珍 looks after by now."""
    reassign(world, timezone.localdate() - timedelta(days=2))
    one = visit_item(world)
    answer = send(wang, one).json()
    assert answer["helper"] == "孙秀珍"
    return one


def test_the_deputys_wish_is_shown_to_the_township_which_decides(wang, li, waits):
    answer = send(wang, item("wish", {"held": waits["token"], "wish": "pass"}))
    assert "由镇里决定" in answer.json()["sentence"]
    assert visits() == []
    assert "转给现在的代表" in li.get(f"/visits/held/{held()[0].code}/").content.decode()
    [told] = wang.get("/m/bundle.json").json()["held"]
    assert (told["wish"], told["helper"], told["waiting"]) == ("转给现在的代表", "孙秀珍", True)


def test_a_wish_after_the_decision_is_told_what_was_decided(wang, li, waits):
    li.post(f"/visits/held/{held()[0].code}/keep/")
    answer = send(wang, item("wish", {"held": waits["token"], "wish": "drop"}))
    assert "镇里已经处理：已记下" in answer.json()["sentence"]
    assert held()[0].wish == ""


def test_a_wish_about_what_was_never_held_is_gone(wang, world):
    answer = send(wang, item("wish", {"held": visit_item(world)["token"], "wish": "keep"}))
    assert answer.json()["answer"] == "gone"


def test_what_was_refused_and_not_mended_is_told_after_three_days_once(wang, world):
    send(wang, visit_item(world, topics=["饮水"]))
    now = timezone.now()
    assert warn(now=now + timedelta(days=2)) == 0
    assert [warn(now=now + timedelta(days=4)) for _ in range(2)] == [1, 0]
    notice = Notice.objects.get(account=wang.account, key__startswith="phone:")
    assert "请点一下怎么处理的" in notice.text
    assert notice.url == "/m/"


def test_a_photo_that_stopped_half_way_is_told_after_three_days(wang, world):
    one, whole = visit_item(world), picture(size=(400, 300))
    send(wang, one)
    token = "11111111-1111-4111-8111-111111111111"
    send_chunk(wang, whole[:100], of=one, whole=whole, token=token, offset=0)
    assert warn(now=timezone.now() + timedelta(days=4)) == 1
    with reaching(make.EVERYTHING):
        assert not PhotoUpload.objects.get().is_complete


@pytest.mark.parametrize(
    ("on", "due"), [(date(2026, 3, 30), ""), (date(2026, 4, 2), "2026-04-30"), (date(2026, 5, 1), "")]
)
def test_first_contact_is_due_in_the_month_before_its_day(wang, world, time_machine_at, on, due):
    time_machine_at(on)
    assert wang.get("/m/bundle.json").json()["first_contact_due"] == due


@pytest.fixture
def time_machine_at(wang):
    import time_machine

    travellers = []

    def go(day):
        traveller = time_machine.travel(f"{day}T04:00:00+00:00", tick=False)
        traveller.start()
        travellers.append(traveller)
        wang.force_login(wang.account, backend="deputies.identity.IdentityBackend")

    yield go
    for traveller in travellers:
        traveller.stop()


def test_the_reception_day_is_that_of_the_own_station_or_else_the_townships(wang, world):
    make.station(world.east, "乡联络站", reception_day=10, level=Station.Level.TOWNSHIP)
    told = wang.get("/m/bundle.json").json()["receptions"]
    assert [(one["name"], one["day"]) for one in told] == [("乡联络站", 10)]
    make.station(world.east, "周田村联络点", reception_day=15, head=world.wang)
    make.station(world.west, "西乡联络站", reception_day=20)
    told = wang.get("/m/bundle.json").json()["receptions"]
    assert [(one["name"], one["day"]) for one in told] == [("周田村联络点", 15)]


def test_the_year_counts_activities_that_the_deputy_came_to(wang, world):
    today = timezone.localdate()
    make.activity(world.east, today, present=[world.wang])
    make.activity(world.east, today.replace(year=today.year - 1), present=[world.wang])
    make.activity(world.east, today, present=[])
    assert wang.get("/m/bundle.json").json()["activity_count"] == 1


def test_the_size_of_the_letters_is_asked_once_and_not_on_every_phone(wang, world):
    assert wang.get("/m/bundle.json").json()["size_asked"] is False
    send(wang, item("size", {"size": "", "dark": True}))
    told = wang.get("/m/bundle.json").json()
    assert (told["size_asked"], told["size"], told["dark"]) == (True, "", True)


PHONE = "Mozilla/5.0 (Linux; Android 10) AppleWebKit/537.36 Chrome/107 Mobile Safari/537.36 MicroMessenger/8"
COMPUTER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120 Safari/537.36"


@pytest.mark.parametrize(("agent", "lands"), [(PHONE, "/m/"), (COMPUTER, "/home/")])
def test_a_deputy_lands_on_the_phones_page_with_a_telephone_only(wang, agent, lands):
    assert wang.get("/", headers={"User-Agent": agent}).headers["Location"] == lands


def test_the_clerk_lands_where_clerks_land_on_any_machine(li):
    assert li.get("/", headers={"User-Agent": PHONE}).headers["Location"] != "/m/"
