"""The activity ledger of the demo county: words, opinions, tasks, plans, training, 述职 and funds."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from deputies.models import Campaign, Person
from visits.models import (
    Activity,
    ActivityOpinion,
    ActivityTask,
    Attendance,
    DutyReport,
    FundBudget,
    TrainingBatch,
    TrainingCourse,
    TrainingPlan,
    VoterQuestion,
)
from visits.policy import ActivityPolicy

from .words import KINDS

HEARD = {
    "集中视察": [
        ("通村公路有一段路基下沉，雨天车过不去。", "交通运输局", "已列入今年养护计划，九月底前修好。", True)
    ],
    "接待选民": [
        ("村口的路灯坏了三盏。", "镇人民政府", "已换新，月底巡查一遍。", True),
        ("希望把班车往里延伸两公里。", "交通运输局", "客流不足，暂不调整。", False),
    ],
    "专题调研": [("自来水夏天水压低，三楼上不去。", "水利局", "", None)],
    "民情恳谈": [("合作社想要一块晒场。", "", "", None)],
}
WORDS = {
    "集中视察": {"form": "视察", "action": "调研视察", "methods": ["实地查看"], "roles": ["监督员"]},
    "接待选民": {
        "form": "接访",
        "action": "建言献策",
        "methods": ["民情恳谈"],
        "roles": ["信息员", "服务员"],
    },
    "专题调研": {"form": "调研", "action": "调研视察", "methods": ["实地查看"], "roles": ["监督员"]},
    "学习培训": {"form": "培训学习", "action": "模范带头", "contents": ["宣传政策"], "roles": ["宣传员"]},
    "集中走访": {"form": "走访", "action": "结对帮扶", "methods": ["入户走访"], "roles": ["服务员"]},
    "民情恳谈": {"form": "座谈交流", "action": "建言献策", "methods": ["民情恳谈"], "roles": ["信息员"]},
}
ASKED = [
    ("村东头的桥什么时候能修？", "已经提了建议，列入了明年计划，开工前再来告诉大家。"),
    ("您联系的那几户现在怎么样了？", "三户都有了稳定收入，有一户的孩子今年上了大学。"),
]
RATES = [
    {"level": "city", "per_activity": 200, "per_year": 800},
    {"level": "county", "per_activity": 200, "per_year": 800},
    {"level": "township", "per_activity": 100, "per_year": 400},
]


def deepen(demo) -> None:
    """Everything this room keeps of activities; ``demo`` has its people, groups and activities."""
    random = Random("lingbi-demo-activities")  # its own dice: the rows of other files stay as they are
    campaign = Campaign.objects.filter(county=demo.county).first()
    rows = list(Activity.objects.filter(county=demo.county).order_by("held_on", "id"))
    _say_more(demo, rows, campaign, random)
    _follow_up(demo, rows)
    for township in demo.townships:
        _plan_ahead(demo, township, campaign, random)
    _train(demo, rows)
    _report_duties(demo, random)
    _pay(demo)


def _ours(demo, kind: str) -> str:
    """The demo's word for a kind that the county's pack calls otherwise, or has not."""
    words = {demo.kinds.get(code): ours for ours, code in KINDS.items()}
    return words.get(kind, kind)


def _roles(demo, campaign, words: list[str]) -> list[str]:
    """The roles as the campaign's own set names them (S0-13, S2-46)."""
    known = [one.label for one in demo.county.policy(ActivityPolicy).roles_for(str(campaign)).roles]
    named = [word if word in known else "调查员" for word in words]
    return [word for word in named if word in known]


def _say_more(demo, rows, campaign, random) -> None:
    served, heard, today = [], [], demo.today
    said = {
        ours: given | {"roles": _roles(demo, campaign, given.get("roles", []))}
        for ours, given in WORDS.items()
    }
    through = Activity.programmes.through
    for one in rows:
        ours = _ours(demo, one.kind)
        for name, value in said.get(ours, {}).items():
            setattr(one, name, value)
        told = one.held_on + timedelta(days=20)
        one.day_part = random.choice(["am", "am", "pm", "day"])
        one.organising_form = "集体组织"
        one.hours = random.choice([2, 3, 4])
        served.append(through(activity_id=one.pk, campaign_id=campaign.pk))
        for order, (words, unit, answer, adopted) in enumerate(HEARD.get(ours, ())):
            heard.append(
                ActivityOpinion(
                    activity=one, order=order, words=words, answered_by=unit if answer else "", answer=answer,
                    adopted=adopted, fed_back_on=told if adopted and told <= today else None,
                )
            )  # fmt: skip
    fields = ["form", "action", "methods", "contents", "roles", "day_part", "organising_form", "hours"]
    Activity.objects.bulk_update(rows, fields, batch_size=500)
    through.objects.bulk_create(served)
    ActivityOpinion.objects.bulk_create(heard)
    late = Attendance.objects.filter(activity__in=rows[::7], status="present").order_by("activity", "id")
    Attendance.objects.filter(pk__in=list(late.values_list("pk", flat=True))[::12]).update(late=True)
    Attendance.objects.filter(activity__in=rows, status="leave").update(
        approved_by="小组召集人", note="外出务工未回"
    )


def _follow_up(demo, rows) -> None:
    tasks, today = [], demo.today
    for n, one in enumerate(row for row in rows if _ours(demo, row.kind) in HEARD):
        due = one.held_on + timedelta(days=30)
        done = due < today - timedelta(days=15) or (due < today and n % 3 > 0)
        tasks.append(
            ActivityTask(
                activity=one, what="把收集的意见送有关部门，取回答复", who="代表小组联络员", due_on=due,
                done_on=due - timedelta(days=4) if done else None,
                proof="已送达并取回书面答复" if done else "",
            )
        )  # fmt: skip
    ActivityTask.objects.bulk_create(tasks)


def _plan_ahead(demo, township, campaign, random) -> None:
    """The next activity of each township's first group, and one whose attendance waits to be written."""
    group = demo.groups[township.pk][0]
    members = demo.members[group.pk]
    ahead = [(demo.today + timedelta(days=random.randint(5, 20)), "接待选民", "代表接待选民日")]
    if township == demo.townships[0]:
        ahead.append((demo.today - timedelta(days=1), "专题调研", "冬春农田水利建设"))
    for day, ours, topic in ahead:
        given = WORDS[ours] | {"roles": _roles(demo, campaign, WORDS[ours]["roles"])}
        kind = demo.kinds.get(KINDS[ours]) or next(iter(demo.kinds.values()))
        plan = Activity.objects.create(
            county=demo.county, township=township, group=group, station=group.station, held_on=day,
            kind=kind, topic=topic, place=f"{township.name}人大代表联络站", day_part="am",
            state=Activity.State.PLANNED, recorded_by=f"{township.name}人大", **given,
        )  # fmt: skip
        plan.programmes.set([campaign])
        Attendance.objects.bulk_create(
            Attendance(activity=plan, person=person, status=Attendance.Status.INVITED) for person in members
        )


def _train(demo, rows) -> None:
    year = demo.today.year
    plans = [(town, f"{year} 年{town.name}代表培训", [town]) for town in demo.townships[:3]]
    plans.append((None, demo.place.local(f"{year} 年全县代表轮训"), demo.townships))
    for township, title, towns in plans:
        plan = TrainingPlan.objects.create(
            county=demo.county, township=township, title=title, goal="换届以来的代表全部轮训一遍",
            since=date(year, 1, 1), until=date(year, 12, 31),
        )  # fmt: skip
        for n, (name, category, form) in enumerate(
            (("全体代表集中班", "", "集中学习"), ("农民代表专题班", "farmer", "专题培训"))
        ):
            batch = TrainingBatch.objects.create(
                plan=plan, title=name, categories=[category] if category else [], form=form,
                base="镇会议室" if township else demo.place.local("县委党校"),
                due_on=date(year, 9 + 3 * n, 30),
                target="" if category else "全体代表",
            )  # fmt: skip
            TrainingCourse.objects.create(
                batch=batch, title="怎样提出高质量建议" if category else "代表法学习", lecturer="王教授",
                content="代表业务" if category else "法律", lecturer_kind="专家学者", hours=3,
            )  # fmt: skip
            held = [
                row.pk for row in rows if row.kind == demo.kinds.get("training") and row.township in towns
            ]
            if n == 0 and township in (None, demo.townships[0]):
                Activity.objects.filter(pk__in=held, batch=None).update(batch=batch)


def _report_duties(demo, random) -> None:
    """One session of 述职 in every second township."""
    for township in demo.townships[::2]:
        people = demo.deputies[township.pk]
        spoke: list[Person] = people[:3]
        session = Activity.objects.create(
            county=demo.county, township=township,
            held_on=demo.today - timedelta(days=random.randint(40, 90)), kind="述职",
            topic=f"{township.name}代表向选民述职", place=f"{township.name}会议室",
            summary="三名代表向选民述职，选民提问并评议。", present_count=len(spoke), form="讨论评议",
            recorded_by=f"{township.name}人大", hours=2,
        )  # fmt: skip
        Attendance.objects.bulk_create(Attendance(activity=session, person=person) for person in spoke)
        for person in spoke:
            voters = random.randint(40, 80)
            good = int(voters * random.uniform(0.7, 0.95))
            report = DutyReport.objects.create(
                activity=session, person=person, voters=voters, satisfied=good,
                basically=(voters - good) // 2, dissatisfied=random.randint(0, 1),
                constituency=person.mandates.first().constituency,
                summary="一年来走访联系户，参加视察调研，提出建议，帮助协调修路和饮水。",
            )  # fmt: skip
            VoterQuestion.objects.bulk_create(
                VoterQuestion(report=report, question=question, answer=answer) for question, answer in ASKED
            )


def _pay(demo) -> None:
    """Rates as 黄冈 has them (S2-17, S2-18); the demo county has none of its own."""
    demo.county.overrides = {**demo.county.overrides, "funds.rates": RATES}
    demo.county.save(update_fields=["overrides"])
    FundBudget.objects.create(county=demo.county, year=demo.today.year, amount=60000)
    FundBudget.objects.bulk_create(
        FundBudget(county=demo.county, township=township, year=demo.today.year, amount=6000)
        for township in demo.townships
        if township.has_congress
    )
