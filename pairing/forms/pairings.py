"""Forms of pairings, applications and rosters; people and households are picked by name or initials."""

from __future__ import annotations

from django import forms

from congress_poverty.packs import Term
from congress_poverty.pages import PickField, name_search
from deputies.models import Person, Region, Unit

from ..models import Helper, Household, Pairing
from ..policy import PairingPolicy
from .households import read_phone

find_people = name_search(names=["name"], pinyin=["pinyin"])
find_households = name_search(names=["head_name"], pinyin=["pinyin"])
find_helpers = name_search(names=["name"])


def person_label(person: Person) -> str:
    return f"{person.name}（{person.township}）"


def household_label(household: Household) -> str:
    return f"{household.head_name}（{household.village}）"


def source_choices(terms: tuple[Term, ...]) -> list[tuple[str, str]]:
    """The county's words for how a household was chosen."""
    known = set(Pairing.Source.values)
    return [("", "未填")] + [(term.code, term.label) for term in terms if term.code in known]


class _SideForm(forms.Form):
    """Who will look after the household: a deputy, or somebody else."""

    person = PickField(
        Person.objects.select_related("township"),
        search=find_people,
        url="pairing:find_person",
        label_of=person_label,
        label="帮扶代表",
        required=False,
    )
    helper = PickField(
        Helper.objects.all(),
        search=find_helpers,
        url="pairing:find_helper",
        label="其他帮扶力量",
        required=False,
        help_text="单位、企业或爱心人士；与代表二选一",
    )

    def clean(self):
        data = super().clean()
        if not self.errors and bool(data.get("person")) == bool(data.get("helper")):
            self.add_error("person", "请选一位代表，或者选一个其他帮扶力量（只选一个）")
        return data


class PairForm(_SideForm):
    household = PickField(
        Household.objects.select_related("village"),
        search=find_households,
        url="pairing:find_household",
        label_of=household_label,
        label="联系户",
    )
    started_on = forms.DateField(label="结对时间")
    source = forms.ChoiceField(label="来源", required=False)
    measure = forms.CharField(label="主要帮扶措施", max_length=200, required=False)
    target = forms.CharField(label="目标", max_length=200, required=False)
    override_reason = forms.CharField(
        label="超出上限的理由", max_length=200, required=False, help_text="户数已满还要安排的才填，会留下记录"
    )
    note = forms.CharField(label="备注", max_length=200, required=False)

    field_order = ["household", "person", "helper", "started_on", "source", "measure", "target"]

    def __init__(self, *args, policy: PairingPolicy, may_override: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = source_choices(policy.sources)
        if not may_override:
            del self.fields["override_reason"]


class ChangeForm(_SideForm):
    started_on = forms.DateField(label="从哪天起更换", help_text="原来的结对到前一天结束，两条都留在历史里")
    reason = forms.CharField(label="更换原因", max_length=200)
    source = forms.ChoiceField(label="来源", required=False)
    override_reason = forms.CharField(label="超出上限的理由", max_length=200, required=False)

    def __init__(self, *args, policy: PairingPolicy, may_override: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = source_choices(policy.sources)
        if not may_override:
            del self.fields["override_reason"]


class EndForm(forms.Form):
    ended_on = forms.DateField(label="最后一天")
    reason = forms.CharField(
        label="结束原因", max_length=200, help_text="例如：代表调离、整户搬迁、已稳定脱贫"
    )


class HelperForm(forms.Form):
    """Somebody outside the deputies."""

    kind = forms.ChoiceField(label="类型", choices=Helper.Kind.choices, widget=forms.RadioSelect)
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label="单位",
        required=False,
        empty_label="不在名单里",
        help_text="单位帮扶的才选",
    )
    name = forms.CharField(label="名称", max_length=100, required=False, help_text="选了单位的不用填")
    phone = forms.CharField(
        label="联系电话", max_length=30, required=False, widget=forms.TextInput(attrs={"data-private": ""})
    )
    note = forms.CharField(label="备注", max_length=200, required=False)

    def __init__(self, *args, county, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.filter(county=county, is_active=True)

    def clean_phone(self):
        text = self.cleaned_data["phone"]
        try:
            return read_phone(text) if text else ""
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None

    def clean(self):
        data = super().clean()
        if not data.get("name") and not data.get("unit"):
            self.add_error("name", "请填名称，或选一个单位")
        return data


class ApplicationForm(forms.Form):
    """扶贫攻坚申请书: in which village or for which household a deputy wants to help."""

    wish = forms.CharField(label="愿意联系哪个村或哪一户", max_length=200)
    reason = forms.CharField(
        label="申请理由", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class ApproveForm(forms.Form):
    household = PickField(
        Household.objects.select_related("village"),
        search=find_households,
        url="pairing:find_household",
        label_of=household_label,
        label="由这位代表联系哪一户",
    )
    started_on = forms.DateField(label="结对时间")
    answer = forms.CharField(label="答复", max_length=300, required=False)
    override_reason = forms.CharField(label="超出上限的理由", max_length=200, required=False)

    def __init__(self, *args, may_override: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_override:
            del self.fields["override_reason"]


class ReturnForm(forms.Form):
    answer = forms.CharField(
        label="退回的理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}), help_text="代表能看到"
    )


class RosterForm(forms.Form):
    """Which township's list of this year goes to the county, and from which day it is."""

    township = forms.ModelChoiceField(Region.objects.none(), label="乡镇", empty_label=None)
    filed_on = forms.DateField(label="报送日期")

    def __init__(self, *args, townships, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["township"].queryset = townships
        self.today = today

    def clean_filed_on(self):
        filed_on = self.cleaned_data["filed_on"]
        if filed_on > self.today:
            raise forms.ValidationError("报送日期不能晚于今天")
        return filed_on
