"""Numbers of cross-evaluation: a round's ranking, its use in a year's score, a first text of the bulletin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from congress_poverty.reach import Reach, reaching
from deputies.models import County, Region

from .models import CrossRound
from .policy import CrossPolicy

State = CrossRound.State
CENT = Decimal("0.01")


def quarter_of(day: date) -> tuple[int, int]:
    return day.year, (day.month - 1) // 3 + 1


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
