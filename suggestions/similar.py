"""Suggestions that may be about the same: shown to whoever raises one, and to whoever registers it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from congress_poverty.calendar import add_months
from deputies.models import County, Region

from . import flow
from .guard import similarity
from .models import Suggestion
from .policy import SuggestionPolicy

ALIKE = 0.4
"""From here on two suggestions are shown side by side; a place in common or the same class counts a tenth."""
MOST = 2000  # of one county's year; beyond it the newest are compared
SHOWN = 3
NOT_RAISED = (flow.State.DRAFT, flow.State.DECLINED, flow.State.WITHDRAWN)


@dataclass(frozen=True)
class Similar:
    """One that is alike, as it is told to others: title and state, nothing of its text."""

    code: str
    number: str
    title: str
    state: str
    likeness: float

    @property
    def face(self) -> flow.Face:
        return flow.FACES[flow.State(self.state)]

    @property
    def may_be_joined(self) -> bool:
        return self.state in flow.JOINABLE


def similar_to(suggestion: Suggestion, *, rows, on: date) -> list[Similar]:
    """Those of ``rows`` of the last months (the pack's number) that are most alike, best first."""
    county: County = suggestion.county
    since = add_months(on, -county.policy(SuggestionPolicy).similar_months)
    asked = (
        rows.filter(county=county, submitted_on__gte=since)
        .exclude(state__in=NOT_RAISED)
        .exclude(pk=suggestion.pk)
        .order_by("-submitted_on", "-pk")
    )
    near = []
    for code, number, title, body, category, state in asked.values_list(
        "code", "number", "title", "body", "category", "state"
    )[:MOST]:
        alike = 0.7 * similarity(suggestion.title, title) + 0.3 * similarity(suggestion.body, body)
        alike += 0.1 * (bool(category) and category == suggestion.category)
        if alike >= ALIKE - 0.1:
            near.append((alike, title + body, Similar(code, number, title, state, alike)))
    if not near:
        return []
    known = [name for name in Region.objects.villages_of(county).values_list("short_name", flat=True) if name]
    ours = _named(known, suggestion.title + suggestion.body)
    found = []
    for alike, text, one in near:
        theirs = _named(known, text)
        if ours and theirs and not ours & theirs:
            continue  # the same wish of another village is another matter
        if alike + 0.1 * bool(ours & theirs) >= ALIKE:
            found.append(one)
    return sorted(found, key=lambda one: -one.likeness)[:SHOWN]


def _named(villages: list[str], text: str) -> set[str]:
    return {name for name in villages if name in text}
