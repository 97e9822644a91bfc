"""Who hears of a move, and in which words."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from congress_poverty.audit import Actor
from congress_poverty.models import Notice
from congress_poverty.notices import open_asks, settle, tell
from deputies.models import Account, Post
from deputies.roles import COUNTY_LEADER, COUNTY_STAFF, HANDLING_UNIT, TOWNSHIP_CHAIR, TOWNSHIP_CLERK

from . import flow
from .models import Assignment, Clock, Suggestion, SuggestionProposer

# What the reader is asked for; moves that are not here are for information only.
ASKS = {
    ("submit", "office"): "新建议待登记",
    ("submit", "co_proposers"): "{lead}代表请您一起提这件建议",
    ("resubmit", "office"): "补充后的建议待登记",
    ("return", "deputies"): "建议退回补充，请补充后再提",
    ("hand_over", "units"): "交您单位办理，请签收或申请退办",
    ("forward", "units"): "转您单位办理，请签收或申请退办",
    ("reassign", "units"): "改派您单位办理，请签收或申请退办",
    ("uphold", "units"): "不同意退办，请继续办理",
    ("object", "office"): "承办单位申请退办，请处理",
    ("merge", "units"): "并案，与已交办的一起办理，请签收",
    ("return_opinion", "units"): "协办意见退回，请重新提出",
    ("ask_extension", "office"): "承办单位申请延期，请处理",
    ("deliver", "deputies"): "承办单位已答复，请评价",
    ("rehandle", "units"): "代表不满意，请重新办理",
    ("urge", "units"): "催办",
}

# Of the units only the one whose part it is hears of these.
ONE_UNIT = ("urge", "uphold", "return_opinion", "grant_extension", "refuse_extension")


def tell_about(
    suggestion: Suggestion, move: flow.Move, *, by: Actor, on: date, assignment: Assignment | None = None
) -> None:
    """Write the notices of a move that has just been made."""
    name = suggestion.number or suggestion.title
    due_on = (
        Clock.objects.filter(suggestion=suggestion)
        .ticking()
        .order_by("effective_on")
        .values_list("effective_on", flat=True)
        .first()
    )
    for audience in move.tells:
        ask = ASKS.get((move.key, audience))
        words = ask.format(lead=suggestion.lead.name) if ask else move.done
        only = assignment if move.key in ONE_UNIT else None
        text = f"{name}：{words}" + (f"，{due_on.month}月{due_on.day}日到期" if ask and due_on else "")
        tell(
            set(_AUDIENCES[audience](suggestion, on, only)) - {by.account_id},
            key=f"suggestion:{suggestion.code}:{move.key}:{suggestion.version}",
            text=text,
            url=suggestion.get_absolute_url(),
            group=Notice.Group.TO_DO if ask else Notice.Group.FOR_INFO,
            due_on=due_on if ask else None,
        )


def settle_asks(suggestion: Suggestion, *, by: Actor, on: date, changed: bool) -> None:
    """Close what was asked and has been answered by a move that has just been made.

    A new state answers what was asked in the old one. Two asks outlive it: each deputy
    rates for himself, and a co-proposer may still agree.
    """
    asks = open_asks(suggestion.get_absolute_url())
    if not changed:
        asks = asks.filter(account=by.account_id)
    elif suggestion.state not in (*flow.ENDED, flow.State.REHANDLING):
        rating = Q(key__contains=":deliver:") & ~Q(account=by.account_id)
        asks = asks.exclude(rating).exclude(account__in=list(_co_proposers(suggestion, on, None)))
    settle(asks)


def _office(suggestion, on, only):
    held = Post.objects.held(on).filter(county=suggestion.county_id)
    if suggestion.handled_at == Suggestion.Level.TOWNSHIP:
        held = held.filter(role__in=(TOWNSHIP_CHAIR, TOWNSHIP_CLERK), townships=suggestion.township_id)
    else:
        held = held.filter(role=COUNTY_STAFF)
    return held.values_list("account", flat=True)


def _deputies(suggestion, on, only):
    people = SuggestionProposer.objects.filter(
        suggestion=suggestion, answer=SuggestionProposer.Answer.CONFIRMED
    ).values_list("person", flat=True)
    return Account.objects.filter(person__in=list(people)).values_list("pk", flat=True)


def _co_proposers(suggestion, on, only):
    people = SuggestionProposer.objects.filter(
        suggestion=suggestion, answer=SuggestionProposer.Answer.ASKED
    ).values_list("person", flat=True)
    return Account.objects.filter(person__in=list(people)).values_list("pk", flat=True)


def _units(suggestion, on, only, parts=(flow.Part.LEAD, flow.Part.CO)):
    rows = Assignment.objects.filter(suggestion=suggestion, round=suggestion.round, part__in=parts)
    ended_now = Q(ended_on=on) if suggestion.state in (*flow.ENDED, flow.State.REGISTERED) else Q(pk=None)
    rows = rows.filter(Q(ended_on__isnull=True) | ended_now)
    if only is not None:
        rows = rows.filter(pk=only.pk)
    units = list(rows.values_list("unit", flat=True))
    posts = Post.objects.held(on).filter(role=HANDLING_UNIT, unit__in=units)
    return posts.values_list("account", flat=True)


def _lead_units(suggestion, on, only):
    return _units(suggestion, on, only, parts=(flow.Part.LEAD,))


def _leaders(suggestion, on, only):
    held = Post.objects.held(on).filter(county=suggestion.county_id, role=COUNTY_LEADER)
    return held.values_list("account", flat=True)


_AUDIENCES = {
    "office": _office,
    "deputies": _deputies,
    "co_proposers": _co_proposers,
    "units": _units,
    "lead_units": _lead_units,
    "leaders": _leaders,
}
