"""Text, the ways of saying nothing, and the error that every reading may raise."""

import re
import unicodedata
from datetime import date, datetime

from congress_poverty.refusals import Refused
from congress_poverty.text import clean_text

from ..parse import FORMULA_WITHOUT_RESULT
from ..reader import Cell

ERROR_TEXTS = frozenset(
    (
        "#DIV/0!",
        "#N/A",
        "#NAME?",
        "#NULL!",
        "#NUM!",
        "#REF!",
        "#VALUE!",
        "#SPILL!",
        "#CALC!",
        FORMULA_WITHOUT_RESULT,
    )
)
NOTHING = frozenset(
    (
        "",
        "无",
        "—",
        "-",
        "--",
        "——",
        "－",
        "/",
        "／",
        "\\",
        "空",
        "暂无",
        "没有",
        "不详",
        "未知",
        "N/A",
        "n/a",
    )
)


class CellError(ValueError):
    """A cell that cannot be what its column should hold."""

    def __init__(self, code: str, sentence: str):
        super().__init__(sentence)
        self.code, self.sentence = code, sentence


# --- text --------------------------------------------------------------------------------


def clean(text: str) -> str:
    """As everywhere (``congress_poverty.text``): NFC, nothing invisible; line breaks as ``\\n``."""
    if text.isprintable() and unicodedata.is_normalized("NFC", text):
        return text.strip()
    try:
        text = clean_text(text)
    except Refused as refused:
        raise CellError(refused.code, refused.sentence.rstrip("。")) from None
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def as_shown(value: Cell) -> str:
    text = re.sub(r"\s+", " ", str(value)).strip()
    return text if len(text) <= 30 else text[:30] + "…"


def to_text(value: Cell, *, limit: int | None = None) -> str:
    """Any cell as text: whole numbers without ``.0``, dates as 2018-04-05."""
    if value is None:
        return ""
    if type(value) is str:
        text = clean(value)
    elif isinstance(value, bool):
        text = "是" if value else "否"
    elif isinstance(value, datetime):
        text = value.strftime("%Y-%m-%d %H:%M")
    elif isinstance(value, date):
        text = value.isoformat()
    else:
        text = repr(value)
    if text and text[0] == "#" and text in ERROR_TEXTS:
        what = "公式没有保存结果" if text == FORMULA_WITHOUT_RESULT else f"公式出错（{text}）"
        raise CellError("E_CELL_ERROR", f"{what}，请在表里改成文字或数字")
    if limit is not None and len(text) > limit:
        raise CellError("E_TOO_LONG", f"{len(text)} 字，最多 {limit} 字，超出部分请放到附件")
    return text


def to_line(value: Cell, *, limit: int | None = None) -> str:
    """Text on one line: runs of blanks and line breaks become one space."""
    text = to_text(value, limit=limit)
    if not text or (text.isprintable() and "  " not in text and "\u3000" not in text):
        return text
    return " ".join(text.split())


def is_nothing(text: str) -> bool:
    """What clerks write into a cell that has nothing to say: 无, —, /."""
    return text in NOTHING
