"""The ground of every move's form."""

from __future__ import annotations

from datetime import date

from django import forms

from .. import flow
from ..models import Assignment, Suggestion
from ..policy import SuggestionPolicy
from .fields import day, text
from .papers import PapersField


class MoveForm(forms.Form):
    """The ground of every move's form: the day, whose part, and the version that was seen.

    Those who enter what came on paper or by phone give the day it happened and attach
    the paper; everybody else acts today.
    """

    dated_by = ""
    """The field that says when it happened: then no second day is asked for."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args, suggestion: Suggestion, move: flow.Move, role: str, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.suggestion, self.move, self.role, self.today = suggestion, move, role, today
        self.policy: SuggestionPolicy = suggestion.county.policy(SuggestionPolicy)
        self.fields["seen"].initial = suggestion.version
        self.build()
        if role in flow.ENTERING and not self.dated_by and "on" not in self.fields:
            self.fields["on"] = day("办理日期", required=False, hint="补录时填实际发生的日期")
            self.fields["on"].initial = today
        if self.is_entering and "papers" not in self.fields:
            self.fields["papers"] = PapersField(label="盖章或签字的材料")

    @property
    def is_entering(self) -> bool:
        """Whether the person enters what a deputy or a unit did (代录)."""
        return flow.enters_for_others(self.move, self.role, self.suggestion.handled_at)

    def build(self) -> None:
        """Adds what depends on the county's words."""

    def fit(self, assignments: list[Assignment]) -> None:
        """Asks for whose part it is, where several fit."""
        if len(assignments) > 1:
            self.fields["assignment"] = forms.ChoiceField(
                label="承办单位", choices=[(one.code, str(one)) for one in assignments]
            )
            self.order_fields(["assignment"])

    def clean_on(self):
        on = self.cleaned_data["on"] or self.today
        if on > self.today:
            raise forms.ValidationError("日期不能晚于今天。")
        return on

    def clean(self):
        data = super().clean()
        happened_on = data.get(self.dated_by)
        if happened_on and self.role in flow.ENTERING:
            # In the history it stands where it happened, but never before the step that is there already.
            data["on"] = min(max(happened_on, self.suggestion.last_step_on or happened_on), self.today)
        return data

    def given(self) -> dict:
        """What ``advance`` needs."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in ("seen", "on", "assignment")
        }


class ReasonForm(MoveForm):
    reason = text("理由")
