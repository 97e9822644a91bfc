"""Forms of regions, units, stations, groups and area links."""

from __future__ import annotations

from django import forms

from ..models import DeputyGroup, GroupMember, Region, Station, Unit
from .fields import DeputyField, VillageField, townships_within


class RegionForm(forms.ModelForm):
    """What a county may say about a division; code and official name are the state's."""

    class Meta:
        model = Region
        fields = ["short_name", "kind", "has_congress", "is_poor_village"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = Region.Kind
        if self.instance.level == Region.Level.VILLAGE:
            possible = (kinds.VILLAGE, kinds.NEIGHBOURHOOD, kinds.OTHER)
            del self.fields["has_congress"]
        else:
            possible = (kinds.TOWN, kinds.TOWNSHIP, kinds.STREET, kinds.FARM, kinds.ZONE, kinds.OTHER)
            del self.fields["is_poor_village"]
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in possible]


class UnitForm(forms.ModelForm):
    """A handling unit, an office of the standing committee, a company."""

    aliases = forms.CharField(
        label="别名",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="一行一个，台账里的其他叫法，例如“水务局”",
    )

    class Meta:
        model = Unit
        fields = [
            "name", "short_name", "aliases", "kind", "township", "handles_suggestions", "head_name", "phone",
            "is_active",
        ]  # fmt: skip
        help_texts = {"township": "只有乡镇政府填"}

    def __init__(self, *args, county, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.county = county
        self.fields["township"].queryset = townships_within(county)
        self.initial["aliases"] = "\n".join(self.instance.aliases or [])

    def clean_aliases(self):
        lines = (line.strip() for line in self.cleaned_data["aliases"].splitlines())
        return list(dict.fromkeys(line[:100] for line in lines if line))

    def clean(self):
        data = super().clean()
        own = Unit.objects.filter(county=self.instance.county).exclude(pk=self.instance.pk)
        if (name := data.get("name")) and own.filter(name=name).exists():
            self.add_error("name", f"已经有一个叫“{name}”的单位，请直接修改那一个。")
        wanted = {data.get("name"), *data.get("aliases", ())} - {None}
        for other in own:
            if taken := wanted & set(other.aliases) or (wanted - {data.get("name")}) & {other.name}:
                self.add_error("aliases", f"“{'、'.join(sorted(taken))}”已经是{other}的叫法。")
                break
        return data


class StationForm(forms.ModelForm):
    """A place where deputies meet voters."""

    village = VillageField(label="村（社区）", required=False, help_text="村级站室才填")
    head = DeputyField(label="站长", required=False)
    liaison_officer = DeputyField(label="联络员", required=False)

    class Meta:
        model = Station
        fields = [
            "name", "station_type", "level", "township", "village", "head", "liaison_officer", "phone",
            "address", "opened_on", "reception_day",
        ]  # fmt: skip

    def __init__(self, *args, county, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.county = county
        self.fields["township"].queryset = townships_within(county)
        self.fields["village"].offer(county)

    def clean_reception_day(self):
        day = self.cleaned_data["reception_day"]
        if day > 31:
            raise forms.ValidationError("接待日是每月几号，请填 1 到 31；没有固定日填 0。")
        return day

    def clean(self):
        data = super().clean()
        village, township = data.get("village"), data.get("township")
        if data.get("level") == Station.Level.VILLAGE and not village:
            self.add_error("village", "村级站室请选在哪个村。")
        if village and township and village.parent_id != township.pk:
            self.add_error("village", f"{village}不在{township}，请重新选村。")
        if village and data.get("level") and data["level"] != Station.Level.VILLAGE:
            self.add_error("village", "只有村级站室填村，请清掉或把级别改成村级。")
        return data


class GroupForm(forms.ModelForm):
    """A deputies' group; its members come and go on its own page."""

    class Meta:
        model = DeputyGroup
        fields = ["name", "kind", "township", "station"]
        help_texts = {"name": "例如“灵城镇第一代表小组”"}

    def __init__(self, *args, county, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.county = county
        self.fields["township"].queryset = townships = townships_within(county)
        self.fields["station"].queryset = Station.objects.filter(county=county)
        if self.instance.pk is None and len(only := list(townships[:2])) == 1:
            self.initial.setdefault("township", only[0].pk)
            self.fields["township"].required = True

    def clean_name(self):
        name = self.cleaned_data["name"].strip()
        taken = DeputyGroup.objects.filter(county=self.instance.county, name=name).exclude(
            pk=self.instance.pk
        )
        if taken.exists():
            raise forms.ValidationError(f"已经有一个叫“{name}”的小组，请换个名称。")
        return name


class GroupMemberForm(forms.Form):
    """Who joins a group, as what, from when."""

    person = DeputyField(label="代表")
    role = forms.ChoiceField(label="职责", choices=GroupMember.Role, initial=GroupMember.Role.MEMBER)
    on = forms.DateField(label="加入日期")


class RoleForm(forms.Form):
    role = forms.ChoiceField(label="职责", choices=GroupMember.Role)


class AreaLinkForm(forms.Form):
    """Which leader or office looks after a township."""

    leader = DeputyField(label="常委会领导", required=False)
    office = forms.ModelChoiceField(Unit.objects.none(), label="或者：委室", required=False, empty_label="—")
    first_responsible = forms.BooleanField(label="第一责任人", required=False)
    on = forms.DateField(label="开始日期")

    def __init__(self, *args, county, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = Unit.objects.filter(
            county=county, kind=Unit.Kind.SUPERVISING_OFFICE, is_active=True
        )
