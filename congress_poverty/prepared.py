"""Queries whose SQL is composed once.

Composing a query costs Django several times what the database needs to answer it. What
every request asks is therefore written down once and asked with other values::

    bell = Prepared(lambda: Notice.objects.filter(account=Given("account", BigIntegerField())))
    bell.count(account=3)

Only the text is kept: every answer is asked of the database anew. So is the reach, whose
ids are put in at each asking; how many there are shapes the text (``= %s``,
``IN (%s, %s)``, no rows at all), so each kind and size of reach has its own. A value that
nobody gave raises: it cannot be another's.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import DateField, DecimalField, Field, QuerySet
from django.db.models.expressions import Expression
from django.db.models.query import ModelIterable, ValuesListIterable, get_related_populators

from .reach import Reach, reach_in_force, reaching

_PARTS = ("ids", "codes", "townships")


class Given(Expression):
    """A value that comes with the asking; ``field`` says how the database wants it."""

    def __init__(self, name: str, field: Field | None = None):
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler, connection):
        return "%s", [self]

    def value(self, values: dict, reach: Reach | None, connection):
        return self.output_field.get_db_prep_value(values[self.name], connection)


@dataclass(frozen=True)
class _OfReach:
    """The ``n``-th id, code or township of the reach in force at the asking."""

    part: str
    n: int

    def value(self, values: dict, reach: Reach | None, connection):
        return getattr(reach, self.part)[self.n]


def _shape(reach: Reach | None) -> tuple | None:
    return (reach.kind, *(len(getattr(reach, part)) for part in _PARTS)) if reach else None


def _stand_in(reach: Reach) -> Reach:
    """A reach of the same kind and size, with marks in the place of its ids."""
    marks = {part: tuple(_OfReach(part, n) for n in range(len(getattr(reach, part)))) for part in _PARTS}
    return replace(reach, **marks)


def _of_one_value(convert: Callable, column: Expression, connection) -> Callable:
    """A converter of Django's with its column; for days and sums of money it remembers the last thousand.

    The same few come again. SQLite keeps the sums as floats, and a Decimal is slow to make.
    """

    def one(value):
        return convert(value, column, connection)

    return lru_cache(maxsize=1000)(one) if type(column.output_field) in (DateField, DecimalField) else one


class _Statement:
    """The text of a queryset, and where in it the values go."""

    def __init__(self, rows: QuerySet):
        self.rows = rows
        self.connection = connections[rows.db]
        compiler = rows.query.get_compiler(rows.db)
        try:
            self.sql, self.marks = compiler.as_sql()
        except EmptyResultSet:
            self.sql = ""
        self.params: list = []
        self.converters = self._found(compiler) if self.sql else []
        self.build = self._builder(compiler) if self.sql else None
        # Everything else that Django does with a queryset stays its own: it only finds, in
        # place of a compiler that composes, this one that has done so.
        compiler.as_sql = lambda: (self.sql, self.params)
        rows.query.get_compiler = lambda using: compiler

    def _found(self, compiler) -> list[tuple[int, list[Callable]]]:
        """What Django would do with the values of which column; looked up once, for it to find as well."""
        columns = [column[0] for column in compiler.select[: compiler.col_count]]
        known = compiler.get_converters(columns)
        compiler.get_converters = lambda expressions: known
        return [
            (place, [_of_one_value(one, column, self.connection) for one in converters])
            for place, (converters, column) in known.items()
        ]

    def _builder(self, compiler) -> Callable | None:
        """Makes a row an object as Django does, what that needs looked up once; None leaves it to Django."""
        rows = self.rows
        more = compiler.annotation_col_map or rows._known_related_objects or rows._prefetch_related_lookups
        if rows._iterable_class is not ModelIterable or more:
            return None
        model, places = compiler.klass_info["model"], compiler.klass_info["select_fields"]
        own = slice(places[0], places[-1] + 1)
        names = [column[0].target.attname for column in compiler.select[own]]
        related = get_related_populators(compiler.klass_info, compiler.select, rows.db)

        def build(row: tuple):
            made = model.from_db(rows.db, names, row[own])
            for one in related:
                one.populate(row, made)
            return made

        return build

    def answer(self, cut: str = "") -> list:
        """The rows; ``cut`` ends the text of a queryset of tuples that has no limit of its own."""
        tuples = self.rows._iterable_class is ValuesListIterable
        if not tuples and self.build is None:
            return list(self.rows.all())
        with self.connection.cursor() as cursor:
            cursor.execute(self.sql + cut, self.params)
            rows = cursor.fetchall()
        if self.converters and rows:
            rows = self._converted(rows)
        return rows if tuples else list(map(self.build, rows))

    def _converted(self, rows: list[tuple]) -> list[tuple]:
        columns = list(zip(*rows, strict=True))
        for place, converters in self.converters:
            for convert in converters:
                columns[place] = list(map(convert, columns[place]))
        return list(zip(*columns, strict=True))

    def fill(self, values: dict, reach: Reach | None) -> None:
        self.params = [
            mark.value(values, reach, self.connection) if isinstance(mark, (Given, _OfReach)) else mark
            for mark in self.marks
        ]


class Prepared(threading.local):
    """The queryset that ``compose()`` returns; every thread composes its own.

    ``compose`` reads nothing but the reach: what differs from request to request is ``Given``.
    """

    def __init__(self, compose: Callable[[], QuerySet]):
        self._compose = compose
        self._statements: dict[tuple | None, _Statement] = {}

    def ask(self, **values) -> list:
        """The rows there are now."""
        statement = self._filled(values)
        return statement.answer() if statement.sql else []

    def count(self, *, cap: int = 0, **values) -> int:
        """How many rows there are now, counted by the database; with a ``cap`` at most one more than that."""
        statement = self._filled(values)
        if not statement.sql:
            return 0
        # No value is in the text, only marks.
        rows = f"({statement.sql}) AS counted"
        count, times = f"SELECT COUNT(*) FROM {rows}", 1  # noqa: S608
        if cap:
            # Stepping to the row beyond the cap costs half of counting up to it.
            beyond = f"SELECT 1 FROM {rows} LIMIT 1 OFFSET {int(cap)}"  # noqa: S608
            count, times = f"SELECT CASE WHEN EXISTS ({beyond}) THEN {int(cap) + 1} ELSE ({count}) END", 2
        with statement.connection.cursor() as cursor:
            cursor.execute(count, statement.params * times)
            return cursor.fetchone()[0]

    def nth(self, place: int, **values) -> tuple | None:
        """The row at ``place`` (the first is 0) of a queryset of tuples; one text serves every place."""
        statement = self._filled(values)
        found = statement.answer(f" LIMIT 1 OFFSET {int(place)}") if statement.sql else []
        return found[0] if found else None

    def _filled(self, values: dict) -> _Statement:
        reach = reach_in_force()
        shape = _shape(reach)
        statement = self._statements.get(shape)
        # A thread's connection may become another (an event loop begins in it): what was asked of the
        # old one would not see what the new one has written.
        if statement is None or statement.connection is not connections[statement.rows.db]:
            statement = self._statements[shape] = self._composed(reach)
        if statement.sql:
            statement.fill(values, reach)
        return statement

    def _composed(self, reach: Reach | None) -> _Statement:
        if reach is None:  # the log-in asks before anybody stands anywhere; a scoped table raises
            return _Statement(self._compose())
        with reaching(_stand_in(reach)):
            return _Statement(self._compose())
