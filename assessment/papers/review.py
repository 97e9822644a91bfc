"""检查: what to look at before a report is sent. Nothing here keeps it back but empty parts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from .. import figures
from ..actions import missing
from ..figures import LABELS
from ..models import HalfYearReport
from ..policy import PaperPolicy
from . import mismatch


@dataclass(frozen=True)
class Line:
    """A number in this report and in the last one."""

    key: str
    label: str
    now: int
    before: int | None
    """As it was sent or stated."""
    again: int | None
    """The last period counted today."""
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Review:
    """What the page shows."""

    gaps: list[str]
    last: HalfYearReport | None
    lines: list[Line]
    unvisited: int
    differences: list[mismatch.Difference]

    @property
    def noted(self) -> list[Line]:
        return [line for line in self.lines if line.notes]

    @property
    def is_clean(self) -> bool:
        return not (self.gaps or self.noted or self.unvisited or self.differences)


def review(report: HalfYearReport, *, today: date) -> Review:
    """Look the report over."""
    now = figures.report_numbers(report, today=today)
    last = last_report(report)
    return Review(
        gaps=missing(report),
        last=last,
        lines=_lines(report, last, now, today),
        unvisited=figures.report_coverage(report, report.span(today)).missing,
        differences=mismatch.explain(report, today=today, counted=now),
    )


def last_report(report: HalfYearReport) -> HalfYearReport | None:
    """The township's report of the period before."""
    rows = HalfYearReport.objects.filter(township=report.township_id, due_on__lt=report.since)
    return rows.select_related("township", "county__region").order_by("-due_on").first()


def _lines(report, last, now: dict[str, int], today: date) -> list[Line]:
    sent = (last.figures or last.stated or {}) if last else {}
    again = figures.report_numbers(last, today=today) if last else {}
    jump = report.county.policy(PaperPolicy).jump
    lines = []
    for key, label in LABELS.items():
        number, before = now.get(key, 0), sent.get(key)
        notes = []
        if before is not None and again.get(key, 0) != before:
            notes.append(f"上期报的是 {before:,}，按现在的记录是 {again.get(key, 0):,}")
        if before and abs(number - before) * 100 > jump * before:
            side = "多" if number > before else "少"
            notes.append(f"比上期{side} {abs(number - before) * 100 // before}%，请核对")
        lines.append(Line(key, label, number, before, again.get(key, 0) if last else None, tuple(notes)))
    return lines


def tasks(report: HalfYearReport, found: Review, *, may_write: bool) -> list[dict]:
    """The page's lines: what, how many, where its rows are; who only reads is led to the report's text."""
    write = reverse("reports:write", args=[report.code]) if may_write else report.get_absolute_url()

    def rows(key: str) -> str:
        return reverse("reports:rows", args=[report.code, key])

    items = [{"label": gap, "url": write, "note": "", "must": True} for gap in found.gaps]
    if found.unvisited:
        items.append(
            {
                "label": f"{found.unvisited} 户结对户期内没有走访",
                "url": rows("households_unvisited"),
                "note": "点开是哪些户；可以在“问题”里写明原因。",
                "must": False,
            }
        )
    return items
