"""Units, deputies, groups and stations of the demo county, and who is linked to whom."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from congress_poverty.sealed import blind_index
from congress_poverty.text import search_key
from deputies.models import (
    AreaLink,
    DeputyGroup,
    GroupMember,
    Honour,
    Mandate,
    MandateEvent,
    MemberLink,
    Person,
    Region,
    Station,
    Unit,
    VoterContact,
)

from . import words

if TYPE_CHECKING:
    from .build import DemoCounty

DEPUTIES_PER_TOWNSHIP = (18, 26)
TERM = "第十八届"
ELECTED_ON = date(2021, 12, 20)


def mark_poor_villages(demo: DemoCounty):
    """About one village in eight was on the county's list of poor villages (invented)."""
    poor = [v.pk for villages in demo.villages.values() for n, v in enumerate(villages) if n % 8 == 3]
    Region.objects.filter(pk__in=poor).update(is_poor_village=True)


def make_units(demo: DemoCounty):
    Unit.objects.bulk_create(
        [
            Unit(county=demo.county, name=name, pinyin=search_key(name))
            for name in map(demo.place.local, words.UNITS)
        ]
        + [
            Unit(
                county=demo.county,
                name=f"{t.name}人民政府",
                kind=Unit.Kind.TOWNSHIP_GOVERNMENT,
                township=t,
                pinyin=search_key(f"{t.name}人民政府"),
            )
            for t in demo.townships
            if t.has_congress
        ]
        + [
            Unit(
                county=demo.county,
                name=demo.place.local(f"县人大常委会{name}"),
                kind=Unit.Kind.SUPERVISING_OFFICE,
                handles_suggestions=False,
                pinyin=search_key(name),
            )
            for name in (demo.place.committee, *words.OFFICES[1:])
        ]
    )


def make_roster(demo: DemoCounty):
    demo.deputies: dict[int, list[Person]] = {}
    mandates, certificate = [], 0
    for township in demo.townships:
        size = demo.random.randint(*DEPUTIES_PER_TOWNSHIP) if township.has_congress else 8
        persons = [_person(demo, township, n) for n in range(size)]
        demo.deputies[township.pk] = Person.objects.bulk_create(persons)
        for n, person in enumerate(demo.deputies[township.pk]):
            for level in _levels(demo, n, township):
                certificate += 1
                mandates.append(
                    Mandate(
                        person=person,
                        county=demo.county,
                        level=level,
                        term=TERM,
                        constituency=f"{township.name}第{n % 6 + 1}选区",
                        certificate_no=f"{demo.today.year}{certificate:05d}",
                        delegation=f"{township.name}代表团",
                        started_on=ELECTED_ON,
                    )
                )
    Mandate.objects.bulk_create(mandates)
    demo.levels: dict[int, list[str]] = {}
    for mandate in mandates:
        demo.levels.setdefault(mandate.person_id, []).append(mandate.level)


def _person(demo: DemoCounty, township: Region, n: int) -> Person:
    village = demo.random.choice(demo.villages[township.pk])
    category = demo.weighted(words.CATEGORY_WEIGHTS)
    name = demo.people.name(township.code)
    employer, job = demo.random.choice(words.JOBS[category])
    born = demo.people.born(28, 63, demo.today.year)
    number, phone = demo.people.id_number(demo.place.code, born), demo.people.phone()
    return Person(
        county=demo.county,
        township=township,
        village=village,
        name=name,
        pinyin=search_key(name),
        gender="male" if int(number[16]) % 2 else "female",
        birth_on=born,
        ethnicity="汉族",
        party=demo.random.choice(["中共党员", "中共党员", "群众", "民建会员"]),
        education=demo.random.choice(["高中", "中专", "大专", "大专", "本科"]),
        id_number=number,
        id_index=blind_index(number),
        phone=phone,
        phone_index=blind_index(phone),
        employer=demo.place.local(employer).format(t=township.short_name, v=village.short_name, s=name[0]),
        job_title=job,
        category=category,
        has_fixed_income=category in ("official", "professional"),
    )


def _levels(demo: DemoCounty, n: int, township: Region) -> list[str]:
    own = ["township"] if township.has_congress else ["county"]
    if n == 0:
        return ["city", *own]
    if n == 1:
        return list(dict.fromkeys(["county", *own]))
    return ["county"] if n % 5 == 2 else own


def make_groups_and_stations(demo: DemoCounty):
    demo.groups: dict[int, list[DeputyGroup]] = {}
    demo.members: dict[int, list[Person]] = {}
    places = []
    for township in demo.townships:
        persons = demo.deputies[township.pk]
        station = Station.objects.create(
            county=demo.county,
            township=township,
            name=f"{township.name}人大代表联络站",
            head=persons[0],
            liaison_officer=persons[1],
            phone=demo.people.phone(),
            address=f"{township.name}便民服务中心二楼",
            opened_on=date(2019, demo.random.randint(1, 12), 8),
            reception_day=demo.random.choice([5, 10, 15, 20]),
        )
        for village in demo.random.sample(demo.villages[township.pk], 2):
            Station.objects.create(
                county=demo.county,
                township=township,
                village=village,
                level=Station.Level.VILLAGE,
                station_type=Station.Type.LIAISON_POINT,
                name=f"{village.short_name}代表联络点",
                head=demo.random.choice(persons),
            )
        halves = [persons[::2], persons[1::2]] if len(persons) > 20 else [persons]
        demo.groups[township.pk] = []
        for number, members in zip("一二", halves, strict=False):
            group = DeputyGroup.objects.create(
                county=demo.county,
                township=township,
                name=f"{township.name}第{number}代表小组",
                station=station,
            )
            demo.groups[township.pk].append(group)
            demo.members[group.pk] = members
            officers = ["leader", "deputy_leader", "liaison_officer"]
            places += [
                GroupMember(
                    group=group,
                    person=person,
                    mandate=None,
                    role=officers[n] if n < 3 else "member",
                    joined_on=ELECTED_ON,
                )
                for n, person in enumerate(members)
            ]
    mandate_of = {m.person_id: m for m in Mandate.objects.filter(county=demo.county)}
    for place in places:
        place.mandate = mandate_of[place.person_id]
    GroupMember.objects.bulk_create(places)


def make_links(demo: DemoCounty):
    """Leaders and offices look after townships, a few members keep in touch with deputies."""
    offices = list(Unit.objects.filter(county=demo.county, kind=Unit.Kind.SUPERVISING_OFFICE))
    for n, township in enumerate(demo.townships):
        AreaLink.objects.create(
            county=demo.county,
            township=township,
            office=offices[n % len(offices)],
            started_on=demo.year_begins,
        )
    town = demo.townships[0]
    member, *others = demo.deputies[town.pk]
    for township in demo.townships[:4]:
        AreaLink.objects.create(
            county=demo.county, township=township, leader=member, started_on=demo.year_begins
        )
    _resign(demo, demo.deputies[demo.townships[2].pk][-1])
    for deputy in others[:2]:
        MemberLink.objects.create(member=member, deputy=deputy, started_on=demo.year_begins)
    Honour.objects.create(
        person=member,
        title="履职先进个人",
        awarded_by=f"{demo.county}人大常委会",
        awarded_on=date(demo.today.year - 1, 12, 28),
    )
    for deputy in others[:6]:
        for _ in range(3):
            village = demo.random.choice(demo.villages[town.pk])
            VoterContact.objects.create(
                deputy=deputy,
                name=demo.people.name(village.code),
                village=village,
                phone=demo.people.phone(),
            )


def _resign(demo: DemoCounty, person: Person):
    """One deputy moved away and resigned, to show a mandate's history."""
    day = date(demo.today.year, 5, 18)
    for mandate in person.mandates.all():
        mandate.status, mandate.ended_on = Mandate.Status.RESIGNED, day
        mandate.save()
        MandateEvent.objects.create(
            mandate=mandate,
            happened_on=day,
            status=mandate.status,
            legal_ground="代表法第六十二条：辞职被接受",
            note="因工作调动辞去代表职务",
            recorded_by="程序（演示数据）",
        )
