"""What meetings ask."""

from __future__ import annotations

from django import forms

from congress_poverty.pages import PickField
from deputies import figures as people
from deputies.models import Region, Unit
from suggestions.forms.fields import search_units

from ..models import Meeting
from .fields import ProofField, TownsField, day, line, one_of, text, units_field


class MeetingForm(forms.ModelForm):
    towns = TownsField(label="参会乡镇")
    guests = units_field("参会单位")

    class Meta:
        model = Meeting
        fields = [
            "kind",
            "title",
            "held_on",
            "starts_at",
            "place",
            "host",
            "chair",
            "agenda",
            "requests",
            "others",
        ]
        widgets = {
            "starts_at": forms.TimeInput({"type": "time"}, format="%H:%M"),
            "agenda": forms.Textarea({"rows": 5}),
            "requests": forms.Textarea({"rows": 3}),
        }
        help_texts = {
            "agenda": "一行写一项。",
            "host": "现场会、经验交流会在哪个乡镇开。",
            "others": "例如：驻县的省、市人大代表。",
        }

    field_order = [
        "kind", "title", "held_on", "starts_at", "place", "host", "chair", "agenda", "towns", "guests",
        "others", "requests",
    ]  # fmt: skip

    def __init__(self, *args, county, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["towns"].in_county(county)
        towns = [town.pk for town in people.townships(county)]
        self.fields["host"].queryset = Region.objects.filter(pk__in=towns).order_by("code")
        if self.instance.pk:
            chosen = self.instance.townships.select_related("township")
            self.initial["towns"] = [one.township.code for one in chosen]
            self.initial["guests"] = list(self.instance.units.all())


class AnswerForm(forms.Form):
    attendees = line("参会人", max_length=100, hint="姓名和职务。")


class MinutesForm(forms.Form):
    present = text("出席情况", rows=2, required=False, hint="例如：应到 24 人，实到 22 人，请假 2 人。")
    minutes = text("会议纪要", rows=12, max_length=6000, hint="议定事项保存后逐条登记，落到人和时间。")


class TaskForm(forms.Form):
    words = text("议定事项", rows=3)
    township = forms.ModelChoiceField(
        Region.objects.none(), label="责任乡镇", required=False, to_field_name="code"
    )
    unit = PickField(
        Unit.objects.filter(is_active=True),
        search=search_units,
        url="suggestions:find_unit",
        typed="单位名称或首字母",
        label="责任单位",
        required=False,
    )
    owner = line("责任人", required=False)
    due_on = day("完成时间")

    def __init__(self, *args, county, **kwargs):
        super().__init__(*args, **kwargs)
        towns = [town.pk for town in people.townships(county)]
        self.fields["township"].queryset = Region.objects.filter(pk__in=towns).order_by("code")


class TaskReportForm(forms.Form):
    words = text("完成情况", rows=4, max_length=500)
    proof = ProofField(label="佐证材料")


class SettleForm(forms.Form):
    result = one_of("结果", [("done", "确认完成"), ("returned", "退回再办"), ("dropped", "不再办理")])
    words = text("意见", rows=3, max_length=500)
    due_on = day("新的完成时间", required=False, hint="退回再办的才填。")
