"""The form of an activity: everybody of the chosen roster is present until marked otherwise."""

from __future__ import annotations

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms

from congress_poverty.pages import PickManyField
from deputies.models import Person, Station
from pairing.forms import find_people
from pairing.forms.pairings import person_label

from ..actions import ActivityFacts
from ..models import Attendance
from ..policy import VisitPolicy
from .visits import labels

NOT_ASKED = "none"
STATUSES = [*Attendance.Status.choices, (NOT_ASKED, "不参加")]


class ActivityForm(forms.Form):
    kind = forms.ChoiceField(label="活动形式", widget=forms.RadioSelect)
    topic = forms.CharField(label="活动主题", max_length=200)
    held_on = forms.DateField(label="活动时间")
    place = forms.CharField(label="地点", max_length=100, required=False)
    station = forms.ModelChoiceField(
        Station.objects.all(), label="站点", required=False, empty_label="不在站点", to_field_name="code"
    )
    more_people = PickManyField(
        Person.objects.select_related("township"),
        search=find_people,
        url="visits:find_person",
        label_of=person_label,
        label="名单外到会的代表",
        required=False,
    )
    summary = forms.CharField(
        label="活动情况", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(
        self, *args, policy: VisitPolicy, roster=(), group=None, activity=None, instance=None, **kwargs
    ):
        activity = instance or activity
        marked = {}
        if activity is not None:
            marked = dict(activity.attendances.values_list("person__code", "status"))
            kwargs["initial"] = {**_said(activity), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = labels(policy.activity_kinds, activity.kind if activity else "")
        self.group = group
        self.roster = list(roster)
        default = NOT_ASKED if marked else Attendance.Status.PRESENT
        for person in self.roster:
            self.fields[f"a-{person.code}"] = forms.ChoiceField(
                label=person.name,
                choices=STATUSES,
                widget=forms.RadioSelect,
                initial=marked.get(person.code, default),
                required=False,
            )
        self.helper = FormHelper()
        self.helper.layout = Layout("kind", "topic", "held_on", "place", "station", "summary", "more_people")

    @property
    def roster_rows(self):
        """(person, bound field) of everybody on the roster."""
        return [(person, self[f"a-{person.code}"]) for person in self.roster]

    def facts(self) -> ActivityFacts:
        data = self.cleaned_data
        return ActivityFacts(
            held_on=data["held_on"],
            kind=data["kind"],
            topic=data["topic"],
            place=data["place"],
            summary=data["summary"],
            group=self.group,
            station=data["station"],
        )

    def attendance(self) -> dict[Person, str]:
        data = self.cleaned_data
        marked = {person: data[f"a-{person.code}"] or Attendance.Status.PRESENT for person in self.roster}
        taking_part = {person: status for person, status in marked.items() if status != NOT_ASKED}
        for person in data["more_people"]:
            taking_part.setdefault(person, Attendance.Status.PRESENT)
        return taking_part


def _said(activity) -> dict:
    names = ("kind", "topic", "held_on", "place", "summary")
    said = {name: getattr(activity, name) for name in names}
    if activity.station:
        said["station"] = activity.station.code
    return said
