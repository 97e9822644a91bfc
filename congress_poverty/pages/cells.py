"""How one cell of a list looks: functions from values to markup.

A column takes one of these, or any function of its own that escapes what it shows.
``cell.plain`` is the value in a file where the stored one would not do; ``cell.column``
makes a whole column at once from its fields' columns, where that is quicker.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.utils.html import escape

from . import html
from .html import DASH, quick_escape

text = html.text


def _texts(values: list) -> list[str]:
    if set(map(type, values)) <= {str, type(None)}:  # markup is a kind of str
        return [word or DASH for word in html.escape_column(values)]
    return [html.text(value) for value in values]


text.column = _texts


def day(value) -> str:
    """A date or an instant."""
    return html.day(value) or DASH


def _days(values: list) -> list[str]:
    if dt.datetime in set(map(type, values)):
        return [day(value) for value in values]
    return [one or DASH for one in html.days(values)]


day.column = _days


def number(value) -> str:
    """A count; thousands are grouped."""
    return DASH if value is None else f"{value:,}"


def yes_no(value) -> str:
    """是 / 否."""
    return DASH if value is None else yes_no.plain(value)


yes_no.plain = lambda value: "" if value is None else "是" if value else "否"


def clip(length: int) -> Callable:
    """Text cut to ``length`` characters, the whole of it in the title."""

    def cell(value) -> str:
        if not value:
            return DASH
        if len(value) <= length:
            return quick_escape(value)
        return f'<span title="{quick_escape(value)}">{quick_escape(value[:length])}…</span>'

    def column(values: list) -> list[str]:
        whole = html.escape_column(values)
        if whole != [value or "" for value in values]:
            return [cell(value) for value in values]
        return [
            DASH
            if not word
            else word
            if len(word) <= length
            else f'<span title="{word}">{word[:length]}…</span>'
            for word in whole
        ]

    cell.column = column
    return cell


def choice(choices, *, tones: dict | None = None, icons: dict | None = None) -> Callable:
    """The label of a stored choice; as a chip where it has a tone (given here or on the member)."""
    tones, icons = tones or {}, icons or {}
    shown = {}
    labels = {member.value: str(member.label) for member in choices}
    for member in choices:
        tone = tones.get(member, getattr(member, "tone", ""))
        mark = icons.get(member, getattr(member, "icon", ""))
        shown[member.value] = html.chip(member.label, tone, mark) if tone else escape(member.label)

    def cell(value) -> str:
        return shown.get(value) or html.text(value)

    cell.plain = lambda value: labels.get(value, value)
    return cell


def two_lines(first, second) -> str:
    """A word with a quiet second line."""
    return f'{html.text(first)}<small class="sub">{escape(second or "")}</small>'


def joined(values) -> str:
    """Several words with 、 between."""
    return escape(joined.plain(values)) if values else DASH


joined.plain = lambda values: "、".join(str(value) for value in values or ())
