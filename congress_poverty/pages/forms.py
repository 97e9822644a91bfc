"""Form pages: one column, an error summary, a lock against overwriting, nothing lost."""

from __future__ import annotations

from collections.abc import Iterable

from crispy_forms.helper import FormHelper
from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import F
from django.db.models.fields import BLANK_CHOICE_DASH
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from congress_poverty import audit
from congress_poverty.reach import Reach, reaching
from congress_poverty.refusals import Refused
from congress_poverty.text import BROKEN

from .base import Page, refusal_here
from .session import kept_for

_FIRST_YEAR, _YEARS_AHEAD = 1900, 50
_DAY_FORMATS = ["%Y-%m-%d", "%Y.%m.%d", "%Y/%m/%d", "%Y%m%d", "%Y年%m月%d日"]


class Stale(Exception):
    """Somebody saved the row after this form was opened."""


def speak(form: forms.BaseForm) -> None:
    """Gives the fields of ``form`` our error sentences and date inputs; own ones are kept."""
    for field in form.fields.values():
        label = field.label or ""
        pick = isinstance(field, (forms.ChoiceField, forms.ModelChoiceField))
        if pick:
            _quiet_blank(field)
        said = {
            "required": f"请{'选' if pick else '填'}{label}",
            "invalid_choice": f"“{label}”里没有这一项，请重新选",
            "invalid_list": f"“{label}”没有选对，请重新选",
            "invalid_pk_value": f"“{label}”没有选对，请重新选",
        }
        if isinstance(field, forms.DateField) and not isinstance(field, forms.DateTimeField):
            said["invalid"] = "请写成某一天，例如 2026-06-09"
            field.input_formats = _DAY_FORMATS
            field.validators = [*field.validators, _of_this_age]
            if type(field.widget) is forms.DateInput:
                field.widget = forms.DateInput(
                    format="%Y-%m-%d", attrs={**field.widget.attrs, "type": "date"}
                )
                field.widget.is_required = field.required
        elif isinstance(field, (forms.IntegerField, forms.DecimalField)):
            said["invalid"] = f"“{label}”请填数字"
        for code, sentence in said.items():
            if field.error_messages.get(code) == _shipped(field, code):
                field.error_messages[code] = sentence


def _of_this_age(day) -> None:
    """A slip in the year (9999, 0206) is a day like any other to the database, not to a clock."""
    if not _FIRST_YEAR <= day.year <= timezone.localdate().year + _YEARS_AHEAD:
        raise forms.ValidationError(f"写的是 {day.year} 年，请核对年份，例如 2026-06-09", code="year")


def _quiet_blank(field) -> None:
    """「—」 for the choice that is none, where Django draws a line of dashes."""
    if getattr(field, "empty_label", "") == BLANK_CHOICE_DASH[0][1]:
        field.empty_label = "—"
    elif not isinstance(field, forms.ModelChoiceField) and BLANK_CHOICE_DASH[0] in (
        pairs := list(field.choices)
    ):
        field.choices = [("", "—") if pair == BLANK_CHOICE_DASH[0] else pair for pair in pairs]


def _shipped(field, code):
    for kind in type(field).__mro__:
        messages_of = getattr(kind, "default_error_messages", {})
        if code in messages_of:
            return messages_of[code]
    return None


def error_lines(form: forms.BaseForm) -> list[tuple[str, str]]:
    """(id of the field, sentence) of every error, in the order of the page."""
    lines = [("", str(error)) for error in form.non_field_errors()]
    for bound in form.visible_fields():
        lines += [(bound.id_for_label or f"div_id_{bound.html_name}", str(error)) for error in bound.errors]
    return lines


class FormPage(Page, abstract=True):
    """Makes or edits one row. With ``code`` in the URL it edits.

    ``save`` is a plain save with its changes in the audit; override it to call an
    action (which records itself). ``Refused`` comes back into the form. A model with a
    ``version`` column is guarded: who saves second sees both versions and decides.
    """

    template_name = "pages/form.html"
    form_class: type[forms.BaseForm]
    model = None
    key = "code"
    button = "保存"
    again = ""  # label of a second button that comes back to an empty form
    saved = "已保存。"
    lead = ""  # a sentence above the form
    autosave = True

    @classmethod
    def as_view(cls, **initkwargs):
        view = super().as_view(**initkwargs)
        view.names_broken_fields = True
        return view

    # ---- to be said by a form -------------------------------------------------

    def rows(self):
        return self.model.objects.all()

    def get_initial(self) -> dict:
        """What is filled in before anybody types; the query string may add to it."""
        return {}

    def form_kwargs(self) -> dict:
        """More arguments of the form class."""
        return {}

    def save(self, form):
        """Writes the form and records what changed; returns the object."""
        obj = form.save()
        audit.record(self.permission, by=self.request.actor, obj=obj, detail={"changed": form.changed_data})
        return obj

    def done(self, obj) -> str:
        """Where to go after saving."""
        return obj.get_absolute_url()

    def cancel_url(self) -> str:
        return self.crumbs()[-1][1] if self.crumbs() else "/"

    # ---- the machine ----------------------------------------------------------

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.object = None

    def dispatch(self, request, *args, **kwargs):
        self._load = self.model is not None and self.key in kwargs
        return super().dispatch(request, *args, **kwargs)

    def load(self) -> None:
        """Fetches the object to edit; out of reach is 404."""
        if self._load:
            self.object = get_object_or_404(self.rows(), **{self.key: self.kwargs[self.key]})

    def get_title(self) -> str:
        return self.title or (f"修改{self.object}" if self.object else "")

    def get_form(self, data=None, files=None):
        kwargs = {"data": data, "files": files, **self.form_kwargs()}
        if data is None:
            asked = {k: v for k, v in self.request.GET.items() if k in self.form_class.base_fields}
            kwargs["initial"] = {**self.get_initial(), **asked}
        if issubclass(self.form_class, forms.BaseModelForm):
            kwargs["instance"] = self.object
        form = self.form_class(**kwargs)
        form.use_required_attribute = False
        speak(form)
        self._localise(form)
        helper = getattr(form, "helper", None) or FormHelper(form)
        helper.form_tag = False
        helper.disable_csrf = True
        form.helper = helper
        return form

    def _localise(self, form) -> None:
        for field in form.fields.values():
            for name in ("label", "help_text", "empty_label"):
                words = getattr(field, name, "")
                if words and "县" in words:
                    setattr(field, name, type(words)(self.local(words)))

    def get(self, request, *args, **kwargs):
        self.load()
        kept = kept_for(request)
        if kept is None:
            return self.show(form=self.get_form())
        messages.info(request, "登录过期前填的内容已经放回来了，请检查后再保存；照片和文件要重新选。")
        return self.show(form=self.get_form(data=kept), base_version=kept.get("version", ""))

    def post(self, request, *args, **kwargs):
        self.load()
        form = self.get_form(request.POST, request.FILES)
        self._name_broken_fields(form)
        if not form.is_valid():
            return self.show(status=422, form=form, base_version=request.POST.get("version", ""))
        try:
            with transaction.atomic():
                self._claim(form)
                obj = self.save(form)
        except Stale:
            return self._conflict(form)
        except Refused as refused:
            self.refuse(form, refused)
            return self.show(status=422, form=form, base_version=request.POST.get("version", ""))
        if isinstance(obj, HttpResponse):
            return obj
        if self.saved:
            messages.success(request, self.local(self.saved))
        if self.again and "again" in request.POST:
            return redirect(request.get_full_path())
        return redirect(self._next() or self.done(obj))

    def refuse(self, form, refused: Refused) -> None:
        """Says beside its field why an action refused."""
        sentence = refusal_here(self.request, refused.sentence)
        form.add_error(refused.field if refused.field in form.fields else None, sentence)

    def _name_broken_fields(self, form) -> None:
        """What the door took out of a field is said beside it, by the field's label."""
        for posted in sorted(getattr(self.request, "broken_fields", ())):
            name = next((n for n in form.fields if posted in (n, f"{n}_codes")), None)
            label = form.fields[name].label if name else ""
            form.add_error(name, BROKEN.replace("内容", f"“{label}”", 1) if label else BROKEN)

    def _next(self) -> str:
        target = self.request.GET.get("next", "")
        return target if url_has_allowed_host_and_scheme(target, set()) else ""

    @property
    def guarded(self) -> bool:
        """Whether the row carries a version to compare."""
        return self.object is not None and hasattr(self.object, "version")

    def _claim(self, form) -> None:
        """Compare and set: of two who opened the same version exactly one may save it."""
        if not self.guarded:
            return
        base = self.request.POST.get("version", "")
        if not (base.isascii() and base.isdigit() and len(base) < 10):
            raise Stale
        same = type(self.object).objects.filter(pk=self.object.pk, version=int(base))
        if not same.update(version=F("version") + 1):
            raise Stale
        self.object.version = int(base) + 1

    def _conflict(self, form):
        """Both versions side by side; what was typed goes along as hidden fields."""
        self.load()
        now, current = self.object, self.get_form()
        rows = [
            (bound.label, _said(bound), _said(current[bound.name]))
            for bound in form.visible_fields()
            if bound.name in current.fields
        ]
        event = _last_event(now)
        typed = [
            (name, value)
            for name, values in self.request.POST.lists()
            for value in values
            if name not in ("csrfmiddlewaretoken", "version")
        ]
        return self.show(
            status=409,
            template="pages/conflict.html",
            differing=[(label, mine, theirs) for label, mine, theirs in rows if mine != theirs],
            typed=typed,
            version=now.version,
            event=event,
            had_files=bool(self.request.FILES),
        )

    def show(self, *, form=None, base_version: str = "", **more):
        if form is not None:
            lines = error_lines(form) if form.is_bound else []
            version = base_version or (str(self.object.version) if self.guarded else "")
            more = {"form": form, "error_lines": lines, "version": version, **more}
        return super().show(object=self.object, **more)


def _last_event(obj):
    """Who last acted on a row that the person has open; the audit itself is the auditors' reach."""
    with reaching(Reach.everything("name who changed the row that is being saved")):
        events = audit.AuditEvent.objects.filter(object_kind=obj._meta.label_lower)
        return events.filter(object_code=str(getattr(obj, "code", obj.pk))).order_by("-seq").first()


def _said(bound) -> str:
    """The value of a bound field in the words of the page."""
    value = bound.value()
    choices = dict(_flat(getattr(bound.field, "choices", ()) or ()))
    values = value if isinstance(value, (list, tuple)) else [value]
    return "、".join(str(choices.get(str(v), v)) for v in values if v not in (None, ""))


def _flat(choices) -> Iterable[tuple[str, str]]:
    for value, label in choices:
        if isinstance(label, (list, tuple)):
            yield from _flat(label)
        else:
            yield str(value), str(label)


class _NoFields(forms.Form):
    """The form of an act that asks nothing."""


class ActPage(FormPage, abstract=True):
    """The page of one act on one row: what will happen, what it needs, one button.

    The same page confirms without JavaScript. ``act`` calls the action and returns
    the object to go back to.
    """

    template_name = "pages/act.html"
    form_class = _NoFields
    sentence = ""  # what will happen
    keep_label = "再看看"
    tone = ""  # "danger": what cannot be taken back

    def act(self, obj, data: dict):
        raise NotImplementedError

    def get_sentence(self) -> str:
        return self.sentence

    def cancel_url(self) -> str:
        return self.object.get_absolute_url() if self.object is not None else super().cancel_url()

    def save(self, form):
        return self.act(self.object, form.cleaned_data)

    @property
    def guarded(self) -> bool:
        return False  # an action locks its own row
