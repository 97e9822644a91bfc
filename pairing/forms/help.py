"""Forms of help records: one for each kind, with the figures that the kind asks."""

from __future__ import annotations

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Layout
from django import forms

from congress_poverty.pages import PhotosField, PickField, PickManyField
from deputies.models import Person, Region

from ..actions.help import PersonRow
from ..flow.help import FIGURES
from ..models import Cooperative, HelpedPerson, Helper, HelpRecord, HelpTeam, Household
from ..policy import HelpKind, HelpPolicy
from .households import VillageField
from .pairings import find_helpers, find_households, find_people, household_label, person_label


def people_field(**fields) -> PickManyField:
    return PickManyField(
        Person.objects.select_related("township"),
        search=find_people,
        url="pairing:find_person",
        label_of=person_label,
        required=False,
        **fields,
    )


def person_field(**fields) -> PickField:
    return PickField(
        Person.objects.select_related("township"),
        search=find_people,
        url="pairing:find_person",
        label_of=person_label,
        required=False,
        **fields,
    )


def households_field(**fields) -> PickManyField:
    return PickManyField(
        Household.objects.select_related("village"),
        search=find_households,
        url="pairing:find_household",
        label_of=household_label,
        required=False,
        **fields,
    )


class TownshipField(forms.ModelChoiceField):
    """The township whose book it is; not asked where there is only one."""

    def __init__(self, **kwargs):
        super().__init__(Region.objects.none(), **{"label": "记在哪个乡镇", "empty_label": "请选", **kwargs})


def offer_township(form: forms.Form, townships) -> None:
    """Ask for the township, or take the only one."""
    found = list(townships[:2])
    form.fields["township"].queryset = townships
    if len(found) == 1:
        form.only_township = found[0]
        del form.fields["township"]
    else:
        form.only_township = None


class HelpForm(forms.ModelForm):
    """One help. Which figures are asked, whether there is a stage and a source, says the kind."""

    township = TownshipField()
    people = people_field(label="哪些代表", help_text="可以选几位；企业负责人是代表的，选了企业就不用再选")
    helper = PickField(
        Helper.objects.all(),
        search=find_helpers,
        url="pairing:find_helper",
        label="企业、单位或爱心人士",
        required=False,
        help_text="先在“爱心企业和人士”里登记",
    )
    households = households_field(label="帮了哪些户", help_text="帮给户的才选，可以选几户")
    village = VillageField(required=False)
    stage = forms.ChoiceField(label="项目进度", required=False)
    photos = PhotosField()

    class Meta:
        model = HelpRecord
        fields = [
            "township", "people", "helper", "team", "target", "households", "village", "coop",
            "started_on", "ended_on", "title", "detail", "role", "source", *FIGURES,
            "stage", "for_others", "result", "note", "photos",
        ]  # fmt: skip
        widgets = {
            "detail": forms.Textarea(attrs={"rows": 4}),
            "target": forms.RadioSelect,
            "role": forms.RadioSelect,
        }
        help_texts = {
            "title": "一句话，例如“送肥料 20 袋”“引进辣椒加工项目”",
            "ended_on": "持续一段时间的才填",
            "result": "多了多少收入、解决了什么；以后可以再补",
            "for_others": "不只帮困难户，讲政策、做培训时一般农户也在",
            "source": "从哪个地方、单位引进的",
            "goods": "什么、多少，例如“化肥 20 袋、鸡苗 300 只”",
        }

    def __init__(self, *args, county, townships, kind: HelpKind, policy: HelpPolicy, **kwargs):
        super().__init__(*args, **kwargs)
        row = self.instance
        if row.pk is None:
            row.county = county
        row.kind = kind.label
        self.kind = kind
        townships = townships.order_by("code")
        offer_township(self, townships)
        self.fields["village"].offer(townships)
        self.fields["team"].queryset = HelpTeam.objects.order_by("-started_on", "-id")
        self.fields["coop"].queryset = Cooperative.objects.filter(township__in=townships)
        self.fields["target"].choices = HelpRecord.Target.choices
        self.fields["photos"].help_text = f"最多 {policy.photos_max} 张；位置信息会自动去掉，孩子不拍正脸"
        self.fields["role"].choices = HelpRecord.Role.choices
        for key in FIGURES:
            if key not in kind.figures:
                del self.fields[key]
            elif key in kind.needed:
                self.fields[key].required = True
        if kind.limited:
            del self.fields["role"]
        elif row.pk is None:
            self.initial["role"] = HelpRecord.Role.SERVED
        if not kind.introduces:
            del self.fields["source"]
        if kind.project:
            self.fields["stage"].choices = [(one.code, one.label) for one in policy.stages]
        else:
            del self.fields["stage"]
        if row.pk:
            self.initial["people"] = [link.person for link in row.deputies.select_related("person__township")]
            self.initial["households"] = [
                link.household for link in row.households.select_related("household__village")
            ]
            self.initial["helper"] = row.helper
            if row.people.exists():
                for key in ("trained", "employed", "students"):
                    self.fields.pop(key, None)  # the list of names counts

    def clean(self):
        data = super().clean()
        if not self.errors and not any(data.get(key) for key in ("people", "helper", "team")):
            self.add_error("people", "请写是谁帮的：代表、帮扶团队，或企业、单位、爱心人士")
        return data

    @property
    def chosen_people(self) -> list[Person]:
        return self.cleaned_data["people"]

    @property
    def chosen_households(self) -> list[Household]:
        return self.cleaned_data["households"]

    def save(self, commit=True):
        """The row as it should be; ``actions.record_help`` writes it."""
        row = self.instance
        if self.only_township is not None and row.township_id is None:
            row.township = self.only_township
        return row


class OwnHelpForm(HelpForm):
    """A deputy's own help: the own firms and households to tap, what is seldom needed folded.

    Others who are named on the record, and households that the deputy does not look after,
    stay as the township entered them.
    """

    MORE = HTML('<details class="more-fields"{% if form.errors %} open{% endif %}><summary>更多</summary>')
    FIRST = ("started_on", "title", "helper", "target", "households", "village", "coop")
    LAST = ("ended_on", "team", "role", "source", "stage", "for_others", "detail", "note")

    def __init__(self, *args, lead: Person, **kwargs):
        super().__init__(*args, **kwargs)
        self.lead = lead
        fields, row = self.fields, self.instance
        del fields["people"]
        self._offer_firms()
        self._offer_households()
        fields["title"].widget.attrs["placeholder"] = "一句话，例如“培训缝纫工 14 人”"
        fields["title"].help_text = ""
        if not fields["team"].queryset.filter(ended_on__isnull=True).exists() and row.team is None:
            del fields["team"]
        if not fields["coop"].queryset.exists():
            del fields["coop"]
        choices = [
            (value, label)
            for value, label in fields["target"].choices
            if value not in ("household", "coop") or f"{value}s" in fields or value in fields
        ]
        fields["target"].choices = choices
        if self.initial.get("target") not in dict(choices):
            self.initial["target"] = choices[0][0]
        first = [name for name in self.FIRST if name in fields]
        last = [name for name in self.LAST if name in fields]
        asked = [name for name in fields if name not in first and name not in last]
        self.helper = FormHelper()
        self.helper.layout = Layout(*first, *asked, self.MORE, *last, HTML("</details>"))

    def _offer_firms(self) -> None:
        own = Helper.objects.filter(led_by=self.lead)
        other = self.instance.helper
        if other is not None and other.led_by_id != self.lead.pk:
            del self.fields["helper"]  # the township entered somebody else's firm
            return
        if not own.exists():
            del self.fields["helper"]
            return
        self.fields["helper"] = forms.ModelChoiceField(
            own,
            label="谁来帮",
            required=False,
            widget=forms.RadioSelect,
            empty_label="我本人",
            blank=True,
            to_field_name="code",
        )
        if self.instance.pk is None and self.kind.people == "jobs" and own.count() == 1:
            self.initial.setdefault("helper", own.get().code)

    def _offer_households(self) -> None:
        row = self.instance
        own = Household.objects.filter(pairings__person=self.lead, pairings__ended_on__isnull=True)
        own = own.select_related("village").distinct()
        if not own.exists():
            del self.fields["households"]
            return
        asked = self.initial.get("households") or []
        if isinstance(asked, str):
            asked = asked.split(",")
        self.fields["households"] = forms.ModelMultipleChoiceField(
            own,
            label="帮了哪些户",
            required=False,
            widget=forms.CheckboxSelectMultiple,
            to_field_name="code",
        )
        self.fields["households"].label_from_instance = lambda one: f"{one.head_name}户"
        listed = row.households.values_list("household__code", flat=True) if row.pk else asked
        self.initial["households"] = list(listed)

    def clean(self):
        data = forms.ModelForm.clean(self)
        for target, name in (("household", "households"), ("coop", "coop")):
            if name in data and data.get("target") != target:
                data[name] = [] if name == "households" else None
        return data

    @property
    def chosen_people(self) -> list[Person]:
        listed = self.instance.deputies.select_related("person") if self.instance.pk else ()
        return list(dict.fromkeys([self.lead, *(link.person for link in listed)]))

    @property
    def chosen_households(self) -> list[Household]:
        chosen = list(self.cleaned_data.get("households", ()))
        if self.instance.pk is None:
            return chosen
        offered = self.fields["households"].queryset.values("pk") if "households" in self.fields else ()
        others = self.instance.households.exclude(household__in=offered).select_related("household")
        return [*chosen, *(link.household for link in others)]


class OwnFirmForm(forms.ModelForm):
    """A deputy's own firm: its name and what it does."""

    class Meta:
        model = Helper
        fields = ["name", "business"]
        help_texts = {"business": "例如：服装加工、粮油贸易"}

    def __init__(self, *args, county, lead: Person, **kwargs):
        super().__init__(*args, **kwargs)
        row = self.instance
        row.county, row.township, row.led_by = county, lead.township, lead
        row.kind = Helper.Kind.FIRM
        self.fields["name"].label = "企业、合作社或门店的名称"

    def save(self, commit=True):
        return self.instance


STATES_OF = {
    "jobs": ("willing", "trained", "employed", "left"),
    "students": ("studying", "graduated"),
    "": tuple(HelpedPerson.State.values),
}


class PeopleForm(forms.Form):
    """The people of a help: many new ones at once by name, several listed ones at once, or one by one."""

    LINE = ("household", "state", "trained_on", "employed_on", "left_on", "place", "monthly_pay", "amount")

    names = forms.CharField(
        label="加这些人",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="一次可以写很多人，用顿号、逗号或换行隔开，例如：张德福、李桂兰、王建国。本乡镇只有一户有这个名字的，自动对上户",
    )
    picked = forms.MultipleChoiceField(
        label="改名单里的这些人", required=False, widget=forms.CheckboxSelectMultiple
    )
    state = forms.ChoiceField(label="他们现在", required=False)
    trained_on = forms.DateField(label="培训日期", required=False)
    employed_on = forms.DateField(label="上岗日期", required=False)
    place = forms.CharField(label="岗位", max_length=60, required=False)
    monthly_pay = forms.DecimalField(
        label="月工资（元）", max_digits=9, decimal_places=2, min_value=0, required=False
    )
    amount = forms.DecimalField(
        label="每人资助（元）", max_digits=12, decimal_places=2, min_value=0, required=False
    )
    is_child = forms.BooleanField(
        label="未满 14 周岁", required=False, help_text="姓名对所有人隐去，要看须写明理由"
    )
    MOST = 200

    def __init__(self, *args, record: HelpRecord, kind: HelpKind | None, name_of=str, **kwargs):
        super().__init__(*args, **kwargs)
        self.record = record
        self.about = kind.people if kind else ""
        states = dict(HelpedPerson.State.choices)
        self.choices = [(code, states[code]) for code in STATES_OF[self.about]]
        self.fields["state"].choices = self.choices
        if self.about == "jobs":
            # A training is entered when it was held; who found work is added later.
            first = HelpedPerson.State.TRAINED if "trained" in kind.needed else HelpedPerson.State.EMPLOYED
            self.fields["state"].initial = first
            self.fields["trained_on"].help_text = "不填的按帮扶日期算"
            del self.fields["amount"], self.fields["is_child"]
        elif self.about == "students":
            del self.fields["trained_on"], self.fields["employed_on"], self.fields["monthly_pay"]
            self.fields["place"].label = "学校、年级"
        self.listed = {one.code: one for one in record.people.select_related("household__village")}
        self.rows = []
        for person in self.listed.values():
            prefix = f"p{person.code}"
            if not self.is_bound or any(name.startswith(f"{prefix}-") for name in self.data):
                self._row(prefix, person)
        self.fields["picked"].choices = [(code, name_of(one)) for code, one in self.listed.items()]
        if not self.listed:
            del self.fields["picked"]

    def _row(self, prefix: str, person: HelpedPerson) -> None:
        choices = self.choices
        if person.state not in dict(choices):
            choices = [*choices, (person.state, person.get_state_display())]
        made = {
            "state": forms.ChoiceField(label="状态", choices=choices),
            "trained_on": forms.DateField(label="培训日期", required=False),
            "employed_on": forms.DateField(label="上岗日期", required=False),
            "left_on": forms.DateField(label="离岗日期", required=False),
            "place": forms.CharField(label="岗位", max_length=60, required=False),
            "monthly_pay": forms.DecimalField(
                label="月工资（元）", max_digits=9, decimal_places=2, min_value=0, required=False
            ),
            "amount": forms.DecimalField(
                label="资助（元）", max_digits=12, decimal_places=2, min_value=0, required=False
            ),
            "household": PickField(
                Household.objects.select_related("village"),
                search=find_households,
                url="pairing:find_household",
                label_of=household_label,
                label="所在户",
                required=False,
            ),
            "remove": forms.BooleanField(label="删掉这个人", required=False),
        }
        if self.about == "students":
            for name in ("trained_on", "employed_on", "left_on", "monthly_pay"):
                del made[name]
            made["place"].label = "学校、年级"
        elif self.about == "jobs":
            del made["amount"]
        for name, field in made.items():
            if name != "remove":
                field.initial = getattr(person, name)
            self.fields[f"{prefix}-{name}"] = field
        self.rows.append((prefix, person, list(made)))

    @property
    def new_fields(self):
        return [self[name] for name in self.fields if "-" not in name]

    @property
    def blocks(self):
        """(person, bound fields, whether something in them is to be mended) for the template."""
        for prefix, person, names in self.rows:
            fields = [self[f"{prefix}-{name}"] for name in names]
            yield person, fields, any(field.errors for field in fields)

    def clean_names(self):
        text = self.cleaned_data["names"]
        for mark in "，,;；\n\t ":
            text = text.replace(mark, "、")
        names = [name.strip() for name in text.split("、") if name.strip()]
        if len(names) > self.MOST:
            raise forms.ValidationError(f"一次最多加 {self.MOST} 人，请分几次。")
        if long := next((name for name in names if len(name) > 50), ""):
            raise forms.ValidationError(f"“{long[:20]}……”不像一个人的名字，请用顿号隔开。")
        return list(dict.fromkeys(names))

    def changed_rows(self) -> list[PersonRow]:
        """New people, and of the listed ones those that are different now."""
        data = self.cleaned_data
        shared = {
            name: data[name]
            for name in ("trained_on", "employed_on", "place", "monthly_pay", "amount", "is_child")
            if name in data
        }
        state = data.get("state") or self.choices[0][0]
        changed: dict[str, PersonRow] = {}
        for prefix, person, names in self.rows:
            value = {name: data.get(f"{prefix}-{name}") for name in names}
            remove = bool(value.pop("remove", False))
            if _put(person, value) or remove:
                changed[person.code] = PersonRow(person, remove)
        for code in data.get("picked") or ():
            said = {name: new for name, new in shared.items() if new not in (None, "", False)}
            if _put(self.listed[code], {"state": state, **said}):
                changed.setdefault(code, PersonRow(self.listed[code]))
        added = [
            PersonRow(HelpedPerson(name=name, state=state, **shared)) for name in data.get("names") or []
        ]
        return [*changed.values(), *added]


def _put(person: HelpedPerson, values: dict) -> bool:
    """Write the values into the row; whether one was different."""
    new = {name: value for name, value in values.items() if getattr(person, name) != value}
    for name, value in new.items():
        setattr(person, name, value)
    return bool(new)


class StageForm(forms.Form):
    stage = forms.ChoiceField(label="现在到哪一步")
    note = forms.CharField(label="说明", max_length=200, required=False, help_text="例如批复文号")

    def __init__(self, *args, policy: HelpPolicy, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["stage"].choices = [(one.code, one.label) for one in policy.stages]


class WhyForm(forms.Form):
    """Why something is taken out."""

    reason = forms.CharField(label="原因", max_length=200)
