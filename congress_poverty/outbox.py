"""What leaves the building: written into the database with the notice, sent by a sweeper.

The queue is a table, so nothing depends on a broker's memory. A sweeper claims the
messages of one person under a new name (``batch``), hands them over under that name and
notes that they went. One that was killed in between leaves its claim; after some minutes
the same batch is handed over again under the same name, which the gateway knows.

Nothing goes out at night or on a day off, and what waited goes as one message in the
morning. What was done meanwhile is not sent.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from .channels import Undelivered, outlet
from .models import CalendarDay, Channel, ContactPoint, Message, Notice
from .sealed import opened

# Silent from nine in the evening to eight; what waited goes at half past eight (ux 3.6).
OPENS, DIGEST, CLOSES = time(8), time(8, 30), time(21)
ABANDONED = timedelta(minutes=10)
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360))
SMS_LENGTH = 70  # characters of one short message
State = Message.State


@dataclass
class Outcome:
    """What a sweep did, in messages."""

    sent: int = 0
    failed: int = 0
    again: int = 0
    dropped: int = 0

    @property
    def words(self) -> str:
        unsent = f"稍后再试 {self.again} 条，失败 {self.failed} 条，不用发 {self.dropped} 条"
        return f"发出 {self.sent} 条，{unsent}。"


def is_open(at: datetime, county_code: str) -> bool:
    """Whether anybody may be written to at that moment."""
    here = timezone.localtime(at)
    return OPENS <= here.time() < CLOSES and CalendarDay.calendar_for(county_code).is_workday(here.date())


def opening(at: datetime, county_code: str) -> datetime:
    """``at`` itself where one may write then, else half past eight of the next working day."""
    if is_open(at, county_code):
        return at
    here = timezone.localtime(at)
    calendar = CalendarDay.calendar_for(county_code)
    day = here.date() if here.time() < OPENS else here.date() + timedelta(days=1)
    day = calendar.first_working_day_on_or_after(day)
    return datetime.combine(day, DIGEST, tzinfo=here.tzinfo)


def put(
    accounts: Iterable[int], *, key: str, event: str, text: str, url: str, county_code: str, at: datetime
) -> int:
    """Write a message for everybody of ``accounts`` who wants to be reached; how many.

    Called where the notice is written, in its transaction.
    """
    not_before = opening(at, county_code)
    points = ContactPoint.objects.filter(account__in=list(accounts), is_on=True).exclude(address="")
    messages = [
        Message(
            account_id=account,
            channel=channel,
            event=event,
            key=key,
            text=text[:300],
            url=url,
            county_code=county_code,
            written_at=at,
            not_before=not_before,
        )
        for account, channel in points.values_list("account", "channel")
    ]
    Message.objects.bulk_create(messages, ignore_conflicts=True)
    return len(messages)


def send_due(*, at: datetime) -> Outcome:
    """Send everything that may go by now. Any number of sweepers may run at once."""
    outcome = Outcome()
    abandoned = Message.objects.filter(state=State.SENDING, claimed_at__lt=at - ABANDONED)
    for batch, claimed_at in list(abandoned.values_list("batch", "claimed_at").distinct().order_by()):
        if abandoned.filter(batch=batch, claimed_at=claimed_at).update(claimed_at=at):
            _deliver(batch, at, outcome)
    due = Message.objects.filter(state=State.WAITING, not_before__lte=at)
    who = due.values_list("account", "channel", "county_code").distinct().order_by("account", "channel")
    open_in: dict[str, bool] = {}
    for account, channel, county_code in list(who):
        if county_code not in open_in:
            open_in[county_code] = is_open(at, county_code)
        if open_in[county_code]:
            batch = uuid.uuid4()
            mine = due.filter(account=account, channel=channel, county_code=county_code)
            if mine.update(state=State.SENDING, batch=batch, claimed_at=at):
                _deliver(batch, at, outcome)
    return outcome


def _deliver(batch: uuid.UUID, at: datetime, outcome: Outcome) -> None:
    claimed = Message.objects.filter(batch=batch, state=State.SENDING)
    rows = list(claimed.order_by("written_at", "id"))
    wanted = [row for row in rows if not _is_done(row)]
    if done := [row.pk for row in rows if row not in wanted]:
        outcome.dropped += _drop(claimed.filter(pk__in=done), "已经办了")
    if not wanted:
        return
    channel = wanted[0].channel
    point = ContactPoint.objects.filter(account=wanted[0].account_id, channel=channel, is_on=True).first()
    if point is None or not point.address:
        outcome.dropped += _drop(claimed, "本人不再接收")
        return
    try:
        outlet(channel).send(key=str(batch), address=opened(point.address), text=_words(channel, wanted))
    except Undelivered as refused:
        _put_off(claimed, wanted, refused, at, outcome)
    else:
        outcome.sent += claimed.update(state=State.SENT, sent_at=at, error="")


def _is_done(message: Message) -> bool:
    """Whether the notice that it speaks of was read or settled meanwhile."""
    return Notice.objects.filter(account=message.account_id, key=message.key, read_at__isnull=False).exists()


def _drop(rows: QuerySet, why: str) -> int:
    return rows.update(state=State.DROPPED, error=why)


def _put_off(
    claimed: QuerySet, rows: list[Message], refused: Undelivered, at: datetime, outcome: Outcome
) -> None:
    """Back into the queue with a pause that grows, each by its own count of tries."""
    for row in rows:
        tries = row.attempts + 1
        is_over = refused.is_final or tries > len(PAUSES)
        claimed.filter(pk=row.pk).update(
            state=State.FAILED if is_over else State.WAITING,
            attempts=tries,
            error=refused.why[:200],
            not_before=at if is_over else at + PAUSES[tries - 1],
            batch=None,
        )
        if is_over:
            outcome.failed += 1
        else:
            outcome.again += 1


def try_again(messages: QuerySet, *, at: datetime) -> int:
    """Failed messages once more, from the first pause on."""
    return messages.filter(state=State.FAILED).update(
        state=State.WAITING, attempts=0, error="", not_before=at, batch=None
    )


def _words(channel: str, rows: list[Message]) -> str:
    """The text of one message; several become one that says how many and names the first."""
    first = rows[0].text
    if channel == Channel.EMAIL:
        return "\n".join(f"{row.text}{_link(row)}" for row in rows)
    if len(rows) == 1:
        return first
    sender, mark, about = first.rpartition("】")
    words = f"{sender}{mark}您有 {len(rows)} 件事：{about}"
    ending = "等，请登录查看。"
    return words[: SMS_LENGTH - len(ending)].rstrip("。，；") + ending


def _link(row: Message) -> str:
    return f" {settings.SITE_URL}{row.url}" if settings.SITE_URL and row.url else ""
