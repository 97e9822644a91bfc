"""Forms of teams and of helpers outside the deputies."""

from __future__ import annotations

from django import forms

from deputies.models import DeputyGroup, Region, Unit

from ..models import Helper, HelpTeam
from .help import TownshipField, households_field, offer_township, people_field, person_field
from .households import KEEP, SealedTextField, keep_or_set, read_phone


class TeamForm(forms.ModelForm):
    township = TownshipField(required=False, label="哪个乡镇的", empty_label="不限乡镇")
    leader = person_field(label="组长")
    people = people_field(label="成员代表", help_text="至少两名，组长不用再选")
    households = households_field(label="帮扶的户", help_text="可以选很多户")

    class Meta:
        model = HelpTeam
        fields = [
            "township", "name", "theme", "leader", "people", "group", "started_on", "ended_on",
            "villages", "households", "plan", "result",
        ]  # fmt: skip
        widgets = {
            "plan": forms.Textarea(attrs={"rows": 4}),
            "villages": forms.CheckboxSelectMultiple,
        }
        help_texts = {"theme": "例如：黄桃产业、技术培训"}

    def __init__(self, *args, county, townships, **kwargs):
        super().__init__(*args, **kwargs)
        row = self.instance
        if row.pk is None:
            row.county = county
        offer_township(self, townships)
        self.fields["group"].queryset = DeputyGroup.objects.order_by("township__code", "id")
        villages = Region.objects.filter(retired_on__isnull=True).order_by("code")
        if self.only_township is not None:
            self.fields["villages"].queryset = villages.filter(parent=self.only_township)
        else:
            # All villages of a county are too many boxes: the poor villages, and the chosen ones.
            poor = villages.filter(parent__in=townships, is_poor_village=True)
            chosen = row.villages.all() if row.pk else Region.objects.none()
            self.fields["villages"].queryset = (poor | villages.filter(pk__in=chosen.values("pk"))).distinct()
        self.fields["villages"].required = False
        if row.pk:
            members = list(row.members.select_related("person__township"))
            self.initial["leader"] = next((one.person for one in members if one.is_leader), None)
            self.initial["people"] = [one.person for one in members if not one.is_leader]
            self.initial["households"] = list(row.households.select_related("village"))

    def save(self, commit=True):
        row = self.instance
        if self.only_township is not None and row.pk is None:
            row.township = self.only_township
        return row


class EndTeamForm(forms.Form):
    ended_on = forms.DateField(label="结束日期")
    result = forms.CharField(label="成效", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class HelperEditForm(forms.ModelForm):
    """A firm, a unit or a person of the register."""

    phone = SealedTextField(label="联系电话", reader=read_phone)
    led_by = person_field(
        label="负责人是哪位代表", help_text="企业负责人是人大代表的才选：企业帮的，也算他的"
    )
    mobilised_by = person_field(label="哪位代表动员来的")

    class Meta:
        model = Helper
        fields = ["kind", "name", "unit", "business", "led_by", "mobilised_by", "joined_on", "phone", "note"]
        widgets = {"kind": forms.RadioSelect}
        help_texts = {"business": "例如：服装加工、粮油贸易", "name": "选了单位的不用填"}

    def __init__(self, *args, county, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.instance.county = county
        self.fields["kind"].choices = Helper.Kind.choices
        self.fields["name"].required = False
        self.fields["unit"].queryset = Unit.objects.filter(county=county, is_active=True)
        self.fields["unit"].empty_label = "不在名单里"
        if self.instance.pk and self.instance.phone:
            self.fields["phone"].help_text = KEEP

    def clean(self):
        data = super().clean()
        if not data.get("name") and not data.get("unit"):
            self.add_error("name", "请填名称，或选一个单位")
        return data

    def save(self, commit=True):
        keep_or_set(self.instance, "phone", self.cleaned_data["phone"])
        return self.instance
