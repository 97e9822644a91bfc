"""Telling people: a line in the bell of everybody who should act or know."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from . import outbox
from .models import Notice


@dataclass(frozen=True)
class Outside:
    """The words of a notice for somebody who is not looking at the program."""

    event: str
    text: str
    county_code: str


def tell(
    accounts: Iterable[int],
    *,
    key: str,
    text: str,
    url: str = "",
    group: str = Notice.Group.TO_DO,
    due_on: date | None = None,
    outside: Outside | None = None,
) -> int:
    """Write one line for each account id; how many were new.

    ``key`` makes it idempotent: the same line is written once for an account however
    often it is asked for. With ``outside`` it also goes by SMS or e-mail to those who want it.
    """
    wanted = set(accounts)
    wanted -= set(Notice.objects.filter(key=key, account__in=wanted).values_list("account", flat=True))
    Notice.objects.bulk_create(
        (
            Notice(account_id=pk, key=key, text=text[:300], url=url, group=group, due_on=due_on)
            for pk in sorted(wanted)
        ),
        ignore_conflicts=True,
    )
    if outside and wanted:
        outbox.put(
            wanted,
            key=key,
            event=outside.event,
            text=outside.text,
            url=url,
            county_code=outside.county_code,
            at=timezone.now(),
        )
    return len(wanted)


@dataclass(frozen=True)
class Line:
    """What one account is told where each is told something else."""

    account: int
    text: str
    url: str
    due_on: date | None = None
    outside: Outside | None = None


def tell_each(lines: Iterable[Line], *, key: str) -> int:
    """As ``tell``, for many accounts under one key with words of their own; how many were new."""
    wanted = {line.account: line for line in lines}
    known = set(Notice.objects.filter(key=key, account__in=list(wanted)).values_list("account", flat=True))
    new = [line for account, line in sorted(wanted.items()) if account not in known]
    Notice.objects.bulk_create(
        (
            Notice(
                account_id=line.account,
                key=key,
                text=line.text[:300],
                url=line.url,
                group=Notice.Group.TO_DO,
                due_on=line.due_on,
            )
            for line in new
        ),
        batch_size=500,
        ignore_conflicts=True,
    )
    for line in new:
        if line.outside:
            outbox.put(
                [line.account],
                key=key,
                event=line.outside.event,
                text=line.outside.text,
                url=line.url,
                county_code=line.outside.county_code,
                at=timezone.now(),
            )
    return len(new)


def open_asks(url: str) -> QuerySet[Notice]:
    """What is still asked of anybody about the page at ``url``."""
    return Notice.objects.filter(url=url, group=Notice.Group.TO_DO, read_at__isnull=True)


def settle(asks: QuerySet[Notice]) -> int:
    """The thing has been done, by whomever: it leaves the bells of all who were asked."""
    return asks.update(read_at=timezone.now())
