"""The ledgers that were brought, and how far a run is.

The transaction that writes the rows cannot tell anybody before it ends: how far it is stands in
a small file beside the ledger, and a process that dies leaves nothing to tidy.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from django.conf import settings

from congress_poverty.models import SheetImport
from congress_poverty.refusals import Refused
from congress_poverty.sheets.reader import Workbook, read_workbook

from ..engine import Cancelled, Progress


def folder() -> Path:
    """Where ledgers lie: outside the web root, never served."""
    path = Path(settings.MEDIA_ROOT) / "imports"
    path.mkdir(parents=True, exist_ok=True)
    return path


def path_of(sheet_import: SheetImport) -> Path:
    return folder() / sheet_import.file_path


def drop_file(sheet_import: SheetImport) -> None:
    shutil.rmtree(path_of(sheet_import).parent, ignore_errors=True)


def progress(sheet_import: SheetImport) -> tuple[int, int]:
    """Rows done and rows in all, of the run under way or the last one."""
    try:
        done, total = (folder() / f"{sheet_import.code}.progress").read_text().split()
    except (OSError, ValueError):
        return 0, 0
    return int(done), int(total)


def reporter(sheet_import: SheetImport) -> Progress:
    told = folder() / f"{sheet_import.code}.progress"
    asked = folder() / f"{sheet_import.code}.cancel"

    def report(done: int, total: int) -> None:
        told.write_text(f"{done} {total}")
        if asked.exists() and done < total:
            raise Cancelled

    return report


def tidy(sheet_import: SheetImport) -> None:
    for name in ("progress", "cancel"):
        (folder() / f"{sheet_import.code}.{name}").unlink(missing_ok=True)


def read(sheet_import: SheetImport) -> Workbook:
    """The file; a refusal calls it what its owner calls it."""
    path = path_of(sheet_import)
    try:
        return read_workbook(path)
    except Refused as refused:
        raise renamed(refused, sheet_import) from None


def renamed(refused: Refused, sheet_import: SheetImport) -> Refused:
    sentence = refused.sentence.replace(path_of(sheet_import).name, sheet_import.file_name)
    return Refused(sentence, code=refused.code, field=refused.field)
