"""Start, map, check and repair: what comes before anything is written."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from congress_poverty.audit import Actor
from congress_poverty.models import SheetImport, SheetImportRow
from congress_poverty.reach import reaching
from congress_poverty.sheets.reader import Grid
from congress_poverty.sheets.shapes import Column
from congress_poverty.sheets.tables import Table, find_tables

from ..engine import EVERYTHING, Cancelled, FileReport, Run
from ..ledger import ledger_class, ledgers
from .decisions import decisions_of, note_left_out, note_repairs
from .files import path_of, read, reporter, tidy
from .outcome import keep
from .states import State, expect, scope, set_state


def start(
    source: str | Path | Iterable[bytes],
    kind: str,
    *,
    name: str,
    county_code: str,
    township_code: str = "",
    by: Actor,
) -> SheetImport:
    """Keep the file and open an import. ``source`` is a path or the chunks of an upload."""
    if kind != "auto":
        ledger_class(kind)
    sheet_import = SheetImport(
        kind=kind,
        county_code=county_code,
        township_code=township_code,
        file_name=name[-255:],
        actor=by.label,
        account_id=by.account_id,
    )
    # Under its own name, because a refusal calls the file by it.
    own = re.sub(r"[^\w.（）() -]", "_", Path(name).name)[-60:].lstrip(".") or "台账"
    sheet_import.file_path = f"{sheet_import.code}/{own}"
    target = path_of(sheet_import)
    target.parent.mkdir()
    if isinstance(source, (str, Path)):
        shutil.copyfile(source, target)
        digest = hashlib.sha256(target.read_bytes()).hexdigest()
    else:
        sha = hashlib.sha256()
        with target.open("wb") as file:
            for chunk in source:
                sha.update(chunk)
                file.write(chunk)
        digest = sha.hexdigest()
    sheet_import.file_sha256 = digest
    with reaching(EVERYTHING):
        before = SheetImport.objects.filter(
            file_sha256=digest, county_code=county_code, state=State.COMMITTED
        ).first()
        if before:
            sheet_import.message = f"这个文件 {before.committed_at:%Y-%m-%d} 已经导入过，重复的行不会再导入。"
        sheet_import.save(force_insert=True)
    return sheet_import


@dataclass(frozen=True)
class Found:
    """One table of the file for the mapping step: what it is taken for, and its columns."""

    sheet: str
    kind: str
    label: str
    header_row: int
    columns: list[Column]
    missing: list[str]
    fields: list[tuple[str, str]]
    reason: str
    hidden: str


def tables(sheet_import: SheetImport, *, automatic: bool = False) -> list[Found]:
    """What is in the file, for ② 对列. Raises Refused where it cannot be read.

    ``automatic`` leaves out which columns a person chose.
    """
    return [
        Found(
            grid.name,
            table.kind,
            table.shape.label if table.shape else "",
            table.header_rows[0] if table.header_rows else 0,
            table.suggestions() if table.shape else [],
            [one.label for one in table.missing],
            [(one.key, one.label) for one in table.shape.fields] if table.shape else [],
            table.reason,
            table.hidden,
        )
        for grid, table in read_tables(sheet_import, automatic=automatic)
    ]


def read_tables(sheet_import: SheetImport, *, automatic: bool = False) -> Iterator[tuple[Grid, Table]]:
    """The tables of the file with the sheets they stand on, as a check would read them."""
    shapes = [shape for one in ledgers(sheet_import.kind, sheet_import.township_code) for shape in one.shapes]
    decisions = decisions_of(sheet_import, rows=False)
    for grid in read(sheet_import).sheets:
        for table in find_tables(
            grid,
            shapes,
            hint=sheet_import.file_name,
            mapping=None if automatic else decisions.mapping_of(grid.name),
            header_row=decisions.header_rows.get(grid.name),
        ):
            yield grid, table


def map_columns(
    sheet_import: SheetImport,
    *,
    mapping: Mapping[str, Mapping[int, str]] | None = None,
    header_rows: Mapping[str, int] | None = None,
    same_for_all: Mapping[str, object] | None = None,
    headings: Mapping[str, Mapping[str, str]] | None = None,
    by: Actor,
) -> SheetImport:
    """Keep what a person decided about columns; kind → column number → field key.

    ``headings`` is the same in the ledger's own words, kind → heading → field key: the next
    ledger of the township may have its columns elsewhere, but calls them so again.
    """
    expect(sheet_import, State.UPLOADED, State.MAPPED, State.CHECKED, State.FAILED)
    sheet_import.mapping = {
        kind: {str(number): key for number, key in columns.items()}
        for kind, columns in (mapping or {}).items()
    }
    sheet_import.options = {
        "header_rows": dict(header_rows or {}),
        "same_for_all": dict(same_for_all or {}),
        "headings": {kind: dict(words) for kind, words in (headings or {}).items()},
    }
    sheet_import.state = State.MAPPED
    sheet_import.save(update_fields=["mapping", "options", "state"])
    return sheet_import


def remembered_headings(*, county_code: str, township_code: str) -> dict[str, dict[str, str]]:
    """Kind → heading → field key, as this township decided in its last imports."""
    found: dict[str, dict[str, str]] = {}
    with reaching(EVERYTHING):
        before = SheetImport.objects.filter(
            county_code=county_code, township_code=township_code, state=State.COMMITTED
        )
        for options in reversed(before.values_list("options", flat=True)[:50]):
            for kind, words in options.get("headings", {}).items():
                found.setdefault(kind, {}).update(words)
    return found


def check(sheet_import: SheetImport, *, today: date, by: Actor) -> SheetImport:
    """Judge every row and keep what is wrong; nothing is imported."""
    expect(sheet_import, State.UPLOADED, State.MAPPED, State.CHECKED, State.FAILED)
    set_state(sheet_import, State.CHECKING)
    report = _run(sheet_import, today, dry=True)
    if report is None:
        return sheet_import
    keep(sheet_import, report)
    set_state(sheet_import, State.FAILED if report.refused else State.CHECKED)
    tidy(sheet_import)
    return sheet_import


def repair(row: SheetImportRow, values: Mapping[str, object], *, today: date, by: Actor) -> SheetImportRow:
    """Put other cells into a refused row and judge the file anew; returns the row as it is now.

    Raises ``SheetImportRow.DoesNotExist`` where the row is accepted now and has no entry.
    """
    sheet_import = row.sheet_import
    note_repairs(sheet_import, {row.pk: values}, by=by)
    check(sheet_import, today=today, by=by)
    return SheetImportRow.objects.get(sheet_import=sheet_import, sheet=row.sheet, row=row.row)


def leave_out(
    sheet_import: SheetImport, rows: Iterable[int], *, out: bool = True, today: date, by: Actor
) -> SheetImport:
    """Decide that rows (ids of ``SheetImportRow``) are not to be imported, or are after all."""
    note_left_out(sheet_import, rows, out=out, by=by)
    return check(sheet_import, today=today, by=by)


def _run(sheet_import: SheetImport, today: date, *, dry: bool) -> FileReport | None:
    try:
        with reaching(EVERYTHING):
            run = Run(scope(sheet_import, today), dry=dry, progress=reporter(sheet_import))
            return run.file(
                path_of(sheet_import),
                sheet_import.kind,
                name=sheet_import.file_name,
                decisions=decisions_of(sheet_import),
            )
    except Cancelled:
        tidy(sheet_import)
        set_state(sheet_import, State.MAPPED, message="已停止检查。")
        return None
