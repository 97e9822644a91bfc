"""The numbers of the board, the half-year report and the score: composed from the rooms' own figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date

from congress_poverty.figures import Share, Span
from suggestions import figures as asking
from visits import figures as visiting

from .models import HalfYearReport

LABELS = {
    "deputies": "代表总数",
    "deputies_active": "参加活动代表数",
    "households_paired": "结对户数",
    "visits": "走访次数",
    "households_visited": "走访户数",
    "activities": "组织活动次数",
    "suggestions": "提出建议件数",
    "suggestions_closed": "办结件数",
    "amount": "投入资金（元）",
}

# -- the half-year report ------------------------------------------------------------------


def statistics(county, span: Span) -> dict[int, dict[str, int]]:
    """The statistics form: one line of numbers for each township."""
    raised = asking.raised_by_township(county, span)
    closed = asking.closed_by_township(county, span)
    return {
        township: {
            **asdict(line),
            "suggestions": raised.get(township, 0),
            "suggestions_closed": closed.get(township, 0),
        }
        for township, line in visiting.statistics(county, span).items()
    }


def statistics_total(county, span: Span) -> dict[str, int]:
    """The whole county's line: people and households that two townships share count once."""
    lines = statistics(county, span)
    rows = visiting.statistics_rows(county, span)
    total = {key: sum(line[key] for line in lines.values()) for key in LABELS}
    for key in ("deputies", "deputies_active", "households_paired", "households_visited"):
        total[key] = rows[key].count()
    return total


def report_numbers(report: HalfYearReport, *, today: date) -> dict[str, int]:
    """A township's line of the form, counted now."""
    lines = statistics(report.county, report.span(today))
    return {key: int(value) for key, value in lines.get(report.township_id, {}).items()}


POINTED_OUT = {
    "households_unvisited": "期内没有走访的结对户",
    "deputies_idle": "期内没有走访、也没有参加活动的代表",
    "suggestions_overdue": "答复逾期的建议",
}


def report_rows(report: HalfYearReport, *, today: date) -> dict:
    """The rows behind each of those numbers, and behind what the report points out."""
    county, span, place = report.county, report.span(today), [report.township_id]
    rows = visiting.statistics_rows(county, span, place)
    rows["amount"] = rows["visits"].filter(amount__gt=0)
    rows["suggestions"] = asking.submitted(county, span, place)
    rows["suggestions_closed"] = asking.closed(county, span, place)
    rows["households_unvisited"] = visiting.households_not_visited(county, span, place)
    rows["deputies_idle"] = visiting.deputies_inactive(county, span, place)
    rows["suggestions_overdue"] = asking.overdue(county, today, place)
    return rows


def report_coverage(report: HalfYearReport, span: Span) -> Share:
    return visiting.coverage(report.county, span, [report.township_id]).total


def report_participation(report: HalfYearReport, span: Span) -> Share:
    return visiting.participation(report.county, span, [report.township_id]).total


# -- the board ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Figure:
    """A rate of the board: its words, and three functions of (county, span, townships) for its rows."""

    code: str
    title: str
    unit: str
    numerator: str
    """What is counted, in the words of the page 「指标口径」."""
    denominator: str
    every: Callable
    hits: Callable
    misses: Callable
    hit_words: str
    miss_words: str

    def count(self, county, span: Span, townships=None) -> Share:
        """The share by counting the rows one sees behind it."""
        return Share(self.hits(county, span, townships).count(), self.every(county, span, townships).count())


FIGURES = {
    figure.code: figure
    for figure in (
        Figure(
            "coverage",
            "联系户走访覆盖率",
            "户",
            "期内至少走访过一次的联系户",
            "期末在册联系户（有代表结对；期间没有结束的，按今天）",
            visiting.households_paired,
            visiting.households_visited,
            visiting.households_not_visited,
            "走访过的",
            "没走到的",
        ),
        Figure(
            "participation",
            "代表参与率",
            "人",
            "期内至少走访一次或出席一次活动的代表",
            "期末在任代表（期间没有结束的，按今天）",
            visiting.deputies_in_office,
            visiting.deputies_active,
            visiting.deputies_inactive,
            "参加过的",
            "没参加的",
        ),
        Figure(
            "handover",
            "交办率",
            "件",
            "其中已经交办的",
            "期内提出的建议（不含退回补充、不予立案和撤回的）",
            asking.raised,
            asking.raised_and_handed_over,
            asking.raised_and_waiting,
            "已交办的",
            "没交办的",
        ),
        Figure(
            "completion",
            "办结率",
            "件",
            "其中已答复、代表已评价或评价期满而办结的",
            "期内交办的建议",
            asking.handed_over,
            asking.completed,
            asking.not_completed,
            "办结的",
            "没办结的",
        ),
        Figure(
            "satisfaction",
            "满意率",
            "件",
            "其中评价为满意和基本满意的",
            "期内交办、代表已评价的建议（没有反馈的不计入）",
            asking.rated,
            asking.satisfied,
            asking.dissatisfied,
            "满意和基本满意的",
            "不满意的",
        ),
    )
}
