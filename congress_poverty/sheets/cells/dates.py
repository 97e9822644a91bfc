"""Days, months and years as clerks write them."""

import re
from calendar import monthrange
from datetime import date, datetime, timedelta

from ..reader import Cell
from .text import NOTHING, CellError, as_shown, clean, to_text

EPOCH_1900 = date(1899, 12, 30)
_DATE = re.compile(r"^(\d{4})[./\-年](\d{1,2})[./\-月](\d{1,2})(?:日|号)?$")
_SHORT_DATE = re.compile(r"^(?:(\d\d)[./\-年])?(\d{1,2})(?:月|[./\-](?=\d{1,2}$))(\d{1,2})(?:日|号)?$")
_FULL = str.maketrans("０１２３４５６７８９．－／：（）　，", "0123456789.-/:() ,")
_DATE_SIGNS = {**_FULL, **str.maketrans("，,。·、〇○零一二三四五六七八九", ".....000123456789")}
_TENS = re.compile(r"(?<![\d十])(\d?)十(\d?)")
_MONTH = re.compile(r"^(\d{4})(?:[./\-年])(\d{1,2})月?(?:份)?$")
_SHORT_MONTH = re.compile(r"^(\d\d)[.\-年](\d{1,2})月?$")
_ABOUT_A_TIME = re.compile("半年|季度|[上中下]旬|年[初中]|全年|^\\d{4}年度?$|^\\d{1,2}月份?$")
_END_OF = re.compile(r"^(\d{4})年(?:(\d{1,2})月)?份?[底末]$")
_END_OF_MONTH = re.compile(r"^(\d{1,2})月份?[底末]$")
_SEVERAL = re.compile("[、;；,，和及]")
_TIME_OF_DAY = re.compile(
    r"(?<=[\d日号])(?:[T\s]+\d{1,2}[:时]\d{1,2}(?:[:分]\d{1,2}秒?)?分?(?:\.\d+)?(?:[+-]\d\d:?\d\d|Z)?"
    r"|\s*[上下]午|\s*\(?(?:星期|周)[1-6日天]\)?)$"
)


def flat_digits(text: str) -> str:
    """Half-width, without any blanks."""
    return "".join(text.translate(_FULL).split())


def _date_error(value: Cell, what: str = "不是某一天") -> CellError:
    return CellError("E_DATE_INVALID", f"写的是“{as_shown(value)}”，{what}，请写成例如 2026-03-15")


def _what_is_wrong(flat: str, text: str) -> str:
    """What somebody wrote instead of a day."""
    if _MONTH.match(flat) or _SHORT_MONTH.match(flat) or _ABOUT_A_TIME.search(flat):
        return "没有写是哪一天"
    if len([part for part in _SEVERAL.split(text) if re.search(r"\d[月.\-/]\d", part)]) > 1:
        return "不止一个日期，请一行写一个"
    return "不是某一天"


def to_date(value: Cell, *, year: int | None = None) -> date | None:
    """2018.4.5, 2018年04月05日, 20180405, ２０１８/4/5, 18.4.5, 二〇一八年四月五日, a date cell, a serial.

    A serial number is taken between 20000 and 60000 (1954 to 2064), a year of two digits
    between 1950 and 2049. 4月5日 needs the ``year`` from elsewhere, for example the ledger's
    title. An impossible day is an error. 6月底 and 2019年底前 are the last day of the month or year.
    """
    if value is None:
        return None
    kind = type(value)
    if kind is date:
        return value
    if kind is datetime:
        return value.date()
    if kind is float and 1 <= value < 13 and year:
        return _day_of_decimal(value, year)
    if kind is float or kind is int:
        return _date_of_number(value)
    if kind is not str:
        raise _date_error(value)
    found = _DATE.match(value)
    if found:
        return _date_of_parts(value, *found.groups())
    text = to_text(value)
    if not text or text in NOTHING:
        return None
    text = _TIME_OF_DAY.sub("", text.translate(_DATE_SIGNS).strip())
    text = re.sub(r"(?<=\d)\s+(?=\d)", ".", text) if re.fullmatch(r"\d+\s+\d+\s+\d+", text) else text
    flat = _TENS.sub(_ten, "".join(text.split()))
    flat = re.sub(r"(?:以|之)?[前止起]+$", "", flat)
    flat = flat[:-1] if re.search(r"\d[.\-/]\d{1,2}[.\-/]\d{1,2}\.$", flat) else flat
    if found := _DATE.match(flat):
        return _date_of_parts(value, *found.groups())
    if flat.isascii() and flat.isdigit():
        return _date_of_number(int(flat), value)
    if re.fullmatch(r"\d{5}\.\d+", flat):
        return _date_of_number(float(flat), value)
    if end := _end_of(flat, year):
        return end
    found = _SHORT_DATE.match(flat)
    if found and (found[1] or year):
        return _date_of_parts(value, _full_year(found[1]) if found[1] else year, found[2], found[3])
    if found:
        raise CellError(
            "E_DATE_INVALID",
            f"写的是“{as_shown(value)}”，没有年份，请写成例如 2026-03-15，或在表的标题里写上年份",
        )
    raise _date_error(value, _what_is_wrong(flat, value))


def _end_of(flat: str, year: int | None) -> date | None:
    """2018年6月底, 2018年底, and with the year from elsewhere 6月底."""
    found = _END_OF.match(flat)
    if not found and year and (short := _END_OF_MONTH.match(flat)):
        found = _END_OF.match(f"{year}年{short[1]}月底")
    month = int(found[2] or 12) if found else 0
    if not 1 <= month <= 12:
        return None
    return date(int(found[1]), month, monthrange(int(found[1]), month)[1])


def _day_of_decimal(value: float, year: int) -> date:
    """3.15 that Excel took for a number; 3.1 may have been 3.10 and says no day."""
    month, _, day = repr(value).partition(".")
    if day in ("1", "2", "3") or len(day) > 2:
        raise _date_error(value, "被 Excel 当成了小数，看不出是哪一天")
    return _date_of_parts(value, year, month, day)


_SPAN_SIGN = re.compile(r"[—–－~～〜至到\-]+")


def to_span(value: Cell, *, year: int | None = None) -> tuple[date, date] | None:
    """The first and the last day of 3月5日-8日, 2018.3.5至3.8, 2018.4.1—2020.12.31; of one day twice.

    What the second part leaves out, the first one says.
    """
    if not isinstance(value, str):
        day = to_date(value, year=year)
        return day and (day, day)
    text = "".join(to_text(value).translate(_FULL).split())
    for sign in _SPAN_SIGN.finditer(text):
        try:
            first = to_date(text[: sign.start()], year=year)
            last = first and _later(text[sign.end() :], first)
        except CellError:
            continue
        if first and last and last >= first:
            return first, last
    day = to_date(value, year=year)
    return day and (day, day)


def _later(text: str, first: date) -> date | None:
    """The end of a span: 8日, 3.8, 3月8日, 2018.3.8."""
    if found := re.fullmatch(r"(\d{1,2})[日号]?止?", text):
        return _date_of_parts(text, first.year, first.month, found[1])
    return to_date(text, year=first.year)


def _full_year(two_digits: str) -> int:
    year = int(two_digits)
    return 2000 + year if year < 50 else 1900 + year


def _ten(found: re.Match) -> str:
    """十五 → 15, 二十 → 20: the Chinese numerals of a day or month."""
    return f"{found[1] or 1}{found[2] or 0}"


def _date_of_parts(shown: Cell, year, month, day) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise _date_error(shown) from None


def _date_of_number(number: float, shown: Cell = None) -> date:
    whole = int(number)
    try:
        if 20_000 <= whole <= 60_000:
            return EPOCH_1900 + timedelta(days=whole)
        if 10_000_000 <= whole <= 99_999_999 and whole == number:
            return date(whole // 10_000, whole // 100 % 100, whole % 100)
    except ValueError:
        pass
    raise _date_error(number if shown is None else shown)


def to_dates(value: Cell, *, year: int | None = None) -> list[date]:
    """Several dates in one cell, one for each thing named beside it: 2018.4.5；2018.6.1."""
    if not isinstance(value, str):
        one = to_date(value)
        return [] if one is None else [one]
    parts = [part for part in re.split(r"[;；、，,\n]+", value) if part.strip()]
    return [one for part in parts if (one := to_date(part, year=year)) is not None]


def to_month(value: Cell) -> tuple[int, int] | None:
    """Year and month of a date or of 1972.5, 1972年5月, 197205, 72.5: as birth months are written."""
    if value is None:
        return None
    if type(value) is float and 0 < value < 100:
        value = f"{value:.2f}".removesuffix("0")
    if type(value) is float and 1900 <= value < 2100:
        text = f"{value:.2f}"
        month = int(text[5:]) if text[5] == "0" or text[6] != "0" else int(text[5])
        if 1 <= month <= 12:
            return int(value), month
    if type(value) is int and 190_001 <= value <= 209_912:
        value = str(value)
    if isinstance(value, str):
        flat = flat_digits(clean(value))
        found = _MONTH.match(flat) or re.match(r"^(\d{4})(\d\d)$", flat)
        if found and 1 <= int(found[2]) <= 12:
            return int(found[1]), int(found[2])
        found = _SHORT_MONTH.match(flat)
        if found and 1 <= int(found[2]) <= 12:
            return _full_year(found[1]), int(found[2])
    day = to_date(value)
    return None if day is None else (day.year, day.month)


def to_year(value: Cell) -> int | None:
    """2018, 2018年, “2018年度”, 2018年6月, or the year of a date; 未脱贫 says none."""
    if value is None:
        return None
    if type(value) is int and 1900 <= value <= 2100:
        return value
    if isinstance(value, (date, datetime)):
        return value.year
    if isinstance(value, str):
        flat = flat_digits(clean(value))
        if not flat or flat in NOTHING or flat.startswith(("未", "尚未")):
            return None
        if found := re.fullmatch(
            r"(?:计划|预计|拟)?((?:19|20)\d\d)(?:年度?|年[底末初])?(?:脱贫|退出|出列)?", flat
        ):
            return int(found[1])
    try:
        return to_month(value)[0]
    except CellError:
        raise CellError("E_YEAR_INVALID", f"写的是“{as_shown(value)}”，请写四位年份，例如 2018") from None
