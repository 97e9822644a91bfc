"""What each move on a promise asks."""

from __future__ import annotations

from django import forms

from ..models import Promise
from .fields import day, line, one_of, text
from .moves import MoveForm
from .papers import PapersField


class PromiseForm(MoveForm):
    """The ground of the moves on one promise: which one, of those that it may be made on."""

    promise = forms.ChoiceField(label="哪一项承诺")

    def fit_promises(self, promises: list[Promise]) -> None:
        self.promises = {one.code: one for one in promises}
        self.fields["promise"].choices = [
            (one.code, f"{one.unit or ''} {one.text}".strip()) for one in promises
        ]
        if len(promises) == 1:
            self.fields["promise"].initial = promises[0].code
            self.fields["promise"].widget = forms.HiddenInput()

    def given(self):
        given = super().given()
        return {**given, "promise": self.promises[given["promise"]]}


class KeepPromiseForm(PromiseForm):
    dated_by = "kept_on"
    kept_on = day("落实日期")
    answer = text("落实情况", rows=4, max_length=500, hint="办了什么、办到什么程度；代表会看到这一段")
    papers = PapersField(label="落实的材料或照片")

    def build(self):
        self.fields["kept_on"].initial = self.today


class RatePromiseForm(PromiseForm):
    result = one_of("落实情况", [], big=True)
    remark = text("一句话说明", rows=2, required=False, hint="不满意的要写哪里没有落实")

    def build(self):
        self.fields["result"].choices = [(step.code, step.label) for step in self.policy.satisfaction]
        self.fields["result"].error_messages["required"] = "请给“落实情况”选一个"


class PostponePromiseForm(PromiseForm):
    due_on = day("新的完成时间")
    reason = text("为什么推迟", rows=2, max_length=200)


class CheckPromiseForm(PromiseForm):
    result = one_of("现场看到", Promise.Check.choices)
    note = text("看到的情况", required=False, hint="谁去看的、看到什么")
    papers = PapersField(label="现场记录或照片")


class EndPromiseForm(PromiseForm):
    reason = line("理由", max_length=200, hint="例如：项目已取消，代表同意不再跟踪")


class CarryOverForm(PromiseForm):
    year = forms.IntegerField(label="转入年度", min_value=2000, max_value=2100)

    def build(self):
        self.fields["year"].initial = self.today.year + 1
