"""The reception register: heard, sent on, answered, told back; and market days with many matters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import transaction

from congress_poverty import audit
from congress_poverty.audit import Actor
from congress_poverty.calendar import deadline
from congress_poverty.models import CalendarDay
from congress_poverty.refusals import Refused
from deputies.models import Person, Station
from deputies.roles import DEPUTY

from ..models import (
    Activity,
    DutyDay,
    MarketDay,
    MarketDayDeputy,
    Reception,
    ReceptionDeputy,
    ReceptionUrge,
)
from ..policy import Route, StationPolicy
from .market_days import keep_activity

State = Reception.State


def _check(reception: Reception, people: Sequence[Person], *, today: date) -> None:
    if not people:
        raise Refused("请选是哪位代表接待的。", code="E_NAME_MISSING", field="people")
    if reception.received_on > today:
        raise Refused("接待日期不能晚于今天。", code="E_DATE_RANGE", field="received_on")
    if not reception.words.strip():
        raise Refused("请写来访人说了什么。", code="E_TITLE_MISSING", field="words")
    if reception.station_id is None and reception.market_day_id is None:
        raise Refused("请选是在哪个站接待的。", field="station")


def _own(by: Actor, people: Iterable[Person], person_id: int | None) -> None:
    if by.role == DEPUTY and person_id not in {person.pk for person in people}:
        raise Refused("代表只能登记自己参加的接待。", field="people")


@transaction.atomic
def record_reception(
    reception: Reception,
    people: Sequence[Person],
    *,
    by: Actor,
    today: date,
    route: str = "",
    routed_to: str = "",
    own: int | None = None,
) -> Reception:
    """Write down one matter; with a ``route`` it goes there at once. ``own`` is the deputy who writes."""
    _check(reception, people, today=today)
    _own(by, people, own)
    reception.township_id = reception.station.township_id if reception.station else reception.township_id
    reception.recorded_by = by.label
    if reception.station_id and reception.duty_day_id is None:
        reception.duty_day = DutyDay.objects.filter(
            station=reception.station_id, day=reception.received_on
        ).first()
    reception.save(force_insert=True)
    _put_deputies(reception, people)
    if reception.duty_day and reception.duty_day.state == DutyDay.State.PLANNED:
        reception.duty_day.state = DutyDay.State.HELD
        reception.duty_day.save(update_fields=["state"])
    audit.record("receptions.record", by=by, obj=reception, detail={"on": reception.received_on.isoformat()})
    if route:
        send_on(reception, route=route, routed_to=routed_to, on=reception.received_on, by=by, today=today)
    return reception


@transaction.atomic
def change_reception(
    reception: Reception, people: Sequence[Person], *, by: Actor, today: date, changed: Sequence[str]
) -> Reception:
    """Correct what was written down; what became of it has acts of its own."""
    _check(reception, people, today=today)
    reception.save()
    if set(reception.deputies.values_list("person", flat=True)) != {person.pk for person in people}:
        reception.deputies.all().delete()
        _put_deputies(reception, people)
    audit.record("receptions.edit", by=by, obj=reception, detail={"changed": list(changed)})
    return reception


def _put_deputies(reception: Reception, people: Sequence[Person]) -> None:
    ReceptionDeputy.objects.bulk_create(ReceptionDeputy(reception=reception, person=one) for one in people)


def due_of(reception: Reception, route: Route, on: date) -> date | None:
    """When the answer of whoever got it is due."""
    if route.within is None:
        return None
    calendar = CalendarDay.calendar_for(reception.county.code)
    return deadline(on, route.within, calendar=calendar, roll=True).effective


@transaction.atomic
def send_on(
    reception: Reception,
    *,
    route: str,
    on: date,
    by: Actor,
    today: date,
    routed_to: str = "",
    scope: str = "",
    advice: str = "",
) -> Reception:
    """One of the five ways out. An answer on the spot and advice about the lawful way end it at once."""
    policy = reception.county.policy(StationPolicy)
    way = policy.route(route)
    if way is None:
        raise Refused("请选一个去向。", code="E_ROUTE", field="route")
    if reception.state == State.CLOSED:
        raise Refused("这件事已经反馈过，不能再改去向。")
    if way.asks_whom and not routed_to.strip():
        raise Refused("请写转给谁办。", field="routed_to")
    if way.is_final and not (advice or reception.advice).strip():
        raise Refused(f"“{way.label}”的，请写当场是怎么说的。", field="advice")
    if on < reception.received_on or on > today:
        raise Refused("日期不能早于接待那天，也不能晚于今天。", code="E_DATE_RANGE", field="on")
    reception.route, reception.routed_on = route, on
    reception.routed_to = routed_to.strip() if way.asks_whom else ""
    reception.scope = scope or reception.scope
    reception.advice = advice.strip() or reception.advice
    reception.due_on = due_of(reception, way, on)
    if way.is_final:
        # Whoever received the voter gave the answer: both know it.
        reception.state, reception.result, reception.result_on = State.CLOSED, reception.advice, on
        reception.told_deputy_on = reception.told_voter_on = on
    else:
        reception.state, reception.result, reception.result_on = State.ROUTED, "", None
        reception.told_deputy_on = reception.told_voter_on = None
    reception.save()
    audit.record("receptions.send_on", by=by, obj=reception, detail={"route": route, "on": on.isoformat()})
    return reception


@transaction.atomic
def record_result(reception: Reception, *, result: str, on: date, by: Actor, today: date) -> Reception:
    """What whoever got it has done."""
    if reception.state not in (State.ROUTED, State.DONE):
        raise Refused("还没有转出去，或已经反馈，不能登记结果。")
    if not result.strip():
        raise Refused("请写办得怎么样。", field="result")
    if not (reception.routed_on or reception.received_on) <= on <= today:
        raise Refused("结果日期不能早于转办，也不能晚于今天。", code="E_DATE_RANGE", field="on")
    reception.result, reception.result_on, reception.state = result.strip(), on, State.DONE
    reception.save()
    audit.record("receptions.result", by=by, obj=reception, detail={"on": on.isoformat()})
    return reception


@transaction.atomic
def tell_back(
    reception: Reception,
    *,
    by: Actor,
    today: date,
    deputy_on: date | None = None,
    voter_on: date | None = None,
    how: str = "",
    satisfied: bool | None = None,
) -> Reception:
    """Deputy and voter hear the result, each on a day; with both it is closed."""
    if reception.result_on is None:
        raise Refused("先登记办理结果，再记反馈。")
    if deputy_on is None and voter_on is None:
        raise Refused("请填告诉代表或来访人的日期。", field="voter_on")
    for field, day in (("deputy_on", deputy_on), ("voter_on", voter_on)):
        if day and not reception.result_on <= day <= today:
            raise Refused("反馈日期不能早于结果，也不能晚于今天。", code="E_DATE_RANGE", field=field)
    reception.told_deputy_on = deputy_on or reception.told_deputy_on
    reception.told_voter_on = voter_on or reception.told_voter_on
    reception.told_how = how.strip() or reception.told_how
    reception.is_satisfied = satisfied if satisfied is not None else reception.is_satisfied
    if reception.told_deputy_on and reception.told_voter_on:
        reception.state = State.CLOSED
    reception.save()
    audit.record("receptions.tell_back", by=by, obj=reception)
    return reception


@transaction.atomic
def urge_reception(reception: Reception, *, words: str, by: Actor, today: date) -> Reception:
    """Ask whoever got it again; once a day is enough."""
    if reception.state != State.ROUTED:
        raise Refused("这件事没有在办，不用催。")
    if reception.urges.filter(urged_on=today).exists():
        raise Refused("今天已经催过，明天再催。")
    ReceptionUrge.objects.create(
        reception=reception, urged_on=today, urged_by=by.label, words=words.strip()[:200]
    )
    reception.urged = reception.urges.count()
    reception.save(update_fields=["urged"])
    audit.record("receptions.urge", by=by, obj=reception)
    return reception


@transaction.atomic
def remove_reception(reception: Reception, *, by: Actor) -> None:
    """Written down by mistake: it is erased, the act stays in the audit."""
    audit.record("receptions.remove", by=by, obj=reception)
    reception.delete()


@transaction.atomic
def reveal_voter(reception: Reception, *, reason: str, by: Actor) -> str:
    """The voter's phone, once, with the reason in the audit."""
    if len(reason.strip()) < 4:
        raise Refused("请写清为什么要看，例如“告诉来访人办理结果”。", field="reason")
    audit.record("receptions.reveal", by=by, obj=reception, detail={"reason": reason.strip()[:200]})
    return reception.voter_phone.open()


# ---- market days ----------------------------------------------------------------------


@transaction.atomic
def record_market_day(
    day: MarketDay,
    people: Sequence[Person],
    *,
    by: Actor,
    today: date,
    changed: Sequence[str] = (),
    stations: Sequence[Station] | None = None,
) -> MarketDay:
    """A reception in a public place: when, where, with whom; new or corrected, ahead or held.

    It is an activity at the same time: who takes part is its list of names.
    """
    if not people:
        raise Refused("请选参加接待的代表。", code="E_NAME_MISSING", field="people")
    is_new = day.pk is None
    if is_new:
        day.recorded_by = by.label
    elif day.activity and day.activity.state == Activity.State.CANCELLED:
        raise Refused("这次大接待已经取消。要再办的，请另外登记一次。")
    there = set() if is_new else set(day.deputies.values_list("person", flat=True))
    left = there - {person.pk for person in people}
    day.activity = keep_activity(day, people, left=left, by=by, today=today)
    day.save()
    if stations is not None:
        day.stations.set(stations)
    wanted = {person.pk for person in people}
    busy = (
        set(ReceptionDeputy.objects.filter(reception__market_day=day).values_list("person", flat=True))
        - wanted
    )
    if busy:
        raise Refused("有代表名下已经记了接待，不能去掉。", field="people")
    day.deputies.exclude(person__in=wanted).delete()
    MarketDayDeputy.objects.bulk_create(
        MarketDayDeputy(market_day=day, person=person) for person in people if person.pk not in there
    )
    audit.record(
        "receptions.market_day" if is_new else "receptions.edit_market_day",
        by=by,
        obj=day,
        detail={"on": day.held_on.isoformat(), "changed": list(changed)},
    )
    return day


@transaction.atomic
def record_matters(
    day: MarketDay,
    rows: Sequence[tuple[Reception, Sequence[Person], str, str]],
    *,
    by: Actor,
    today: date,
) -> int:
    """Many matters from paper at once: (reception, deputies, route, to whom). All of them or none."""
    for number, (reception, people, route, routed_to) in enumerate(rows, 1):
        reception.market_day, reception.county_id = day, day.county_id
        reception.township_id = day.township_id
        reception.received_on, reception.source = day.held_on, "market"
        try:
            record_reception(reception, people, route=route, routed_to=routed_to, by=by, today=today)
        except Refused as refused:
            raise Refused(f"第 {number} 件：{refused.sentence}", code=refused.code) from None
    return len(rows)
