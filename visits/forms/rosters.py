"""A month's roster, a swap, a day that moves, who came."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms

from deputies.models import Person

from ..actions.rosters import PlannedDay
from ..models import DutyShift

SPARE = 2  # empty lines for days beside the rule's


class MonthForm(forms.Form):
    """Days of one month with their deputies. A line without a day is not held."""

    def __init__(self, *args, days: Sequence[PlannedDay], crew: Sequence[Person], **kwargs):
        super().__init__(*args, **kwargs)
        self.days = [*days, *[PlannedDay(None, ()) for _ in range(SPARE)]]
        known = {one.code: one for one in crew}
        for planned in self.days:
            known.update({one.code: one for one in planned.people})
        self.crew = known
        pairs = [(code, one.name) for code, one in known.items()]
        for n, planned in enumerate(self.days):
            self.fields[f"day-{n}"] = forms.DateField(
                label=f"第 {n + 1} 个接待日",
                required=False,
                initial=planned.day,
                widget=forms.DateInput(attrs={"class": "form-control"}),
            )
            self.fields[f"hours-{n}"] = forms.CharField(
                label=f"第 {n + 1} 个接待日：时间", max_length=40, required=False, initial=planned.hours
            )
            self.fields[f"theme-{n}"] = forms.CharField(
                label=f"第 {n + 1} 个接待日：主题", max_length=100, required=False, initial=planned.theme
            )
            self.fields[f"people-{n}"] = forms.MultipleChoiceField(
                label=f"第 {n + 1} 个接待日：代表",
                choices=pairs,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                initial=[one.code for one in planned.people],
            )
        self.helper = FormHelper()
        self.helper.layout = Layout()

    @property
    def lines(self):
        for n, planned in enumerate(self.days):
            fields = (self[f"{name}-{n}"] for name in ("day", "hours", "theme", "people"))
            yield (n, planned, *fields)

    def clean(self):
        data = super().clean()
        for n in range(len(self.days)):
            day, people = data.get(f"day-{n}"), data.get(f"people-{n}")
            if people and not day and f"day-{n}" not in self.errors:
                self.add_error(f"day-{n}", "选了代表，请填是哪一天；不要这一行就把代表去掉。")
        return data

    def planned(self) -> list[PlannedDay]:
        data = self.cleaned_data
        found = []
        for n, was in enumerate(self.days):
            day: date | None = data[f"day-{n}"]
            if day is None:
                continue
            kept = day == was.day
            found.append(
                PlannedDay(
                    day,
                    tuple(self.crew[code] for code in data[f"people-{n}"]),
                    data[f"hours-{n}"],
                    data[f"theme-{n}"],
                    was.rule_day if kept else None,
                    was.because if kept else "",
                )
            )
        return found


class SwapForm(forms.Form):
    """With whom: somebody's own day in return, or somebody who takes the day over."""

    how = forms.ChoiceField(label="怎么换", widget=forms.RadioSelect)
    reason = forms.CharField(label="原因", max_length=100, required=False, help_text="例如“当天外出开会”")

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["how"].choices = choices


class AnswerForm(forms.Form):
    accept = forms.ChoiceField(
        label="答复", widget=forms.RadioSelect, choices=[("yes", "同意"), ("no", "不同意")]
    )
    answer = forms.CharField(label="想说的话", max_length=100, required=False)


class MoveForm(forms.Form):
    to = forms.DateField(label="改到哪一天")
    reason = forms.CharField(label="原因", max_length=100, help_text="会印在公告上")


class CancelForm(forms.Form):
    reason = forms.CharField(label="原因", max_length=100, help_text="会印在公告上")


class MarkForm(forms.Form):
    state = forms.ChoiceField(
        label="情况",
        widget=forms.RadioSelect,
        choices=[one for one in DutyShift.State.choices if one[0] != DutyShift.State.PLANNED],
    )
    stand_in = forms.ChoiceField(label="代班代表", required=False)
    note = forms.CharField(label="说明", max_length=100, required=False)

    def __init__(self, *args, crew: Sequence[Person], **kwargs):
        super().__init__(*args, **kwargs)
        self.crew = {one.code: one for one in crew}
        self.fields["stand_in"].choices = [("", "—"), *((one.code, one.name) for one in crew)]

    def clean_stand_in(self):
        return self.crew.get(self.cleaned_data["stand_in"])
