"""Handling several suggestions together, and no longer."""

from __future__ import annotations

from congress_poverty.pages import PickField

from ..models import Suggestion
from .fields import text
from .moves import MoveForm


def search_suggestions(rows, word: str):
    return rows.matching(word)


class MergeForm(MoveForm):
    into = PickField(
        Suggestion.objects.all(),
        search=search_suggestions,
        url="suggestions:find_leader",
        label="并入哪一件",
        typed="编号、题目或代表姓名",
    )


class SeparateForm(MoveForm):
    reason = text("说明", rows=2, required=False)
