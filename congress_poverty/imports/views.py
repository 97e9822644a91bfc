"""The import wizard: choose a file, match columns, repair rows, import; and what was imported before."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.http import content_disposition_header

from congress_poverty import audit
from congress_poverty.models import SheetImport
from congress_poverty.pages import (
    ActPage,
    Button,
    Column,
    Empty,
    FormPage,
    ListPage,
    Page,
    act,
    cells,
    chip,
    demand,
    wants_json,
)
from congress_poverty.refusals import Refused
from congress_poverty.sheets.reader import Limits

from . import actions, columns, files, grid, tasks
from .ledger import Scope, kinds, ledger_class, reading

KEPT_DAYS = 30
State = SheetImport.State
STATES = {
    State.COMMITTED: ("ok", "check-circle"),
    State.UNDONE: ("quiet", "arrow-counterclockwise"),
    State.CANCELLED: ("quiet", "x-circle"),
    State.FAILED: ("over", "exclamation-circle"),
    State.CHECKED: ("blue", "pencil-square"),
}
STEPS = ("选文件", "对列", "检查修改", "导入")


def kind_choices(request) -> list[tuple[str, str]]:
    """Kinds that the active post may import."""
    return [
        (name, one.label) for name, one in kinds().items() if not (one.county_only and request.post.townships)
    ]


def label_of(kind: str) -> str:
    known = kinds()
    return known[kind].label if kind in known else "自动识别"


def townships_of(request) -> list:
    """Where the active post may import: its own townships, or all of its county."""
    if request.post.townships:
        return request.post.townships
    county = request.county
    return list(type(county.region).objects.townships_of(county))


def names_of_places(codes, request) -> dict[str, str]:
    region = type(request.county.region)
    return {one.code: str(one) for one in region.objects.filter(code__in=set(codes))}


def steps(now: int, bad: bool = False) -> list[dict]:
    return [
        {"label": label, "state": "done" if n < now else ("bad" if bad else "now") if n == now else ""}
        for n, label in enumerate(STEPS)
    ]


def state_chip(state: str):
    tone, icon = STATES.get(state, ("blue", "hourglass"))
    return chip(State(state).label, tone, icon)


# ---- the list ---------------------------------------------------------------------------


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
        return {"@place": {pk: places.get(code, "全县") for pk, code in codes.items()}}

    def context(self):
        since = timezone.now() - timedelta(days=KEPT_DAYS)
        open_ones = SheetImport.objects.filter(created_at__gte=since).exclude(
            state__in=(State.COMMITTED, State.UNDONE, State.CANCELLED)
        )
        found = list(open_ones[:50])
        places = names_of_places([one.township_code for one in found], self.request)
        may_export = self.request.may("sheets.export")
        return {
            "exports": kind_choices(self.request) if may_export else [],
            "unfinished": [
                {
                    "import": one,
                    "kind": label_of(one.kind),
                    "place": places.get(one.township_code, "全县"),
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


# ---- 1 choose a file --------------------------------------------------------------------


class NewForm(forms.Form):
    kind = forms.ChoiceField(label="台账种类")
    township = forms.ChoiceField(label="哪个乡镇的", required=False)
    file = forms.FileField(
        label="文件",
        required=False,
        max_length=255,
        help_text="可以是 .xlsx、.xls 或 .csv。标题行、合并格、小计行都不用删。",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv,.txt", "data-private": ""}),
    )
    pasted = forms.CharField(
        label="或者直接粘贴",
        required=False,
        strip=False,
        help_text="在 WPS 里选中一块（带表头）复制，在这里按 Ctrl+V。",
        widget=forms.Textarea(attrs={"rows": 4, "data-private": "", "spellcheck": "false"}),
    )

    def __init__(self, *args, kinds, townships, whole_county, **kwargs):
        super().__init__(*args, **kwargs)
        for one in ("file", "pasted"):
            self.fields[one].always_set = True  # one of the two, not "left open"
        self.fields["kind"].choices = [("auto", "自动识别（看表头）"), *kinds]
        places = [(one.code, str(one)) for one in townships]
        if whole_county:
            self.fields["township"].choices = [("", "全县（表里写了乡镇）"), *places]
        elif len(places) == 1:
            del self.fields["township"]
        else:
            self.fields["township"].choices = places
            self.fields["township"].required = True

    def clean(self):
        data = super().clean()
        if not data.get("file") and not (data.get("pasted") or "").strip() and not self.errors:
            self.add_error("file", "请选一个文件，或者把表格粘贴到下面的框里")
        return data

    def clean_file(self):
        file = self.cleaned_data["file"]
        most = Limits().file_bytes
        if file and file.size > most:
            raise forms.ValidationError(
                f"文件 {file.size / 2**20:.0f} MB，最大 {most // 2**20} MB。可以按年份或乡镇分成几个文件。"
            )
        return file


class ImportNew(FormPage):
    permission = "sheets.import"
    title = "导入台账"
    template_name = "imports/new.html"
    form_class = NewForm
    button = "下一步：对列"
    saved = ""
    autosave = False

    def crumbs(self):
        return [("导入与导出", reverse("imports:list"))]

    def get_initial(self):
        return {"kind": "auto"}

    def form_kwargs(self):
        return {
            "kinds": kind_choices(self.request),
            "townships": townships_of(self.request),
            "whole_county": not self.request.post.townships,
        }

    def context(self):
        return {"steps": steps(0), "blanks": kind_choices(self.request)}

    def save(self, form):
        data, request = form.cleaned_data, self.request
        file = data["file"]
        own = request.post.townships
        made = actions.start(
            file.chunks() if file else [data["pasted"].encode()],
            data["kind"],
            name=file.name if file else "粘贴的内容.txt",
            county_code=request.county.code,
            township_code=data.get("township") or (own[0].code if own else ""),
            by=request.actor,
        )
        try:
            actions.tables(made)
        except Refused as refused:
            actions.path_of(made).unlink(missing_ok=True)
            raise Refused(refused.sentence, field="file" if file else "pasted") from None
        return made

    def done(self, made):
        return reverse("imports:map", args=[made.code])


class Blank(Page):
    """下载模板: an empty workbook of one kind."""

    permission = "sheets.import"

    def get(self, request, kind):
        if kind not in dict(kind_choices(request)):
            raise Refused("没有这种台账的模板。")
        ledger = ledger_class(kind)
        response = FileResponse(files.blank(ledger), content_type=files.XLSX)
        response["Content-Disposition"] = content_disposition_header(True, f"{ledger.label}（模板）.xlsx")
        return response


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


# ---- one import -------------------------------------------------------------------------


class OneImport(Page, abstract=True):
    """A page about one import; that of another township is 404."""

    step = 0

    def dispatch(self, request, *args, **kwargs):
        demand(request, self.permission)
        self.object = get_object_or_404(SheetImport, code=kwargs["code"])
        return super().dispatch(request, *args, **kwargs)

    def crumbs(self):
        return [("导入与导出", reverse("imports:list"))]

    def get_title(self):
        return self.object.file_name

    @cached_property
    def place(self) -> str:
        code = self.object.township_code
        return names_of_places([code], self.request).get(code, code) if code else "全县"

    def show(self, **more):
        one = self.object
        return super().show(
            **{
                "object": one,
                "kind_label": label_of(one.kind),
                "place": self.place,
                "steps": steps(self.step, bad=one.state == State.FAILED),
                **more,
            }
        )

    def to(self, page: str):
        return redirect(f"imports:{page}", self.object.code)

    def may_see_rows(self) -> bool:
        """Rows name people: who sees no names sees only the ledgers he brought himself."""
        return self.request.post.sees_names or self.object.account_id == self.request.user.pk

    def demand_rows(self) -> None:
        if not self.may_see_rows():
            raise Refused(f"这份台账是{self.object.actor}上传的，里面有群众信息，由上传的人来改。")

    def waiting(self, what: str):
        """The progress page while a run of ``what`` is asked for."""
        done, total = actions.progress(self.object)
        return self.show(
            template="imports/progress.html",
            what=what,
            done=done,
            total=total,
            stuck=tasks.is_stuck(self.object),
        )


# ---- 2 match columns --------------------------------------------------------------------


class ImportMap(OneImport):
    permission = "sheets.import"
    template_name = "imports/map.html"
    step = 1

    def dispatch(self, request, *args, **kwargs):
        demand(request, self.permission)
        one = get_object_or_404(SheetImport, code=kwargs["code"])
        if tasks.asked(one):
            return redirect("imports:check", one.code)
        if one.state not in (State.UPLOADED, State.MAPPED, State.CHECKED, State.FAILED):
            return redirect("imports:done", one.code)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, code):
        self.demand_rows()
        one = self.object
        if one.state == State.UPLOADED and not one.mapping:
            remembered = actions.remembered_headings(
                county_code=one.county_code, township_code=one.township_code
            )
            again = columns.recall(actions.tables(one, automatic=True), remembered)
            if again:
                actions.map_columns(one, mapping=again, headings=remembered, by=request.actor)
                messages.info(request, "有几列按您上次导入时的选择对好了。")
        return self.page()

    def page(self, *, status: int = 200, wrong=(), answers=None):
        try:
            found = actions.tables(self.object, automatic=True)
        except Refused as refused:
            return self.show(refused=refused.sentence, layouts=[])
        layouts = columns.layouts(found, self.object, answers)
        return self.show(
            status=status,
            layouts=[one for one in layouts if one.kind],
            strange=[one for one in layouts if not one.kind],
            wrong=wrong,
            error_lines=[(f"layout-{number}", sentence) for number, sentence in wrong],
        )

    def post(self, request, code):
        self.demand_rows()
        found = actions.tables(self.object, automatic=True)
        layouts = columns.layouts(found, self.object, request.POST)
        rows = columns.header_rows(layouts, request.POST, self.object.options.get("header_rows", {}))
        if "look" in request.POST:
            actions.map_columns(self.object, header_rows=rows, by=request.actor)
            return self.to("map")
        known = [one for one in layouts if one.kind]
        wrong = [(one.number, sentence) for one in known for sentence in one.problems()]
        if not known:
            wrong = [(0, "这个文件里没有认出台账，请指出第几行是表头，或换一个文件。")]
        if wrong:
            return self.page(status=422, wrong=wrong, answers=request.POST)
        actions.map_columns(
            self.object,
            mapping=columns.mapping(known),
            headings=columns.headings(known),
            header_rows=rows,
            same_for_all=columns.same_for_all(known),
            by=request.actor,
        )
        tasks.ask(self.object, tasks.CHECK, by=request.actor)
        return self.to("check")


# ---- 3 check and repair -----------------------------------------------------------------


class ImportCheck(OneImport):
    permission = "sheets.import"
    template_name = "imports/check.html"
    step = 2

    def get(self, request, code):
        self.demand_rows()
        asked = tasks.asked(self.object)
        if asked:
            return self.waiting(asked)
        if self.object.state in (State.UPLOADED, State.MAPPED):
            return self.to("map")
        if self.object.state not in (State.CHECKED, State.FAILED):
            return self.to("done")
        return self.show()

    def context(self):
        one = self.object
        if one.state == State.FAILED or tasks.asked(one):
            return {}
        return {**self.heads(), **self.table()}

    def heads(self) -> dict:
        """What changes with every repair: tabs, groups, the button."""
        one = self.object
        counted = grid.counts(one)
        wanted = self.request.GET.get("tab") or self.request.POST.get("tab", "")
        fallback = next((tab for tab in (grid.WRONG, grid.TWICE, grid.WARNED) if counted[tab]), grid.GOOD)
        self.tab = wanted if wanted in grid.TABS else fallback
        left = counted[grid.WRONG] + counted[grid.TWICE]
        return {
            "object": one,
            "tab": self.tab,
            "tabs": [
                (tab, label, counted[tab])
                for tab, label in grid.TABS.items()
                if counted[tab] or tab in (grid.WRONG, grid.GOOD)
            ],
            "groups": grid.groups(one) if self.tab == grid.WRONG else [],
            "left": left,
            "noted": one.options.get("noted", 0),
            "all_good": not left,
        }

    def table(self) -> dict:
        rows = grid.rows_of(self.object, self.tab)
        total = rows.count()
        pages = max(1, -(-total // grid.PER_PAGE))
        asked = self.request.GET.get("page") or self.request.POST.get("page", "1")
        page = min(pages, max(1, int(asked))) if asked.isdecimal() and len(asked) < 7 else 1
        shown = rows.order_by("id")[(page - 1) * grid.PER_PAGE : page * grid.PER_PAGE]
        return {
            "blocks": grid.blocks(self.object, shown),
            "page_number": page,
            "pager": _pager(self.tab, page, pages),
            "is_input": self.tab in (grid.WRONG, grid.TWICE, grid.WARNED),
        }

    def post(self, request, code):
        """Keep what was changed, and judge anew; by fetch for a cell, or the page as a whole."""
        self.demand_rows()
        one = self.object
        if tasks.asked(one):
            raise Refused("正在检查，请等检查完再改。")
        do = request.POST.get("do", "save")
        changed = self.keep(do)
        if changed:
            one.refresh_from_db()
            if tasks.is_short(one):
                tasks.ask(one, tasks.CHECK, by=request.actor)
                one.refresh_from_db()
            else:
                one.options = {**one.options, "noted": one.options.get("noted", 0) + changed}
                one.save(update_fields=["options"])
        if do == "again":
            one.options = {key: value for key, value in one.options.items() if key != "noted"}
            tasks.ask(one, tasks.CHECK, by=request.actor)
        if wants_json(request):
            return self.answer()
        where = f"?tab={request.POST.get('tab', '')}&page={request.POST.get('page', '')}"
        return redirect(reverse("imports:check", args=[code]) + where)

    def keep(self, do: str) -> int:
        """Write down what the form says; how many rows it touches."""
        request, one = self.request, self.object
        words = do.split(":")
        if words[0] in ("skip", "back"):
            rows = grid.names_of(one, words[1:])
            actions.note_left_out(
                one, [row.pk for row in rows.values()], out=words[0] == "skip", by=request.actor
            )
            return len(rows)
        if do == "skip-twice":
            rows = list(grid.rows_of(one, grid.TWICE).values_list("pk", flat=True))
            actions.note_left_out(one, rows, by=request.actor)
            return len(rows)
        if words[0] in ("group", "group-skip") and len(words) == 2 and words[1].isdecimal():
            return self.keep_group(words[0], int(words[1]))
        return self.keep_cells()

    def keep_group(self, do: str, number: int) -> int:
        request, one = self.request, self.object
        named = (request.POST.get(f"group.{number}.key", ""), request.POST.get(f"group.{number}.text", ""))
        group = next((g for g in grid.groups(one) if (g.key, g.text) == named), None)
        if group is None:
            raise Refused("这几行已经改过了，请看现在的情况。")
        if do == "group-skip":
            actions.note_left_out(one, group.rows, by=request.actor)
            return group.count
        value = request.POST.get(f"group.{number}.value", "").strip()
        if not value or value == group.text:
            raise Refused(f"请先写出“{group.text}”应改成什么。")
        actions.note_repairs(one, {pk: {group.key: value} for pk in group.rows}, by=request.actor)
        return group.count

    def keep_cells(self) -> int:
        """Cells that differ from what the page showed."""
        posted: dict[str, dict[str, str]] = {}
        for name, value in self.request.POST.items():
            parts = name.split(".", 3)
            if parts[0] == "cell" and len(parts) == 4:
                posted.setdefault(f"{parts[1]}.{parts[2]}", {})[parts[3]] = value.strip()[:2000]
        rows = grid.names_of(self.object, posted)
        values = {}
        for name, row in rows.items():
            known = kinds()[row.kind]
            fresh = {}
            for key, value in posted[name].items():
                if not any(shape.field(key) for shape in known.shapes):
                    continue
                before = row.repaired.get(key, row.values.get(key))
                if key in known.secret:
                    if value:
                        fresh[key] = value
                elif value != grid.text_of(before).strip().replace("\r\n", "\n"):
                    fresh[key] = value or None
            if fresh:
                values[row.pk] = fresh
        if values:
            actions.note_repairs(self.object, values, by=self.request.actor)
        return len(values)

    def answer(self):
        """Fresh pieces of the page for a script: heads, and the rows it shows."""
        request, one = self.request, self.object
        if one.state == State.FAILED or tasks.asked(one):
            return JsonResponse({"reload": True})
        heads = self.heads()
        lines = {
            line.name: render_to_string(
                "imports/_row.html", {"line": line, "is_input": True, "tab": self.tab}, request
            )
            for told in request.POST.getlist("block")[:20]
            for line in grid.again(one, told)
        }
        pieces = {
            piece: render_to_string(f"imports/_{piece}.html", heads, request)
            for piece in ("tabs", "groups", "foot")
        }
        return JsonResponse({"pieces": pieces, "rows": lines})


def _pager(tab: str, page: int, pages: int) -> dict:
    if pages == 1:
        return {}
    numbers = sorted({1, pages, *range(max(1, page - 2), min(pages, page + 2) + 1)})
    links: list[tuple[str, str]] = []
    before = 0
    for number in numbers:
        if before and number > before + 1:
            links.append(("…", ""))
        links.append((str(number), "" if number == page else f"?tab={tab}&page={number}"))
        before = number
    return {
        "numbers": links,
        "previous": f"?tab={tab}&page={page - 1}" if page > 1 else "",
        "next": f"?tab={tab}&page={page + 1}" if page < pages else "",
    }


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


# ---- 4 done -----------------------------------------------------------------------------


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
