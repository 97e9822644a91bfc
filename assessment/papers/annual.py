"""年度总结 (S1-41): the year's numbers from the rows, the words from the year's reports."""

from __future__ import annotations

from datetime import date

from congress_poverty.refusals import Refused
from deputies.figures import townships
from deputies.models import County, Region

from ..figures import LABELS, statistics, statistics_total
from ..models import HalfYearReport
from ..policy import AssessmentPolicy, Period
from . import documents, drafts

CASES = 5  # told in the county's summary


def period_of(county: County, year: int) -> Period:
    """The year as the county reports it."""
    duties = county.policy(AssessmentPolicy).reports
    duty = next((one for one in duties if one.kind == "annual"), None)
    if duty is None:
        raise Refused("本县的规则里没有年度总结。")
    return duty.period(year)


def township_summary(county: County, place: Region, year: int, *, today: date) -> dict:
    """The year of one township: drafted like a report, cases and problems as its reports told them."""
    period = period_of(county, year)
    report = _report(county, place, period)
    found = drafts.draft(report, today=today)
    text = [_opening(period)]
    for section in found.sections:
        lines = documents.plain_lines(section.body)
        text += [f"{section.number}、{section.title}", *(lines or ["（在这里写。）"])]
    rows = ((LABELS[key], found.numbers.get(key, 0)) for key in LABELS)
    annex = documents.table(f"{year}年活动情况统计表", ("项目", "全年"), rows)
    return documents.annual_summary(county, place, year, text, [annex], today=today)


def _report(county: County, place: Region | None, period: Period) -> HalfYearReport:
    """A report over the whole year, never stored; its words are those of the year's reports."""
    halves = HalfYearReport.objects.filter(
        township=place, due_on__gt=period.since, due_on__lte=period.until
    ).order_by("due_on")
    cases, problems = [], ""
    for one in halves:
        cases += [line for line in one.cases.splitlines() if line.strip() and line not in cases]
        problems = one.problems.strip() or problems
    return HalfYearReport(
        county=county,
        township=place,
        period=period.code,
        title=f"{period.title}总结",
        since=period.since,
        until=period.until,
        draft_on=period.until,
        due_on=period.until,
        last_working_day=period.until,
        cases="\n".join(cases),
        problems=problems,
    )


def county_summary(county: County, year: int, *, today: date) -> dict:
    """The year of the whole county: totals counted once, a line for each township, the best cases."""
    period = period_of(county, year)
    report = _report(county, None, period)
    span = report.span(today)
    total, lines = statistics_total(county, span), statistics(county, span)
    cases = _best_cases(county, period)
    text = [
        _opening(period),
        "一、基本情况",
        f"{county.local('全县')}有人大代表{total['deputies']:,}名，代表结对联系{total['households_paired']:,}户。",
        "二、主要做法和成效",
        f"代表走访{total['visits']:,}次，走到{total['households_visited']:,}户；组织活动{total['activities']:,}次；"
        f"参加走访或活动的代表{total['deputies_active']:,}名；投入资金和物资折款{total['amount']:,}元。",
        f"代表提出建议{total['suggestions']:,}件，办结{total['suggestions_closed']:,}件。",
        "三、典型事例",
        *(cases or ["（在这里写。）"]),
        "四、问题和下步打算",
        "（在这里写。）",
    ]
    rows = [
        (place.name, *(lines.get(place.pk, {}).get(key, 0) for key in LABELS)) for place in townships(county)
    ]
    rows.append((county.local("全县"), *(total[key] for key in LABELS)))
    annex = documents.table(f"{year}年各乡镇统计表", ("乡镇", *LABELS.values()), rows)
    return documents.annual_summary(county, None, year, text, [annex], today=today)


def _best_cases(county: County, period: Period) -> list[str]:
    """The longest first case of the townships, each story once."""
    rows = HalfYearReport.objects.filter(county=county, due_on__gt=period.since, due_on__lte=period.until)
    told: dict[str, str] = {}
    for one in rows.select_related("township").order_by("township__code", "due_on"):
        for line in one.cases.splitlines()[:1]:
            told.setdefault(line.strip(), f"{one.township}：{line.strip()}")
    return [told[line] for line in sorted(told, key=len, reverse=True) if line][:CASES]


def _opening(period: Period) -> str:
    since, until = documents.day(period.since), documents.day(period.until)
    return f"现将{since}至{until}代表行动开展情况总结如下。"
