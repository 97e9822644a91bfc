"""The list of people of a help, and the acts on a record: move a project, take out, open a name."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.urls import reverse

from congress_poverty.pages import (
    ActPage,
    FormPage,
)
from congress_poverty.text import mask_name

from .. import actions, forms
from ..models import HelpRecord
from ..policy import HelpPolicy
from .households import RevealPage, masks


class PeoplePage(FormPage):
    """Who was trained, employed, supported: many names at once, then one by one."""

    permission = "aid.edit"
    model = HelpRecord
    form_class = forms.help.PeopleForm
    template_name = "pairing/help_people.html"
    saved = "名单已保存，人数按名单重新算过。"

    def crumbs(self):
        return [("帮扶记录", reverse("pairing:helps")), (self.object.title, self.object.get_absolute_url())]

    def get_title(self):
        return f"名单：{self.object.title}"

    def form_kwargs(self):
        kind = self.request.county.policy(HelpPolicy).kind(self.object.kind)
        return {"record": self.object, "kind": kind}

    @property
    def hides(self) -> bool:
        return masks(self.request)

    @property
    def guarded(self):
        return False  # each line is a row of its own

    def save(self, form):
        record = actions.save_people(
            self.object, form.changed_rows(), by=self.request.actor, today=self.today
        )
        if record.unlinked:
            names = "、".join(mask_name(name) if self.hides else name for name in record.unlinked[:10])
            more = f"等 {len(record.unlinked)} 人" if len(record.unlinked) > 10 else ""
            messages.warning(
                self.request, f"没有对上联系户：{names}{more}。是联系户家里人的，在名单里选“所在户”。"
            )
        return record


class _OnHelp(ActPage, abstract=True):
    permission = "aid.edit"
    model = HelpRecord

    def crumbs(self):
        return [("帮扶记录", reverse("pairing:helps")), (self.object.title, self.object.get_absolute_url())]


class StagePage(_OnHelp):
    title = "改项目进度"
    form_class = forms.help.StageForm
    button = "保存进度"

    def form_kwargs(self):
        return {"policy": self.request.county.policy(HelpPolicy)}

    def get_initial(self):
        return {"stage": self.object.stage}

    def act(self, obj, data):
        return actions.move_stage(obj, by=self.request.actor, **data)


class RemovePage(_OnHelp):
    title = "删除这条帮扶记录"
    form_class = forms.help.WhyForm
    button = "删掉"
    keep_label = "留着"
    tone = "danger"
    saved = "已删除，操作记录里还能查到。"
    sentence = "删掉后列表和统计里都没有了，名单一起删掉。"

    def act(self, obj, data):
        actions.remove_help(obj, by=self.request.actor, **data)
        return obj

    def done(self, obj):
        return reverse("pairing:helps")


class RevealHelped(RevealPage):
    """The name of a child who is helped, once, against a reason."""

    model = HelpRecord

    def load(self):
        self.object = get_object_or_404(HelpRecord.objects.all(), code=self.kwargs["code"])
        self.field = "name"
        self.subject = get_object_or_404(self.object.people.filter(is_child=True), code=self.kwargs["person"])

    def crumbs(self):
        return [("帮扶记录", reverse("pairing:helps")), (self.object.title, self.object.get_absolute_url())]
