"""This room on the deputy's phone: raising, rating, and what waits for a word.

The kinds of items are named in ``PHONE_ITEMS``, the part of the bundle in ``PHONE_BUNDLE``.
"""

from __future__ import annotations

from congress_poverty.packs import term
from congress_poverty.reach import Reach, reaching
from congress_poverty.refusals import Refused
from deputies.models import Campaign
from deputies.roles import DEPUTY
from visits.models import SyncReceipt, Visit
from visits.phone.contract import Gone, Item, Sender, Stored
from visits.phone.items import text_of

from . import actions, flow, guard
from .forms import RaiseForm
from .models import Reply, Suggestion
from .policy import SuggestionPolicy

RECENT = 20


def to_do(sender: Sender) -> dict:
    """Answers to be rated, own suggestions and how far they are, and the words for both."""
    policy = sender.county.policy(SuggestionPolicy)
    own = (
        Suggestion.objects.filter(proposers__person=sender.person).exclude(state=flow.State.DRAFT).distinct()
    )
    waiting = list(Suggestion.objects.to_be_rated_by(sender.person).order_by("replied_on", "id"))
    replies = Reply.objects.filter(suggestion__in=waiting, delivered_on__isnull=False)
    said = {
        one.suggestion_id: one for one in replies.select_related("assignment__unit").order_by("round", "id")
    }
    rows = own.order_by("-submitted_on", "-id")[:RECENT]
    return {
        "to_rate": [_to_rate(one, said.get(one.pk)) for one in waiting],
        "suggestions": [
            {
                "code": one.code,
                "number": one.number,
                "title": one.title,
                "state": one.face.label,
                "on": one.submitted_on.isoformat(),
                "due": one.answer_due_on.isoformat() if one.answer_due_on else "",
            }
            for one in rows
        ],
        "suggestion_count": own.filter(submitted_on__year=sender.today.year).count(),
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
                "categories": list(rule.categories),
            }
            for rule in policy.out_of_scope
        ],
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
    }


def take_suggestion(sender: Sender, body: dict, item: Item) -> Stored:
    """Raise a suggestion by the rules of the page's form."""
    policy = sender.county.policy(SuggestionPolicy)
    form = RaiseForm(
        {
            "title": text_of(body, "title", most=200),
            "body": text_of(body, "body", most=4000),
            "ask": text_of(body, "ask", most=4000),
            "category": text_of(body, "category", most=40),
            "handled_at": text_of(body, "handled_at", most=20),
            "raised_in": Suggestion.RaisedIn.BETWEEN,
            "proposed_by": Suggestion.ProposedBy.DEPUTIES,
            "is_publishable": "on",
        },
        policy=policy,
        role=DEPUTY,
        today=sender.today,
    )
    if not form.is_valid():
        field, sentences = next(iter(form.errors.items()))
        raise Refused(sentences[0], field=field)
    new = form.save(commit=False)
    new.county, new.lead, new.township = sender.county, sender.person, sender.person.township
    new.submitted_on, new.client_uuid = sender.today, item.token
    new.source_visit = _visit(sender, body.get("visit"))
    new.campaign = (
        Campaign.objects.filter(county=new.county, since__lte=sender.today).order_by("-since").first()
    )
    found = guard.findings((new.title, new.body, new.ask), policy.out_of_scope, category=new.category)
    owner = next((one for one in found if not one.rule.is_urgent), None)
    if owner is not None:
        reason = text_of(body, "scope_override", most=200)
        if not reason:
            raise Refused(
                f"可能属于{owner.rule.label}：仍要提交的，请写理由，由人大审查。", field="scope_override"
            )
        new.out_of_scope, new.scope_override = owner.rule.code, reason
    elif found:
        new.out_of_scope = found[0].rule.code
    raised = actions.raise_suggestion(new, by=sender.actor, on=sender.today)
    return Stored(raised.code)


def _visit(sender: Sender, key) -> Visit | None:
    """The visit it comes from: by its code or by the token it was sent with."""
    if not isinstance(key, str) or not key:
        return None
    with reaching(Reach.everything("what this phone has sent is found by its token")):
        if len(key) == 36:
            receipts = SyncReceipt.objects.filter(account=sender.account, kind="visit")
            key = next((one.object_code for one in receipts if str(one.token) == key), "")
        return Visit.objects.filter(code=key, visitors__person=sender.person).first()


def take_rating(sender: Sender, body: dict, item: Item) -> Stored:
    """Rate an answer: nothing new is decided here, ``advance`` judges as on the page."""
    code = body.get("suggestion")
    own = Suggestion.objects.filter(proposers__person=sender.person)
    rated = own.select_related("county__region").filter(code=code).first() if isinstance(code, str) else None
    if rated is None:
        raise Gone
    policy = sender.county.policy(SuggestionPolicy)
    reasons = body.get("reasons", [])
    if not isinstance(reasons, list) or any(
        not isinstance(one, str) or term(policy.dissatisfaction_reasons, one) is None for one in reasons
    ):
        raise Refused("请重新点一个原因。", field="reasons")
    given = {
        "result": text_of(body, "result", most=24),
        "attitude": text_of(body, "attitude", most=24),
        "reasons": reasons,
        "remark": text_of(body, "remark", most=300),
    }
    actions.advance(rated, "rate", by=sender.actor, on=sender.today, given=given)
    return Stored(rated.code)
