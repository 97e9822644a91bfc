"""What the phone is given of this room: answers to rate, requests to co-sign, own suggestions, the words."""

from __future__ import annotations

from deputies.models import Person
from visits.phone.queue import Sender

from .. import flow, guard
from ..actions.answers import may_change_until
from ..flow import State
from ..models import Assignment, Clock, OpinionItem, Rating, Reply, Suggestion, SuggestionProposer
from ..policy import SuggestionPolicy

RECENT = 20


def to_do(sender: Sender) -> dict:
    """Everything of this room in one part of the bundle."""
    own = Suggestion.objects.filter(proposers__person=sender.person).exclude(state=State.DRAFT).distinct()
    recent = list(own.order_by("-submitted_on", "-id")[:RECENT])
    waiting = list(Suggestion.objects.to_be_rated_by(sender.person).order_by("replied_on", "id"))
    rated = _changeable(sender)
    said = _answers([*waiting, *(one.suggestion for one in rated)])
    units = _units(recent)
    return {
        "to_rate": [_to_rate(one, said.get(one.pk)) | {"due": due} for one, due in _with_days(waiting)],
        "rated": [_rated(one, said.get(one.suggestion_id)) for one in rated],
        "to_cosign": _asked(sender.person),
        "suggestions": [_followed(one, units.get(one.pk, [])) for one in recent],
        "suggestion_count": own.filter(submitted_on__year=sender.today.year).count(),
        **_words(sender.county.policy(SuggestionPolicy)),
    }


def _words(policy: SuggestionPolicy) -> dict:
    """The county's words for raising and rating, and how the guard looks for what is no suggestion."""
    return {
        "categories": [{"code": one.code, "label": one.label} for one in policy.categories],
        "satisfaction": [
            {"code": one.code, "label": one.label, "reopens": one.reopens} for one in policy.satisfaction
        ],
        "dimensions": [{"code": one.code, "label": one.label} for one in policy.rating_dimensions],
        "reasons": [{"code": one.code, "label": one.label} for one in policy.dissatisfaction_reasons],
        "out_of_scope": [
            {
                "code": rule.code,
                "label": rule.label,
                "words": list(rule.words),
                "unless": list(rule.unless),
                "categories": list(rule.categories),
                "organ": rule.organ,
                "sentence": rule.sentence,
                "urgent": rule.is_urgent,
            }
            for rule in policy.out_of_scope
        ],
        "further": guard.FURTHER,
        "heard": [{"code": code, "label": label} for code, label in OpinionItem.Heard.choices],
    }


# ---- rating -----------------------------------------------------------------------------


def _with_days(waiting: list[Suggestion]) -> list[tuple[Suggestion, str]]:
    """Each with the last day of its time to rate, where the county sets one."""
    clocks = Clock.objects.filter(suggestion__in=waiting, name="feedback").running()
    days = {(one.suggestion_id, one.round): one.effective_on for one in clocks}
    return [(one, day.isoformat() if (day := days.get((one.pk, one.round))) else "") for one in waiting]


def _answers(rows: list[Suggestion]) -> dict[int, Reply]:
    """The last answer to each that was delivered."""
    replies = Reply.objects.filter(suggestion__in=rows, delivered_on__isnull=False)
    return {
        one.suggestion_id: one for one in replies.select_related("assignment__unit").order_by("round", "id")
    }


def _to_rate(one: Suggestion, reply: Reply | None) -> dict:
    return {
        "code": one.code,
        "number": one.number,
        "title": one.title,
        "version": one.version,
        "unit": reply.assignment.unit.name if reply and reply.assignment else "",
        "replied_on": one.replied_on.isoformat() if one.replied_on else "",
        "summary": reply.summary if reply else "",
        "full": reply.body if reply else "",
        "met_on": reply.met_on.isoformat() if reply and reply.met_on and not reply.is_waived else "",
        "promise_on": reply.promise_due_on.isoformat() if reply and reply.promise_due_on else "",
    }


def _changeable(sender: Sender) -> list[Rating]:
    """Own ratings of the present round that may still be changed."""
    own = Rating.objects.filter(proposer__person=sender.person).select_related("suggestion")
    return [
        one
        for one in own.order_by("-rated_on", "-id")[:RECENT]
        if one.round == one.suggestion.round
        and one.suggestion.state in (State.REPLIED, State.RATED)
        and sender.today <= may_change_until(one)
    ]


def _rated(one: Rating, reply: Reply | None) -> dict:
    return _to_rate(one.suggestion, reply) | {
        "until": may_change_until(one).isoformat(),
        "result": one.result,
        "attitude": one.attitude,
        "reasons": one.reasons,
        "remark": one.remark,
        "entered_by": one.entered_by,
    }


# ---- co-signing and following ---------------------------------------------------------------


def _asked(person: Person) -> list[dict]:
    """Who asks the deputy to propose something together."""
    rows = SuggestionProposer.objects.filter(person=person, answer=SuggestionProposer.Answer.ASKED)
    rows = rows.exclude(suggestion__state__in=(State.DRAFT, *flow.ENDED)).select_related("suggestion__lead")
    return [
        {
            "code": one.suggestion.code,
            "title": one.suggestion.title,
            "lead": one.suggestion.lead.name,
            "body": one.suggestion.body,
            "ask": one.suggestion.ask,
        }
        for one in rows.order_by("id")[:RECENT]
    ]


def _units(rows: list[Suggestion]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    parts = Assignment.objects.filter(suggestion__in=rows, part=flow.Part.LEAD).current()
    for row in parts.select_related("unit", "suggestion").order_by("id"):
        if row.round == row.suggestion.round:
            found.setdefault(row.suggestion_id, []).append(row.unit.name)
    return found


def _followed(one: Suggestion, units: list[str]) -> dict:
    """A suggestion in five plain stages, each with its day."""
    return {
        "code": one.code,
        "number": one.number,
        "title": one.title,
        "state": one.face.label,
        "on": one.submitted_on.isoformat(),
        "due": one.answer_due_on.isoformat() if one.answer_due_on else "",
        "units": units,
        "round": one.round,
        "stages": [
            {"label": label, "on": day.isoformat() if day else ""}
            for label, day in (
                ("已提交", one.submitted_on),
                ("已登记", one.registered_on),
                ("正在办", one.handed_over_on),
                ("已答复", one.replied_on),
                ("办结", one.closed_on),
            )
        ],
    }
