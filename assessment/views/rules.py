"""县里的规则: the duties in words with their sources, the values a county may change, who changed what."""

from __future__ import annotations

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from congress_poverty import packs
from congress_poverty.pages import Button, FormPage, Page, speak

from .. import actions, settings_words
from ..duties.rules import SUBJECTS, DutyPolicy
from ..duties.words import sentence
from ..models import RuleChange
from . import message_texts
from .tabs import tabs


class CountyRules(Page):
    permission = "reports.read"
    title = "本地规则"
    template_name = "assessment/county_rules.html"

    def buttons(self):
        return [Button("换规则包", "duties:choose_pack", "county.settings", icon="gear")]

    def context(self):
        county = self.request.county
        policy = county.policy(DutyPolicy)
        may = self.request.may("county.settings")
        changed = set(county.overrides)
        return {
            "tabs": tabs(self.request, "duties:rules"),
            "pack": packs.effective(county.pack, county.overrides),
            "rules": [
                {
                    "code": code,
                    "who": county.local(SUBJECTS[rule.subject]),
                    "label": rule.label,
                    "sentence": sentence(county, rule),
                    "source": policy.source_words(rule.source),
                    "settings": settings_words.of_rule(county, code) if may else [],
                    "changed": any(path.startswith(f"duties.rules.{code}.") for path in changed),
                }
                for code, rule in policy.held.items()
            ],
            "settings": settings_words.settings(county),
            "may": may,
            "texts": message_texts.lines(county) if may else [],
            "changes": RuleChange.objects.filter(county=county)[:50] if may else [],
        }


class ValueForm(forms.Form):
    value = forms.CharField(label="改为", max_length=60, required=False)
    reason = forms.CharField(label="原因", max_length=300, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args, setting, **kwargs):
        super().__init__(*args, **kwargs)
        if setting.choices:
            words = settings_words.WORDS
            self.fields["value"] = forms.ChoiceField(
                label="改为",
                required=False,
                choices=[("", "恢复规则包的值"), *((one, words.get(one, one)) for one in setting.choices)],
            )
        else:
            self.fields["value"].help_text = f"留空就恢复规则包的值：{setting.own_shown or '没有规定'}"
        self.order_fields(["value", "reason"])
        speak(self)


class RuleValue(FormPage):
    """One value: what it is now, what the pack says, what the county wants."""

    permission = "county.settings"
    form_class = ValueForm
    button = "改"
    saved = "已修改，以后的计算按新的值。"
    autosave = False

    def _setting(self):
        found = settings_words.find(self.request.county, self.kwargs["path"])
        if found is None:
            raise Http404
        return found

    def get_title(self):
        return self._setting().label

    @property
    def lead(self):
        setting = self._setting()
        now, own = setting.shown or "没有规定", setting.own_shown or "没有规定"
        return f"现在：{now}；规则包：{own}。改动会记下时间和人。"

    def crumbs(self):
        return [("本地规则", reverse("duties:rules"))]

    def get_initial(self):
        return {"value": self._setting().now}

    def form_kwargs(self):
        return {"setting": self._setting()}

    def save(self, form):
        actions.change_rule(
            self.request.county,
            self.kwargs["path"],
            form.cleaned_data["value"],
            by=self.request.actor,
            at=timezone.now(),
            reason=form.cleaned_data["reason"],
        )
        return self.request.county

    def done(self, obj):
        return reverse("duties:rules")


class PackForm(forms.Form):
    pack = forms.ChoiceField(label="规则包", widget=forms.RadioSelect)
    reason = forms.CharField(label="原因", max_length=300, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["pack"].choices = [(name, packs.pack(name).title) for name in packs.names()]
        speak(self)


class ChoosePack(FormPage):
    permission = "county.settings"
    form_class = PackForm
    title = "换规则包"
    button = "换"
    saved = "规则包已换。"
    lead = "年度任务、期限和用词会按新的规则包计算；已经记下的走访、活动和得分不变。"
    autosave = False

    def crumbs(self):
        return [("本地规则", reverse("duties:rules"))]

    def get_initial(self):
        return {"pack": self.request.county.pack}

    def save(self, form):
        return actions.choose_pack(
            self.request.county, by=self.request.actor, at=timezone.now(), **form.cleaned_data
        )

    def done(self, obj):
        return reverse("duties:rules")
