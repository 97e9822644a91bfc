"""通报: what a period's reports are missing, its rates and its problems, drafted in one go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from congress_poverty.calendar import WorkCalendar
from congress_poverty.figures import Share
from congress_poverty.packs import term
from congress_poverty.word.fill import day
from visits import figures as visiting

from .. import figures
from ..models import Finding
from ..policy import AssessmentPolicy, CheckPolicy
from . import documents, drafts
from .summary import Summary

SUPPLY_WITHIN = 3  # working days that a bulletin gives for what is missing


@dataclass(frozen=True)
class Bulletin:
    """What the paper begins with."""

    title: str
    body: str
    annex: dict


def draft(county, found: Summary, *, calendar: WorkCalendar, today: date) -> Bulletin:
    """The bulletin of a period as of today."""
    span = found.span
    coverage = visiting.coverage(county, span)
    participation = visiting.participation(county, span)
    problems = Finding.objects.filter(county=county, found_on__gte=span.since, found_on__lte=today)
    lines = [
        *_sending(found, today),
        "二、主要指标",
        *_rates(county, found, coverage.by_township),
        "三、存在问题",
        *_problems(county, found, problems),
        "四、下步要求",
        *_demands(found, calendar, today),
    ]
    open_by_town: dict[int, int] = {}
    for township in problems.open().order_by().values_list("township", flat=True):
        open_by_town[township] = open_by_town.get(township, 0) + 1
    rows = [
        (
            line.report.township.name,
            line.report.get_state_display(),
            line.report.submitted_on,
            line.report.lateness(today).words,
            _percent(coverage.by_township.get(line.report.township_id)),
            _percent(participation.by_township.get(line.report.township_id)),
            open_by_town.get(line.report.township_id, 0),
        )
        for line in found.lines
    ]
    head = ("乡镇", "状态", "报送日期", "是否按时", "走访覆盖率", "代表参与率", "未整改问题")
    return Bulletin(
        title=f"关于{found.title.removesuffix('情况报告')}代表行动开展情况的通报",
        body="\n".join(lines),
        annex=documents.table(f"各乡镇{found.title.removesuffix('情况报告')}情况", head, rows),
    )


def _percent(share: Share | None) -> str:
    return "—" if share is None or share.percent is None else f"{share.percent}%"


def _names(reports) -> str:
    return "、".join(str(one.township) for one in reports)


def _sending(found: Summary, today: date) -> list[str]:
    unsent, late = found.unsent, found.late
    sent = len(found.lines) - len(unsent)
    said = ["一、报告报送情况"]
    said.append(
        f"{found.title}应于{day(found.due_on)}前报送。截至{day(today)}，应报{len(found.lines)}个乡镇，"
        f"已报送{sent}个，其中按时{sent - len(late)}个、迟报{len(late)}个；未报送{len(unsent)}个。"
    )
    if late:
        said.append(f"迟报：{'、'.join(f'{one.township}（{one.lateness(today).days}天）' for one in late)}。")
    if unsent:
        said.append(f"未报送：{_names(unsent)}。")
    return said


def _rates(county, found: Summary, by_township) -> list[str]:
    shares = [(figure, figure.count(county, found.span)) for figure in figures.FIGURES.values()]
    each = [f"{one.title}{_percent(s)}（{s.numerator:,}/{s.denominator:,}）" for one, s in shares]
    said = [f"{county.local('全县')}{'，'.join(each)}。"]
    floor = county.policy(AssessmentPolicy).floor
    low = [
        f"{line.report.township}（{share.percent}%）"
        for line in found.lines
        if (share := by_township.get(line.report.township_id)) and (share.percent or 0) < floor
    ]
    if low:
        said.append(f"走访覆盖率低于{floor}%的：{'、'.join(low)}。")
    return said


def _problems(county, found: Summary, problems) -> list[str]:
    kinds = county.policy(CheckPolicy).problems
    said = []
    by_kind: dict[str, list[str]] = {}
    for one in problems.select_related("township").order_by("township__code"):
        by_kind.setdefault(one.kind, []).append(str(one.township))
    for kind, towns in by_kind.items():
        label = known.label if (known := term(kinds, kind)) else kind
        said.append(f"{label}：{len(towns)}个，涉及{'、'.join(dict.fromkeys(towns))}。")
    for line in found.lines:
        if line.report.stated and line.is_frozen:
            now = figures.report_numbers(line.report, today=found.span.today)
            if wrong := drafts.differences(line.report.stated, now):
                said.append(f"{line.report.township}统计表与台账不一致：{'；'.join(wrong)}。")
    return said or ["本期督查没有发现问题。"]


def _demands(found: Summary, calendar: WorkCalendar, today: date) -> list[str]:
    said = []
    if found.unsent and today > found.due_on:
        until = calendar.add_working_days(today, SUPPLY_WITHIN)
        said.append(f"未报送的乡镇于{day(until)}前补报，并说明原因。")
    elif found.unsent:
        last = calendar.last_working_day_on_or_before(found.due_on)
        said.append(f"没有报送的乡镇抓紧准备，于{day(last)}前报送。")
    said.append(
        "没有走到的联系户逐户安排，没有参加活动的代表逐人提醒；督查发现的问题按期整改，报送佐证材料。"
    )
    return said
