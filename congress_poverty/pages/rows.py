"""One page of rows out of millions: keyset links, deferred joins, capped counts.

* Next and previous page start from a row's key with a row-value comparison,
  ``(day, id) < (…)``: the database seeks instead of skipping.
* A page by its number first skips to its edge in the index alone and then seeks
  from there; a plain OFFSET would do every join for every skipped row.
* The count stops at a cap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models.expressions import Expression, F

COUNT_CAP = 10_000


class RowValue(Expression):
    """``(a, b) < (x, y)``; the ORM's own ``Q(a__lt=x) | Q(a=x, b__lt=y)`` is not a seek."""

    conditional = True

    def __init__(self, names: Iterable[str], operator: str, values: Iterable):
        super().__init__(output_field=models.BooleanField())
        self.columns = [F(name) for name in names]
        self.operator = operator
        self.values = list(values)

    def get_source_expressions(self):
        return self.columns

    def set_source_expressions(self, exprs):
        self.columns = list(exprs)

    def as_sql(self, compiler, connection):
        names, params = [], []
        for column in self.columns:
            sql, column_params = compiler.compile(column)
            names.append(sql)
            params += column_params
        for column, value in zip(self.columns, self.values, strict=True):
            params.append(column.output_field.get_db_prep_value(value, connection))
        marks = ", ".join(["%s"] * len(self.values))
        return f"({', '.join(names)}) {self.operator} ({marks})", params


@dataclass(frozen=True)
class Order:
    """Fields of one direction, the id last: a stable order."""

    fields: tuple[str, ...]
    descending: bool

    @classmethod
    def parse(cls, order: str) -> Order:
        """``-done_on,code`` sorts by both fields, downwards."""
        names = [name.strip() for name in order.split(",")]
        descending = names[0].startswith("-")
        fields = tuple(name.lstrip("-") for name in names)
        return cls(fields if fields[-1] in ("pk", "id") else (*fields, "pk"), descending)

    def by(self, *, backwards: bool = False) -> list[str]:
        sign = "-" if self.descending != backwards else ""
        return [sign + name for name in self.fields]

    def seekable(self, model) -> bool:
        """Whether no field of it can be NULL (a NULL has no place in a row-value comparison)."""
        return not any(_nullable(model, name) for name in self.fields)


def _nullable(model, path: str) -> bool:
    for name in path.split("__"):
        if name == "pk":
            return False
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            return True  # an annotation: nothing is known about it
        if field.null or field.one_to_many or field.many_to_many:
            return True
        model = field.related_model or model
    return False


@dataclass(frozen=True)
class Slice:
    """The rows of one page and what lies around it."""

    rows: list[tuple]
    number: int
    has_next: bool
    has_previous: bool


def _as_they_are(rows: models.QuerySet) -> models.QuerySet:
    return rows


@dataclass(frozen=True)
class Cut:
    """How to cut pages out of ``rows``.

    ``dress`` adds annotations that only the shown rows need; ``fields`` are what is
    fetched of each, ``pk`` and the public key first.
    """

    rows: models.QuerySet
    order: Order
    fields: list[str]
    per_page: int
    key: str = "code"
    dress: Callable[[models.QuerySet], models.QuerySet] = _as_they_are

    def page(self, number: int, *, after: str = "", before: str = "") -> Slice:
        """Page ``number``; by its key where ``after`` or ``before`` names a row still there."""
        if (after or before) and self.order.seekable(self.rows.model):
            edge = self._edge(after or before)
            if edge is not None:
                return self._seek(edge, number, backwards=bool(before and not after))
        return self._skip(number) if number > 1 else self._first()

    def _edge(self, key: str):
        try:
            return self.rows.filter(**{self.key: key}).values_list(*self.order.fields).first()
        except ValueError:  # rows known by a number, and this is none
            return None

    def _fetch(self, rows, *, backwards=False) -> list[tuple]:
        dressed = self.dress(rows.order_by(*self.order.by(backwards=backwards)))
        return list(dressed.values_list(*self.fields)[: self.per_page + 1])

    def _first(self) -> Slice:
        found = self._fetch(self.rows)
        return Slice(found[: self.per_page], 1, len(found) > self.per_page, False)

    def _seek(self, edge, number: int, *, backwards: bool) -> Slice:
        operator = "<" if self.order.descending != backwards else ">"
        rows = self.rows.filter(RowValue(self.order.fields, operator, edge))
        found = self._fetch(rows, backwards=backwards)
        more = len(found) > self.per_page
        found = found[: self.per_page]
        if backwards:
            found.reverse()
            return Slice(found, max(1, number), True, more)
        return Slice(found, max(2, number), more, True)

    def _skip(self, number: int) -> Slice:
        ordered = self.rows.order_by(*self.order.by())
        start = (number - 1) * self.per_page
        if self.order.seekable(self.rows.model):
            # Skipping happens in the index; only the rows shown are joined.
            edge = ordered.values_list(*self.order.fields)[start - 1 : start].first()
            return self._seek(edge, number, backwards=False) if edge else Slice([], number, False, True)
        found = list(self.dress(ordered).values_list(*self.fields)[start : start + self.per_page + 1])
        return Slice(found[: self.per_page], number, len(found) > self.per_page, True)

    def count(self, page: Slice) -> int:
        """How many rows there are, at most one more than the cap; not asked where the page shows it."""
        if page.number == 1 and not page.has_next and not page.has_previous:
            return len(page.rows)
        return self.rows.order_by().values("pk")[: COUNT_CAP + 1].count()
