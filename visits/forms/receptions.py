"""One matter of one voter; where it goes; a market day with many."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms

from congress_poverty.pages import PickManyField
from congress_poverty.sheets.cells import to_phone
from deputies.forms.fields import PhoneInput
from deputies.models import Person, Region, Station
from pairing.forms import find_people
from pairing.forms.pairings import person_label

from ..models import MarketDay, Reception
from ..policy import StationPolicy, VisitPolicy
from .visits import labels

ROWS = 10  # matters on one page of a market day


def pairs(terms, *, blank: str = "请选择") -> list[tuple[str, str]]:
    return [("", blank), *((one.code, one.label) for one in terms)]


def people_field(**options) -> PickManyField:
    return PickManyField(
        Person.objects.select_related("township"),
        search=find_people,
        url="visits:find_person",
        label_of=person_label,
        **{"label": "接待代表", **options},
    )


class ReceptionForm(forms.ModelForm):
    """What the voter said, in the own words; name and phone only if the voter wants."""

    people = people_field()
    voter_phone = PhoneInput("电话")

    class Meta:
        model = Reception
        fields = [
            "station", "received_on", "source", "words", "people_count", "topic", "voter_name", "voter_phone",
            "village", "is_confidential", "scope", "advice",
        ]  # fmt: skip
        widgets = {"words": forms.Textarea(attrs={"rows": 5})}
        help_texts = {
            "words": "照原话写；先听、先记，代表不直接处理具体问题",
            "voter_name": "不愿意留姓名的空着",
            "is_confidential": "勾了以后，打印和张贴都不写姓名",
            "people_count": "这件事有多少人反映",
            "advice": "当面答复，或告知依法找哪个机关，写在这里",
        }

    def __init__(
        self, *args, policy: StationPolicy, visit_policy: VisitPolicy, today: date, stations, villages,
        own=None, peers: Sequence[Person] = (), **kwargs,
    ):  # fmt: skip
        super().__init__(*args, **kwargs)
        self.initial["voter_phone"] = ""
        self.today, self.own, self.peers = today, own, {one.code: one for one in peers}
        fields = self.fields
        fields["station"] = forms.ModelChoiceField(
            stations, label="站室", required=self.instance.market_day_id is None, to_field_name="code"
        )
        fields["village"] = forms.ModelChoiceField(
            villages, label="村（社区）", required=False, to_field_name="code"
        )
        fields["source"] = forms.ChoiceField(label="怎么来的", choices=pairs(policy.sources))
        fields["topic"] = forms.ChoiceField(
            label="类别",
            required=False,
            choices=[("", "—"), *labels(visit_policy.topics, self.instance.topic)],
        )
        fields["route"] = forms.ChoiceField(
            label="去向",
            required=False,
            choices=pairs(policy.routes, blank="以后再定"),
            help_text="五个去向之一；涉法涉诉的选“告知依法途径”",
        )
        fields["routed_to"] = forms.CharField(
            label="转给谁", max_length=100, required=False, help_text="转村镇或部门的写明单位"
        )
        if own is not None:
            del fields["people"]
            fields["peers"] = forms.MultipleChoiceField(
                label="一起接待的代表",
                required=False,
                choices=[(one.code, one.name) for one in peers],
                widget=forms.CheckboxSelectMultiple,
            )
            if not peers:
                del fields["peers"]
        if self.instance.pk:
            for name in ("route", "routed_to"):
                del fields[name]
            self.initial["station"] = self.instance.station.code if self.instance.station else None
            self.initial["village"] = self.instance.village.code if self.instance.village else None
            there = [row.person for row in self.instance.deputies.select_related("person")]
            if own is None:
                self.initial["people"] = there
            else:
                self.initial["peers"] = [one.code for one in there if one.pk != own.pk]
        order = [
            "station", "received_on", "people", "peers", "source", "words", "people_count", "topic",
            "village", "voter_name", "voter_phone", "is_confidential", "advice", "scope", "route",
            "routed_to",
        ]  # fmt: skip
        self.order_fields(order)
        self.helper = FormHelper()
        self.helper.layout = Layout(*(name for name in order if name in fields))

    def clean_voter_phone(self):
        typed = self.cleaned_data["voter_phone"]
        return typed or (self.instance.voter_phone if self.instance.pk else "")

    def clean_people_count(self):
        count = self.cleaned_data["people_count"]
        if count < 1:
            raise forms.ValidationError("至少有 1 个人反映")
        return count

    def chosen(self) -> list[Person]:
        """Who received, the deputy who writes first."""
        data = self.cleaned_data
        if self.own is None:
            return list(data["people"])
        return [self.own, *(self.peers[code] for code in data.get("peers", ()))]


class RouteForm(forms.Form):
    scope = forms.ChoiceField(
        label="个别还是集中", required=False, choices=[("", "—"), *Reception.Scope.choices],
        help_text="个别问题要核实，集中反映的要研究",
    )  # fmt: skip
    route = forms.ChoiceField(label="去向", widget=forms.RadioSelect)
    routed_to = forms.CharField(label="转给谁", max_length=100, required=False)
    advice = forms.CharField(
        label="当场怎么说的",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="当面答复或告知依法途径的必填",
    )
    on = forms.DateField(label="日期")

    def __init__(self, *args, policy: StationPolicy, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["route"].choices = [(one.code, one.label) for one in policy.routes]


class ResultForm(forms.Form):
    result = forms.CharField(label="办理结果", max_length=500, widget=forms.Textarea(attrs={"rows": 4}))
    on = forms.DateField(label="结果日期")


class TellForm(forms.Form):
    deputy_on = forms.DateField(label="告诉代表日期", required=False)
    voter_on = forms.DateField(label="告诉来访人日期", required=False)
    how = forms.CharField(label="怎么告诉的", max_length=200, required=False)
    satisfied = forms.ChoiceField(
        label="来访人满意吗", required=False, choices=[("", "没有问"), ("yes", "满意"), ("no", "不满意")]
    )


class UrgeForm(forms.Form):
    words = forms.CharField(label="说了什么", max_length=200, required=False)


class ReasonForm(forms.Form):
    reason = forms.CharField(label="为什么要看", max_length=200)


TICKS_FIT = 24  # more stations than that are a list to choose from


class MarketDayForm(forms.ModelForm):
    people = people_field(label="参加接待的代表")
    stations = forms.ModelMultipleChoiceField(
        Station.objects.none(),
        label="参加的站室",
        required=False,
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
    )
    partners = forms.MultipleChoiceField(
        label="联合单位", required=False, widget=forms.CheckboxSelectMultiple
    )
    more_partners = forms.CharField(
        label="其他联合单位", required=False, max_length=100, help_text="几个单位用顿号隔开"
    )

    class Meta:
        model = MarketDay
        fields = ["township", "held_on", "theme", "place", "leaflets", "summary"]
        widgets = {"summary": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"theme": "例如“食品安全宣传暨代表接待选民”", "place": "例如“集市东口”"}

    def __init__(self, *args, policy: StationPolicy, townships, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["township"] = forms.ModelChoiceField(
            townships, label="乡镇", to_field_name="code", empty_label=None
        )
        stations = Station.objects.filter(township__in=townships).select_related("township")
        self.fields["stations"].queryset = stations.order_by("township__code", "level", "id")
        if stations.count() > TICKS_FIT:
            self.fields["stations"].widget = forms.SelectMultiple(attrs={"size": 8})
            self.fields["stations"].widget.choices = self.fields["stations"].choices
            self.fields["stations"].help_text = "按住 Ctrl 可以选几个"
        offered = [one.label for one in policy.market_partners]
        self.fields["partners"].choices = [(label, label) for label in offered]
        if self.instance.pk:
            self.initial["township"] = self.instance.township.code
            self.initial["people"] = [row.person for row in self.instance.deputies.select_related("person")]
            self.initial["stations"] = [one.code for one in self.instance.stations.all()]
            self.initial["partners"] = [one for one in self.instance.partners if one in offered]
            others = [one for one in self.instance.partners if one not in offered]
            self.initial["more_partners"] = "、".join(others)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "township",
            "held_on",
            "theme",
            "place",
            "people",
            "stations",
            "partners",
            "more_partners",
            "leaflets",
            "summary",
        )

    def all_partners(self) -> list[str]:
        data = self.cleaned_data
        typed = (one.strip() for one in data["more_partners"].replace("，", "、").split("、"))
        return list(dict.fromkeys([*data["partners"], *(one[:60] for one in typed if one)]))


class MattersForm(forms.Form):
    """Ten lines of paper at once; an empty line is none."""

    def __init__(
        self, *args, day: MarketDay, crew: Sequence[Person], policy: StationPolicy,
        visit_policy: VisitPolicy, villages, **kwargs,
    ):  # fmt: skip
        super().__init__(*args, **kwargs)
        self.day, self.crew = day, {one.code: one for one in crew}
        self.villages = {one.code: one for one in villages}
        people = [("", "—"), *((one.code, one.name) for one in crew)]
        topics = [("", "—"), *labels(visit_policy.topics)]
        places = [("", "—"), *((code, str(one)) for code, one in self.villages.items())]
        routes = pairs(policy.routes, blank="以后再定")
        for n in range(ROWS):
            row = f"第 {n + 1} 件"
            self.fields[f"person-{n}"] = forms.ChoiceField(
                label=f"{row}：代表", choices=people, required=False
            )
            self.fields[f"voter-{n}"] = forms.CharField(label=f"{row}：来访人", max_length=60, required=False)
            self.fields[f"phone-{n}"] = forms.CharField(
                label=f"{row}：电话", max_length=40, required=False,
                widget=forms.TextInput(attrs={"autocomplete": "off", "data-private": ""}),
            )  # fmt: skip
            self.fields[f"village-{n}"] = forms.ChoiceField(
                label=f"{row}：村", choices=places, required=False
            )
            self.fields[f"words-{n}"] = forms.CharField(
                label=f"{row}：反映的事", max_length=600, required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )  # fmt: skip
            self.fields[f"topic-{n}"] = forms.ChoiceField(
                label=f"{row}：类别", choices=topics, required=False
            )
            self.fields[f"count-{n}"] = forms.IntegerField(
                label=f"{row}：人数", required=False, min_value=1, max_value=9999
            )
            self.fields[f"route-{n}"] = forms.ChoiceField(
                label=f"{row}：去向", choices=routes, required=False
            )
            self.fields[f"to-{n}"] = forms.CharField(label=f"{row}：转给谁", max_length=100, required=False)
            self.fields[f"advice-{n}"] = forms.CharField(
                label=f"{row}：当场怎么说的", max_length=300, required=False
            )
        self.policy = policy
        self.helper = FormHelper()
        self.helper.layout = Layout()

    NAMES = ("person", "voter", "phone", "village", "words", "topic", "count", "route", "to", "advice")

    @property
    def lines(self):
        for n in range(ROWS):
            yield n + 1, {name: self[f"{name}-{n}"] for name in self.NAMES}

    def clean(self):
        data = super().clean()
        for n in range(ROWS):
            said = [name for name in self.NAMES if name != "person" and data.get(f"{name}-{n}")]
            if not said:
                continue
            if not data.get(f"words-{n}"):
                self.add_error(f"words-{n}", f"第 {n + 1} 件请写反映了什么事。")
            if not data.get(f"person-{n}"):
                self.add_error(f"person-{n}", f"第 {n + 1} 件请选是哪位代表接待的。")
            way = self.policy.route(data.get(f"route-{n}") or "")
            if way and way.asks_whom and not data.get(f"to-{n}"):
                self.add_error(f"to-{n}", f"第 {n + 1} 件请写转给谁办。")
            if way and way.is_final and not data.get(f"advice-{n}"):
                self.add_error(f"advice-{n}", f"第 {n + 1} 件请写当场是怎么说的。")
            phone, warning = to_phone(data.get(f"phone-{n}") or "")
            if warning:
                self.add_error(f"phone-{n}", f"第 {n + 1} 件的电话请核对，应是 11 位手机号或座机号。")
            data[f"phone-{n}"] = phone
        if not any(data.get(f"words-{n}") for n in range(ROWS)) and not self.errors:
            raise forms.ValidationError("还没有写一件事。")
        return data

    def rows(self):
        """(reception, deputies, route, to whom) of every filled line."""
        data = self.cleaned_data
        for n in range(ROWS):
            if not data[f"words-{n}"]:
                continue
            reception = Reception(
                voter_name=data[f"voter-{n}"],
                voter_phone=data[f"phone-{n}"],
                village=self.villages.get(data[f"village-{n}"]),
                words=data[f"words-{n}"],
                topic=data[f"topic-{n}"],
                people_count=data[f"count-{n}"] or 1,
                advice=data[f"advice-{n}"],
            )
            yield reception, [self.crew[data[f"person-{n}"]]], data[f"route-{n}"], data[f"to-{n}"]


def stations_within():
    return Station.objects.select_related("township").order_by("township__code", "level", "id")


def villages_of(townships):
    return Region.objects.filter(
        parent__in=townships, level=Region.Level.VILLAGE, retired_on__isnull=True
    ).order_by("code")
