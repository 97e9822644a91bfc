"""Cross-evaluation rounds: opened, scored, closed, published; the ranking and its use in a year's score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction

from congress_poverty import audit
from congress_poverty.audit import Actor
from congress_poverty.calendar import add_months
from congress_poverty.reach import Reach, reaching
from congress_poverty.refusals import Refused
from deputies.models import County, Person, Region, Unit

from .models import CrossMark, CrossRound, CrossSheet, CrossTeam
from .policy import CrossPolicy

State = CrossRound.State
CENT = Decimal("0.01")


def quarter_of(day: date) -> tuple[int, int]:
    return day.year, (day.month - 1) // 3 + 1


@transaction.atomic
def open_round(county: County, *, year: int, quarter: int, by: Actor) -> CrossRound:
    """A quarter's round with the items of the pack as they are today."""
    if not 1 <= quarter <= 4:
        raise Refused("季度是 1 到 4。", field="quarter")
    if CrossRound.objects.filter(county=county, year=year, quarter=quarter).exists():
        raise Refused(f"{year} 年第 {quarter} 季度的考评已经有了。", code="E_DUP_ROW", field="quarter")
    policy = county.policy(CrossPolicy)
    since = date(year, quarter * 3 - 2, 1)
    made = CrossRound.objects.create(
        county=county,
        year=year,
        quarter=quarter,
        title=f"{year} 年第 {quarter} 季度{policy.title}",
        since=since,
        until=add_months(since, policy.period_months) - timedelta(days=1),
        items=[
            {"code": one.code, "label": one.label, "points": str(one.points), "looks_at": one.looks_at}
            for one in policy.items
        ],
    )
    audit.record("assessment.cross_open", by=by, obj=made)
    return made


@transaction.atomic
def add_team(
    found: CrossRound,
    *,
    name: str,
    townships: Sequence[Region],
    by: Actor,
    leader: Person | None = None,
    leader_name: str = "",
    office: Unit | None = None,
    members: str = "",
) -> CrossTeam:
    """A team and the townships it goes to; nobody judges the township the leader stands in."""
    if found.state != State.OPEN:
        raise Refused("这一轮考评已经结束，不能再加考评组。")
    if leader is None and not leader_name.strip():
        raise Refused("请选带队领导，或写姓名。", field="leader_name")
    if not townships:
        raise Refused("请选这个组考评哪些乡镇。", field="townships")
    if leader is not None and leader.township_id in {one.pk for one in townships}:
        raise Refused(
            f"{leader}是{leader.township}的代表，交叉考评要换一个组去{leader.township}。", field="townships"
        )
    if found.teams.filter(name=name.strip()).exists():
        raise Refused("这一轮已经有同名的考评组。", field="name")
    team = CrossTeam.objects.create(
        cross_round=found,
        name=name.strip(),
        leader=leader,
        leader_name=leader.name if leader else leader_name.strip(),
        office=office,
        members=members.strip(),
    )
    CrossSheet.objects.bulk_create(
        CrossSheet(cross_round=found, team=team, township=one) for one in townships
    )
    audit.record("assessment.cross_team", by=by, obj=found, detail={"townships": len(townships)})
    return team


@transaction.atomic
def score_sheet(
    sheet: CrossSheet,
    *,
    marks: Mapping[str, tuple[Decimal, str]],
    visited_on: date,
    by: Actor,
    today: date,
    station=None,
    remark: str = "",
) -> CrossSheet:
    """A team's points with reasons. Points below the full ones say why."""
    found = sheet.cross_round
    if found.state != State.OPEN:
        raise Refused("这一轮考评已经结束，分数不能再改。")
    if not found.since <= visited_on <= today:
        raise Refused("考评日期应在本季度开始以后，不能晚于今天。", field="visited_on")
    for n, item in enumerate(found.items):
        points, why = marks[item["code"]]
        full = Decimal(item["points"])
        if not 0 <= points <= full:
            raise Refused(f"“{item['label']}”是 0 到 {full} 分。", field=f"points-{n}")
        if points < full and not why.strip():
            raise Refused(f"“{item['label']}”没有给满分，请写扣分原因。", field=f"remark-{n}")
    sheet.marks.all().delete()
    CrossMark.objects.bulk_create(
        CrossMark(
            sheet=sheet,
            item=item["code"],
            points=marks[item["code"]][0],
            remark=marks[item["code"]][1].strip(),
        )
        for item in found.items
    )
    sheet.total = sum((points for points, _ in marks.values()), Decimal(0))
    sheet.visited_on, sheet.station, sheet.remark = visited_on, station, remark.strip()
    sheet.is_scored, sheet.scored_by = True, by.label
    sheet.save()
    audit.record(
        "assessment.cross_score", by=by, obj=sheet, detail={"total": str(sheet.total), "round": found.code}
    )
    return sheet


@transaction.atomic
def close_round(found: CrossRound, *, by: Actor) -> CrossRound:
    """No more points."""
    if found.state != State.OPEN:
        raise Refused("这一轮考评已经结束。")
    waiting = found.sheets.filter(is_scored=False).select_related("township")
    names = [str(one.township) for one in waiting[:5]]
    if names:
        raise Refused(f"还有 {waiting.count()} 张考评表没有打分：{'、'.join(names)}。")
    if not found.sheets.exists():
        raise Refused("还没有考评组，先加考评组。")
    found.state = State.CLOSED
    found.save()
    audit.record("assessment.cross_close", by=by, obj=found)
    return found


@transaction.atomic
def reopen_round(found: CrossRound, *, by: Actor) -> CrossRound:
    """Points may be put right again, as long as nothing is published."""
    if found.state != State.CLOSED:
        raise Refused("已经通报的不能再改；没有结束的不用重开。")
    found.state = State.OPEN
    found.save()
    audit.record("assessment.cross_reopen", by=by, obj=found)
    return found


@transaction.atomic
def publish_round(found: CrossRound, *, number: str, bulletin: str, on: date, by: Actor) -> CrossRound:
    """The bulletin goes out; townships see ranks and their own sheets."""
    if found.state != State.CLOSED:
        raise Refused("先结束打分，再通报。")
    if not bulletin.strip():
        raise Refused("请写通报正文。", field="bulletin")
    found.state, found.published_on = State.PUBLISHED, on
    found.number, found.bulletin = number.strip(), bulletin.strip()
    found.save()
    audit.record("assessment.cross_publish", by=by, obj=found)
    return found


# ---- numbers --------------------------------------------------------------------------


@dataclass(frozen=True)
class Rank:
    """A township's place: the mean of its sheets; equal points share a place."""

    place: int
    township: Region
    points: Decimal
    sheets: int


def ranking(found: CrossRound) -> list[Rank]:
    """All townships of a round. It is published in the county, so it does not depend on who looks."""
    with reaching(Reach.everything("the ranking of a cross-evaluation is the county's bulletin")):
        sheets = list(found.sheets.filter(is_scored=True).select_related("township"))
    return _ranked(sheets)


def _ranked(sheets) -> list[Rank]:
    points: dict[Region, list[Decimal]] = {}
    for sheet in sheets:
        points.setdefault(sheet.township, []).append(sheet.total)
    means = {town: (sum(own, Decimal(0)) / len(own)).quantize(CENT) for town, own in points.items()}
    ordered = sorted(means, key=lambda town: (-means[town], town.code))
    ranks: list[Rank] = []
    for n, town in enumerate(ordered, 1):
        place = ranks[-1].place if ranks and ranks[-1].points == means[town] else n
        ranks.append(Rank(place, town, means[town], len(points[town])))
    return ranks


def year_points(county: County, year: int) -> dict[int, Decimal]:
    """For the year's score of a township: the mean over its published rounds, by township id."""
    rounds = CrossRound.objects.filter(county=county, year=year, state=State.PUBLISHED)
    per: dict[int, list[Decimal]] = {}
    for found in rounds:
        for rank in ranking(found):
            per.setdefault(rank.township.pk, []).append(rank.points)
    return {town: (sum(own, Decimal(0)) / len(own)).quantize(CENT) for town, own in per.items()}


def draft_bulletin(found: CrossRound, policy: CrossPolicy) -> str:
    """A first text from the numbers, to be put right by a person."""
    ranks = ranking(found)
    if not ranks:
        return ""
    best = "、".join(str(one.township) for one in ranks if one.place <= policy.commended)
    low = [one for one in ranks if one.points < policy.warned_below]
    mean = (sum((one.points for one in ranks), Decimal(0)) / len(ranks)).quantize(CENT)
    lines = [
        f"{found.title}已经结束，共考评 {len(ranks)} 个乡镇，平均 {mean} 分。",
        f"得分靠前的是：{best}。",
    ]
    if low:
        names = "、".join(str(one.township) for one in low)
        lines.append(f"{names}低于 {policy.warned_below} 分，请对照扣分原因整改，下一季度复查。")
    return "\n\n".join(lines)
