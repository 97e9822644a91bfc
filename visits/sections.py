"""What this room contributes to pages of rooms below."""

from __future__ import annotations

from django.urls import reverse
from django.utils.html import format_html

from congress_poverty.pages import day_words
from pairing.models import Household
from pairing.sections import Section

from .models import Visit

SHOWN = 20


def visits_of_household(household: Household, *, masks: bool) -> Section:
    """The latest visits on the household's ledger."""
    rows = Visit.objects.filter(household=household)
    latest = rows.order_by("-visited_on", "-id")[:SHOWN]
    return Section(
        head=("时间", "代表", "形式", "说了什么、做了什么"),
        rows=[
            (
                format_html('<a href="{}">{}</a>', visit.get_absolute_url(), day_words(visit.visited_on)),
                visit.deputy_names,
                visit.mode,
                story(visit),
            )
            for visit in latest
        ],
        total=rows.count(),
        empty="还没有走访记录。",
        link=f"{reverse('visits:list')}?q={household.head_name}" if not masks else "",
        link_label="在走访里查看",
        act=("记走访", f"{reverse('visits:new')}?household={household.code}", "visits.record"),
    )


def story(visit: Visit) -> str:
    """A visit in one line: topics, what was done, the sentence, the issue."""
    parts = ["、".join(visit.topics), "、".join(visit.acts), visit.note]
    if visit.issue:
        parts.append(f"反映：{visit.issue}")
    if visit.amount:
        parts.append(f"资金物资 {visit.amount:,.0f} 元")
    return "；".join(part for part in parts if part)
