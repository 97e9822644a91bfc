"""The form of a visit: the deputy's own households first, words of the county's pack as chips."""

from __future__ import annotations

import uuid
from datetime import timedelta
from decimal import Decimal

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Layout
from django import forms

from congress_poverty.pages import PhotosField, PickField, PickManyField
from congress_poverty.refusals import Refused
from deputies.models import Person
from pairing.forms import find_households, find_people
from pairing.forms.households import words
from pairing.forms.pairings import household_label, person_label
from pairing.models import Household

from .. import flow
from ..actions import VisitFacts
from ..policy import VisitPolicy

# What a visit seldom needs stands folded, and opens where something in it is to be mended.
MORE = HTML(
    '<details class="more-fields"{% if form.errors or object %} open{% endif %}>'
    "<summary>更多：做了什么、见到谁、资金物资、同行代表</summary>"
)
MET = ("户主", "配偶", "其他家人", "不在家")


def labels(terms, *current: str) -> list[tuple[str, str]]:
    """Choices of a pack's terms, stored by their labels as ledgers are; words no longer offered stay."""
    offered = [term.label for term in terms]
    return [(label, label) for label in (*offered, *(w for w in current if w and w not in offered))]


class VisitForm(forms.Form):
    """A visit, new or to be corrected.

    ``own`` are the households of the deputy who looks (none for the office, which
    picks by name), ``peers`` fellow deputies who may have come along.
    """

    client_uuid = forms.UUIDField(widget=forms.HiddenInput, required=False)
    household = PickField(
        Household.objects.select_related("village"),
        search=find_households,
        url="pairing:find_household",
        label_of=household_label,
        label="走访谁",
        error_messages={"required": "请选择走访的是哪一户"},
    )
    people = PickManyField(
        Person.objects.select_related("township"),
        search=find_people,
        url="visits:find_person",
        label_of=person_label,
        label="走访代表",
        help_text="第一位是带队的",
        error_messages={"required": "请选是哪位代表走访的"},
    )
    when = forms.ChoiceField(label="时间", widget=forms.RadioSelect)
    visited_on = forms.DateField(label="哪一天", required=False, help_text="选“别的日子”才填")
    mode = forms.ChoiceField(label="方式", widget=forms.RadioSelect)
    met_whom = forms.ChoiceField(
        label="见到谁", required=False, widget=forms.RadioSelect, choices=[(w, w) for w in MET]
    )
    all_well = forms.BooleanField(label="一切都好，没有新问题", required=False)
    topics = forms.MultipleChoiceField(
        label="说了什么事", required=False, widget=forms.CheckboxSelectMultiple
    )
    handling = forms.ChoiceField(
        label="怎么处理", required=False, widget=forms.RadioSelect, help_text="点了事项的要选"
    )
    note = forms.CharField(label="补一句话", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    issue = forms.CharField(label="反映问题", max_length=300, required=False)
    result = forms.CharField(label="办理情况", max_length=300, required=False)
    next_step = forms.CharField(label="下一步", max_length=200, required=False)
    acts = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    needs = forms.MultipleChoiceField(label="新的需求", required=False, widget=forms.CheckboxSelectMultiple)
    amount = forms.DecimalField(
        label="资金物资折款（元）", required=False, min_value=0, max_digits=12, decimal_places=2
    )
    goods = forms.CharField(label="物资", max_length=100, required=False)
    photos = PhotosField()
    motivation = forms.ChoiceField(
        label="内生动力", required=False, widget=forms.RadioSelect, help_text="要我富→我要富；拿不准就不评"
    )
    before_pairing = forms.BooleanField(label="这是结对之前的走访", required=False)

    def __init__(
        self,
        *args,
        policy: VisitPolicy,
        today,
        own=(),
        peers=(),
        visit=None,
        lead=None,
        **kwargs,
    ):
        if visit is not None:
            kwargs["initial"] = {**_said(visit), **(kwargs.get("initial") or {})}
        else:
            kwargs["initial"] = {
                "client_uuid": uuid.uuid4(),
                "when": "today",
                "mode": policy.modes[0].label,
                **(kwargs.get("initial") or {}),
            }
        super().__init__(*args, **kwargs)
        self.policy, self.today, self.visit, self.lead = policy, today, visit, lead
        fields = self.fields
        yesterday = today - timedelta(days=1)
        fields["when"].choices = [
            ("today", f"今天（{today.month}月{today.day}日）"),
            ("yesterday", f"昨天（{yesterday.month}月{yesterday.day}日）"),
            ("other", "别的日子"),
        ]
        was = visit or _Nothing
        fields["mode"].choices = labels(policy.modes, was.mode)
        if was.met_whom and was.met_whom not in MET:
            fields["met_whom"].choices = [*fields["met_whom"].choices, (was.met_whom, was.met_whom)]
        fields["topics"].choices = labels(policy.topics, *was.topics)
        fields["handling"].choices = labels(policy.handling, was.handling)
        fields["motivation"].choices = [("", "不评"), *labels(policy.motivation, was.motivation)]
        if len(fields["motivation"].choices) == 1:
            del fields["motivation"]
        fields["acts"].choices = labels(policy.n_ones.items, *was.acts)
        fields["acts"].label = f"这次做了什么（{policy.n_ones.title}）"
        fields["needs"].choices = words("need", today, *was.needs, blank="")
        fields["note"].max_length = policy.note_max
        fields["note"].help_text = f"最多 {policy.note_max} 字"
        fields["photos"].help_text = f"最多 {policy.photos_max} 张；位置信息会自动去掉"
        if visit is not None:
            del fields["household"], fields["client_uuid"]
            del fields["when"]
            fields["visited_on"].required = True
            fields["visited_on"].label, fields["visited_on"].help_text = "走访时间", ""
        elif own:
            fields["household"] = forms.ModelChoiceField(
                Household.objects.filter(pk__in=[h.pk for h in own]).select_related("village"),
                label="走访谁",
                widget=forms.RadioSelect,
                empty_label=None,
                to_field_name="code",
                error_messages={"required": "请选择走访的是哪一户"},
            )
            fields["household"].label_from_instance = household_label
            if len(own) == 1:
                fields["household"].initial = own[0].code
        if lead is not None:
            if peers:
                fields["people"] = forms.MultipleChoiceField(
                    label="同行代表",
                    required=False,
                    widget=forms.CheckboxSelectMultiple,
                    choices=[(p.code, p.name) for p in peers],
                )
                self.peers = {p.code: p for p in peers}
            else:
                del fields["people"]
        self.helper = FormHelper()
        self.helper.layout = self._layout()

    def _layout(self) -> Layout:
        def there(*names):
            return [name for name in names if name in self.fields]

        people = there("people")
        first = [*there("client_uuid", "household"), *([] if self.lead else people)]
        more = there("acts", "met_whom", "needs", "amount", "goods", "issue", "result", "next_step")
        return Layout(
            *first,
            *there("when", "visited_on", "mode", "all_well", "topics", "handling", "note", "photos"),
            *there("motivation"),
            MORE,
            *more,
            *(people if self.lead else []),
            "before_pairing",
            HTML("</details>"),
        )

    def clean_note(self):
        note = self.cleaned_data["note"]
        if len(note) > self.policy.note_max:
            raise forms.ValidationError(f"最多 {self.policy.note_max} 字，现在 {len(note)} 字")
        return note

    def clean(self):
        data = super().clean()
        when, typed = data.get("when"), data.get("visited_on")
        if when in ("today", "yesterday"):
            day = self.today - timedelta(days=when == "yesterday")
            if typed not in (None, day):
                self.add_error("visited_on", "上面选了今天或昨天，这里又填了一天，请只留一个")
            data["visited_on"] = day
        elif "visited_on" not in self.errors and not typed:
            self.add_error("visited_on", "请填是哪一天")
        if not self.errors:
            said = data.get("note") or data.get("issue") or " ".join(data.get("acts", ()))
            try:
                flow.check_said(
                    data.get("topics", ()),
                    said,
                    data.get("handling", ""),
                    all_well=data.get("all_well", False),
                )
            except Refused as refused:
                self.add_error(refused.field, refused.sentence)
        return data

    @property
    def chosen_people(self) -> list[Person]:
        if self.lead is None:
            return self.cleaned_data["people"]
        return [self.lead, *(self.peers[code] for code in self.cleaned_data.get("people", ()))]

    def facts(self) -> VisitFacts:
        data = self.cleaned_data
        return VisitFacts(
            visited_on=data["visited_on"],
            mode=data["mode"],
            met_whom=data["met_whom"],
            topics=tuple(data["topics"]),
            handling=data["handling"],
            acts=tuple(data["acts"]),
            note=data["note"] or ("一切都好" if data["all_well"] else ""),
            issue=data["issue"],
            result=data["result"],
            next_step=data["next_step"],
            needs=tuple(data["needs"]),
            motivation=data.get("motivation", ""),
            amount=data["amount"] or Decimal(0),
            goods=data["goods"],
        )


class _Nothing:
    """A visit that says nothing yet."""

    mode = met_whom = handling = motivation = ""
    topics = acts = needs = ()


def _said(visit) -> dict:
    """What the form shows of a visit that is there."""
    names = (
        "visited_on", "mode", "met_whom", "topics", "handling", "note", "issue", "result", "next_step",
        "acts", "needs", "motivation", "amount", "goods",
    )  # fmt: skip
    said = {name: getattr(visit, name) for name in names}
    said["people"] = [row.person for row in visit.visitors.select_related("person").order_by("order")]
    said["all_well"] = visit.note == "一切都好" and not visit.topics
    return said
