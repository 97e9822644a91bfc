"""Parts of a page that rooms above contribute without being imported.

A setting lists ``(label, dotted path)``; the function at the path takes the page's
subject and the reader's masking and returns a ``Section``. The household's ledger
reads ``HOUSEHOLD_SECTIONS``, the deputy's file ``PERFORMANCE_FILE_SECTIONS``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Section:
    """A table with a heading; cells are text or safe markup, ``total`` counts beyond the rows shown."""

    head: Sequence[str]
    rows: Sequence[Sequence]
    total: int = 0
    empty: str = "还没有记录。"
    link: str = ""
    link_label: str = ""
    label: str = ""


def contributed(setting: str, subject, *, masks: bool) -> list[Section]:
    """The sections the setting names, in its order."""
    return [
        replace(import_string(path)(subject, masks=masks), label=label)
        for label, path in getattr(settings, setting)
    ]
