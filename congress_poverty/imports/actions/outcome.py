"""What a check or a commit found, kept with the import row by row."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date

from django.db import transaction

from congress_poverty.models import SheetImport, SheetImportRow
from congress_poverty.reach import reaching

from ..engine import EVERYTHING, FileReport, RowReport
from ..ledger import SKIPPED, Finding
from .decisions import secret_fields
from .files import renamed


def keep(sheet_import: SheetImport, report: FileReport) -> None:
    """The report into the database: counts, and a row for everything that was not simply accepted."""
    sheet_import.sheets = [sheet.as_json() for sheet in report.sheets]
    for what in ("rows_read", "accepted", "refused", "skipped"):
        setattr(sheet_import, what, report.total(what))
    if report.kinds and sheet_import.kind == "auto" and len(report.kinds) == 1:
        sheet_import.kind = report.kinds[0]
    if report.refused:
        sheet_import.message = renamed(report.refused, sheet_import).sentence
    with reaching(EVERYTHING):
        decided = {
            (row.sheet, row.row): row for row in sheet_import.rows.exclude(repaired={}, left_out=False)
        }
        with nullcontext() if transaction.get_connection().in_atomic_block else transaction.atomic():
            sheet_import.rows.all().delete()
            SheetImportRow.objects.bulk_create(_rows(sheet_import, report, decided), batch_size=500)
            sheet_import.save()


def _rows(sheet_import: SheetImport, report: FileReport, decided: dict) -> list[SheetImportRow]:
    made = []
    for one in report.rows:
        before = decided.pop((one.sheet, one.number), None)
        secret = secret_fields(one.kind)
        show = one.fate != SKIPPED or one.findings[0].code == "S_BY_HAND"
        made.append(
            SheetImportRow(
                sheet_import=sheet_import,
                kind=one.kind,
                sheet=one.sheet[:100],
                row=one.number,
                fate=one.fate,
                values={key: _plain(cell) for key, cell in one.values.items() if key not in secret}
                if show
                else {},
                repaired=before.repaired if before else {},
                left_out=before.left_out if before else False,
                findings=[
                    {
                        "code": f.code,
                        "field": f.field,
                        "key": f.key,
                        "message": f.message,
                        **_twin(one, f, secret),
                    }
                    for f in one.findings
                ],
            )
        )
    for before in decided.values():  # repaired rows that are accepted now keep their repairs
        made.append(
            SheetImportRow(
                sheet_import=sheet_import,
                kind=before.kind,
                sheet=before.sheet,
                row=before.row,
                fate=SheetImportRow.Fate.ACCEPTED,
                values=before.values,
                repaired=before.repaired,
                left_out=False,
                findings=[],
            )
        )
    return made


def _twin(one: RowReport, finding: Finding, secret: frozenset[str]) -> dict:
    """What a duplicate repeats, kept with the sentence about it."""
    if not one.twin or not finding.code.startswith("E_"):
        return {}
    twin = dict(one.twin)
    if "values" in twin:
        twin["values"] = {key: _plain(cell) for key, cell in twin["values"].items() if key not in secret}
    return {"twin": twin}


def _plain(cell: object) -> object:
    return cell.isoformat() if isinstance(cell, date) else cell
