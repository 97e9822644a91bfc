"""What pages ask about leave."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms

from deputies.models import Person

DECISIONS = [("", "还没批"), ("yes", "已准假"), ("no", "没有批准")]


class DecideForm(forms.Form):
    """What whoever approves has said."""

    approve = forms.ChoiceField(label="批复", choices=DECISIONS[1:], widget=forms.RadioSelect)
    approver = forms.CharField(label="准假人", max_length=60)
    answer = forms.CharField(label="批复意见", max_length=100, required=False)


class LeaveForm(forms.Form):
    """A deputy asks for the own leave; an office for anybody on the list, with the answer if there is one."""

    person = forms.ChoiceField(label="请假代表")
    reason = forms.CharField(label="事由", max_length=80)
    part = forms.CharField(
        label="哪一段", max_length=60, required=False, help_text="全程请假的不填；只请一段的写“10 日下午”"
    )
    approve = forms.ChoiceField(label="批复", choices=DECISIONS, required=False, widget=forms.RadioSelect)
    answer = forms.CharField(
        label="批复意见", max_length=100, required=False, help_text="没有批准的，写一句为什么"
    )

    def __init__(self, *args, people: Sequence[Person], own: Person | None, approver: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.people, self.own = {one.code: one for one in people}, own
        if own is not None:
            del self.fields["person"], self.fields["approve"], self.fields["answer"]
        else:
            pairs = [(code, one.name) for code, one in self.people.items()]
            self.fields["person"].choices = [("", "请选"), *pairs]
            self.fields["approve"].help_text = f"按规定由{approver}批"

    def who(self) -> Person:
        return self.own or self.people[self.cleaned_data["person"]]
