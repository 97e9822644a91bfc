"""Counts, amounts of money, and yes or no."""

import re
from decimal import ROUND_HALF_UP, Decimal

from ..reader import Cell
from .dates import flat_digits
from .text import NOTHING, CellError, as_shown, to_text

_WHOLE = re.compile(r"^(?:约|共|计|每月|每周)?(-?\d[\d,，]*)(?:\.0+)?\s*(?:[\u4e00-\u9fff]{1,3}|%)?$")
_MONEY = re.compile(
    r"^(?:￥|¥|人民币|约|共|共计|折款|折合){0,2}(-?\d[\d,，]*(?:\.\d+)?|-?\.\d+)(万|千|百)?(?:元|块|圆)?(?:整|/年|/人)?$"
)
_MEASURE = re.compile(r"约?[￥¥]?(-?[\d,，]*\.?\d+)([万千百]?)[^\d.]{0,4}")
_IN_CHARACTERS = re.compile(
    r"([零〇一二两三四五六七八九十百千万壹贰叁肆伍陆柒捌玖拾佰仟]+)(?:元|块|圆)?(?:钱|整)?"
)
_DIGITS = {
    letter: n
    for letters in ("零一二三四五六七八九", "〇壹贰叁肆伍陆柒捌玖")
    for n, letter in enumerate(letters)
}
_DIGITS["两"] = 2
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_FEN = Decimal("0.01")
_TIMES = {"万": 10_000, "千": 1_000, "百": 100, None: 1}


def to_int(value: Cell) -> int | None:
    """4, “4”, ４, 4人, 1,200, 每月10日."""
    if type(value) is int:
        return value
    if value is None:
        return None
    if type(value) is float and value.is_integer():
        return int(value)
    if type(value) is str:
        flat = flat_digits(to_text(value))
        if not flat or flat in NOTHING:
            return None
        if found := _WHOLE.match(flat):
            return int(found[1].replace(",", "").replace("，", ""))
    raise CellError("E_NUMBER_INVALID", f"写的是“{as_shown(value)}”，请填整数")


def to_number(value: Cell) -> float | None:
    """A measure such as 3.5亩 or 1.2万元."""
    if type(value) in (int, float):
        return float(value)
    if value is None:
        return None
    flat = flat_digits(to_text(value))
    if not flat or flat in NOTHING:
        return None
    if found := _MEASURE.fullmatch(flat):
        return float(Decimal(re.sub("[,，]", "", found[1])) * _TIMES[found[2] or None])
    raise CellError("E_NUMBER_INVALID", f"写的是“{as_shown(value)}”，请填数字")


def to_money(value: Cell) -> Decimal | None:
    """Yuan as ``Decimal`` with two places: 5312.5, 5,312.50, 3000元, 1.2万元, 三百元."""
    if value is None:
        return None
    if type(value) in (int, float):
        amount = Decimal(repr(value))
    else:
        flat = flat_digits(to_text(value))
        if not flat or flat in NOTHING:
            return None
        found = _MONEY.match(flat)
        if not found and (spelt := _IN_CHARACTERS.fullmatch(flat)):
            return Decimal(_spelt_out(spelt[1])).quantize(_FEN)
        if not found:
            raise CellError("E_NUMBER_INVALID", f"写的是“{as_shown(value)}”，请填金额（元），例如 3000")
        amount = Decimal(found[1].replace(",", "").replace("，", "")) * _TIMES[found[2]]
    return amount.quantize(_FEN, ROUND_HALF_UP)


def _spelt_out(characters: str) -> int:
    """三百二十 → 320, 一万五千 → 15000."""
    whole = part = digit = 0
    for one in characters:
        if one in _DIGITS:
            digit = _DIGITS[one]
        elif one == "万":
            whole, part, digit = (whole + part + digit) * 10_000, 0, 0
        else:
            part, digit = part + (digit or 1) * _UNITS[one], 0
    return whole + part + digit


def to_flag(value: Cell) -> bool | None:
    """是, √, 有, 1, Y … and their opposites."""
    if value is None or isinstance(value, bool):
        return value
    text = flat_digits(to_text(value)).upper()
    if text in ("是", "√", "✓", "✔", "对", "有", "1", "Y", "YES", "TRUE", "已", "☑"):
        return True
    if text in (
        "否",
        "×",
        "✗",
        "✘",
        "X",
        "不是",
        "无",
        "没有",
        "0",
        "N",
        "NO",
        "FALSE",
        "未",
        "☐",
        "□",
        "",
        "-",
        "—",
        "/",
    ):
        return False if text not in ("", "-", "—", "/") else None
    raise CellError("E_FLAG_INVALID", f"写的是“{as_shown(value)}”，请填“是”或“否”")
