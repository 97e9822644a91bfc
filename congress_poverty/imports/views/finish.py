"""The fourth step: import, stop, see what came of it, take it back."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.http import content_disposition_header

from congress_poverty import audit
from congress_poverty.models import SheetImport
from congress_poverty.pages import ActPage, act
from congress_poverty.refusals import Refused

from .. import actions, files, tasks
from ..ledger import kinds
from .common import OneImport, State, state_chip


@act("sheets.import")
def commit(request, code):
    """导入 n 行."""
    one = get_object_or_404(SheetImport, code=code)
    if one.state != State.CHECKED or tasks.asked(one):
        raise Refused("这份台账现在不能导入，请看页面上的状态。")
    if not one.accepted:
        raise Refused("没有可以导入的行，请先改好。")
    tasks.ask(one, tasks.COMMIT, by=request.actor)
    return redirect("imports:done", code)


@act("sheets.import")
def run_here(request, code):
    """Nobody has begun what was asked for: do it in this request."""
    one = get_object_or_404(SheetImport, code=code)
    what = tasks.asked(one)
    if what and tasks.is_stuck(one):
        tasks.ask(one, what, by=request.actor, here=True)
    return redirect("imports:done" if what == tasks.COMMIT else "imports:check", code)


@act("sheets.import")
def stop(request, code):
    """Stop the run under way, or give the import up."""
    one = get_object_or_404(SheetImport, code=code)
    what = tasks.asked(one)
    if what:
        actions.ask_to_cancel(one, by=request.actor)
        if tasks.is_stuck(one) or one.state not in (State.CHECKING, State.COMMITTING):
            tasks.give_up(one)
        messages.info(request, "已要求停止，一行也不会写入。")
        return redirect("imports:done" if what == tasks.COMMIT else "imports:check", code)
    actions.cancel(one, by=request.actor)
    messages.success(request, f"“{one.file_name}”不导入了。")
    return redirect("imports:list")


class ImportDone(OneImport):
    permission = "sheets.import"
    template_name = "imports/done.html"
    step = 4

    def get(self, request, code):
        one = self.object
        asked = tasks.asked(one)
        if asked:
            self.step = 3 if asked == tasks.COMMIT else 2
            return self.waiting(asked)
        if one.state in (State.UPLOADED, State.MAPPED, State.CHECKED, State.FAILED):
            return self.to("check")
        return self.show()

    def context(self):
        one = self.object
        if tasks.asked(one):
            return {}
        known = kinds()
        try:
            rows_url = reverse(known[one.kind].page) if one.kind in known else ""
        except NoReverseMatch:
            rows_url = ""
        return {
            "state": state_chip(one.state),
            "can_undo": actions.can_undo(one, now=timezone.now()),
            "undo_until": _undo_until(one),
            "rows_url": rows_url,
            "may_see_rows": self.may_see_rows(),
            "has_file": actions.path_of(one).exists(),
        }


def _undo_until(one: SheetImport):
    return one.committed_at and timezone.localdate(one.committed_at + timedelta(actions.UNDO_DAYS))


class ImportUndo(ActPage):
    permission = "sheets.import"
    template_name = "imports/undo.html"
    model = SheetImport
    keep_label = "不撤销"
    tone = "danger"
    saved = ""

    def get_title(self):
        return "撤销这次导入"

    def crumbs(self):
        return [("导入与导出", reverse("imports:list")), (self.object.file_name, self.cancel_url())]

    def cancel_url(self):
        return reverse("imports:done", args=[self.object.code])

    def load(self):
        super().load()
        if not actions.can_undo(self.object, now=timezone.now()):
            raise Refused("这次导入不能撤销了：只有 7 天以内的导入可以撤销。")
        self.going, self.staying = actions.undo_preview(self.object)

    @property
    def button(self):
        return f"撤销 {self.going} 条"

    def get_sentence(self):
        kept = f"其中 {self.staying} 条已被修改或被别处用到，将保留。" if self.staying else "都没有被改动过。"
        return (
            f"这次导入了 {self.object.accepted} 行，记成 {self.going + self.staying} 条记录；"
            f"撤销会删除 {self.going} 条，{kept}"
        )

    def act(self, obj, data):
        done = actions.undo(obj, now=timezone.now(), by=self.request.actor)
        messages.success(self.request, done.message)
        return done

    def done(self, obj):
        return reverse("imports:done", args=[obj.code])


class RedFile(OneImport):
    """下载标红的 Excel: the rows that were not imported, wrong cells in red."""

    permission = "sheets.import"

    def get(self, request, code):
        self.demand_rows()
        one = self.object
        file = files.red(one)
        audit.record("imports.download", by=request.actor, obj=one, detail={"what": "red"})
        response = FileResponse(file, content_type=files.XLSX)
        stem = one.file_name.rpartition(".")[0] or one.file_name
        response["Content-Disposition"] = content_disposition_header(True, f"{stem}（要改的行）.xlsx")
        return response


class Report(OneImport):
    """下载报告: the same JSON that the command writes."""

    permission = "sheets.import"

    def get(self, request, code):
        self.demand_rows()
        one = self.object
        audit.record("imports.download", by=request.actor, obj=one, detail={"what": "report"})
        response = HttpResponse(files.report(one), content_type="application/json; charset=utf-8")
        stem = one.file_name.rpartition(".")[0] or one.file_name
        response["Content-Disposition"] = content_disposition_header(True, f"{stem}（导入报告）.json")
        return response
