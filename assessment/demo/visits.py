"""Pairings, visits and activities of the demo county."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from deputies.models import DeputyGroup, Person, Region
from pairing.models import Household, Pairing, PairingApplication, RosterFiling
from pairing.policy import PairingPolicy
from visits.models import Activity, Attendance, Visit, VisitDeputy

from . import words

if TYPE_CHECKING:
    from .build import DemoCounty


def make_pairings(demo: DemoCounty):
    rows = []
    for township in demo.townships:
        waiting = list(demo.households[township.pk])
        for person in demo.deputies[township.pk]:
            for _ in range(_households(demo, person)):
                if waiting:
                    rows.append(_pairing(demo, person, waiting.pop()))
    demo.pairings = Pairing.objects.bulk_create(rows)
    filings = []
    for township in demo.townships:
        here = [p for p in demo.pairings if p.township_id == township.pk]
        filings.append(
            RosterFiling(
                county=demo.county,
                township=township,
                year=demo.today.year,
                filed_on=date(demo.today.year, 3, demo.random.randint(18, 31)),
                pairings=len(here),
                households=len({p.household_id for p in here}),
                deputies=len({p.person_id for p in here}),
                filed_by=f"{township.name}人大主席团",
            )
        )
    RosterFiling.objects.bulk_create(filings)
    for township in demo.townships[:3]:
        PairingApplication.objects.create(
            county=demo.county,
            township=township,
            person=demo.deputies[township.pk][-1],
            household=None,
            wish=f"愿意联系{demo.random.choice(demo.villages[township.pk]).short_name}的一户监测对象",
            reason="本人有养殖技术，可以带动。",
            applied_on=demo.today - timedelta(days=3),
        )


def _households(demo: DemoCounty, person: Person) -> int:
    """How many households somebody takes, within the county's limit; without one, somebody takes many."""
    wanted = demo.random.choices([0, 1, 2, 3], [4, 40, 40, 16])[0]
    most = demo.county.policy(PairingPolicy).households_per_deputy_max
    if most:
        return min(wanted, most)
    generous = person == demo.deputies[demo.townships[1].pk][0]  # S2-52
    return 21 if generous else wanted


def _pairing(demo: DemoCounty, person: Person, household: Household) -> Pairing:
    source = (
        Pairing.Source.UNIT_ASSIGNED
        if person.category == "official"
        else demo.random.choice([Pairing.Source.PRESIDIUM, Pairing.Source.APPLICATION])
    )
    return Pairing(
        county=demo.county,
        township=household.township,
        deputy_township=person.township,
        household=household,
        person=person,
        source=source,
        started_on=date(demo.today.year, 3, demo.random.randint(1, 20)),
        measure=household.measures[0],
    )


def make_visits(demo: DemoCounty):
    visits, leads = [], []
    diligence = {t.pk: demo.random.uniform(0.55, 1.0) for t in demo.townships}
    for pairing in demo.pairings:
        if demo.random.random() > diligence[pairing.township_id] + 0.15:
            continue
        day = date(demo.today.year, 4, demo.random.randint(1, 28))
        while day <= demo.today:
            visits.append(_visit(demo, pairing, day))
            leads.append(pairing.person)
            day += timedelta(days=demo.random.randint(25, int(110 / diligence[pairing.township_id])))
    saved = Visit.objects.bulk_create(visits, batch_size=1000)
    VisitDeputy.objects.bulk_create(
        [
            VisitDeputy(visit=visit, person=person, is_lead=True)
            for visit, person in zip(saved, leads, strict=True)
        ],
        batch_size=2000,
    )


def _visit(demo: DemoCounty, pairing: Pairing, day: date) -> Visit:
    topics, issue, result, handling = [], "", "", ""
    note = demo.random.choice(words.NOTES_WELL)
    if demo.random.random() < 0.22:
        topic = demo.random.choice(list(words.ISSUES))
        note, issue = words.ISSUES[topic]
        topics = [topic]
        handling = demo.random.choices(list(words.ANSWERS), [5, 4, 1])[0]
        result = demo.random.choice(words.ANSWERS[handling])
    acts = [
        demo.random.choices(
            ["串一次门", "谈一席话", "献一份计", "出一份力", "捐一笔资", "讲一次课"],
            [50, 20, 10, 10, 6, 4],
        )[0]
    ]
    acts = [demo.acts.get(acts[0], acts[0])]
    amount = demo.random.choice([200, 300, 500, 1000]) if demo.acts["捐一笔资"] in acts else 0
    return Visit(
        county=demo.county,
        township=pairing.deputy_township,
        household=pairing.household,
        visited_on=day,
        mode=demo.random.choices(["入户走访", "电话联系", "村部座谈"], [86, 9, 5])[0],
        topics=topics,
        handling=handling,
        acts=acts,
        note=note,
        issue=issue,
        result=result,
        motivation=_motivation(demo, pairing, day),
        amount=amount,
        source=Visit.Source.PHONE if demo.random.random() < 0.6 else Visit.Source.PAGE,
        recorded_by=pairing.person.name,
        deputy_names=pairing.person.name,
    )


def _motivation(demo: DemoCounty, pairing: Pairing, day: date) -> str:
    """Of every other visit or so; most households get on a step within the half-year."""
    if not demo.motivation or day.toordinal() % 5 > 2:
        return ""
    begun = len(demo.motivation) - 1 - pairing.pk % 3
    return demo.motivation[max(begun - (day - pairing.started_on).days // 90, 0)]


def make_activities(demo: DemoCounty):
    for township in demo.townships:
        for group in demo.groups[township.pk]:
            day = date(demo.today.year, 1, demo.random.randint(8, 25))
            while day <= demo.today:
                _activity(demo, township, group, day)
                day += timedelta(days=demo.random.randint(40, 85))


def _activity(demo: DemoCounty, township: Region, group: DeputyGroup, day: date):
    kind, topic, summary = demo.random.choice(words.ACTIVITIES)
    kind = demo.kinds.get(words.KINDS[kind]) or next(iter(demo.kinds.values()))
    place = demo.random.choice(demo.villages[township.pk]).short_name
    states = [
        (person, demo.random.choices(["present", "leave", "absent"], [88, 9, 3])[0])
        for person in demo.members[group.pk]
    ]
    activity = Activity.objects.create(
        county=demo.county,
        township=township,
        group=group,
        station=group.station,
        held_on=day,
        kind=kind,
        topic=topic,
        place=place,
        summary=summary.format(p=place),
        present_count=sum(state == "present" for _, state in states),
        recorded_by=f"{township.name}人大",
    )
    Attendance.objects.bulk_create(
        [Attendance(activity=activity, person=person, status=state) for person, state in states]
    )
