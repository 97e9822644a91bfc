"""A ledger out again, in the columns it would be imported from."""

from __future__ import annotations

from pathlib import Path

from congress_poverty.refusals import Refused
from congress_poverty.sheets.writer import write_csv, write_xlsx

from .ledger import Ledger


def write_ledger(ledger: Ledger, out: Path) -> int:
    """Write the rows of ``ledger.export()`` to a .xlsx or .csv file; how many there were.

    Identity numbers and telephones are text columns: a spreadsheet must not make numbers
    of them. The headings carry nothing but their names, so that the importer knows them.
    """
    fields = list(ledger.export_fields())
    headings = [one.label for one in fields]
    suffix = out.suffix.lower()
    if suffix == ".csv":
        return write_csv(out, headings, ledger.export()).rows
    if suffix != ".xlsx":
        raise Refused(f"只能导出 .xlsx 或 .csv，现在写的是“{out.name}”。", code="F_TYPE")
    types = ["text" if one.key in ledger.secret else None for one in fields]
    return write_xlsx(out, ledger.label[:28], headings, ledger.export(), types=types).rows
