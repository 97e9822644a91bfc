"""The numbers of the board, the half-year report and the score: composed from the rooms' own figures."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from congress_poverty.figures import Share, Span
from visits import figures as visiting

from .models import HalfYearReport

# -- the half-year report ------------------------------------------------------------------


def statistics(county, span: Span) -> dict[int, dict[str, int]]:
    """The statistics form: one line of numbers for each township."""
    return {township: asdict(line) for township, line in visiting.statistics(county, span).items()}


def report_numbers(report: HalfYearReport, *, today: date) -> dict[str, int]:
    """A township's line of the form, counted now."""
    lines = statistics(report.county, report.span(today))
    return {key: int(value) for key, value in lines.get(report.township_id, {}).items()}


def report_rows(report: HalfYearReport, *, today: date) -> dict:
    """The rows behind each of those numbers."""
    return visiting.statistics_rows(report.county, report.span(today), report.township_id)


def report_coverage(report: HalfYearReport, span: Span) -> Share:
    return visiting.coverage(report.county, span, [report.township_id]).total


def report_participation(report: HalfYearReport, span: Span) -> Share:
    return visiting.participation(report.county, span, [report.township_id]).total
