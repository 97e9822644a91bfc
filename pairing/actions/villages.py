"""Acts on a village's development: policies delivered, its fund book."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum

from congress_poverty import audit
from congress_poverty.audit import Actor
from congress_poverty.refusals import Refused
from deputies.models import County, Region

from .. import flow
from ..models import FundBook, FundEntry, Household, PolicyDelivery
from ..policy import HelpPolicy


@transaction.atomic
def note_policies(
    village: Region,
    *,
    by: Actor,
    county: County,
    today: date,
    checked_on: date,
    states: Mapping[str, tuple[str, str]],
    household: Household | None = None,
) -> int:
    """What of the list of policies has reached the village, or one household (S0-61): policy → (state, note).

    A policy that is left open is not asked about; the last look replaces the one before.
    """
    if checked_on > today:
        raise Refused("核实日期不能晚于今天。", code="E_DATE_RANGE", field="checked_on")
    if not states:
        raise Refused("至少核实一项政策。", field="checked_on")
    for policy, (state, note) in states.items():
        if state == PolicyDelivery.State.NO and not note.strip():
            raise Refused(f"“{policy}”没落实，请写清卡在哪里。", field=policy)
        row, _ = PolicyDelivery.objects.update_or_create(
            village=village,
            household=household,
            policy=policy,
            defaults={
                "county": county,
                "township_id": village.parent_id,
                "state": state,
                "note": note.strip(),
                "checked_on": checked_on,
                "checked_by": by.label,
            },
        )
    missing = sum(state == PolicyDelivery.State.NO for state, _ in states.values())
    audit.record(
        "aid.policies",
        by=by,
        obj=household or row,
        detail={"on": checked_on.isoformat(), "checked": len(states), "missing": missing},
    )
    return len(states)


def balances(books: Iterable[int]) -> dict[int, tuple[Decimal, Decimal]]:
    """(raised, spent) of each book by id, without what was struck off."""
    books = list(books)
    found = {pk: [Decimal(0), Decimal(0)] for pk in books}
    rows = FundEntry.objects.filter(book__in=books, taken_back_on__isnull=True).order_by()
    for pk, way, total in rows.values_list("book", "way").annotate(total=Sum("amount")):
        found[pk][way == FundEntry.Way.SPENT] = total
    return {pk: (raised, spent) for pk, (raised, spent) in found.items()}


def balance(book: FundBook) -> tuple[Decimal, Decimal]:
    """(raised, spent) of one book."""
    return balances([book.pk])[book.pk]


@transaction.atomic
def enter_fund(entry: FundEntry, *, by: Actor, today: date) -> FundEntry:
    """Enter money raised or spent; spending never passes what was raised (S3-29 量入为出)."""
    if entry.happened_on > today:
        raise Refused("日期不能晚于今天。", code="E_DATE_RANGE", field="happened_on")
    if entry.amount is None or entry.amount <= 0:
        raise Refused("金额应大于 0", code="E_NUMBER_RANGE", field="amount")
    FundBook.objects.select_for_update().get(pk=entry.book_id)
    entry.finding = None
    if entry.way == FundEntry.Way.SPENT:
        if not entry.purpose.strip():
            raise Refused("支出请写用途", field="purpose")
        raised, spent = balance(entry.book)
        policy = entry.book.county.policy(HelpPolicy)
        entry.finding = flow.help.judge_spending(policy, raised=raised, spent=spent, amount=entry.amount)
    entry.save()
    audit.record(
        "aid.fund",
        by=by,
        obj=entry.book,
        detail={"way": entry.get_way_display(), "amount": str(entry.amount)},
    )
    return entry


@transaction.atomic
def strike_fund(entry: FundEntry, *, by: Actor, today: date, reason: str) -> FundEntry:
    """Strike an entry off: it stays in the book, crossed out, and counts no more."""
    if not reason.strip():
        raise Refused("请写冲销原因", field="reason")
    FundBook.objects.select_for_update().get(pk=entry.book_id)
    if entry.way == FundEntry.Way.RAISED:
        raised, spent = balance(entry.book)
        if raised - entry.amount < spent:
            raise Refused(
                "冲销后筹到的就少于已支出的了，请先冲销对应的支出。", code="E_FUND_OVER", field="reason"
            )
    done = FundEntry.objects.filter(pk=entry.pk, taken_back_on__isnull=True).update(
        taken_back_on=today, taken_back_why=reason.strip()
    )
    if not done:
        raise Refused("这一笔已经冲销。")
    entry.taken_back_on, entry.taken_back_why = today, reason.strip()
    audit.record(
        "aid.fund_strike",
        by=by,
        obj=entry.book,
        detail={"amount": str(entry.amount), "reason": reason.strip()},
    )
    return entry
