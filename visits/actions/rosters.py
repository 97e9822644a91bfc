"""Reception days: laid out, moved, swapped, and who really came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from congress_poverty import audit
from congress_poverty.audit import Actor
from congress_poverty.notices import open_asks, settle, tell
from congress_poverty.refusals import Refused
from deputies.models import Account, Person, Station

from .. import rota
from ..models import DutyDay, DutyShift, DutySwap

State = DutySwap.State


@dataclass(frozen=True)
class PlannedDay:
    """A day of the month's roster as somebody wants it."""

    day: date | None
    people: tuple[Person, ...]
    hours: str = ""
    theme: str = ""
    rule_day: date | None = None
    because: str = ""


@transaction.atomic
def plan_month(
    station: Station, year: int, month: int, days: Sequence[PlannedDay], *, by: Actor, today: date
) -> list[DutyDay]:
    """Lay a station's month out anew. What is past or held stays; who drops out of a day loses the shift."""
    seen: set[date] = set()
    for one in days:
        rota.check_planned(one.day, year, month, today=today)
        if one.day in seen:
            raise Refused(
                f"{one.day.month} 月 {one.day.day} 日写了两次，请删掉一次。", code="E_DUP_ROW", field="day"
            )
        seen.add(one.day)
        if not one.people:
            raise Refused(
                f"{one.day.month} 月 {one.day.day} 日还没有安排代表。", code="E_NAME_MISSING", field="people"
            )
    known = {one.day: one for one in DutyDay.objects.filter(station=station).of_month(year, month)}
    fixed = {day for day, one in known.items() if day < today or one.state == DutyDay.State.HELD}
    for day in set(known) - seen - fixed:
        _give_up_swaps(known[day].shifts.all(), by=by, on=today)
        known.pop(day).delete()
    made = []
    for one in days:
        if one.day in fixed:
            made.append(known[one.day])
            continue
        row = known.get(one.day) or DutyDay(
            county_id=station.county_id, township_id=station.township_id, station=station, day=one.day
        )
        row.state = DutyDay.State.PLANNED
        row.hours, row.theme, row.planned_by = one.hours, one.theme, by.label
        row.rule_day, row.moved_because = one.rule_day or row.rule_day, one.because or row.moved_because
        row.save()
        _put_shifts(row, one.people, by=by, on=today)
        made.append(row)
    audit.record("roster.plan", by=by, obj=station, detail={"month": f"{year}-{month:02}", "days": len(made)})
    return made


def _put_shifts(day: DutyDay, people: Sequence[Person], *, by: Actor, on: date) -> None:
    wanted = {person.pk for person in people}
    gone = day.shifts.exclude(person__in=wanted)
    _give_up_swaps(gone, by=by, on=on)
    gone.delete()
    there = set(day.shifts.values_list("person", flat=True))
    DutyShift.objects.bulk_create(
        DutyShift(duty_day=day, person=person) for person in people if person.pk not in there
    )


def _give_up_swaps(shifts, *, by: Actor, on: date) -> None:
    """What was asked about a shift that is no more is answered by that."""
    for swap in DutySwap.objects.open().filter(mine__in=shifts) | DutySwap.objects.open().filter(
        yours__in=shifts
    ):
        swap.state, swap.answered_on, swap.answered_by = State.WITHDRAWN, on, by.label
        swap.answer = "轮值表已改"
        swap.save()
        settle(open_asks(swap.get_absolute_url()))


@transaction.atomic
def cancel_day(day: DutyDay, *, reason: str, by: Actor, today: date) -> DutyDay:
    """The day falls out; it stays in the roster, struck."""
    if day.state == DutyDay.State.HELD:
        raise Refused("这一天已经接待过，不能取消。")
    if not reason.strip():
        raise Refused("请写为什么取消，会印在公告上。", field="reason")
    day.state, day.moved_because = DutyDay.State.CANCELLED, reason.strip()
    day.save()
    _give_up_swaps(day.shifts.all(), by=by, on=today)
    audit.record("roster.cancel", by=by, obj=day, detail={"reason": reason.strip()})
    return day


@transaction.atomic
def move_day(day: DutyDay, *, to: date, reason: str, by: Actor, today: date) -> DutyDay:
    """The whole day goes to another one, with everybody on it."""
    if day.state == DutyDay.State.HELD or day.day < today:
        raise Refused("过去的接待日不能改期。")
    if to < today:
        raise Refused("新日期不能早于今天。", code="E_DATE_RANGE", field="to")
    if DutyDay.objects.filter(station=day.station, day=to).exclude(pk=day.pk).exists():
        raise Refused(f"{to.month} 月 {to.day} 日这个站已经有接待日。", code="E_DUP_ROW", field="to")
    was = day.day
    day.rule_day = day.rule_day or was
    day.day, day.moved_because, day.state = to, reason.strip(), DutyDay.State.PLANNED
    day.save()
    audit.record("roster.move", by=by, obj=day, detail={"from": was.isoformat(), "to": to.isoformat()})
    return day


@transaction.atomic
def mark_shift(
    shift: DutyShift, *, state: str, by: Actor, today: date, stand_in: Person | None = None, note: str = ""
) -> DutyShift:
    """Who came, who did not, who stood in."""
    if shift.duty_day.day > today:
        raise Refused("还没到接待日，到那天再记到岗。")
    if state == DutyShift.State.REPLACED and stand_in is None:
        raise Refused("请选是哪位代表代班。", field="stand_in")
    if stand_in is not None and (
        stand_in.pk == shift.person_id or shift.duty_day.shifts.filter(person=stand_in).exists()
    ):
        raise Refused(f"{stand_in}当天本来就在班，不能代班。", field="stand_in")
    shift.state, shift.note = state, note.strip()
    shift.stand_in = stand_in if state == DutyShift.State.REPLACED else None
    shift.save()
    day = shift.duty_day
    if day.state == DutyDay.State.PLANNED and state != DutyShift.State.PLANNED:
        day.state = DutyDay.State.HELD
        day.save(update_fields=["state"])
    audit.record("roster.mark", by=by, obj=day, detail={"person": shift.person.code, "state": state})
    return shift


# ---- swaps ----------------------------------------------------------------------------


def _check_swap(mine: DutyShift, to_person: Person, yours: DutyShift | None, *, today: date) -> None:
    if mine.duty_day.day < today or mine.state != DutyShift.State.PLANNED:
        raise Refused("只能换还没到的接待日。", field="yours")
    if mine.person_id == to_person.pk:
        raise Refused("请选另一位代表。", field="to_person")
    if mine.duty_day.state == DutyDay.State.CANCELLED:
        raise Refused("这个接待日已经取消，不用换。")
    if mine.duty_day.shifts.filter(person=to_person).exists():
        raise Refused(f"{to_person}那天本来就在班。", field="to_person")
    if yours is not None:
        if yours.duty_day.day < today or yours.state != DutyShift.State.PLANNED:
            raise Refused("对方的那一天已经过了。", field="yours")
        if yours.duty_day.shifts.filter(person=mine.person_id).exists():
            raise Refused("您那天本来就在班，换个日子。", field="yours")


def _swap(mine: DutyShift, to_person: Person, yours: DutyShift | None, **fields) -> DutySwap:
    day = mine.duty_day
    return DutySwap(
        county_id=day.county_id,
        township_id=day.township_id,
        station_id=day.station_id,
        mine=mine,
        yours=yours,
        from_person_id=mine.person_id,
        to_person=to_person,
        from_day=day.day,
        to_day=yours.duty_day.day if yours else None,
        **fields,
    )


def _carry_out(swap: DutySwap) -> None:
    mine, yours = swap.mine, swap.yours
    giver = mine.person_id
    mine.person_id = swap.to_person_id
    mine.save(update_fields=["person"])
    if yours is not None:
        yours.person_id = giver
        yours.save(update_fields=["person"])


def accounts_of(*people: int) -> list[int]:
    return list(Account.objects.filter(person__in=people, is_active=True).values_list("pk", flat=True))


def _day_words(day: date) -> str:
    return f"{day.month}月{day.day}日"


@transaction.atomic
def ask_swap(
    mine: DutyShift,
    *,
    to_person: Person,
    yours: DutyShift | None = None,
    reason: str = "",
    by: Actor,
    today: date,
) -> DutySwap:
    """A deputy asks another one to take a day, or to change days."""
    _check_swap(mine, to_person, yours, today=today)
    if DutySwap.objects.open().filter(mine=mine).exists():
        raise Refused("这一天已经有一次调班在等答复，请先撤回那一次。")
    swap = _swap(mine, to_person, yours, reason=reason.strip(), asked_on=today)
    swap.save(force_insert=True)
    what = (
        f"用 {_day_words(swap.to_day)} 换 {_day_words(swap.from_day)}"
        if yours
        else f"代 {_day_words(swap.from_day)}"
    )
    tell(
        accounts_of(to_person.pk),
        key=f"swap:{swap.code}",
        text=f"{mine.person}代表请您{what}的接待，请答复。",
        url=swap.get_absolute_url(),
        due_on=min(filter(None, (swap.from_day, swap.to_day))),
    )
    audit.record("roster.ask_swap", by=by, obj=mine.duty_day, detail={"to": to_person.code})
    return swap


@transaction.atomic
def answer_swap(swap: DutySwap, *, accept: bool, answer: str = "", by: Actor, today: date) -> DutySwap:
    """The other deputy says yes or no; yes changes the roster at once."""
    swap = DutySwap.objects.select_for_update().get(pk=swap.pk)
    if swap.state != State.ASKED:
        raise Refused(f"这次调班“{swap.get_state_display()}”，不用再答复。")
    if accept:
        if swap.mine is None or (swap.to_day and swap.yours is None):
            raise Refused("轮值表已经改过，这次调班换不成了，请不同意后重新商量。")
        _check_swap(swap.mine, swap.to_person, swap.yours, today=today)
        _carry_out(swap)
    swap.state = State.ACCEPTED if accept else State.REFUSED
    swap.answered_on, swap.answered_by, swap.answer = today, by.label, answer.strip()
    swap.save()
    settle(open_asks(swap.get_absolute_url()))
    tell(
        accounts_of(swap.from_person_id),
        key=f"swap:{swap.code}:answer",
        text=f"{swap.to_person}代表{'同意' if accept else '不同意'} {_day_words(swap.from_day)}的调班。",
        url=swap.get_absolute_url(),
        group="for_info",
    )
    audit.record("roster.answer_swap", by=by, obj=swap.station, detail={"accept": accept})
    return swap


@transaction.atomic
def withdraw_swap(swap: DutySwap, *, by: Actor, today: date) -> DutySwap:
    """Whoever asked takes it back before the answer."""
    swap = DutySwap.objects.select_for_update().get(pk=swap.pk)
    if swap.state != State.ASKED:
        raise Refused(f"这次调班“{swap.get_state_display()}”，不能撤回。")
    swap.state, swap.answered_on, swap.answered_by = State.WITHDRAWN, today, by.label
    swap.save()
    settle(open_asks(swap.get_absolute_url()))
    audit.record("roster.withdraw_swap", by=by, obj=swap.station)
    return swap


@transaction.atomic
def arrange_swap(
    mine: DutyShift,
    *,
    to_person: Person,
    yours: DutyShift | None = None,
    reason: str = "",
    by: Actor,
    today: date,
) -> DutySwap:
    """The office changes it directly; both are told."""
    _check_swap(mine, to_person, yours, today=today)
    for waiting in DutySwap.objects.open().filter(mine=mine):
        withdraw_swap(waiting, by=by, today=today)
    swap = _swap(
        mine,
        to_person,
        yours,
        reason=reason.strip(),
        asked_on=today,
        answered_on=today,
        answered_by=by.label,
        state=State.ARRANGED,
    )
    swap.save(force_insert=True)
    _carry_out(swap)
    tell(
        accounts_of(swap.from_person_id, to_person.pk),
        key=f"swap:{swap.code}",
        text=f"{swap.station} {_day_words(swap.from_day)}的接待改由{to_person}代表值班。",
        url=mine.duty_day.get_absolute_url(),
        group="for_info",
    )
    audit.record("roster.arrange_swap", by=by, obj=mine.duty_day, detail={"to": to_person.code})
    return swap
