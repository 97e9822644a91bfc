"""The audit, read by the auditor only; reading it is itself audited."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from congress_poverty import audit
from congress_poverty.audit import AuditEvent
from congress_poverty.pages import (
    Button,
    Column,
    Days,
    DetailPage,
    Empty,
    Filter,
    ListPage,
    act,
    cells,
)
from congress_poverty.reach import Reach, reaching

from ..audit_words import ROOMS, action_label, kind_label, object_words
from ..roles import ROLE_CHOICES


def _action(value) -> str:
    return cells.text(action_label(value))


_action.plain = action_label


def _object(kind, code, label) -> str:
    return cells.text(object_words(kind, code, label))


_object.plain = object_words


class AuditList(ListPage):
    permission = "audit.read"
    title = "操作记录"
    counter = "条"
    model = AuditEvent
    order = "-seq"
    key = "seq"
    row_url = "audit:detail"
    search = staticmethod(
        lambda rows, word: rows.filter(actor__contains=word) | rows.filter(object_code=word)
    )
    search_label = "操作人或编号"
    visible_filters = 5
    columns = (
        Column("seq", "序号", right=True, link=True),
        Column("at", "时间", cells.day),
        Column("actor", "操作人"),
        Column("action", "操作", _action),
        Column(("object_kind", "object_code", "object_label"), "对象", _object, wide=True),
        Column("ip", "地址"),
    )
    filters = (
        Days("day", "日期", lookup="at__date"),
        Filter(
            "room", "类别", list(ROOMS.items()), apply=lambda rows, room: rows.filter(action__startswith=room)
        ),
        Filter("role", "身份", [*ROLE_CHOICES, ("program", "程序")], lookup="role"),
    )
    empty = Empty("还没有操作记录。")

    def buttons(self):
        return [Button("检查有没有被改过", "audit:verify", "audit.read", icon="shield-check", post=True)]

    def masks(self):
        return False

    def get(self, request, *args, **kwargs):
        if self.params and not request.GET.get("page"):
            audit.record("audit.search", by=request.actor, detail={"filters": self.params})
        return super().get(request, *args, **kwargs)


class AuditDetail(DetailPage):
    permission = "audit.read"
    model = AuditEvent
    key = "seq"
    template_name = "audit/event.html"

    def get_object(self):
        word = self.kwargs["seq"]
        if not (word.isascii() and word.isdigit() and len(word) < 19):
            raise Http404
        return get_object_or_404(self.rows(), seq=int(word))

    def get_title(self):
        return f"第 {self.object.seq} 条操作记录"

    def crumbs(self):
        return [("操作记录", reverse("audit:list"))]

    def context(self):
        event = self.object
        audit.record("audit.read", by=self.request.actor, detail={"seq": event.seq})
        return {
            "action": action_label(event.action),
            "kind": kind_label(event.object_kind),
            "words": object_words(event.object_kind, event.object_code, event.object_label),
            "detail": list(event.detail.items()),
        }


@act("audit.read")
def verify(request):
    """Walks the whole chain, over all counties: a chain has no townships."""
    with reaching(Reach.everything("the audit chain is checked from its first event")):
        broken = audit.verify()
    audit.record("audit.verify", by=request.actor, detail={"found": broken})
    if broken:
        messages.error(request, broken)
    else:
        messages.success(request, "操作记录从头到尾都接得上，没有被改过。")
    return redirect("audit:list")
