"""The first two steps: choose a file (or an empty one to fill), match its columns."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import content_disposition_header

from congress_poverty.models import SheetImport
from congress_poverty.pages import (
    FormPage,
    Page,
    demand,
)
from congress_poverty.refusals import Refused
from congress_poverty.sheets.reader import Limits

from .. import actions, columns, files, tasks
from ..ledger import ledger_class
from .common import (
    OneImport,
    State,
    kind_choices,
    steps,
    townships_of,
)


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
            self.fields["township"].choices = [("", "全部乡镇（表里写了乡镇）"), *places]
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
            actions.drop_file(made)
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
