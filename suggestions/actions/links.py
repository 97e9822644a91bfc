"""Links for units without an account: made, revoked, opened, and acted by.

The reach of a link is one assignment. Only ``find`` looks further, because a token
itself says where its holder may stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from congress_poverty import audit
from congress_poverty.audit import Actor
from congress_poverty.codes import new_code
from congress_poverty.reach import Reach, reaching
from congress_poverty.refusals import Refused
from deputies.roles import HANDLING_UNIT, ROLES

from .. import flow
from ..models import Assignment, Clock, LinkUse, Suggestion, UnitLink
from ..models.access import token_hash
from ..policy import SuggestionPolicy
from .advance import advance

TOKEN_GROUPS, TOKEN_GROUP = 5, 5  # 31**25 tokens, in groups that a person can type from paper
REFUSALS_KEPT = 30
REFUSALS_WITHIN = timedelta(minutes=15)


def may_give(suggestion: Suggestion, *, by: Actor) -> bool:
    """Whether it is for ``by`` to give links: the body that hands over, at its own level."""
    return by.role in flow.OFFICE[suggestion.handled_at]


def latest_day(assignment: Assignment, *, on: date) -> date:
    """Until when a link for this part may work at most."""
    policy = assignment.suggestion.county.policy(SuggestionPolicy)
    clocks = Clock.objects.running().filter(
        assignment=assignment, name__in=(*flow.ANSWER_CLOCKS, "co_opinion")
    )
    due = max((clock.effective_on for clock in clocks), default=None)
    if due is None:
        return on + timedelta(days=policy.link_days)
    return max(due, on) + timedelta(days=policy.link_days_after_due)


def usual_day(assignment: Assignment, *, on: date) -> date:
    """Until when a link works unless somebody says otherwise."""
    policy = assignment.suggestion.county.policy(SuggestionPolicy)
    return min(on + timedelta(days=policy.link_days), latest_day(assignment, on=on))


@transaction.atomic
def give_link(
    assignment: Assignment, *, given_to: str, scopes: list[str], expires_on: date, by: Actor, on: date
) -> tuple[UnitLink, str]:
    """Make a link for one assignment; with it the token, which is nowhere else."""
    suggestion = assignment.suggestion
    if not may_give(suggestion, by=by):
        who = "、".join(ROLES[role].label for role in flow.OFFICE[suggestion.handled_at])
        raise Refused(f"只有{who}可以给这件建议发链接。")
    offered = {move.key for move in flow.by_link(assignment.part)}
    if not scopes or not set(scopes) <= offered:
        raise Refused("请选链接可以做什么。", field="scopes")
    if expires_on < on:
        raise Refused("有效期不能早于今天。", field="expires_on")
    if expires_on > (latest := latest_day(assignment, on=on)):
        raise Refused(f"有效期最晚到{latest:%Y-%m-%d}。", field="expires_on")
    code = new_code(TOKEN_GROUPS * TOKEN_GROUP)
    token = "-".join(code[n : n + TOKEN_GROUP] for n in range(0, len(code), TOKEN_GROUP))
    link = UnitLink(
        suggestion=suggestion,
        assignment=assignment,
        token_hash=token_hash(token),
        scopes=[move.key for move in flow.by_link(assignment.part) if move.key in scopes],
        given_to=given_to,
        made_on=on,
        made_by=by.label,
        expires_on=expires_on,
    )
    if link.standing(on) != UnitLink.Standing.OPEN:
        raise Refused(f"{assignment.unit}已经办完或不再承办，不用发链接。")
    link.save()
    audit.record(
        "suggestions.give_link",
        by=by,
        obj=suggestion,
        detail={
            "link": link.code,
            "unit": str(assignment.unit),
            "to": given_to,
            "scopes": link.scopes,
            "until": expires_on.isoformat(),
        },
    )
    return link, token


@transaction.atomic
def revoke_link(link: UnitLink, *, by: Actor, on: date) -> UnitLink:
    """The link opens nothing from now on."""
    if not may_give(link.suggestion, by=by):
        raise Refused("只有发链接的机关可以作废。")
    link = UnitLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    if link.revoked_on:
        raise Refused("这个链接已经作废。")
    link.revoked_on = on
    link.save(update_fields=["revoked_on"])
    audit.record("suggestions.revoke_link", by=by, obj=link.suggestion, detail={"link": link.code})
    return link


def find(token: str) -> UnitLink | None:
    """The link of a token, in whatever standing."""
    with reaching(Reach.everything("a token says which link it is")):
        links = UnitLink.objects.select_related(
            "suggestion__county__region", "suggestion__township", "suggestion__lead", "assignment__unit"
        )
        return links.filter(token_hash=token_hash(token)).first()


def bearer(link: UnitLink, *, ip: str) -> Actor:
    """Whoever holds the link, by the name that was given: 「县水利局 王涛（链接）」."""
    who = f"{link.assignment.unit} {link.officer}".strip()
    return Actor(
        label=f"{who[:90]}（链接）",
        role=HANDLING_UNIT,
        county_code=link.suggestion.county.code,
        ip=ip,
        link=link.code,
    )


@transaction.atomic
def note_use(link: UnitLink, act: str, *, by: Actor, allowed: bool = True) -> None:
    """Write down that the link was used, or that something was refused to it."""
    LinkUse.objects.create(link=link, act=act[:24], who=link.officer, address=by.ip or None, allowed=allowed)
    audit.record(
        "suggestions.link_used" if allowed else "suggestions.link_refused",
        by=by,
        obj=link.suggestion,
        detail={"link": link.code, "act": act[:24]},
    )


@transaction.atomic
def note_unknown(*, by: Actor) -> bool:
    """Write down that a token was tried which no link has; False when it was tried too often.

    After ``REFUSALS_KEPT`` in a quarter of an hour an address writes no more rows. It is
    told so, and a right token still opens: many units sit behind one address.
    """
    with reaching(Reach.everything("a token that no link has belongs to nobody")):
        since = timezone.now() - REFUSALS_WITHIN
        tried = LinkUse.objects.filter(address=by.ip or None, at__gte=since, link=None, allowed=False)
        if tried.count() >= REFUSALS_KEPT:
            return False
        LinkUse.objects.create(act=LinkUse.OPEN, address=by.ip or None, allowed=False)
        audit.record("suggestions.link_refused", by=by, detail={"link": ""})
        return True


@transaction.atomic
def name_officer(link: UnitLink, *, officer: str, phone: str, by: Actor) -> UnitLink:
    """Who holds the link says so; where the unit has no officer yet, it is this one."""
    link.officer, link.officer_phone = officer, phone
    link.save(update_fields=["officer", "officer_phone"])
    one = link.assignment
    if one.signed_on and not one.officer:
        one.officer, one.officer_phone = officer, phone
        one.save(update_fields=["officer", "officer_phone"])
    note_use(link, LinkUse.NAME, by=by)
    return link


def acts_made(link: UnitLink) -> set[str]:
    """The moves that were made by the link."""
    return set(LinkUse.objects.filter(link=link, allowed=True).values_list("act", flat=True))


@transaction.atomic
def advance_by_link(
    link: UnitLink, move: str, *, by: Actor, on: date, given: Mapping[str, Any], version: int | None
) -> UnitLink:
    """Make a move of the link's assignment: allowed by its scopes, once, while it stands."""
    # Under lock, so that of two tabs the second one sees what the first one did.
    UnitLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    link = UnitLink.objects.select_related("suggestion__county__region", "assignment__unit").get(pk=link.pk)
    label = flow.MOVES[move].label
    if link.standing(on) != UnitLink.Standing.OPEN:
        raise Refused(f"链接{link.standing(on).label}，不能{label}。")
    if move not in link.scopes:
        raise Refused(f"这个链接不能{label}。")
    if not link.officer:
        raise Refused("请先填您的姓名和电话。")
    if move in acts_made(link):
        raise Refused(f"已经用这个链接{label}，每项只能办一次；要改请联系发链接的机关。")
    note_use(link, move, by=by)
    advance(link.suggestion, move, by=by, on=on, given=given, assignment=link.assignment, version=version)
    return link
