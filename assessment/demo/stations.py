"""What happens at the demo county's stations: checks, rosters, receptions, wishes, diaries, a round."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from assessment import cross
from assessment.actions import cross as acts
from assessment.policy import CrossPolicy
from deputies.models import Station, VoterContact
from visits import rota, station_figures
from visits.actions import diary, receptions, rosters, stations, wishes
from visits.models import DiaryEntry, DutyDay, DutyShift, MarketDay, MicroWish, Reception, StationProfile
from visits.models.stations import place_of
from visits.policy import StationPolicy

from .build import DemoCounty

SHORTCOMINGS = ("牌子褪色，要换", "没有专项经费", "制度没有上墙", "记录停在去年", "档案没有分盒")
MATTERS = [
    ("day", 12, "村口到集镇的公交一天只有两班，老人看病赶不上。", "道路", "unit", "县交通运输局",
     "已与公交公司商定加开一班，下月起运行。"),
    ("day", 1, "低保年审材料交了三个月没有回音。", "低保补助", "village", "镇民政办",
     "材料缺一份证明，已补齐，本月发放。"),
    ("window", 30, "灌溉渠上游断头，三十多户今年栽不了秧。", "产业销路", "suggestion", "", ""),
    ("phone", 1, "与邻居的宅基地官司一审判了，想请代表说句话。", "其他", "lawful", "", ""),
    ("wechat", 6, "垃圾清运车一周只来一次，天热味道大。", "环境卫生", "village", "镇环卫所", ""),
    ("day", 2, "孩子转学手续问了两处，说法不一样。", "上学", "answered", "", ""),
]  # fmt: skip
LAWFUL = "正在诉讼的事代表不能过问，已告知向上一级人民法院上诉的期限和法律援助电话。"
ANSWERED = "当面说明了转学要带的三样材料和办理窗口，来访人清楚了。"
MARKET = [
    ("买到的面粉没有生产日期，想知道找谁。", "其他", "unit", "县市场监督管理局", ""),
    ("邻村有人放高利贷，天天上门。", "其他", "unit", "县公安局", ""),
    ("秸秆离田补贴去年的还没到。", "产业销路", "village", "镇农业综合服务中心", ""),
    (
        "想学电焊，问培训班什么时候开。",
        "就业务工",
        "answered",
        "",
        "下月 10 日在镇成人学校开班，已登记报名。",
    ),
]
WISHES = [
    ("想要一盏护眼台灯", "学习用品", 120, True, "fulfilled"),
    ("想要一副老花镜", "生活用品", 80, False, "fulfilled"),
    ("轮椅的一只轮子坏了，想修好", "小修小补", 150, False, "claimed"),
    ("想学手机视频，和外地的儿子见面", "陪伴关爱", None, False, "open"),
    ("想要一套四年级课外书", "学习用品", 200, True, "open"),
    ("屋后的灯坏了，想换一个", "小修小补", 60, False, "open"),
]
CALLS = [
    ("上门", "说今年麦子收得晚，想请农机站早点安排。", "已给镇农机站打过电话，答应明后两天到。"),
    ("电话", "问合作医疗报销要带什么。", "告诉了三样材料，去村里代办点就行。"),
    ("微信", "村里路灯坏了两盏。", "已报村里，下次去看。"),
    ("选民座谈", "说暑假孩子没人看。", "和村小学商量办暑期托管班。"),
]


def make_station_work(demo: DemoCounty) -> None:
    """Every station has something; the accounts' own township has all of it."""
    random = Random("stations")
    found = list(Station.objects.select_related("township", "village", "county__region").order_by("pk"))
    for n, station in enumerate(found):
        _profile(station, n, random)
        if n == 0 or random.random() < 0.85:
            _check(demo, station, random)
    own = [one for one in found if one.township_id == demo.townships[0].pk]
    head, *_ = demo.deputies[demo.townships[0].pk]
    if own:
        own[0].head = head
        own[0].save(update_fields=["head"])
    for station in found[:40]:
        _rosters(demo, station)
    for station in own[:3] + found[5:20:3]:
        _receptions(demo, station, random)
    for station in own[:2] + found[6:12:2]:
        _wishes(demo, station, random)
    _diaries(demo)
    _market_day(demo, random)
    _rounds(demo, random)


def _profile(station: Station, n: int, random: Random) -> None:
    StationProfile.objects.create(
        station=station,
        functions=random.choice(
            [["training", "collection", "service"], ["collection", "service"], ["collection"]]
        ),
        is_demo=n % 11 == 0,
        demo_on=date(2025, 11, 20) if n % 11 == 0 else None,
        is_special=n % 17 == 3,
        theme="代表之家+公司+群众：中草药种植" if n % 17 == 3 else "",
        partner_name="本地的中药材合作社（虚构）" if n % 17 == 3 else "",
        helped="带动 26 户种植，户均年增收约 8000 元" if n % 17 == 3 else "",
        wechat_group=f"{station.township}代表联系群" if n % 2 == 0 else "",
        wechat_members=random.randint(40, 300) if n % 2 == 0 else None,
        public_account=f"{station.township}人大" if n % 5 == 0 else "",
        window="便民大厅代表接待窗口，9:00—11:30",
        reception_week=1 if not station.reception_day else None,
        reception_weekday=5 if not station.reception_day else None,
    )


def _check(demo: DemoCounty, station: Station, random: Random) -> None:
    policy = station.county.policy(StationPolicy)
    for standard in policy.standards_for(place_of(station)):
        for days in (random.randint(150, 200), random.randint(10, 60)):
            weak = 0.18 if days > 100 else 0.08
            answers = {}
            for item in standard.items:
                answer = random.choices(["yes", "part", "no"], [1 - weak, weak * 0.6, weak * 0.4])[0]
                remark = random.choice(SHORTCOMINGS) if answer != "yes" else ""
                answers[item.code] = stations.Found(answer, remark)
            stations.check_station(
                station,
                standard=standard.code,
                on=demo.today - timedelta(days=days),
                found=answers,
                checked_by=f"{station.township}人大",
                by=demo.office,
                today=demo.today,
            )


def _rosters(demo: DemoCounty, station: Station) -> None:
    """Three months past, this one, and the next for every other station: heads plan it themselves."""
    for back in (-3, -2, -1, 0, 1):
        if back == 1 and station.pk % 2:
            continue
        year, month = rota.month_after(demo.today.year, demo.today.month, back)
        crew = station_figures.crew_of(station, date(year, month, 1))
        found = station_figures.proposal(station, year, month, crew)
        if found.reception is None or not found.people:
            continue
        day = found.reception
        made = rosters.plan_month(
            station,
            year,
            month,
            [rosters.PlannedDay(day.day, found.people, "9:00—11:30", "", day.rule_day, day.because)],
            by=demo.office,
            today=date(year, month, 1),
        )
        if day.day < demo.today:
            for shift in made[0].shifts.all():
                state = DutyShift.State.ABSENT if shift.pk % 19 == 0 else DutyShift.State.PRESENT
                rosters.mark_shift(shift, state=state, by=demo.office, today=demo.today)


def _receptions(demo: DemoCounty, station: Station, random: Random) -> None:
    held = DutyDay.objects.filter(station=station, day__lte=demo.today).order_by("-day").first()
    crew = station_figures.crew_of(station, demo.today)[:4]
    village = demo.villages[station.township_id][0]
    for n, (source, people, words, topic, route, to, result) in enumerate(MATTERS):
        on = held.day if held and source == "day" else demo.today - timedelta(days=5 + n * 6)
        advice = {"lawful": LAWFUL, "answered": ANSWERED}.get(route, "")
        reception = Reception(
            county=demo.county,
            station=station,
            received_on=on,
            source=source,
            voter_name="" if n == 4 else demo.people.name(f"reception-{station.pk}"),
            voter_phone="" if n % 2 else demo.people.phone(),
            village=village,
            people_count=people,
            words=words,
            topic=topic,
            scope=Reception.Scope.COMMON if people > 5 else Reception.Scope.INDIVIDUAL,
            advice=advice,
        )
        receptions.record_reception(
            reception,
            [crew[n % len(crew)]],
            by=demo.office,
            today=demo.today,
            route=route,
            routed_to=demo.place.local(to),
        )
        answered_on = on + timedelta(days=9)
        if result and answered_on <= demo.today:
            receptions.record_result(
                reception, result=result, on=answered_on, by=demo.office, today=demo.today
            )
            if n == 0:
                receptions.tell_back(
                    reception,
                    deputy_on=answered_on,
                    voter_on=answered_on,
                    how="打电话告诉来访人，代表在群里看到结果",
                    satisfied=True,
                    by=demo.office,
                    today=demo.today,
                )


def _wishes(demo: DemoCounty, station: Station, random: Random) -> None:
    people = demo.deputies[station.township_id]
    for n, (words, kind, amount, minor, state) in enumerate(WISHES):
        posted = demo.today - timedelta(days=70 - n * 11)
        wish = wishes.post_wish(
            MicroWish(
                county=demo.county,
                station=station,
                village=demo.villages[station.township_id][n % 3],
                posted_on=posted,
                wisher=demo.people.name(f"wish-{station.pk}"),
                is_minor=minor,
                kind=kind,
                wish=words,
                amount=amount,
            ),
            by=demo.office,
            today=demo.today,
        )
        if state == "open":
            continue
        taken = posted + timedelta(days=4)
        wish = wishes.claim_wish(wish, person=people[n % len(people)], by=demo.office, today=taken)
        if state == "fulfilled":
            wishes.fulfil_wish(
                wish, result="买好送到家里，当面试用。", on=taken + timedelta(days=6), by=demo.office,
                today=demo.today,
            )  # fmt: skip


def _diaries(demo: DemoCounty) -> None:
    for town in demo.townships[:2]:
        for n, person in enumerate(demo.deputies[town.pk][:6]):
            voter = VoterContact.objects.filter(deputy=person).first()
            for m, (way, said, followed) in enumerate(CALLS):
                diary.write_diary(
                    DiaryEntry(
                        deputy=person,
                        voter=voter if m % 2 == 0 else None,
                        voter_name="" if voter and m % 2 == 0 else "李大爷",
                        met_on=demo.today - timedelta(days=8 + m * 17 + n),
                        way=way,
                        place=demo.villages[town.pk][m % 3].short_name,
                        said=said,
                        followed=followed,
                    ),
                    by=demo.office,
                    today=demo.today,
                    person=None,
                )


def _market_day(demo: DemoCounty, random: Random) -> None:
    for town in demo.townships[:4]:
        people = demo.deputies[town.pk][:5]
        day = receptions.record_market_day(
            MarketDay(
                county=demo.county,
                township=town,
                held_on=demo.today - timedelta(days=12),
                theme="代表接待选民暨食品安全宣传",
                place="集市东口",
                partners=["公安", "司法", "市场监管（食品安全）"],
                leaflets=300,
                summary="五位代表和三个单位一起摆台，上午接待，中午收台。",
            ),
            people,
            by=demo.office,
            today=demo.today,
        )
        rows = [
            (
                Reception(
                    voter_name=demo.people.name(f"market-{town.pk}"),
                    village=demo.villages[town.pk][n % 3],
                    words=words,
                    topic=topic,
                    advice=advice,
                ),
                [people[n % len(people)]],
                route,
                demo.place.local(to),
            )
            for n, (words, topic, route, to, advice) in enumerate(MARKET)
        ]
        receptions.record_matters(day, rows, by=demo.office, today=demo.today)


def _rounds(demo: DemoCounty, random: Random) -> None:
    """Last quarter's round published, this quarter's under way."""
    year, quarter = cross.quarter_of(demo.today)
    before = (year, quarter - 1) if quarter > 1 else (year - 1, 4)
    for n, (of_year, of_quarter) in enumerate((before, (year, quarter))):
        found = acts.open_round(demo.county, year=of_year, quarter=of_quarter, by=demo.office)
        half = len(demo.townships) // 2
        for name, leader, towns in (
            ("第一考评组", "周明远", demo.townships[:half]),
            ("第二考评组", "吴秀英", demo.townships[half:]),
        ):
            acts.add_team(
                found,
                name=name,
                leader_name=leader,
                members="代表工委、两个乡镇的人大主席",
                townships=towns,
                by=demo.office,
            )
        sheets = list(found.sheets.select_related("cross_round"))
        for sheet in sheets if n == 0 else sheets[: len(sheets) // 3]:
            marks = {}
            for item in found.items:
                full = Decimal(item["points"])
                lost = Decimal(random.choice([0, 0, 1, 1, 2, 3]))
                marks[item["code"]] = (full - lost, random.choice(SHORTCOMINGS) if lost else "")
            on = min(found.until - timedelta(days=10), demo.today)
            acts.score_sheet(
                sheet, marks=marks, visited_on=max(on, found.since), by=demo.office, today=demo.today
            )
        if n == 0:
            acts.close_round(found, on=found.until - timedelta(days=5), by=demo.office)
            policy = demo.county.policy(CrossPolicy)
            acts.publish_round(
                found,
                number=f"{demo.county.region.name[0]}人办〔{of_year}〕{10 + of_quarter}号",
                bulletin=cross.draft_bulletin(found, policy),
                on=min(found.until + timedelta(days=6), demo.today),
                by=demo.office,
            )
