"""Many new rows at once: tuples in batches, a column prepared at a time, no model instance per row.

Ids are reserved before the rows are written, so that a row can name another one of the
same file. In a check (``dry``) ids are invented and nothing is written.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from io import StringIO
from itertools import count, islice, repeat
from typing import Any

from django.db import connection, models
from django.utils import timezone

from congress_poverty.codes import ALPHABET, CodeField
from congress_poverty.sealed import SealedField, seal

BATCH = 2000
_AS_IT_IS = (
    models.CharField,
    models.TextField,
    models.IntegerField,
    models.ForeignKey,
    models.BooleanField,
    models.AutoField,
)

_REPEATED = frozenset({date, Decimal, tuple})
"""Days, amounts and tuples of words repeat from row to row: one of each is prepared."""

_LETTERS = "".join(ALPHABET[n % len(ALPHABET)] for n in range(256)).encode()


def _draw_codes() -> Iterator[str]:
    """Public codes as ``codes.new_code`` makes them, a thousand at a draw."""
    while True:
        letters = os.urandom(10_000).translate(_LETTERS).decode()
        for begin in range(0, len(letters), 10):
            yield letters[begin : begin + 10]


class Output:
    """Where a run's new rows and changes go. ``flush`` writes them; ``made`` remembers their ids."""

    def __init__(self, *, dry: bool):
        self.dry = dry
        self.tables: list[Table] = []
        self.changes: dict[tuple[type[models.Model], tuple[str, ...]], dict[int, tuple]] = {}
        self.waiting = 0
        self.replaced: list[tuple[type[models.Model], int, dict[str, Any]]] = []
        self.invented = 0
        self.codes = _draw_codes()

    def table(self, model: type[models.Model], columns: Sequence[str]) -> Table:
        """A table to add rows to: ``columns`` are the attnames that ``add`` will be given."""
        made = Table(self, model, columns)
        self.tables.append(made)
        return made

    def change(self, model: type[models.Model], pk: int, **values: Any) -> None:
        """Set columns of a row, new or old, when the batch is written."""
        columns = tuple(values)
        self.changes.setdefault((model, columns), {})[pk] = tuple(values.values())

    def replace(self, table: Table, pk: int, values: Sequence[Any]) -> None:
        """Values for a record that a person lets this row overwrite; see ``replacing``."""
        if not self.dry:
            names = (one.attname for one in table.given)
            self.replaced.append((table.model, pk, dict(zip(names, values, strict=True))))

    def begin(self) -> None:
        """A new file: forget what the last one made."""
        for table in self.tables:
            table.begin()
        self.changes.clear()
        self.replaced.clear()
        self.waiting = 0

    def flush(self) -> None:
        """Write what is waiting."""
        if not self.dry:
            for table in self.tables:
                table.write()
            for (model, columns), rows in self.changes.items():
                _update(model, columns, rows)
        else:
            for table in self.tables:
                table.rows.clear()
        self.changes.clear()
        self.waiting = 0

    @property
    def made(self) -> dict[str, list[list[int]]]:
        """Model label → ranges of ids that this file made."""
        found: dict[str, list[list[int]]] = {}
        for table in self.tables:
            if table.ranges:
                found.setdefault(table.model._meta.label, []).extend(table.ranges)
        return found


class Table:
    """New rows of one model."""

    def __init__(self, out: Output, model: type[models.Model], columns: Sequence[str]):
        self.out, self.model = out, model
        fields = {one.attname: one for one in model._meta.concrete_fields}
        missing = [name for name in columns if name not in fields]
        if missing:
            raise ValueError(f"{model._meta.label} has no column {', '.join(missing)}")
        self.pk = model._meta.pk
        self.given = [fields[name] for name in columns]
        self.rest = [
            one for one in model._meta.concrete_fields if one.attname not in columns and one is not self.pk
        ]
        self.has_code = any(isinstance(one, CodeField) for one in self.rest)
        self.rows: list[tuple] = []
        self.begin()

    def begin(self) -> None:
        self.rows.clear()
        self.ranges: list[list[int]] = []
        self.ids: Iterator[int] | None = None
        self.constants: list | None = None

    def add(self, *values: Any) -> int:
        """One more row; its id."""
        if self.out.dry:
            self.out.invented -= 1
            return self.out.invented
        if self.ids is None:
            self.ids = self._reserve()
        pk = next(self.ids)
        self.rows.append((pk, *values))
        self.out.waiting += 1
        return pk

    def _reserve(self) -> Iterator[int]:
        """Ids that nobody else will use."""
        table, column = self.model._meta.db_table, self.pk.column
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [table, column])
                (sequence,) = cursor.fetchone()
            while True:
                with connection.cursor() as cursor:
                    # The sequence is named beforehand: inside, its name would be looked up for each id.
                    cursor.execute(
                        "SELECT nextval(%s::regclass) FROM generate_series(1, %s)", [sequence, BATCH]
                    )
                    drawn = cursor.fetchall()
                yield from (one for (one,) in drawn)
        quote = connection.ops.quote_name
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT max({quote(column)}) FROM {quote(table)}")  # noqa: S608 - names from _meta
            highest = cursor.fetchone()[0] or 0
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            found = cursor.fetchone()
        # SQLite has one writer, and this transaction is it.
        yield from count(max(highest, found[0] if found else 0) + 1)

    def write(self) -> None:
        """Insert what is waiting."""
        if not self.rows:
            return
        if self.constants is None:
            self.constants = [_default(one) for one in self.rest]
        ids, *given = zip(*self.rows, strict=True)
        codes = list(islice(self.out.codes, len(ids))) if self.has_code else [""] * len(ids)
        self.rows.clear()
        self._remember(ids)
        rest = [
            codes if isinstance(one, CodeField) else repeat(constant, len(ids))
            for one, constant in zip(self.rest, self.constants, strict=True)
        ]
        prepared = [self._prepared(one, values, codes) for one, values in zip(self.given, given, strict=True)]
        fields = [self.pk, *self.given, *self.rest]
        _insert(self.model._meta.db_table, fields, zip(ids, *prepared, *rest, strict=True))

    def _remember(self, ids: Iterable[int]) -> None:
        ranges = self.ranges
        for pk in ids:
            if ranges and ranges[-1][1] == pk - 1:
                ranges[-1][1] = pk
            else:
                ranges.append([pk, pk])

    def _prepared(self, one: models.Field, values: Sequence, codes: Sequence[str]) -> Sequence:
        """A column as the database takes it."""
        if isinstance(one, SealedField):
            where = f"{self.model._meta.db_table}.{one.column}."
            return [seal(value or "", where + code) for value, code in zip(values, codes, strict=True)]
        if isinstance(one, _AS_IT_IS) and not isinstance(one, models.JSONField):
            return values
        known: dict[Any, Any] = {}
        prepared = []
        for value in values:
            if type(value) not in _REPEATED:
                prepared.append(_stored(one, value))
                continue
            if value not in known:
                known[value] = _stored(one, value)
            prepared.append(known[value])
        return prepared


def _default(one: models.Field) -> Any:
    if getattr(one, "auto_now", False) or getattr(one, "auto_now_add", False):
        value = timezone.now()
    elif isinstance(one, CodeField):
        return None
    else:
        value = one.get_default()
    if isinstance(one, SealedField):
        return ""
    return _stored(one, value)


def _stored(one: models.Field, value: Any) -> Any:
    if isinstance(one, models.JSONField):  # as text: an adapter cannot go through a COPY
        return None if value is None else json.dumps(value, cls=one.encoder)
    return one.get_db_prep_save(value, connection)


def _insert(table: str, fields: Sequence[models.Field], rows: Iterable[tuple]) -> None:
    """By the quickest door of the database that its driver offers."""
    quote = connection.ops.quote_name
    into = f"{quote(table)} ({', '.join(quote(one.column) for one in fields)})"
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            marks = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {into} VALUES ({marks})", rows)  # noqa: S608 - names from _meta
            return
        lines = StringIO()
        csv.writer(lines, quoting=csv.QUOTE_ALL).writerows(rows)
        lines.seek(0)
        # None and '' are written alike: an empty column that may be NULL is.
        empty = ", ".join(quote(one.column) for one in fields if one.null)
        options = f"FORMAT csv, FORCE_NULL ({empty})" if empty else "FORMAT csv"
        # Django does not see into a COPY: its errors are made Django's own here.
        with connection.wrap_database_errors:
            cursor.copy_expert(f"COPY {into} FROM STDIN WITH ({options})", lines)


def _update(model: type[models.Model], columns: tuple[str, ...], rows: dict[int, tuple]) -> None:
    meta = model._meta
    quote = connection.ops.quote_name
    fields = [
        next(one for one in meta.concrete_fields if name in (one.name, one.attname)) for name in columns
    ]
    sets = ", ".join(f"{quote(one.column)} = %s" for one in fields)
    sql = f"UPDATE {quote(meta.db_table)} SET {sets} WHERE {quote(meta.pk.column)} = %s"  # noqa: S608 - names from _meta
    with connection.cursor() as cursor:
        cursor.executemany(
            sql,
            [
                (*[f.get_db_prep_save(v, connection) for f, v in zip(fields, values, strict=True)], pk)
                for pk, values in rows.items()
            ],
        )
