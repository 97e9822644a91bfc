"""半年活动情况统计表 as a ledger."""

from datetime import date, datetime

import openpyxl
import pytest

from assessment.models import HalfYearReport
from assessment.sheets import ReportLedger
from congress_poverty.imports.engine import Run
from congress_poverty.imports.ledger import Scope
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everything")]

HEADS = [
    "序号", "乡镇", "代表总数", "参加活动代表数", "结对户数", "走访次数", "走访户数", "组织活动次数",
    "提出件数", "办结件数", "投入帮扶资金（元）", "报送时间", "备注",
]  # fmt: skip


@pytest.fixture
def form(world, tmp_path):
    """Writes a statistics form and imports it; returns the report of the file."""
    make.visit(world.wang, world.zhang_household, date(2026, 5, 3), amount=200)

    def imported(*rows, title="灵璧县2026年上半年人大代表活动情况统计表", dry=False):
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.title = "统计表"
        sheet.append([title])
        sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(HEADS))
        sheet.append(HEADS)
        for row in rows:
            sheet.append(row)
        path = tmp_path / f"{title}.xlsx"
        book.save(path)
        scope = Scope(county_code=world.county.code, today=date(2026, 6, 30))
        run = Run(scope, dry=dry)
        report = run.file(path, "report")
        run.out.flush()
        return report

    return imported


def codes(report) -> list[tuple[int, str, str]]:
    return [
        (row.number, found.code, found.field)
        for row in report.rows
        for found in row.findings
        if not found.code.startswith("S_")
    ]


def test_a_form_that_agrees_with_the_ledgers_is_taken_without_a_word(form):
    report = form([1, "东乡", 1, 1, 1, 1, 1, 0, 0, 0, 200, "2026.6.17", ""])
    assert codes(report) == []
    found = HalfYearReport.objects.get()
    assert (found.period, found.state, found.submitted_on) == ("2026H1", "accepted", date(2026, 6, 17))
    assert found.lateness(date(2026, 7, 1)).words == "按时"


def test_a_number_that_the_ledgers_contradict_is_taken_and_pointed_out(form):
    report = form([1, "东乡", 1, 1, 1, 5, 1, 0, 0, 0, 200, "20260617", ""])
    assert codes(report) == [(3, "W_REPORT_MISMATCH", "走访次数")]
    assert HalfYearReport.objects.get().stated["visits"] == 5


def test_a_township_that_sent_nothing_still_owes_its_report(form):
    form([1, "东乡"] + [None] * 10 + ["未报"])
    found = HalfYearReport.objects.get()
    assert (found.state, found.submitted_on, found.note) == ("open", None, "未报")
    assert found in HalfYearReport.objects.late(date(2026, 7, 1))


def test_the_same_township_twice_is_refused(form):
    row = [1, "西乡", 1, 0, 1, 0, 0, 0, 0, 0, 0, "2026-06-22", "迟报"]
    assert codes(form(row, row)) == [(4, "E_DUP_ROW", "乡镇")]
    assert HalfYearReport.objects.get().lateness(date(2026, 7, 1)).words == "迟报 2 天"


def test_a_form_of_no_known_period_is_refused(form):
    report = form([1, "东乡", 1, 1, 1, 1, 1, 0, 0, 0, 200, "2026.6.17", ""], title="人大代表活动情况统计表")
    assert codes(report) == [(3, "E_PERIOD_UNKNOWN", "报告期")]


def test_the_form_fills_the_report_that_was_laid_out(form, world):
    from django.utils import timezone

    from assessment.duties.run import run_duties

    world.campaign.since = date(2026, 1, 1)
    world.campaign.save()
    run_duties(at=timezone.make_aware(datetime(2026, 6, 1, 9)))
    form([1, "东乡", 1, 1, 1, 1, 1, 0, 0, 0, 200, "2026.6.17", ""])
    assert HalfYearReport.objects.filter(township=world.east).count() == 1
    assert HalfYearReport.objects.get(township=world.east).state == "accepted"


def test_what_was_imported_is_exported_in_the_same_words(form, world):
    form([1, "东乡", 1, 1, 1, 1, 1, 0, 0, 0, 200, "2026.6.17", ""])
    scope = Scope(county_code=world.county.code, today=date(2026, 6, 30))
    ledger = Run(scope, dry=True).ledger("report")
    assert isinstance(ledger, ReportLedger)
    assert list(ledger.export()) == [("东乡", "2026H1", 1, 1, 1, 1, 1, 0, 0, 0, 200, date(2026, 6, 17), "")]
    assert len(ledger.export_fields()) == 13
