"""Raising, co-signing, and what the office asks up to the register."""

from __future__ import annotations

from datetime import date

from django import forms

from congress_poverty.pages import PickField
from deputies.models import Person

from .. import flow
from ..models import Suggestion
from ..policy import SuggestionPolicy
from .fields import PeersField, line, one_of, person_label, search_people, text
from .moves import MoveForm


class ReturnForm(MoveForm):
    reason = text("请代表补充什么", hint="例如：请写明涉及的路段、户数和希望完成的时间")


class DeclineForm(MoveForm):
    reason = text("不予立案的理由", hint="例如：一事多提；属个人诉求，转信访部门；不属本级人大职权范围")


class SubmitForm(MoveForm):
    title = line("题目", max_length=40)
    body = text("反映的情况", rows=6, max_length=600, min_length=30)
    ask = text("希望怎么办", rows=4, max_length=400, min_length=20)

    def build(self):
        for name in ("title", "body", "ask"):
            self.fields[name].initial = getattr(self.suggestion, name)


class RegisterForm(MoveForm):
    number = line("建议编号", max_length=40)
    category = forms.ChoiceField(label="类别")
    handled_at = one_of("办理层级", Suggestion.Level.choices)

    def build(self):
        self.fields["category"].choices = [
            ("", "请选择"),
            *((term.code, term.label) for term in self.policy.categories),
        ]
        self.fields["category"].initial = self.suggestion.category
        self.fields["handled_at"].initial = self.suggestion.handled_at
        if self.role not in flow.OFFICE[flow.COUNTY]:
            del self.fields["handled_at"]


class CosignForm(forms.Form):
    agrees = forms.ChoiceField(
        label="是否附议", choices=[("yes", "同意附议"), ("no", "不附议")], widget=forms.RadioSelect
    )


class RaiseForm(forms.ModelForm):
    """A suggestion by its lead deputy, or entered for one."""

    lead = PickField(
        Person.objects.select_related("township"),
        search=search_people,
        url="suggestions:find_lead",
        label_of=person_label,
        label="领衔代表",
    )
    co_proposers = PeersField(label="一起提的代表", required=False, help_text="每位代表都要自己确认")

    class Meta:
        model = Suggestion
        fields = [
            "lead", "co_proposers", "title", "body", "ask", "category", "handled_at", "raised_in",
            "submitted_on", "suggested_unit", "is_confidential", "is_publishable",
        ]  # fmt: skip
        widgets = {
            "body": forms.Textarea(attrs={"rows": 6}),
            "ask": forms.Textarea(attrs={"rows": 4}),
            "handled_at": forms.RadioSelect,
            "raised_in": forms.RadioSelect,
        }
        help_texts = {
            "title": "例如“关于修复柳林村通村路的建议”，一件建议说一件事",
            "body": "现在怎样、影响多少人；不写群众姓名，可写“群众反映”",
            "ask": "请说清楚：谁来办、办什么、什么时候前",
        }

    def __init__(self, *args, policy: SuggestionPolicy, role: str, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.today, self.role = today, role
        self.fields["category"] = forms.ChoiceField(
            label="类别",
            choices=[("", "请选择"), *((term.code, term.label) for term in policy.categories)],
        )
        self.fields["handled_at"].label = "交给哪级"
        self.fields["handled_at"].choices = [("township", "镇里能办"), ("county", "要县里办")]
        for name in ("body", "ask"):
            self.fields[name].required = True
        if role in flow.ENTERING:
            self.fields["co_proposers"].help_text = "已在纸质建议上签名的，视为已确认"
        else:
            del self.fields["lead"], self.fields["submitted_on"]
        self.order_fields(self.Meta.fields)

    def clean_title(self):
        title = self.cleaned_data["title"].strip()
        if len(title) < 6:
            raise forms.ValidationError("请写题目，例如“关于修复柳林村通村路的建议”")
        return title

    def clean_body(self):
        body = self.cleaned_data["body"].strip()
        if len(body) < 30:
            raise forms.ValidationError(
                f"再多写几句：现在怎样、影响多少人（至少 30 个字，已写 {len(body)} 个）"
            )
        return body

    def clean_ask(self):
        ask = self.cleaned_data["ask"].strip()
        if len(ask) < 10:
            raise forms.ValidationError("请写希望谁来办、怎么办")
        return ask

    def clean_submitted_on(self):
        on = self.cleaned_data["submitted_on"]
        if on > self.today:
            raise forms.ValidationError("日期不能晚于今天。")
        return on
