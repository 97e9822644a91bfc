"""Commit and cancel: every row that can be in one transaction, or none."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from django.db import IntegrityError, transaction

from congress_poverty import audit
from congress_poverty.audit import Actor
from congress_poverty.models import SheetImport
from congress_poverty.reach import reaching

from .. import replacing
from ..engine import EVERYTHING, Cancelled, FileReport, Run
from .decisions import decisions_of
from .files import drop_file, folder, path_of, reporter, tidy
from .outcome import keep
from .states import State, expect, scope, set_state
from .steps import start


def commit(sheet_import: SheetImport, *, today: date, now: datetime, by: Actor) -> SheetImport:
    """Import every row that can be, in one transaction; the others stay with their reasons."""
    expect(sheet_import, State.CHECKED)
    set_state(sheet_import, State.COMMITTING)
    try:
        with transaction.atomic(), reaching(EVERYTHING):
            run = Run(scope(sheet_import, today), dry=False, progress=reporter(sheet_import))
            _judge_and_write(run, sheet_import, now=now, by=by)
    except Cancelled:
        set_state(sheet_import, State.CHECKED, message="已停止导入，一行也没有写入。")
    except IntegrityError:
        set_state(
            sheet_import,
            State.CHECKED,
            message="导入时有人改了相同的数据，一行也没有写入，请重新检查后再导入。",
        )
    tidy(sheet_import)
    return sheet_import


def _judge_and_write(
    run: Run, sheet_import: SheetImport, *, name: str = "", now: datetime, by: Actor
) -> FileReport:
    """Inside the transaction: rows, the record of the import, the audit, what depends on it."""
    report = run.file(
        path_of(sheet_import),
        sheet_import.kind,
        name=name or sheet_import.file_name,
        decisions=decisions_of(sheet_import),
    )
    keep(sheet_import, report)
    sheet_import.made = run.out.made
    sheet_import.options = {
        **sheet_import.options,
        "replaced": replacing.write(sheet_import, run.out.replaced, by=by),
    }
    sheet_import.state = State.FAILED if report.refused else State.COMMITTED
    sheet_import.committed_at = None if report.refused else now
    sheet_import.save()
    if not report.refused:
        audit.record(
            "imports.commit",
            by=by,
            obj=sheet_import,
            detail={
                "kind": sheet_import.kind,
                "sha256": sheet_import.file_sha256,
                "accepted": sheet_import.accepted,
                "refused": sheet_import.refused,
            },
        )
    return report


def import_file(path: str | Path, kind: str, *, run: Run, name: str, now: datetime, by: Actor) -> FileReport:
    """What the command does with each file: start and commit (or check) in one step.

    ``run`` is shared by all files of the command. One file is one transaction; after a
    failure the run forgets what it believed to be there.
    """
    scope = run.scope
    if run.dry:
        return run.file(path, kind, name=name)
    sheet_import = start(
        path,
        kind,
        name=Path(path).name,
        county_code=scope.county_code,
        township_code=scope.township_code,
        by=by,
    )
    try:
        with transaction.atomic():
            report = _judge_and_write(run, sheet_import, name=name, now=now, by=by)
    except BaseException as error:
        run.forget()
        with reaching(EVERYTHING):
            sheet_import.rows.all().delete()
        cancelled = isinstance(error, (Cancelled, KeyboardInterrupt))
        sheet_import.made = {}
        set_state(
            sheet_import,
            State.CANCELLED if cancelled else State.FAILED,
            message="已停止导入，一行也没有写入。" if cancelled else "导入中断，一行也没有写入。",
        )
        raise
    tidy(sheet_import)
    if report.refused or not sheet_import.accepted:
        drop_file(sheet_import)
    return report


def ask_to_cancel(sheet_import: SheetImport, *, by: Actor) -> None:
    """Stop the run under way; it leaves nothing behind."""
    (folder() / f"{sheet_import.code}.cancel").touch()


def cancel(sheet_import: SheetImport, *, by: Actor) -> SheetImport:
    """Give an import up before it was committed: rows and file are dropped."""
    if sheet_import.state in (State.CHECKING, State.COMMITTING):
        ask_to_cancel(sheet_import, by=by)
        return sheet_import
    expect(sheet_import, State.UPLOADED, State.MAPPED, State.CHECKED, State.FAILED)
    sheet_import.rows.all().delete()
    drop_file(sheet_import)
    tidy(sheet_import)
    set_state(sheet_import, State.CANCELLED)
    return sheet_import
