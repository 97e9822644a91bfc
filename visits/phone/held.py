"""What the township does with what a phone handed in and was not stored (要处理)."""

from __future__ import annotations

import json
from dataclasses import fields as fields_of
from datetime import date, datetime, timedelta

from django.db import transaction

from congress_poverty import audit
from congress_poverty.audit import Actor
from congress_poverty.reach import Reach, reaching
from congress_poverty.refusals import Refused
from deputies.models import Person
from pairing.models import Household, Pairing

from .. import actions
from ..actions import VisitFacts
from ..models import HeldItem, PhotoUpload, SyncReceipt, Visit
from ..policy import VisitPolicy
from .items import CORRECTABLE, checked, facts_of, frozen
from .photos import place_waiting
from .queue import cleaned

State = HeldItem.State
KEPT_FOR = timedelta(days=30)


def forget_refused(*, now: datetime) -> int:
    """What was refused stays editable on the phone; here it is kept thirty days and no longer.

    Photos go with it that have come in without ever finding their visit. May run twice.
    """
    with reaching(Reach.everything("a term ends for everybody alike")):
        before = now - KEPT_FOR
        PhotoUpload.objects.filter(begun_at__lt=before, is_placed=False).exclude(
            item__in=HeldItem.objects.waiting().values("token")
        ).delete()
        gone, _ = HeldItem.objects.filter(reason=HeldItem.Reason.REFUSED, received_at__lt=before).delete()
    return gone


def body_of(held: HeldItem) -> dict:
    """The item's own words; empty where it cannot be read."""
    try:
        body = cleaned(json.loads(held.payload))
    except (ValueError, Refused):
        return {}
    return body if isinstance(body, dict) else {}


def household_of(held: HeldItem) -> Household | None:
    """The household that the item is about, where the reader's reach has it or had it by the deputy."""
    code = body_of(held).get("household")
    with reaching(Reach.everything("who decides about a visit is told whom it was paid to")):
        rows = Household.objects.filter(code=code, pairings__person=held.person)
        return rows.select_related("county__region", "village").first() if isinstance(code, str) else None


def helper_now(held: HeldItem) -> Person | None:
    """Who looks after the household now."""
    household = household_of(held)
    if household is None:
        return None
    with reaching(Reach.everything("who looks after a household now is told to who decides about it")):
        open_ones = Pairing.objects.filter(household=household, person__isnull=False).open()
        found = open_ones.exclude(person=held.person).select_related("person__township").first()
    return found.person if found else None


@transaction.atomic
def keep(held: HeldItem, *, by: Actor, today: date) -> Visit:
    """Store it as the deputy's own after all."""
    _take(held, State.KEPT, by=by, on=today)
    with reaching(Reach.everything("the township has decided about an item of its own deputy")):
        if held.kind == "visit":
            return _record(held, [held.person], by=by, today=today)
        if held.kind == "visit_edit":
            return _correct(held, by=by, today=today)
    raise Refused("这类记录请照内容到相应页面补录，再选“不记”。")


@transaction.atomic
def pass_on(held: HeldItem, *, by: Actor, today: date) -> Visit:
    """Store it as a visit of who looks after the household now."""
    helper = helper_now(held)
    if held.kind != "visit" or helper is None:
        raise Refused("这一户现在没有别的代表联系，不能转。")
    _take(held, State.PASSED, by=by, on=today)
    with reaching(Reach.everything("the township has decided about an item of its own deputy")):
        return _record(held, [helper], by=by, today=today)


@transaction.atomic
def drop(held: HeldItem, *, reason: str, by: Actor, today: date) -> HeldItem:
    """Store nothing; the item's own words stay with the decision."""
    _take(held, State.DROPPED, by=by, on=today, reason=reason)
    return held


def _take(held: HeldItem, state: str, *, by: Actor, on: date, reason: str = "") -> None:
    """One person decides; who comes second is told."""
    decided = {"state": state, "decided_on": on, "decided_by": by.label[:100], "decision": reason[:200]}
    if not HeldItem.objects.waiting().filter(pk=held.pk).update(**decided):
        raise Refused("这条刚才已经有人处理过了。")
    audit.record("visits.settle_held", by=by, obj=held, detail={"decision": str(state)})


def _record(held: HeldItem, people: list[Person], *, by: Actor, today: date) -> Visit:
    household = household_of(held)
    if household is None:
        raise Refused("找不到走访的是哪一户，请选“不记”，再手工补录。")
    body, is_other = body_of(held), held.reason == HeldItem.Reason.OTHER_BODY
    visit = actions.record(
        household,
        facts_of(body, household.county.policy(VisitPolicy)),
        by=by,
        today=today,
        people=people,
        # The token belongs to the first content; this one is a visit of its own.
        client_uuid=None if is_other else held.token,
        before_pairing=True,
        source=Visit.Source.PHONE,
    )
    if not is_other:
        SyncReceipt.objects.filter(token=held.token).update(object_code=visit.code)
        place_waiting(held, visit, by=by, today=today)
    return visit


def _correct(held: HeldItem, *, by: Actor, today: date) -> Visit:
    body = body_of(held)
    key, changes = body.get("visit"), body.get("changes")
    if isinstance(key, str) and len(key) == 36:
        key = SyncReceipt.objects.filter(token=key).values_list("object_code", flat=True).first()
    visit = (
        Visit.objects.filter(code=key).select_related("household__county__region", "county__region").first()
    )
    if visit is None or not isinstance(changes, dict) or not set(changes) <= set(CORRECTABLE):
        raise Refused("原来的走访已经不在了，请选“不记”。")
    now = {
        name: change["now"]
        for name, change in changes.items()
        if isinstance(change, dict) and "now" in change
    }
    there = {one.name: frozen(getattr(visit, one.name)) for one in fields_of(VisitFacts)}
    return actions.edit(
        visit,
        VisitFacts(**there | checked(now, visit.county.policy(VisitPolicy))),
        by=by,
        today=today,
        people=[row.person for row in visit.visitors.select_related("person").order_by("order")],
        version=visit.version,
        before_pairing=True,
    )
