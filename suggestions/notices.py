"""Who hears of a move, and in which words."""

from __future__ import annotations

from datetime import date
from functools import partial

from django.db.models import Q
from django.urls import reverse

from congress_poverty.audit import Actor
from congress_poverty.calendar import spoken
from congress_poverty.models import Notice
from congress_poverty.notices import Outside, open_asks, settle, tell
from congress_poverty.pages import day_words
from deputies.messages import outside
from deputies.models import Account, Post, Unit
from deputies.roles import COUNTY_LEADER, COUNTY_STAFF, HANDLING_UNIT, TOWNSHIP_CHAIR, TOWNSHIP_CLERK

from . import flow
from .models import Assignment, Clock, Rating, Suggestion, SuggestionProposer

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
    ("object", "forwarders"): "您转办的单位申请退办，请处理",
    ("merge", "units"): "并案，与已交办的一起办理，请签收",
    ("return_opinion", "units"): "协办意见退回，请重新提出",
    ("ask_extension", "office"): "承办单位申请延期，请处理",
    ("deliver", "deputies"): "承办单位已答复，请评价",
    ("rehandle", "units"): "代表不满意，请重新办理",
    ("keep_promise", "lead_deputy"): "承诺的事已落实，请再评价一次",
    ("urge", "units"): "催办",
    ("urge", "leaders"): "承办单位没有按期答复，请过问",
}


# Moves that are also told outside the program, by the text of ``[messages]``.
_LEAVES = {
    ("hand_over", "units"): "handover",
    ("forward", "units"): "handover",
    ("reassign", "units"): "handover",
    ("rehandle", "units"): "handover",
    ("deliver", "deputies"): "rate",
}


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
        only = {"only": assignment} if audience == "units" and move.key in _OF_ONE_UNIT else {}
        text = f"{name}：{words}" + (f"，{day_words(due_on, on)}到期" if ask and due_on else "")
        tell(
            set(_AUDIENCES[audience](suggestion, on, **only)) - {by.account_id},
            key=f"suggestion:{suggestion.code}:{move.key}:{suggestion.version}",
            text=text,
            url=suggestion.get_absolute_url(),
            group=Notice.Group.TO_DO if ask else Notice.Group.FOR_INFO,
            due_on=due_on if ask else None,
            outside=_outside(suggestion, move, audience, due_on, on),
        )


def _outside(
    suggestion: Suggestion, move: flow.Move, audience: str, due_on: date | None, on: date
) -> Outside | None:
    """For those who are not at the program when the move is made (ux 3.6)."""
    event = _LEAVES.get((move.key, audience))
    if event is None:
        return None
    due = day_words(due_on, on) if due_on else "期限"
    facts = {"due": due} if event == "handover" else {}
    return outside(suggestion.county, event, name=suggestion.number or suggestion.title, **facts)


def tell_moved(clock: Clock, *, was: date, on: date) -> None:
    """Write to those who work by the clock, and to the office, that its day is another one now."""
    suggestion, day = clock.suggestion, clock.effective_on
    who = set(office_of(suggestion, on))
    if clock.assignment:
        who.update(units_of(suggestion, on, only=clock.assignment))
    elif clock.name in ("feedback", "promise_feedback"):
        who.update(deputies_of(suggestion, on))
    tell(
        who,
        key=f"suggestion:{suggestion.code}:moved:{clock.pk}:{day}",
        text=f"{suggestion.number or suggestion.title}：放假安排公布后，{clock.get_name_display()}期限"
        f"由{spoken(was)}改为{spoken(day)}",
        url=suggestion.get_absolute_url(),
        group=Notice.Group.FOR_INFO,
    )


def tell_rated_for(rating: Rating, *, by: Actor, until: date, on: date) -> None:
    """A deputy hears of the rating that somebody entered for him, and until when he may correct it.

    Nobody asks him any more for his own; the words hold no result, because others may look
    over his shoulder before they have rated.
    """
    suggestion, proposer = rating.suggestion, rating.proposer
    accounts = list(Account.objects.filter(person=proposer.person_id).values_list("pk", flat=True))
    settle(open_asks(suggestion.get_absolute_url()).filter(account__in=accounts, key__contains=":deliver:"))
    name = suggestion.number or suggestion.title
    how = f"按您的{rating.get_entered_how_display()}意见" if rating.entered_how else "为您"
    tell(
        set(accounts) - {by.account_id},
        key=f"suggestion:{suggestion.code}:rated_for:{suggestion.version}:{proposer.pk}",
        text=f"{name}：{by.label}{how}代录了评价，不对的请在{day_words(until, on)}前更正",
        url=reverse("suggestions:move", args=[suggestion.code, "rate"]),
        group=Notice.Group.FOR_INFO,
    )


def tell_units(unit: Unit, suggestions: list[Suggestion], *, words: str, by: Actor, on: date) -> None:
    """One line for a unit about several suggestions at once."""
    first = suggestions[0]
    dues = [one.answer_due_on for one in suggestions if one.answer_due_on]
    about = first.number or first.title
    if len(suggestions) > 1:
        about = f"{about}等 {len(suggestions)} 件"
    tell(
        set(_posts_of([unit.pk], on)) - {by.account_id},
        key=f"urge:{unit.code}:{on}:{first.code}:{first.version}",
        text=f"{about}：{words}",
        url=reverse("suggestions:list") if len(suggestions) > 1 else first.get_absolute_url(),
        group=Notice.Group.TO_DO,
        due_on=min(dues, default=None),
    )


def settle_asks(suggestion: Suggestion, move: flow.Move, *, by: Actor, on: date, changed: bool) -> None:
    """Close what was asked and has been answered by a move that has just been made.

    A new state answers what was asked in the old one. Three asks outlive it: each deputy
    rates for himself, a co-proposer may still agree, and a promise is judged on its own.
    """
    asks = open_asks(suggestion.get_absolute_url())
    promised = Q(key__contains=":keep_promise:")
    if move.key in ("rate_promise", "check_promise", "end_promise"):
        settle(asks.filter(promised))
        return
    if move.key == "relay":
        return
    asks = asks.exclude(promised)
    if not changed:
        asks = asks.filter(account=by.account_id)
    elif suggestion.state not in (*flow.ENDED, flow.State.REHANDLING):
        rating = Q(key__contains=":deliver:") & ~Q(account=by.account_id)
        asks = asks.exclude(rating).exclude(account__in=list(co_proposers_of(suggestion, on)))
    settle(asks)


def tell_of_danger(obj, *, text: str, by: Actor, on: date) -> None:
    """Urgent danger in an opinion or a suggestion: the township hears of it at once, else the county."""
    held = Post.objects.held(on).filter(county=obj.county_id)
    people = held.filter(role__in=(TOWNSHIP_CHAIR, TOWNSHIP_CLERK), townships=obj.township_id)
    if not people.exists():
        people = held.filter(role=COUNTY_STAFF)
    tell(
        set(people.values_list("account", flat=True)) - {by.account_id},
        key=f"danger:{obj._meta.model_name}:{obj.code}",
        text=f"险情，请马上核实处置：{text}",
        url=obj.get_absolute_url(),
        due_on=on,
    )


def tell_lead(suggestion: Suggestion, words: str, *, key: str) -> None:
    """Something that the lead deputy should know."""
    tell(
        Account.objects.filter(person=suggestion.lead_id).values_list("pk", flat=True),
        key=f"suggestion:{suggestion.code}:{key}",
        text=f"{suggestion.number or suggestion.title}：{words}",
        url=suggestion.get_absolute_url(),
        group=Notice.Group.FOR_INFO,
    )


def office_of(suggestion, on):
    """Accounts of the body that hands over: the county's committee or the township's presidium."""
    held = Post.objects.held(on).filter(county=suggestion.county_id)
    if suggestion.handled_at == Suggestion.Level.TOWNSHIP:
        held = held.filter(role__in=(TOWNSHIP_CHAIR, TOWNSHIP_CLERK), townships=suggestion.township_id)
    else:
        held = held.filter(role=COUNTY_STAFF)
    return held.values_list("account", flat=True)


def _proposing(suggestion, answer, *, unrated=False):
    rows = SuggestionProposer.objects.filter(suggestion=suggestion, answer=answer)
    if unrated:
        rows = rows.exclude(ratings__round=suggestion.round)
    people = list(rows.values_list("person", flat=True))
    return Account.objects.filter(person__in=people).values_list("pk", flat=True)


def deputies_of(suggestion, on, *, unrated=False):
    """Accounts of the proposers; with ``unrated`` of those who have not rated this round."""
    return _proposing(suggestion, SuggestionProposer.Answer.CONFIRMED, unrated=unrated)


def lead_deputy_of(suggestion, on):
    """The account of the lead deputy."""
    return Account.objects.filter(person=suggestion.lead_id).values_list("pk", flat=True)


def co_proposers_of(suggestion, on):
    """Accounts of those who were asked to co-sign and have not answered."""
    return _proposing(suggestion, SuggestionProposer.Answer.ASKED)


def units_of(suggestion, on, *, parts=(flow.Part.LEAD, flow.Part.CO), only=None, unit=None):
    """Accounts of the units at work in this round, of ``only`` one assignment, or of one ``unit`` by id."""
    if unit is None:
        rows = Assignment.objects.filter(suggestion=suggestion, round=suggestion.round, part__in=parts)
        ended_now = Q(ended_on=on) if suggestion.state in (*flow.ENDED, flow.State.REGISTERED) else Q(pk=None)
        rows = rows.filter(Q(ended_on__isnull=True) | ended_now)
        if only is not None:
            rows = rows.filter(pk=only.pk)
        units = list(rows.values_list("unit", flat=True))
    else:
        units = [unit]
    return _posts_of(units, on)


def _posts_of(units, on):
    posts = Post.objects.held(on).filter(role=HANDLING_UNIT, unit__in=units)
    return posts.values_list("account", flat=True)


def leaders_of(suggestion, on):
    """Accounts of the county's leaders."""
    held = Post.objects.held(on).filter(county=suggestion.county_id, role=COUNTY_LEADER)
    return held.values_list("account", flat=True)


_AUDIENCES = {
    "office": office_of,
    "deputies": deputies_of,
    "co_proposers": co_proposers_of,
    "lead_deputy": lead_deputy_of,
    "units": units_of,
    "lead_units": partial(units_of, parts=(flow.Part.LEAD,)),
    "leaders": leaders_of,
    "forwarders": partial(units_of, parts=(flow.Part.VIA,)),
}
# Of these only the unit that they are about hears.
_OF_ONE_UNIT = ("urge", "uphold", "return_opinion", "grant_extension", "refuse_extension")
