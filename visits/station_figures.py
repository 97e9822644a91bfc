"""Numbers of the station's work, each beside the rows it counts; and the facts that fill its books."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Count, Exists, F, Max, OuterRef, Q
from django.utils.module_loading import import_string

from congress_poverty.models import CalendarDay
from congress_poverty.pages import day_words
from congress_poverty.reach import Reach, reaching
from deputies.models import GroupMember, Person, Region, Station

from . import rota
from .models import (
    Activity,
    DiaryEntry,
    DutyDay,
    DutyShift,
    MicroWish,
    Reception,
    StationCheck,
    StationCheckItem,
    StationProfile,
)
from .models.stations import place_of
from .policy import Book, Standard, StationPolicy

YEAR = timedelta(days=365)


# -- checklists -------------------------------------------------------------------------


def stations_for(standard: Standard):
    """The stations that the standard is for."""
    village = Q(level=Station.Level.VILLAGE)
    street = ~village & Q(township__kind=Region.Kind.STREET)
    kinds = {"village": village, "street": street, "town": ~village & ~street}
    rows = Station.objects.all()
    if not standard.sets:
        return rows
    wanted = Q(pk__in=())
    for one in standard.sets:
        wanted |= kinds[one]
    return rows.filter(wanted)


def unchecked(standard: Standard):
    """Stations that were never held against it."""
    checks = StationCheck.objects.filter(station=OuterRef("pk"), standard=standard.code)
    return stations_for(standard).filter(~Exists(checks))


def lacking(standard: str, item: str = "", answer: str = ""):
    """What the newest checks found: the rows behind every number of the coverage."""
    rows = StationCheckItem.objects.filter(station_check__is_latest=True, station_check__standard=standard)
    if item:
        rows = rows.filter(item=item)
    return rows.filter(answer=answer) if answer else rows


@dataclass(frozen=True)
class ItemCoverage:
    """One item over all stations."""

    code: str
    label: str
    group: str
    yes: int
    part: int
    no: int


@dataclass(frozen=True)
class StandardCoverage:
    """One standard over all stations within reach."""

    standard: Standard
    stations: int
    checked: int
    complete: int
    """Stations whose newest check found every item."""
    items: list[ItemCoverage] = field(default_factory=list)

    @property
    def unchecked(self) -> int:
        return self.stations - self.checked


def demo_stations():
    """示范站 within reach (S4-14, S4-62)."""
    return StationProfile.objects.filter(is_demo=True)


def coverage(policy: StationPolicy) -> list[StandardCoverage]:
    """Which stations lack what, for whoever looks."""
    answers: Counter = Counter()
    rows = StationCheckItem.objects.filter(station_check__is_latest=True).order_by()
    for standard, item, answer, n in rows.values_list("station_check__standard", "item", "answer").annotate(
        n=Count("pk")
    ):
        answers[standard, item, answer] = n
    latest = StationCheck.objects.latest().order_by().values_list("standard")
    checked = dict(latest.annotate(n=Count("pk")))
    whole = dict(complete(latest).annotate(n=Count("pk")))
    return [
        StandardCoverage(
            standard=one,
            stations=stations_for(one).count(),
            checked=checked.get(one.code, 0),
            complete=whole.get(one.code, 0),
            items=[
                ItemCoverage(
                    item.code,
                    item.label,
                    item.group,
                    *(answers[one.code, item.code, answer] for answer in ("yes", "part", "no")),
                )
                for item in one.items
            ],
        )
        for one in policy.standards
    ]


# -- rosters ----------------------------------------------------------------------------


def rule_of(station: Station) -> rota.DayRule:
    """When the station receives: by weekday where its profile says so, else by date."""
    profile = StationProfile.objects.filter(station=station).first()
    if profile and profile.reception_week and profile.reception_weekday:
        return rota.DayRule(week=profile.reception_week, weekday=profile.reception_weekday)
    return rota.DayRule(day=station.reception_day)


def crew_of(station: Station, on: date) -> list[Person]:
    """Deputies who may be on duty: of the groups that meet here, or of the village, else of the township."""
    with reaching(Reach.everything("who may be on duty at a station is posted there for everybody")):
        here = Person.objects.in_office(on).filter(township=station.township_id).order_by("pinyin", "id")
        members = GroupMember.objects.filter(group__station=station, ended_on__isnull=True).values("person")
        near = Q(pk__in=members)
        if station.village_id:
            near |= Q(village=station.village_id)
        people = list(here.filter(near).distinct())
        wanted = station.county.policy(StationPolicy).deputies_per_day
        return people if len(people) > wanted else list(here.distinct())


def load_of(station: Station, people: Sequence[Person], before: date) -> tuple[dict, dict]:
    """How often and when last each was on duty here in the year before a day."""
    rows = DutyShift.objects.filter(
        duty_day__station=station,
        person__in=[one.pk for one in people],
        duty_day__day__lt=before,
        duty_day__day__gte=before - YEAR,
    ).exclude(duty_day__state=DutyDay.State.CANCELLED)
    served, last = Counter(), {}
    for person, day in rows.values_list("person", "duty_day__day"):
        served[person] += 1
        last[person] = max(day, last.get(person, day))
    return served, last


@dataclass(frozen=True)
class Proposal:
    """A month as the rule and an even spread would have it."""

    reception: rota.ReceptionDay | None
    people: tuple[Person, ...]


def proposal(station: Station, year: int, month: int, crew: Sequence[Person]) -> Proposal:
    policy = station.county.policy(StationPolicy)
    calendar = CalendarDay.calendar_for(station.county.code)
    found = rota.reception_day(rule_of(station), year, month, calendar=calendar, day_off=policy.day_off)
    if found is None:
        return Proposal(None, ())
    served, last = load_of(station, crew, found.day)
    by_pk = {one.pk: one for one in crew}
    chosen = rota.spread([found.day], list(by_pk), per_day=policy.deputies_per_day, served=served, last=last)
    return Proposal(found, tuple(by_pk[pk] for pk in chosen[found.day]))


# -- record books -----------------------------------------------------------------------


@dataclass(frozen=True)
class BookRows:
    """A book that the program fills: its columns, its entries, the last one's day."""

    head: tuple[str, ...]
    rows: list[tuple]
    last_on: date | None
    total: int


def _entries(head, rows, last_on, total) -> BookRows:
    return BookRows(head, rows, last_on, total)


def book_rows(
    station: Station, book: Book, *, until: date, since: date | None = None, most: int = 500
) -> BookRows | None:
    """The entries of a book as its rows stand today; None for one that is kept on paper alone."""
    if not book.filled_by:
        return None
    if book.filled_by in getattr(settings, "BOOK_ROWS", {}):
        return import_string(settings.BOOK_ROWS[book.filled_by])(station, since=since, until=until, most=most)
    return _FILLERS[book.filled_by](station, since, until, most)


def _within(rows, column: str, since: date | None, until: date | None):
    if since:
        rows = rows.filter(**{f"{column}__gte": since})
    return rows.filter(**{f"{column}__lte": until}) if until else rows


def _last(rows, column: str) -> date | None:
    return rows.order_by(f"-{column}").values_list(column, flat=True).first()


def _receptions(station, since, until, most) -> BookRows:
    rows = _within(Reception.objects.filter(station=station), "received_on", since, until)
    policy = station.county.policy(StationPolicy)
    labels = {one.code: one.label for one in policy.routes}
    shown = rows.select_related("village").prefetch_related("deputies__person")
    return _entries(
        ("日期", "接待代表", "来访人", "人数", "反映的事", "去向", "结果", "反馈"),
        [
            (
                day_words(one.received_on),
                "、".join(str(d.person) for d in one.deputies.all()),
                "（保密）" if one.is_confidential else one.voter_name or "未留姓名",
                one.people_count,
                one.words,
                labels.get(one.route, "") + (f"：{one.routed_to}" if one.routed_to else ""),
                one.result,
                day_words(one.told_voter_on) if one.told_voter_on else "",
            )
            for one in shown.order_by("received_on", "id")[:most]
        ],
        _last(rows, "received_on"),
        rows.count(),
    )


def _activities(station, since, until, most) -> BookRows:
    rows = _within(Activity.objects.filter(station=station), "held_on", since, until)
    return _entries(
        ("日期", "形式", "主题", "地点", "到会", "活动情况"),
        [
            (day_words(one.held_on), one.kind, one.topic, one.place, one.present_count, one.summary)
            for one in rows.order_by("held_on", "id")[:most]
        ],
        _last(rows, "held_on"),
        rows.count(),
    )


def _wishes(station, since, until, most) -> BookRows:
    rows = _within(MicroWish.objects.filter(station=station), "posted_on", since, until)
    return _entries(
        ("发布", "心愿", "类别", "认领人", "情况", "怎么实现的"),
        [
            (
                day_words(one.posted_on),
                one.wish,
                one.kind,
                one.claimer,
                one.get_state_display(),
                one.result,
            )
            for one in rows.select_related("claimed_by").order_by("posted_on", "id")[:most]
        ],
        _last(rows, "posted_on"),
        rows.count(),
    )


def _roster(station, since, until, most) -> BookRows:
    rows = _within(DutyDay.objects.filter(station=station), "day", since, until)
    return _entries(
        ("接待日", "值班代表", "到岗情况", "情况", "说明"),
        [
            (
                day_words(one.day),
                "、".join(str(s.person) for s in one.shifts.all()),
                "、".join(
                    f"{s.person}{s.get_state_display()}" + (f"（{s.stand_in}）" if s.stand_in else "")
                    for s in one.shifts.all()
                    if s.state != DutyShift.State.PLANNED
                ),
                one.get_state_display(),
                one.moved_because,
            )
            for one in rows.prefetch_related("shifts__person", "shifts__stand_in").order_by("day")[:most]
        ],
        _last(rows.filter(state=DutyDay.State.HELD), "day"),
        rows.count(),
    )


def _deputies(station, since, until, most) -> BookRows:
    people = crew_of(station, until)
    return _entries(
        ("姓名", "职务", "工作单位"),
        [(one.name, one.job_title, one.employer) for one in people[:most]],
        None,
        len(people),
    )


def _diary(station, since, until, most) -> BookRows:
    """How many entries each deputy has; what they say is the deputy's own."""
    rows = _within(DiaryEntry.objects.filter(township=station.township_id), "met_on", since, until)
    counted = rows.order_by().values_list("deputy__name").annotate(n=Count("pk"), last=Max("met_on"))
    lines = sorted(counted)
    return _entries(
        ("代表", "记录条数", "最近一次"),
        [(name, n, day_words(last)) for name, n, last in lines[:most]],
        max((last for _, _, last in lines), default=None),
        sum(n for _, n, _ in lines),
    )


_FILLERS = {
    "receptions": _receptions,
    "activities": _activities,
    "wishes": _wishes,
    "roster": _roster,
    "deputies": _deputies,
    "diary": _diary,
}


@dataclass(frozen=True)
class BookLine:
    """A book on the station's page."""

    book: Book
    is_there: bool
    keeper: str
    note: str
    last_on: date | None
    entries: int | None
    """How many the program holds; None for a paper book."""


def books_of(station: Station, *, today: date) -> list[BookLine]:
    """Every book of the station's set: there by its entries, or because somebody said so."""
    kept = {row.book: row for row in station.books.all()}
    lines = []
    for book in station.county.policy(StationPolicy).book_set(place_of(station)).books:
        row = kept.get(book.code)
        facts = book_rows(station, book, until=today, most=0)
        lines.append(
            BookLine(
                book=book,
                is_there=bool((row and row.is_there) or (facts and facts.total)),
                keeper=row.keeper if row else "",
                note=row.note if row else "",
                last_on=facts.last_on if facts else row.last_entry_on if row else None,
                entries=facts.total if facts else None,
            )
        )
    return lines


def complete(checks):
    """Of these checks those that found every item."""
    return checks.filter(passed=F("asked"))
