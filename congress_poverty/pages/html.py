"""Small pieces of markup, built once in Python: for table rows and for the template tags."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from html import escape as escape_plain

from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe

_special = re.compile("[&<>\"']").search


def quick_escape(value: str) -> str:
    """Plain text as markup. A list has hundreds of cells, and Django's own is made for lazy strings too."""
    return escape_plain(value) if _special(value) else value


def escape_column(values: list[str | None]) -> list[str]:
    """A column of plain texts as markup, looked through at once; empty ones stay empty."""
    words = [value or "" for value in values]
    return [escape_plain(word) for word in words] if _special("".join(words)) else words


DASH = mark_safe('<span class="none">—</span>')


def _safe(html: str) -> SafeString:
    # The one door: every caller below escapes what it puts in.
    return mark_safe(html)  # noqa: S308


@lru_cache(maxsize=512)
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite; decoration unless ``label`` says what it means."""
    role = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    href = f"{static('vendor/icons/sprite.svg')}#{escape(name)}"
    return _safe(f'<svg class="icon" {role} focusable="false"><use href="{href}"/></svg>')


@lru_cache(maxsize=4096)
def _chip(label: str, tone: str, icon_name: str) -> SafeString:
    mark = icon(icon_name) if icon_name else ""
    return _safe(f'<span class="chip {escape(tone)}">{mark}{escape(label)}</span>')


def chip(value, tone: str = "", icon_name: str = "") -> SafeString:
    """A state: words, tone (``ok warn late over blue quiet``) and icon.

    A choices member may carry its own ``tone`` and ``icon``.
    """
    tone = tone or getattr(value, "tone", "")
    icon_name = icon_name or getattr(value, "icon", "")
    label = str(getattr(value, "label", value) or "")
    return _chip(label, tone, icon_name) if label else DASH


@lru_cache(maxsize=512)
def menu_line(label: str, url: str, icon_name: str, active: bool) -> SafeString:
    """A line of the left menu: the same for everybody, so each is made once."""
    here = ' aria-current="page"' if active else ""
    return _safe(f'<li><a href="{escape(url)}"{here}>{icon(icon_name)}<span>{escape(label)}</span></a></li>')


@dataclass(frozen=True)
class Deadline:
    """How a due date looks today: louder only when later."""

    state: str
    text: str
    tone: str
    icon: str


def deadline(
    due_on: dt.date | None,
    *,
    today: dt.date,
    done_on: dt.date | None = None,
    paused: str = "",
    soon_days: int = 7,
) -> Deadline:
    """The seven states of a deadline. ``paused`` is why it does not run now."""
    if due_on is None:
        return Deadline("none", "没有期限", "quiet", "")
    if done_on is not None:
        late = (done_on - due_on).days
        if late > 0:
            return Deadline("was_late", f"晚 {late} 天", "over", "exclamation-triangle")
        return Deadline("done", "按期", "ok", "check-lg")
    if paused:
        return Deadline("paused", paused, "quiet", "pause-circle")
    left = (due_on - today).days
    if left < 0:
        return Deadline("late", f"逾期 {-left} 天", "late", "exclamation-triangle-fill")
    if left == 0:
        return Deadline("today", "今天到期", "warn strong", "clock")
    if left <= soon_days:
        return Deadline("soon", f"剩 {left} 天", "warn", "clock")
    return Deadline("fine", f"剩 {left} 天", "plain", "")


def deadline_chip(due_on, *, today, done_on=None, paused="", soon_days=7) -> SafeString:
    """The chip of ``deadline``; the date itself is in its title."""
    state = deadline(due_on, today=today, done_on=done_on, paused=paused, soon_days=soon_days)
    if state.state == "none":
        return DASH
    return _safe(f'<span title="{day(due_on)}到期">{_chip(state.text, state.tone, state.icon)}</span>')


def percent(numerator, denominator) -> str:
    """``1342, 1468`` → ``91.4%``; nothing to count is 「—」, not zero."""
    return f"{numerator / denominator * 100:.1f}%" if denominator else "—"


def bar(numerator, denominator, *, target=None, floor=None, width: int = 72, height: int = 8) -> SafeString:
    """A track with its filling and a tick at ``target`` (percent); below ``floor`` it turns vermilion.

    Drawn as SVG: a strict content policy lets no style attribute through, and it prints.
    """
    share = min(100.0, numerator / denominator * 100) if denominator else 0.0
    low = " low" if floor is not None and denominator and share < floor else ""
    tick = ""
    if target is not None:
        tick = (
            f'<rect class="tick" x="{min(float(target), 99) * width / 100:.1f}" width="2" height="{height}"/>'
        )
    return _safe(
        f'<svg class="bar{low}" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="track" width="{width}" height="{height}" rx="2"/>'
        f'<rect class="fill" width="{share * width / 100:.1f}" height="{height}" rx="2"/>{tick}</svg>'
    )


def rate(numerator, denominator, *, target=None, floor=None) -> SafeString:
    """Bar, percentage and the fraction behind it; colour never speaks alone."""
    return _safe(
        f'<span class="rate">{bar(numerator, denominator, target=target, floor=floor)}'
        f'<span class="num">{percent(numerator, denominator)}</span> '
        f'<small class="num">{numerator}/{denominator}</small></span>'
    )


def day(value, today: dt.date | None = None) -> str:
    """``6月14日``; the year only when it is not this one; an instant with its minutes."""
    if not value:
        return ""
    clock = ""
    if isinstance(value, dt.datetime):
        value = timezone.localtime(value) if timezone.is_aware(value) else value
        clock = f" {value:%H:%M}"
    # A list asks this for each row; ``timezone.localdate`` would take most of the time of a cell.
    this_year = (today or dt.datetime.now(timezone.get_default_timezone())).year
    year = f"{value.year}年" if value.year != this_year else ""
    return f"{year}{value.month}月{value.day}日{clock}"


def days(values: list[dt.date | None]) -> list[str]:
    """``day`` of a column of dates."""
    this_year = dt.datetime.now(timezone.get_default_timezone()).year
    return [
        ""
        if value is None
        else f"{value.month}月{value.day}日"
        if value.year == this_year
        else f"{value.year}年{value.month}月{value.day}日"
        for value in values
    ]


def text(value) -> str:
    """``value`` escaped; what is empty is 「—」."""
    if type(value) is str and value:
        return quick_escape(value)
    if value is None or value == "":
        return DASH
    return conditional_escape(value)


def card(content, title: str = "", link: str = "", link_label: str = "", css: str = "") -> SafeString:
    """A surface with a heading and, at its right, one link."""
    more = f'<a href="{escape(link)}">{escape(link_label or "全部")}</a>' if link else ""
    head = f'<div class="card-head"><h2>{escape(title)}</h2>{more}</div>' if title else ""
    return _safe(f'<section class="card {escape(css)}">{head}{content}</section>')


def fact(label: str, content) -> SafeString:
    """Term and description of a ``dl``; empty is 「—」."""
    return _safe(f"<dt>{escape(label)}</dt><dd>{content if str(content).strip() else DASH}</dd>")
