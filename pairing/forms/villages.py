"""Forms of a village's development: co-operatives, projects, years, policies, funds."""

from __future__ import annotations

from django import forms

from congress_poverty.pages import PickField
from deputies.models import Unit

from ..models import (
    Cooperative,
    CoopMember,
    FundBook,
    FundEntry,
    Helper,
    Household,
    PolicyDelivery,
    VillageProject,
    VillageYear,
)
from ..policy import HelpPolicy
from .help import TownshipField, offer_township, person_field
from .households import VillageField
from .pairings import find_helpers, find_households, household_label


class _OfVillage(forms.ModelForm):
    """A row of a village; county and township follow from it."""

    def __init__(self, *args, county, townships, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.instance.county = county
        self.fields["village"].offer(townships.order_by("code"))

    def clean(self):
        data = super().clean()
        if village := data.get("village"):
            self.instance.township = village.parent
        return data


class CoopForm(_OfVillage):
    village = VillageField()
    led_by = person_field(label="领办的代表")

    class Meta:
        model = Cooperative
        fields = [
            "name", "village", "industry", "founded_on", "led_by", "leader", "decided_on", "decision", "note",
        ]  # fmt: skip
        help_texts = {
            "decision": "最后上什么产业由村集体定，写会议和结论",
            "industry": "例如：黄桃、竹花鸡、竹笋",
        }

    def clean(self):
        data = super().clean()
        village, name = data.get("village"), data.get("name")
        if village and name:
            twins = Cooperative.objects.filter(township=village.parent, name=name).exclude(
                pk=self.instance.pk
            )
            if twins.exists():
                self.add_error("name", "这个乡镇已经有同名的合作社，请改那一个")
        return data


class CoopMemberForm(forms.ModelForm):
    household = PickField(
        Household.objects.select_related("village"),
        search=find_households,
        url="pairing:find_household",
        label_of=household_label,
        label="联系户",
        required=False,
        help_text="是联系户的才选，姓名可以不填",
    )

    class Meta:
        model = CoopMember
        fields = ["household", "name", "wish", "joined_on", "left_on", "share", "yearly_gain", "note"]
        help_texts = {"share": "例如：土地 2 亩、小额信贷 5 万元"}

    def __init__(self, *args, coop, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        if self.instance.pk is None:
            self.instance.coop = coop
        self.fields["name"].required = False

    def clean(self):
        data = super().clean()
        household = data.get("household")
        name = data.get("name") or (household.head_name if household else "")
        data["name"] = name
        if not name and not self.errors:
            self.add_error("name", "请填社员姓名，或选一户")
        joined, left = data.get("joined_on"), data.get("left_on")
        for field, day in (("joined_on", joined), ("left_on", left)):
            if day and day > self.today:
                self.add_error(field, "日期不能晚于今天")
        if joined and left and left < joined:
            self.add_error("left_on", "退社日期不能早于入社日期")
        gain = data.get("yearly_gain")
        if gain is not None and gain < 0:
            self.add_error("yearly_gain", "年增收不能是负数")
        if name and not left and not self.errors:
            twins = CoopMember.objects.filter(
                coop=self.instance.coop, name=name, household=household, left_on__isnull=True
            ).exclude(pk=self.instance.pk)
            if twins.exists():
                self.add_error("name", f"{name}已经是这个合作社的社员")
        return data


class ProjectForm(_OfVillage):
    village = VillageField()
    kind = forms.ChoiceField(label="项目类型")
    stage = forms.ChoiceField(label="项目进度")
    introduced_by = person_field(label="协调引进的代表")
    helper = PickField(
        Helper.objects.all(),
        search=find_helpers,
        url="pairing:find_helper",
        label="参加的企业",
        required=False,
    )

    class Meta:
        model = VillageProject
        fields = [
            "village", "name", "kind", "scale", "stage", "invested", "funding", "introduced_by", "helper",
            "unit", "commitment", "due_on", "started_on", "done_on", "yearly_income", "note",
        ]  # fmt: skip
        help_texts = {
            "scale": "例如：60 千瓦、3 公里",
            "commitment": "部门答应支持什么，例如“硬化 3 公里，年底前完工”",
            "yearly_income": "建成后每年给村集体带来的固定收入",
        }

    def __init__(self, *args, county, townships, policy: HelpPolicy, today, **kwargs):
        super().__init__(*args, county=county, townships=townships, **kwargs)
        self.today = today
        kinds = [one.label for one in policy.project_types]
        if self.instance.kind and self.instance.kind not in kinds:
            kinds.append(self.instance.kind)
        self.fields["kind"].choices = [("", "请选")] + [(kind, kind) for kind in kinds]
        self.fields["stage"].choices = [(one.code, one.label) for one in policy.stages]
        self.fields["unit"].queryset = Unit.objects.filter(county=county, is_active=True)
        self.fields["unit"].empty_label = "没有"
        self.last_stage = policy.stages[-1].code

    def clean(self):
        data = super().clean()
        for name in ("invested", "yearly_income"):
            if data.get(name) is not None and data[name] < 0:
                self.add_error(name, "不能是负数")
        started, done = data.get("started_on"), data.get("done_on")
        if started and done and done < started:
            self.add_error("done_on", "完成日期不能早于开工日期")
        if done and done > self.today:
            self.add_error("done_on", "完成日期不能晚于今天；没完成就空着")
        if done and data.get("stage") and data["stage"] != self.last_stage:
            self.add_error("stage", "填了完成日期的，项目进度应选最后一步")
        village, name = data.get("village"), data.get("name")
        if village and name:
            twins = VillageProject.objects.filter(village=village, name=name).exclude(pk=self.instance.pk)
            if twins.exists():
                self.add_error("name", "这个村已经有同名的项目，请改那一个")
        return data


class VillageYearForm(_OfVillage):
    village = VillageField()

    class Meta:
        model = VillageYear
        fields = [
            "village",
            "year",
            "collective_income",
            "fixed_income",
            "households_out",
            "people_out",
            "note",
        ]

    def __init__(self, *args, county, townships, today, **kwargs):
        super().__init__(*args, county=county, townships=townships, **kwargs)
        self.today = today

    def clean(self):
        data = super().clean()
        year, village = data.get("year"), data.get("village")
        if year and not 2000 <= year <= self.today.year:
            self.add_error("year", f"年度请填 2000 到 {self.today.year} 之间")
        total, fixed = data.get("collective_income"), data.get("fixed_income")
        for name, value in (("collective_income", total), ("fixed_income", fixed)):
            if value is not None and value < 0:
                self.add_error(name, "不能是负数")
        if total is not None and fixed is not None and fixed > total:
            self.add_error("fixed_income", "固定收入不能大于集体收入")
        if year and village and not self.errors:
            twins = VillageYear.objects.filter(village=village, year=year).exclude(pk=self.instance.pk)
            if twins.exists():
                self.add_error("year", "这个村这一年已经登记过，请改那一条")
        return data


class PoliciesForm(forms.Form):
    """The county's list of policies for one village, or one household of it."""

    checked_on = forms.DateField(label="核实日期")
    household = PickField(
        Household.objects.select_related("village"),
        search=find_households,
        url="pairing:find_household",
        label_of=household_label,
        label="只核实某一户",
        required=False,
        help_text="不选就是核实整个村",
    )

    def __init__(self, *args, village, policy: HelpPolicy, known: dict, **kwargs):
        super().__init__(*args, **kwargs)
        self.village, self.policies = village, policy.policies
        for one in policy.policies:
            state, note = known.get(one.label, ("", ""))
            self.fields[f"s_{one.code}"] = forms.ChoiceField(
                label=one.label,
                required=False,
                choices=[*PolicyDelivery.State.choices, ("", "没核实")],
                widget=forms.RadioSelect,
                initial=state,
            )
            self.fields[f"n_{one.code}"] = forms.CharField(
                label=f"{one.label}：说明",
                required=False,
                max_length=200,
                initial=note,
                help_text="没落实的写清卡在哪里",
            )

    def clean(self):
        data = super().clean()
        household = data.get("household")
        if household and household.village_id != self.village.pk:
            self.add_error("household", f"这一户不在{self.village}")
        for one in self.policies:
            if data.get(f"s_{one.code}") == "no" and not data.get(f"n_{one.code}"):
                self.add_error(f"n_{one.code}", "没落实的，请写清卡在哪里")
        return data

    def states(self) -> dict[str, tuple[str, str]]:
        data = self.cleaned_data
        return {
            one.label: (data[f"s_{one.code}"], data[f"n_{one.code}"])
            for one in self.policies
            if data[f"s_{one.code}"]
        }


class FundBookForm(forms.ModelForm):
    township = TownshipField()
    village = VillageField(required=False)

    class Meta:
        model = FundBook
        fields = ["township", "village", "name", "keeper", "note"]
        help_texts = {
            "keeper": "村委会、乡镇政府或部门；代表不经手资金",
            "name": "例如：玉池村帮扶资金",
            "village": "整个乡镇的不选",
        }

    def __init__(self, *args, county, townships, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.instance.county = county
        townships = townships.order_by("code")
        offer_township(self, townships)
        self.fields["village"].offer(townships)

    def clean(self):
        data = super().clean()
        township = data.get("township") or self.only_township
        if township is not None:
            self.instance.township = township
        village = data.get("village")
        if village and township and village.parent_id != township.pk:
            self.add_error("village", "这个村不在所选的乡镇里")
        if data.get("name") and township:
            twins = FundBook.objects.filter(township=township, name=data["name"]).exclude(pk=self.instance.pk)
            if twins.exists():
                self.add_error("name", "已经有一本叫这个名字的账，请换一个")
        return data


class FundEntryForm(forms.ModelForm):
    class Meta:
        model = FundEntry
        fields = ["way", "happened_on", "amount", "party", "purpose", "voucher"]
        widgets = {"way": forms.RadioSelect}
        help_texts = {"purpose": "支出必须写"}

    def __init__(self, *args, book, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.book = book
        self.fields["way"].choices = FundEntry.Way.choices

    def save(self, commit=True):
        return self.instance
