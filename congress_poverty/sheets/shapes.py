"""What ledgers look like, as a room declares it, and what their rows come back as."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from .reader import Cell

DATA = "data"
S_TITLE, S_UNIT, S_HEADER, S_BLANK = "S_TITLE", "S_UNIT", "S_HEADER", "S_BLANK"
S_SUBTOTAL, S_TOTAL, S_NOTE, S_SECTION, S_SHEET = "S_SUBTOTAL", "S_TOTAL", "S_NOTE", "S_SECTION", "S_SHEET"
S_FORM, S_SIDEWAYS = "S_FORM", "S_SIDEWAYS"

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
    S_FORM: "登记表，不是一行一条的台账",
    S_SIDEWAYS: "横竖颠倒的表",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a ledger kind.

    ``synonyms`` are headings as clerks write them; spaces, brackets with units and
    punctuation need no variants of their own. ``groups`` are words of the group heading
    above it that tell it from a namesake (联系电话 under 帮扶责任人 or under 帮扶户).
    A ``by_year`` field takes one column per year, key ``income_2016``. Of an ``is_money`` field
    plain numbers are taken in the unit that the heading, or the line above it, states: 万元.
    ``holds`` says of a cell whether it can stand in this column: asked where the heading could be
    another column's as well (see ``settling``). ``attribute`` is what rules call the field that the
    page's form shares with the ledger, where that is not the key.
    """

    key: str
    label: str
    synonyms: tuple[str, ...] = ()
    required: bool = False
    fill_down: bool = True
    groups: tuple[str, ...] = ()
    by_year: bool = False
    is_money: bool = False
    holds: Callable[[Cell], bool] | None = None
    attribute: str = ""


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
        """The field of a key, or the one that the rules of the page call so."""
        base = re.sub(r"_\d{4}$", "", key)
        found = (f for f in self.fields if f.key == key or (f.by_year and f.key == base))
        return next(found, None) or next((f for f in self.fields if key and f.attribute == key), None)


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
