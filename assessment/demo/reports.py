"""The reports of the half-year that is over, and the reminders of what is owed by today."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from assessment import actions
from assessment.duties.run import run_duties
from assessment.models import HalfYearReport

from .actors import chair, office

SHANGHAI = ZoneInfo("Asia/Shanghai")


def _at(day: date) -> datetime:
    return datetime.combine(day, time(9, 30), SHANGHAI)


def send_reports(today: date) -> None:
    """Lay out what is due, send the past periods' reports (two late), receive them."""
    random = Random("lingbi-demo-reports")
    first = date(today.year, 6, 1) if today >= date(today.year, 6, 1) else date(today.year - 1, 12, 1)
    run_duties(at=_at(first))
    for number, report in enumerate(
        HalfYearReport.objects.filter(due_on__lt=today).order_by("township__code")
    ):
        report = actions.write(
            report,
            by=chair(report.county),
            cases="一名代表联系的两户今年都添了稳定收入，群众评价好。",
            problems="个别偏远户走访间隔偏长，下半年按月安排。",
            today=report.due_on,
        )
        late = number in (7, 15)
        sent = (
            report.due_on + timedelta(days=3)
            if late
            else report.due_on - timedelta(days=random.randint(2, 9))
        )
        report = actions.submit(report, by=chair(report.county), at=_at(sent))
        actions.accept(report, by=office(report.county), at=_at(sent + timedelta(days=2)))


def chase(today: date) -> None:
    """Whatever is owed by today is laid out and chased, once all that was done is there."""
    run_duties(at=_at(today))
