"""材料备案: plans, minutes and bulletins that a duty asks for as a file."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from congress_poverty import audit
from congress_poverty.pages import (
    ActPage,
    Button,
    Column,
    Days,
    DetailPage,
    Empty,
    Filter,
    FormPage,
    ListPage,
    Page,
    act,
    cells,
    chip,
    file_answer,
    speak,
)
from congress_poverty.reach import current_reach
from congress_poverty.refusals import Refused
from deputies.forms.fields import townships_within
from deputies.models import Person, Unit
from visits import papers

from .. import actions
from ..duties.rules import DutyPolicy
from ..models import Document, EarlierFile, Pledge
from .letters import stored_file
from .tabs import tabs

State = Document.State
FACES = {
    State.FILED: ("warn", "hourglass-split"),
    State.ACCEPTED: ("ok", "check-lg"),
    State.RETURNED: ("over", "arrow-return-left"),
}


def state_cell(value):
    tone, icon = FACES[State(value)]
    return chip(State(value).label, tone, icon)


state_cell.plain = lambda value: State(value).label if value else ""


def kinds_of(page):
    return [(one.code, one.label) for one in page.request.county.policy(DutyPolicy).documents]


def towns_of(page):
    return [(town.code, str(town)) for town in townships_within(page.request.county)]


class Documents(ListPage):
    """Everything that was filed, the newest first."""

    permission = "documents.read"
    title, counter = "材料备案", "份"
    model = Document
    order = "-filed_on"
    row_url = "duties:document"
    search = staticmethod(lambda rows, word: rows.filter(title__contains=word.strip()))
    search_label = "标题"
    columns = (
        Column("title", "标题", link=True, wide=True),
        Column(
            ("township__short_name", "unit__name"), "报送单位", lambda town, unit: cells.text(town or unit)
        ),
        Column("filed_on", "报送日期", cells.day, sort="filed_on"),
        Column("filed_by", "报送人"),
        Column("state", "状态", state_cell),
        Column("decided_on", "接收或退回", cells.day),
    )
    filters = (
        Filter("kind", "种类", kinds_of),
        Filter("state", "状态", State),
        Filter("township", "乡镇", towns_of, lookup="township__code"),
        Days("filed", "报送日期", lookup="filed_on"),
    )
    toolbar = (Button("报送材料", "duties:document_new", "documents.file", icon="upload", main=True),)
    empty = Empty("还没有报送过材料。", (Button("报送材料", "duties:document_new", "documents.file"),))

    def tab_links(self):
        return tabs(self.request, "duties:documents")


class DocumentDetail(DetailPage):
    permission = "documents.read"
    model = Document
    template_name = "assessment/document.html"

    def rows(self):
        return Document.objects.select_related("township", "unit", "group", "station", "county__region")

    def crumbs(self):
        return [("材料备案", reverse("duties:documents"))]

    def buttons(self):
        if self.object.state != State.FILED:
            return []
        code = self.object.code
        return [
            Button(
                "接收", reverse("duties:document_accept", args=[code]), "reports.accept", main=True, post=True
            ),
            Button("退回", reverse("duties:document_return", args=[code]), "reports.accept"),
            Button(
                "换文件", reverse("duties:document_replace", args=[code]), "documents.file", icon="upload"
            ),
        ]

    def context(self):
        labels = dict(kinds_of(self))
        return {
            "kind": labels.get(self.object.kind, self.object.kind),
            "state": state_cell(self.object.state),
            "earlier": list(self.object.earlier_files.all()),
            "owner": self.object.group
            or self.object.station
            or self.object.unit
            or self.object.township
            or f"{self.object.county}人大常委会",
        }


def file_field(*, required: bool, hint: str) -> forms.FileField:
    widget = forms.FileInput(attrs={"accept": papers.ACCEPT})
    return forms.FileField(label="文件", required=required, help_text=hint, widget=widget)


def admitted(upload):
    """The file behind the gate, or its refusal beside the field."""
    if not upload:
        return None
    try:
        return papers.admit(upload)
    except Refused as refused:
        raise forms.ValidationError(refused.sentence, code=refused.code) from None


class DocumentForm(forms.ModelForm):
    """What it is, whose it is, when it was handed in; the file may be left out when paper was handed in."""

    file = file_field(required=False, hint="PDF、Word（.docx）或图片，不超过 10 MB；交的是纸质件可以不传")

    class Meta:
        model = Document
        fields = ["kind", "title", "township", "unit", "filed_on", "note"]
        widgets = {"note": forms.Textarea({"rows": 2})}

    def __init__(self, *args, county, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.county = county
        policy, of_unit = county.policy(DutyPolicy), current_reach().kind == "unit"
        kinds = policy.documents_of("unit") if of_unit else policy.documents
        self.fields["kind"] = forms.ChoiceField(
            label="材料", choices=[("", "—")] + [(one.code, one.label) for one in kinds]
        )
        self.fields["township"].queryset = townships_within(county)
        if of_unit:
            del self.fields["township"], self.fields["unit"]
        elif current_reach().kind == "township":
            self.fields["township"].required = True
            del self.fields["unit"]
        else:
            self.fields["township"].help_text = "县本级的材料不选乡镇"
            self.fields["unit"].queryset = Unit.objects.filter(county=county, is_active=True)
            self.fields["unit"].help_text = "委室或承办单位的材料选单位"
        speak(self)

    def clean_file(self):
        return admitted(self.cleaned_data["file"])

    def clean(self):
        data = super().clean()
        if data.get("township") and data.get("unit"):
            self.add_error("unit", "乡镇的材料不选单位。")
        return data


class DocumentNew(FormPage):
    permission = "documents.file"
    title = "报送材料"
    form_class = DocumentForm
    button = "报送"
    saved = "已报送。"

    def crumbs(self):
        return [("材料备案", reverse("duties:documents"))]

    def get_initial(self):
        towns = list(townships_within(self.request.county)[:2])
        only = towns[0] if len(towns) == 1 else None
        kind = self.request.GET.get("kind", "")
        return {"filed_on": self.today, "township": only, "kind": kind}

    def form_kwargs(self):
        return {"county": self.request.county, "today": self.today}

    def save(self, form):
        document = form.save(commit=False)
        document.county = self.request.county
        if self.request.post.unit:
            document.unit = self.request.post.unit
        return actions.file_document(
            document, by=self.request.actor, today=self.today, sheet=form.cleaned_data.get("file")
        )


@act("reports.accept")
def accept(request, code):
    document = get_object_or_404(Document, code=code)
    actions.accept_document(document, by=request.actor, today=timezone.localdate())
    messages.success(request, "已接收。")
    return redirect(document)


class ReturnForm(forms.Form):
    reason = forms.CharField(label="退回原因", max_length=300, widget=forms.Textarea({"rows": 3}))


class DocumentReturn(ActPage):
    permission = "reports.accept"
    model = Document
    form_class = ReturnForm
    title = "退回材料"
    button = "退回"
    saved = "已退回，报送的乡镇或单位会收到通知。"

    def crumbs(self):
        return [("材料备案", reverse("duties:documents"))]

    def act(self, obj, data):
        return actions.return_document(obj, by=self.request.actor, today=self.today, reason=data["reason"])


class ReplaceForm(forms.Form):
    file = file_field(required=True, hint="PDF、Word（.docx）或图片，不超过 10 MB")
    reason = forms.CharField(label="换文件的原因", max_length=200, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        speak(self)

    def clean_file(self):
        return admitted(self.cleaned_data["file"])


class DocumentReplace(ActPage):
    """换文件: only while nobody has accepted the document."""

    permission = "documents.file"
    model = Document
    form_class = ReplaceForm
    title = button = "换文件"
    sentence = "原来的文件留在历史里，报送日期不变。接收以后就不能再换。"
    saved = "文件已换，原来的留在历史里。"
    autosave = False

    def crumbs(self):
        if not self.object:
            return []
        return [
            ("材料备案", reverse("duties:documents")),
            (str(self.object), self.object.get_absolute_url()),
        ]

    def act(self, obj, data):
        return actions.replace_file(
            obj, by=self.request.actor, today=self.today, sheet=data["file"], reason=data["reason"]
        )


class DocumentEarlier(Page):
    """A file that was replaced, for who may open the document."""

    permission = "documents.read"

    def get(self, request, code):
        earlier = get_object_or_404(EarlierFile.objects.select_related("document"), code=code)
        return stored_file(request, earlier, about=earlier.document)


class DocumentFile(Page):
    """The file itself, for who may open the document."""

    permission = "documents.read"

    def get(self, request, code):
        document = get_object_or_404(Document, code=code)
        content = actions.open_file(document)
        if content is None:
            raise Http404
        audit.record("documents.read_file", by=request.actor, obj=document)
        name = papers.download_name(document.original_name, document.content_type)
        return file_answer(content.read(), content_type=document.content_type, name=name)


class PledgeForm(forms.Form):
    rule = forms.ChoiceField(label="事项")
    number = forms.IntegerField(
        label="承诺次数",
        min_value=1,
        max_value=366,
        help_text="按这项任务的期间算：每季度的任务填每季度几次。",
    )
    words = forms.CharField(
        label="承诺内容", max_length=300, required=False, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, *args, rules, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["rule"].choices = rules
        speak(self)


class PledgeNew(ActPage):
    """承诺: written down by the township; the year then asks the deputy for that many."""

    permission = "deputies.edit"
    model = Person
    form_class = PledgeForm
    title = "登记承诺"
    button = "登记"
    saved = "承诺已登记，年度任务按承诺的次数计算。"

    def crumbs(self):
        if not self.object:
            return []
        return [(f"{self.object}的年度任务", reverse("duties:subject", args=["deputy", self.object.code]))]

    def cancel_url(self):
        return self.crumbs()[-1][1]

    def form_kwargs(self):
        held = self.request.county.policy(DutyPolicy).held
        return {
            "rules": [
                (code, rule.label) for code, rule in held.items() if rule.subject == "deputy" and rule.every
            ]
        }

    def act(self, obj, data):
        actions.pledge(obj, year=self.today.year, by=self.request.actor, today=self.today, **data)
        return obj

    def done(self, obj):
        return reverse("duties:subject", args=["deputy", obj.code])


class PledgeWithdrawForm(forms.Form):
    reason = forms.CharField(label="撤回原因", max_length=200, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        speak(self)


class PledgeWithdraw(ActPage):
    """A pledge is taken back: the rule's own number holds again."""

    permission = "deputies.edit"
    model = Pledge
    form_class = PledgeWithdrawForm
    title = "撤回承诺"
    button = "撤回"
    saved = "承诺已撤回，年度任务按规则的次数计算。"

    def get_sentence(self):
        rule = self.request.county.policy(DutyPolicy).rules.get(self.object.rule)
        label = rule.label if rule else self.object.rule
        return f"撤回{self.object.person} {self.object.year} 年“{label}” {self.object.number} 次的承诺。"

    def crumbs(self):
        return [(f"{self.object.person}的年度任务", self.cancel_url())]

    def cancel_url(self):
        return (
            f"{reverse('duties:subject', args=['deputy', self.object.person.code])}?year={self.object.year}"
        )

    def act(self, obj, data):
        return actions.withdraw_pledge(obj, by=self.request.actor, today=self.today, reason=data["reason"])

    def done(self, obj):
        return self.cancel_url()
