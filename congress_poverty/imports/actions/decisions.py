"""What a person decided about the rows: other cells, left out, no duplicate, overwrites."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction

from congress_poverty.audit import Actor
from congress_poverty.models import SheetImport, SheetImportRow
from congress_poverty.reach import reaching
from congress_poverty.sealed import seal, unseal

from ..engine import EVERYTHING, Decisions
from ..ledger import kinds
from .states import State, expect

SEALED = "sealed:"
DISTINCT, OVERWRITES = "distinct", "overwrites"
"""Among the repairs of a row: a person said that it is no duplicate, or newer than what it repeats."""
MARKS = frozenset((DISTINCT, OVERWRITES))


@transaction.atomic
def note_repairs(
    sheet_import: SheetImport, values: Mapping[int, Mapping[str, object]], *, by: Actor
) -> SheetImport:
    """Keep other cells for rows (ids of ``SheetImportRow``); the next check judges them."""
    expect(sheet_import, State.CHECKED)
    for row in sheet_import.rows.filter(pk__in=list(values)):
        secret = secret_fields(row.kind)
        for key, value in values[row.pk].items():
            row.repaired[key] = (
                SEALED + seal(str(value), _where(sheet_import, row)) if key in secret and value else value
            )
        row.save(update_fields=["repaired"])
    return sheet_import


def note_left_out(
    sheet_import: SheetImport, rows: Iterable[int], *, out: bool = True, by: Actor
) -> SheetImport:
    """The same, to be judged by the next check."""
    expect(sheet_import, State.CHECKED)
    sheet_import.rows.filter(pk__in=list(rows)).update(left_out=out)
    return sheet_import


@transaction.atomic
def note_mark(sheet_import: SheetImport, rows: Iterable[int], mark: str, *, by: Actor) -> SheetImport:
    """Decide what duplicates are: ``DISTINCT``, ``OVERWRITES``, or '' for the same; the next check
    believes it."""
    expect(sheet_import, State.CHECKED)
    for row in sheet_import.rows.filter(pk__in=list(rows)):
        row.repaired = {key: one for key, one in row.repaired.items() if key not in MARKS}
        if mark:
            row.repaired[mark] = True
        row.save(update_fields=["repaired"])
    return sheet_import


def decisions_of(sheet_import: SheetImport, *, rows: bool = True) -> Decisions:
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


def secret_fields(kind: str) -> frozenset[str]:
    known = kinds()
    return known[kind].secret if kind in known else frozenset()
