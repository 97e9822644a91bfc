"""Reminders of running clocks: asked "what should have been said by now and was not?".

Each rule of the pack is sent once for a clock and the day it is for; a clock that was moved is
reminded of anew. Nothing goes out on a day off. After days of silence the strongest rule speaks for
all that were missed, and everybody gets one line for all items of a kind.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from congress_poverty import audit
from congress_poverty.audit import Actor
from congress_poverty.calendar import WorkCalendar
from congress_poverty.models import CalendarDay, Notice
from congress_poverty.notices import Outside, tell
from congress_poverty.pages import day_words
from deputies.messages import outside
from deputies.models import County

from .. import flow
from ..figures import promises_to_chase
from ..models import Clock, ClockReminder
from ..notices import deputies_of, leaders_of, office_of, units_of
from ..policy import CLOCK_LABELS, ReminderRule, SuggestionPolicy

NAMES = 3  # items named in one line; the link shows all


@dataclass(frozen=True)
class Owed:
    """A reminder that is due: of this clock, by this rule."""

    clock: Clock
    rule: ReminderRule
    code: str


@transaction.atomic
def remind(county: County, *, by: Actor, today: date) -> int:
    """Send what is owed in ``county`` on ``today``; how many clocks and promises were spoken of.

    Running it twice is harmless.
    """
    calendar = CalendarDay.calendar_for(county.code)
    if not calendar.is_workday(today):
        return 0
    # Two beats at once: the second waits here and then finds everything said.
    County.objects.select_for_update().get(pk=county.pk)
    policy = county.policy(SuggestionPolicy)
    sent = set(
        ClockReminder.objects.filter(clock__suggestion__county=county, clock__stopped_on=None).values_list(
            "clock", "rule", "due_on"
        )
    )
    owed = [
        one
        for clock in _clocks(county, policy, today)
        for one in _owed(clock, policy, calendar, today)
        if (clock.pk, one.code, clock.effective_on) not in sent
    ]
    ClockReminder.objects.bulk_create(
        [
            ClockReminder(clock=one.clock, rule=one.code, due_on=one.clock.effective_on, sent_on=today)
            for one in owed
        ],
        ignore_conflicts=True,
    )
    loudest: dict[int, Owed] = {}
    for one in owed:
        loudest[one.clock.pk] = one  # rules stand in the pack from the mildest to the strongest
    _speak(county, list(loudest.values()), today)
    promised = _promises(county, today)
    if owed or promised:
        audit.record("suggestions.remind", by=by, detail={"clocks": len(loudest), "promises": promised})
    return len(loudest) + promised


def _clocks(county: County, policy: SuggestionPolicy, today: date) -> QuerySet[Clock]:
    """Those near enough to their day for any rule to speak of them."""
    horizon = today + timedelta(days=max((rule.days for rule in policy.reminders), default=0) * 2 + 14)
    return (
        Clock.objects.ticking()
        .filter(suggestion__county=county, effective_on__lte=horizon)
        .exclude(suggestion__state__in=flow.ENDED)
        .select_related("suggestion", "assignment__unit")
        .order_by("effective_on", "pk")
    )


def _owed(clock: Clock, policy: SuggestionPolicy, calendar: WorkCalendar, today: date) -> list[Owed]:
    """The rules whose day has come for this clock; what speaks of a coming day is silent after it."""
    found = []
    for rule in policy.reminders:
        if rule.clocks and clock.name not in rule.clocks:
            continue
        if rule.when == "before":
            if rule.starts(clock.effective_on, calendar) <= today <= clock.effective_on:
                found.append(Owed(clock, rule, rule.code))
        else:
            late = (today - clock.effective_on).days
            if late >= rule.days:
                times = (late - rule.days) // rule.every if rule.every else 0
                found.append(Owed(clock, rule, f"{rule.code}-{times}"))
    return found


def _speak(county: County, owed: list[Owed], today: date) -> None:
    """One line for each person and rule, however many items it is about."""
    lines: dict[tuple[int, ReminderRule], list[Clock]] = defaultdict(list)
    for one in owed:
        for audience in one.rule.to:
            for account in set(_accounts(one.clock, audience, today)):
                lines[account, one.rule].append(one.clock)
    for (account, rule), clocks in lines.items():
        first = clocks[0]
        names = "、".join(_name(clock, today) for clock in clocks[:NAMES])
        more = f"等 {len(clocks)} 件" if len(clocks) > NAMES else ""
        url = first.suggestion.get_absolute_url() if len(clocks) == 1 else _list(rule)
        tell(
            [account],
            key=f"remind:{county.code}:{rule.code}:{today}",
            text=f"{rule.label}：{names}{more}",
            url=url,
            group=Notice.Group.TO_DO,
            due_on=first.effective_on,
            outside=_outside(county, rule, first, today),
        )


def _outside(county: County, rule: ReminderRule, clock: Clock, today: date) -> Outside | None:
    """An answer that is overdue is told outside the program too."""
    if rule.when == "before" or clock.name not in flow.ANSWER_CLOCKS:
        return None
    suggestion = clock.suggestion
    return outside(
        county,
        "overdue",
        name=suggestion.number or suggestion.title,
        days=(today - clock.effective_on).days,
        phone=county.phone,
    )


def _accounts(clock: Clock, audience: str, today: date):
    suggestion = clock.suggestion
    if audience == "office":
        return office_of(suggestion, today)
    if audience == "leaders":
        return leaders_of(suggestion, today)
    if clock.assignment_id:
        return units_of(suggestion, today, only=clock.assignment)
    if clock.name == "feedback":
        return deputies_of(suggestion, today, unrated=True)
    return office_of(suggestion, today)


def _name(clock: Clock, today: date) -> str:
    name = clock.suggestion.number or clock.suggestion.title
    return f"{name}（{CLOCK_LABELS[clock.name]} {day_words(clock.effective_on, today)}）"


def _list(rule: ReminderRule) -> str:
    return f"{reverse('suggestions:list')}?due={'soon' if rule.when == 'before' else 'late'}"


def _promises(county: County, today: date) -> int:
    """Tell the unit that its promise falls due, and everybody once when the day has passed."""
    told = 0
    for promise in promises_to_chase(today, county):
        late = promise.due_on < today
        suggestion = promise.suggestion
        people = set(units_of(suggestion, today, unit=promise.unit_id))
        if late:
            people |= set(office_of(suggestion, today))
        day = day_words(promise.due_on, today)
        words = f"承诺{day}完成，已经过了" if late else f"承诺{day}完成"
        told += bool(
            tell(
                people,
                key=f"promise:{promise.code}:{'late' if late else 'soon'}:{promise.due_on}",
                text=f"{suggestion.number or suggestion.title}：{words}：{promise.text}",
                url=suggestion.get_absolute_url(),
                group=Notice.Group.TO_DO,
                due_on=promise.due_on,
            )
        )
    return told
