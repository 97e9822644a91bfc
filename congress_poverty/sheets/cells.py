"""One raw cell → one value, or :class:`CellError` with a code and a sentence.

The sentence says what was found and what to write instead; where it was found (row,
column) is known to the caller and put in front by it. Empty cells give ``None`` or ``""``
and are no error: whether something may be missing is for the ledger to say.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from congress_poverty.refusals import Refused
from congress_poverty.text import clean_text

from .parse import FORMULA_WITHOUT_RESULT
from .reader import Cell

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


def _shown(value: Cell) -> str:
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


# --- names -------------------------------------------------------------------------------

_DOTS = str.maketrans(dict.fromkeys("•‧・．.●∙⋅･﹒。·", "·"))
_PLAIN_NAME = re.compile("[\u4e00-\u9fa5]{2,8}")
_LEVEL_BRACKET = re.compile(r"^(.+?)\s*[（(\[【]\s*([^（(\[【）)\]】]{1,12})\s*[）)\]】]$")


def to_name(value: Cell) -> str:
    """A person's name: no blanks inside a Chinese name, one kind of middle dot.

    A character that was lost (``?`` or ``�``) cannot be guessed and is an error.
    """
    if type(value) is str and _PLAIN_NAME.fullmatch(value):
        return "" if value in NOTHING else value
    text = to_text(value)
    if not text:
        return ""
    if "?" in text or "？" in text or "\ufffd" in text:
        raise CellError("E_NAME_GARBLED", f"姓名“{_shown(text)}”里有丢失的字（显示为“?”），请补上正确的字")
    if text in NOTHING:
        return ""
    if text.isascii():
        return " ".join(text.split())  # Latin names keep single spaces and full stops
    text = "".join(text.split())
    return re.sub("·+", "·", text.translate(_DOTS)).strip("·")


def split_name(value: Cell) -> tuple[str, str]:
    """``张伟（县）`` → ``("张伟", "县")``: what stands in brackets tells namesakes apart."""
    text = to_text(value)
    found = _LEVEL_BRACKET.match(text) if text and text[-1] in "）)]】" else None
    if found:
        return to_name(found[1]), "".join(found[2].split())
    return to_name(text), ""


_LIST_BREAK = re.compile(r"[、，,;；/／|｜\\。＋+&＆\n\r\t]+")
_LIST_LABEL = re.compile(r"^\s*(?:[（(]?\d{1,3}[）).．]\s*|\d{1,3}$)?(?:[^:：]{1,8}[:：])?")
_AND_OTHERS = re.compile(
    r"等?\s*(?:共|合计)?\s*[\d０-９一二三四五六七八九十百]+\s*(?:人|名|位|名代表|位代表)$|等$|等代表$"
)
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")


def to_names(value: Cell) -> list[tuple[str, str]]:
    """A list of people as ``(name, what stands in brackets)``: 张三、李四（县） 王五等13人.

    Numbers and labels in front of the names are left out: 1.张三 2.李四, 组长：张三；组员：李四.
    """
    text = to_text(value)
    if not text or text in NOTHING:
        return []
    text = _AND_OTHERS.sub("", text).strip()
    people = []
    for part in _LIST_BREAK.split(text):
        for name in _split_at_blanks(_LIST_LABEL.sub("", part.strip())):
            name = _LIST_LABEL.sub("", name)
            pair = split_name(name)
            if pair[0]:
                people.append(pair)
    return people


def _split_at_blanks(part: str) -> list[str]:
    """Blanks separate people only if every piece is a whole name: 张 三 is one, 张三 李四 are two."""
    pieces = part.split()
    if len(pieces) < 2 or part.isascii():
        return [part] if part else []
    names: list[str] = []
    for piece in pieces:
        if names and (
            piece[0] in "（("
            or len(_HAN.findall(names[-1])) == 1
            or len(_HAN.findall(piece)) == 1 == len(piece)
        ):
            names[-1] += piece
        else:
            names.append(piece)
    return names


# --- dates -------------------------------------------------------------------------------

EPOCH_1900 = date(1899, 12, 30)
_DATE = re.compile(r"^(\d{4})[./\-年](\d{1,2})[./\-月](\d{1,2})(?:日|号)?$")
_SHORT_DATE = re.compile(r"^(?:(\d\d)[./\-年])?(\d{1,2})(?:月|[./\-](?=\d{1,2}$))(\d{1,2})(?:日|号)?$")
_FULL = str.maketrans("０１２３４５６７８９．－／：（）　，", "0123456789.-/:() ,")
_DATE_SIGNS = {**_FULL, **str.maketrans("，,。·、〇○零一二三四五六七八九", ".....000123456789")}
_TENS = re.compile(r"(?<![\d十])(\d?)十(\d?)")
_MONTH = re.compile(r"^(\d{4})(?:[./\-年])(\d{1,2})月?(?:份)?$")
_SHORT_MONTH = re.compile(r"^(\d\d)[.\-年](\d{1,2})月?$")
_TIME_OF_DAY = re.compile(
    r"(?<=[\d日号])(?:[T\s]+\d{1,2}[:时]\d{1,2}(?:[:分]\d{1,2}秒?)?分?(?:\.\d+)?(?:[+-]\d\d:?\d\d|Z)?"
    r"|\s*[上下]午|\s*\(?(?:星期|周)[1-6日天]\)?)$"
)


def _flat_digits(text: str) -> str:
    """Half-width, without any blanks."""
    return "".join(text.translate(_FULL).split())


def _date_error(value: Cell) -> CellError:
    return CellError("E_DATE_INVALID", f"写的是“{_shown(value)}”，不是某一天，请写成例如 2026-03-15")


def to_date(value: Cell, *, year: int | None = None) -> date | None:
    """2018.4.5, 2018年04月05日, 20180405, ２０１８/4/5, 18.4.5, 二〇一八年四月五日, a date cell, a serial.

    A serial number is taken between 20000 and 60000 (1954 to 2064), a year of two digits
    between 1950 and 2049. 4月5日 needs the ``year`` from elsewhere, for example the ledger's
    title. An impossible day is an error.
    """
    if value is None:
        return None
    kind = type(value)
    if kind is date:
        return value
    if kind is datetime:
        return value.date()
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
    flat = _TENS.sub(_ten, "".join(text.split()).rstrip("止起"))
    if found := _DATE.match(flat):
        return _date_of_parts(value, *found.groups())
    if flat.isascii() and flat.isdigit():
        return _date_of_number(int(flat), value)
    if re.fullmatch(r"\d{5}\.\d+", flat):
        return _date_of_number(float(flat), value)
    found = _SHORT_DATE.match(flat)
    if found and (found[1] or year):
        return _date_of_parts(value, _full_year(found[1]) if found[1] else year, found[2], found[3])
    if found:
        raise CellError(
            "E_DATE_INVALID",
            f"写的是“{_shown(value)}”，没有年份，请写成例如 2026-03-15，或在表的标题里写上年份",
        )
    raise _date_error(value)


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
        flat = _flat_digits(clean(value))
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
        flat = _flat_digits(clean(value))
        if not flat or flat in NOTHING or flat.startswith(("未", "尚未")):
            return None
        if found := re.fullmatch(
            r"(?:计划|预计|拟)?((?:19|20)\d\d)(?:年度?|年[底末初])?(?:脱贫|退出|出列)?", flat
        ):
            return int(found[1])
    try:
        return to_month(value)[0]
    except CellError:
        raise CellError("E_YEAR_INVALID", f"写的是“{_shown(value)}”，请写四位年份，例如 2018") from None


# --- numbers -----------------------------------------------------------------------------

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
        flat = _flat_digits(to_text(value))
        if not flat or flat in NOTHING:
            return None
        if found := _WHOLE.match(flat):
            return int(found[1].replace(",", "").replace("，", ""))
    raise CellError("E_NUMBER_INVALID", f"写的是“{_shown(value)}”，请填整数")


def to_number(value: Cell) -> float | None:
    """A measure such as 3.5亩 or 1.2万元."""
    if type(value) in (int, float):
        return float(value)
    if value is None:
        return None
    flat = _flat_digits(to_text(value))
    if not flat or flat in NOTHING:
        return None
    if found := _MEASURE.fullmatch(flat):
        return float(Decimal(re.sub("[,，]", "", found[1])) * _TIMES[found[2] or None])
    raise CellError("E_NUMBER_INVALID", f"写的是“{_shown(value)}”，请填数字")


def to_money(value: Cell) -> Decimal | None:
    """Yuan as ``Decimal`` with two places: 5312.5, 5,312.50, 3000元, 1.2万元, 三百元."""
    if value is None:
        return None
    if type(value) in (int, float):
        amount = Decimal(repr(value))
    else:
        flat = _flat_digits(to_text(value))
        if not flat or flat in NOTHING:
            return None
        found = _MONEY.match(flat)
        if not found and (spelt := _IN_CHARACTERS.fullmatch(flat)):
            return Decimal(_spelt_out(spelt[1])).quantize(_FEN)
        if not found:
            raise CellError("E_NUMBER_INVALID", f"写的是“{_shown(value)}”，请填金额（元），例如 3000")
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
    text = _flat_digits(to_text(value)).upper()
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
    raise CellError("E_FLAG_INVALID", f"写的是“{_shown(value)}”，请填“是”或“否”")


# --- identity numbers and phones ---------------------------------------------------------

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_ID_NOISE = re.compile(r"[\s'‘’“”\"`\-_,，.。:：\u200b-\u200f\ufeff]+")
_CENTURY = (1900, 2100)
_PROVINCES = ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83), (91, 91))
_AREAS = frozenset(str(number) for low, high in _PROVINCES for number in range(low, high + 1))


def check_character(first_seventeen: str) -> str:
    """The eighteenth character of an identity number (GB 11643)."""
    return _CHECKS[
        sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first_seventeen, strict=True)) % 11
    ]


def to_id_number(value: Cell) -> str:
    """18 characters with a right check character and a real birth date.

    Blanks, apostrophes, full-width digits and a small x are put right. A number stored as
    a number has lost its last three digits and cannot be put right. The area code is not
    judged here: see :func:`area_is_known`.
    """
    if value is None:
        return ""
    if type(value) in (int, float):
        if value >= 10**15:
            raise _lost_digits(value)
        value = str(int(value))
    elif type(value) is not str:
        raise CellError("E_ID_LENGTH", f"写的是“{_shown(value)}”，不是身份证号")
    text = value
    if not (len(text) == 18 and text.isascii() and text.isalnum()):
        text = _ID_NOISE.sub("", unicodedata.normalize("NFKC", to_text(text)))
        if not text or text in NOTHING:
            return ""
        if re.match(r"\d\.?\d*[Ee]\+?\d", value.strip()):
            raise _lost_digits(value)
    text = text.upper()
    if len(text) != 18:
        was = "旧的 15 位号码" if len(text) == 15 and text.isdigit() else f"{len(text)} 位"
        raise CellError("E_ID_LENGTH", f"身份证号“{_masked(text)}”是{was}，应为 18 位，请核对")
    if not (text[:17].isascii() and text[:17].isdigit()) or check_character(text[:17]) != text[17]:
        raise CellError(
            "E_ID_CHECKSUM", f"身份证号“{_masked(text)}”校验位不对，可能写错了一位，请对照身份证核对"
        )
    birth_of(text)
    return text


def _lost_digits(value: Cell) -> CellError:
    shown = _masked(_shown(value))
    return CellError(
        "E_ID_PRECISION", f"身份证号被 Excel 改成数字（{shown}），末几位已丢失，请把单元格设成文本后重新填写"
    )


def _masked(number: str) -> str:
    """Enough to recognise it in the ledger; a message is kept and shown where the number is not."""
    if len(number) <= 8:
        return number[:2] + "*" * (len(number) - 2)
    return number[:4] + "*" * min(len(number) - 7, 20) + number[-3:]


def birth_of(id_number: str) -> date:
    """The birth date an identity number states; impossible or implausible ones are errors."""
    try:
        born = date(int(id_number[6:10]), int(id_number[10:12]), int(id_number[12:14]))
    except ValueError:
        born = None
    if born is None or not _CENTURY[0] <= born.year < _CENTURY[1]:
        raise CellError(
            "E_ID_CHECKSUM", f"身份证号“{_masked(id_number)}”里的出生日期不存在，请对照身份证核对"
        )
    return born


def is_plausible_age(id_number: str, *, on: date) -> bool:
    """Born, and not more than 120 years ago."""
    born = birth_of(id_number)
    return born <= on and on.year - born.year <= 120


def sex_of(id_number: str) -> str:
    return "男" if int(id_number[16]) % 2 else "女"


def area_is_known(id_number: str) -> bool:
    """Whether the province part exists; an unknown one deserves a warning, no more."""
    return id_number[:2] in _AREAS


_PHONE = re.compile(r"^(?:\+?86|0086)?(1\d{10})$")
_LANDLINE = re.compile(r"^(0\d{9,11}|\d{7,8})$")


def to_phone(value: Cell) -> tuple[str, str]:
    """``(phone, warning)``: a wrong phone is no reason to refuse a row, it is stored empty."""
    if value is None:
        return "", ""
    text = str(value) if type(value) is int else clean(value) if type(value) is str else _shown(value)
    if len(text) == 11 and text[0] == "1" and text.isascii() and text.isdigit():
        return text, ""
    if text in NOTHING:
        return "", ""
    flat = unicodedata.normalize("NFKC", text)
    flat = re.sub(r"^[^\d+]*[:：]", "", flat)
    flat = re.sub(r"[\s\-—–_.()'\"]+", "", flat)
    if found := _PHONE.match(flat):
        return found[1], ""
    # Two numbers in one cell: the first that is one.
    for part in re.split(r"[/、,，;；\s]+", unicodedata.normalize("NFKC", text)):
        if found := _PHONE.match(re.sub(r"[^\d]", "", part)):
            return found[1], ""
    return "", f"电话“{_masked(_shown(value))}”位数不对，按空处理，以后再补"


# --- words that stand for something ------------------------------------------------------

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
        "E_NOT_DEPUTY", f"“{_shown(value)}”不是人大代表的层级，请填全国、省级、市级、县级或乡镇级"
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
                "E_NOT_DEPUTY", f"“{_shown(value)}”不是人大代表的层级，请填全国、省级、市级、县级或乡镇级"
            )
        levels += [one for one in found if one not in levels]
    return levels


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
    raise CellError(code, f"{label}写的是“{_shown(text)}”，应为：{words}")


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
