"""Imports begun and done, and ledgers out again."""

from __future__ import annotations

from datetime import timedelta

from django.http import FileResponse, Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header

from congress_poverty import audit
from congress_poverty.models import SheetImport
from congress_poverty.pages import (
    Button,
    Column,
    Empty,
    ListPage,
    Page,
    cells,
)
from congress_poverty.refusals import Refused

from .. import files, tasks
from ..actions import KEPT_DAYS
from ..ledger import Scope, ledger_class, reading
from .common import (
    State,
    kind_choices,
    label_of,
    names_of_places,
    state_chip,
)


class ImportList(ListPage):
    permission = "sheets.import"
    title, counter = "导入与导出", "次导入"
    template_name = "imports/list.html"
    model = SheetImport
    order = "-id"
    row_url = "imports:done"
    exportable = False
    columns = (
        Column("file_name", "文件", cells.text, link=True, wide=True),
        Column("kind", "台账", lambda kind: cells.text(label_of(kind))),
        Column("@place", "乡镇", cells.text),
        Column("accepted", "导入行数", cells.number, right=True),
        Column("refused", "没有导入", cells.number, right=True),
        Column("state", "状态", state_chip),
        Column("actor", "谁导入的", cells.text),
        Column("committed_at", "时间", cells.day),
    )
    toolbar = (Button("导入台账", "imports:new", "sheets.import", icon="upload", main=True),)
    empty = Empty("还没有导入过台账。表格不用先整理，直接选文件就行。", ())

    def rows(self):
        return SheetImport.objects.filter(state__in=(State.COMMITTED, State.UNDONE))

    def extras(self, ids):
        codes = dict(SheetImport.objects.filter(pk__in=ids).values_list("pk", "township_code"))
        places = names_of_places(codes.values(), self.request)
        whole = self.request.county.local("全县")
        return {"@place": {pk: places.get(code, whole) for pk, code in codes.items()}}

    def context(self):
        since = timezone.now() - timedelta(days=KEPT_DAYS)
        open_ones = SheetImport.objects.filter(created_at__gte=since).exclude(
            state__in=(State.COMMITTED, State.UNDONE, State.CANCELLED)
        )
        found, whole = list(open_ones[:50]), self.request.county.local("全县")
        places = names_of_places([one.township_code for one in found], self.request)
        may_export = self.request.may("sheets.export")
        return {
            "exports": kind_choices(self.request) if may_export else [],
            "unfinished": [
                {
                    "import": one,
                    "kind": label_of(one.kind),
                    "place": places.get(one.township_code, whole),
                    "state": state_chip(one.state),
                    "what": _what_is_left(one),
                    "until": timezone.localdate(one.created_at) + timedelta(days=KEPT_DAYS),
                }
                for one in found
            ],
        }


def _what_is_left(one: SheetImport) -> str:
    if tasks.asked(one):
        return "可以打开看进度"
    if one.state == State.CHECKED:
        return f"{one.accepted} 行可以导入，{one.refused} 行要修改"
    return one.message if one.state == State.FAILED else "还没有对列"


class ExportLedger(Page):
    """A whole ledger out again: what the post may see, masked unless a purpose is given."""

    permission = "sheets.export"
    template_name = "imports/export.html"

    def get_title(self):
        return f"导出{label_of(self.kwargs['kind'])}"

    def crumbs(self):
        return [("导入与导出", reverse("imports:list"))]

    def get(self, request, kind):
        ledger = self.ledger_class(kind)
        names = bool(ledger.named) and not request.post.sees_names
        return self.show(hides=names or bool(self.tier3(ledger)), hides_names=names)

    def ledger_class(self, kind: str):
        if kind not in dict(kind_choices(self.request)):
            raise Http404
        return ledger_class(kind)

    @staticmethod
    def tier3(ledger) -> frozenset[str]:
        return frozenset(one.key for one in ledger.export_fields() if one.key in ledger.secret)

    def post(self, request, kind):
        known = self.ledger_class(kind)
        full = "full" in request.POST
        purpose = request.POST.get("purpose", "").strip()[:200]
        if full and len(purpose) < 4:
            raise Refused("请写清用途，例如“年终走访慰问名单”。")
        form = "csv" if request.POST.get("format") == "csv" else "xlsx"
        hidden = known.secret | (frozenset() if request.post.sees_names else known.named)
        own = request.post.townships
        scope = Scope(request.county.code, self.today, own[0].code if len(own) == 1 else "")
        ledger = reading(kind, scope)
        file, rows = files.export(ledger, form, hidden=frozenset() if full else hidden)
        told = {"kind": kind, "format": form, "rows": rows, "full": full, "purpose": purpose if full else ""}
        audit.record("imports.export", by=request.actor, detail=told)
        response = FileResponse(
            file, content_type=files.XLSX if form == "xlsx" else "text/csv; charset=utf-8"
        )
        name = f"{known.label} {self.today:%Y-%m-%d}.{form}"
        response["Content-Disposition"] = content_disposition_header(True, name)
        return response
