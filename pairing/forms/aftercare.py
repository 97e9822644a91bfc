"""Forms of checks after the exit."""

from __future__ import annotations

from django import forms

from ..models import ExitCheck
from .households import words


class ExitCheckForm(forms.ModelForm):
    risk = forms.ChoiceField(label="风险类型", required=False, help_text="有风险或已返贫的才选")

    class Meta:
        model = ExitCheck
        fields = ["checked_on", "result", "risk", "note", "per_capita", "next_step", "checked_by"]
        widgets = {"result": forms.RadioSelect, "note": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"checked_by": "不填就是您", "next_step": "有风险的写怎么帮"}

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["checked_on"].required = True
        self.fields["result"].required = True
        self.fields["result"].choices = ExitCheck.Result.choices
        self.fields["risk"].choices = words("risk", today, self.instance.risk, blank="没有")

    def clean_per_capita(self):
        value = self.cleaned_data["per_capita"]
        if value is not None and value < 0:
            raise forms.ValidationError("收入不能是负数")
        return value

    def save(self, commit=True):
        return self.instance


class FlagForm(forms.Form):
    """A risk seen between two checks."""

    risk = forms.ChoiceField(label="风险类型")
    note = forms.CharField(label="什么情况", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["risk"].choices = words("risk", today, blank="请选")


class LiftForm(forms.Form):
    ground = forms.CharField(label="依据", max_length=200, help_text="例如回访情况、民主评议的结果")
