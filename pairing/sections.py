"""Parts of a page that rooms above contribute without being imported.

A setting lists ``(label, dotted path)``; the function at the path takes the page's
subject and the reader's masking and returns a ``Section``. The household's ledger
reads ``HOUSEHOLD_SECTIONS``, the deputy's file ``PERFORMANCE_FILE_SECTIONS``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
    said: str = ""
    """What stands for the section in a line of its own, where that is not the number of rows."""
    act: tuple[str, str, str] | None = None
    """What can be done here: label, address, permission; shown to who has it."""


def contributed(
    setting: str, subject, *, masks: bool, may: Callable[[str], bool] | None = None
) -> list[Section]:
    """The sections the setting names, in its order; without ``may`` nothing can be done on the page."""
    found = []
    for label, path in getattr(settings, setting):
        section = import_string(path)(subject, masks=masks)
        offered = section.act if may and section.act and may(section.act[2]) else None
        found.append(replace(section, label=label, act=offered))
    return found
