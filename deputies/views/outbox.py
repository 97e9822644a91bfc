"""What left the building, for who runs the system: to whom, when, and why not; never the words."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone

from congress_poverty import audit, outbox
from congress_poverty.models import Channel, Message
from congress_poverty.pages import Button, Column, Days, Empty, Filter, ListPage, act, cells

from ..policy import MESSAGE_WORDS

EVENTS = {
    "handover": "交办",
    "overdue": "答复逾期",
    "rate": "请评价",
    "report_last_day": "报告最后工作日",
    "duties_last_day": "任务最后工作日",
}
assert EVENTS.keys() == MESSAGE_WORDS.keys()  # a new text needs a word here
TONES = {"waiting": "warn", "sending": "warn", "sent": "ok", "failed": "over", "dropped": "quiet"}
ICONS = {
    "waiting": "clock",
    "sending": "arrow-repeat",
    "sent": "check-lg",
    "failed": "exclamation-triangle",
    "dropped": "slash-circle",
}


def event_label(event: str) -> str:
    return cells.text(EVENTS.get(event, event))


class Outbox(ListPage):
    permission = "system.read"
    title, counter = "短信和邮件", "条"
    model = Message
    order = "-pk"
    columns = (
        Column("written_at", "写下", cells.day),
        Column("account__name", "收件人"),
        Column("channel", "方式", cells.choice(Channel)),
        Column("event", "事由", event_label),
        Column("state", "状态", cells.choice(Message.State, tones=TONES, icons=ICONS)),
        Column("sent_at", "发出", cells.day),
        Column("attempts", "试过", cells.number, right=True),
        Column("error", "没发出去的原因", cells.clip(30), wide=True),
    )
    filters = (
        Filter("state", "状态", Message.State),
        Filter("channel", "方式", Channel),
        Days("written", "写下", lookup="written_at__date"),
    )
    bulk = (Button("再发一次", "accounts:send_again", "accounts.run"),)
    empty = Empty("还没有要发的短信和邮件。各人在“通知”页的“通知方式”里填了号码才会发。")

    def rows(self):
        return Message.objects.filter(county_code=self.request.county.code)


@act("accounts.run")
def send_again(request):
    """Failed messages that were picked, once more."""
    picked = Message.objects.filter(
        county_code=request.county.code, code__in=request.POST.getlist("pick")[:200]
    )
    count = outbox.try_again(picked, at=timezone.now())
    audit.record("outbox.again", by=request.actor, detail={"messages": count})
    if count:
        messages.success(request, f"{count} 条会再发一次。")
    else:
        messages.warning(request, "选中的里面没有“没发出去”的。")
    return redirect("accounts:outbox")
