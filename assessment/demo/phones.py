"""What a phone of the demo county handed in and the township decides about: one correction that came late."""

from __future__ import annotations

import hashlib
import json
import uuid

from django.utils import timezone

from congress_poverty.audit import Actor
from deputies.models import Account
from deputies.roles import DEPUTY
from visits.models import Visit
from visits.phone import contract, queue


def hand_in_late() -> None:
    """A deputy corrects an old visit; after a day that is the township's to decide."""
    account = Account.objects.filter(posts__role=DEPUTY, person__isnull=False).order_by("pk").first()
    rows = Visit.objects.filter(visitors__person=account.person).order_by("-visited_on", "-pk")
    visit = rows.exclude(note="").first()
    if visit is None:
        return
    sender = queue.Sender(
        account,
        account.person,
        Actor(account.name, account.pk, DEPUTY, account.person.county.code),
        timezone.now(),
    )
    change = {"was": visit.note, "now": f"{visit.note.rstrip('。')}；已与村里说好下周去修。"[:500]}
    text = json.dumps({"visit": visit.code, "changes": {"note": change}}, ensure_ascii=False)
    contract.take(
        queue.read(
            {
                "token": str(uuid.uuid5(uuid.NAMESPACE_URL, f"demo:{visit.visited_on}")),
                "kind": "visit_edit",
                "schema": queue.SCHEMA,
                "body": text,
                "sha": hashlib.sha256(text.encode()).hexdigest(),
            }
        ),
        sender,
    )
