"""Raising and what happens up to the register: submit, send back, number, withdraw."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from congress_poverty import audit
from congress_poverty.audit import Actor
from congress_poverty.packs import term
from congress_poverty.refusals import Refused
from deputies.models import GroupMember, Person
from deputies.roles import DEPUTY

from .. import flow
from ..flow import State
from ..models import HigherSubmission, OpinionCluster, OpinionItem, Suggestion, SuggestionProposer
from ..notices import tell_lead
from ..policy import SuggestionPolicy
from . import opinions as opinions_of
from .acts import Act, effect, person_of, proposer_acting
from .advance import advance


@transaction.atomic
def raise_suggestion(
    suggestion: Suggestion,
    *,
    by: Actor,
    on: date,
    co_proposers: Sequence[Person] = (),
    co_confirmed: bool = False,
    opinions: Sequence[OpinionItem] = (),
    cluster: OpinionCluster | None = None,
) -> Suggestion:
    """Save a suggestion, new or a draft, with its proposers and submit it.

    ``co_confirmed``: the co-signers have signed the paper that is being entered;
    otherwise each is asked and confirms alone. The same ``client_uuid`` twice is one
    suggestion. ``opinions`` and ``cluster`` are what it is made of.
    """
    if suggestion.pk is None and suggestion.client_uuid:
        known = Suggestion.objects.filter(client_uuid=suggestion.client_uuid).first()
        if known:
            return known
    _check_proposer(suggestion, by=by)
    _keep(suggestion, by=by, on=on, co_proposers=co_proposers, co_confirmed=co_confirmed)
    opinions_of.link(suggestion, opinions, cluster)
    if suggestion.scope_override:
        audit.record(
            "suggestions.override_scope",
            by=by,
            obj=suggestion,
            detail={"class": suggestion.out_of_scope, "reason": suggestion.scope_override},
        )
    return advance(suggestion, "submit", by=by, on=suggestion.submitted_on)


@transaction.atomic
def save_draft(
    suggestion: Suggestion,
    *,
    by: Actor,
    on: date,
    co_proposers: Sequence[Person] = (),
    co_confirmed: bool = False,
    opinions: Sequence[OpinionItem] = (),
    cluster: OpinionCluster | None = None,
) -> Suggestion:
    """Keep what has been written so far; nobody is told or asked before it is submitted."""
    _keep(suggestion, by=by, on=on, co_proposers=co_proposers, co_confirmed=co_confirmed)
    opinions_of.link(suggestion, opinions, cluster)
    audit.record("suggestions.draft", by=by, obj=suggestion)
    return suggestion


@transaction.atomic
def delete_draft(suggestion: Suggestion, *, by: Actor) -> None:
    """A draft leaves no trace but the audit's; what was submitted is withdrawn instead."""
    row = Suggestion.objects.select_for_update(of=("self",)).get(pk=suggestion.pk)
    if row.state != State.DRAFT:
        raise Refused("已经提交的建议不能删除，可以撤回。")
    audit.record("suggestions.delete_draft", by=by, obj=row)
    row.delete()


def _check_proposer(suggestion: Suggestion, *, by: Actor) -> None:
    """Whether the lead may sign for whom the suggestion is raised."""
    by_group = suggestion.proposed_by == Suggestion.ProposedBy.GROUP
    if by_group and suggestion.group is None:
        raise Refused("请选代表小组。", field="group")
    if by_group:
        heads = (GroupMember.Role.LEADER, GroupMember.Role.DEPUTY_LEADER)
        signs = GroupMember.objects.filter(
            group=suggestion.group, person=suggestion.lead, role__in=heads, ended_on__isnull=True
        )
        if not signs.exists():
            raise Refused(
                f"以小组名义提出的，由{suggestion.group}的组长或副组长领衔；小组页面没有登记组长的，先登记。",
                field="group",
            )
    if suggestion.proposed_by == Suggestion.ProposedBy.DELEGATION:
        allowed = suggestion.county.policy(SuggestionPolicy).delegation_proposes == "session"
        if not allowed or suggestion.raised_in != Suggestion.RaisedIn.SESSION:
            raise Refused("以代表团名义只能在大会期间提出，由代表团团长领衔。", field="proposed_by")


def _keep(
    suggestion: Suggestion, *, by: Actor, on: date, co_proposers: Sequence[Person], co_confirmed: bool
) -> None:
    """The row and its proposers as they are now."""
    if by.role == DEPUTY and person_of(by) != suggestion.lead:
        raise Refused("代表只能以自己的名义领衔提出建议。", field="lead")
    if suggestion.lead in co_proposers:
        raise Refused(f"{suggestion.lead}是领衔代表，不用再列为附议代表。", field="co_proposers")
    if suggestion.state != State.DRAFT:
        raise Refused("这件建议已经提交。")
    suggestion.year = suggestion.submitted_on.year
    suggestion.recorded_by = by.label
    suggestion.save()
    suggestion.proposers.all().delete()
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


@transaction.atomic
def join(suggestion: Suggestion, person: Person, *, by: Actor, on: date) -> SuggestionProposer:
    """A deputy who wanted to raise the same adds the own name instead (我也附议这件)."""
    row = Suggestion.objects.select_for_update(of=("self",)).select_related("lead").get(pk=suggestion.pk)
    if by.role != DEPUTY or person_of(by) != person:
        raise Refused("只能由代表本人附议。")
    if row.state not in flow.JOINABLE:
        raise Refused(f"这件建议现在是“{row.face.label}”，不能再附议；可以另提一件，由人大并案办理。")
    known = row.proposers.filter(person=person).first()
    if known and known.answer == SuggestionProposer.Answer.CONFIRMED:
        raise Refused("您已经是这件建议的代表。")
    own = known or SuggestionProposer(suggestion=row, person=person, order=row.proposers.count())
    own.answer, own.answered_on = SuggestionProposer.Answer.CONFIRMED, on
    own.save()
    audit.record("suggestions.join", by=by, obj=row, detail={"deputy": str(person)})
    tell_lead(row, f"{person.name}代表附议了这件建议", key=f"join:{own.code}")
    return own


@transaction.atomic
def agree_to_withdraw(proposer: SuggestionProposer, *, by: Actor, on: date) -> SuggestionProposer:
    """A co-signer agrees that the joint suggestion is withdrawn (上海: all must)."""
    if by.role == DEPUTY and person_of(by) != proposer.person:
        raise Refused("只能由附议代表本人同意撤回。")
    if proposer.answer != SuggestionProposer.Answer.CONFIRMED:
        raise Refused("没有附议的代表不用同意撤回。")
    proposer.withdrawal_agreed_on = on
    proposer.save(update_fields=["withdrawal_agreed_on"])
    audit.record(
        "suggestions.agree_to_withdraw",
        by=by,
        obj=proposer.suggestion,
        detail={"deputy": str(proposer.person)},
    )
    tell_lead(
        proposer.suggestion, f"{proposer.person.name}代表同意撤回", key=f"withdrawal:{proposer.code}:{on}"
    )
    return proposer


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
    opinions_of.submitted(act.suggestion, on=act.on)
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


@effect("decline")
def _decline(act: Act) -> None:
    """Not taken up, on a ground that the law names, and what becomes of it instead."""
    ground = term(act.policy.decline_reasons, act.given["ground"])
    outcome = term(act.policy.decline_outcomes, act.given["outcome"])
    if ground is None:
        raise Refused("请选不予立案的依据。", field="ground")
    if outcome is None:
        raise Refused("请选怎么处理。", field="outcome")
    act.data |= {"ground": ground.code, "outcome": outcome.code}
    words = [f"{ground.label}（{ground.source}）" if ground.source else ground.label, act.given.get("reason")]
    act.detail = "；".join(word for word in (*words, outcome.label) if word)


@effect("carry_up")
def _carry_up(act: Act) -> None:
    """Deputies of a higher congress take the matter there (S0-43); here it goes on as before."""
    given = act.given
    level = given["level"]
    if level not in HigherSubmission.Level.values:
        raise Refused("请选提到哪级。", field="level")
    submitted_on = given.get("submitted_on") or act.on
    if not act.suggestion.submitted_on <= submitted_on <= act.on:
        raise Refused("提出日期应在本件建议提出以后、今天以前。", field="submitted_on")
    HigherSubmission.objects.create(
        suggestion=act.suggestion,
        level=level,
        carried_by=given["carried_by"],
        submitted_on=submitted_on,
        number=given.get("number") or "",
    )
    words = [HigherSubmission.Level(level).label, f"{given['carried_by']}代表提出", given.get("number")]
    act.detail = "；".join(word for word in words if word)


@effect("carry_result")
def _carry_result(act: Act) -> None:
    """What came of it there."""
    waiting = HigherSubmission.objects.filter(suggestion=act.suggestion, organ="", outcome="")
    chosen = act.given.get("submission")
    row = waiting.filter(pk=chosen).first() if chosen else waiting.first()
    if row is None:
        raise Refused("没有等待上级办理结果的提出记录。")
    outcome_on = act.given.get("outcome_on") or act.on
    if not row.submitted_on <= outcome_on <= act.on:
        raise Refused("答复日期应在提出以后、今天以前。", field="outcome_on")
    row.outcome, row.outcome_on = act.given["outcome"], outcome_on
    row.number = act.given.get("number") or row.number
    row.save()
    act.detail = f"{row}：{row.outcome}"


@effect("withdraw")
def _withdraw(act: Act) -> None:
    proposer_acting(act)
    if act.suggestion.state in flow.AT_UNITS and not act.policy.withdraw_after_handover:
        raise Refused("建议已经交办，按规定不能再撤回。")
    if act.policy.withdraw_needs_all and not (act.by.role in flow.ENTERING and act.given.get("all_agree")):
        waiting = act.suggestion.proposers.filter(
            role=SuggestionProposer.Role.CO,
            answer=SuggestionProposer.Answer.CONFIRMED,
            withdrawal_agreed_on__isnull=True,
        ).select_related("person")
        if names := "、".join(one.person.name for one in waiting):
            raise Refused(
                f"联名的建议要全体代表同意才能撤回，还差：{names}。请他们打开这件建议，点“同意撤回”。"
            )
    act.void = True
    act.detail = act.given["reason"]
