"""Extension, pause and resumption."""

from __future__ import annotations

from .fields import day, text
from .moves import MoveForm


class ExtensionForm(MoveForm):
    until = day("延到哪一天")
    reason = text("延期理由", hint="涉及面广、处理难度大在哪里；已经办到哪一步")


class GrantForm(MoveForm):
    until = day("同意延到")
    reason = text("说明", rows=2, required=False)


class ResumeForm(MoveForm):
    reason = text("说明", rows=2, required=False)
