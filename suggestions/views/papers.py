"""Papers beside a suggestion: put there, read, taken away."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from congress_poverty import audit
from congress_poverty.pages import FormPage, Page, act, file_answer, stored
from congress_poverty.refusals import Refused
from deputies.roles import DEPUTY, HANDLING_UNIT
from visits import papers

from .. import actions, flow
from ..forms import PaperForm
from ..models import Assignment, Paper, Suggestion


class AddPapers(FormPage):
    """``/suggestions/<code>/papers/``: the signed letter, the meeting record, a waiver."""

    permission = "suggestions.attach"
    title = "上传材料"
    form_class = PaperForm
    button = "上传"
    saved = "材料已上传。"
    autosave = False

    def load(self):
        self.suggestion = get_object_or_404(Suggestion, code=self.kwargs["code"])
        if self.suggestion.state not in (*flow.AT_UNITS, *flow.ANSWERED):
            raise Refused(f"这件建议现在是“{self.suggestion.face.label}”，交办以后才能上传材料。")

    def get_initial(self):
        return {"kind": Paper.Kind.REPLY}

    def crumbs(self):
        url = self.suggestion.get_absolute_url()
        return [("代表建议", reverse("suggestions:list")), (self.suggestion.title, url)]

    def save(self, form):
        own = Assignment.objects.current().filter(suggestion=self.suggestion, round=self.suggestion.round)
        leads = own.filter(part=flow.Part.LEAD)
        if self.request.post.role == HANDLING_UNIT:
            leads = own.filter(unit=self.request.post.unit)
        actions.add_papers(
            self.suggestion,
            form.cleaned_data["papers"],
            kind=form.cleaned_data["kind"],
            by=self.request.actor,
            on=self.today,
            assignment=leads.first(),
        )
        return self.suggestion

    def done(self, obj):
        if self.request.post.role == HANDLING_UNIT and obj.state in flow.AT_UNITS:
            return reverse("suggestions:reply", args=[obj.code])
        return obj.get_absolute_url()


class PaperFile(Page):
    """``/suggestions/papers/<code>/``: the file itself, for who may open the suggestion."""

    permission = "suggestions.read"

    def get(self, request, code):
        rows = Paper.objects.select_related("suggestion")
        if request.post.role == DEPUTY:
            rows = rows.exclude(kind=Paper.Kind.SURVEY)
        found = get_object_or_404(rows, code=code)
        content = stored(found.name)
        audit.record(
            "suggestions.read_paper", by=request.actor, obj=found.suggestion, detail={"paper": found.code}
        )
        name = papers.download_name(found.original_name, found.content_type)
        return file_answer(content, content_type=found.content_type, name=name)


@act("suggestions.attach")
def remove_paper(request, code):
    found = get_object_or_404(Paper.objects.select_related("suggestion"), code=code)
    suggestion = found.suggestion
    actions.remove_paper(found, by=request.actor)
    messages.success(request, "材料已删除。")
    return redirect(suggestion)
