"""The list of people of a help, and the acts on a record: move a project, take out, open a name."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from congress_poverty.pages import ActPage, FormPage, Page, PhotoForm, act, file_answer, stored
from congress_poverty.text import mask_name

from .. import actions, forms
from ..models import HelpPhoto, HelpRecord
from ..policy import HelpPolicy
from .help import check_own
from .households import masks
from .reveal import RevealPage


class PeoplePage(FormPage):
    """Who was trained, employed, supported: many names at once, then one by one."""

    permission = "aid.record"
    model = HelpRecord
    form_class = forms.help.PeopleForm
    template_name = "pairing/help_people.html"
    saved = "名单已保存，人数按名单重新算过。"

    def load(self):
        super().load()
        check_own(self.request, self.object)

    def crumbs(self):
        return [("帮扶记录", reverse("pairing:helps")), (self.object.title, self.object.get_absolute_url())]

    def get_title(self):
        return f"名单：{self.object.title}"

    def form_kwargs(self):
        kind = self.request.county.policy(HelpPolicy).kind(self.object.kind)
        return {"record": self.object, "kind": kind, "name_of": self.name_of}

    def name_of(self, person) -> str:
        return mask_name(person.name) if self.hides or person.is_child else person.name

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
    permission = "aid.record"
    model = HelpRecord

    def load(self):
        super().load()
        check_own(self.request, self.object)

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


class PhotosPage(FormPage):
    permission = "aid.record"
    model = HelpRecord
    form_class = PhotoForm
    title = "加照片"
    button = "上传"
    saved = "照片已上传。"
    autosave = False
    guarded = False

    def load(self):
        super().load()
        check_own(self.request, self.object)

    def crumbs(self):
        return [("帮扶记录", reverse("pairing:helps")), (self.object.title, self.object.get_absolute_url())]

    def save(self, form):
        return actions.add_photos(
            self.object, form.cleaned_data["photos"], by=self.request.actor, today=self.today
        )


class Photo(Page):
    """The file itself, for who may open the record."""

    permission = "aid.read"

    def get(self, request, code):
        found = get_object_or_404(HelpPhoto.objects.all(), code=code)
        return file_answer(
            stored(found.name), content_type="image/jpeg", name=f"{found.code}.jpg", shown=True
        )


@act("aid.record")
def remove_photo(request, code):
    found = get_object_or_404(HelpPhoto.objects.select_related("record"), code=code)
    check_own(request, found.record)
    record = actions.remove_photo(found, by=request.actor)
    messages.success(request, "照片已删除。")
    return redirect(record)


class RevealHelped(RevealPage):
    """The name of a child who is helped, once, against a reason."""

    model = HelpRecord

    def load(self):
        self.object = get_object_or_404(HelpRecord.objects.all(), code=self.kwargs["code"])
        self.field = "name"
        self.subject = get_object_or_404(self.object.people.filter(is_child=True), code=self.kwargs["person"])

    def crumbs(self):
        return [("帮扶记录", reverse("pairing:helps")), (self.object.title, self.object.get_absolute_url())]
