"""Raising and what happens up to the register: submit, send back, number, withdraw."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from congress_poverty import audit
from congress_poverty.audit import Actor
from congress_poverty.packs import term
from congress_poverty.refusals import Refused
from deputies.models import Person
from deputies.roles import DEPUTY

from .. import flow
from ..flow import State
from ..models import Suggestion, SuggestionProposer
from .acts import Act, effect, person_of, proposer_acting
from .advance import advance


@transaction.atomic
def raise_suggestion(
    suggestion: Suggestion,
    *,
    by: Actor,
    on: date,
    co_proposers: list[Person] = (),
    co_confirmed: bool = False,
) -> Suggestion:
    """Save a new suggestion with its proposers and submit it.

    ``co_confirmed``: the co-signers have signed the paper that is being entered;
    otherwise each is asked and confirms alone. The same ``client_uuid`` twice is one
    suggestion.
    """
    if suggestion.client_uuid:
        known = Suggestion.objects.filter(client_uuid=suggestion.client_uuid).first()
        if known:
            return known
    if by.role == DEPUTY and person_of(by) != suggestion.lead:
        raise Refused("代表只能以自己的名义领衔提出建议。", field="lead")
    if suggestion.lead in co_proposers:
        raise Refused(f"{suggestion.lead}是领衔代表，不用再列为附议代表。", field="co_proposers")
    suggestion.state = State.DRAFT
    suggestion.year = suggestion.submitted_on.year
    suggestion.recorded_by = by.label
    suggestion.save(force_insert=True)
    confirmed, asked = SuggestionProposer.Answer.CONFIRMED, SuggestionProposer.Answer.ASKED
    lead = SuggestionProposer(
        suggestion=suggestion,
        person=suggestion.lead,
        role=SuggestionProposer.Role.LEAD,
        answer=confirmed,
        answered_on=on,
    )
    others = [
        SuggestionProposer(
            suggestion=suggestion,
            person=person,
            answer=confirmed if co_confirmed else asked,
            answered_on=on if co_confirmed else None,
            order=n,
        )
        for n, person in enumerate(co_proposers, 1)
    ]
    SuggestionProposer.objects.bulk_create([lead, *others])
    return advance(suggestion, "submit", by=by, on=suggestion.submitted_on)


@transaction.atomic
def answer_request(proposer: SuggestionProposer, *, agrees: bool, by: Actor, on: date) -> SuggestionProposer:
    """A deputy who was asked to co-sign agrees or not."""
    if proposer.answer != SuggestionProposer.Answer.ASKED:
        raise Refused(f"{proposer.person}已经答复过是否附议。")
    if by.role == DEPUTY and person_of(by) != proposer.person:
        raise Refused("只能由被邀请的代表本人答复是否附议。")
    if proposer.suggestion.state in flow.ENDED:
        raise Refused("这件建议已经结束，不用再附议。")
    answers = SuggestionProposer.Answer
    proposer.answer = answers.CONFIRMED if agrees else answers.DECLINED
    proposer.answered_on = on
    proposer.save(update_fields=["answer", "answered_on"])
    audit.record(
        "suggestions.cosign",
        by=by,
        obj=proposer.suggestion,
        detail={"deputy": str(proposer.person), "agrees": agrees},
    )
    return proposer


@effect("submit", "resubmit")
def _submit(act: Act) -> None:
    proposer_acting(act)
    if act.move.key == "resubmit":
        for name in ("title", "body", "ask"):
            if act.given.get(name):
                act.changes[name] = act.given[name]
    act.detail = str(act.given.get("reason", ""))


@effect("register")
def _register(act: Act) -> None:
    number, level = act.given["number"].strip(), act.given.get("handled_at") or act.suggestion.handled_at
    category = term(act.policy.categories, act.given["category"])
    if category is None:
        raise Refused(f"没有“{act.given['category']}”这个类别。", field="category")
    act.suggestion.handled_at = level
    used = same_register(act.suggestion).filter(number=number).exclude(pk=act.suggestion.pk).first()
    if used:
        raise Refused(f"建议编号“{number}”已经用过：{used.title}。", code="E_DUP_NUMBER", field="number")
    act.changes |= {
        "number": number,
        "handled_at": level,
        "category": category.code,
        "registered_on": act.on,
    }
    act.detail = number


def same_register(suggestion: Suggestion):
    """The suggestions of the same body's register of the year."""
    rows = Suggestion.objects.filter(year=suggestion.year, handled_at=suggestion.handled_at)
    if suggestion.handled_at == Suggestion.Level.TOWNSHIP:
        return rows.filter(township=suggestion.township_id)
    return rows.filter(county=suggestion.county_id)


@effect("withdraw")
def _withdraw(act: Act) -> None:
    proposer_acting(act)
    if act.suggestion.state in flow.AT_UNITS and not act.policy.withdraw_after_handover:
        raise Refused("建议已经交办，按规定不能再撤回。")
    act.void = True
    act.detail = act.given["reason"]
