"""What a page asks about one deputy's report."""

from __future__ import annotations

from django import forms

from deputies.models import Person

from ..models import DutyReport


class DutyReportForm(forms.ModelForm):
    asked = forms.CharField(
        label="选民提问和回答",
        required=False,
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="一行一问，问和答用“答：”隔开，例如：村口的路什么时候修？答：已列入今年计划",
    )

    class Meta:
        model = DutyReport
        fields = (
            "person", "constituency", "is_written", "voters", "satisfied", "basically", "dissatisfied",
            "summary", "remarks",
        )  # fmt: skip
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 4}),
            "remarks": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {"constituency": "不填就取代表的选区"}

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"] = forms.ModelChoiceField(
            people, label="述职代表", to_field_name="code", empty_label="请选代表"
        )
        if self.instance.pk:
            self.initial["person"] = self.instance.person.code
            self.initial["asked"] = "\n".join(
                f"{one.question}答：{one.answer}" if one.answer else one.question
                for one in self.instance.questions.all()
            )

    def clean_person(self) -> Person:
        return self.cleaned_data["person"]

    def clean_asked(self) -> list[tuple[str, str]]:
        found = []
        for line in self.cleaned_data["asked"].splitlines():
            question, _, answer = line.strip().partition("答：")
            if not question.strip() and not answer.strip():
                continue
            if len(question) > 300 or len(answer) > 600:
                raise forms.ValidationError("一个问题最多 300 字，回答最多 600 字")
            found.append((question.strip(), answer.strip()))
        return found
