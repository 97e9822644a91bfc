"""Acts on rounds of cross-evaluation: opened, scored, closed, published (S4-18)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction

from congress_poverty import audit
from congress_poverty.audit import Actor
from congress_poverty.calendar import add_months
from congress_poverty.refusals import Refused
from deputies.models import County, Person, Region, Unit

from ..models import CrossMark, CrossRound, CrossSheet, CrossTeam
from ..policy import CrossPolicy

State = CrossRound.State


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
def close_round(found: CrossRound, *, on: date, by: Actor) -> CrossRound:
    """No more points: on this day the quarter's evaluation is done."""
    if found.state != State.OPEN:
        raise Refused("这一轮考评已经结束。")
    waiting = found.sheets.filter(is_scored=False).select_related("township")
    names = [str(one.township) for one in waiting[:5]]
    if names:
        raise Refused(f"还有 {waiting.count()} 张考评表没有打分：{'、'.join(names)}。")
    if not found.sheets.exists():
        raise Refused("还没有考评组，先加考评组。")
    found.state, found.closed_on = State.CLOSED, on
    found.save()
    audit.record("assessment.cross_close", by=by, obj=found)
    return found


@transaction.atomic
def reopen_round(found: CrossRound, *, by: Actor) -> CrossRound:
    """Points may be put right again, as long as nothing is published."""
    if found.state != State.CLOSED:
        raise Refused("已经通报的不能再改；没有结束的不用重开。")
    found.state, found.closed_on = State.OPEN, None
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
