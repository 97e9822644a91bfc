"""Builds the rows of the demo county, bottom room first."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from django.core.management import call_command
from django.utils import timezone

from congress_poverty.sealed import blind_index
from congress_poverty.text import search_key
from deputies import roles
from deputies.models import (
    Account,
    AreaLink,
    County,
    DeputyGroup,
    GroupMember,
    Honour,
    Mandate,
    MandateEvent,
    MemberLink,
    Person,
    Post,
    Region,
    Station,
    Unit,
    VoterContact,
)
from pairing.models import (
    BasicNeedsCheck,
    Household,
    HouseholdIncome,
    HouseholdMeasure,
    HouseholdMember,
    HouseholdNeed,
    HouseholdStatus,
    Pairing,
    PairingApplication,
    RosterFiling,
)
from pairing.policy import PairingPolicy
from visits import summary
from visits.models import Activity, Attendance, Visit, VisitDeputy
from visits.policy import VisitPolicy

from . import activities, words
from .actors import office, office_title
from .counties import PLACES, make_campaigns
from .people import People

DEPUTIES_PER_TOWNSHIP = (18, 26)
HOUSEHOLDS_PER_TOWNSHIP = (34, 52)
TERM = "第十八届"
ELECTED_ON = date(2021, 12, 20)


class DemoCounty:
    """Builds the county as of ``today``; ``build`` leaves a county in the middle of its half-year."""

    def __init__(self, today: date, pack: str = "lingbi"):
        self.today = today
        self.place = PLACES[pack]
        self.random = Random(f"{pack}-demo")
        self.people = People(self.random)
        self.year_begins = date(today.year, 1, 1)

    def build(self, divisions) -> County:
        """Everything of the lower rooms. ``divisions``: path of the CSV file."""
        call_command(
            "setup_county",
            self.place.code,
            divisions=str(divisions),
            pack=self.place.pack,
            campaign=[
                self.place.campaign,
                f"{self.today.year}-01-01",
                f"{self.today.year + 1}-12-31",
            ],
            verbosity=0,
        )
        self.county = County.objects.get(region__code=self.place.code)
        self.county.deputies_committee_name = self.place.committee
        self.county.save(update_fields=["deputies_committee_name"])
        self.office = office(self.county)
        self.kinds = {one.code: one.label for one in self.county.policy(VisitPolicy).activity_kinds}
        # The county's own n ones in the places of the six, in their order.
        ones = [one.label for one in self.county.policy(VisitPolicy).n_ones.items]
        self.acts = {act: ones[n % len(ones)] for n, act in enumerate(words.SIX)}
        self.motivation = [one.label for one in self.county.policy(VisitPolicy).motivation]
        make_campaigns(self.place, self.county, self.today)
        self.townships = list(
            Region.objects.filter(parent=self.county.region, retired_on=None).order_by(
                "-has_congress", "code"
            )
        )
        self.villages = {
            township.pk: list(Region.objects.filter(parent=township, retired_on=None).order_by("code"))
            for township in self.townships
        }
        self.mark_poor_villages()
        self.make_units()
        self.make_roster()
        self.make_groups_and_stations()
        self.make_households()
        self.make_pairings()
        self.make_visits()
        self.make_activities()
        self.make_links()
        activities.deepen(self)
        summary.recount(self.county)
        return self.county

    # people and places

    def mark_poor_villages(self):
        """About one village in eight was on the county's list of poor villages (invented)."""
        poor = [v.pk for villages in self.villages.values() for n, v in enumerate(villages) if n % 8 == 3]
        Region.objects.filter(pk__in=poor).update(is_poor_village=True)

    def make_units(self):
        Unit.objects.bulk_create(
            [
                Unit(county=self.county, name=name, pinyin=search_key(name))
                for name in map(self.place.local, words.UNITS)
            ]
            + [
                Unit(
                    county=self.county,
                    name=f"{t.name}人民政府",
                    kind=Unit.Kind.TOWNSHIP_GOVERNMENT,
                    township=t,
                    pinyin=search_key(f"{t.name}人民政府"),
                )
                for t in self.townships
                if t.has_congress
            ]
            + [
                Unit(
                    county=self.county,
                    name=self.place.local(f"县人大常委会{name}"),
                    kind=Unit.Kind.SUPERVISING_OFFICE,
                    handles_suggestions=False,
                    pinyin=search_key(name),
                )
                for name in (self.place.committee, *words.OFFICES[1:])
            ]
        )

    def make_roster(self):
        self.deputies: dict[int, list[Person]] = {}
        mandates, certificate = [], 0
        for township in self.townships:
            size = self.random.randint(*DEPUTIES_PER_TOWNSHIP) if township.has_congress else 8
            persons = [self._person(township, n) for n in range(size)]
            self.deputies[township.pk] = Person.objects.bulk_create(persons)
            for n, person in enumerate(self.deputies[township.pk]):
                for level in self._levels(n, township):
                    certificate += 1
                    mandates.append(
                        Mandate(
                            person=person,
                            county=self.county,
                            level=level,
                            term=TERM,
                            constituency=f"{township.name}第{n % 6 + 1}选区",
                            certificate_no=f"{self.today.year}{certificate:05d}",
                            delegation=f"{township.name}代表团",
                            started_on=ELECTED_ON,
                        )
                    )
        Mandate.objects.bulk_create(mandates)
        self.levels: dict[int, list[str]] = {}
        for mandate in mandates:
            self.levels.setdefault(mandate.person_id, []).append(mandate.level)

    def _person(self, township: Region, n: int) -> Person:
        village = self.random.choice(self.villages[township.pk])
        category = self._weighted(words.CATEGORY_WEIGHTS)
        name = self.people.name(township.code)
        employer, job = self.random.choice(words.JOBS[category])
        born = self.people.born(28, 63, self.today.year)
        number, phone = self.people.id_number(self.place.code, born), self.people.phone()
        return Person(
            county=self.county,
            township=township,
            village=village,
            name=name,
            pinyin=search_key(name),
            gender="male" if int(number[16]) % 2 else "female",
            birth_on=born,
            ethnicity="汉族",
            party=self.random.choice(["中共党员", "中共党员", "群众", "民建会员"]),
            education=self.random.choice(["高中", "中专", "大专", "大专", "本科"]),
            id_number=number,
            id_index=blind_index(number),
            phone=phone,
            phone_index=blind_index(phone),
            employer=self.place.local(employer).format(
                t=township.short_name, v=village.short_name, s=name[0]
            ),
            job_title=job,
            category=category,
            has_fixed_income=category in ("official", "professional"),
        )

    def _levels(self, n: int, township: Region) -> list[str]:
        own = ["township"] if township.has_congress else ["county"]
        if n == 0:
            return ["city", *own]
        if n == 1:
            return list(dict.fromkeys(["county", *own]))
        return ["county"] if n % 5 == 2 else own

    def make_groups_and_stations(self):
        self.groups: dict[int, list[DeputyGroup]] = {}
        self.members: dict[int, list[Person]] = {}
        places = []
        for township in self.townships:
            persons = self.deputies[township.pk]
            station = Station.objects.create(
                county=self.county,
                township=township,
                name=f"{township.name}人大代表联络站",
                head=persons[0],
                liaison_officer=persons[1],
                phone=self.people.phone(),
                address=f"{township.name}便民服务中心二楼",
                opened_on=date(2019, self.random.randint(1, 12), 8),
                reception_day=self.random.choice([5, 10, 15, 20]),
            )
            for village in self.random.sample(self.villages[township.pk], 2):
                Station.objects.create(
                    county=self.county,
                    township=township,
                    village=village,
                    level=Station.Level.VILLAGE,
                    station_type=Station.Type.LIAISON_POINT,
                    name=f"{village.short_name}代表联络点",
                    head=self.random.choice(persons),
                )
            halves = [persons[::2], persons[1::2]] if len(persons) > 20 else [persons]
            self.groups[township.pk] = []
            for number, members in zip("一二", halves, strict=False):
                group = DeputyGroup.objects.create(
                    county=self.county,
                    township=township,
                    name=f"{township.name}第{number}代表小组",
                    station=station,
                )
                self.groups[township.pk].append(group)
                self.members[group.pk] = members
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
        mandate_of = {m.person_id: m for m in Mandate.objects.filter(county=self.county)}
        for place in places:
            place.mandate = mandate_of[place.person_id]
        GroupMember.objects.bulk_create(places)

    def make_links(self):
        """Leaders and offices look after townships, a few members keep in touch with deputies."""
        offices = list(Unit.objects.filter(county=self.county, kind=Unit.Kind.SUPERVISING_OFFICE))
        for n, township in enumerate(self.townships):
            AreaLink.objects.create(
                county=self.county,
                township=township,
                office=offices[n % len(offices)],
                started_on=self.year_begins,
            )
        town = self.townships[0]
        member, *others = self.deputies[town.pk]
        for township in self.townships[:4]:
            AreaLink.objects.create(
                county=self.county, township=township, leader=member, started_on=self.year_begins
            )
        self._resign(self.deputies[self.townships[2].pk][-1])
        for deputy in others[:2]:
            MemberLink.objects.create(member=member, deputy=deputy, started_on=self.year_begins)
        Honour.objects.create(
            person=member,
            title="履职先进个人",
            awarded_by=f"{self.county}人大常委会",
            awarded_on=date(self.today.year - 1, 12, 28),
        )
        for deputy in others[:6]:
            for _ in range(3):
                village = self.random.choice(self.villages[town.pk])
                VoterContact.objects.create(
                    deputy=deputy,
                    name=self.people.name(village.code),
                    village=village,
                    phone=self.people.phone(),
                )

    def _resign(self, person: Person):
        """One deputy moved away and resigned, to show a mandate's history."""
        day = date(self.today.year, 5, 18)
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

    # households

    def make_households(self):
        self.households: dict[int, list[Household]] = {}
        members, incomes, statuses, checks, needs, measures = [], [], [], [], [], []
        for township in self.townships:
            size = self.random.randint(*HOUSEHOLDS_PER_TOWNSHIP) if township.has_congress else 10
            families = [self._family(township) for _ in range(size)]
            rows = Household.objects.bulk_create([household for household, _ in families])
            self.households[township.pk] = rows
            for household, (_, family) in zip(rows, families, strict=True):
                for member in family:
                    member.household = household
                members += family
                incomes += self._incomes(household)
                statuses += self._statuses(household)
                checks.append(self._check(household))
                if self.random.random() < 0.3:
                    needs.append(
                        HouseholdNeed(
                            household=household,
                            kind=self.random.choice(["就业", "上学", "就医"]),
                            raised_on=self.today - timedelta(days=self.random.randint(20, 200)),
                        )
                    )
                measures.append(
                    HouseholdMeasure(
                        household=household,
                        kind=household.measures[0],
                        detail="按年度计划落实",
                        due_on=date(self.today.year, 12, 20),
                    )
                )
        HouseholdMember.objects.bulk_create(members)
        HouseholdIncome.objects.bulk_create(incomes)
        HouseholdStatus.objects.bulk_create(statuses)
        BasicNeedsCheck.objects.bulk_create(checks)
        HouseholdNeed.objects.bulk_create(needs)
        HouseholdMeasure.objects.bulk_create(measures)

    def _family(self, township: Region) -> tuple[Household, list[HouseholdMember]]:
        village = self.random.choice(self.villages[township.pk])
        head = self.people.name(village.code)
        born = self.people.born(38, 80, self.today.year)
        number = self.people.id_number(self.place.code, born)
        cause = self.random.choices(words.CAUSES, words.CAUSE_WEIGHTS)[0]
        household = Household(
            county=self.county,
            township=township,
            village=village,
            natural_village=self.random.choice(words.NATURAL),
            head_name=head,
            pinyin=search_key(head),
            id_number=number,
            id_index=blind_index(number),
            phone=self.people.phone() if self.random.random() < 0.85 else "",
            category=self.random.choices(words.CATEGORIES, [50, 38, 12])[0],
            main_cause=cause,
            identified_year=self.random.choice([2014, 2014, 2015, 2016]),
            exit_year=self.random.choice([2016, 2017, 2018, 2019, 2020]),
            housing=self.random.choices(words.HOUSING, [6, 2, 2])[0],
            arable_mu=Decimal(self.random.randint(5, 90)) / 10,
            measures=self.random.sample(words.MEASURES, self.random.randint(1, 3)),
            target="收入稳定，不发生返贫",
            target_year=self.today.year,
            plan="结合家庭劳动力和土地情况，落实一项增收措施，按季走访。",
        )
        family = [self._member(1, head, "户主", number, born, cause)]
        for seq, relation in enumerate(
            self.random.sample(["配偶", "之子", "之女", "孙子", "母亲"], self.random.randint(0, 4)), start=2
        ):
            ages = {
                "配偶": (36, 78),
                "之子": (12, 45),
                "之女": (8, 40),
                "孙子": (3, 14),
                "母亲": (66, 92),
            }[relation]
            surname = head[0] if relation in ("之子", "之女", "孙子") else ""
            birthday = self.people.born(*ages, self.today.year)
            family.append(
                self._member(
                    seq,
                    self.people.name(village.code, surname),
                    relation,
                    self.people.id_number(self.place.code, birthday),
                    birthday,
                    "",
                )
            )
        household.population = len(family)
        household.labour_count = sum(m.labour == "普通劳动力" for m in family)
        return household, family

    def _member(self, seq, name, relation, number, born, cause) -> HouseholdMember:
        age = self.today.year - born.year
        if age < 6:
            education, student = "学龄前儿童", "学前教育"
        elif age < 16:
            education, student = "小学", "小学" if age < 13 else "初中"
        else:
            education, student = self.random.choice(["小学", "初中", "初中", "高中"]), "非在校生"
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

    def _incomes(self, household: Household) -> list[HouseholdIncome]:
        rows, base = [], self.random.randint(7000, 15000)
        for year in range(self.today.year - 3, self.today.year):
            base = int(base * (1 + self.random.uniform(0.02, 0.12)))
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

    def _statuses(self, household: Household) -> list[HouseholdStatus]:
        steps = [
            HouseholdStatus(
                household=household, status="贫困户", since=date(household.identified_year, 12, 1)
            ),
            HouseholdStatus(household=household, status="脱贫户", since=date(household.exit_year, 12, 31)),
        ]
        if self.random.random() < 0.12:
            status = self.random.choice(["脱贫不稳定户", "突发严重困难户"])
            steps.append(
                HouseholdStatus(
                    household=household, status=status, since=date(2023, self.random.randint(1, 12), 15)
                )
            )
        if self.random.random() < 0.1:
            steps.append(
                HouseholdStatus(
                    household=household, status="防止返贫致贫对象", since=date(2026, 3, 1), ground="县级审定"
                )
            )
        household.status = steps[-1].status
        Household.objects.filter(pk=household.pk).update(status=household.status)
        return steps

    def _check(self, household: Household) -> BasicNeedsCheck:
        water = "no" if self.random.random() < 0.04 else "yes"
        return BasicNeedsCheck(
            household=household,
            checked_on=date(self.today.year, 3, self.random.randint(1, 28)),
            food="yes",
            clothing="yes",
            education="yes",
            medical_care="yes",
            housing="yes",
            water=water,
            problem="供水不稳定" if water == "no" else "",
            checked_by="村级信息员",
        )

    # pairings

    def make_pairings(self):
        rows = []
        for township in self.townships:
            waiting = list(self.households[township.pk])
            for person in self.deputies[township.pk]:
                for _ in range(self._households(person)):
                    if waiting:
                        rows.append(self._pairing(person, waiting.pop()))
        self.pairings = Pairing.objects.bulk_create(rows)
        filings = []
        for township in self.townships:
            here = [p for p in self.pairings if p.township_id == township.pk]
            filings.append(
                RosterFiling(
                    county=self.county,
                    township=township,
                    year=self.today.year,
                    filed_on=date(self.today.year, 3, self.random.randint(18, 31)),
                    pairings=len(here),
                    households=len({p.household_id for p in here}),
                    deputies=len({p.person_id for p in here}),
                    filed_by=f"{township.name}人大主席团",
                )
            )
        RosterFiling.objects.bulk_create(filings)
        for township in self.townships[:3]:
            PairingApplication.objects.create(
                county=self.county,
                township=township,
                person=self.deputies[township.pk][-1],
                household=None,
                wish=f"愿意联系{self.random.choice(self.villages[township.pk]).short_name}的一户监测对象",
                reason="本人有养殖技术，可以带动。",
                applied_on=self.today - timedelta(days=3),
            )

    def _households(self, person: Person) -> int:
        """How many households somebody takes, within the county's limit; without one, somebody takes many."""
        wanted = self.random.choices([0, 1, 2, 3], [4, 40, 40, 16])[0]
        most = self.county.policy(PairingPolicy).households_per_deputy_max
        if most:
            return min(wanted, most)
        generous = person == self.deputies[self.townships[1].pk][0]  # S2-52
        return 21 if generous else wanted

    def _pairing(self, person: Person, household: Household) -> Pairing:
        source = (
            Pairing.Source.UNIT_ASSIGNED
            if person.category == "official"
            else self.random.choice([Pairing.Source.PRESIDIUM, Pairing.Source.APPLICATION])
        )
        return Pairing(
            county=self.county,
            township=household.township,
            deputy_township=person.township,
            household=household,
            person=person,
            source=source,
            started_on=date(self.today.year, 3, self.random.randint(1, 20)),
            measure=household.measures[0],
        )

    # visits and activities

    def make_visits(self):
        visits, leads = [], []
        diligence = {t.pk: self.random.uniform(0.55, 1.0) for t in self.townships}
        for pairing in self.pairings:
            if self.random.random() > diligence[pairing.township_id] + 0.15:
                continue
            day = date(self.today.year, 4, self.random.randint(1, 28))
            while day <= self.today:
                visits.append(self._visit(pairing, day))
                leads.append(pairing.person)
                day += timedelta(days=self.random.randint(25, int(110 / diligence[pairing.township_id])))
        saved = Visit.objects.bulk_create(visits, batch_size=1000)
        VisitDeputy.objects.bulk_create(
            [
                VisitDeputy(visit=visit, person=person, is_lead=True)
                for visit, person in zip(saved, leads, strict=True)
            ],
            batch_size=2000,
        )

    def _visit(self, pairing: Pairing, day: date) -> Visit:
        topics, issue, result, handling = [], "", "", ""
        note = self.random.choice(words.NOTES_WELL)
        if self.random.random() < 0.22:
            topic = self.random.choice(list(words.ISSUES))
            note, issue = words.ISSUES[topic]
            topics = [topic]
            handling = self.random.choices(list(words.ANSWERS), [5, 4, 1])[0]
            result = self.random.choice(words.ANSWERS[handling])
        acts = [
            self.random.choices(
                ["串一次门", "谈一席话", "献一份计", "出一份力", "捐一笔资", "讲一次课"],
                [50, 20, 10, 10, 6, 4],
            )[0]
        ]
        acts = [self.acts.get(acts[0], acts[0])]
        amount = self.random.choice([200, 300, 500, 1000]) if self.acts["捐一笔资"] in acts else 0
        return Visit(
            county=self.county,
            township=pairing.deputy_township,
            household=pairing.household,
            visited_on=day,
            mode=self.random.choices(["入户走访", "电话联系", "村部座谈"], [86, 9, 5])[0],
            topics=topics,
            handling=handling,
            acts=acts,
            note=note,
            issue=issue,
            result=result,
            motivation=self._motivation(pairing, day),
            amount=amount,
            source=Visit.Source.PHONE if self.random.random() < 0.6 else Visit.Source.PAGE,
            recorded_by=pairing.person.name,
            deputy_names=pairing.person.name,
        )

    def _motivation(self, pairing: Pairing, day: date) -> str:
        """Of every other visit or so; most households get on a step within the half-year."""
        if not self.motivation or day.toordinal() % 5 > 2:
            return ""
        begun = len(self.motivation) - 1 - pairing.pk % 3
        return self.motivation[max(begun - (day - pairing.started_on).days // 90, 0)]

    def make_activities(self):
        for township in self.townships:
            for group in self.groups[township.pk]:
                day = date(self.today.year, 1, self.random.randint(8, 25))
                while day <= self.today:
                    self._activity(township, group, day)
                    day += timedelta(days=self.random.randint(40, 85))

    def _activity(self, township: Region, group: DeputyGroup, day: date):
        kind, topic, summary = self.random.choice(words.ACTIVITIES)
        kind = self.kinds.get(words.KINDS[kind]) or next(iter(self.kinds.values()))
        place = self.random.choice(self.villages[township.pk]).short_name
        states = [
            (person, self.random.choices(["present", "leave", "absent"], [88, 9, 3])[0])
            for person in self.members[group.pk]
        ]
        activity = Activity.objects.create(
            county=self.county,
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

    def _weighted(self, weights: dict[str, int]) -> str:
        return self.random.choices(list(weights), list(weights.values()))[0]


def make_accounts(demo: DemoCounty, password: str) -> None:
    """One account per role, and a chair who is a deputy too, to show the switch of posts."""
    town = demo.townships[0]
    deputy, chair, *_ = demo.deputies[town.pk]
    water = Unit.objects.get(county=demo.county, name=demo.place.local("县水利局"))
    people = [
        ("daibiao", deputy.name, roles.DEPUTY, {"person": deputy}, {}),
        ("ganshi", "李敏", roles.TOWNSHIP_CLERK, {}, {"townships": [town]}),
        ("zhuxi", chair.name, roles.TOWNSHIP_CHAIR, {"person": chair}, {"townships": [town]}),
        ("gongwei", "陈立", roles.COUNTY_STAFF, {}, {"title": office_title(demo.county)}),
        ("lingdao", "周明远", roles.COUNTY_LEADER, {}, {"title": "常委会副主任"}),
        ("danwei", "钱程", roles.HANDLING_UNIT, {}, {"unit": water}),
        ("xitong", "系统管理员", roles.SYSTEM_ADMIN, {}, {}),
        ("anquan", "安全管理员", roles.SECURITY_ADMIN, {}, {}),
        ("shenji", "审计员", roles.AUDITOR, {}, {}),
    ]
    for username, name, role, account_fields, post_fields in people:
        account = Account.objects.create_user(username, password, name=name, **account_fields)
        townships = post_fields.pop("townships", [])
        post = Post.objects.create(
            account=account,
            role=role,
            county=demo.county,
            started_on=demo.year_begins,
            granted_by="程序（演示数据）",
            **post_fields,
        )
        post.townships.set(townships)
        if role == roles.TOWNSHIP_CHAIR:
            Post.objects.create(
                account=account, role=roles.DEPUTY, county=demo.county, started_on=demo.year_begins
            )
    # A second clerk in another township, so that the wall between neighbours can be tried by hand.
    neighbour = demo.townships[1]
    account = Account.objects.create_user("linzhen", password, name="赵芳")
    post = Post.objects.create(
        account=account, role=roles.TOWNSHIP_CLERK, county=demo.county, started_on=demo.year_begins
    )
    post.townships.set([neighbour])


def keep_latest_notices(unread: int = 5) -> None:
    """A year of notices was read as it came: only the last few of each account are still new."""
    for account in Account.objects.filter(notices__isnull=False).distinct():
        latest = account.notices.order_by("-pk").values_list("pk", flat=True)[:unread]
        account.notices.exclude(pk__in=list(latest)).update(read_at=timezone.now())
