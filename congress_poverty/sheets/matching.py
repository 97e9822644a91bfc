"""Headings → fields: which column stands for what, the best fit first."""

import re
import unicodedata
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from .headings import sense, shorter
from .reader import Cell
from .shapes import Field, LedgerShape

BRACKETS = re.compile(r"[(\[【〔{<《][^)\]】〕}>》]*[)\]】〕}>》]")
_NOISE = re.compile(r"[\s\W_]+")


@lru_cache(maxsize=8192)
def normal(text: str) -> str:
    """A heading without spaces, punctuation, width or case."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).lower()


@lru_cache(maxsize=8192)
def forms_of(text: str) -> tuple[str, ...]:
    """A heading in full and without its brackets: 走访户（户主） → 走访户户主, 走访户."""
    flat = unicodedata.normalize("NFKC", text)
    forms = (normal(flat), normal(BRACKETS.sub("", flat)))
    return tuple(dict.fromkeys(form for form in forms if form))


SERIAL = frozenset(("序号", "编号", "序", "no", "号", "顺序号", "排序"))


def heading(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return re.sub(r"\s+", "", str(cell))


_KNOWN, _ALIKE = "自动", "相近"
SURE = 0.7  # from this weight on a heading says the field's name, in its own or in other words


class HeadingIndex:
    """Synonyms of one shape, looked up by normal form."""

    def __init__(self, shape: LedgerShape):
        self.shape = shape
        self.by_form: dict[str, list[Field]] = {}
        self.by_sense: dict[str, list[Field]] = {}
        for one in shape.fields:
            for word in (one.label, *one.synonyms):
                for form in forms_of(word):
                    for table, key in ((self.by_form, form), (self.by_sense, sense(form))):
                        known = table.setdefault(key, [])
                        if one not in known:
                            known.append(one)
        self.group_forms = {one.key: tuple(normal(word) for word in one.groups) for one in shape.fields}
        self.yearly = [one for one in shape.fields if one.by_year]
        self.resembling: dict[str, list[tuple[float, Field]]] = {}
        self.titles = tuple(normal(word) for word in shape.titles)

    def matches(self, path: tuple[str, ...]) -> Iterator[tuple[Field, str, float, str]]:
        """Fields that a column's headings, from group to leaf, can stand for, and how one knows."""
        leaf, groups = path[-1], "".join(normal(part) for part in path[:-1])
        seen = set()
        if groups:
            for form in forms_of(leaf):
                for one in self.by_form.get(groups + form, ()):
                    if not one.by_year and one.key not in seen:
                        seen.add(one.key)
                        yield one, one.key, 1.3, _KNOWN
            if not seen:
                for one in self.by_sense.get(sense(groups + normal(leaf)), ()):
                    if not one.by_year:
                        seen.add(one.key)
                        yield one, one.key, 1.15, _ALIKE
        for form in forms_of(leaf):
            known = [one for one in self.by_form.get(form, ()) if not one.by_year]
            # A heading of several fields is whichever of them no other column claims.
            weight = 1.0 if len(known) == 1 else 0.84
            for one in known:
                if one.key not in seen:
                    seen.add(one.key)
                    yield one, one.key, weight + self._group_bonus(one, groups), _KNOWN
        yield from self._by_year(leaf, groups)
        if not seen:
            for one in self._of_sense(leaf):
                seen.add(one.key)
                yield one, one.key, 0.85 + self._group_bonus(one, groups) / 2, _ALIKE
        if not seen:
            form = forms_of(leaf)[-1] if forms_of(leaf) else ""
            yield from self._similar(form, groups)

    def _of_sense(self, leaf: str) -> list[Field]:
        """Fields with a synonym that says the same in other words."""
        found: dict[str, Field] = {}
        for form in forms_of(leaf):
            said = sense(form)
            for one in self.by_sense.get(said, ()) or self.by_sense.get(shorter(said), ()):
                if not one.by_year:
                    found.setdefault(one.key, one)
        return list(found.values())

    def _group_bonus(self, one: Field, groups: str) -> float:
        words = self.group_forms[one.key]
        if not words or not groups:
            return 0.0
        return 0.2 if any(word in groups for word in words) else -0.3

    def _by_year(self, leaf: str, groups: str) -> Iterator[tuple[Field, str, float, str]]:
        """2016年 under 人均纯收入, 2016年人均纯收入（元）, 人均纯收入（2016年）."""
        for one in self.yearly:
            words = {form for word in (one.label, *one.synonyms, *one.groups) for form in forms_of(word)}
            senses = {sense(word) for word in words}
            for form in forms_of(leaf):
                years = re.findall(r"(?:19|20)\d\d", form)
                if len(years) != 1:
                    continue
                rest = _without_year(form.replace(years[0], "", 1))
                under = not rest and any(word in groups for word in words)
                if rest in words or (rest and sense(rest) in senses) or under or (not rest and not groups):
                    yield one, f"{one.key}_{years[0]}", *((1.0, _KNOWN) if rest or under else (0.55, _ALIKE))
                    break

    def _similar(self, form: str, groups: str) -> Iterator[tuple[Field, str, float, str]]:
        """Not a known heading, but one is the other with words put in: 走访主要内容, 代表联系电话."""
        if len(form) < 2 or form in SERIAL:
            return
        for weight, one in self._resembling(form):
            yield one, one.key, weight + self._group_bonus(one, groups) / 2, _ALIKE

    def _resembling(self, form: str) -> list[tuple[float, Field]]:
        if form in self.resembling:
            return self.resembling[form]
        best: dict[str, tuple[float, Field]] = {}
        for word, fields in self.by_form.items():
            short, long = sorted((word, form), key=len)
            share = len(short) / len(long)
            if len(short) < 2 or share < 0.34 or (short not in long and share < 0.6):
                continue
            letters = iter(long)
            if not all(letter in letters for letter in short):
                continue
            # The end of a Chinese heading says what it is: 户主身份证号 is a number, not a head.
            weight = 0.35 * share + (0.3 if form[-2:] == word[-2:] else 0.1)
            for one in fields:
                if not one.by_year and weight > best.get(one.key, (0.0, one))[0]:
                    best[one.key] = (weight, one)
        if len(self.resembling) > 2000:
            self.resembling.clear()
        self.resembling[form] = list(best.values())
        return self.resembling[form]


@lru_cache(maxsize=256)
def index_of(shape: LedgerShape) -> HeadingIndex:
    return HeadingIndex(shape)


def may_head_a_column(cell: Cell) -> bool:
    """Short text, or a year."""
    if isinstance(cell, str):
        return len(cell) <= 80
    return type(cell) is int and 1949 <= cell <= 2100


def _without_year(form: str) -> str:
    return re.sub(r"^年度?|年度?$", "", form)


@dataclass(slots=True)
class Header:
    """A header found: which rows, what each column is called and stands for."""

    top: int
    bottom: int
    shape: LedgerShape | None
    paths: dict[int, tuple[str, ...]]
    keys: dict[int, str]
    how: dict[int, str]
    score: float


def assign(
    index: HeadingIndex, paths: Mapping[int, tuple[str, ...]], never: Container[tuple[int, str]] = ()
) -> tuple[dict, dict, float, int]:
    """Give every column at most one field and every field at most one column, best first.

    ``never`` are pairs of a column and a field key that have turned out not to be.
    """
    options = []
    for column, path in paths.items():
        for order, (one, key, weight, known) in enumerate(index.matches(path)):
            # What could be either is what the ledger cannot do without.
            options.append((-weight, column, not one.required, order, key, known))
    options.sort(key=lambda option: option[:4])
    keys: dict[int, str] = {}
    weights: dict[int, float] = {}
    how: dict[int, str] = {}
    taken: set[str] = set()
    for weight, column, _, _, key, known in options:
        if column not in keys and key not in taken and weight < -0.3 and (column, key) not in never:
            keys[column], how[column] = key, known
            weights[column] = -weight
            taken.add(key)
    exact = sum(1 for weight in weights.values() if weight >= SURE)
    missing = sum(1 for one in index.shape.fields if one.required and one.key not in taken)
    unknown = sum(1 for column in paths if column not in keys)
    score = sum(weights.values()) - 0.4 * unknown - 2.0 * missing
    return keys, how, score, exact
