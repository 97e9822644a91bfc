"""Parts of a page that many requests share: rendered once for the same facts."""

from __future__ import annotations

from functools import lru_cache

from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils.safestring import SafeString, mark_safe

_TOKEN = "\x00token\x00"  # noqa: S105 - where a form's token goes; no text of ours can hold it


def piece(template: str, request=None, **facts) -> SafeString:
    """``template`` rendered from these facts and nothing else: neither request nor user reaches it.

    The same facts need it once, whoever looks. A fact is plain text, a number, markup, or a
    tuple of plain texts. With a ``request`` its own token is put into the forms.
    """
    html = _rendered(template, get_script_prefix(), **facts)
    if request is None or _TOKEN not in html:
        return html
    return mark_safe(html.replace(_TOKEN, get_token(request)))  # noqa: S308 - from a template


# Typed: text and markup of the same letters are not the same fact.
@lru_cache(maxsize=2000, typed=True)
def _rendered(template: str, prefix: str, **facts) -> SafeString:
    return render_to_string(template, {**facts, "csrf_token": _TOKEN})
