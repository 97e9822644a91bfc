"""What this room contributes to pages of rooms below: the deputy's file, a household's ledger, a station."""

from __future__ import annotations

from django.db.models import Q
from django.utils.html import format_html

from congress_poverty.pages import day_words
from deputies.models import Person, Station
from pairing.models import Household
from pairing.sections import Section
from visits.models import Activity, Reception, Visit
from visits.station_figures import BookRows

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


def from_reception(reception: Reception, *, masks: bool) -> Section:
    """Opinions that began with a voter at a reception, and what became of them."""
    return _opinions(OpinionItem.objects.filter(reception=reception), empty="还没有转为群众意见。")


def from_visit(visit: Visit, *, masks: bool) -> Section:
    """Opinions that were collected at a visit (S3-24), and what became of them."""
    return _opinions(OpinionItem.objects.filter(visit=visit), empty="这次走访没有记群众意见。")


def _opinions(rows, *, empty: str) -> Section:
    rows = rows.select_related("suggestion")
    return Section(
        head=("听取日期", "群众原话", "处理情况", "建议"),
        rows=[
            (
                day_words(one.heard_on),
                format_html('<a href="{}">{}</a>', one.get_absolute_url(), str(one)),
                one.get_state_display(),
                _link(one.suggestion) if one.suggestion else "",
            )
            for one in rows.order_by("heard_on", "id")[:SHOWN]
        ],
        total=rows.count(),
        empty=empty,
    )


def opinions_at_station(station: Station, *, since, until, most: int) -> BookRows:
    """The opinions' book of a station: what was heard there, at receptions or activities."""
    rows = OpinionItem.objects.filter(
        Q(reception__station=station) | Q(activity__station=station), heard_on__lte=until
    )
    if since:
        rows = rows.filter(heard_on__gte=since)
    shown = rows.select_related("heard_by", "suggestion").order_by("heard_on", "id")
    return BookRows(
        ("日期", "听取代表", "群众原话", "人数", "处理情况", "建议编号"),
        [
            (
                day_words(one.heard_on),
                one.heard_by.name,
                one.words,
                one.people_count,
                one.get_state_display(),
                one.suggestion.number if one.suggestion else "",
            )
            for one in shown[:most]
        ],
        rows.order_by("-heard_on").values_list("heard_on", flat=True).first(),
        rows.count(),
    )


def _link(suggestion: Suggestion) -> str:
    return format_html('<a href="{}">{}</a>', suggestion.get_absolute_url(), suggestion.title)
