"""The sync contract: every answer that an item of a phone's queue can get.

=============  ======  =====================================================================
answer         status  the phone
=============  ======  =====================================================================
stored         201/200 forgets the item; 200 says that it was here already
quarantined    202/409 forgets it: it is kept here and the township decides
conflict       409     shows both values to a person, who answers with a new item
refused        422     shows the sentence beside the field; the item can be changed
gone           410     keeps it and offers to write it anew
login          401     keeps it and asks to log in
revoked        403     keeps it; the phone was taken off the account's list
outdated       426     keeps it and asks to reload the page
retry          429/503 keeps it and tries again later
maintenance    503     the same, and says until when
=============  ======  =====================================================================

An answer counts only with the item's own token and hash in it: the page that a public
network puts before the internet is a 200 as well.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils.crypto import salted_hmac
from django.utils.module_loading import import_string

from congress_poverty import audit
from congress_poverty.reach import Reach, reaching
from congress_poverty.refusals import Refused

from ..models import HeldItem, SyncReceipt, Visit
from .queue import OLDEST_SCHEMA, SCHEMA, Answer, Conflict, Gone, Held, Item, Sender, Stored

ITEMS_A_MINUTE = 120
# SQLite has one writer, and who waits for it asks again at intervals: whoever is luckiest is next. The
# threads of a worker take turns before they ask, so that none of them waits for long.
_TURN = threading.Lock()
WHEREVER = Reach.everything("an item is found by its token wherever it stands")


class _Claimed(Exception):
    """Another process has the token."""


Handler = Callable[[Sender, dict, Item], Stored]


def handlers() -> dict[str, Handler]:
    return {kind: import_string(path) for kind, path in settings.PHONE_ITEMS.items()}


def take(item: Item, sender: Sender) -> Answer:
    """The whole contract for one item. Idempotent: what was answered once is answered again.

    Claiming the token, the act itself and the receipt are one transaction. Where two
    processes get the same item at the same moment, the database lets one of them have
    the token and makes the other wait for its answer.
    """
    if item.account and item.account != sender.account.code:
        return Answer("login", 401, {"sentence": "这条是另一位代表记的，请用原来的账号登录后再上传。"})
    if item.schema > SCHEMA or item.schema < OLDEST_SCHEMA:
        return _outdated(item, sender)
    with reaching(WHEREVER):
        earlier = SyncReceipt.objects.filter(token=item.token).first()
        if earlier is not None:
            return _again(earlier, item, sender)
        if _too_many(sender):
            return Answer("retry", 429, {"sentence": "传得太快了，请稍等。"}, retry_after=20)
        try:
            with _in_turn(), transaction.atomic():
                receipt = _claim(item, sender)
                answer = _act(item, sender, receipt)
        except Refused as refused:
            return _refused(item, sender, refused)
        except _Claimed:
            return _again(SyncReceipt.objects.get(token=item.token), item, sender)
    return answer


def _in_turn() -> AbstractContextManager:
    return _TURN if connection.vendor == "sqlite" else nullcontext()


def _claim(item: Item, sender: Sender) -> SyncReceipt:
    receipt = SyncReceipt(
        token=item.token,
        sha=item.sha,
        kind=item.kind,
        schema=item.schema,
        phone=sender.phone,
        made_at=item.made_at,
        received_at=sender.now,
        **sender.whose,
    )
    try:
        with transaction.atomic():
            receipt.save(force_insert=True)
    except IntegrityError:
        raise _Claimed from None
    return receipt


def _act(item: Item, sender: Sender, receipt: SyncReceipt) -> Answer:
    states = SyncReceipt.State
    try:
        if sender.is_closed:
            raise Held(HeldItem.Reason.CLOSED, "您的账号或代表身份已停用，这条已收到，由镇里处理。")
        with transaction.atomic(), reaching(sender.reach):
            stored = handlers()[item.kind](sender, item.body, item)
    except Held as held:
        receipt.state = states.QUARANTINED
        hold(item, sender, held.reason, held.sentence)
        data = {"reason": str(held.reason), "sentence": held.sentence, **held.more}
        answer = Answer("quarantined", 202, data)
    except Conflict as conflict:
        receipt.state = states.CONFLICT
        hold(item, sender, HeldItem.Reason.CONFLICT, "手机上和网页上改了同一处，等代表选一个。")
        answer = Answer("conflict", 409, {"fields": conflict.fields, "version": conflict.version})
    except Gone:
        receipt.state = states.GONE
        answer = Answer("gone", 410, {"sentence": "这条记录已在网页上删除。要保留的，请重新记一条。"})
    else:
        receipt.object_code = stored.code
        answer = Answer("stored", 201, stored.more)
    _settle(item, sender)
    receipt.answer = {"status": answer.status, "data": answer.data}
    receipt.save(update_fields=["state", "object_code", "answer"])
    return _with_receipt(answer, receipt)


def _with_receipt(answer: Answer, receipt: SyncReceipt) -> Answer:
    """``hmac`` lets the office check a receipt that somebody shows."""
    words = f"{receipt.token}|{receipt.sha}|{receipt.object_code}|{receipt.received_at.isoformat()}"
    data = {
        **answer.data,
        "receipt": {
            "token": str(receipt.token),
            "sha": receipt.sha,
            "id": receipt.object_code,
            "received_at": receipt.received_at.isoformat(),
            "hmac": salted_hmac("visits.phone.receipt", words, algorithm="sha256").hexdigest(),
        },
    }
    return Answer(answer.name, answer.status, data, answer.retry_after)


def _again(receipt: SyncReceipt, item: Item, sender: Sender) -> Answer:
    """The item is known: the same answer, unless it has another content or its row is gone."""
    if receipt.account_id != sender.account.pk:
        # Somebody else's token, made up or copied: nothing about that item is said.
        return Answer("refused", 422, {"sentence": "这条记录的编号已经用过，请重新打开“记走访”再填。"})
    if receipt.sha != item.sha:
        sentence = "同一条记录传来了两种内容，两种都留着，由镇里核对。"
        hold(item, sender, HeldItem.Reason.OTHER_BODY, sentence)
        return Answer("quarantined", 409, {"reason": "other_body", "sentence": sentence})
    answer = Answer(receipt.state, receipt.answer["status"], receipt.answer["data"])
    if receipt.state == SyncReceipt.State.STORED:
        if receipt.kind == "visit" and not _still_there(receipt):
            return Answer("gone", 410, {"sentence": "这条记录已在网页上删除。要保留的，请重新记一条。"})
        answer = Answer("stored", 200, answer.data)
    return _with_receipt(answer, receipt)


def _still_there(receipt: SyncReceipt) -> bool:
    return Visit.objects.filter(code=receipt.object_code).exists()


def _too_many(sender: Sender) -> bool:
    since = sender.now - timedelta(minutes=1)
    rows = SyncReceipt.objects.filter(account=sender.account, received_at__gt=since)
    return rows.order_by().count() >= ITEMS_A_MINUTE


def _refused(item: Item, sender: Sender, refused: Refused) -> Answer:
    """Said beside the field; the words are kept for thirty days all the same."""
    hold(item, sender, HeldItem.Reason.REFUSED, refused.sentence)
    return Answer(
        "refused", 422, {"sentence": refused.sentence, "field": refused.field, "code": refused.code}
    )


def _outdated(item: Item, sender: Sender) -> Answer:
    sentence = "手机上的页面版本和系统对不上，记录还在手机里。请有网时刷新本页后再上传。"
    with reaching(WHEREVER):
        hold(item, sender, HeldItem.Reason.REFUSED, sentence)
    return Answer("outdated", 426, {"sentence": sentence})


@transaction.atomic
def hold(item: Item, sender: Sender, reason: str, sentence: str) -> None:
    """Keep the item's own text for a person; once, however often it comes."""
    held, is_new = HeldItem.objects.get_or_create(
        token=item.token,
        sha=item.sha,
        defaults={
            "kind": item.kind,
            "schema": item.schema,
            "reason": reason,
            "sentence": sentence[:300],
            "payload": item.text.replace("\x00", ""),
            "received_at": sender.now,
            **sender.whose,
        },
    )
    if is_new:
        audit.record("visits.hold", by=sender.actor, obj=held, detail={"reason": str(reason)})


def _settle(item: Item, sender: Sender) -> None:
    """The deputy has answered a conflict, or mended what was refused, with this item."""
    reasons = HeldItem.Reason
    HeldItem.objects.waiting().filter(
        token__in=[token for token in (item.token, item.replaces) if token],
        reason__in=(reasons.REFUSED, reasons.CONFLICT),
        account=sender.account,
    ).exclude(sha=item.sha).update(
        state=HeldItem.State.SETTLED, decided_on=sender.today, decided_by=sender.actor.label[:100]
    )
