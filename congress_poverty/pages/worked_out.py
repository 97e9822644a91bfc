"""Lists whose rows are worked out and not stored: objects where a ``ListPage`` has a queryset."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

from .lists import ListPage
from .rows import Slice


@dataclass(frozen=True)
class Sheet:
    """Pages of a sequence; what ``rows.Cut`` is to a table."""

    rows: Sequence
    fields: list[str]
    per_page: int
    whole: bool = False

    def page(self, number: int, *, after: str = "", before: str = "") -> Slice:
        """Page ``number``; nothing is stepped over in a database, so the neighbours' keys are not needed."""
        start = (number - 1) * self.per_page
        end = start + self.per_page
        return Slice(tuples(self.rows[start:end], self.fields), number, end < len(self.rows), number > 1)

    def count(self, page: Slice) -> int:
        return len(self.rows)


def tuples(rows: Sequence, fields: list[str]) -> list[tuple]:
    """The named attributes of each row."""
    return [attrgetter(*fields)(row) for row in rows]


class WorkedOutList(ListPage, abstract=True):
    """``rows()`` gives objects in the order of the list; they have ``pk``, the key and the columns' fields.

    ``search`` and a filter's ``apply`` take and give sequences; a column's ``sort`` is an attribute.
    """

    def ordered(self) -> Sequence:
        """What search and filters leave, in the order that was asked for."""
        sort = self.params.get("sort", "")
        if not sort:
            return self.chosen
        return sorted(
            self.chosen, key=attrgetter(self._sorts[sort.lstrip("-")]), reverse=sort.startswith("-")
        )

    def cut(self, fields: list[str]) -> Sheet:
        return Sheet(self.ordered(), fields, self.per_page)

    def export_rows(self, *, full: bool = False) -> Iterator[list]:
        masks = self.masks() if not full else False
        yield from self._export_chunk(tuples(self.ordered(), self._fields), masks)
