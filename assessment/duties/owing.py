"""Who owes the duties of a year: the subjects of a county in reach, and the days on which they were there.

A span is ``(first day, last day)``; ``None`` as the last day says that no end is known.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta

from deputies import figures as people
from deputies.models import DeputyGroup, GroupMember, Mandate, MandateEvent, Person, Station, Unit
from pairing.models import Pairing
from suggestions.models import Assignment

Span = tuple[date, date | None]
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Subject:
    """Somebody or something that owes."""

    kind: str
    pk: int
    code: str
    name: str
    township: int | None = None
    township_name: str = ""
    spans: tuple[Span, ...] = ((date.min, None),)
    category: str = ""
    levels: frozenset[str] = frozenset()
    traits: frozenset[str] = frozenset()

    def with_spans(self, spans) -> Subject:
        return replace(self, spans=tuple(spans))


def subjects(county, kind: str, pks=None) -> list[Subject]:
    """Everybody of the kind that the reach shows, in the order of the county's lists."""
    return _READERS[kind](county, pks)


def within(rows, pks):
    return rows if pks is None else rows.filter(pk__in=pks)


def merged(spans) -> list[Span]:
    """Overlapping and touching spans as one."""
    done: list[Span] = []
    for since, until in sorted(spans, key=lambda span: span[0]):
        if done and (done[-1][1] is None or since <= done[-1][1] + ONE_DAY):
            last = done[-1][1]
            done[-1] = (done[-1][0], None if last is None or until is None else max(last, until))
        else:
            done.append((since, until))
    return done


def common(one, other) -> list[Span]:
    """The days that are in both."""
    found = []
    for since, until in one:
        for first, last in other:
            begins = max(since, first)
            ends = min((day for day in (until, last) if day is not None), default=None)
            if ends is None or begins <= ends:
                found.append((begins, ends))
    return merged(found)


def without(spans, gaps) -> list[Span]:
    """The days of ``spans`` that are in none of ``gaps``."""
    for since, until in gaps:
        left = []
        for first, last in spans:
            if first < since and (last is None or last >= since):
                left.append((first, since - ONE_DAY))
            elif last is not None and last < since:
                left.append((first, last))
            if until is not None and (last is None or last > until):
                left.append((max(first, until + ONE_DAY), last))
        spans = left
    return list(spans)


# -- people ----------------------------------------------------------------------------------


def _seats(county, paths: dict | None = None):
    """(mandate, person, level, spans) of every seat, suspensions cut out."""
    rows = Mandate.objects.filter(county=county, **(paths or {}))
    suspended: dict[int, list] = defaultdict(list)
    events = MandateEvent.objects.filter(
        mandate__county=county, status__in=(Mandate.Status.SUSPENDED, Mandate.Status.IN_OFFICE)
    ).order_by("happened_on", "pk")
    for seat, on, status in events.values_list("mandate_id", "happened_on", "status"):
        gaps = suspended[seat]
        if status == Mandate.Status.SUSPENDED:
            gaps.append((on, None))
        elif gaps and gaps[-1][1] is None:
            gaps[-1] = (gaps[-1][0], on - ONE_DAY)
    for seat, person, level, started, ended in (
        rows.order_by("pk").values_list("pk", "person_id", "level", "started_on", "ended_on").iterator()
    ):
        span = (started or date.min, ended - ONE_DAY if ended else None)
        if span[1] is None or span[0] <= span[1]:
            spans = without([span], suspended.get(seat, ()))
            if spans:
                yield seat, person, level, spans


def _deputies(county, pks):
    spans, levels = defaultdict(list), defaultdict(set)
    for _seat, person, level, held in _seats(county, {} if pks is None else {"person__in": pks}):
        spans[person] += held
        levels[person].add(level)
    rows = within(Person.objects.filter(county=county), pks).order_by("township__code", "pinyin", "pk")
    return [
        Subject(
            "deputy",
            pk,
            code,
            name,
            town,
            town_name,
            tuple(merged(spans[pk])),
            category,
            frozenset(levels[pk]),
        )
        for pk, code, name, category, town, town_name in rows.values_list(
            "pk", "code", "name", "category", "township_id", "township__short_name"
        )
        if pk in spans
    ]


def _mandates(county, pks):
    words = county.level_words()
    seats = {
        seat: (level, spans)
        for seat, _person, level, spans in _seats(county, {} if pks is None else {"pk__in": pks})
    }
    rows = within(Mandate.objects.filter(county=county), pks).order_by(
        "person__township__code", "person__pinyin", "pk"
    )
    return [
        Subject(
            "mandate",
            pk,
            code,
            f"{name}（{words.label(level)}代表）",
            town,
            town_name,
            tuple(seats[pk][1]),
            category,
            frozenset([level]),
        )
        for pk, code, level, name, category, town, town_name in rows.values_list(
            "pk",
            "code",
            "level",
            "person__name",
            "person__category",
            "person__township_id",
            "person__township__short_name",
        )
        if pk in seats
    ]


def _groups(county, pks):
    spans = defaultdict(list)
    rows = GroupMember.objects.filter(group__county=county).order_by()
    for group, joined, ended in rows.values_list("group_id", "joined_on", "ended_on"):
        spans[group].append((joined or date.min, ended))
    rows = within(DeputyGroup.objects.filter(county=county), pks).order_by("township__code", "pk")
    return [
        Subject("group", pk, code, name, town, town_name or "", tuple(merged(spans[pk])))
        for pk, code, name, town, town_name in rows.values_list(
            "pk", "code", "name", "township_id", "township__short_name"
        )
        if pk in spans
    ]


# -- places and bodies --------------------------------------------------------------------------


def _stations(county, pks):
    rows = within(Station.objects.filter(county=county), pks).order_by("township__code", "level", "pk")
    return [
        Subject(
            "station",
            pk,
            code,
            name,
            town,
            town_name,
            ((opened or date.min, None),),
            traits=frozenset(["town_station"] if level == Station.Level.TOWNSHIP else []),
        )
        for pk, code, name, level, opened, town, town_name in rows.values_list(
            "pk", "code", "name", "level", "opened_on", "township_id", "township__short_name"
        )
    ]


def _townships(county, pks):
    """Townships with somebody in office: a township whose seats are all vacant owes nothing."""
    home = dict(Person.objects.filter(county=county).order_by().values_list("pk", "township_id"))
    spans = defaultdict(list)
    for _seat, person, _level, held in _seats(county):
        if person in home:
            spans[home[person]] += held
    return [
        Subject(
            "township",
            place.pk,
            place.code,
            str(place),
            place.pk,
            str(place),
            tuple(merged(spans[place.pk])),
            traits=frozenset(["congress"] if place.has_congress else []),
        )
        for place in people.townships(county)
        if place.pk in spans and (pks is None or place.pk in pks)
    ]


def _units(county, pks):
    rows = Unit.objects.filter(county=county, is_active=True, handles_suggestions=True)
    busy = set(
        Assignment.objects.filter(suggestion__county=county).order_by().values_list("unit_id", flat=True)
    )
    return [
        Subject(
            "unit", unit.pk, unit.code, unit.name, traits=frozenset(["lead_unit"] if unit.pk in busy else [])
        )
        for unit in within(rows, pks)
    ]


def _offices(county, pks):
    rows = Unit.objects.filter(county=county, is_active=True, kind=Unit.Kind.SUPERVISING_OFFICE)
    return [Subject("office", unit.pk, unit.code, unit.name) for unit in within(rows, pks)]


def _county(county, pks):
    return [Subject("county", county.pk, county.code, f"{county}人大常委会")]


_READERS = {
    "deputy": _deputies,
    "mandate": _mandates,
    "group": _groups,
    "station": _stations,
    "township": _townships,
    "unit": _units,
    "office": _offices,
    "county": _county,
}


def paired_spans(county, pks=None) -> dict[int, list[Span]]:
    """Deputy → the days on which they looked after a household."""
    spans = defaultdict(list)
    rows = Pairing.objects.filter(county=county, person__isnull=False).order_by()
    if pks is not None:
        rows = rows.filter(person__in=pks)
    for person, started, ended in rows.values_list("person_id", "started_on", "ended_on"):
        spans[person].append((started, ended))
    return {person: merged(found) for person, found in spans.items()}
