"""An entry of a deputy's diary."""

from __future__ import annotations

from django import forms

from congress_poverty.pages import PickField
from deputies.models import Person, VoterContact
from pairing.forms import find_people
from pairing.forms.pairings import person_label

from ..models import DiaryEntry
from ..policy import StationPolicy
from .visits import labels


class DiaryForm(forms.ModelForm):
    """The deputy chooses among the own voters; the office, typing from paper, chooses the deputy."""

    deputy = PickField(
        Person.objects.select_related("township"),
        search=find_people,
        url="visits:find_person",
        label_of=person_label,
        label="代表",
    )

    class Meta:
        model = DiaryEntry
        fields = ["voter", "voter_name", "met_on", "way", "place", "said", "followed"]
        widgets = {
            "said": forms.Textarea(attrs={"rows": 4}),
            "followed": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {"voter_name": "不在固定联系名单里的，写怎么称呼，例如“李大爷”"}

    def __init__(self, *args, policy: StationPolicy, own=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["way"] = forms.ChoiceField(
            label="方式", choices=[("", "请选择"), *labels(policy.diary_ways, self.instance.way)]
        )
        if own is not None:
            del self.fields["deputy"]
            self.fields["voter"] = forms.ModelChoiceField(
                VoterContact.objects.filter(deputy=own),
                label="固定联系的选民",
                required=False,
                to_field_name="code",
                empty_label="不在名单里",
            )
            if self.instance.voter_id:
                self.initial["voter"] = self.instance.voter.code
        else:
            del self.fields["voter"]
            if self.instance.pk:
                self.initial["deputy"] = self.instance.deputy
        order = ["deputy", *self.Meta.fields]
        self.order_fields(order)
