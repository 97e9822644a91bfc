"""The acts of an import: start, map, check, repair, commit, undo, cancel.

The wizard and the command call the same ones. A run works in the whole county (see
``engine.Run``); who may call these is decided by the page's permission, and whose rows are
written by ``SheetImport.township_code``, which the page takes from the clerk's post.

How far a run is stands in a small file beside the ledger: the transaction that writes the
rows cannot tell anybody before it ends, and a process that dies leaves nothing to tidy.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, models, transaction

from congress_poverty import audit
from congress_poverty.audit import Actor
from congress_poverty.models import SheetImport, SheetImportRow
from congress_poverty.reach import reaching
from congress_poverty.refusals import Refused
from congress_poverty.sealed import seal, unseal
from congress_poverty.sheets.reader import Grid, Workbook, read_workbook
from congress_poverty.sheets.shapes import Column
from congress_poverty.sheets.tables import Table, find_tables

from . import replacing
from .engine import EVERYTHING, Cancelled, Decisions, FileReport, Progress, RowReport, Run
from .ledger import SKIPPED, Finding, Scope, kinds, ledger_class, ledgers

UNDO_DAYS = 7
KEPT_DAYS = 30  # how long an import waits that nobody goes on with
SEALED = "sealed:"
DISTINCT, OVERWRITES = "distinct", "overwrites"
"""Among the repairs of a row: a person said that it is no duplicate, or newer than what it repeats."""
MARKS = frozenset((DISTINCT, OVERWRITES))
State = SheetImport.State


# ---- the file ---------------------------------------------------------------------------


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


def _reporter(sheet_import: SheetImport) -> Progress:
    told = folder() / f"{sheet_import.code}.progress"
    asked = folder() / f"{sheet_import.code}.cancel"

    def report(done: int, total: int) -> None:
        told.write_text(f"{done} {total}")
        if asked.exists() and done < total:
            raise Cancelled

    return report


def _tidy(sheet_import: SheetImport) -> None:
    for name in ("progress", "cancel"):
        (folder() / f"{sheet_import.code}.{name}").unlink(missing_ok=True)


# ---- start and map ----------------------------------------------------------------------


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
    decisions = _decisions(sheet_import, rows=False)
    for grid in _read(sheet_import).sheets:
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
    _expect(sheet_import, State.UPLOADED, State.MAPPED, State.CHECKED, State.FAILED)
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


# ---- check and repair -------------------------------------------------------------------


def check(sheet_import: SheetImport, *, today: date, by: Actor) -> SheetImport:
    """Judge every row and keep what is wrong; nothing is imported."""
    _expect(sheet_import, State.UPLOADED, State.MAPPED, State.CHECKED, State.FAILED)
    _set_state(sheet_import, State.CHECKING)
    report = _run(sheet_import, today, dry=True)
    if report is None:
        return sheet_import
    _keep(sheet_import, report)
    _set_state(sheet_import, State.FAILED if report.refused else State.CHECKED)
    _tidy(sheet_import)
    return sheet_import


def repair(row: SheetImportRow, values: Mapping[str, object], *, today: date, by: Actor) -> SheetImportRow:
    """Put other cells into a refused row and judge the file anew; returns the row as it is now.

    Raises ``SheetImportRow.DoesNotExist`` where the row is accepted now and has no entry.
    """
    sheet_import = row.sheet_import
    note_repairs(sheet_import, {row.pk: values}, by=by)
    check(sheet_import, today=today, by=by)
    return SheetImportRow.objects.get(sheet_import=sheet_import, sheet=row.sheet, row=row.row)


@transaction.atomic
def note_repairs(
    sheet_import: SheetImport, values: Mapping[int, Mapping[str, object]], *, by: Actor
) -> SheetImport:
    """Keep other cells for rows (ids of ``SheetImportRow``); the next check judges them."""
    _expect(sheet_import, State.CHECKED)
    for row in sheet_import.rows.filter(pk__in=list(values)):
        secret = _secret(row.kind)
        for key, value in values[row.pk].items():
            row.repaired[key] = (
                SEALED + seal(str(value), _where(sheet_import, row)) if key in secret and value else value
            )
        row.save(update_fields=["repaired"])
    return sheet_import


def leave_out(
    sheet_import: SheetImport, rows: Iterable[int], *, out: bool = True, today: date, by: Actor
) -> SheetImport:
    """Decide that rows (ids of ``SheetImportRow``) are not to be imported, or are after all."""
    note_left_out(sheet_import, rows, out=out, by=by)
    return check(sheet_import, today=today, by=by)


def note_left_out(
    sheet_import: SheetImport, rows: Iterable[int], *, out: bool = True, by: Actor
) -> SheetImport:
    """The same, to be judged by the next check."""
    _expect(sheet_import, State.CHECKED)
    sheet_import.rows.filter(pk__in=list(rows)).update(left_out=out)
    return sheet_import


@transaction.atomic
def note_mark(sheet_import: SheetImport, rows: Iterable[int], mark: str, *, by: Actor) -> SheetImport:
    """Decide what duplicates are: ``DISTINCT``, ``OVERWRITES``, or '' for the same; the next check
    believes it."""
    _expect(sheet_import, State.CHECKED)
    for row in sheet_import.rows.filter(pk__in=list(rows)):
        row.repaired = {key: one for key, one in row.repaired.items() if key not in MARKS}
        if mark:
            row.repaired[mark] = True
        row.save(update_fields=["repaired"])
    return sheet_import


# ---- commit, cancel, undo ---------------------------------------------------------------


def commit(sheet_import: SheetImport, *, today: date, now: datetime, by: Actor) -> SheetImport:
    """Import every row that can be, in one transaction; the others stay with their reasons."""
    _expect(sheet_import, State.CHECKED)
    _set_state(sheet_import, State.COMMITTING)
    try:
        with transaction.atomic(), reaching(EVERYTHING):
            run = Run(_scope(sheet_import, today), dry=False, progress=_reporter(sheet_import))
            _judge_and_write(run, sheet_import, now=now, by=by)
    except Cancelled:
        _set_state(sheet_import, State.CHECKED, message="已停止导入，一行也没有写入。")
    except IntegrityError:
        _set_state(
            sheet_import,
            State.CHECKED,
            message="导入时有人改了相同的数据，一行也没有写入，请重新检查后再导入。",
        )
    _tidy(sheet_import)
    return sheet_import


def _judge_and_write(
    run: Run, sheet_import: SheetImport, *, name: str = "", now: datetime, by: Actor
) -> FileReport:
    """Inside the transaction: rows, the record of the import, the audit, what depends on it."""
    report = run.file(
        path_of(sheet_import),
        sheet_import.kind,
        name=name or sheet_import.file_name,
        decisions=_decisions(sheet_import),
    )
    _keep(sheet_import, report)
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
        _set_state(
            sheet_import,
            State.CANCELLED if cancelled else State.FAILED,
            message="已停止导入，一行也没有写入。" if cancelled else "导入中断，一行也没有写入。",
        )
        raise
    _tidy(sheet_import)
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
    _expect(sheet_import, State.UPLOADED, State.MAPPED, State.CHECKED, State.FAILED)
    sheet_import.rows.all().delete()
    drop_file(sheet_import)
    _tidy(sheet_import)
    _set_state(sheet_import, State.CANCELLED)
    return sheet_import


def expire(*, now: datetime) -> int:
    """Drop the files that nothing needs any more; how many.

    A ledger is full of personal data and lies here as it was brought: it goes when its
    import can no longer be undone, or when nobody has gone on with it for a month. The
    record of the import and of each row's fate stays.
    """
    with reaching(EVERYTHING):
        done = SheetImport.objects.filter(
            state__in=(State.COMMITTED, State.UNDONE, State.CANCELLED),
            created_at__lt=now - timedelta(days=UNDO_DAYS),
        ).exclude(committed_at__gte=now - timedelta(days=UNDO_DAYS))
        left = SheetImport.objects.filter(created_at__lt=now - timedelta(days=KEPT_DAYS)).exclude(
            state__in=(State.COMMITTED, State.UNDONE, State.CANCELLED)
        )
        gone = [one for one in (*done, *left) if one.file_path and path_of(one).exists()]
        for one in gone:
            drop_file(one)
            _tidy(one)
    return len(gone)


def undo_preview(sheet_import: SheetImport) -> tuple[int, int]:
    """How many records an undo would delete, and how many it would leave."""
    with reaching(EVERYTHING):
        made = _made(sheet_import)
        going = sum(len(ids) for ids in _untouched(made).values())
    return going, sum(len(ids) for ids in made.values()) - going


def can_undo(sheet_import: SheetImport, *, now: datetime) -> bool:
    return (
        sheet_import.state == State.COMMITTED
        and sheet_import.committed_at is not None
        and now - sheet_import.committed_at <= timedelta(days=UNDO_DAYS)
    )


@transaction.atomic
def undo(sheet_import: SheetImport, *, now: datetime, by: Actor) -> SheetImport:
    """Take back the rows nobody has touched or built upon since."""
    sheet_import = SheetImport.objects.select_for_update().get(pk=sheet_import.pk)
    _expect(sheet_import, State.COMMITTED)
    if not can_undo(sheet_import, now=now):
        raise Refused(f"导入已超过 {UNDO_DAYS} 天，不能再撤销。", code="E_UNDO_LATE")
    with reaching(EVERYTHING):
        made = _made(sheet_import)
        removable = _untouched(made)
        gone = {model._meta.label: sorted(ids) for model, ids in removable.items() if ids}
        lost = [(one, one.undoing(gone)) for one in kinds().values()]
        removed = _delete(removable)
        for one, what in lost:
            one.undone(what)
        restored, kept = replacing.undo(sheet_import, by=by)
    left = sum(len(ids) for ids in made.values()) - removed + kept
    sheet_import.state, sheet_import.undone_at = State.UNDONE, now
    sheet_import.message = (
        f"已撤销，删除了 {removed} 条记录"
        + (f"，{restored} 条改回了原样" if restored else "")
        + (f"；{left} 条已被修改、使用或删除，没有动。" if left else "。")
    )
    sheet_import.save(update_fields=["state", "undone_at", "message"])
    audit.record(
        "imports.undo",
        by=by,
        obj=sheet_import,
        detail={"removed": removed, "restored": restored, "left": left},
    )
    return sheet_import


def _made(sheet_import: SheetImport) -> dict[type[models.Model], set[int]]:
    return {
        apps.get_model(label): {pk for low, high in ranges for pk in range(low, high + 1)}
        for label, ranges in sheet_import.made.items()
    }


def _untouched(made: Mapping[type[models.Model], set[int]]) -> dict[type[models.Model], set[int]]:
    """Of what was made, what is still as it was and carries nothing that was not made with it."""
    left: dict[type[models.Model], set[int]] = {}
    for model, ids in made.items():
        found: set[int] = set()
        has_version = any(one.name == "version" for one in model._meta.concrete_fields)
        for some in _chunks(ids):
            rows = model.objects.filter(pk__in=some)
            found |= set((rows.filter(version=1) if has_version else rows).values_list("pk", flat=True))
        left[model] = found
    changed = True
    while changed:  # a row that must stay holds what it stands on, and keeps its parts
        changed = False
        for model, ids in left.items():
            held = _held(model, ids, left) | _parts(model, ids, made, left)
            if held:
                ids -= held
                changed = True
    return left


def _parts(model, ids: set[int], made: Mapping, left: Mapping) -> set[int]:
    """Rows that are a part of something made with them that stays: the deputies of a visit."""
    kept: set[int] = set()
    for one in model._meta.concrete_fields:
        if not one.is_relation or one.remote_field.on_delete is not models.CASCADE:
            continue
        staying = made.get(one.related_model, set()) - left.get(one.related_model, set())
        for some in _chunks(staying):
            rows = model.objects.filter(**{f"{one.attname}__in": some}).values_list("pk", flat=True)
            kept |= ids & set(rows)
    return kept


def _held(model, ids: set[int], left: Mapping[type[models.Model], set[int]]) -> set[int]:
    """Rows that something points at which is not going away with them."""
    held: set[int] = set()
    for relation in model._meta.related_objects:
        if relation.many_to_many or relation.on_delete is models.SET_NULL:
            continue
        other, column = relation.related_model, relation.field.attname
        going = left.get(other, set())
        for some in _chunks(ids):
            pairs = other._base_manager.filter(**{f"{column}__in": some}).values_list("pk", column)
            held |= {target for pk, target in pairs if pk not in going}
    return held


def _delete(removable: Mapping[type[models.Model], set[int]]) -> int:
    """Delete rows that point before rows that are pointed at."""
    waiting, removed = dict(removable), 0
    while waiting:
        for model in list(waiting):
            pointed = {
                relation.related_model
                for relation in model._meta.related_objects
                if relation.related_model is not model
            }
            if pointed & set(waiting):
                continue
            for some in _chunks(waiting.pop(model)):
                removed += model.objects.filter(pk__in=some)._raw_delete(model.objects.db)
            break
        else:
            raise RuntimeError("rows that point at each other in a ring")
    return removed


def _chunks(ids: Iterable[int], size: int = 500) -> Iterable[list[int]]:
    ordered = sorted(ids)
    for begin in range(0, len(ordered), size):
        yield ordered[begin : begin + size]


# ---- shared -----------------------------------------------------------------------------


def _run(sheet_import: SheetImport, today: date, *, dry: bool) -> FileReport | None:
    try:
        with reaching(EVERYTHING):
            run = Run(_scope(sheet_import, today), dry=dry, progress=_reporter(sheet_import))
            return run.file(
                path_of(sheet_import),
                sheet_import.kind,
                name=sheet_import.file_name,
                decisions=_decisions(sheet_import),
            )
    except Cancelled:
        _tidy(sheet_import)
        _set_state(sheet_import, State.MAPPED, message="已停止检查。")
        return None


def _read(sheet_import: SheetImport) -> Workbook:
    """The file; a refusal calls it what its owner calls it."""
    path = path_of(sheet_import)
    try:
        return read_workbook(path)
    except Refused as refused:
        raise _renamed(refused, sheet_import) from None


def _renamed(refused: Refused, sheet_import: SheetImport) -> Refused:
    sentence = refused.sentence.replace(path_of(sheet_import).name, sheet_import.file_name)
    return Refused(sentence, code=refused.code, field=refused.field)


def _scope(sheet_import: SheetImport, today: date) -> Scope:
    return Scope(sheet_import.county_code, today, sheet_import.township_code)


def _decisions(sheet_import: SheetImport, *, rows: bool = True) -> Decisions:
    repairs, left_out = {}, set()
    marked: dict[str, set[tuple[str, int]]] = {mark: set() for mark in MARKS}
    if rows:
        with reaching(EVERYTHING):
            for row in sheet_import.rows.exclude(repaired={}, left_out=False):
                where = (row.sheet, row.row)
                if row.left_out:
                    left_out.add(where)
                for mark in MARKS & row.repaired.keys():
                    marked[mark].add(where)
                mended = {key: one for key, one in row.repaired.items() if key not in MARKS}
                if mended:
                    repairs[where] = {key: _opened(sheet_import, row, one) for key, one in mended.items()}
    options = sheet_import.options
    return Decisions(
        mapping={
            kind: {int(number): key for number, key in columns.items()}
            for kind, columns in sheet_import.mapping.items()
        },
        header_rows=options.get("header_rows", {}),
        repairs=repairs,
        left_out=frozenset(left_out),
        same_for_all=options.get("same_for_all", {}),
        distinct=frozenset(marked[DISTINCT]),
        overwriting=frozenset(marked[OVERWRITES]),
    )


def _where(sheet_import: SheetImport, row: SheetImportRow) -> str:
    return f"import.{sheet_import.code}.{row.sheet}.{row.row}"


def _opened(sheet_import: SheetImport, row: SheetImportRow, value: object) -> object:
    if isinstance(value, str) and value.startswith(SEALED):
        return unseal(value.removeprefix(SEALED), _where(sheet_import, row))
    return value


def _secret(kind: str) -> frozenset[str]:
    known = kinds()
    return known[kind].secret if kind in known else frozenset()


def _keep(sheet_import: SheetImport, report: FileReport) -> None:
    """The report into the database: counts, and a row for everything that was not simply accepted."""
    sheet_import.sheets = [sheet.as_json() for sheet in report.sheets]
    for what in ("rows_read", "accepted", "refused", "skipped"):
        setattr(sheet_import, what, report.total(what))
    if report.kinds and sheet_import.kind == "auto" and len(report.kinds) == 1:
        sheet_import.kind = report.kinds[0]
    if report.refused:
        sheet_import.message = _renamed(report.refused, sheet_import).sentence
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
        secret = _secret(one.kind)
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


def _expect(sheet_import: SheetImport, *states: str) -> None:
    if sheet_import.state not in states:
        raise Refused(
            f"这次导入{sheet_import.get_state_display()}，不能再这样做，请刷新页面。", code="E_STATE"
        )


def _set_state(sheet_import: SheetImport, state: str, *, message: str | None = None) -> None:
    sheet_import.state = state
    if message is not None:
        sheet_import.message = message
    with reaching(EVERYTHING):
        sheet_import.save()
