"""A market day as an activity: its list of names, its sign-in sheet, its place in every count."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from congress_poverty.audit import Actor
from deputies.models import Person

from ..figures.activity_counts import receiving_kinds
from ..models import Activity, MarketDay
from ..policy import ActivityPolicy, VisitPolicy
from ..roll import Mark
from .activities import ActivityFacts, change_activity, marks_of, record_activity, twins_of


def _kind(day: MarketDay) -> str:
    """主题大接待 in the county's words, or what the county calls any reception."""
    wanted = day.county.policy(ActivityPolicy).market_day_kind
    own = (kind.label for kind in day.county.policy(VisitPolicy).activity_kinds if kind.code == wanted)
    return next(own, None) or next(iter(receiving_kinds(day.county)), "接待选民")


def keep_activity(
    day: MarketDay, people: Iterable[Person], *, left: Iterable[int], by: Actor, today: date
) -> Activity:
    """Make or correct the market day's activity; ``left`` no longer take part.

    One that somebody has written down already is taken, not doubled; what the activity's own page
    says of it, and of who was late or on leave, stays.
    """
    activity = day.activity
    if activity is None:
        found = twins_of(township=day.township, kind=_kind(day), held_on=day.held_on, group=None)
        activity = found.filter(market_day=None).first()
    said = {
        "held_on": day.held_on,
        "topic": day.theme,
        "place": day.place,
        "partners": "、".join(day.partners)[:200],
    }
    if activity is None:
        facts = ActivityFacts(kind=_kind(day), summary=day.summary, **said)
        return record_activity(
            by=by,
            today=today,
            county=day.county,
            township=day.township,
            facts=facts,
            attendance={person: Mark() for person in people},
        )
    before = ActivityFacts.of(activity)
    facts = replace(before, **said, summary=day.summary or before.summary)
    marks = {person: mark for person, mark in marks_of(activity).items() if person.pk not in set(left)}
    for person in people:
        marks.setdefault(person, Mark())
    return change_activity(
        activity, by=by, today=today, facts=facts, attendance=marks, version=activity.version
    )
