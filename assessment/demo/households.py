"""Households of the demo county, each with its members, incomes, statuses and checks."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from congress_poverty.sealed import blind_index
from congress_poverty.text import search_key
from deputies.models import Region
from pairing.models import (
    BasicNeedsCheck,
    Household,
    HouseholdIncome,
    HouseholdMeasure,
    HouseholdMember,
    HouseholdNeed,
    HouseholdStatus,
)

from . import words

if TYPE_CHECKING:
    from .build import DemoCounty

HOUSEHOLDS_PER_TOWNSHIP = (34, 52)


def make_households(demo: DemoCounty):
    demo.households: dict[int, list[Household]] = {}
    members, incomes, statuses, checks, needs, measures = [], [], [], [], [], []
    for township in demo.townships:
        size = demo.random.randint(*HOUSEHOLDS_PER_TOWNSHIP) if township.has_congress else 10
        families = [_family(demo, township) for _ in range(size)]
        rows = Household.objects.bulk_create([household for household, _ in families])
        demo.households[township.pk] = rows
        for household, (_, family) in zip(rows, families, strict=True):
            for member in family:
                member.household = household
            members += family
            incomes += _incomes(demo, household)
            statuses += _statuses(demo, household)
            checks.append(_check(demo, household))
            if demo.random.random() < 0.3:
                needs.append(
                    HouseholdNeed(
                        household=household,
                        kind=demo.random.choice(["就业", "上学", "就医"]),
                        raised_on=demo.today - timedelta(days=demo.random.randint(20, 200)),
                    )
                )
            measures.append(
                HouseholdMeasure(
                    household=household,
                    kind=household.measures[0],
                    detail="按年度计划落实",
                    due_on=date(demo.today.year, 12, 20),
                )
            )
    HouseholdMember.objects.bulk_create(members)
    HouseholdIncome.objects.bulk_create(incomes)
    HouseholdStatus.objects.bulk_create(statuses)
    BasicNeedsCheck.objects.bulk_create(checks)
    HouseholdNeed.objects.bulk_create(needs)
    HouseholdMeasure.objects.bulk_create(measures)


def _family(demo: DemoCounty, township: Region) -> tuple[Household, list[HouseholdMember]]:
    village = demo.random.choice(demo.villages[township.pk])
    head = demo.people.name(village.code)
    born = demo.people.born(38, 80, demo.today.year)
    number = demo.people.id_number(demo.place.code, born)
    cause = demo.random.choices(words.CAUSES, words.CAUSE_WEIGHTS)[0]
    household = Household(
        county=demo.county,
        township=township,
        village=village,
        natural_village=demo.random.choice(words.NATURAL),
        head_name=head,
        pinyin=search_key(head),
        id_number=number,
        id_index=blind_index(number),
        phone=demo.people.phone() if demo.random.random() < 0.85 else "",
        category=demo.random.choices(words.CATEGORIES, [50, 38, 12])[0],
        main_cause=cause,
        identified_year=demo.random.choice([2014, 2014, 2015, 2016]),
        exit_year=demo.random.choice([2016, 2017, 2018, 2019, 2020]),
        housing=demo.random.choices(words.HOUSING, [6, 2, 2])[0],
        arable_mu=Decimal(demo.random.randint(5, 90)) / 10,
        measures=demo.random.sample(words.MEASURES, demo.random.randint(1, 3)),
        target="收入稳定，不发生返贫",
        target_year=demo.today.year,
        plan="结合家庭劳动力和土地情况，落实一项增收措施，按季走访。",
    )
    family = [_member(demo, 1, head, "户主", number, born, cause)]
    for seq, relation in enumerate(
        demo.random.sample(["配偶", "之子", "之女", "孙子", "母亲"], demo.random.randint(0, 4)), start=2
    ):
        ages = {
            "配偶": (36, 78),
            "之子": (12, 45),
            "之女": (8, 40),
            "孙子": (3, 14),
            "母亲": (66, 92),
        }[relation]
        surname = head[0] if relation in ("之子", "之女", "孙子") else ""
        birthday = demo.people.born(*ages, demo.today.year)
        family.append(
            _member(
                demo,
                seq,
                demo.people.name(village.code, surname),
                relation,
                demo.people.id_number(demo.place.code, birthday),
                birthday,
                "",
            )
        )
    household.population = len(family)
    household.labour_count = sum(m.labour == "普通劳动力" for m in family)
    return household, family


def _member(demo: DemoCounty, seq, name, relation, number, born, cause) -> HouseholdMember:
    age = demo.today.year - born.year
    if age < 6:
        education, student = "学龄前儿童", "学前教育"
    elif age < 16:
        education, student = "小学", "小学" if age < 13 else "初中"
    else:
        education, student = demo.random.choice(["小学", "初中", "初中", "高中"]), "非在校生"
    health = {"因病": "长期慢性病", "因残": "残疾"}.get(cause, "健康")
    labour = (
        "无劳动力" if age < 16 or age > 70 else "普通劳动力" if health == "健康" else "弱劳动力或半劳动力"
    )
    return HouseholdMember(
        seq=seq,
        name=name,
        relation=relation,
        gender="male" if int(number[16]) % 2 else "female",
        birth_on=born,
        id_number=number,
        id_index=blind_index(number),
        education=education,
        student=student,
        health=health,
        labour=labour,
    )


def _incomes(demo: DemoCounty, household: Household) -> list[HouseholdIncome]:
    rows, base = [], demo.random.randint(7000, 15000)
    for year in range(demo.today.year - 3, demo.today.year):
        base = int(base * (1 + demo.random.uniform(0.02, 0.12)))
        net = base * household.population
        wage = int(net * 0.6)
        transfer = int(net * 0.2)
        rows.append(
            HouseholdIncome(
                household=household,
                year=year,
                wage=wage,
                transfer=transfer,
                property=0,
                business=net - wage - transfer + 500,
                cost=500,
                net=net,
                per_capita=base,
            )
        )
    return rows


def _statuses(demo: DemoCounty, household: Household) -> list[HouseholdStatus]:
    steps = [
        HouseholdStatus(household=household, status="贫困户", since=date(household.identified_year, 12, 1)),
        HouseholdStatus(household=household, status="脱贫户", since=date(household.exit_year, 12, 31)),
    ]
    if demo.random.random() < 0.12:
        status = demo.random.choice(["脱贫不稳定户", "突发严重困难户"])
        steps.append(
            HouseholdStatus(
                household=household, status=status, since=date(2023, demo.random.randint(1, 12), 15)
            )
        )
    if demo.random.random() < 0.1:
        steps.append(
            HouseholdStatus(
                household=household, status="防止返贫致贫对象", since=date(2026, 3, 1), ground="县级审定"
            )
        )
    household.status = steps[-1].status
    Household.objects.filter(pk=household.pk).update(status=household.status)
    return steps


def _check(demo: DemoCounty, household: Household) -> BasicNeedsCheck:
    water = "no" if demo.random.random() < 0.04 else "yes"
    return BasicNeedsCheck(
        household=household,
        checked_on=date(demo.today.year, 3, demo.random.randint(1, 28)),
        food="yes",
        clothing="yes",
        education="yes",
        medical_care="yes",
        housing="yes",
        water=water,
        problem="供水不稳定" if water == "no" else "",
        checked_by="村级信息员",
    )
