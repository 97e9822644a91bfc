"""Who did what, when, from where: append-only and chained.

``record`` is called inside the transaction of the act, so there is no act without
its record. Each event carries the hash of the one before it; ``verify`` names the
first one that was changed, removed or put in between. The tables refuse UPDATE
and DELETE by trigger.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from .models import AuditEvent, AuditHead


@dataclass(frozen=True)
class Actor:
    """Who acts: an account in a post, or the program itself.

    ``account_id`` is None for the program. ``label`` is what history shows,
    e.g. 「陈立（县代表工委）」. ``link`` is the public code of the link by which
    somebody without an account acts.
    """

    label: str
    account_id: int | None = None
    role: str = ""
    county_code: str = ""
    ip: str = ""
    link: str = ""

    @classmethod
    def program(cls, what: str, county_code: str = "") -> Actor:
        """The program itself: a duty, a command, the seeder."""
        return cls(label=f"程序（{what}）", role="program", county_code=county_code)


def _hash(event: AuditEvent) -> str:
    body = json.dumps(
        [
            event.seq,
            event.at.isoformat(),
            event.actor,
            event.account_id,
            event.role,
            event.ip,
            event.county_code,
            event.action,
            event.object_kind,
            event.object_code,
            event.object_label,
            event.detail,
            event.previous_hash,
        ],
        ensure_ascii=False,
        sort_keys=True,
    )
    return hashlib.sha256(body.encode()).hexdigest()


def _label(obj) -> str:
    """How the event names its object: ``audit_label`` where the plain name would be personal data."""
    return "" if obj is None else str(getattr(obj, "audit_label", obj))[:200]


@transaction.atomic
def record(action: str, *, by: Actor, obj=None, detail: dict | None = None) -> AuditEvent:
    """Write one event in the caller's transaction.

    ``action`` is ``room.verb`` (``pairing.end``); ``obj`` any model row with a
    ``code``; ``detail`` plain values, never tier 3 data.
    """
    head = AuditHead.objects.select_for_update().filter(pk=1).first()
    if head is None:
        AuditHead.objects.get_or_create(pk=1)
        head = AuditHead.objects.select_for_update().get(pk=1)
    event = AuditEvent(
        seq=head.seq + 1,
        at=timezone.now(),
        actor=by.label,
        account_id=by.account_id,
        role=by.role,
        ip=by.ip,
        county_code=by.county_code,
        action=action,
        object_kind=obj._meta.label_lower if obj is not None else "",
        object_code=str(getattr(obj, "code", None) or getattr(obj, "pk", "") or "")
        if obj is not None
        else "",
        object_label=_label(obj),
        detail=detail or {},
        previous_hash=head.hash,
    )
    event.hash = _hash(event)
    event.save(force_insert=True)
    head.seq, head.hash = event.seq, event.hash
    head.save()
    return event


def verify() -> str:
    """Walk the chain; '' when whole, else one sentence naming the first broken event.

    Needs a reach over everything.
    """
    previous, seq = "", 0
    for event in AuditEvent.objects.order_by("seq").iterator(chunk_size=2000):
        seq += 1
        if event.seq != seq:
            return f"第 {seq} 条操作记录不见了。"
        if event.previous_hash != previous:
            return f"第 {seq} 条操作记录与前一条接不上。"
        if _hash(event) != event.hash:
            return f"第 {seq} 条操作记录被改过。"
        previous = event.hash
    head = AuditHead.objects.filter(pk=1).first()
    if head and (head.seq, head.hash) != (seq, previous):
        return f"操作记录应有 {head.seq} 条，只有 {seq} 条。"
    return ""
