"""Cells → tables: where the header is, which ledger it is, and what every row is.

An app says what its ledgers look like with :class:`LedgerShape`; this module finds them in
whatever a clerk made of them. It never guesses a value: only merged cells fill down, a
blank cell elsewhere is blank, and every row of the sheet comes back as a :class:`Line`.

>>> tables = find_tables(grid, [visit_shape, pairing_shape], hint="走访记录.xlsx")
>>> for line in tables[0].lines():
...     if line.kind == DATA:
...         line.values["visited_on"], line.context["unit"]
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property, lru_cache

from .headings import ENDINGS, sense, shorter
from .reader import Cell, Grid

DATA = "data"
S_TITLE, S_UNIT, S_HEADER, S_BLANK = "S_TITLE", "S_UNIT", "S_HEADER", "S_BLANK"
S_SUBTOTAL, S_TOTAL, S_NOTE, S_SECTION, S_SHEET = "S_SUBTOTAL", "S_TOTAL", "S_NOTE", "S_SECTION", "S_SHEET"

SKIP_WORDS = {
    S_TITLE: "标题行",
    S_UNIT: "填报单位、时间行",
    S_HEADER: "表头",
    S_BLANK: "空行",
    S_SUBTOTAL: "小计行",
    S_TOTAL: "合计行",
    S_NOTE: "附注、签名行",
    S_SECTION: "分段标题行",
    S_SHEET: "不是台账的内容",
}

HEADER_SEARCH_ROWS = 30


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a ledger kind.

    ``synonyms`` are headings as clerks write them; spaces, brackets with units and
    punctuation need no variants of their own. ``groups`` are words of the group heading
    above it that tell it from a namesake (联系电话 under 帮扶责任人 or under 帮扶户).
    A ``by_year`` field takes one column per year, key ``income_2016``. Of an ``is_money`` field
    plain numbers are taken in the unit that the heading, or the line above it, states: 万元.
    """

    key: str
    label: str
    synonyms: tuple[str, ...] = ()
    required: bool = False
    fill_down: bool = True
    groups: tuple[str, ...] = ()
    by_year: bool = False
    is_money: bool = False


@dataclass(frozen=True, slots=True)
class LedgerShape:
    """What one kind of ledger looks like.

    ``kind`` names the ledger, ``variant`` the way it is laid out where one kind has several.
    ``titles`` are words of titles, sheet and file names. ``identity`` are the fields that
    name the record: a row where all of them are merged from above continues the record above.
    """

    kind: str
    label: str
    fields: tuple[Field, ...]
    titles: tuple[str, ...] = ()
    identity: tuple[str, ...] = ()
    variant: str = ""

    def field(self, key: str) -> Field | None:
        base = re.sub(r"_\d{4}$", "", key)
        return next((f for f in self.fields if f.key == key or (f.by_year and f.key == base)), None)


@dataclass(slots=True)
class Line:
    """One row of the sheet. ``kind`` is ``data`` or an ``S_…`` code, which is then also ``code``.

    ``values`` maps field keys to raw cells, ``filled`` names those that come from a merged
    cell above. ``continues`` is the row of the record that this row continues. A subtotal or
    total states numbers: ``stated`` by field key (or column number), ``count`` the one that
    counts records, if it says one.
    """

    row: int
    kind: str
    values: dict[str, Cell] = field(default_factory=dict)
    code: str = ""
    filled: frozenset[str] = frozenset()
    context: Mapping[str, str] = field(default_factory=dict)
    continues: int | None = None
    text: str = ""
    label: str = ""
    count: int | None = None
    stated: dict[str | int, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Column:
    """A column as the mapping step shows it: ``how`` is 自动, 相近 or 指定; empty if unmapped."""

    number: int
    heading: str
    key: str = ""
    how: str = ""
    samples: tuple[Cell, ...] = ()


# --- headings ----------------------------------------------------------------------------

_BRACKETS = re.compile(r"[(\[【〔{<《][^)\]】〕}>》]*[)\]】〕}>》]")
_NOISE = re.compile(r"[\s\W_]+")


@lru_cache(maxsize=8192)
def normal(text: str) -> str:
    """A heading without spaces, punctuation, width or case."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).lower()


@lru_cache(maxsize=8192)
def _forms(text: str) -> tuple[str, ...]:
    """A heading in full and without its brackets: 走访户（户主） → 走访户户主, 走访户."""
    flat = unicodedata.normalize("NFKC", text)
    forms = (normal(flat), normal(_BRACKETS.sub("", flat)))
    return tuple(dict.fromkeys(form for form in forms if form))


_SERIAL = frozenset(("序号", "编号", "序", "no", "号", "顺序号", "排序"))


def _heading(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return re.sub(r"\s+", "", str(cell))


_KNOWN, _ALIKE = "自动", "相近"


class _Index:
    """Synonyms of one shape, looked up by normal form."""

    def __init__(self, shape: LedgerShape):
        self.shape = shape
        self.by_form: dict[str, list[Field]] = {}
        self.by_sense: dict[str, list[Field]] = {}
        for one in shape.fields:
            for word in (one.label, *one.synonyms):
                for form in _forms(word):
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
            for form in _forms(leaf):
                for one in self.by_form.get(groups + form, ()):
                    if not one.by_year and one.key not in seen:
                        seen.add(one.key)
                        yield one, one.key, 1.3, _KNOWN
            if not seen:
                for one in self.by_sense.get(sense(groups + normal(leaf)), ()):
                    if not one.by_year:
                        seen.add(one.key)
                        yield one, one.key, 1.15, _ALIKE
        for form in _forms(leaf):
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
            form = _forms(leaf)[-1] if _forms(leaf) else ""
            yield from self._similar(form, groups)

    def _of_sense(self, leaf: str) -> list[Field]:
        """Fields with a synonym that says the same in other words."""
        found: dict[str, Field] = {}
        for form in _forms(leaf):
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
            words = {form for word in (one.label, *one.synonyms, *one.groups) for form in _forms(word)}
            senses = {sense(word) for word in words}
            for form in _forms(leaf):
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
        if len(form) < 2 or form in _SERIAL:
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
def _index(shape: LedgerShape) -> _Index:
    return _Index(shape)


def _may_head_a_column(cell: Cell) -> bool:
    """Short text, or a year."""
    if isinstance(cell, str):
        return len(cell) <= 80
    return type(cell) is int and 1949 <= cell <= 2100


def _without_year(form: str) -> str:
    return re.sub(r"^年度?|年度?$", "", form)


@dataclass(slots=True)
class _Header:
    """A header found: which rows, what each column is called and stands for."""

    top: int
    bottom: int
    shape: LedgerShape | None
    paths: dict[int, tuple[str, ...]]
    keys: dict[int, str]
    how: dict[int, str]
    score: float


def _assign(index: _Index, paths: Mapping[int, tuple[str, ...]]) -> tuple[dict, dict, float, int]:
    """Give every column at most one field and every field at most one column, best first."""
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
        if column not in keys and key not in taken and weight < -0.3:
            keys[column], how[column] = key, known
            weights[column] = -weight
            taken.add(key)
    exact = sum(1 for weight in weights.values() if weight >= 0.7)
    missing = sum(1 for one in index.shape.fields if one.required and one.key not in taken)
    unknown = sum(1 for column in paths if column not in keys)
    score = sum(weights.values()) - 0.4 * unknown - 2.0 * missing
    return keys, how, score, exact


# --- a sheet as the finder sees it -------------------------------------------------------


class _Sheet:
    def __init__(self, grid: Grid, shapes: Sequence[LedgerShape], hint: str):
        self.grid, self.rows = grid, grid.rows
        self.indexes = [_index(shape) for shape in shapes]
        self.known = {form for index in self.indexes for form in index.by_form} - {""}
        self.senses = {form for index in self.indexes for form in index.by_sense} - {""}
        self.hint = normal(hint)
        self.anchors = {(top, left): (bottom, right) for top, left, bottom, right in grid.merges}
        self.across: dict[int, list[tuple[int, int, int]]] = {}
        self.covered: dict[int, dict[int, int]] = {}
        for top, left, bottom, right in grid.merges:
            if right > left:
                self.across.setdefault(top, []).append((left, right, bottom))
            if bottom > top and (bottom - top) * (right - left + 1) <= 200_000:
                for row in range(top + 1, min(bottom, len(self.rows)) + 1):
                    self.covered.setdefault(row, {})[left] = top

    def knows(self, form: str) -> bool:
        """Whether a heading says something that a field is called."""
        return form in self.known or sense(form) in self.senses

    def row(self, number: int) -> list[Cell]:
        return self.rows[number - 1] if 0 < number <= len(self.rows) else []

    def filled(self, number: int) -> list[tuple[int, Cell]]:
        return [(column, cell) for column, cell in enumerate(self.row(number), 1) if cell is not None]

    def may_be_header(self, number: int) -> bool:
        """Short words or years, no label with a value behind it, at least two cells."""
        cells = self.filled(number)
        return len(cells) >= 2 and all(
            _may_head_a_column(cell)
            and not (isinstance(cell, str) and re.search(r"[：:]\s*\S", _BRACKETS.sub("", cell)))
            for _, cell in cells
        )

    def paths(self, top: int, bottom: int) -> dict[int, tuple[str, ...]]:
        """Headings of every column from group to leaf, groups spread over their columns."""
        width = max((len(self.row(number)) for number in range(top, bottom + 1)), default=0)
        levels = []
        for number in range(top, bottom + 1):
            texts = [_heading(cell) for cell in self.row(number)] + [""] * width
            texts = texts[:width]
            if number < bottom:
                self._spread(number, bottom, texts)
            levels.append(texts)
        paths = {}
        for column in range(1, width + 1):
            path = [level[column - 1] for level in levels if level[column - 1]]
            path = [part for position, part in enumerate(path) if position == 0 or part != path[position - 1]]
            if path:
                paths[column] = tuple(path)
        return paths

    def _spread(self, number: int, bottom: int, texts: list[str]) -> None:
        """A group heading stands over its merged columns, or, without merges, over blanks to its right."""
        spans = self.across.get(number, ())
        for left, right, _ in spans:
            for column in range(left + 1, min(right, len(texts)) + 1):
                texts[column - 1] = texts[left - 1]
        if spans:
            return
        below = [_heading(cell) for cell in self.row(number + 1)] + [""] * len(texts)
        group = ""
        for column, text in enumerate(texts, 1):
            if text:
                group = text if below[column - 1] else ""
            elif group and below[column - 1]:
                texts[column - 1] = group

    def header_at(self, top: int) -> _Header | None:
        """The best reading of a header that begins in this row, one to three rows deep."""
        if not self.may_be_header(top):
            return None
        best = None
        for depth in (1, 2, 3):
            bottom = top + depth - 1
            if depth > 1 and not self._continues_header(top, bottom):
                break
            found = self.judge(top, bottom)
            if found and (best is None or found.score > best.score + 0.05):
                best = found
        return best

    def _continues_header(self, top: int, bottom: int) -> bool:
        """Is this row the lower part of the header above: leaves under groups, nothing else?"""
        cells = self.filled(bottom)
        if not cells:
            return False
        if not all(_may_head_a_column(cell) for _, cell in cells):
            return False
        above = self.row(bottom - 1)
        spans = [(left, right) for left, right, _ in self.across.get(bottom - 1, ())]
        for column, cell in cells:
            over = above[column - 1] if column <= len(above) else None
            grouped = any(left <= column <= right for left, right in spans)
            if over is not None and not grouped and any(map(self.knows, _forms(_heading(over)))):
                right_blank = column >= len(above) or above[column] is None
                if not right_blank:
                    return False
            if isinstance(cell, int) and not (grouped or over is None):
                return False
        if spans:
            return True
        return any(self.knows(form) for _, cell in cells for form in _forms(_heading(cell))) or any(
            re.fullmatch(r"(?:19|20)\d\d年?", _heading(cell)) for _, cell in cells
        )

    def judge(
        self, top: int, bottom: int, mapping: Mapping[str, Mapping[int, str]] | None = None
    ) -> _Header | None:
        """The shape that fits these header rows best, or None if none fits well enough.

        With a ``mapping`` a person has decided that there is a table: the best fit is taken.
        """
        paths = self.paths(top, bottom)
        over = range(max(1, top - 4), top)
        title = normal("".join(str(cell) for number in over for _, cell in self.filled(number)))
        words = title + normal(self.grid.name) + self.hint
        best = None
        for index in self.indexes:
            keys, how, score, exact = _assign(index, paths)
            titled = any(word in words for word in index.titles)
            if titled:
                score += 1.5
            if mapping is not None:
                wanted = [key for key in mapping.get(index.shape.kind, {}).values() if key]
                score += sum(5 if index.shape.field(key) else -5 for key in wanted)
            elif not _is_enough(keys, exact, len(paths), titled) or (
                len(paths) < 3
                and any(one.required and one.key not in keys.values() for one in index.shape.fields)
            ):
                continue  # two columns of known words may be a list of what to choose from
            if best is None or score > best.score:
                best = _Header(top, bottom, index.shape, paths, keys, how, score)
        return best


def _is_enough(keys: Mapping[int, str], exact: int, columns: int, titled: bool) -> bool:
    """Three known headings and a third of all, or two where the title says what this is."""
    wanted = min(2 if titled else 3, columns)
    return exact >= 2 and len(keys) >= max(wanted, 0.34 * columns) and exact >= 0.25 * columns


# --- tables ------------------------------------------------------------------------------


@dataclass(slots=True)
class Table:
    """One table of a sheet, from its title to its last row.

    ``kind`` is empty where no ledger was found; ``reason`` then says why, and all lines
    are ``S_SHEET``. ``columns`` maps column numbers to field keys, ``unmapped`` lists
    headings that stand for nothing known, ``missing`` the required fields without a column.
    """

    grid: Grid
    shape: LedgerShape | None
    first: int
    last: int
    header_rows: tuple[int, ...] = ()
    columns: dict[int, str] = field(default_factory=dict)
    headings: dict[int, tuple[str, ...]] = field(default_factory=dict)
    how: dict[int, str] = field(default_factory=dict)
    reason: str = ""
    _sheet: "_Sheet | None" = None

    @property
    def kind(self) -> str:
        return self.shape.kind if self.shape else ""

    @property
    def unmapped(self) -> list[tuple[int, str]]:
        return [(n, "/".join(path)) for n, path in self.headings.items() if n not in self.columns]

    @property
    def unused(self) -> list[str]:
        """Headings of columns that are not imported, without the one that numbers the rows."""
        return [text for n, text in self.unmapped if normal(self.headings[n][-1]) not in _SERIAL]

    @property
    def missing(self) -> list[Field]:
        have = set(self.columns.values())
        return (
            [one for one in self.shape.fields if one.required and one.key not in have] if self.shape else []
        )

    @property
    def hidden(self) -> str:
        """What a person does not see on the screen, imported all the same: said in a sentence."""
        parts = []
        if self.grid.state != "visible":
            parts.append("工作表本身是隐藏的")
        if columns := [n for n in self.grid.hidden_columns if n in self.headings]:
            parts.append("隐藏的列：" + "、".join("/".join(self.headings[n]) for n in columns))
        if rows := [n for n in self.grid.hidden_rows if self.first <= n <= self.last]:
            parts.append(f"隐藏的行 {len(rows)} 行")
        return "；".join(parts)

    def suggestions(self) -> list[Column]:
        """Columns for the mapping step, each with up to two different samples."""
        samples: dict[int, list[Cell]] = {number: [] for number in self.headings}
        wanting = set(samples)
        for line in self.lines():
            if line.kind != DATA or not wanting:
                continue
            cells = self._sheet.row(line.row)
            for number in list(wanting):
                cell = cells[number - 1] if number <= len(cells) else None
                if cell is not None and cell not in samples[number]:
                    samples[number].append(cell)
                    if len(samples[number]) == 2:
                        wanting.discard(number)
        return [
            Column(n, "/".join(path), self.columns.get(n, ""), self.how.get(n, ""), tuple(samples[n]))
            for n, path in self.headings.items()
        ]

    def lines(self) -> Iterator[Line]:
        """Every row of this table in order, whatever it is."""
        if self.shape is None:
            for number in range(self.first, self.last + 1):
                cells = self._sheet.filled(number)
                code = S_SHEET if cells else S_BLANK
                yield Line(number, code, code=code, text=_text_of(cells))
            return
        yield from _Rows(self).lines()


_TOTAL = re.compile(r"^(.{0,16}?)(小计|合计|总计|共计|累计|总数|总合计)(?=[\s：:\d（(]|$)")
_TOTAL_LETTERS = re.compile("[计数共]")
_COUNTED = re.compile(r"^(?:以上|全[县区市镇乡街])?(?:总?共|共有|计)\d[\d,]*[人名位户次件个处条项场期份家所]")
_NUMBER = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*(人|名|户|次|件|个|条|项|场|期|份|家|元|万元)?")
_NOTE = re.compile(
    r"^[（(【\[]?(注|备注|说明|填表说明|附注|填表人|填报人|制表人|制表|经办人|审核人|审核|审批人|复核人|复核|负责人|主要负责人|单位负责人"
    r"|分管领导|主管领导|签字|签章|签名|盖章|公章|填表日期|填报日期|填报时间|填表时间|上报时间|报送时间|日期|联系人|联系电话|电话"
    r"|填报单位|填表单位|数据截止|截止|统计时段|填表要求|备注说明)[^：:]{0,10}[】\])）]?\s*[：:]"
)
_NOTE_START = re.compile(
    r"^[（(【\[]?(注|说明|备注)[】\])）]?\s*[：:\d]|^(本表|此表|以上|填表说明|[（(]?(公章|盖章)[)）]?$)"
)
_SECTION = re.compile(
    r"^[（(]?[一二三四五六七八九十百]{1,4}[）)、.．]|^第[一二三四五六七八九十百\d]+(部分|类|组|季度|批)|[（(]\s*(共\s*)?\d+\s*[名人户件个次]\s*[）)]\s*$"
    r"|^\d{4}年(\d{1,2}月|.{0,3}季度|度)?$"
)
_UNIT = re.compile(r"(单位|乡镇|镇街|部门|街道|乡（镇）)[^：:]{0,8}[：:]\s*([^\s：:]+)")
_MEASURE = re.compile(r"[百千万亿]?[元人户次件个亩名条]次?([、，,/][百千万亿]?[元人户次件个亩名条]次?)*")
_TIME = re.compile(r"(时间|日期|时段|截止)[^：:]{0,6}[：:]\s*(\S.*)$")


_YUAN = re.compile("([万千百]?)元")
_UNIT_YUAN = re.compile(r"单位[：:]\s*([万千百]?)元")
_TIMES = {"万": 10_000, "千": 1_000, "百": 100, "": 1}
_PLAIN_NUMBER = re.compile(r"[\d,，]*\.?\d+")


def _in_yuan(cell: Cell, times: int) -> Cell:
    """A number without a unit of its own, taken in the unit of its column."""
    if isinstance(cell, str):
        flat = unicodedata.normalize("NFKC", cell).strip()
        if not _PLAIN_NUMBER.fullmatch(flat):
            return cell
        amount = Decimal(flat.replace(",", ""))
    elif type(cell) in (int, float):
        amount = Decimal(repr(cell))
    else:
        return cell
    amount *= times
    return int(amount) if amount == int(amount) else float(amount)


_DITTO = frozenset(("同上", "〃", "″", "〞", "同前"))
_EXAMPLE = frozenset(("例", "例：", "例如", "示例", "样例", "填写示例", "填表示例", "范例"))


def _numbers_columns(row: Sequence[Cell]) -> bool:
    """The line under a header that numbers its columns: 甲 乙 1 2 3, or (1) (2) (3)."""
    words = [normal(str(cell)) for cell in row if cell is not None]
    numbers = [word for word in words if word not in ("甲", "乙", "丙", "丁", "戊", "栏次")]
    return len(words) >= 4 and numbers == [str(step) for step in range(1, len(numbers) + 1)] != []


def _is_note(cells: Sequence[tuple[int, Cell]]) -> bool:
    """填表人：… 审核人：… in one cell or three; 注：… alone or with one neighbour."""
    first = cells[0][1].strip() if isinstance(cells[0][1], str) else ""
    if not (_NOTE.match(first) or _NOTE_START.match(first)):
        return False
    texts = [cell.strip() for _, cell in cells if isinstance(cell, str)]
    if len(texts) < len(cells):
        return False
    return len(texts) <= 2 or all(_NOTE.match(text) for text in texts)


def _text_of(cells: Sequence[tuple[int, Cell]]) -> str:
    return " ".join(re.sub(r"\s+", " ", str(cell)).strip() for _, cell in cells)[:200]


class _Rows:
    """Goes down one table and says what each row is."""

    def __init__(self, table: Table):
        self.table, self.sheet, self.shape = table, table._sheet, table.shape
        self.pairs = sorted(table.columns.items())
        self.width = max(table.headings, default=1)
        keys = set(table.columns.values())
        self.identity = frozenset(key for key in self.shape.identity if key in keys)
        self.key_of = dict(table.columns)
        self.no_fill = {
            column for column, key in self.pairs if (one := self.shape.field(key)) and not one.fill_down
        }
        self.context: dict[str, str] = {"sheet": table.grid.name, "file": self.sheet.hint}
        self.header_cells = [
            {column: normal(str(cell)) for column, cell in self.sheet.filled(number)}
            for number in table.header_rows
        ]
        self.header_words = {word for cells in self.header_cells for word in cells.values()}
        self.counted = {column for column, path in table.headings.items() if normal(path[-1]) in _SERIAL}
        self.last_values: dict[str, Cell] = {}
        self.record_row: int | None = None
        self.money_unit = 1
        self.times: dict[str, int] = {}
        self.plain: set[str] = set()  # first cells that make their rows nothing but records

    def lines(self) -> Iterator[Line]:
        table, sheet = self.table, self.sheet
        top, bottom = (table.header_rows[0], table.header_rows[-1]) if table.header_rows else (1, 0)
        for number in range(table.first, top):
            yield self.above(number)
        for number in range(top, bottom + 1):
            yield self.skip(number, S_HEADER)
        times = self.times = self.money_times()
        covered, self.first_row = sheet.covered, bottom + 1
        at, last = [(column - 1, key) for column, key in self.pairs], max(self.key_of, default=0)
        for number in range(self.first_row, table.last + 1):
            row = sheet.row(number)
            first = next((cell for cell in row if cell is not None), None)
            if first is None:
                yield Line(number, S_BLANK, code=S_BLANK, context=self.context)
                continue
            if type(first) is str:
                line = self.special(number, row, first)
                if line is not None:
                    yield line
                    continue
            elif number == self.first_row and _numbers_columns(row):
                yield self.skip(number, S_HEADER)
                continue
            if len(row) < last:
                row = [*row, *[None] * (last - len(row))]
            values = {key: row[position] for position, key in at}
            for key in times:
                values[key] = _in_yuan(values[key], times[key])
            above = covered.get(number)
            if above or not _DITTO.isdisjoint(row):
                yield self.filled(number, values, above or {})
            else:
                self.record_row = number
                yield Line(number, DATA, values, context=self.context)
            self.last_values = values

    def money_times(self) -> dict[str, int]:
        """Fields whose plain numbers are in 万元 or the like, and how many yuan one is."""
        found = {}
        for column, key in self.pairs:
            one = self.shape.field(key)
            if one and one.is_money:
                stated = _YUAN.search("".join(self.table.headings[column]))
                times = _TIMES[stated[1]] if stated else self.money_unit
                if times != 1:
                    found[key] = times
        return found

    def skip(self, number: int, code: str) -> Line:
        return Line(number, code, code=code, context=self.context, text=_text_of(self.sheet.filled(number)))

    def above(self, number: int) -> Line:
        """A row over the header: blank, title, or the line that says whose ledger this is."""
        cells = self.sheet.filled(number)
        if not cells:
            return Line(number, S_BLANK, code=S_BLANK, context=self.context)
        code, news = S_TITLE, {}
        for _, cell in cells:
            text = str(cell).strip()
            if (found := _UNIT_YUAN.search(text)) and found[1]:
                self.money_unit = _TIMES[found[1]]
            if (found := _UNIT.search(text)) and not _MEASURE.fullmatch(found[2]):
                news["unit"] = found[2]
                code = S_UNIT
            if found := _TIME.search(text):
                news["time"] = found[2].strip()
                code = S_UNIT
            elif re.match(r"^[^：:]{1,12}[：:]", text):
                code = S_UNIT
        if code == S_TITLE:
            title = _text_of(cells)
            news["title"] = f"{self.context['title']} {title}" if "title" in self.context else title
        self.context = {**self.context, **news}
        return self.skip(number, code)

    def filled(self, number: int, values: dict[str, Cell], above: Mapping[int, int]) -> Line:
        """A data row with cells that belong to a merged cell further up, or that say 同上."""
        filled = set()
        for column, top in above.items():
            key = self.key_of.get(column)
            if key is None or column in self.no_fill or values[key] is not None or top < self.first_row:
                continue
            values[key] = self.table.grid.cell(top, column)
            if key in self.times:
                values[key] = _in_yuan(values[key], self.times[key])
            filled.add(key)
        for key, value in values.items():
            if value in _DITTO and key in self.last_values:
                values[key] = self.last_values[key]
        continues = None
        if self.identity and self.identity <= filled and self.record_row is not None:
            continues = self.record_row
        else:
            self.record_row = number
        return Line(number, DATA, values, filled=frozenset(filled), context=self.context, continues=continues)

    def special(self, number: int, row: list[Cell], first: str) -> Line | None:
        """A row that is no record, or None."""
        text = first.strip()
        cells = [(column, cell) for column, cell in enumerate(row, 1) if cell is not None]
        if text in self.plain and number != self.first_row and len(cells) > 2:
            # A township's name begins thousands of rows; only the second cell may say 小计 then.
            return self.total(number, cells) if type(cells[1][1]) is str else None
        if self.repeats_header(row, text) or (number == self.first_row and _numbers_columns(row)):
            return self.skip(number, S_HEADER)
        if text in _EXAMPLE:
            return self.skip(number, S_NOTE)
        if (total := self.total(number, cells)) is not None:
            return total
        if _is_note(cells):
            return self.skip(number, S_NOTE)
        if len(self.plain) < 1000 and self.begins_plainly(text):
            self.plain.add(text)
        if len(cells) == 1:
            return self.alone(number, cells[0][0], text)
        return None

    def begins_plainly(self, text: str) -> bool:
        """Whether no row that begins with this is a header, an example, a note or a total because of it."""
        marked = _TOTAL_LETTERS.search(text) or _NOTE.match(text) or _NOTE_START.match(text)
        return not marked and text not in _EXAMPLE and normal(text) not in self.header_words

    def repeats_header(self, row: list[Cell], text: str) -> bool:
        """The header again, as on every printed page."""
        if normal(text) not in self.header_words:
            return False
        cells = {column: normal(str(cell)) for column, cell in enumerate(row, 1) if cell is not None}
        return len(cells) >= 2 and any(
            sum(header.get(column) == word for column, word in cells.items()) >= 0.6 * len(cells)
            for header in self.header_cells
        )

    def alone(self, number: int, column: int, text: str) -> Line | None:
        """One cell alone in its row: a section, a note, or a record with everything else missing."""
        spans = self.sheet.across.get(number, ())
        span = next((right - left + 1 for left, right, _ in spans if left == column), 1)
        wide = span >= max(2, self.width / 2)
        if not wide and column not in self.counted and not _SECTION.search(text) and len(text) <= 30:
            return None
        if text == self.context.get("title"):
            return self.skip(number, S_TITLE)
        if number > self.last_data_row or len(text) > 40 or re.search(r"续表|接上页|转下页", text):
            return self.skip(number, S_NOTE)
        self.context = {**self.context, "section": text}
        return self.skip(number, S_SECTION)

    @cached_property
    def last_data_row(self) -> int:
        """The last row with several cells filled that is not a total."""
        for number in range(self.table.last, self.first_row - 1, -1):
            cells = self.sheet.filled(number)
            total = any(isinstance(cell, str) and _TOTAL.match(cell.strip()) for _, cell in cells[:2])
            if len(cells) >= 3 and not total and not _is_note(cells):
                return number
        return 0

    def total(self, number: int, cells: list[tuple[int, Cell]]) -> Line | None:
        for order, (column, cell) in enumerate(cells[:2]):
            if not isinstance(cell, str) or not _TOTAL_LETTERS.search(cell):
                continue
            text = re.sub(r"\s+", "", cell)
            found = _TOTAL.match(text)
            if found:
                small = found[2] == "小计" or found[1].endswith(("本页", "月", "季度"))
                code, label, rest = S_SUBTOTAL if small else S_TOTAL, found[0], text[found.end() :]
            elif len(cells) <= 2 and _COUNTED.match(text):
                code, label, rest = S_TOTAL, text, text
            else:
                continue
            line = Line(number, code, code=code, context=self.context, text=_text_of(cells), label=label)
            self.read_numbers(line, [(column, rest), *cells[order + 1 :]])
            return line
        return None

    def read_numbers(self, line: Line, cells: Sequence[tuple[int, Cell]]) -> None:
        for column, cell in cells:
            number, unit = None, ""
            if isinstance(cell, (int, float)) and not isinstance(cell, bool):
                number = cell
            elif isinstance(cell, str) and (found := _NUMBER.search(unicodedata.normalize("NFKC", cell))):
                number, unit = float(found[1].replace(",", "")), found[2] or ""
                number = int(number) if number.is_integer() else number
            if number is None:
                continue
            key = self.key_of.get(column, column)
            line.stated.setdefault(key, number if unit else _in_yuan(number, self.times.get(key, 1)))
            if line.count is None and isinstance(number, int) and unit not in ("元", "万元") and unit:
                line.count = number


def find_tables(
    grid: Grid,
    kinds: Sequence[LedgerShape],
    *,
    hint: str = "",
    mapping: Mapping[str, Mapping[int, str]] | None = None,
    header_row: int | None = None,
) -> list[Table]:
    """The tables of a sheet, in order, which together cover all its rows.

    ``hint`` is the file name, which often says what the ledger is. ``mapping`` is what a
    person decided in the wizard: ``{kind: {column number: field key}}``; a column set to
    ``""`` is left out. ``header_row`` is where that person saw the header begin, 0 if there is none.
    """
    sheet = _Sheet(grid, kinds, hint)
    last = len(grid.rows)
    if not any(cell is not None for row in grid.rows for cell in row):
        return [Table(grid, None, 1, last, reason="空表", _sheet=sheet)]
    if header_row is not None:
        found = _header_given(sheet, header_row, mapping)
        headers = [found] if found else []
    else:
        headers = _headers(sheet)
    if not headers:
        return [Table(grid, None, 1, last, reason=_no_header(kinds), _sheet=sheet)]
    tables = []
    starts = [1] + [_title_start(sheet, header.top) for header in headers[1:]]
    for header, first, following in zip(headers, starts, [*starts[1:], last + 1], strict=True):
        keys, how = dict(header.keys), dict(header.how)
        for column, key in (mapping or {}).get(header.shape.kind, {}).items():
            keys = {c: k for c, k in keys.items() if c != column and k != key}
            how.pop(column, None)
            if key:
                keys[column], how[column] = key, "指定"
        tables.append(
            Table(
                grid,
                header.shape,
                first,
                following - 1,
                tuple(range(header.top, header.bottom + 1)),
                keys,
                header.paths,
                how,
                _sheet=sheet,
            )
        )
    return tables


def _no_header(kinds: Sequence[LedgerShape]) -> str:
    words = "、".join(one.label for one in kinds[0].fields if one.required) if len(kinds) == 1 else ""
    return f"没找到表头，表头里要有“{words}”中的至少两项" if words else "没找到表头，不像台账"


def _header_given(sheet: _Sheet, top: int, mapping) -> _Header | None:
    if top == 0:  # a pasted block without headings
        found = sheet.judge(1, 0, mapping or {})
        if found:
            width = max(map(len, sheet.rows))
            found.paths = {column: (f"第{column}列",) for column in range(1, width + 1)}
        return found
    best = None
    for bottom in (top, top + 1, top + 2):
        if bottom > top and not sheet._continues_header(top, bottom):
            break
        found = sheet.judge(top, bottom, mapping or {})
        if found and (best is None or found.score > best.score + 0.05):
            best = found
    return best


def _headers(sheet: _Sheet) -> list[_Header]:
    """The first header, and further ones below where another table begins."""
    found: list[_Header] = []
    number, searched, last = 1, 0, len(sheet.rows)
    while number <= last:
        row = sheet.rows[number - 1]
        if found:
            # Below a header only a row that begins with known headings can be another one.
            if not _starts_like_header(sheet, row):
                number += 1
                continue
        elif searched > HEADER_SEARCH_ROWS and not _starts_like_header(sheet, row):
            number += 1
            continue
        searched += 1
        header = sheet.header_at(number)
        if header is None:
            number += 1
            continue
        for later in (number + 1, number + 2):
            rival = sheet.header_at(later) if later <= header.bottom else None
            if rival and rival.score > header.score + 0.5:
                header = rival
        same = found and _leaves(header) == _leaves(found[-1])
        if not same or _title_start(sheet, header.top) < header.top:
            found.append(header)  # the same header under a title of its own is another township's table
        number = header.bottom + 1
    return found


def _leaves(header: _Header) -> dict[int, str]:
    return {column: normal(path[-1]) for column, path in header.paths.items()}


def _starts_like_header(sheet: _Sheet, row: Sequence[Cell]) -> bool:
    seen = 0
    for cell in row:
        if cell is None:
            continue
        if type(cell) is not str or len(cell) > 20:
            return False
        form = normal(cell)
        if form in sheet.known:
            return True
        # Most rows below a header are people and places: only what may be a heading is looked into.
        if form and form[-1] in ENDINGS and sense(form) in sheet.senses:
            return True
        seen += 1
        if seen == 3:
            return False
    return False


def _title_start(sheet: _Sheet, top: int) -> int:
    """Rows directly over a later header that belong to it: its title and unit line."""
    start = top
    for number in range(top - 1, max(1, top - 4), -1):
        cells = sheet.filled(number)
        if len(cells) == 1 and isinstance(cells[0][1], str) and not _NOTE.match(cells[0][1].strip()):
            start = number
        elif cells and all(isinstance(cell, str) and re.search(r"[：:]", cell) for _, cell in cells):
            if _NOTE.match(str(cells[0][1]).strip()) and not _UNIT.search(str(cells[0][1])):
                break
            start = number
        else:
            break
    return start
