"""Identity numbers and phones."""

import re
import unicodedata
from datetime import date

from ..reader import Cell
from .text import NOTHING, CellError, as_shown, clean, to_text

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
        raise CellError("E_ID_LENGTH", f"写的是“{as_shown(value)}”，不是身份证号")
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
    shown = _masked(as_shown(value))
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
    text = str(value) if type(value) is int else clean(value) if type(value) is str else as_shown(value)
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
    return "", f"电话“{_masked(as_shown(value))}”位数不对，按空处理，以后再补"
