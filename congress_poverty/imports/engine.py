"""Reads a file, asks its ledgers about every row, keeps the report.

One ``Run`` judges any number of files: what the ledgers look up is loaded once. Nothing
here writes by itself; the caller of ``Run.file`` holds the transaction and calls
``run.out.flush()`` before it ends.
"""

from __future__ import annotations

import os
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from congress_poverty.reach import Reach, current_reach
from congress_poverty.refusals import Refused
from congress_poverty.sheets import cells
from congress_poverty.sheets.reader import Workbook, read_workbook
from congress_poverty.sheets.shapes import DATA, S_HEADER, S_SUBTOTAL, S_TOTAL, SKIP_WORDS
from congress_poverty.sheets.tables import Table, find_tables

from .bulk import BATCH, Output
from .ledger import (
    ACCEPTED,
    REFUSED,
    S_BY_HAND,
    S_CONTINUED,
    SKIPPED,
    Finding,
    Ledger,
    Place,
    Row,
    Scope,
    Totals,
    kinds,
    ledger_class,
    ledgers,
)

PROGRESS_EVERY = 500
Progress = Callable[[int, int], None]
"""Called with rows done and rows in all; raises ``Cancelled`` to stop."""

_STATED = re.compile(r"(\d[\d,]*)\s*([一-鿿])")


class Cancelled(Exception):
    """Somebody asked to stop."""


@dataclass(slots=True)
class SheetReport:
    sheet: str
    rows_read: int = 0
    accepted: int = 0
    refused: int = 0
    skipped: int = 0

    def as_json(self) -> dict:
        return {
            "sheet": self.sheet,
            "rows_read": self.rows_read,
            "accepted": self.accepted,
            "refused": self.refused,
            "skipped": self.skipped,
        }


@dataclass(slots=True)
class RowReport:
    """What became of a row that is not simply accepted."""

    sheet: str
    number: int
    kind: str
    fate: str
    findings: list[Finding]
    values: dict = field(default_factory=dict)
    twin: dict = field(default_factory=dict)
    """Of a duplicate in a check: ``pk`` of the stored record, or ``sheet``, ``row`` and ``values`` of the row
    before; ``may_differ`` where a person may say that it is another one."""


@dataclass
class FileReport:
    """What became of one file."""

    file: str
    kinds: list[str] = field(default_factory=list)
    sheets: list[SheetReport] = field(default_factory=list)
    rows: list[RowReport] = field(default_factory=list)
    refused: Refused | None = None

    def total(self, what: str) -> int:
        return sum(getattr(sheet, what) for sheet in self.sheets)

    def as_json(self) -> dict:
        return {"file": self.file, "sheets": [sheet.as_json() for sheet in self.sheets]}

    def rows_as_json(self) -> Iterable[dict]:
        if self.refused:
            yield _entry(self.file, "", 0, Finding(self.refused.code or "F_FILE", "", self.refused.sentence))
        for row in self.rows:
            for finding in row.findings:
                yield _entry(self.file, row.sheet, row.number, finding)


def _entry(file: str, sheet: str, row: int, finding: Finding) -> dict:
    return {
        "file": file,
        "sheet": sheet,
        "row": row,
        "field": finding.field,
        "code": finding.code,
        "message": finding.message,
    }


def report_json(kind: str, reports: Iterable[FileReport]) -> dict:
    """The report of a run, as the command writes it."""
    reports = list(reports)
    return {
        "kind": kind,
        "files": [report.as_json() for report in reports],
        "rows": [entry for report in reports for entry in report.rows_as_json()],
    }


@dataclass(frozen=True)
class Decisions:
    """What a person decided about a file in the wizard.

    ``mapping``: kind → column number → field key, where the key ``kind@sheet`` holds for one
    sheet only; ``header_rows``: sheet → row where the header begins; ``repairs``: (sheet, row)
    → field key → new cell; ``left_out``: rows that are not to be imported; ``same_for_all``:
    field key → cell for every row without one; ``distinct``: rows that are no duplicates;
    ``overwriting``: rows that hold what is newer than what they repeat.
    """

    mapping: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    header_rows: Mapping[str, int] = field(default_factory=dict)
    repairs: Mapping[tuple[str, int], Mapping[str, object]] = field(default_factory=dict)
    left_out: frozenset[tuple[str, int]] = frozenset()
    same_for_all: Mapping[str, object] = field(default_factory=dict)
    distinct: frozenset[tuple[str, int]] = frozenset()
    overwriting: frozenset[tuple[str, int]] = frozenset()

    @property
    def any(self) -> bool:
        """Whether something was decided about rows."""
        rows = (self.repairs, self.left_out, self.same_for_all, self.distinct, self.overwriting)
        return any(rows)

    def mapping_of(self, sheet: str) -> dict[str, dict[int, str]] | None:
        """The columns decided for one sheet, by kind; None where nothing was decided."""
        found: dict[str, dict[int, str]] = {}
        for name, columns in self.mapping.items():
            kind, _, only = name.partition("@")
            if only in ("", sheet):
                found.setdefault(kind, {}).update(columns)
        return found or None


class Run:
    """Judges files for one scope. ``dry`` checks only."""

    def __init__(self, scope: Scope, *, dry: bool, progress: Progress | None = None):
        # Names are resolved in the whole county: a household may live in the neighbouring
        # township. What may be written is bounded by the scope, not by the reach.
        if current_reach().kind != "all":
            raise RuntimeError("an import runs under Reach.everything; its scope bounds what it writes")
        self.scope, self.dry = scope, dry
        self.progress = progress or (lambda done, total: None)
        self.forget()

    def forget(self) -> None:
        """Load everything anew: after a transaction that was rolled back."""
        self.out = Output(dry=self.dry)
        self.shared: dict = {}
        self.ledgers: dict[str, Ledger] = {}

    def ledger(self, kind: str) -> Ledger:
        """The ledger of a kind, loaded when first asked for."""
        if kind not in self.ledgers:
            self.ledgers[kind] = ledger_class(kind)(self.scope, self.out, self.shared, self.ledger)
        return self.ledgers[kind]

    def kind_of(self, path: str | os.PathLike) -> str:
        """The kind of the first ledger in a file, '' where there is none."""
        shapes = [shape for one in kinds().values() for shape in one.shapes]
        try:
            book = read_workbook(path)
        except Refused:
            return ""
        found = (
            table.kind for grid in book.sheets for table in find_tables(grid, shapes, hint=Path(path).name)
        )
        return next((kind for kind in found if kind), "")

    def file(
        self,
        path: str | os.PathLike,
        kind: str,
        *,
        name: str = "",
        decisions: Decisions = Decisions(),
    ) -> FileReport:
        """Judge one file. ``name`` is what the file is called where the path is not its name."""
        shown = name or Path(path).name
        report = FileReport(shown)
        try:
            book = read_workbook(path)
        except Refused as refused:
            report.refused = refused
            return report
        if book.format not in ("xlsx", "xls") and len(book.sheets) == 1:
            book.sheets[0].name = Path(shown).stem  # such a file has no sheets: it is one
        self.workbook(book, kind, report, folder=Path(path).parent.name, decisions=decisions)
        return report

    def workbook(
        self,
        book: Workbook,
        kind: str,
        report: FileReport,
        *,
        folder: str = "",
        decisions: Decisions = Decisions(),
    ) -> None:
        """Judge a workbook that was read already."""
        self.out.begin()
        shapes = [shape for one in ledgers(kind, self.scope.township_code) for shape in one.shapes]
        total = sum(len(grid.rows) for grid in book.sheets)
        job = _Job(self, report, decisions, total)
        hint = Path(report.file).name
        found: list[tuple[SheetReport, list[Table]]] = []
        for grid in book.sheets:
            report.sheets.append(SheetReport(grid.name))
            tables = find_tables(
                grid,
                shapes,
                hint=hint,
                mapping=decisions.mapping_of(grid.name),
                header_row=decisions.header_rows.get(grid.name),
            )
            found.append((report.sheets[-1], tables))
        # A township's one workbook: what others refer to is judged first, wherever its sheet stands.
        order = 0
        for sheet, tables in sorted(found, key=lambda one: _order(one[1])):
            if _order(tables) > order:
                order = _order(tables)
                self.close(report)  # what comes now may count what was there
            for table in tables:
                name = table.grid.name
                job.table(table, sheet, Place(hint, folder, name, frozenset(table.columns.values())))
            for table in tables:  # a sheet that was judged need not stay in memory
                table.grid.rows.clear()
                table.grid.merges.clear()
        self.close(report)
        job.finish()
        self.out.waiting = self.out.waiting or 1
        self.out.flush()
        self.progress(total, total)

    def close(self, report: FileReport) -> None:
        for one in report.kinds:
            self.ledger(one).close()


def _order(tables: Iterable[Table]) -> int:
    """Where a sheet stands in the order of ledgers; one without a ledger comes first."""
    return min((kinds()[table.kind].order for table in tables if table.kind), default=0)


class _Job:
    """One file under way."""

    def __init__(self, run: Run, report: FileReport, decisions: Decisions, total: int):
        self.run, self.report, self.decisions, self.total = run, report, decisions, total
        self.done = 0
        self.kept: list[tuple[Row, RowReport | None, str]] = []
        # In a check: the invented id that each accepted row came to, in falling order, and the row.
        self.marks: list[tuple[int, str, int]] = []

    def table(self, table: Table, sheet: SheetReport, place: Place) -> None:
        ledger = None
        if table.kind:
            if table.kind not in self.report.kinds:
                self.report.kinds.append(table.kind)
            ledger = self.run.ledger(table.kind)
            ledger.open(place)
        since, whole, trail = Totals(), Totals(), Totals()
        trail_group: object = None
        summed = ledger.summed if ledger else ()
        out, decisions = self.run.out, self.decisions
        special = decisions.any
        parent_refused = False
        for line in table.lines():
            self.done += 1
            if self.done % PROGRESS_EVERY == 0:
                self.run.progress(self.done, self.total)
            sheet.rows_read += 1
            if line.kind != DATA or ledger is None:
                sheet.skipped += 1
                findings = [Finding(line.code, "", self.why(table, line))]
                if ledger and line.kind in (S_SUBTOTAL, S_TOTAL):
                    # A subtotal may count what follows the last one, or the last group of equal rows.
                    judged = (since, trail) if line.kind == S_SUBTOTAL else (whole,)
                    findings += _mismatch(ledger, line, judged)
                    since = Totals() if line.kind == S_SUBTOTAL else since
                self.report.rows.append(RowReport(sheet.sheet, line.row, table.kind, SKIPPED, findings))
                continue
            row = Row(
                table.shape,
                sheet.sheet,
                line.row,
                line.values,
                line.context,
                line.filled,
                line.continues,
                place.columns,
            )
            if special and self.decided(row):
                sheet.skipped += 1
                self.keep(row, ledger.kind)
                continue
            joined = row.continues is not None and ledger.joins_continued
            try:
                if not joined:
                    parent_refused = False
                    ledger.judge(row)
                elif parent_refused:
                    raise Refused(
                        f"接着第 {row.continues} 行的记录，那一行没有导入", code="E_PARENT_REJECTED"
                    )
                else:
                    ledger.join(row)
            except Refused as refused:
                row.refuse(refused.code or "E_INVALID", refused.field, refused.sentence)
            except cells.CellError as error:
                row.refuse(error.code, "", error.sentence)
            if row.fate == REFUSED:
                parent_refused = parent_refused or not joined
                sheet.refused += 1
                row.counted = row.counted and row.findings[-1].code in ledger.still_counted
            elif joined:
                row.fate = SKIPPED
                row.findings.insert(
                    0, Finding(S_CONTINUED, "", f"与第 {row.continues} 行是同一件，已并入那一行的记录")
                )
                row.counted = False
                sheet.skipped += 1
            else:
                sheet.accepted += 1
                if out.dry:
                    self.marks.append((out.invented, sheet.sheet, row.number))
            if row.counted:
                sums = _numbers(row, summed) if summed else {}
                if row.group != trail_group:
                    trail, trail_group = Totals(), row.group
                for totals in (since, whole, trail):
                    totals.add(row, sums)
            if row.findings:
                self.keep(row, ledger.kind, table)
            elif ledger.keeps(row):
                self.kept.append((row, None, ledger.kind))
            if out.waiting >= BATCH:
                out.flush()

    def why(self, table: Table, line) -> str:
        said = SKIP_WORDS.get(line.code, line.code)
        if line.code == table.code:
            return table.reason or said
        if line.code == S_HEADER and line.row == table.header_rows[-1] and (unused := table.unused):
            said = f"{said}；没有用到的列：{'、'.join(unused)}"
        return said

    def decided(self, row: Row) -> bool:
        """Put a person's repairs into the row; True where it is not to be imported at all."""
        where = (row.sheet, row.number)
        for key, value in self.decisions.same_for_all.items():
            if row.values.get(key) is None:
                row.values[key] = value
        row.values.update(self.decisions.repairs.get(where, {}))
        row.distinct = where in self.decisions.distinct
        row.overwrites = where in self.decisions.overwriting
        if where not in self.decisions.left_out:
            return False
        row.fate = SKIPPED
        row.findings.append(Finding(S_BY_HAND, "", "选择了不导入这一行"))
        return True

    def keep(self, row: Row, kind: str, table: Table | None = None) -> None:
        kept = RowReport(row.sheet, row.number, kind, row.fate, row.findings, row.values)
        if table is not None and row.twin is not None and self.run.out.dry:
            kept.twin = {
                **self.twin(row, table),
                "may_differ": row.may_differ,
                "may_replace": row.may_replace,
            }
        self.report.rows.append(kept)
        self.kept.append((row, kept, kind))

    def twin(self, row: Row, table: Table) -> dict:
        """What a duplicate repeats: a record, or a row of this file."""
        if isinstance(row.twin, tuple):
            sheet, number = row.twin
        elif row.twin >= 0:
            return {"pk": row.twin}
        else:
            at = bisect_left(self.marks, -row.twin, key=lambda mark: -mark[0])
            if at == len(self.marks):
                return {}
            _, sheet, number = self.marks[at]
        found = {"sheet": sheet, "row": number}
        if sheet == row.sheet:
            cells_of = {key: table.grid.cell(number, column) for column, key in table.columns.items()}
            found["values"] = {key: cell for key, cell in cells_of.items() if cell is not None}
        return found

    def finish(self) -> None:
        """Warnings that came late, and the words that say where each finding stands."""
        for row, kept, kind in self.kept:
            if kept is None and row.findings:
                self.report.rows.append(
                    RowReport(row.sheet, row.number, kind, row.fate, row.findings, row.values)
                )
        order = {sheet.sheet: n for n, sheet in enumerate(self.report.sheets)}
        self.report.rows.sort(key=lambda one: (order[one.sheet], one.number))
        for one in self.report.rows:
            for finding in one.findings:
                if not finding.code.startswith("S_"):
                    at = f"第 {one.number} 行" + (f"“{finding.field}”" if finding.field else "")
                    finding.message = f"{at}：{finding.message}"


def _numbers(row: Row, keys: Iterable[str]) -> dict:
    found = {}
    for key in keys:
        try:
            found[key] = cells.to_number(row.values.get(key)) or 0
        except cells.CellError:
            continue
    return found


def _mismatch(ledger: Ledger, line, candidates: Iterable[Totals]) -> list[Finding]:
    """What a total states and the rows do not bear out, in any of the ways it may have counted."""
    candidates = [one for one in candidates if one.rows] or list(candidates)
    found = []
    for number, unit in _STATED.findall(line.text):
        counter = ledger.units.get(unit)
        if not counter:
            continue
        stated = int(number.replace(",", ""))
        counts = [one.count(counter) for one in candidates]
        if stated not in counts:
            found.append(
                Finding("W_SUBTOTAL_MISMATCH", line.label, f"写的是 {stated}{unit}，明细为 {counts[0]}{unit}")
            )
    for key in ledger.summed:
        stated = line.stated.get(key)
        sums = [one.sums.get(key, 0) for one in candidates]
        if stated is not None and not any(abs(stated - one) < 0.005 for one in sums):
            found.append(
                Finding("W_SUBTOTAL_MISMATCH", line.label, f"写的是 {stated:g}，明细合计 {sums[0]:g}")
            )
    return found


EVERYTHING = Reach.everything("names in a ledger are looked up in the whole county")
__all__ = [
    "ACCEPTED",
    "EVERYTHING",
    "Cancelled",
    "Decisions",
    "FileReport",
    "RowReport",
    "Run",
    "SheetReport",
    "report_json",
]
