"""The text of a half-year report, drafted from facts: every number opens the rows it counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from congress_poverty.pages import day_words
from deputies import figures as people
from deputies.models.people import Level
from suggestions import figures as asking
from visits import figures as visiting

from .. import figures
from ..figures import LABELS
from ..models import HalfYearReport


@dataclass(frozen=True)
class Section:
    """A numbered part: drafted sentences, or the text that people write."""

    number: str
    title: str
    body: SafeString
    field: str = ""
    """Name of the field that people write; empty for a drafted part."""
    is_empty: bool = False


@dataclass(frozen=True)
class Hint:
    """Something that a rule would mention; ``rows`` is the key of the rows it counts."""

    code: str
    text: str
    rows: str = ""
    is_taken: bool = False


@dataclass(frozen=True)
class Draft:
    """A report as it is shown: its numbers, its parts, and what has changed or differs."""

    numbers: dict[str, int]
    sections: list[Section]
    news: list[str]
    """Numbers that are no longer what they were when the report was sent."""
    differences: list[str]
    """Numbers of the statistics form that the ledgers do not add up to."""
    hints: list[Hint]
    """What the rules would mention under 问题."""
    moved: list[str]
    """Numbers that have changed since somebody last wrote the text."""


def draft(report: HalfYearReport, *, today: date) -> Draft:
    """Count what the report says; a sent one keeps the numbers it was sent with."""
    now = figures.report_numbers(report, today=today)
    kept = report.figures or {}
    numbers = kept or now
    return Draft(
        numbers=numbers,
        sections=_sections(report, numbers, today),
        news=[f"{label}：报送时 {old:,}，现在 {new:,}" for label, old, new in _changed(kept, now)],
        differences=differences(report.stated or {}, now),
        hints=hints(report, numbers, today),
        moved=[] if report.is_sent else moved(report, now),
    )


def moved(report: HalfYearReport, now: dict[str, int]) -> list[str]:
    """「走访次数 118 → 122」 for what has changed since the text was last written."""
    return [f"{label} {old:,} → {new:,}" for label, old, new in _changed(report.seen or {}, now)]


def _changed(before: dict[str, int], now: dict[str, int]) -> list[tuple[str, int, int]]:
    return [
        (label, before[key], now.get(key, 0))
        for key, label in LABELS.items()
        if key in before and before[key] != now.get(key, 0)
    ]


def differences(stated: dict[str, int], counted: dict[str, int]) -> list[str]:
    """「走访次数：统计表 168，台账为 171」 for every stated number that the ledgers contradict."""
    return [
        f"{label}：统计表 {stated[key]:,}，台账为 {counted.get(key, 0):,}"
        for key, label in LABELS.items()
        if key in stated and stated[key] != counted.get(key, 0)
    ]


def _sections(report: HalfYearReport, numbers: dict[str, int], today: date) -> list[Section]:
    county, place, span = report.county, [report.township_id], report.span(today)

    def n(key: str) -> SafeString:
        url = reverse("reports:rows", args=[report.code, key])
        return format_html('<a class="counted num" href="{}">{}</a>', url, f"{numbers.get(key, 0):,}")

    groups, stations = people.groups(county, place).count(), people.stations(county, place).count()
    kinds = "、".join(
        f"{kind} {times} 次" for kind, times in visiting.activities_by_kind(county, span, place)
    )
    acts = "、".join(f"{act} {times} 次" for act, times in visiting.acts_done(county, span, place))
    coverage = figures.report_coverage(report, span)
    covered = f"，占 {coverage.percent}%" if coverage.denominator else ""
    first, last = day_words(report.since, today), day_words(report.until, today)
    basic = _sentence(
        f"截至{last}，{report.township}有人大代表 ", n("deputies"), f" 名{_levels(county, span, place)}，",
        f"代表小组 {groups} 个，代表活动站点 {stations} 个；代表结对联系 ", n("households_paired"), " 户。",
    )  # fmt: skip
    done = _sentence(
        f"{first}至{last}，代表走访 ", n("visits"), " 次，走到 ", n("households_visited"), " 户；组织活动 ",
        n("activities"), f" 次{f'（{kinds}）' if kinds else ''}；参加走访或活动的代表 ",
        n("deputies_active"), " 名。",
    )  # fmt: skip
    results = _sentence(
        f"结对的 {coverage.denominator:,} 户中，期内走访过 {coverage.numerator:,} 户{covered}。",
        "投入资金和物资折款 ", n("amount"), " 元。",
    )  # fmt: skip
    asked = _sentence("代表提出建议 ", n("suggestions"), " 件，期内办结 ", n("suggestions_closed"), " 件。")
    return [
        Section("一", "基本情况", basic),
        Section("二", "主要做法", done + _sentence(f"“六个一”活动：{acts}。") if acts else done),
        Section("三", "数据和成效", results),
        Section("四", "建议办理", asked),
        _written(report, "五", "典型事例", "cases"),
        _written(report, "六", "问题和下步打算", "problems"),
    ]


def _sentence(*pieces) -> SafeString:
    inner = "".join(conditional_escape(piece) for piece in pieces)
    return mark_safe(f"<p>{inner}</p>")  # noqa: S308 - every piece is escaped above


def _levels(county, span, place) -> str:
    seats = people.seats_by_level(county, span.on, place)
    words = "、".join(f"{level.label} {seats[level.value]} 名" for level in Level if seats.get(level.value))
    return f"（{words}）" if words else ""


def _written(report: HalfYearReport, number: str, title: str, name: str) -> Section:
    text = getattr(report, name).strip()
    lines = ((line,) for line in text.splitlines() if line.strip())
    return Section(number, title, format_html_join("", "<p>{}</p>", lines), field=name, is_empty=not text)


def hints(report: HalfYearReport, numbers: dict[str, int], today: date) -> list[Hint]:
    """What the rules find worth a sentence; each opens its rows."""
    span = report.span(today)
    found = []
    if not numbers.get("visits") and not numbers.get("activities"):
        found.append(("nothing", "期内没有走访和活动记录，初稿只有名册数据，可以先导入台账。", ""))
    if missed := figures.report_coverage(report, span).missing:
        found.append(("unvisited", f"还有 {missed} 户结对户期内没有走访。", "households_unvisited"))
    if idle := figures.report_participation(report, span).missing:
        found.append(("idle", f"{idle} 名代表期内没有走访，也没有参加活动。", "deputies_idle"))
    if late := asking.overdue(report.county, today, [report.township_id]).count():
        found.append(("overdue", f"{late} 件建议答复逾期。", "suggestions_overdue"))
    return [Hint(code, text, rows, text in report.problems) for code, text, rows in found]
