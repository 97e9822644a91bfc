"""A small wish: posted, taken, fulfilled, taken back."""

from __future__ import annotations

from django import forms

from congress_poverty.pages import PhotosField, PickField
from deputies.models import Person
from pairing.forms import find_people
from pairing.forms.pairings import person_label

from ..models import MicroWish
from ..policy import StationPolicy
from .visits import labels


class WishForm(forms.ModelForm):
    class Meta:
        model = MicroWish
        fields = [
            "station", "posted_on", "wish", "detail", "kind", "amount", "village", "wisher", "is_minor",
        ]  # fmt: skip
        help_texts = {
            "wish": "一句话，例如“想要一盏台灯”；会公开张贴，不写姓名",
            "detail": "尺码、年级之类；也会公开，不写姓名",
            "wisher": "只给认领人和办公室看，不张贴",
            "is_minor": "未满 18 岁的，姓名处处隐去",
        }

    def __init__(self, *args, policy: StationPolicy, stations, villages, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["station"] = forms.ModelChoiceField(stations, label="在哪个站发布", to_field_name="code")
        self.fields["village"] = forms.ModelChoiceField(
            villages, label="村（社区）", required=False, to_field_name="code"
        )
        self.fields["kind"] = forms.ChoiceField(
            label="类别", choices=[("", "请选择"), *labels(policy.wish_kinds, self.instance.kind)]
        )
        self.fields["amount"].help_text = f"微心愿一般不超过 {policy.wish_amount_max} 元"
        if self.instance.pk:
            self.initial["station"] = self.instance.station.code
            self.initial["village"] = self.instance.village.code if self.instance.village else None
        self.order_fields(self.Meta.fields)


class ClaimForm(forms.Form):
    person = PickField(
        Person.objects.select_related("township"),
        search=find_people,
        url="visits:find_person",
        label_of=person_label,
        label="认领的代表",
        required=False,
    )
    name = forms.CharField(
        label="或者：其他认领人", max_length=60, required=False, help_text="爱心人士、企业、帮扶单位"
    )
    promised_by = forms.DateField(label="承诺实现日期", required=False)

    def __init__(self, *args, own=None, **kwargs):
        super().__init__(*args, **kwargs)
        if own is not None:
            del self.fields["person"], self.fields["name"]


class FulfilForm(forms.Form):
    result = forms.CharField(label="怎么实现的", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    on = forms.DateField(label="实现日期")
    photos = PhotosField()


class WithdrawForm(forms.Form):
    reason = forms.CharField(label="撤回原因", max_length=100)
