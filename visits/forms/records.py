"""What pages ask about what follows from an activity."""

from __future__ import annotations

from django import forms

from .days import TypedDay

ADOPTED = [("", "还没说"), ("yes", "采纳"), ("no", "不采纳")]


class TaskForm(forms.Form):
    what = forms.CharField(label="要做什么", max_length=200)
    who = forms.CharField(label="谁来做", max_length=60)
    due_on = TypedDay(label="完成时限")


class FinishForm(forms.Form):
    done_on = TypedDay(label="完成日期")
    proof = forms.CharField(
        label="完成情况", max_length=300, help_text="做成了什么，凭什么说做完了（文号、照片、谁验收）"
    )


class SendForm(forms.Form):
    """Which opinions go to which department, and by when an answer is expected."""

    opinions = forms.MultipleChoiceField(label="转交哪几条", widget=forms.CheckboxSelectMultiple)
    sent_to = forms.CharField(
        label="转交部门", max_length=100, widget=forms.TextInput(attrs={"list": "departments"})
    )
    sent_on = TypedDay(label="转交日期")
    due_on = TypedDay(label="答复期限")

    def __init__(self, *args, opinions, **kwargs):
        super().__init__(*args, **kwargs)
        self.opinions = {one.code: one for one in opinions}
        self.fields["opinions"].choices = [(one.code, one.words) for one in opinions]

    def chosen(self):
        return [self.opinions[code] for code in self.cleaned_data["opinions"]]


class AnswerForm(forms.Form):
    answered_by = forms.CharField(label="答复部门", max_length=100, required=False)
    answer = forms.CharField(
        label="答复内容", max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    adopted = forms.ChoiceField(label="采纳", choices=ADOPTED, required=False, widget=forms.RadioSelect)
    fed_back_on = TypedDay(label="反馈日期", required=False, help_text="哪天把结果告诉反映人")

    def clean_adopted(self) -> bool | None:
        return {"yes": True, "no": False}.get(self.cleaned_data["adopted"])


class CancelForm(forms.Form):
    why = forms.CharField(label="取消原因", max_length=200)
