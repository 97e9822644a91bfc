"""What pages ask about training."""

from __future__ import annotations

from django import forms

from deputies.models import Person, Region

from ..models import TrainingBatch, TrainingCourse, TrainingPlan
from ..policy import ActivityPolicy
from .days import TypedDay
from .visits import labels


class PlanForm(forms.ModelForm):
    since = TypedDay(label="开始")
    until = TypedDay(label="结束")

    class Meta:
        model = TrainingPlan
        fields = ("title", "township", "scope", "since", "until", "goal")
        widgets = {"scope": forms.RadioSelect}

    def __init__(self, *args, townships, county_too: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["township"] = forms.ModelChoiceField(
            townships, label="谁的计划", required=not county_too, to_field_name="code",
            empty_label="各乡镇一起的计划" if county_too else None,
        )  # fmt: skip
        if self.instance.township_id:
            self.initial["township"] = self.instance.township.code
        elif not county_too:
            self.initial["township"] = townships.values_list("code", flat=True).first()

    def clean_township(self) -> Region | None:
        return self.cleaned_data["township"]


class BatchForm(forms.ModelForm):
    form = forms.ChoiceField(label="培训形式", required=False)
    due_on = TypedDay(label="计划完成时间")
    categories = forms.MultipleChoiceField(
        label="代表构成",
        choices=Person.Category.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="只培训几类代表的，把这几类都勾上，覆盖率按这几类算；不勾就是全体",
    )

    class Meta:
        model = TrainingBatch
        fields = ("title", "target", "categories", "form", "base", "due_on")

    def __init__(self, *args, policy: ActivityPolicy, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["form"].choices = [("", "未填"), *labels(policy.training_forms, self.instance.form)]


class CourseForm(forms.ModelForm):
    content = forms.ChoiceField(label="培训内容", required=False)
    lecturer_kind = forms.ChoiceField(label="授课人身份", required=False)

    class Meta:
        model = TrainingCourse
        fields = ("title", "content", "lecturer", "lecturer_kind", "hours")

    def __init__(self, *args, policy: ActivityPolicy, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["content"].choices = [("", "未填"), *labels(policy.training_contents)]
        self.fields["lecturer_kind"].choices = [("", "未填"), *labels(policy.lecturers)]
