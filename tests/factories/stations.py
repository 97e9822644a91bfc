"""The station's work: checks, rosters, receptions, wishes, diaries."""

from __future__ import annotations

import hashlib
from datetime import date

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from congress_poverty.reach import reaching
from deputies.models import (
    County,
    Person,
    Region,
    Station,
)
from visits.models import (
    DiaryEntry,
    DutyDay,
    DutyShift,
    DutySwap,
    MarketDay,
    MarketDayDeputy,
    MicroWish,
    Reception,
    ReceptionDeputy,
    StationCheck,
    StationCheckItem,
    StationPhoto,
)
from visits.policy import StationPolicy

from .ground import EVERYTHING, numbers


def station_check(station: Station, standard="displays", answers=("yes", "yes"), **fields) -> StationCheck:
    """A check as the county's pack asks it, item by item."""
    with reaching(EVERYTHING):
        items = station.county.policy(StationPolicy).standard(standard).items
        made = StationCheck.objects.create(
            county=station.county,
            township=station.township,
            station=station,
            standard=standard,
            passed=answers.count("yes"),
            asked=len(items),
            **{"checked_on": date(2026, 5, 6), "checked_by": "李干事", **fields},
        )
        for item, answer in zip(items, answers, strict=False):
            StationCheckItem.objects.create(
                station_check=made, item=item.code, label=item.label, answer=answer
            )
        return made


def station_photo(check: StationCheck) -> StationPhoto:
    """A row and its file."""
    n = next(numbers)
    name = default_storage.save(f"visits/test-{n}.jpg", ContentFile(b"\xff\xd8\xff\xd9"))
    with reaching(EVERYTHING):
        return StationPhoto.objects.create(
            county=check.county, township=check.township, station_check=check, name=name,
            sha256=hashlib.sha256(str(n).encode()).hexdigest(), width=1, height=1, size=4,
        )  # fmt: skip


def duty_day(station: Station, day=date(2026, 7, 5), people=(), **fields) -> DutyDay:
    """A reception day with its deputies on duty."""
    with reaching(EVERYTHING):
        made = DutyDay.objects.create(
            county=station.county, township=station.township, station=station, day=day, **fields
        )
        for person in people:
            DutyShift.objects.create(duty_day=made, person=person)
        return made


def swap(mine: DutyShift, to_person: Person, yours=None, **fields) -> DutySwap:
    with reaching(EVERYTHING):
        day = mine.duty_day
        return DutySwap.objects.create(
            county=day.county, township=day.township, station=day.station, mine=mine, yours=yours,
            from_person=mine.person, to_person=to_person, from_day=day.day,
            **{"asked_on": date(2026, 6, 1), **fields},
        )  # fmt: skip


def reception(station: Station | None, people=(), **fields) -> Reception:
    with reaching(EVERYTHING):
        if station is not None:
            fields = {"county": station.county, "township": station.township, **fields}
        made = Reception.objects.create(
            station=station,
            **{"received_on": date(2026, 6, 1), "words": "村口的桥没有护栏", "source": "day", **fields},
        )
        for person in people:
            ReceptionDeputy.objects.create(reception=made, person=person)
        return made


def market_day(township: Region, people=(), **fields) -> MarketDay:
    with reaching(EVERYTHING):
        made = MarketDay.objects.create(
            county=County.objects.get(region=township.parent), township=township,
            **{"held_on": date(2026, 6, 5), "theme": "食品安全宣传", "place": "集市东口", **fields},
        )  # fmt: skip
        for person in people:
            MarketDayDeputy.objects.create(market_day=made, person=person)
        return made


def wish(station: Station, **fields) -> MicroWish:
    with reaching(EVERYTHING):
        return MicroWish.objects.create(
            county=station.county, township=station.township, station=station,
            **{"posted_on": date(2026, 6, 1), "wish": "想要一盏台灯", "kind": "学习用品", **fields},
        )  # fmt: skip


def diary_entry(deputy: Person, **fields) -> DiaryEntry:
    with reaching(EVERYTHING):
        return DiaryEntry.objects.create(
            deputy=deputy, township=deputy.township,
            **{"voter_name": "李大爷", "met_on": date(2026, 6, 2), "said": "渠道淤了", **fields},
        )  # fmt: skip
