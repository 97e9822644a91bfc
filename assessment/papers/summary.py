"""县级汇总: the statistics form of a period for all townships, sent numbers as they were sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from congress_poverty.figures import Span
from congress_poverty.refusals import Refused

from .. import figures
from ..figures import LABELS
from ..models import HalfYearReport


@dataclass(frozen=True)
class Line:
    """A township's line."""

    report: HalfYearReport
    numbers: dict[str, int]
    is_frozen: bool
    """The numbers are those of the sent report; else they are counted now."""


@dataclass(frozen=True)
class Summary:
    """All lines of a period, their sums, and the county counted once."""

    period: str
    title: str
    span: Span
    due_on: date
    lines: list[Line]

    @property
    def total(self) -> dict[str, int]:
        """What the lines add up to."""
        return {key: sum(line.numbers.get(key, 0) for line in self.lines) for key in LABELS}

    @property
    def frozen(self) -> int:
        return sum(line.is_frozen for line in self.lines)

    @property
    def live(self) -> list[Line]:
        return [line for line in self.lines if not line.is_frozen]

    @property
    def unsent(self) -> list[HalfYearReport]:
        return [line.report for line in self.lines if not line.report.is_sent]

    @property
    def late(self) -> list[HalfYearReport]:
        """Sent after the due date."""
        return [
            line.report
            for line in self.lines
            if line.report.submitted_on and line.report.submitted_on > line.report.due_on
        ]

    def rows(self) -> Iterable[Sequence]:
        """The lines in the columns of the county's form, as its ledger is imported."""
        for line in self.lines:
            report = line.report
            yield (
                report.township.name,
                report.period,
                *(line.numbers.get(key, 0) for key in LABELS),
                report.submitted_on,
                report.note or report.lateness(self.span.today).words,
            )


def summary(county, period: str, *, today: date) -> Summary:
    """The period's summary. What is with the county counts as it was sent or stated, all else as of today."""
    rows = HalfYearReport.objects.filter(county=county, period=period)
    reports = list(rows.select_related("township", "county__region").order_by("township__code"))
    if not reports:
        raise Refused("这个报告期还没有报告。")
    first = reports[0]
    span = first.span(today)
    now = figures.statistics(county, span)
    lines = []
    for report in reports:
        kept = (report.figures or report.stated) if report.is_sent else None
        numbers = kept or {key: int(n) for key, n in now.get(report.township_id, {}).items()}
        lines.append(Line(report, numbers, bool(kept)))
    return Summary(period, first.title, span, first.due_on, lines)
