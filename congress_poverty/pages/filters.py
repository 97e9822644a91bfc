"""The filter bar of a list: declared filters that clean what the address bar says."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import lru_cache

from django.db.models import Q
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from .html import quick_escape


@lru_cache(maxsize=500)
def _select(name: str, label: str, blank: str, pairs: tuple[tuple[str, str], ...], now: str) -> SafeString:
    """The markup of a choice: the same for everybody who has these pairs before him."""
    options = "".join(
        f'<option value="{quick_escape(value)}"{" selected" if value == now else ""}>'
        f"{quick_escape(label)}</option>"
        for value, label in pairs
    )
    return mark_safe(  # noqa: S308 - escaped above
        f'<label class="f"><span>{escape(label)}</span>'
        f'<select name="{name}" class="form-select">'
        f'<option value="">{escape(blank)}</option>{options}</select></label>'
    )


@lru_cache(maxsize=500)
def _two_days(name: str, label: str, first: str, last: str) -> SafeString:
    inputs = "<span>至</span>".join(
        f'<input type="date" class="form-control" name="{name}_{end}" value="{escape(day)}" '
        f'aria-label="{escape(label)}{edge}">'
        for end, edge, day in (("from", "从", first), ("to", "到", last))
    )
    return mark_safe(  # noqa: S308 - escaped above
        f'<div class="f days" role="group" aria-label="{escape(label)}">'
        f"<span>{escape(label)}</span>{inputs}</div>"
    )


@lru_cache(maxsize=500)
def _tick(name: str, label: str, on: bool) -> SafeString:
    return mark_safe(  # noqa: S308 - escaped here
        f'<label class="f tick"><input type="checkbox" class="form-check-input" name="{name}" '
        f'value="1"{" checked" if on else ""}><span>{escape(label)}</span></label>'
    )


class Filter:
    """A choice: ``choices`` is pairs, or a function of the page that gives them.

    ``lookup`` is the query path (default: the name); ``apply`` a function
    ``(rows, value)`` for everything else.
    """

    def __init__(
        self,
        name: str,
        label: str,
        choices,
        *,
        lookup: str = "",
        apply: Callable | None = None,
        blank: str = "全部",
    ):
        self.name = name
        self.label = label
        self.choices = choices
        self.lookup = lookup or name
        self.applied = apply
        self.blank = blank
        self.names = (name,)

    def pairs(self, page) -> list[tuple[str, str]]:
        # A Choices class is callable too, so its pairs are asked for first.
        pairs = getattr(self.choices, "choices", self.choices)
        if callable(pairs):
            pairs = pairs(page)
        return [(str(value), str(label)) for value, label in pairs]

    def clean(self, raw: dict, page) -> dict:
        """The usable values of ``raw``; what is not a choice is left out."""
        value = raw.get(self.name, "")
        if value and any(value == known for known, _ in page.pairs_of(self)):
            return {self.name: value}
        return {}

    def apply(self, rows, values: dict, page):
        value = values.get(self.name)
        if not value:
            return rows
        return self.applied(rows, value) if self.applied else rows.filter(**{self.lookup: value})

    def html(self, values: dict, page) -> str:
        pairs = tuple(page.pairs_of(self))
        return _select(self.name, self.label, self.blank, pairs, values.get(self.name, ""))


class Days(Filter):
    """From a day to a day, both included. ``lookup`` is a date field."""

    def __init__(self, name: str, label: str, *, lookup: str = ""):
        super().__init__(name, label, (), lookup=lookup)
        self.names = (f"{name}_from", f"{name}_to")

    def clean(self, raw: dict, page) -> dict:
        written = {name: raw.get(name, "") for name in self.names}
        days = {name: day_of(word, page.today.year) for name, word in written.items() if word}
        return {name: day.isoformat() for name, day in days.items() if day}

    def apply(self, rows, values: dict, page):
        first, last = (values.get(name) for name in self.names)
        if first:
            rows = rows.filter(**{f"{self.lookup}__gte": first})
        if last:
            rows = rows.filter(**{f"{self.lookup}__lte": last})
        return rows

    def html(self, values: dict, page) -> str:
        first, last = self.names
        return _two_days(self.name, self.label, values.get(first, ""), values.get(last, ""))


class Flag(Filter):
    """A switch: only the rows for which ``apply(rows)`` holds."""

    def __init__(self, name: str, label: str, apply: Callable):
        super().__init__(name, label, [("1", label)], apply=lambda rows, _value: apply(rows))

    def html(self, values: dict, page) -> str:
        return _tick(self.name, self.label, bool(values.get(self.name)))


_DAY = re.compile(r"(?:(\d{4})[-./年]?)?(\d{1,2})[-./月]?(\d{1,2})日?")
_COMPACT = re.compile(r"(\d{4})?(\d{2})(\d{2})")


def day_of(word: str, this_year: int) -> dt.date | None:
    """A day as people type it: ``2026-06-09``, ``6.9``, ``0609``, ``6月9日``; None when it is none."""
    match = _COMPACT.fullmatch(word.strip()) or _DAY.fullmatch(word.strip())
    if not match:
        return None
    year, month, day = match.groups()
    try:
        return dt.date(int(year or this_year), int(month), int(day))
    except ValueError:
        return None


def name_search(*, names=(), pinyin=(), exact=()) -> Callable:
    """A search box for people: part of a name, the first letters of its pinyin, or a whole number."""

    def search(rows, word: str):
        word = word.strip()
        if not word:
            return rows
        query = Q()
        if word.isascii() and word.isalpha():
            for path in pinyin:
                # The column holds the whole pinyin and the initials: 「zhangjianguo zjg」.
                query |= Q(**{f"{path}__startswith": word.lower()}) | Q(
                    **{f"{path}__contains": f" {word.lower()}"}
                )
            if not pinyin:
                query |= _contains(names, word)
        else:
            query |= _contains(names, word)
        for path in exact:
            query |= Q(**{path: word})
        return rows.filter(query)

    return search


def _contains(paths, word: str) -> Q:
    query = Q()
    for path in paths:
        query |= Q(**{f"{path}__contains": word})
    return query
