"""One page of rows out of millions: keyset links, deferred joins, capped counts.

* Next and previous page start from a row's key with a row-value comparison,
  ``(day, id) < (…)``: the database seeks instead of skipping.
* A page by its number first steps to its edge in the index alone and then seeks
  from there; a plain OFFSET would do every join for every skipped row. Where it is
  kept how many rows each stretch of the list has, the steps stay inside one stretch.
* The count stops at a cap.
* A list as it opens, with nothing searched or filtered, is composed once a process.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import NamedTuple

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models.expressions import Expression, F

from ..prepared import Given, Prepared

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
            field = column.output_field
            given = isinstance(value, Given)
            params.append(Given(value.name, field) if given else field.get_db_prep_value(value, connection))
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
    """The rows of one page and what lies around it; how many stand before, where they were stepped over."""

    rows: list[tuple]
    number: int
    has_next: bool
    has_previous: bool
    before: int | None = None


class Stretch(NamedTuple):
    """Neighbouring rows of a whole list: where its first sort field begins, and how many they are."""

    begin: object
    count: int


def _as_they_are(rows: models.QuerySet) -> models.QuerySet:
    return rows


# The statements of whole lists, by everything that shapes their text.
_whole: dict[tuple, Prepared] = {}


@dataclass(frozen=True)
class Cut:
    """How to cut pages out of ``rows``.

    ``dress`` adds annotations that only the shown rows need; ``fields`` are what is
    fetched of each, ``pk`` and the public key first. ``whole`` says that ``rows`` are
    ``model.objects.all()`` and no ``dress`` is given, so that two cuts with the same
    fields and order ask the same. ``stretches`` are all rows of a whole list, from the
    lowest to the highest, where their numbers are kept.
    """

    rows: models.QuerySet
    order: Order
    fields: list[str]
    per_page: int
    key: str = "code"
    dress: Callable[[models.QuerySet], models.QuerySet] = _as_they_are
    whole: bool = False
    stretches: tuple[Stretch, ...] = ()

    def page(self, number: int, *, after: str = "", before: str = "") -> Slice:
        """Page ``number``; by its key where ``after`` or ``before`` names a row still there."""
        if (after or before) and self.order.seekable(self.rows.model):
            edge = self._edge(after or before)
            if edge is not None:
                return self._seek(edge, number, backwards=bool(before and not after))
        return self._skip(number) if number > 1 else self._first()

    def _ask(self, compose: Callable[..., models.QuerySet], how: tuple = (), **values) -> list[tuple]:
        """The rows of ``compose(cut, *how, **values)``, composed once where the list is whole."""
        if not self.whole:
            return list(compose(self, *how, **values))
        return self._prepared(compose, how, values).ask(**values)

    def _prepared(self, compose: Callable, how: tuple = (), names: Iterable[str] = ()) -> Prepared:
        shape = (self.rows.model, self.order, tuple(self.fields), self.per_page, self.key)
        known = (*shape, compose, how, tuple(names))
        if known not in _whole:
            model, *rest = shape
            givens = {name: Given(name, models.CharField()) for name in names}
            _whole[known] = Prepared(lambda: compose(Cut(model.objects.all(), *rest), *how, **givens))
        return _whole[known]

    def _edge(self, key: str) -> tuple | None:
        try:
            return next(iter(self._ask(Cut._of_key, key=key)), None)
        except ValueError:  # rows known by a number, and this is none
            return None

    def _of_key(self, key) -> models.QuerySet:
        return self.rows.filter(**{self.key: key}).order_by().values_list(*self.order.fields)[:1]

    def _edges(self, backwards: bool = False, **bounds) -> models.QuerySet:
        """The sort keys of all rows, or of those from ``begin`` to below ``end``."""
        rows = self.rows.order_by(*self.order.by(backwards=backwards))
        for name, value in bounds.items():
            rows = rows.filter(RowValue(self.order.fields[:1], ">=" if name == "begin" else "<", [value]))
        return rows.values_list(*self.order.fields)

    def _nth(self, n: int) -> tuple | None:
        """The sort key of the ``n``-th row (the first is 1)."""
        if not self.whole:
            return next(iter(self._edges()[n - 1 : n]), None)
        if not self.stretches:
            return self._prepared(Cut._edges).nth(n - 1)
        before = 0
        for bounds, count in self._bounded():
            if n <= before + count:
                over, left = n - before - 1, before + count - n
                backwards = left < over  # whichever end of the stretch is nearer
                asked = self._prepared(Cut._edges, (backwards,), bounds)
                return asked.nth(min(over, left), **bounds)
            before += count
        return None

    def _bounded(self) -> Iterator[tuple[dict[str, object], int]]:
        """The stretches as the list shows them, each between its bounds: the highest has no end."""
        begins = [begin for begin, _ in self.stretches]
        found = [
            ({"begin": begin} if end is None else {"begin": begin, "end": end}, count)
            for (begin, count), end in zip_longest(self.stretches, begins[1:])
        ]
        return reversed(found) if self.order.descending else iter(found)

    def _dressed(self, backwards: bool = False, **edge) -> models.QuerySet:
        """The rows of a page and one more; beyond the edge, where there is one."""
        rows = self.rows
        if edge:
            operator = "<" if self.order.descending != backwards else ">"
            rows = rows.filter(RowValue(self.order.fields, operator, edge.values()))
        dressed = self.dress(rows.order_by(*self.order.by(backwards=backwards)))
        return dressed.values_list(*self.fields)[: self.per_page + 1]

    def _first(self) -> Slice:
        found = self._ask(Cut._dressed)
        return Slice(found[: self.per_page], 1, len(found) > self.per_page, False, 0)

    def _seek(self, edge, number: int, *, backwards: bool) -> Slice:
        found = self._ask(Cut._dressed, (backwards,), **{f"edge{n}": value for n, value in enumerate(edge)})
        more = len(found) > self.per_page
        found = found[: self.per_page]
        if backwards:
            found.reverse()
            return Slice(found, max(1, number), True, more)
        return Slice(found, max(2, number), more, True)

    def _skip(self, number: int) -> Slice:
        start = (number - 1) * self.per_page
        if self.order.seekable(self.rows.model):
            # Stepping happens in the index; only the rows shown are joined.
            edge = self._nth(start)
            if edge is None:
                return Slice([], number, False, True)
            return replace(self._seek(edge, number, backwards=False), before=start)
        ordered = self.rows.order_by(*self.order.by())
        found = list(self.dress(ordered).values_list(*self.fields)[start : start + self.per_page + 1])
        return Slice(
            found[: self.per_page], number, len(found) > self.per_page, True, start if found else None
        )

    def count(self, page: Slice) -> int:
        """How many rows there are, at most one more than the cap; not asked where the page shows it."""
        if page.before is not None:
            so_far = page.before + len(page.rows)
            if not page.has_next:
                return min(so_far, COUNT_CAP + 1)
            if so_far >= COUNT_CAP:
                return COUNT_CAP + 1
        prepared = self._prepared(Cut._keys) if self.whole else Prepared(self._keys)
        return prepared.count(cap=COUNT_CAP)

    def _keys(self) -> models.QuerySet:
        return self.rows.order_by().values("pk")
