"""Whose rows: decided once, when the SQL is written, and impossible to forget.

A query on a ``ScopedModel`` has no meaning until somebody stands somewhere: the
middleware opens the reach of the session's active post, a task or command opens
one by name with ``reaching``. The condition is a SQL expression that reads the
current reach when the query is compiled, not when the queryset is built; a
queryset kept in a class body or a form field therefore follows the person who
looks at it.

* no reach set: ``ReachNotSet`` is raised;
* ``all``: no condition;
* a kind for which the model names no path: no rows.

Its edges are told in ``docs/reach.md``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.apps import apps
from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import models
from django.db.models.expressions import Expression, F

KINDS = ("all", "county", "township", "unit", "link", "deputy", "admin")


class ReachNotSet(RuntimeError):
    """A scoped table was asked for without anybody standing anywhere."""


@dataclass(frozen=True)
class Reach:
    """Where somebody stands.

    ``ids`` are database ids of what the kind names: counties (``county`` and
    ``admin``), townships, units, the persons of a ``deputy``, or the one assignment
    that a ``link`` is for. ``codes`` are the official codes of the same counties or
    townships, for tables of the ground floor, which know no app. ``townships`` is the
    home of a deputy.
    """

    kind: str
    ids: tuple[int, ...] = ()
    codes: tuple[str, ...] = ()
    townships: tuple[int, ...] = ()
    reason: str = ""

    def __post_init__(self):
        if self.kind not in KINDS:
            raise ValueError(f"unknown kind of reach {self.kind!r}; one of {', '.join(KINDS)}")
        if self.kind == "all" and not self.reason:
            raise ValueError("a reach over everything names its reason")

    @classmethod
    def everything(cls, reason: str) -> Reach:
        """Every row there is. ``reason`` says why nothing smaller will do."""
        return cls("all", reason=reason)


NOBODY = Reach("unit", ())

_current: ContextVar[Reach | None] = ContextVar("reach", default=None)


def current_reach() -> Reach:
    """The reach in force; raises ``ReachNotSet`` where there is none."""
    reach = _current.get()
    if reach is None:
        raise ReachNotSet("no reach is set: open one with reaching(...), or go through a request")
    return reach


def reach_in_force() -> Reach | None:
    """The reach in force, or None: for who remembers by it, not for who asks rows."""
    return _current.get()


@contextmanager
def reaching(reach: Reach) -> Iterator[Reach]:
    """Stand somewhere for the length of the block."""
    token = _current.set(reach)
    try:
        yield reach
    finally:
        _current.reset(token)


@dataclass(frozen=True)
class Via:
    """A row belongs to a holder through a link table.

    ``Via("visits.VisitDeputy", row="visit", holder="person")``: visible to the
    person whom a ``VisitDeputy`` names. With ``open_only`` only links without
    ``ended_on`` count. ``at`` is the column of the scoped model that the link's
    ``row`` points at, where it is not the row itself (a household's member is seen
    through the household's pairing).
    """

    model: str
    row: str
    holder: str
    open_only: bool = False
    at: str = "pk"


@dataclass(frozen=True)
class Home:
    """A row belongs to the deputies who live in its township; ``column`` names that township."""

    column: str


@dataclass(frozen=True)
class ByCode:
    """A ground-floor row that carries an official code instead of a foreign key."""

    column: str


def _column(step) -> str:
    """The column of the scoped model that a step of a reach path looks at."""
    if isinstance(step, Via):
        return step.at
    return step.column if isinstance(step, (Home, ByCode)) else step


class ReachCondition(Expression):
    """The WHERE clause of a scoped model; see the module's text."""

    conditional = True

    def __init__(self, model: type[models.Model]):
        super().__init__(output_field=models.BooleanField())
        self.model = model
        self.paths = {
            kind: path if isinstance(path, tuple) else (path,) for kind, path in model.reach_paths.items()
        }
        names = (_column(step) for path in self.paths.values() for step in path)
        self.names = list(dict.fromkeys(names))
        self.columns: list = [F(name) for name in self.names]

    def get_source_expressions(self):
        return self.columns

    def set_source_expressions(self, exprs):
        self.columns = list(exprs)

    @property
    def identity(self):
        return (self.__class__, self.model)

    def __hash__(self):
        return hash(self.identity)

    def __eq__(self, other):
        return isinstance(other, ReachCondition) and self.identity == other.identity

    def as_sql(self, compiler, connection):
        reach = current_reach()
        if reach.kind == "all":
            raise FullResultSet
        column = dict(zip(self.names, self.columns, strict=True))
        clauses, params = [], []
        for step in self.paths.get(reach.kind, ()):
            target = column[_column(step)]
            if isinstance(step, Via):
                sql, values = self._via_sql(step, reach.ids, compiler, connection, target)
            elif isinstance(step, Home):
                sql, values = self._in_sql(target, reach.townships, compiler)
            elif isinstance(step, ByCode):
                sql, values = self._in_sql(target, reach.codes, compiler)
            else:
                sql, values = self._in_sql(target, reach.ids, compiler)
            if sql:
                clauses.append(sql)
                params += values
        if not clauses:
            raise EmptyResultSet
        if len(clauses) == 1:
            return clauses[0], params
        return "(" + " OR ".join(clauses) + ")", params

    @staticmethod
    def _in_sql(column, values, compiler) -> tuple[str, list]:
        if not values:
            return "", []
        sql, params = compiler.compile(column)
        if len(values) == 1:
            return f"{sql} = %s", [*params, values[0]]
        marks = ", ".join(["%s"] * len(values))
        return f"{sql} IN ({marks})", [*params, *values]

    @staticmethod
    def _via_sql(via: Via, ids, compiler, connection, target) -> tuple[str, list]:
        if not ids:
            return "", []
        link = apps.get_model(via.model)
        quote = connection.ops.quote_name
        row = quote(link._meta.get_field(via.row).column)
        holder = quote(link._meta.get_field(via.holder).column)
        table = quote(link._meta.db_table)
        marks = ", ".join(["%s"] * len(ids))
        open_only = f" AND {quote('ended_on')} IS NULL" if via.open_only else ""
        sql, params = compiler.compile(target)
        inner = f"SELECT {row} FROM {table} WHERE {holder} IN ({marks}){open_only}"  # noqa: S608 - names from _meta
        return f"{sql} IN ({inner})", [*params, *ids]


class ScopedManager(models.Manager):
    """The only door to a scoped table: every query carries the reach condition."""

    def get_queryset(self):
        return super().get_queryset().filter(ReachCondition(self.model))


class ScopedModel(models.Model):
    """A table that holds people's data.

    ``reach_paths`` says for each kind of reach by which path a row belongs to it:
    a column or ``__`` path that leads to the id, a ``Via``, ``Home`` or ``ByCode``,
    or a tuple of them, any of which suffices. Kinds left out see nothing.
    """

    reach_paths: dict = {}

    objects = ScopedManager()

    class Meta:
        abstract = True


def scoped(queryset_class: type[models.QuerySet]) -> ScopedManager:
    """A scoped manager with the queryset methods of ``queryset_class``."""
    return ScopedManager.from_queryset(queryset_class)()
