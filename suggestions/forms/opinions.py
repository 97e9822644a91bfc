"""What people said, and what the office makes of it."""

from __future__ import annotations

from datetime import date

from django import forms

from congress_poverty.pages import PickField
from deputies.models import Person

from .. import flow
from ..models import OpinionCluster, OpinionItem
from ..policy import SuggestionPolicy
from .fields import day, line, one_of, person_label, search_people, text

State = OpinionItem.State


def categories(policy: SuggestionPolicy) -> list[tuple[str, str]]:
    return [("", "请选择"), *((term.code, term.label) for term in policy.categories)]


class OpinionForm(forms.ModelForm):
    """An opinion by the deputy who heard it, or entered for one.

    There is no field for a promise: 切勿当场表态 (S0-18).
    """

    heard_by = PickField(
        Person.objects.select_related("township"),
        search=search_people,
        url="suggestions:find_lead",
        label_of=person_label,
        label="听取代表",
    )
    sources = forms.MultipleChoiceField(label="听谁说的", required=False, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = OpinionItem
        fields = [
            "heard_by", "words", "heard", "heard_on", "village", "people_count", "sources", "category",
            "cause", "policy_basis",
        ]  # fmt: skip
        widgets = {"words": forms.Textarea(attrs={"rows": 5}), "heard": forms.RadioSelect}
        help_texts = {
            "words": "照原话写，不写群众姓名；先听、先记，切勿当场表态",
            "people_count": "这件事有多少人反映",
            "cause": "为什么会这样",
            "policy_basis": "有哪条政策或规定可以依据",
        }

    def __init__(self, *args, policy: SuggestionPolicy, role: str, today: date, villages, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["category"] = forms.ChoiceField(label="类别", required=False, choices=categories(policy))
        self.fields["village"] = forms.ModelChoiceField(
            villages, label="村（社区）", required=False, to_field_name="code"
        )
        if self.instance.village_id:
            self.initial["village"] = self.instance.village.code
        self.fields["sources"].choices = [(term.code, term.label) for term in policy.opinion_sources]
        self.fields["sources"].help_text = f"听过 {policy.opinion_checked_by} 类以上，才算互相印证"
        if role not in flow.ENTERING:
            del self.fields["heard_by"]
        self.order_fields(self.Meta.fields)

    def clean_words(self):
        words = self.cleaned_data["words"].strip()
        if len(words) < 5:
            raise forms.ValidationError("请写群众说了什么，一句话也可以")
        return words

    def clean_people_count(self):
        count = self.cleaned_data["people_count"]
        if count < 1:
            raise forms.ValidationError("至少有 1 个人反映")
        return count

    def clean_heard_on(self):
        on = self.cleaned_data["heard_on"]
        if on > self.today:
            raise forms.ValidationError("听取日期不能晚于今天。")
        return on


class DecideForm(forms.Form):
    """研判: individual or common, and what happens with it."""

    scope = one_of("个别还是集中", OpinionItem.Scope.choices, hint="个别问题要核实，集中反映的要研究")
    state = one_of(
        "怎么处理",
        [
            (State.VERIFY, "还要核实"),
            (State.ROUTED, "转有关机关处理（编转办单）"),
            (State.ANSWERED, "已当面答复，群众没有别的意见"),
            (State.KEPT, "留存备查"),
        ],
        hint="要提成建议的，不在这里选，回到意见页点“提成建议”",
    )
    routed_to = line("转给哪个机关", max_length=100, required=False)
    decision = text("研判意见", rows=3, required=False, hint="要核实什么、转办要求，或当面是怎么答复的")
    on = day("研判日期", required=False)


class TellBackForm(forms.Form):
    words = text("怎么反馈的", rows=3, max_length=200, hint="在哪里、告诉了谁、说了什么结果")
    on = day("反馈日期", required=False)


class GatherForm(forms.Form):
    """Several opinions become one matter."""

    cluster = forms.ModelChoiceField(
        OpinionCluster.objects.all(), label="归入已有的问题", required=False, to_field_name="code"
    )
    title = line("共同的问题", max_length=100, required=False, hint="新归并的，用一句话写清楚")
    category = forms.ChoiceField(label="类别", required=False)

    def __init__(self, *args, policy: SuggestionPolicy, clusters, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = categories(policy)
        self.fields["cluster"].queryset = clusters

    def clean(self):
        data = super().clean()
        if not data.get("cluster") and not (data.get("title") or "").strip():
            self.add_error("title", "请写共同的问题，或选一个已有的问题")
        return data
