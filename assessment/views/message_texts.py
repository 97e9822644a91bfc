"""短信和邮件的用词: the texts of ``[messages]``, with a preview of what would go out."""

from __future__ import annotations

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from congress_poverty.pages import FormPage, day_words, speak
from congress_poverty.refusals import Refused
from deputies import messages
from deputies.policy import MESSAGE_FACTS, MESSAGE_LABELS, MESSAGE_WORDS, MessagePolicy
from suggestions.models import Suggestion

from .. import actions
from ..models import HalfYearReport

SEND, SILENT, OWN = "send", "silent", "own"


def lines(county) -> list[dict]:
    """Each kind of message: its text and what it would say today."""
    policy = county.policy(MessagePolicy)
    return [
        {
            "event": event,
            "label": label,
            "text": getattr(policy, event),
            "is_changed": f"messages.{event}" in county.overrides,
        }
        for event, label in MESSAGE_LABELS.items()
    ]


def samples(county, event: str, today) -> dict:
    """The facts of a message from the county's newest rows; where there is none, their name."""
    facts = {name: f"〔{MESSAGE_FACTS[name]}〕" for name in MESSAGE_WORDS[event]}
    rows = Suggestion.objects.filter(county=county).exclude(number="").order_by("-answer_due_on", "-id")
    late = rows.filter(answer_due_on__lt=today).order_by("answer_due_on").first()
    newest = late if event == "overdue" and late else rows.filter(answer_due_on__isnull=False).first()
    report = HalfYearReport.objects.filter(county=county).order_by("-due_on").first()
    known = {"county": str(county), "phone": county.phone}
    if newest:
        known |= {
            "name": newest.number,
            "due": f"{newest.answer_due_on.month}月{newest.answer_due_on.day}日",
            "days": (today - newest.answer_due_on).days if newest is late else "",
        }
    if report:
        known |= {"title": report.title, "last_day": day_words(report.last_working_day, today)}
    return facts | {name: value for name, value in known.items() if name in facts and value != ""}


class TextForm(forms.Form):
    what = forms.ChoiceField(
        label="这种消息",
        choices=[(SEND, "按下面的文字发"), (SILENT, "不发"), (OWN, "恢复规则包的文字")],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(label="文字", max_length=200, required=False, widget=forms.Textarea({"rows": 3}))
    reason = forms.CharField(label="原因", max_length=300, required=False)

    def __init__(self, *args, event, **kwargs):
        super().__init__(*args, **kwargs)
        self.event = event
        self.fields["text"].help_text = f"能用的占位：{messages.facts_of(event)}"
        speak(self)

    def clean(self):
        data = super().clean()
        if data.get("what") == SEND and "text" in data:
            self._check(data["text"])
        return data

    def _check(self, text: str) -> None:
        if not text.strip():
            self.add_error("text", "请写文字；不想发请选“不发”。")
            return
        try:
            messages.check_text(self.event, text)
        except Refused as refused:
            self.add_error("text", refused.sentence)


class MessageText(FormPage):
    """One text: changed, previewed with real facts, or not sent at all."""

    permission = "county.settings"
    form_class = TextForm
    template_name = "assessment/message_text.html"
    saved = "已保存，以后发的按新的文字。"
    autosave = False

    @property
    def event(self) -> str:
        if self.kwargs["event"] not in MESSAGE_LABELS:
            raise Http404
        return self.kwargs["event"]

    def get_title(self):
        return MESSAGE_LABELS[self.event]

    def crumbs(self):
        return [("本地规则", reverse("duties:rules"))]

    def _now(self) -> str:
        return getattr(self.request.county.policy(MessagePolicy), self.event)

    def get_initial(self):
        return {"what": SEND if self._now() else SILENT, "text": self._now()}

    def form_kwargs(self):
        return {"event": self.event}

    def show(self, *, form=None, **more):
        text = form.data.get("text", "") if form.is_bound else self._now()
        preview = "" if form.is_bound and form.errors else self._preview(text)
        return super().show(form=form, preview=preview, one_sms=messages.ONE_SMS, **more)

    def _preview(self, text: str) -> str:
        return messages.filled(text, **samples(self.request.county, self.event, self.today))

    def save(self, form):
        if "preview" in self.request.POST:
            return self.show(form=form)
        data = form.cleaned_data
        text = {SEND: data["text"], SILENT: "", OWN: None}[data["what"]]
        actions.change_message(
            self.request.county, self.event, text,
            by=self.request.actor, at=timezone.now(), reason=data["reason"],
        )  # fmt: skip
        return self.request.county

    def done(self, obj):
        return reverse("duties:rules")
