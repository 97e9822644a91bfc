"""Reply, meeting, rating, and what follows."""

from __future__ import annotations

from django import forms

from .. import flow
from ..actions import never_public
from ..models import Rating, Reply, SuggestionProposer
from .fields import day, line, one_of, text
from .moves import MoveForm
from .papers import PapersField


class MeetForm(MoveForm):
    dated_by = "met_on"
    met_on = day("见面日期")
    met_manner = one_of("方式", Reply.Manner.choices[:3], required=False)
    met_place = line("地点", max_length=100, required=False)
    unit_people = line("单位参加人", max_length=200, required=False, hint="见了面的要填，负责人写在最前面")
    deputy_people = line("代表参加人", max_length=200, required=False)
    deputy_opinion = text("代表意见", rows=2, required=False)
    is_waived = forms.BooleanField(
        label="代表书面同意不见面",
        required=False,
        help_text="没有见面的，请填代表书面同意的日期，并附上书面意见，或在“代表意见”里写明",
    )
    papers = PapersField(label="当面答复记录或代表书面意见")

    def build(self):
        names = self.suggestion.proposers.filter(answer=SuggestionProposer.Answer.CONFIRMED)
        self.fields["deputy_people"].initial = "、".join(
            names.select_related("person").values_list("person__name", flat=True)
        )


class WriteForm(MoveForm):
    dated_by = "written_on"
    doc_no = line("文号", required=False, hint="例如：灵水函〔2026〕21号")
    written_on = day("签发日期")
    signed_by = line("签发人", hint="单位主要负责人")
    result_code = one_of("结果类别", [])
    summary = text("摘要", rows=3, max_length=200, hint="办了什么、什么时候办完、谁负责；代表先看这一段")
    promise_due_on = day("计划完成时间", required=False)
    promise_by = line("责任人", required=False)
    reason = text("原因与依据", rows=2, required=False)
    body = text("答复正文", rows=8, max_length=5000, required=False)
    is_public = forms.TypedChoiceField(
        label="答复是否公开",
        choices=[("True", "公开"), ("False", "不公开")],
        coerce=lambda value: value == "True",
        initial="True",
        required=False,
        empty_value=True,
        widget=forms.RadioSelect,
    )
    withheld_reason = line("不公开的理由", max_length=200, required=False)
    papers = PapersField(label="签发的答复函")

    def build(self):
        if never_public(self.suggestion):
            del self.fields["is_public"], self.fields["withheld_reason"]
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


class DeliverForm(MoveForm):
    """To whom the answer goes on paper; all others get it here."""

    def build(self):
        self.proposers = confirmed(self.suggestion)
        self.fields["on_paper"] = forms.MultipleChoiceField(
            label="纸质送达给",
            choices=people_of(self.proposers),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text="不用本系统的代表请勾上，其他代表在系统里收到",
        )

    def given(self):
        given = super().given()
        return {**given, "on_paper": [one for one in self.proposers if one.code in given["on_paper"]]}


class RelayForm(MoveForm):
    """The lead says to whom he passed the answer on."""

    def build(self):
        got = self.suggestion.deliveries.values("proposer")
        self.proposers = [
            one for one in confirmed(self.suggestion, besides=got) if one.role == SuggestionProposer.Role.CO
        ]
        self.fields["proposers"] = forms.MultipleChoiceField(
            label="已转达给",
            choices=people_of(self.proposers),
            initial=[one.code for one in self.proposers],
            widget=forms.CheckboxSelectMultiple,
        )

    def given(self):
        given = super().given()
        return {**given, "proposers": [one for one in self.proposers if one.code in given["proposers"]]}


def confirmed(suggestion, besides=()) -> list[SuggestionProposer]:
    rows = suggestion.proposers.filter(answer=SuggestionProposer.Answer.CONFIRMED).exclude(pk__in=besides)
    return list(rows.select_related("person"))


def people_of(proposers) -> list[tuple[str, str]]:
    return [(one.code, f"{one.person.name}（{one.get_role_display()}）") for one in proposers]


class RateForm(MoveForm):
    result = one_of("办理结果", [], big=True)
    attitude = one_of("办理态度", [], big=True)
    reasons = forms.MultipleChoiceField(
        label="不满意的原因",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="选了不满意的，点一个原因或写一句话，承办单位才知道改哪里",
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
        reopening = " ".join(step.code for step in policy.satisfaction if step.reopens)
        self.fields["reasons"].widget.attrs["when"] = f"result:{reopening}"
        if self.role in flow.ENTERING:
            self._ask_how_it_came()

    def _ask_how_it_came(self):
        self.proposers = confirmed(self.suggestion)
        self.fields["proposer"] = forms.ChoiceField(label="哪位代表的评价", choices=people_of(self.proposers))
        self.fields["entered_how"] = one_of("怎么得到的", Rating.Entered.choices)
        self.fields["called_by"] = line(
            "谁打的电话", required=False, hint="电话得到的要填；会告知代表，代表三天内可以更正"
        )
        self.fields["on"] = day("电话或签字日期")
        self.fields["on"].initial = self.today
        self.order_fields(["proposer", "entered_how", "called_by", "on"])

    def clean(self):
        data = super().clean()
        if data.get("entered_how") == Rating.Entered.PHONE and not data.get("called_by"):
            self.add_error("called_by", "请填是谁打的电话。")
        return data

    def given(self):
        given = super().given()
        if "proposer" in given:
            given["proposer"] = next(one for one in self.proposers if one.code == given["proposer"])
            given["told_on"] = self.today
        return given


class RehandleForm(MoveForm):
    reason = text("要求承办单位改什么", hint="例如：写明完工时间和资金来源")


class CloseForm(MoveForm):
    reason = text("说明", rows=2, required=False, hint="代表不满意的，写明约见、评议或询问后的决定")
