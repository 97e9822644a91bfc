"""What supervision asks."""

from __future__ import annotations

from django import forms

from deputies import figures as people
from deputies.models import Region, Unit

from ..models import Check, CheckRound
from ..policy import CheckPolicy
from .fields import ProofField, day, offices_of, one_of, text


class RoundForm(forms.ModelForm):
    class Meta:
        model = CheckRound
        fields = ["name", "since", "until", "leader", "aspects"]
        help_texts = {"name": "例如：2026年第二季度督查。", "aspects": "例如：方向、实效、作风。"}


class CheckForm(forms.ModelForm):
    offices = forms.ModelMultipleChoiceField(
        Unit.objects.none(),
        label="检查的委室",
        required=False,
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Check
        fields = [
            "township", "round", "mode", "way", "planned_on", "offices", "people", "topics", "organ",
            "document",
        ]  # fmt: skip
        widgets = {"mode": forms.RadioSelect, "topics": forms.Textarea({"rows": 4})}
        help_texts = {
            "mode": "明察先通知乡镇；暗访不通知，检查以后乡镇才看得到；上级督查反馈直接登记问题。",
            "topics": "一行写一项，会写进督查通知。",
            "people": "可以以后再填。",
            "organ": "只有登记上级督查反馈时填。",
        }

    def __init__(self, *args, county, **kwargs):
        super().__init__(*args, **kwargs)
        towns = [town.pk for town in people.townships(county)]
        self.fields["township"].queryset = Region.objects.filter(pk__in=towns).order_by("code")
        self.fields["township"].to_field_name = "code"
        self.fields["round"].queryset = CheckRound.objects.filter(county=county)
        self.fields["offices"].queryset = offices_of(county)
        if self.instance.pk:
            self.initial["township"] = self.instance.township.code
            self.initial["offices"] = [one.code for one in self.instance.offices.all()]


class HoldForm(forms.Form):
    held_on = day("检查日期")
    people = text("参加人", rows=1, max_length=200, required=False)
    summary = text("总的情况", rows=6, max_length=2000)


class FindingForm(forms.Form):
    kind = forms.ChoiceField(label="问题类型")
    words = text("问题", hint="写清楚是什么地方、什么事。")
    demand = text("整改要求", required=False)
    due_on = day("整改期限")
    on_spot = forms.BooleanField(label="当场已经整改（立行立改）", required=False)

    def __init__(self, *args, county, **kwargs):
        super().__init__(*args, **kwargs)
        policy = county.policy(CheckPolicy)
        self.fields["kind"].choices = [("", "—"), *((one.code, one.label) for one in policy.problems)]


class RectifyForm(forms.Form):
    words = text("怎么整改的", rows=4, max_length=500, hint="做了什么、什么时候做完、谁负责。")
    proof = ProofField(label="佐证材料", help_text="照片、文件、台账")


class WordsForm(forms.Form):
    words = text("核实情况", rows=3, max_length=500)


class AgainForm(forms.Form):
    words = text("哪里不到位", rows=3, max_length=500)
    due_on = day("新的期限")


class PostponeForm(forms.Form):
    words = text("为什么调整", rows=2, max_length=500)
    due_on = day("新的期限")


class LookBackForm(forms.Form):
    holds = one_of("结果", [("yes", "已经巩固，销号"), ("no", "不到位，重新整改")])
    words = text("看到的情况", rows=3, max_length=500)
    due_on = day("新的整改期限", required=False, hint="不到位的才填。")
