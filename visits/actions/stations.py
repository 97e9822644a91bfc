"""The station's profile, checks and books."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from congress_poverty import audit, photos
from congress_poverty.audit import Actor
from congress_poverty.refusals import Refused
from deputies.models import Station

from ..models import RecordBook, StationCheck, StationCheckItem, StationPhoto, StationProfile
from ..models.stations import place_of
from ..policy import StationPolicy

PHOTOS_MAX = 12


@dataclass(frozen=True)
class Found:
    """What was found of one item of a checklist."""

    answer: str
    remark: str = ""
    pictures: tuple[photos.Picture, ...] = ()


@transaction.atomic
def describe(profile: StationProfile, *, by: Actor, changed: Sequence[str]) -> StationProfile:
    """What a station is for and how it is reached."""
    if profile.is_special and not (profile.partner or profile.partner_name):
        raise Refused("特色之家请写和哪个企业或合作社共建。", field="partner_name")
    if bool(profile.reception_week) != bool(profile.reception_weekday):
        raise Refused("按星期定接待日，要同时选第几个和星期几。", field="reception_weekday")
    profile.save()
    audit.record("stations.describe", by=by, obj=profile.station, detail={"changed": list(changed)})
    return profile


@transaction.atomic
def check_station(
    station: Station,
    *,
    standard: str,
    on: date,
    found: Mapping[str, Found],
    by: Actor,
    today: date,
    checked_by: str = "",
    note: str = "",
) -> StationCheck:
    """Hold a station against a standard: every item answered, photos through the gate."""
    policy = station.county.policy(StationPolicy)
    wanted = next((one for one in policy.standards_for(place_of(station)) if one.code == standard), None)
    if wanted is None:
        raise Refused(f"{station}不用这张检查表。", code="E_STANDARD", field="standard")
    if on > today:
        raise Refused("检查日期不能晚于今天。", code="E_DATE_RANGE", field="checked_on")
    missing = [item.label for item in wanted.items if item.code not in found]
    if missing:
        raise Refused(f"还有 {len(missing)} 项没有选：{'、'.join(missing)}", code="E_ITEMS_MISSING")
    for n, item in enumerate(wanted.items):
        if found[item.code].answer == StationCheckItem.Answer.PART and not found[item.code].remark.strip():
            raise Refused(f"“{item.label}”不够好，请写差在哪里。", field=f"remark-{n}")
    pictures = sum(len(one.pictures) for one in found.values())
    if pictures > PHOTOS_MAX:
        raise Refused(f"一次检查最多 {PHOTOS_MAX} 张照片，现在有 {pictures} 张。")
    made = StationCheck(
        county_id=station.county_id,
        township_id=station.township_id,
        station=station,
        standard=standard,
        checked_on=on,
        checked_by=checked_by or by.label,
        note=note,
        asked=len(wanted.items),
        passed=sum(one.answer == StationCheckItem.Answer.YES for one in found.values()),
        recorded_by=by.label,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise Refused(
            f"{on.month} 月 {on.day} 日已经记过这张检查表，请打开那一次，删掉再记。",
            code="E_DUP_ROW",
            field="checked_on",
        ) from None
    StationCheckItem.objects.bulk_create(
        StationCheckItem(
            station_check=made,
            item=item.code,
            label=item.label,
            answer=found[item.code].answer,
            remark=found[item.code].remark.strip(),
        )
        for item in wanted.items
    )
    for item in wanted.items:
        put_photos(found[item.code].pictures, by=by, on=today, station_check=made, item=item.code)
    mark_latest(station.pk, standard)
    audit.record(
        "stations.check",
        by=by,
        obj=station,
        detail={"standard": standard, "on": on.isoformat(), "passed": made.passed, "asked": made.asked},
    )
    made.refresh_from_db()
    return made


def put_photos(
    pictures: Sequence[photos.Picture], *, by: Actor, on: date, station_check=None, wish=None, item=""
) -> None:
    """Store what passed the gate, beside the row that ``by`` has just recorded."""
    owner = station_check or wish
    for picture in pictures:
        StationPhoto.objects.create(
            county_id=owner.county_id,
            township_id=owner.township_id,
            station_check=station_check,
            wish=wish,
            item=item,
            name=photos.store(picture, on=on),
            original_name=picture.original_name,
            sha256=picture.sha256,
            width=picture.width,
            height=picture.height,
            size=len(picture.content),
            added_by=by.label,
        )
    if pictures and by:
        audit.record("stations.photo", by=by, obj=owner, detail={"photos": len(pictures)})


@transaction.atomic
def remove_check(found: StationCheck, *, by: Actor) -> Station:
    """Take a check away that was recorded by mistake; the one before it holds again."""
    station, standard = found.station, found.standard
    audit.record(
        "stations.remove_check",
        by=by,
        obj=station,
        detail={"standard": standard, "on": found.checked_on.isoformat()},
    )
    names = list(found.photos.values_list("name", flat=True))
    found.delete()
    mark_latest(station.pk, standard)
    transaction.on_commit(lambda: [photos.discard(name) for name in names])
    return station


def mark_latest(station: int, standard: str) -> None:
    """The newest check of a station against a standard carries the mark, no other."""
    rows = StationCheck.objects.filter(station=station, standard=standard)
    newest = rows.order_by("-checked_on", "-pk").values_list("pk", flat=True).first()
    rows.filter(is_latest=True).exclude(pk=newest).update(is_latest=False)
    rows.filter(pk=newest, is_latest=False).update(is_latest=True)


@dataclass(frozen=True)
class BookState:
    """What is said about one book."""

    is_there: bool
    keeper: str = ""
    last_entry_on: date | None = None
    note: str = ""


@transaction.atomic
def keep_books(station: Station, books: Mapping[str, BookState], *, by: Actor, today: date) -> Station:
    """Which books of the set there are, who keeps them, and for paper ones when they were last written in."""
    wanted = station.county.policy(StationPolicy).book_set(place_of(station)).books
    known = {book.code: n for n, book in enumerate(wanted)}
    changed = []
    there = {row.book: row for row in station.books.all()}
    for code, state in books.items():
        if code not in known:
            raise Refused(f"{station}的簿册里没有“{code}”。", code="E_BOOK")
        if state.last_entry_on and state.last_entry_on > today:
            raise Refused("最近一次记录不能晚于今天。", field=f"last_entry_on-{known[code]}")
        row = there.get(code) or RecordBook(station=station, book=code)
        now = (row.is_there, row.keeper, row.last_entry_on, row.note)
        new = (state.is_there, state.keeper, state.last_entry_on, state.note)
        if now != new:
            row.is_there, row.keeper, row.last_entry_on, row.note = new
            row.save()
            changed.append(code)
    audit.record("stations.books", by=by, obj=station, detail={"changed": changed})
    return station
