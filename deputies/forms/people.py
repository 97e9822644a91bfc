"""Forms of deputies, mandates, honours, links and voters."""

from __future__ import annotations

from django import forms

from congress_poverty.sealed import blind_index

from ..mandate_law import grounds_from
from ..models import Honour, Mandate, Person, VoterContact
from .fields import (
    DeputyField,
    IdNumberInput,
    NameField,
    PhoneInput,
    VillageField,
    townships_within,
    villages_within,
)


def level_choices(county) -> list[tuple[str, str]]:
    """The five levels in the county's words, the highest first."""
    words = county.level_words()
    return [(level, words.label(level)) for level in ("national", "provincial", "city", "county", "township")]


class PersonForm(forms.ModelForm):
    """A deputy's own data."""

    name = NameField(label="姓名", max_length=100)
    phone = PhoneInput("联系电话")
    id_number = IdNumberInput("身份证号")
    village = VillageField(label="所在村", required=False)

    class Meta:
        model = Person
        fields = [
            "name", "gender", "birth_on", "ethnicity", "party", "education", "phone", "id_number", "township",
            "village", "employer", "job_title", "category", "has_fixed_income", "note",
        ]  # fmt: skip
        labels = {"birth_on": "出生日期"}

    def __init__(self, *args, county, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.county = self.county = county
        self.fields["township"].queryset = townships = townships_within(county)
        self.fields["village"].offer(county)
        self.initial.update(phone="", id_number="")
        if self.instance.pk is None and len(only := list(townships[:2])) == 1:
            self.initial.setdefault("township", only[0].pk)

    def clean(self):
        data = super().clean()
        village, township = data.get("village"), data.get("township")
        if village and township and village.parent_id != township.pk:
            self.add_error("village", f"{village}不在{township}，请重新选村。")
        return data

    def _post_clean(self):
        # An empty sealed field means “as it is”, and must not overwrite what is in the envelope.
        kept = {name: getattr(self.instance, name) for name in ("phone", "id_number")}
        super()._post_clean()
        for name, index in (("phone", "phone_index"), ("id_number", "id_index")):
            plain = self.cleaned_data.get(name, "")
            if plain:
                setattr(self.instance, index, blind_index(plain))
            else:
                setattr(self.instance, name, kept[name])


class MandateForm(forms.ModelForm):
    """A seat: level, term, where from."""

    class Meta:
        model = Mandate
        fields = ["level", "term", "constituency", "delegation", "certificate_no", "started_on"]
        labels = {"started_on": "任职日期"}
        help_texts = {"term": "例如“第十八届”"}

    def __init__(self, *args, county, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = [("", "—"), *level_choices(county)]
        self.fields["term"].required = True
        self.instance.county = county


class NewDeputyForm(PersonForm):
    """A deputy together with the first seat."""

    level = forms.ChoiceField(label="代表层级")
    term = forms.CharField(label="届次", max_length=30, help_text="例如“第十八届”")
    constituency = forms.CharField(label="选区或选举单位", max_length=100, required=False)
    certificate_no = forms.CharField(label="代表证号", max_length=40, required=False)
    started_on = forms.DateField(label="任职日期", required=False)

    field_order = [
        "name", "gender", "township", "village", "level", "term", "constituency", "certificate_no",
        "started_on", "phone", "id_number", "birth_on", "ethnicity", "party", "education", "employer",
        "job_title", "category", "has_fixed_income", "note",
    ]  # fmt: skip

    def __init__(self, *args, county, **kwargs):
        super().__init__(*args, county=county, **kwargs)
        self.fields["level"].choices = [("", "—"), *level_choices(county)]
        for name in ("phone", "id_number"):
            self.fields[name].help_text = "加密保存，页面上不显示"

    def mandate(self) -> Mandate:
        names = ("level", "term", "constituency", "certificate_no", "started_on")
        return Mandate(county=self.county, **{name: self.cleaned_data[name] for name in names})


class StatusForm(forms.Form):
    """Why and when a mandate is suspended, restored or ended."""

    ground = forms.ChoiceField(label="依据")
    on = forms.DateField(label="日期", help_text="决定、公告或者事情发生的日期")
    note = forms.CharField(label="文件或说明", max_length=200, required=False, help_text="例如公告名称和文号")

    def __init__(self, *args, status, **kwargs):
        super().__init__(*args, **kwargs)
        groups: dict[str, list] = {}
        for ground in grounds_from(status):
            groups.setdefault(ground.group, []).append((ground.code, ground.label))
        self.fields["ground"].choices = [("", "—"), *groups.items()]


class HonourForm(forms.ModelForm):
    class Meta:
        model = Honour
        fields = ["title", "awarded_by", "awarded_on"]
        help_texts = {"title": "例如“敬业奉献模范”"}


class MemberLinkForm(forms.Form):
    """Which deputy a standing-committee member keeps in touch with."""

    deputy = DeputyField(label="联系的代表")
    on = forms.DateField(label="开始日期")


class DayForm(forms.Form):
    """The day on which something ends."""

    on = forms.DateField(label="日期")


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="用途", max_length=200, help_text="例如“通知参加小组活动”，会记在操作记录里"
    )


class VoterForm(forms.ModelForm):
    """A voter with whom the deputy keeps contact."""

    name = NameField(label="选民姓名", max_length=100)
    phone = PhoneInput("电话")

    class Meta:
        model = VoterContact
        fields = ["name", "village", "phone", "note"]

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.deputy = person
        self.fields["village"].queryset = villages_within(person.county).filter(parent=person.township_id)
        self.fields["village"].empty_label = "—"
        self.initial["phone"] = ""

    def _post_clean(self):
        kept = self.instance.phone
        super()._post_clean()
        if not self.cleaned_data.get("phone"):
            self.instance.phone = kept
