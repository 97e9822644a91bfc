"""Names of people: one, or a list of them in a cell."""

import re

from ..reader import Cell
from .text import NOTHING, CellError, as_shown, to_text

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
        raise CellError("E_NAME_GARBLED", f"姓名“{as_shown(text)}”里有丢失的字（显示为“?”），请补上正确的字")
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
