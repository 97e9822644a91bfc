"""Raising, co-signing, and what the office asks up to the register."""

from __future__ import annotations

from datetime import date, timedelta

from django import forms

from congress_poverty.pages import PickField
from deputies.models import DeputyGroup, Person

from .. import flow
from ..models import HigherSubmission, Suggestion, SuggestionProposer
from ..policy import SuggestionPolicy
from .fields import PeersField, day, line, one_of, peers, person_label, search_people, text
from .moves import MoveForm

LONGEST_SESSION = timedelta(days=15)  # a county congress sits three or four days; what is longer is a slip


class ReturnForm(MoveForm):
    reason = text("请代表补充什么", hint="例如：请写明涉及的路段、户数和希望完成的时间")


class DeclineForm(MoveForm):
    ground = one_of("不予立案的依据", [])
    outcome = one_of("怎么处理", [])
    reason = text("向代表说明", rows=2, required=False, hint="例如：这件事请群众到县信访局登记")

    def build(self):
        self.fields["ground"].choices = [
            (one.code, f"{one.label}（{one.source}）" if one.source else one.label)
            for one in self.policy.decline_reasons
        ]
        self.fields["outcome"].choices = [(one.code, one.label) for one in self.policy.decline_outcomes]


class CarryUpForm(MoveForm):
    level = one_of("提到哪级", HigherSubmission.Level.choices)
    carried_by = line("由哪位代表提出")
    submitted_on = day("提出日期", required=False)
    number = line("上级建议编号", required=False)


class CarryResultForm(MoveForm):
    submission = forms.ModelChoiceField(HigherSubmission.objects.none(), label="哪一次", required=False)
    outcome = text("上级办理结果", rows=3)
    outcome_on = day("答复日期", required=False)
    number = line("上级建议编号", required=False)

    def build(self):
        waiting = HigherSubmission.objects.filter(suggestion=self.suggestion, outcome="")
        self.fields["submission"].queryset = waiting
        self.fields["submission"].initial = waiting.first()
        if waiting.count() < 2:
            del self.fields["submission"]

    def given(self):
        given = super().given()
        if given.get("submission"):
            given["submission"] = given["submission"].pk
        return given


class SubmitForm(MoveForm):
    title = line("题目", max_length=40)
    body = text("反映的情况", rows=6, max_length=600, min_length=30)
    ask = text("希望怎么办", rows=4, max_length=400, min_length=20)

    def build(self):
        for name in ("title", "body", "ask"):
            self.fields[name].initial = getattr(self.suggestion, name)


class RegisterForm(MoveForm):
    number = line("建议编号", max_length=40)
    category = forms.ChoiceField(label="类别")
    handled_at = one_of("办理层级", Suggestion.Level.choices)

    def build(self):
        self.fields["category"].choices = [
            ("", "请选择"),
            *((term.code, term.label) for term in self.policy.categories),
        ]
        self.fields["category"].initial = self.suggestion.category
        self.fields["handled_at"].initial = self.suggestion.handled_at
        if self.role not in flow.OFFICE[flow.COUNTY]:
            del self.fields["handled_at"]


class WithdrawForm(MoveForm):
    reason = text("理由")

    def build(self):
        if self.policy.withdraw_needs_all and self.role in flow.ENTERING:
            self.fields["all_agree"] = forms.BooleanField(
                label="联名代表都已书面同意撤回", required=False, help_text="纸质同意书存档"
            )


class CosignForm(forms.Form):
    agrees = forms.ChoiceField(
        label="是否附议", choices=[("yes", "同意附议"), ("no", "不附议")], widget=forms.RadioSelect
    )


class RaiseForm(forms.ModelForm):
    """A suggestion by its lead deputy, or entered for one; a draft may still be unfinished."""

    lead = PickField(
        Person.objects.select_related("township"),
        search=search_people,
        url="suggestions:find_lead",
        label_of=person_label,
        label="领衔代表",
    )
    co_proposers = PeersField(label="一起提的代表", required=False, help_text="每位代表都要自己确认")
    group = forms.ModelChoiceField(
        DeputyGroup.objects.all(),
        label="代表小组",
        required=False,
        to_field_name="code",
        help_text="以小组名义提出的要选，由组长或副组长领衔",
    )

    class Meta:
        model = Suggestion
        fields = [
            "lead", "title", "body", "ask", "category", "handled_at", "suggested_unit", "co_proposers",
            "submitted_on", "raised_in", "congress_closed_on", "proposed_by", "group",
            "is_confidential", "is_publishable",
        ]  # fmt: skip
        labels = {"title": "题目"}
        widgets = {
            "body": forms.Textarea(attrs={"rows": 6}),
            "ask": forms.Textarea(attrs={"rows": 4}),
            "handled_at": forms.RadioSelect,
            "raised_in": forms.RadioSelect,
            "proposed_by": forms.RadioSelect,
        }
        help_texts = {
            "title": "例如“关于修复柳林村通村路的建议”，一件建议说一件事",
            "body": "现在怎样、影响多少人；不写群众姓名，可写“群众反映”",
            "ask": "请说清楚：谁来办、办什么、什么时候前",
            "congress_closed_on": "大会期间提出的填",
            "suggested_unit": "知道该谁办的，写单位名称",
        }

    def __init__(
        self, *args, policy: SuggestionPolicy, role: str, today: date, is_draft: bool = False, **kwargs
    ):
        super().__init__(*args, **kwargs)
        self.today, self.role, self.policy, self.is_draft = today, role, policy, is_draft
        self.fields["category"] = forms.ChoiceField(
            label="类别",
            choices=[("", "请选择"), *((term.code, term.label) for term in policy.categories)],
            required=not is_draft,
        )
        self.fields["handled_at"].label = "交给哪级"
        self.fields["handled_at"].choices = [("township", "镇里能办"), ("county", "要县（市、区）里办")]
        if policy.delegation_proposes == "never":
            kinds = self.fields["proposed_by"].choices
            self.fields["proposed_by"].choices = [
                pair for pair in kinds if pair[0] != Suggestion.ProposedBy.DELEGATION
            ]
        for name in ("body", "ask", "raised_in", "handled_at"):
            self.fields[name].required = not is_draft
        self.fields["proposed_by"].required = False
        if role in flow.ENTERING:
            self.fields["co_proposers"].help_text = "已在纸质建议上签名的，视为已确认"
        else:
            del self.fields["lead"], self.fields["submitted_on"]
        if self.instance.pk:
            self._fill_from_draft()
        self.order_fields(self.Meta.fields)

    SELDOM = ("raised_in", "congress_closed_on", "proposed_by", "group", "is_confidential", "is_publishable")
    """Filled in already, and for most suggestions right."""

    def often(self):
        return [bound for bound in self.visible_fields() if bound.name not in self.SELDOM]

    def seldom(self):
        return [bound for bound in self.visible_fields() if bound.name in self.SELDOM]

    def seldom_are_wrong(self) -> bool:
        return any(bound.errors for bound in self.seldom())

    def _fill_from_draft(self):
        rows = self.instance.proposers.filter(role=SuggestionProposer.Role.CO).select_related("person")
        with peers():
            self.initial["co_proposers"] = [row.person for row in rows]
        if self.instance.group_id:
            self.initial["group"] = self.instance.group.code
        if "lead" in self.fields:
            self.initial["lead"] = self.instance.lead

    def clean_title(self):
        title = self.cleaned_data["title"].strip()
        if len(title) < 6:
            raise forms.ValidationError("请写题目，例如“关于修复柳林村通村路的建议”")
        return title

    def clean_body(self):
        body = self.cleaned_data["body"].strip()
        if len(body) < 30 and not self.is_draft:
            raise forms.ValidationError(
                f"再多写几句：现在怎样、影响多少人（至少 30 个字，已写 {len(body)} 个）"
            )
        return body

    def clean_ask(self):
        ask = self.cleaned_data["ask"].strip()
        if len(ask) < 10 and not self.is_draft:
            raise forms.ValidationError("请写希望谁来办、怎么办")
        return ask

    def clean_submitted_on(self):
        on = self.cleaned_data["submitted_on"]
        if on > self.today:
            raise forms.ValidationError("日期不能晚于今天。")
        return on

    def clean_raised_in(self):
        return self.cleaned_data["raised_in"] or Suggestion.RaisedIn.BETWEEN

    def clean_handled_at(self):
        return self.cleaned_data["handled_at"] or Suggestion.Level.COUNTY

    def clean_proposed_by(self):
        return self.cleaned_data["proposed_by"] or Suggestion.ProposedBy.DEPUTIES

    def clean(self):
        data = super().clean()
        if data.get("proposed_by") != Suggestion.ProposedBy.GROUP:
            data["group"] = None
        closed_on, on = data.get("congress_closed_on"), data.get("submitted_on") or self.today
        if data.get("raised_in") != Suggestion.RaisedIn.SESSION:
            data["congress_closed_on"] = None
        elif closed_on and not timedelta() <= closed_on - on <= LONGEST_SESSION:
            self.add_error("congress_closed_on", "闭幕日应在提出以后、半个月以内；大会以后提的，选“闭会期间”")
        elif (
            closed_on is None
            and not self.is_draft
            and data.get("handled_at")
            and self.policy.clocks_for(data["handled_at"]).reply_from == "congress_closing"
        ):
            self.add_error("congress_closed_on", "答复期限从大会闭幕日算起，请填闭幕日")
        return data
