"""Checks, rosters, swaps, receptions, wishes, diaries: what they do and what they refuse."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from congress_poverty import photos
from congress_poverty.audit import Actor
from congress_poverty.models import AuditEvent, Notice
from congress_poverty.refusals import Refused
from deputies.roles import DEPUTY
from tests import factories as make
from visits import duty_notices, station_figures
from visits.actions import diary, receptions, rosters, stations, wishes
from visits.actions.rosters import PlannedDay
from visits.actions.stations import BookState, Found
from visits.models import DiaryEntry, DutyDay, DutyShift, DutySwap, MicroWish, Reception, StationCheck
from visits.policy import StationPolicy

TODAY = date(2026, 6, 9)
pytestmark = pytest.mark.usefixtures("everything")


@pytest.fixture
def station(world):
    return make.station(world.east, "东乡代表联络站", reception_day=5, head=world.wang)


@pytest.fixture
def sun(world):
    return make.deputy(world.east, "孙代表", pinyin="sundaibiao sdb")


# ---- checklists -----------------------------------------------------------------------


def check(station, by, answers=("yes", "yes"), on=TODAY, standard="displays", **more):
    items = station.county.policy(StationPolicy).standard(standard).items
    found = {item.code: Found(answer) for item, answer in zip(items, answers, strict=True)}
    return stations.check_station(station, standard=standard, on=on, found=found, by=by, today=TODAY, **more)


def test_the_newest_check_is_the_one_that_holds(station, clerk_actor):
    new = check(station, clerk_actor, ("yes", "no"))
    old = check(station, clerk_actor, ("yes", "yes"), on=date(2026, 3, 1))
    old.refresh_from_db(), new.refresh_from_db()
    assert (new.is_latest, old.is_latest) == (True, False)
    stations.remove_check(new, by=clerk_actor)
    old.refresh_from_db()
    assert old.is_latest


def test_an_item_that_is_not_good_enough_says_why(station, clerk_actor):
    with pytest.raises(Refused, match="写差在哪里"):
        check(station, clerk_actor, ("part", "yes"))
    assert not StationCheck.objects.exists()


def test_a_list_with_a_gap_is_refused_by_name(station, clerk_actor):
    with pytest.raises(Refused, match="履职风采"):
        stations.check_station(
            station,
            standard="displays",
            on=TODAY,
            found={"system": Found("yes")},
            by=clerk_actor,
            today=TODAY,
        )


def test_the_same_list_on_the_same_day_is_one_check(station, clerk_actor):
    check(station, clerk_actor)
    with pytest.raises(Refused) as refusal:
        check(station, clerk_actor)
    assert refusal.value.code == "E_DUP_ROW"


def test_a_village_station_is_not_held_against_the_towns_list(world, clerk_actor):
    village = make.station(world.east, "周田站", level="village", village=world.zhoutian)
    with pytest.raises(Refused, match="不用这张"):
        stations.check_station(village, standard="norms", on=TODAY, found={}, by=clerk_actor, today=TODAY)


def test_a_photo_goes_through_the_gate_and_stands_by_its_item(station, clerk_actor):
    raw = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(raw, "PNG")
    picture = photos.admit(SimpleUploadedFile("牌子.png", raw.getvalue()))
    found = {"system": Found("yes", "", (picture,)), "deeds": Found("yes")}
    made = stations.check_station(
        station, standard="displays", on=TODAY, found=found, by=clerk_actor, today=TODAY
    )
    photo = made.photos.get()
    assert (photo.item, photo.township_id) == ("system", station.township_id)


def test_every_number_of_the_coverage_counts_its_rows(world, station, clerk_actor):
    other = make.station(world.east, "东乡二站")
    make.station(world.east, "东乡三站")
    check(station, clerk_actor, ("yes", "no"))
    check(other, clerk_actor, ("no", "no"))
    check(other, clerk_actor, ("yes", "no"), on=date(2026, 6, 1))  # older: it no longer counts
    line = next(
        one
        for one in station_figures.coverage(world.county.policy(StationPolicy))
        if one.standard.code == "displays"
    )
    assert (line.stations, line.checked, line.unchecked, line.complete) == (3, 2, 1, 0)
    assert [(one.yes, one.part, one.no) for one in line.items] == [(1, 0, 1), (0, 0, 2)]
    for item in line.items:
        for answer in ("yes", "part", "no"):
            assert station_figures.lacking("displays", item.code, answer).count() == getattr(item, answer)
    assert station_figures.unchecked(line.standard).count() == line.unchecked


def test_a_book_that_the_program_fills_is_there_by_its_rows(world, station, clerk_actor):
    make.reception(station, [world.wang], received_on=date(2026, 6, 2))
    stations.keep_books(
        station, {"study": BookState(True, "李干事", date(2026, 5, 1))}, by=clerk_actor, today=TODAY
    )
    lines = {one.book.code: one for one in station_figures.books_of(station, today=TODAY)}
    assert len(lines) == 16  # 一册一记八簿六档案
    assert (lines["reception"].is_there, lines["reception"].entries) == (True, 1)
    assert lines["reception"].last_on == date(2026, 6, 2)
    assert (lines["study"].is_there, lines["study"].keeper) == (True, "李干事")
    assert not lines["meetings"].is_there


def test_the_pack_asks_the_numbers_of_the_document(world):
    policy = world.county.policy(StationPolicy)
    counts = {one.code: (one.label, one.counts, len(one.books)) for one in policy.book_sets}
    assert counts == {
        "town": ("一册一记八簿六档案", (1, 1, 8, 6), 16),
        "village": ("一册五簿三档案", (1, 0, 5, 3), 9),
        "street": ("一册一记六簿四档案", (1, 1, 6, 4), 12),
    }
    assert [len(policy.standard(code).items) for code in ("ten", "displays", "norms")] == [10, 2, 8]


# ---- rosters --------------------------------------------------------------------------


def plan(station, by, *days, month=7):
    return rosters.plan_month(station, 2026, month, days, by=by, today=TODAY)


def test_the_rule_and_an_even_spread_are_proposed(world, station, sun):
    make.duty_day(station, date(2026, 5, 5), [world.wang])
    crew = station_figures.crew_of(station, date(2026, 7, 1))
    found = station_figures.proposal(station, 2026, 7, crew)
    # 5 July 2026 is a Sunday.
    assert (found.reception.day, found.reception.rule_day) == (date(2026, 7, 6), date(2026, 7, 5))
    assert [one.name for one in found.people] == ["孙代表", "王代表"]


def test_planning_again_moves_people_and_drops_days(world, station, sun, clerk_actor):
    plan(
        station,
        clerk_actor,
        PlannedDay(date(2026, 7, 6), (world.wang,)),
        PlannedDay(date(2026, 7, 20), (sun,)),
    )
    plan(station, clerk_actor, PlannedDay(date(2026, 7, 6), (sun,)))
    day = DutyDay.objects.get(station=station)
    assert (day.day, [s.person for s in day.shifts.all()]) == (date(2026, 7, 6), [sun])


@pytest.mark.parametrize("day", [date(2026, 8, 1), None])
def test_a_day_outside_the_month_is_refused(world, station, clerk_actor, day):
    with pytest.raises(Refused):
        plan(station, clerk_actor, PlannedDay(day, (world.wang,)))


def test_a_day_without_deputies_or_twice_is_refused(world, station, clerk_actor):
    with pytest.raises(Refused, match="还没有安排代表"):
        plan(station, clerk_actor, PlannedDay(date(2026, 7, 6), ()))
    twice = PlannedDay(date(2026, 7, 6), (world.wang,))
    with pytest.raises(Refused, match="写了两次"):
        plan(station, clerk_actor, twice, twice)


def test_what_has_been_held_stays_when_the_month_is_planned_again(world, station, sun, clerk_actor):
    held = make.duty_day(station, date(2026, 6, 5), [world.wang], state="held")
    plan(station, clerk_actor, PlannedDay(date(2026, 6, 25), (sun,)), month=6)
    assert DutyDay.objects.filter(pk=held.pk).exists()


def test_a_swap_changes_the_roster_only_when_the_other_agrees(world, station, sun, clerk_actor):
    mine = make.duty_day(station, date(2026, 7, 6), [world.wang]).shifts.get()
    yours = make.duty_day(station, date(2026, 8, 5), [sun]).shifts.get()
    swap = rosters.ask_swap(mine, to_person=sun, yours=yours, reason="开会", by=clerk_actor, today=TODAY)
    mine.refresh_from_db()
    assert mine.person == world.wang
    rosters.answer_swap(swap, accept=True, by=clerk_actor, today=TODAY)
    mine.refresh_from_db(), yours.refresh_from_db(), swap.refresh_from_db()
    assert (mine.person, yours.person, swap.state) == (sun, world.wang, "accepted")
    with pytest.raises(Refused, match="不用再答复"):
        rosters.answer_swap(swap, accept=False, by=clerk_actor, today=TODAY)


def test_a_refused_swap_leaves_the_roster_and_its_history(world, station, sun, clerk_actor):
    mine = make.duty_day(station, date(2026, 7, 6), [world.wang]).shifts.get()
    swap = rosters.ask_swap(mine, to_person=sun, by=clerk_actor, today=TODAY)
    rosters.answer_swap(swap, accept=False, answer="那天也不行", by=clerk_actor, today=TODAY)
    mine.refresh_from_db()
    assert mine.person == world.wang
    assert DutySwap.objects.get().answer == "那天也不行"


def test_the_other_deputy_is_asked_and_the_question_leaves_with_the_answer(world, station, sun, clerk_actor):
    account = make.account("孙", person=sun)
    mine = make.duty_day(station, date(2026, 7, 6), [world.wang]).shifts.get()
    swap = rosters.ask_swap(mine, to_person=sun, by=clerk_actor, today=TODAY)
    asked = Notice.objects.filter(account=account, read_at=None)
    assert [one.url for one in asked] == [swap.get_absolute_url()]
    rosters.answer_swap(swap, accept=True, by=clerk_actor, today=TODAY)
    assert not asked.all().exists()


def test_nobody_is_put_on_a_day_twice(world, station, sun, clerk_actor):
    day = make.duty_day(station, date(2026, 7, 6), [world.wang, sun])
    mine = day.shifts.get(person=world.wang)
    with pytest.raises(Refused, match="本来就在班"):
        rosters.ask_swap(mine, to_person=sun, by=clerk_actor, today=TODAY)


def test_the_office_changes_a_shift_directly_and_what_was_asked_is_over(world, station, sun, clerk_actor):
    qian = make.deputy(world.east, "钱代表")
    mine = make.duty_day(station, date(2026, 7, 6), [world.wang]).shifts.get()
    asked = rosters.ask_swap(mine, to_person=sun, by=clerk_actor, today=TODAY)
    rosters.arrange_swap(mine, to_person=qian, by=clerk_actor, today=TODAY)
    mine.refresh_from_db(), asked.refresh_from_db()
    assert (mine.person, asked.state) == (qian, "withdrawn")


def test_who_stands_in_is_named_and_was_not_on_duty_anyway(world, station, sun, clerk_actor):
    day = make.duty_day(station, date(2026, 6, 5), [world.wang])
    shift = day.shifts.get()
    with pytest.raises(Refused, match="哪位代表代班"):
        rosters.mark_shift(shift, state="replaced", by=clerk_actor, today=TODAY)
    rosters.mark_shift(shift, state="replaced", stand_in=sun, by=clerk_actor, today=TODAY)
    day.refresh_from_db()
    assert (day.state, DutyShift.objects.get().stand_in) == ("held", sun)


def test_nobody_is_marked_before_the_day(world, station, clerk_actor):
    shift = make.duty_day(station, date(2026, 7, 6), [world.wang]).shifts.get()
    with pytest.raises(Refused, match="还没到"):
        rosters.mark_shift(shift, state="present", by=clerk_actor, today=TODAY)


def test_a_deputy_is_told_of_a_near_day_once(world, station):
    account = make.account("王", person=world.wang)
    make.duty_day(station, date(2026, 6, 12), [world.wang])
    make.duty_day(station, date(2026, 6, 30), [world.wang])
    assert duty_notices.remind_of_receptions(today=TODAY) == 1
    assert duty_notices.remind_of_receptions(today=TODAY) == 0
    assert "6月12日" in Notice.objects.get(account=account).text


# ---- receptions -----------------------------------------------------------------------


def record(world, station, by, **fields):
    more = {key: fields.pop(key) for key in ("route", "routed_to", "own") if key in fields}
    reception = Reception(
        county=world.county, station=station, **{"received_on": date(2026, 6, 1), "words": "路坏了", **fields}
    )
    return receptions.record_reception(reception, [world.wang], by=by, today=TODAY, **more)


def test_a_reception_on_a_duty_day_belongs_to_it_and_makes_it_held(world, station, clerk_actor):
    day = make.duty_day(station, date(2026, 6, 1), [world.wang])
    one = record(world, station, clerk_actor)
    day.refresh_from_db()
    assert (one.duty_day, day.state, one.township) == (day, "held", world.east)


def test_what_goes_to_an_office_is_due_on_a_working_day(world, station, clerk_actor):
    one = record(world, station, clerk_actor, route="village", routed_to="镇民政办")
    # Ten working days after Monday 1 June 2026: the count ends on 15 June.
    assert (one.state, one.due_on) == ("routed", date(2026, 6, 15))


def test_a_route_that_needs_somebody_names_them(world, station, clerk_actor):
    with pytest.raises(Refused, match="转给谁"):
        record(world, station, clerk_actor, route="unit")
    assert not Reception.objects.exists()


def test_lawful_advice_ends_the_matter_but_says_what_was_said(world, station, clerk_actor):
    with pytest.raises(Refused, match="当场"):
        record(world, station, clerk_actor, route="lawful")
    one = record(world, station, clerk_actor, route="lawful", advice="请向法院上诉")
    assert (one.state, one.told_voter_on) == ("closed", date(2026, 6, 1))


def test_it_is_closed_when_deputy_and_voter_both_know(world, station, clerk_actor):
    one = record(world, station, clerk_actor, route="village", routed_to="镇里")
    with pytest.raises(Refused, match="先登记办理结果"):
        receptions.tell_back(one, voter_on=TODAY, by=clerk_actor, today=TODAY)
    receptions.record_result(one, result="修好了", on=date(2026, 6, 8), by=clerk_actor, today=TODAY)
    receptions.tell_back(one, deputy_on=TODAY, by=clerk_actor, today=TODAY)
    assert one.state == "done"
    receptions.tell_back(one, voter_on=TODAY, satisfied=True, by=clerk_actor, today=TODAY)
    assert (one.state, one.is_satisfied) == ("closed", True)


def test_what_is_late_is_urged_once_a_day(world, station, clerk_actor):
    one = record(world, station, clerk_actor, received_on=date(2026, 5, 4), route="village", routed_to="镇里")
    assert list(Reception.objects.late(TODAY)) == [one]
    receptions.urge_reception(one, words="请尽快", by=clerk_actor, today=TODAY)
    with pytest.raises(Refused, match="今天已经催过"):
        receptions.urge_reception(one, words="", by=clerk_actor, today=TODAY)
    assert one.urged == 1


def test_a_deputy_writes_down_only_what_the_deputy_received(world, station, sun):
    by = Actor("孙代表", role=DEPUTY)
    with pytest.raises(Refused, match="自己参加"):
        record(world, station, by, own=sun.pk)


def test_the_voters_words_and_phone_stay_out_of_the_audit(world, station, clerk_actor):
    one = record(world, station, clerk_actor, voter_name="刘老汉", voter_phone="13800001111")
    plain = receptions.reveal_voter(one, reason="告诉办理结果", by=clerk_actor)
    assert plain == "13800001111"
    written = " ".join(f"{e.object_label} {e.detail}" for e in AuditEvent.objects.all())
    assert "刘老汉" not in written
    assert "路坏了" not in written
    assert "13800001111" not in written


def test_of_many_matters_all_are_stored_or_none(world, station, clerk_actor):
    day = make.market_day(world.east, [world.wang])
    good = (Reception(words="想学电焊"), [world.wang], "", "")
    bad = (Reception(words="打官司"), [world.wang], "lawful", "")
    with pytest.raises(Refused, match="第 2 件"):
        receptions.record_matters(day, [good, bad], by=clerk_actor, today=TODAY)
    assert not Reception.objects.exists()
    rows = [(Reception(words=words), [world.wang], "", "") for words in ("想学电焊", "秸秆补贴")]
    assert receptions.record_matters(day, rows, by=clerk_actor, today=TODAY) == 2
    assert set(day.receptions.values_list("source", "received_on")) == {("market", day.held_on)}


# ---- wishes and diaries ---------------------------------------------------------------


def test_of_two_who_take_a_wish_one_gets_it(world, station, sun, clerk_actor):
    wish = make.wish(station)
    wishes.claim_wish(wish, person=world.wang, by=clerk_actor, today=TODAY)
    with pytest.raises(Refused, match="已认领"):
        wishes.claim_wish(wish, person=sun, by=clerk_actor, today=TODAY)
    assert MicroWish.objects.get().promised_by == date(2026, 7, 9)


def test_a_wish_is_fulfilled_only_after_it_was_taken(world, station, clerk_actor):
    wish = make.wish(station)
    with pytest.raises(Refused, match="先认领"):
        wishes.fulfil_wish(wish, result="送到了", on=TODAY, by=clerk_actor, today=TODAY)
    wish = wishes.claim_wish(wish, name="爱心超市", by=clerk_actor, today=TODAY)
    wishes.fulfil_wish(wish, result="送到了", on=TODAY, by=clerk_actor, today=TODAY)
    assert (wish.state, wish.claimer) == ("fulfilled", "爱心超市")


def test_what_is_posted_names_nobody(world, station, clerk_actor):
    wish = MicroWish(
        county=world.county, station=station, posted_on=TODAY, wisher="李小妹", wish="李小妹想要台灯"
    )
    with pytest.raises(Refused, match="不要写心愿人的姓名"):
        wishes.post_wish(wish, by=clerk_actor, today=TODAY)


def test_a_wish_that_nobody_took_runs_out_and_can_be_posted_again(world, station, clerk_actor):
    old = make.wish(station, posted_on=date(2026, 1, 5))
    fresh = make.wish(station, posted_on=date(2026, 5, 5))
    assert duty_notices.close_old_wishes(today=TODAY) == 1
    assert duty_notices.close_old_wishes(today=TODAY) == 0
    old.refresh_from_db(), fresh.refresh_from_db()
    assert (old.state, fresh.state) == ("expired", "open")
    assert wishes.repost_wish(old, by=clerk_actor, today=TODAY).posted_on == TODAY


def test_a_deputy_writes_only_in_the_own_diary(world, sun):
    by = Actor("王代表", role=DEPUTY)
    entry = DiaryEntry(deputy=sun, voter_name="李大爷", met_on=TODAY, said="渠道淤了")
    with pytest.raises(Refused, match="一人一本"):
        diary.write_diary(entry, by=by, today=TODAY, person=world.wang.pk)
    own = DiaryEntry(deputy=world.wang, voter_name="李大爷", met_on=TODAY, said="渠道淤了")
    made = diary.write_diary(own, by=by, today=TODAY, person=world.wang.pk)
    assert diary.may_change(made, by=by, person=world.wang.pk)
    assert not diary.may_change(made, by=by, person=sun.pk)
