"""A small wish on its way: posted, taken, fulfilled, or taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction

from congress_poverty import audit, photos
from congress_poverty.audit import Actor
from congress_poverty.refusals import Refused
from deputies.models import County, Person

from ..models import MicroWish
from ..policy import StationPolicy
from .stations import put_photos

State = MicroWish.State


@transaction.atomic
def post_wish(wish: MicroWish, *, by: Actor, today: date, changed: Sequence[str] = ()) -> MicroWish:
    """Put a wish up, or correct one that nobody has taken yet."""
    policy = wish.county.policy(StationPolicy)
    if wish.posted_on > today:
        raise Refused("发布日期不能晚于今天。", code="E_DATE_RANGE", field="posted_on")
    if wish.amount and wish.amount > policy.wish_amount_max:
        raise Refused(f"微心愿一般不超过 {policy.wish_amount_max} 元，更大的请走帮扶项目。", field="amount")
    if wish.pk and wish.state != State.OPEN:
        raise Refused(f"这个心愿“{wish.get_state_display()}”，不能再改内容。")
    if wish.wisher and wish.wisher in wish.wish + wish.detail:
        raise Refused("心愿和说明会公开张贴，请不要写心愿人的姓名。", field="wish")
    is_new = wish.pk is None
    wish.township_id = wish.station.township_id
    if is_new:
        wish.recorded_by = by.label
    wish.save()
    audit.record(
        "wishes.post" if is_new else "wishes.edit", by=by, obj=wish, detail={"changed": list(changed)}
    )
    return wish


@transaction.atomic
def claim_wish(
    wish: MicroWish,
    *,
    by: Actor,
    today: date,
    person: Person | None = None,
    name: str = "",
    promised_by: date | None = None,
) -> MicroWish:
    """A deputy, or anybody by name, takes the wish; of two at once one gets it."""
    wish = MicroWish.objects.select_for_update().get(pk=wish.pk)
    if wish.state != State.OPEN:
        raise Refused(f"这个心愿“{wish.get_state_display()}”，换一个吧。")
    if person is None and not name.strip():
        raise Refused("请选认领的代表，或写认领人。", field="name")
    latest = today + timedelta(days=wish.county.policy(StationPolicy).wish_promise_days)
    promised_by = promised_by or latest
    if not today <= promised_by <= latest:
        raise Refused(
            f"请承诺在 {latest.month} 月 {latest.day} 日以前实现。", code="E_DATE_RANGE", field="promised_by"
        )
    wish.claimed_by, wish.claimed_name = person, "" if person else name.strip()
    wish.claimed_on, wish.promised_by, wish.state = today, promised_by, State.CLAIMED
    wish.save()
    audit.record("wishes.claim", by=by, obj=wish, detail={"person": person.code if person else ""})
    return wish


@transaction.atomic
def give_back_wish(wish: MicroWish, *, by: Actor) -> MicroWish:
    """Whoever took it cannot keep the promise: it is open again."""
    if wish.state != State.CLAIMED:
        raise Refused("这个心愿现在没有人认领。")
    wish.state, wish.claimed_by, wish.claimed_name = State.OPEN, None, ""
    wish.claimed_on = wish.promised_by = None
    wish.save()
    audit.record("wishes.give_back", by=by, obj=wish)
    return wish


@transaction.atomic
def fulfil_wish(
    wish: MicroWish,
    *,
    result: str,
    on: date,
    pictures: Sequence[photos.Picture] = (),
    by: Actor,
    today: date,
) -> MicroWish:
    """The wish has come true: how, when, with photos where there are any."""
    if wish.state != State.CLAIMED:
        raise Refused("先认领，再登记实现。")
    if not result.strip():
        raise Refused("请写怎么实现的。", field="result")
    if not wish.claimed_on <= on <= today:
        raise Refused("实现日期不能早于认领，也不能晚于今天。", code="E_DATE_RANGE", field="on")
    wish.state, wish.result, wish.fulfilled_on = State.FULFILLED, result.strip(), on
    wish.save()
    put_photos(pictures, by=by, on=today, wish=wish)
    audit.record("wishes.fulfil", by=by, obj=wish, detail={"on": on.isoformat()})
    return wish


@transaction.atomic
def withdraw_wish(wish: MicroWish, *, reason: str, by: Actor) -> MicroWish:
    """No longer wished, or answered elsewhere."""
    if wish.state not in (State.OPEN, State.CLAIMED):
        raise Refused(f"这个心愿“{wish.get_state_display()}”，不能撤回。")
    if not reason.strip():
        raise Refused("请写为什么撤回。", field="reason")
    wish.state, wish.ended_because = State.WITHDRAWN, reason.strip()
    wish.save()
    audit.record("wishes.withdraw", by=by, obj=wish)
    return wish


@transaction.atomic
def repost_wish(wish: MicroWish, *, by: Actor, today: date) -> MicroWish:
    """Taken back by mistake, or out of time: put up again from today."""
    if wish.state not in (State.WITHDRAWN, State.EXPIRED):
        raise Refused("只有撤回或到期的心愿可以重新发布。")
    wish.state, wish.posted_on, wish.ended_because = State.OPEN, today, ""
    wish.claimed_by, wish.claimed_name, wish.claimed_on, wish.promised_by = None, "", None, None
    wish.save()
    audit.record("wishes.repost", by=by, obj=wish)
    return wish


@transaction.atomic
def expire_wishes(county: County, *, by: Actor, today: date) -> int:
    """Wishes that nobody took within the pack's days are closed; may run twice."""
    days = county.policy(StationPolicy).wish_days
    stale = list(MicroWish.objects.filter(county=county).stale(today, days))
    for wish in stale:
        wish.state = State.EXPIRED
        wish.save(update_fields=["state"])
        audit.record("wishes.expire", by=by, obj=wish)
    return len(stale)
