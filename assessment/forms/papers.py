"""What papers ask."""

from __future__ import annotations

from django import forms

from ..models import OfficialPaper, PaperApproval
from ..policy import PaperPolicy
from .fields import ProofField, TownsField, day, line, one_of, text, units_field

BODY_HINT = "一段一行；“一、……”单独一行的是小标题，打印时按公文格式排。"


class PaperForm(forms.ModelForm):
    kind = forms.ChoiceField(label="种类")
    body = text("正文", rows=16, max_length=20000, required=False, hint=BODY_HINT)
    file = ProofField(label="文件", help_text="已有盖章件或排好版的文件时上传")

    class Meta:
        model = OfficialPaper
        fields = ["kind", "title", "basis", "audience"]
        widgets = {"audience": forms.RadioSelect}
        help_texts = {"basis": "例如：上级人大的通知、同级党委的工作要点。"}

    field_order = ["kind", "title", "basis", "body", "file", "audience"]

    def __init__(self, *args, county, of_township: bool, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = county.policy(PaperPolicy).kinds
        self.fields["kind"].choices = [
            (one.code, one.label) for one in kinds if not (of_township and one.code in ("bulletin", "rule"))
        ]
        if of_township:
            del self.fields["audience"]
        if self.instance.pk:
            self.initial["body"] = self.instance.edition.body


class ApproveForm(forms.Form):
    step = line("审批环节")
    decided_on = day("日期")
    result = one_of("结果", PaperApproval.Result.choices)
    words = text("意见", rows=2, required=False)


class IssueForm(forms.Form):
    number = line("文号", required=False, hint="例如：灵人常〔2026〕12号；没有的可以不填。")
    issued_on = day("印发日期")
    effective_on = day("施行日期", required=False)
    towns = TownsField(label="发给乡镇")
    units = units_field("发给单位")

    def __init__(self, *args, paper: OfficialPaper, **kwargs):
        super().__init__(*args, **kwargs)
        some = paper.township_id is None and paper.audience == OfficialPaper.Audience.SOME
        if some:
            self.fields["towns"].in_county(paper.county)
        else:
            del self.fields["towns"]
        if paper.township_id is not None or paper.audience == OfficialPaper.Audience.LEADERS:
            del self.fields["units"]


class ReviseForm(forms.Form):
    body = text("新的正文", rows=16, max_length=20000, hint=BODY_HINT)
    change = text("改了什么", rows=2)
    effective_on = day("施行日期")


class ReceiveForm(forms.Form):
    note = text(
        "落实情况", rows=2, max_length=200, required=False, hint="例如：已发放倡议书 36 份。可以不填。"
    )
