"""What this room contributes to pages of rooms below: the deputy's file, the household's ledger."""

from __future__ import annotations

from django.utils.html import format_html

from congress_poverty.pages import day_words
from deputies.models import Person
from pairing.models import Household
from pairing.sections import Section
from visits.models import Activity

from . import flow
from .models import OpinionItem, Suggestion, SuggestionProposer

SHOWN = 50


def raised_by(person: Person, *, masks: bool) -> Section:
    """Suggestions the deputy leads or co-signs."""
    rows = (
        SuggestionProposer.objects.filter(person=person)
        .exclude(answer=SuggestionProposer.Answer.DECLINED)
        .exclude(suggestion__state=flow.State.DRAFT)
        .select_related("suggestion")
        .order_by("-suggestion__submitted_on", "-suggestion_id")
    )
    return Section(
        head=("提出时间", "身份", "编号", "状态", "标题"),
        rows=[
            (
                day_words(row.suggestion.submitted_on),
                row.get_role_display(),
                row.suggestion.number,
                row.suggestion.get_state_display(),
                _link(row.suggestion),
            )
            for row in rows[:SHOWN]
        ],
        total=rows.count(),
    )


def from_household(household: Household, *, masks: bool) -> Section:
    """Suggestions that began with a visit to the household."""
    rows = Suggestion.objects.filter(source_visit__household=household).exclude(state=flow.State.DRAFT)
    return Section(
        head=("提出时间", "领衔代表", "状态", "标题"),
        rows=[
            (day_words(row.submitted_on), row.lead.name, row.get_state_display(), _link(row))
            for row in rows.select_related("lead").order_by("-submitted_on", "-id")[:SHOWN]
        ],
        total=rows.count(),
        empty="还没有从这一户的走访里提出建议。",
    )


def from_activity(activity: Activity, *, masks: bool) -> Section:
    """Opinions heard at the activity that have been taken down, and what became of them."""
    rows = OpinionItem.objects.filter(activity=activity).order_by("id")
    return Section(
        head=("编号", "内容", "处理情况"),
        rows=[
            (
                format_html('<a href="{}">{}</a>', row.get_absolute_url(), row.code),
                row.words[:60],
                row.get_state_display(),
            )
            for row in rows[:SHOWN]
        ],
        total=rows.count(),
        empty="还没有从这次活动记下群众意见。",
    )


def _link(suggestion: Suggestion) -> str:
    return format_html('<a href="{}">{}</a>', suggestion.get_absolute_url(), suggestion.title)
