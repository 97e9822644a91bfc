"""Help beyond visits in the demo county: a firm that employs fourteen, a team, projects, checks."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from deputies.models import Person, Unit
from pairing import actions
from pairing.models import (
    Cooperative,
    CoopMember,
    ExitCheck,
    FundBook,
    FundEntry,
    HelpedPerson,
    Helper,
    HelpRecord,
    HelpTeam,
    PolicyDelivery,
    VillageProject,
    VillageYear,
)
from visits.models import Visit

from .actors import clerk
from .people import People

POSTS = ("缝纫工", "缝纫工", "裁剪工", "质检员", "包装工", "后勤")
ALONE = (
    # kind, category, title, figures
    ("技术指导", "professional", "到{v}大棚手把手教黄桃修剪", {"trained": 18}),
    ("送医疗", "professional", "在{v}义诊，量血压、送常用药", {"amount": 1800, "goods": "常用药 60 份"}),
    ("项目引进", "official", "为{v}协调辣椒烘干项目", {"amount": 450000, "jobs": 8}),
    ("基础设施协调", "official", "协调{v}通村路硬化 1.2 公里", {"amount": 620000}),
    ("信息政策咨询", "official", "给{v}讲小额信贷和产业奖补怎么申请", {}),
    ("带入合作社", "farmer", "动员{v}群众带地入社", {"members": 6, "led_people": 21, "income_gain": 18000}),
    ("示范带动", "farmer", "带{v}邻居一起种黄桃", {"members": 3, "led_people": 9, "income_gain": 9600}),
    ("办实事", "farmer", "帮{v}老人接通自来水", {"amount": 600}),
    ("捐助物资", "enterprise", "给{v}困难户送化肥", {"goods": "化肥 40 袋", "amount": 6400}),
    ("消费帮扶", "enterprise", "按保护价收{v}的花生", {"amount": 23000, "income_gain": 4200}),
    ("精神帮扶", "farmer", "和{v}两户谈心，说通了去学手艺", {}),
    ("好人好事", "worker", "帮{v}两家调好了地界，写了协议", {}),
)


class Help:
    """Writes it through the same actions as the pages, township by township."""

    def __init__(self, demo):
        self.demo, self.today, self.random = demo, demo.today, Random("lingbi-help")
        self.county, self.people = demo.county, People(self.random)

    def walk(self) -> None:
        first, second, *_ = self.demo.townships
        self.firm(first)
        self.students(first)
        self.team(first)
        self.plan(first)
        for n, township in enumerate(self.demo.townships):
            if township.has_congress:
                self.alone(township, 5 if n < 4 else 2)
        for township in (first, second):
            self.village(township)
        self.fund(first)
        self.aftercare(first)

    # what deputies did

    def some_day(self) -> date:
        passed = max(1, (self.today - self.demo.year_begins).days)
        return self.demo.year_begins + timedelta(days=self.random.randrange(passed))

    def deputy(self, township, category: str) -> Person | None:
        found = [one for one in self.demo.deputies[township.pk] if one.category == category]
        return self.random.choice(found) if found else None

    def record(self, township, people=(), households=(), *, recorder=None, **fields) -> HelpRecord:
        row = HelpRecord(county=self.county, township=township, **{"started_on": self.some_day(), **fields})
        return actions.record_help(
            row,
            by=clerk(self.county),
            today=self.today,
            people=people,
            households=households,
            recorder=recorder,
        )

    def firm(self, township) -> None:
        """A deputy's firm trains fourteen people and employs them (S3-31)."""
        boss = self.demo.deputies[township.pk][0]
        firm = Helper.objects.create(
            county=self.county,
            township=township,
            kind=Helper.Kind.FIRM,
            name="向阳服装厂",
            business="服装加工",
            led_by=boss,
            joined_on=self.demo.year_begins,
        )
        Helper.objects.create(
            county=self.county,
            township=township,
            kind=Helper.Kind.FIRM,
            name="汴河粮油贸易公司",
            business="粮油收购",
            mobilised_by=boss,
            joined_on=self.demo.year_begins + timedelta(days=40),
        )
        Helper.objects.create(
            county=self.county,
            township=township,
            kind=Helper.Kind.PERSON,
            name="马老师",
            business="退休教师，常年助学",
            joined_on=self.demo.year_begins + timedelta(days=70),
        )
        began = self.demo.year_begins + timedelta(
            days=min(60, (self.today - self.demo.year_begins).days // 2)
        )
        record = self.record(
            township,
            kind="就业岗位",
            target=HelpRecord.Target.PERSON,
            helper=firm,
            recorder=boss,
            started_on=began,
            title="培训并招收 14 名缝纫工",
            detail="厂里腾出一个车间办班，半个月学会平车，合格的直接上岗，中午管一顿饭。",
            jobs=14,
            income_gain=Decimal(378000),
            result="14 人都上了岗，月工资 2400 元起",
        )
        trained_on = min(self.today, began + timedelta(days=15))
        rows = []
        for n, household in enumerate(self.demo.households[township.pk][:14]):
            member = household.members.order_by("-seq").filter(labour__contains="劳动力").first()
            name = member.name if member else household.head_name
            left = n == 13 and self.today > trained_on + timedelta(days=60)
            rows.append(
                actions.PersonRow(
                    HelpedPerson(
                        name=name,
                        household=household,
                        state=HelpedPerson.State.LEFT if left else HelpedPerson.State.EMPLOYED,
                        trained_on=trained_on,
                        employed_on=trained_on,
                        left_on=trained_on + timedelta(days=50) if left else None,
                        place=POSTS[n % len(POSTS)],
                        monthly_pay=Decimal(2400 + 100 * (n % 5)),
                    )
                )
            )
        actions.save_people(record, rows, by=clerk(self.county), today=self.today)

    def students(self, township) -> None:
        """Five students, one of them below fourteen (S3-33)."""
        donor = self.deputy(township, "enterprise") or self.demo.deputies[township.pk][1]
        record = self.record(
            township,
            [donor],
            kind="助学",
            target=HelpRecord.Target.PERSON,
            title="资助 5 名学生",
            amount=Decimal(10000),
            students=5,
        )
        schools = ("县一中高二", "县一中高三", "职教中心一年级", "中心学校九年级", "中心小学五年级")
        rows = [
            actions.PersonRow(
                HelpedPerson(
                    name=self.people.name("help"),
                    state=HelpedPerson.State.STUDYING,
                    place=self.demo.place.local(school),
                    amount=Decimal(2000),
                    is_child=n == 4,
                )
            )
            for n, school in enumerate(schools)
        ]
        actions.save_people(record, rows, by=clerk(self.county), today=self.today)

    def team(self, township) -> None:
        """组团式产业帮扶 (S0-44)."""
        members = self.demo.deputies[township.pk][2:8]
        team = actions.save_team(
            HelpTeam(
                county=self.county,
                township=township,
                name=f"{township.short_name}黄桃产业帮扶团",
                theme="黄桃种植和销路",
                started_on=self.demo.year_begins + timedelta(days=20),
                plan="技术代表管修剪和病虫害，企业代表管收购，党政代表协调冷库。",
            ),
            by=clerk(self.county),
            people=members,
            leader=members[0],
            villages=self.demo.villages[township.pk][:3],
            households=self.demo.households[township.pk][14:26],
        )
        self.record(
            township,
            members[:3],
            self.demo.households[township.pk][14:20],
            kind="产业帮扶",
            team=team,
            target=HelpRecord.Target.HOUSEHOLD,
            title="协调黄桃统一收购，签了保底价",
            source="徐州雨润市场",
            amount=Decimal(86000),
            led_people=46,
            income_gain=Decimal(31000),
            led_deputies=2,
            deputy_gain=Decimal(9000),
            stage="under_way",
        )

    def plan(self, township) -> None:
        """The plan of a household, refined after the first visit of the deputy with the firm (S3-24)."""
        boss = self.demo.deputies[township.pk][0]
        visit = Visit.objects.filter(visitors__person=boss).order_by("visited_on", "pk").first()
        if visit is None:
            return
        actions.revise_plan(
            visit.household,
            by=clerk(self.county),
            today=self.today,
            plan="服装厂的平车活拿回家做，按件计钱；房前屋后再养 50 只鸡，农技站管防疫，年底前见效。",
            reason="首次走访征求意见：户主要照顾老人，进不了厂，想在家里干",
            on=visit.visited_on,
            version=visit.household.version,
            visit_code=visit.code,
        )

    def alone(self, township, number: int) -> None:
        for kind, category, title, figures in self.random.sample(ALONE, number):
            person = self.deputy(township, category)
            if person is None:
                continue
            village = self.random.choice(self.demo.villages[township.pk])
            homes = [one for one in self.demo.households[township.pk] if one.village_id == village.pk]
            limited = kind in ("项目引进", "基础设施协调")
            self.record(
                township,
                [person],
                () if limited or not homes else homes[:2],
                kind=kind,
                target=HelpRecord.Target.HOUSEHOLD if homes and not limited else HelpRecord.Target.VILLAGE,
                village=village,
                title=title.format(v=village.short_name),
                source=self.demo.place.local("县农业农村局") if limited else "",
                stage=self.random.choice(["planned", "approval", "under_way", "done"]) if limited else "",
                **{
                    key: Decimal(value) if key in ("amount", "income_gain") else value
                    for key, value in figures.items()
                },
            )
        for household in self.demo.households[township.pk][:2]:
            self.record(
                township,
                [self.random.choice(self.demo.deputies[township.pk])],
                [household],
                kind="走访慰问",
                title="节前看望，送米面油",
                amount=Decimal(300),
                goods="米面油各一份",
            )

    # villages

    def village(self, township) -> None:
        villages = self.demo.villages[township.pk]
        where, beside = villages[3 % len(villages)], villages[0]
        bank = Unit.objects.filter(county=self.county).order_by("name").first()
        VillageProject.objects.create(
            county=self.county,
            township=township,
            village=where,
            name="60 千瓦村级光伏电站",
            kind="光伏电站",
            scale="60 千瓦",
            stage="done",
            invested=Decimal(480000),
            funding="财政衔接资金",
            done_on=date(self.today.year - 1, 6, 30),
            yearly_income=Decimal(52000),
        )
        VillageProject.objects.create(
            county=self.county,
            township=township,
            village=beside,
            name="水毁桥修复",
            kind="水毁修复",
            scale="一座",
            stage="approval",
            invested=Decimal(260000),
            unit=Unit.objects.filter(county=self.county, name=self.demo.place.local("县水利局")).first()
            or bank,
            commitment="列入本年度水毁修复计划",
            due_on=date(self.today.year, 12, 20),
            introduced_by=self.deputy(township, "official"),
        )
        for n, village in enumerate(villages[:6]):
            for back in range(3, 0, -1):
                total = Decimal(42000 + 9000 * n + 6500 * (3 - back))
                VillageYear.objects.create(
                    county=self.county,
                    township=township,
                    village=village,
                    year=self.today.year - back,
                    collective_income=total,
                    fixed_income=total // 2 if n % 2 else total // 3,
                    households_out=8 + n - back if village.is_poor_village else None,
                    people_out=24 + 3 * n - back if village.is_poor_village else None,
                )
        coop = Cooperative.objects.create(
            county=self.county,
            township=township,
            village=where,
            name=f"{where.short_name}黄桃专业合作社",
            industry="黄桃",
            founded_on=date(self.today.year - 2, 3, 12),
            led_by=self.deputy(township, "farmer"),
            decided_on=date(self.today.year - 2, 2, 20),
            decision="村民代表会议定：统一种黄桃，户可以带地或带劳力入社",
        )
        for n, household in enumerate(self.demo.households[township.pk][26:33]):
            CoopMember.objects.create(
                coop=coop,
                household=household,
                name=household.head_name,
                wish="黄桃" if n % 3 else "养鸡",
                joined_on=date(self.today.year - 1, 3, 1 + n),
                share=("土地 2 亩", "小额信贷 5 万元", "劳力")[n % 3],
                yearly_gain=Decimal(3200 + 400 * n),
            )
        looked_on = min(self.today, self.demo.year_begins + timedelta(days=100))
        for n, policy in enumerate(("低保或特困供养", "医疗保障", "教育资助", "住房安全", "产业奖补")):
            PolicyDelivery.objects.create(
                county=self.county,
                township=township,
                village=where,
                policy=policy,
                state=PolicyDelivery.State.NO if n == 4 else PolicyDelivery.State.YES,
                note="两户的奖补还没到账，镇财政所在核" if n == 4 else "",
                checked_on=looked_on,
                checked_by=clerk(self.county).label,
            )

    def fund(self, township) -> None:
        """量入为出 (S3-29)."""
        village = self.demo.villages[township.pk][0]
        book = FundBook.objects.create(
            county=self.county,
            township=township,
            village=village,
            name=f"{village.short_name}帮扶资金",
            keeper=f"{village.short_name}村民委员会",
        )
        for offset, way, amount, party, purpose in (
            (20, "raised", 60000, "向阳服装厂", ""),
            (35, "raised", 25000, "镇商会", ""),
            (50, "spent", 38000, self.demo.place.local("县水利工程队"), "桥面临时加固"),
            (80, "spent", 12500, "村卫生室", "慢性病药品周转"),
        ):
            day = min(self.today, self.demo.year_begins + timedelta(days=offset))
            actions.enter_fund(
                FundEntry(
                    book=book, happened_on=day, way=way, amount=Decimal(amount), party=party, purpose=purpose
                ),
                by=clerk(self.county),
                today=self.today,
            )

    def aftercare(self, township) -> None:
        """The checks that are due, some made, one with a finding."""
        actions.plan_checks(self.county, today=self.today - timedelta(days=120))
        actions.plan_checks(self.county, today=self.today)
        checks = ExitCheck.objects.open().filter(
            household__township__has_congress=True, due_on__lte=self.today
        )
        due = list(checks.select_related("household__village", "household__county").order_by("pk"))
        found_risk = False
        for check in due:
            flagged = not found_risk and check.household.township_id == township.pk
            if not flagged and self.random.random() < 0.12:
                continue
            check.checked_on = min(self.today, check.due_on + timedelta(days=self.random.randint(1, 40)))
            check.result = ExitCheck.Result.RISK if flagged else ExitCheck.Result.STABLE
            check.checked_by = f"{check.household.village}村干部"
            if flagged:
                check.checked_on = self.today - timedelta(days=3)
                check.risk, check.note = "因病", "户主刚做了手术，自付部分多，儿子误工两个月。"
                check.next_step = "申请大病救助，先安排临时救助"
                found_risk = True
                actions.make_check(check, by=clerk(self.county), today=self.today)
        rest = [one for one in due if one.checked_on and one.result == ExitCheck.Result.STABLE]
        ExitCheck.objects.bulk_update(rest, ["checked_on", "result", "checked_by"], batch_size=500)


def make_help(demo) -> None:
    Help(demo).walk()
