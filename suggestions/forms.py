"""What each move asks, as a form: the moves' own rules stay in ``actions``."""

from __future__ import annotations

from datetime import date

from django import forms
from django.db.models import Q

from congress_poverty.pages import PickField, PickManyField
from congress_poverty.reach import Reach, reaching
from deputies.models import Person, Unit

from . import flow
from .actions import URGE_LEVELS
from .models import Assignment, Reply, Suggestion, SuggestionProposer
from .policy import SuggestionPolicy


def text(label, *, rows=3, max_length=300, required=True, hint="", **more):
    return forms.CharField(
        label=label,
        required=required,
        max_length=max_length,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput(),
        **more,
    )


def line(label, *, max_length=60, required=True, hint="", **more):
    return text(label, rows=0, max_length=max_length, required=required, hint=hint, **more)


def day(label, *, required=True, hint=""):
    return forms.DateField(label=label, required=required, help_text=hint)


def one_of(label, choices, *, required=True, hint=""):
    return forms.ChoiceField(
        label=label, choices=choices, required=required, help_text=hint, widget=forms.RadioSelect
    )


def search_units(rows, word: str):
    """By a part of the name or an alias, or by the initials."""
    word = word.strip()
    if word.isascii() and word.isalpha():
        return rows.filter(Q(pinyin__startswith=word.lower()) | Q(pinyin__contains=f" {word.lower()}"))
    return rows.filter(Q(name__contains=word) | Q(short_name__contains=word))


def search_people(rows, word: str):
    return rows.named_like(word)


def person_label(person: Person) -> str:
    return f"{person.name}（{person.township}）"


class UnitsField(PickManyField):
    """Handling units of the county by name or initials."""

    def __init__(self, **kwargs):
        rows = Unit.objects.filter(is_active=True, handles_suggestions=True)
        super().__init__(rows, search=search_units, url="suggestions:find_unit", **kwargs)


class PeersField(PickManyField):
    """Deputies of the whole county: their names are public, and a joint suggestion crosses townships."""

    def __init__(self, **kwargs):
        super().__init__(
            Person.objects.select_related("township"),
            search=search_people,
            url="suggestions:find_peer",
            label_of=person_label,
            **kwargs,
        )

    def prepare_value(self, value):
        with peers():
            return super().prepare_value(value)

    def clean(self, value):
        with peers():
            return super().clean(value)


def peers():
    return reaching(Reach.everything("deputies name each other as co-signers"))


class MoveForm(forms.Form):
    """The ground of every move's form: the day, whose part, and the version that was seen.

    Those who enter what came on paper or by phone give the day it happened;
    everybody else acts today.
    """

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args, suggestion: Suggestion, move: flow.Move, role: str, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.suggestion, self.move, self.role, self.today = suggestion, move, role, today
        self.policy: SuggestionPolicy = suggestion.county.policy(SuggestionPolicy)
        self.fields["seen"].initial = suggestion.version
        self.build()
        if role in flow.ENTERING and "on" not in self.fields:
            self.fields["on"] = day("办理日期", required=False, hint="补录时填实际发生的日期")
            self.fields["on"].initial = today

    def build(self) -> None:
        """Adds what depends on the county's words."""

    def fit(self, assignments: list[Assignment]) -> None:
        """Asks for whose part it is, where several fit."""
        if len(assignments) > 1:
            self.fields["assignment"] = forms.ChoiceField(
                label="承办单位", choices=[(one.code, str(one)) for one in assignments]
            )
            self.order_fields(["assignment"])

    def clean_on(self):
        on = self.cleaned_data["on"] or self.today
        if on > self.today:
            raise forms.ValidationError("日期不能晚于今天。")
        return on

    def given(self) -> dict:
        """What ``advance`` needs."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in ("seen", "on", "assignment")
        }


class ReasonForm(MoveForm):
    reason = text("理由")


class ReturnForm(MoveForm):
    reason = text("请代表补充什么", hint="例如：请写明涉及的路段、户数和希望完成的时间")


class DeclineForm(MoveForm):
    reason = text("不予立案的理由", hint="例如：一事多提；属个人诉求，转信访部门；不属本级人大职权范围")


class RehandleForm(MoveForm):
    reason = text("要求承办单位改什么", hint="例如：写明完工时间和资金来源")


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


class HandOverForm(MoveForm):
    lead_units = UnitsField(label="主办单位", help_text="一般一个；两个以上主办的，每个单位都要答复")
    co_units = UnitsField(label="协办单位", required=False)
    message = text("交办要求", rows=2, required=False)

    def build(self):
        self.fields["lead_units"].error_messages["required"] = "请选择主办单位"
        if self.move.key != "hand_over":
            del self.fields["message"]
            self.fields["reason"] = text("说明", rows=2, required=False)


class SignForm(MoveForm):
    officer = line("经办科室和经办人", required=False)
    officer_phone = line("经办人电话", max_length=40, required=False)


class ObjectForm(MoveForm):
    reason = text("退办理由", hint="不属职责、应由上级办理或重复交办")
    suggested_unit = line("建议改派给", max_length=100, required=False)


class OpineForm(MoveForm):
    opinion = text("协办意见", rows=5, max_length=1000)


class MeetForm(MoveForm):
    met_on = day("见面日期")
    met_manner = one_of("方式", Reply.Manner.choices[:3], required=False)
    met_place = line("地点", max_length=100, required=False)
    unit_people = line("单位参加人", max_length=200, required=False, hint="见了面的要填，负责人写在最前面")
    deputy_people = line("代表参加人", max_length=200, required=False)
    deputy_opinion = text("代表意见", rows=2, required=False)
    is_waived = forms.BooleanField(
        label="代表书面同意不见面", required=False, help_text="没有见面的，请填代表书面同意的日期"
    )

    def build(self):
        names = self.suggestion.proposers.filter(answer=SuggestionProposer.Answer.CONFIRMED)
        self.fields["deputy_people"].initial = "、".join(
            names.select_related("person").values_list("person__name", flat=True)
        )


class WriteForm(MoveForm):
    doc_no = line("文号", required=False, hint="例如：灵水函〔2026〕21号")
    written_on = day("签发日期")
    signed_by = line("签发人", hint="单位主要负责人")
    result_code = one_of("结果类别", [])
    summary = text("摘要", rows=3, max_length=200, hint="办了什么、什么时候办完、谁负责；代表先看这一段")
    promise_due_on = day("计划完成时间", required=False)
    promise_by = line("责任人", required=False)
    reason = text("原因与依据", rows=2, required=False)
    body = text("答复正文", rows=8, max_length=5000, required=False)

    def build(self):
        codes = self.policy.reply_codes
        self.fields["result_code"].choices = [(code.code, f"{code.code} {code.label}") for code in codes]
        promising = "、".join(code.code for code in codes if code.needs_promise)
        reasoned = "、".join(code.code for code in codes if code.needs_reason)
        for name in ("promise_due_on", "promise_by"):
            self.fields[name].help_text = f"选 {promising} 类时要填" if promising else ""
        self.fields["reason"].help_text = f"选 {reasoned} 类时要填" if reasoned else ""
        self.fields["summary"].error_messages["max_length"] = (
            "摘要请写清：办了什么、什么时候办完、谁负责（最多 200 字，已写 %(show_value)d 字）"
        )


class RateForm(MoveForm):
    result = one_of("办理结果", [])
    attitude = one_of("办理态度", [])
    reasons = forms.MultipleChoiceField(
        label="不满意的原因", required=False, widget=forms.CheckboxSelectMultiple
    )
    remark = text("一句话说明", rows=2, required=False)

    def build(self):
        policy = self.policy
        scale = [(step.code, step.label) for step in policy.satisfaction]
        for dimension in policy.rating_dimensions:
            if dimension.code in self.fields:
                self.fields[dimension.code].choices = scale
                self.fields[dimension.code].label = dimension.label
                self.fields[dimension.code].error_messages["required"] = f"请给“{dimension.label}”选一个"
        if not any(dimension.code == "attitude" for dimension in policy.rating_dimensions):
            del self.fields["attitude"]
        self.fields["reasons"].choices = [(term.code, term.label) for term in policy.dissatisfaction_reasons]
        if self.role in flow.ENTERING:
            rows = self.suggestion.proposers.filter(answer=SuggestionProposer.Answer.CONFIRMED)
            self.fields["proposer"] = forms.ChoiceField(
                label="哪位代表的评价",
                choices=[
                    (row.code, f"{row.person.name}（{row.get_role_display()}）")
                    for row in rows.select_related("person")
                ],
            )
            self.order_fields(["proposer"])

    def given(self):
        given = super().given()
        if "proposer" in given:
            given["proposer"] = self.suggestion.proposers.get(code=given["proposer"])
        return given


class CloseForm(MoveForm):
    reason = text("说明", rows=2, required=False, hint="代表不满意的，写明约见、评议或询问后的决定")


class LookBackForm(MoveForm):
    result = one_of("落实情况", Suggestion.LookBack.choices)
    note = text("看到的情况", required=False)


class UrgeForm(MoveForm):
    level = one_of("方式", list(URGE_LEVELS.items()))
    message = text("催办的话")

    def build(self):
        due_on = self.suggestion.answer_due_on
        due = f"{due_on.month}月{due_on.day}日" if due_on else "规定期限"
        self.fields["level"].initial = "remind"
        name = self.suggestion.number or self.suggestion.title
        self.fields["message"].initial = f"{name}请于{due}前书面答复并与代表见面。"


class SuperviseForm(MoveForm):
    note = text("督办情况", hint="承办单位和代表都能看到")


class KeyForm(MoveForm):
    leader = line("领衔督办的领导")
    reason = text("主任会议决定", rows=2, required=False, hint="哪次主任会议、哪天决定")


FORMS: dict[str, type[MoveForm]] = {
    "return": ReturnForm,
    "resubmit": SubmitForm,
    "decline": DeclineForm,
    "register": RegisterForm,
    "hand_over": HandOverForm,
    "take_back": ReasonForm,
    "forward": HandOverForm,
    "sign": SignForm,
    "object": ObjectForm,
    "reassign": HandOverForm,
    "uphold": ReasonForm,
    "opine": OpineForm,
    "meet": MeetForm,
    "write": WriteForm,
    "deliver": MoveForm,
    "rate": RateForm,
    "lapse": MoveForm,
    "rehandle": RehandleForm,
    "close": CloseForm,
    "look_back": LookBackForm,
    "urge": UrgeForm,
    "supervise": SuperviseForm,
    "mark_key": KeyForm,
    "withdraw": ReasonForm,
}


class CosignForm(forms.Form):
    agrees = forms.ChoiceField(
        label="是否附议", choices=[("yes", "同意附议"), ("no", "不附议")], widget=forms.RadioSelect
    )


class RaiseForm(forms.ModelForm):
    """A suggestion by its lead deputy, or entered for one."""

    lead = PickField(
        Person.objects.select_related("township"),
        search=search_people,
        url="suggestions:find_lead",
        label_of=person_label,
        label="领衔代表",
    )
    co_proposers = PeersField(label="一起提的代表", required=False, help_text="每位代表都要自己确认")

    class Meta:
        model = Suggestion
        fields = [
            "lead", "co_proposers", "title", "body", "ask", "category", "handled_at", "raised_in",
            "submitted_on", "suggested_unit", "is_confidential", "is_publishable",
        ]  # fmt: skip
        widgets = {
            "body": forms.Textarea(attrs={"rows": 6}),
            "ask": forms.Textarea(attrs={"rows": 4}),
            "handled_at": forms.RadioSelect,
            "raised_in": forms.RadioSelect,
        }
        help_texts = {
            "title": "例如“关于修复柳林村通村路的建议”，一件建议说一件事",
            "body": "现在怎样、影响多少人；不写群众姓名，可写“群众反映”",
            "ask": "请说清楚：谁来办、办什么、什么时候前",
        }

    def __init__(self, *args, policy: SuggestionPolicy, role: str, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.today, self.role = today, role
        self.fields["category"] = forms.ChoiceField(
            label="类别",
            choices=[("", "请选择"), *((term.code, term.label) for term in policy.categories)],
        )
        self.fields["handled_at"].label = "交给哪级"
        self.fields["handled_at"].choices = [("township", "镇里能办"), ("county", "要县里办")]
        for name in ("body", "ask"):
            self.fields[name].required = True
        if role in flow.ENTERING:
            self.fields["co_proposers"].help_text = "已在纸质建议上签名的，视为已确认"
        else:
            del self.fields["lead"], self.fields["submitted_on"]
        self.order_fields(self.Meta.fields)

    def clean_title(self):
        title = self.cleaned_data["title"].strip()
        if len(title) < 6:
            raise forms.ValidationError("请写题目，例如“关于修复柳林村通村路的建议”")
        return title

    def clean_body(self):
        body = self.cleaned_data["body"].strip()
        if len(body) < 30:
            raise forms.ValidationError(
                f"再多写几句：现在怎样、影响多少人（至少 30 个字，已写 {len(body)} 个）"
            )
        return body

    def clean_ask(self):
        ask = self.cleaned_data["ask"].strip()
        if len(ask) < 10:
            raise forms.ValidationError("请写希望谁来办、怎么办")
        return ask

    def clean_submitted_on(self):
        on = self.cleaned_data["submitted_on"]
        if on > self.today:
            raise forms.ValidationError("日期不能晚于今天。")
        return on
