"""Words that stand for one of several things: levels of deputies, codes of a list."""

import re
import unicodedata
from collections.abc import Iterable, Mapping

from ..reader import Cell
from .text import CellError, as_shown, to_text

COUNTY_WORDS: Mapping[str, tuple[str, ...]] = {
    "national": ("全国", "国家", "国"),
    "provincial": ("省", "自治区", "直辖市"),
    "city": ("市", "地级市", "设区市", "州", "盟"),
    "county": ("县", "区", "旗", "县区", "县市区"),
    "township": ("乡", "镇", "乡镇", "街道", "民族乡"),
}
# A county-level city calls its own deputies 市级 and those of the city above 地级市 or 设区市.
COUNTY_LEVEL_CITY_WORDS: Mapping[str, tuple[str, ...]] = {
    **COUNTY_WORDS,
    "city": ("地级市", "设区市", "地市", "州", "盟"),
    "county": ("市", "县", "区", "县级市", "本市"),
}
DISTRICT_WORDS: Mapping[str, tuple[str, ...]] = {**COUNTY_WORDS, "county": ("区", "县", "本区")}

_LEVEL_TAIL = re.compile(r"(?:级)?(?:人大|人民代表大会)?(?:代表)?$")


def to_level(value: Cell, words: Mapping[str, Iterable[str]] = COUNTY_WORDS) -> str:
    """``县级``, ``县人大代表``, ``县`` → ``county``, in the words of this county."""
    text = "".join(to_text(value).split())
    if not text:
        return ""
    level = _level_of(text, words)
    if level:
        return level
    raise CellError(
        "E_NOT_DEPUTY", f"“{as_shown(value)}”不是人大代表的层级，请填全国、省级、市级、县级或乡镇级"
    )


def _level_of(text: str, words: Mapping[str, Iterable[str]]) -> str:
    if "政协" in text or "党代表" in text or "委员" in text:
        return ""
    stem = _LEVEL_TAIL.sub("", text)
    for level, known in words.items():
        if stem in known or text in known:
            return level
    return ""


def to_levels(value: Cell, words: Mapping[str, Iterable[str]] = COUNTY_WORDS) -> list[str]:
    """Several levels in one cell: 县级、镇级; 县、镇两级; 县镇."""
    text = "".join(to_text(value).split())
    if not text:
        return []
    if level := _level_of(text, words):
        return [level]
    levels: list[str] = []
    for part in re.split(r"[、，,;；/／和及与+\n]+", re.sub(r"[两二三]级(?=$|人大|代表)", "", text)):
        if not part:
            continue
        level = _level_of(part, words)
        found = [level] if level else [_level_of(letter, words) for letter in _LEVEL_TAIL.sub("", part)]
        if not found or not all(found):
            raise CellError(
                "E_NOT_DEPUTY", f"“{as_shown(value)}”不是人大代表的层级，请填全国、省级、市级、县级或乡镇级"
            )
        levels += [one for one in found if one not in levels]
    return levels


_ANY_LEVEL = re.compile(r"全国|国家?|\w{0,4}(?:省|自治区|直辖市|市|州|盟|县|区|旗|乡|镇|街道)|[本上]")
_LEVEL_BREAK = re.compile(r"[、，,;；/／和及与\s]+")


def could_be_level(value: Cell) -> bool:
    """Whether a cell looks like the level of a deputy, in the words of whatever county: 县级、镇级."""
    if not isinstance(value, str) or len(value) > 40:
        return False
    parts = [part for part in _LEVEL_BREAK.split(value) if part]
    return bool(parts) and all(_ANY_LEVEL.fullmatch(_LEVEL_TAIL.sub("", part)) for part in parts)


def to_choice(
    value: Cell,
    choices: Mapping[str, Iterable[str]],
    *,
    code: str = "E_CHOICE_UNKNOWN",
    label: str = "",
) -> str:
    """The key whose aliases hold this word; blanks, width and brackets do not matter.

    >>> to_choice("低保户", {"低保贫困户": ("低保户", "低保")})
    '低保贫困户'
    """
    text = to_text(value)
    if not text:
        return ""
    if text in choices:
        return text
    table = _table(choices)
    flat = _choice_form(text)
    if flat in table:
        return table[flat]
    words = "、".join(_spoken(choices))
    raise CellError(code, f"{label}写的是“{as_shown(text)}”，应为：{words}")


def _spoken(choices: Mapping[str, Iterable[str]]) -> list[str]:
    """What somebody may write: a key of our own is said as the first word that stands for it."""
    return [next(iter(also), key) if key.isascii() else key for key, also in list(choices.items())[:12]]


_tables: dict[int, tuple[Mapping, dict[str, str]]] = {}


def _table(choices: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Aliases of a constant mapping, flattened once."""
    known = _tables.get(id(choices))
    if known is None or known[0] is not choices:
        table: dict[str, str] = {}
        for key, aliases in choices.items():
            for word in (key, *aliases):
                table.setdefault(_choice_form(word), key)
        if len(_tables) > 500:
            _tables.clear()
        known = _tables[id(choices)] = (choices, table)
    return known[1]


def _choice_form(text: str) -> str:
    return re.sub(r"[\s（()）“”\"'·、/.]+", "", unicodedata.normalize("NFKC", text)).lower()
