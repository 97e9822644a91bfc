"""Reply, meeting, rating, and what follows."""

from __future__ import annotations

from django import forms

from .. import flow
from ..models import Reply, SuggestionProposer
from .fields import day, line, one_of, text
from .moves import MoveForm


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


class RehandleForm(MoveForm):
    reason = text("要求承办单位改什么", hint="例如：写明完工时间和资金来源")


class CloseForm(MoveForm):
    reason = text("说明", rows=2, required=False, hint="代表不满意的，写明约见、评议或询问后的决定")
