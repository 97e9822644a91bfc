"""The station's pages as its people use them: a head, a deputy, a clerk, the county."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from congress_poverty.reach import reaching
from tests import factories as make
from visits import rota
from visits.models import (
    Activity,
    DiaryEntry,
    DutyDay,
    DutySwap,
    MarketDay,
    MicroWish,
    Reception,
    StationCheck,
)  # fmt: skip


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def station(world):
    return make.station(world.east, "东乡代表联络站", reception_day=5, head=world.wang)


@pytest.fixture
def sun_deputy(world):
    return make.deputy(world.east, "孙代表", pinyin="sundaibiao sdb")


def next_month(today, count=1):
    return "{}-{:02}".format(*rota.month_after(today.year, today.month, count))


def plan_url(station, month):
    return f"{reverse('visits:station_roster_plan', args=[station.code])}?month={month}"


def test_a_head_lays_out_next_month_and_not_this_one(wang, world, station, sun_deputy, today):
    url = plan_url(station, next_month(today))
    page = wang.get(url)
    assert "孙代表" in page.content.decode()
    day = f"{next_month(today)}-15"
    answer = wang.post(
        url, {"day-0": day, "hours-0": "9:00", "theme-0": "", "people-0": [sun_deputy.code], "version": "1"}
    )
    assert answer.status_code == 302
    with reaching(make.EVERYTHING):
        made = DutyDay.objects.get(station=station)
        assert (made.day.isoformat(), [s.person for s in made.shifts.all()]) == (day, [sun_deputy])
    refused = wang.get(plan_url(station, f"{today:%Y-%m}"), headers={"accept": "application/json"})
    assert refused.status_code == 422
    assert refused.json()["code"] == "E_ROSTER_CLOSED"


def test_a_deputy_who_heads_another_station_does_not_find_this_plan(wang, world, station, sun_deputy, today):
    other = make.station(world.east, "东乡二站", head=sun_deputy)
    assert wang.get(plan_url(other, next_month(today))).status_code == 404
    assert wang.get(reverse("visits:station_roster", args=[other.code])).status_code == 200


def test_a_clerk_lays_out_any_month_of_the_township(li, station, world, today):
    assert li.get(plan_url(station, f"{today:%Y-%m}")).status_code == 200


def test_a_deputy_asks_for_the_own_shift_only(wang, world, station, sun_deputy, today):
    day = make.duty_day(station, today + timedelta(days=20), [world.wang, sun_deputy])
    qian = make.deputy(world.east, "钱代表")
    with reaching(make.EVERYTHING):
        mine, theirs = day.shifts.get(person=world.wang), day.shifts.get(person=sun_deputy)
    assert wang.get(reverse("visits:shift_swap", args=[day.code, theirs.code])).status_code == 404
    url = reverse("visits:shift_swap", args=[day.code, mine.code])
    assert wang.post(url, {"how": f"p-{qian.code}", "reason": "开会"}).status_code == 302
    with reaching(make.EVERYTHING):
        swap = DutySwap.objects.get()
        assert (swap.from_person, swap.to_person, swap.state) == (world.wang, qian, "asked")
    # Whoever asked does not answer.
    assert wang.get(reverse("visits:swap_answer", args=[swap.code])).status_code == 404
    assert wang.post(reverse("visits:swap_withdraw", args=[swap.code])).status_code == 302


def test_a_clerk_changes_a_shift_directly(li, world, station, sun_deputy, today):
    day = make.duty_day(station, today + timedelta(days=20), [world.wang])
    with reaching(make.EVERYTHING):
        shift = day.shifts.get()
    url = reverse("visits:shift_swap", args=[day.code, shift.code])
    assert li.post(url, {"how": f"p-{sun_deputy.code}"}).status_code == 302
    with reaching(make.EVERYTHING):
        shift.refresh_from_db()
        assert (shift.person, DutySwap.objects.get().state) == (sun_deputy, "arranged")


def test_the_notice_strikes_a_day_that_falls_out_and_says_why(li, world, station, today):
    make.duty_day(station, today, [world.wang], state="cancelled", moved_because="停电检修")
    page = li.get(f"{reverse('visits:station_roster_notice', args=[station.code])}?month={today:%Y-%m}")
    text = page.content.decode()
    assert "<s>" in text
    assert "停电检修" in text


def test_a_check_is_written_item_by_item_and_opens_from_the_coverage(li, station):
    url = f"{reverse('visits:station_check_new', args=[station.code])}?standard=displays"
    data = {"checked_on": "2026-05-06", "checked_by": "", "note": "", "answer-0": "yes", "answer-1": "no"}
    assert li.post(url, {**data, "answer-1": ""}).status_code == 422
    assert li.post(url, data).status_code == 302
    with reaching(make.EVERYTHING):
        assert (StationCheck.objects.get().passed, StationCheck.objects.get().asked) == (1, 2)
    assert li.get(reverse("visits:stations_coverage")).status_code == 200
    rows = li.get(f"{reverse('visits:station_items')}?standard=displays&item=deeds&answer=no")
    assert "东乡代表联络站" in rows.content.decode()


def test_a_deputy_records_what_the_deputy_heard_and_reads_no_one_elses(wang, world, station, sun_deputy):
    sun_station = make.station(world.east, "东乡二站", head=sun_deputy)
    hidden = make.reception(sun_station, [sun_deputy], words="别人听到的")
    url = reverse("visits:reception_new")
    data = {
        "station": station.code, "received_on": "2026-06-01", "source": "day", "words": "桥没有护栏",
        "people_count": "3",
    }  # fmt: skip
    assert wang.post(url, data).status_code == 302
    with reaching(make.EVERYTHING):
        made = Reception.objects.get(words="桥没有护栏")
        assert [row.person for row in made.deputies.all()] == [world.wang]
    assert wang.get(hidden.get_absolute_url()).status_code == 404
    # The head of a station reads its register.
    at_own = make.reception(station, [sun_deputy], words="别人在我站里听到的")
    assert wang.get(at_own.get_absolute_url()).status_code == 200


def test_the_county_reads_no_name_and_no_phone(sun, world, station):
    one = make.reception(station, [world.wang], voter_name="刘老汉", voter_phone="13812345678")
    text = sun.get(one.get_absolute_url()).content.decode()
    assert "刘老汉" not in text
    assert "138" not in text
    assert "刘" in text


def test_a_phone_is_shown_once_after_a_reason(li, world, station):
    one = make.reception(station, [world.wang], voter_phone="13812345678")
    url = reverse("visits:reception_reveal", args=[one.code])
    assert "13812345678" not in li.get(one.get_absolute_url()).content.decode()
    assert li.post(url, {"reason": "x"}).status_code == 422
    shown = li.post(url, {"reason": "告诉办理结果"})
    assert "13812345678" in shown.content.decode()
    assert shown["Cache-Control"] == "no-store"


def test_a_matter_becomes_an_opinion_without_the_voters_name(li, world, station):
    one = make.reception(station, [world.wang], voter_name="刘老汉", words="刘老汉说路坏了没人修")
    page = li.get(f"/opinions/new/?reception={one.code}").content.decode()
    assert "群众说路坏了没人修" in page
    assert "刘老汉" not in page
    data = {
        "heard_by_1": "", "heard_by": "", "words": "群众说路坏了没人修", "heard": "reception",
        "heard_on": "2026-06-01", "people_count": "1", "heard_by_codes": world.wang.code,
    }  # fmt: skip
    answer = li.post(f"/opinions/new/?reception={one.code}", data)
    assert answer.status_code == 302, answer.context["error_lines"]
    assert "群众说路坏了没人修" in li.get(one.get_absolute_url()).content.decode()


def test_a_market_day_takes_ten_matters_from_paper_and_keeps_all_that_was_typed(li, world):
    day = make.market_day(world.east, [world.wang])
    url = reverse("visits:market_day_matters", args=[day.code])
    good = {"person-0": world.wang.code, "words-0": "想学电焊", "route-0": "answered", "advice-0": "下月开班"}
    bad = {"person-1": world.wang.code, "words-1": "打官司", "route-1": "lawful"}
    refused = li.post(url, {**good, **bad})
    assert refused.status_code == 422
    assert "想学电焊" in refused.content.decode()
    with reaching(make.EVERYTHING):
        assert not Reception.objects.exists()
    assert li.post(url, {**good, **bad, "advice-1": "请找法院"}).status_code == 302
    with reaching(make.EVERYTHING):
        assert MarketDay.objects.get().receptions.count() == 2


def test_a_market_day_is_an_activity_with_its_list_of_names_and_its_sign_in_sheet(li, world, station):
    sun_deputy = make.deputy(world.east, "孙代表", pinyin="sundaibiao sdb")
    ahead = timezone.localdate() + timedelta(days=5)
    crew = [world.wang.code, sun_deputy.code]
    sent = {"township": world.east.code, "held_on": ahead, "theme": "食品安全宣传", "place": "集市东口"}
    sent |= {"people_codes": ",".join(crew), "stations": [station.code], "partners": ["公安"]}
    answer = li.post(reverse("visits:market_day_new"), sent)
    with reaching(make.EVERYTHING):
        day = MarketDay.objects.get()
        activity = day.activity
        assert activity.attendances.filter(status="invited").count() == 2
    assert answer.url == day.get_absolute_url()
    page = li.get(answer.url).content.decode()
    assert f">{station}</a>" in page
    assert "登记接待的事</a>" not in page
    sheet = li.get(reverse("visits:signsheet", args=[activity.code])).content.decode()
    assert "孙代表" in sheet
    assert "食品安全宣传" in sheet
    # Brought forward to today with one deputy less; who is left is marked on the activity's page.
    today = {**sent, "held_on": timezone.localdate(), "people_codes": crew[0], "version": 1}
    edit = reverse("visits:market_day_edit", args=[day.code])
    assert li.post(edit, today).status_code == 302
    with reaching(make.EVERYTHING):
        activity.refresh_from_db()
        assert (activity.state, activity.present_count) == ("held", 1)
        activity.attendances.update(status="leave")
    assert "请假 <span" in li.get(answer.url).content.decode()
    assert li.post(edit, {**today, "version": 2}).status_code == 302
    with reaching(make.EVERYTHING):
        assert activity.attendances.get().status == "leave"
        # One that was written down as an activity before is taken, not doubled.
        MarketDay.objects.all().delete()
    assert li.post(reverse("visits:market_day_new"), today).status_code == 302
    with reaching(make.EVERYTHING):
        assert MarketDay.objects.get().activity == activity
        assert Activity.objects.count() == 1


def test_a_deputy_takes_a_wish_and_another_cannot_finish_it(wang, world, station, zhao):
    wish = make.wish(station, wisher="李小妹", is_minor=True)
    text = wang.get(wish.get_absolute_url()).content.decode()
    assert "李小妹" not in text
    assert wang.post(reverse("visits:wish_claim", args=[wish.code]), {}).status_code == 302
    with reaching(make.EVERYTHING):
        assert MicroWish.objects.get().claimed_by == world.wang
    assert zhao.get(wish.get_absolute_url()).status_code == 404


def test_the_sheet_on_the_notice_board_names_nobody(li, station):
    make.wish(station, wisher="李小妹", is_minor=True)
    text = li.get(reverse("visits:wish_sheet")).content.decode()
    assert "想要一盏台灯" in text
    assert "李小妹" not in text


def test_a_diary_is_the_deputys_own_and_the_county_sees_none(wang, sun, world, sun_deputy):
    theirs = make.diary_entry(sun_deputy)
    assert wang.get(theirs.get_absolute_url()).status_code == 404
    data = {"voter_name": "李大爷", "met_on": "2026-06-01", "way": "电话", "said": "渠道淤了"}
    assert wang.post(reverse("visits:diary_new"), data).status_code == 302
    with reaching(make.EVERYTHING):
        assert DiaryEntry.objects.get(deputy=world.wang).way == "电话"
    assert sun.get(reverse("visits:diary")).status_code == 403


def test_a_clerk_types_from_paper_but_does_not_change_what_a_deputy_wrote(li, world):
    theirs = make.diary_entry(world.wang, recorded_by="王代表")
    assert li.get(reverse("visits:diary_edit", args=[theirs.code])).status_code == 404


@pytest.mark.parametrize("book", ["roll", "reception", "activities", "opinions", "duty", "wishes", "diary"])
def test_every_book_that_the_program_fills_prints(li, world, station, book):
    make.reception(station, [world.wang], received_on=date(timezone.localdate().year, 1, 2))
    page = li.get(reverse("visits:station_book", args=[station.code, book]))
    assert page.status_code == 200


def test_a_paper_book_has_no_page(li, station):
    assert li.get(reverse("visits:station_book", args=[station.code, "meetings"])).status_code == 404
