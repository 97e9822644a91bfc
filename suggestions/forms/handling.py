"""Handing over and what units give back."""

from __future__ import annotations

from django import forms

from deputies.roles import HANDLING_UNIT

from ..actions import CONTACT_WAYS
from ..clocks import CountyClocks
from ..models import HigherSubmission, Suggestion
from .fields import UnitsField, day, line, long_day, one_of, text
from .moves import MoveForm

TASK = "task_"


class UnitsForm(MoveForm):
    """Another unit, or several, in place of the one that had it."""

    lead_units = UnitsField(label="主办单位", help_text="一般一个；两个以上主办的，每个单位都要答复")
    co_units = UnitsField(label="协办单位", required=False)
    reason = text("说明", rows=2, required=False)

    def build(self):
        self.fields["lead_units"].error_messages["required"] = "请选择主办单位"


class HandOverForm(UnitsForm):
    """The way of handling, the units, and until when.

    Where each unit handles a part of its own the form comes back once with a line for
    each chosen unit: which part depends on which units, and it works without a script.
    """

    dispatch = one_of(
        "办理方式",
        [
            (Suggestion.Dispatch.SINGLE, "独办（一个单位）"),
            (Suggestion.Dispatch.LEAD_AND_CO, "主办协办（协办的提意见，主办的答复）"),
            (Suggestion.Dispatch.PARTS, "分别办理（各办一部分，各自答复）"),
            (Suggestion.Dispatch.JOINT, "共同主办（都同意后答复）"),
        ],
    )
    is_complex = forms.BooleanField(label="涉及面广、处理难度大", required=False)
    due_on = day("答复期限", required=False)
    message = text("交办要求", rows=2, required=False)
    field_order = ["dispatch", "lead_units", "co_units", "is_complex", "due_on", "message"]

    def build(self):
        super().build()
        del self.fields["reason"]
        self.fields["dispatch"].initial = Suggestion.Dispatch.SINGLE
        self.fields["lead_units"].help_text = "选分别办理的，提交后逐个填写办理哪一部分"
        clocks, row = CountyClocks(self.suggestion.county), self.suggestion
        ends = {
            name: clocks.end(
                name, level=row.handled_at, since=self.today, congress_closed_on=row.congress_closed_on
            )
            for name in ("reply", "long_reply")
        }
        reply, long = ends["reply"], ends["long_reply"]
        if reply is None:
            del self.fields["due_on"]
        else:
            left = (reply.effective - self.today).days
            by_rule = f"{long_day(reply.effective)}，还有{left}天"
            self.fields["due_on"].help_text = f"不填按规定：{by_rule}；可以提前"
        if long is None:
            del self.fields["is_complex"]
        else:
            left = (long.effective - self.today).days
            self.fields["is_complex"].help_text = f"勾选后答复期限是{long_day(long.effective)}，还有{left}天"
        if self.data.get("dispatch") == Suggestion.Dispatch.PARTS:
            self._ask_parts()

    def _ask_parts(self):
        field = self.fields["lead_units"]
        try:
            chosen = field.clean(field.widget.value_from_datadict(self.data, {}, "lead_units"))
        except forms.ValidationError:
            return  # the field says it itself
        for unit in chosen:
            self.fields[TASK + unit.code] = line(f"{unit}办理哪一部分", max_length=200)
            self.fields[TASK + unit.code].error_messages["required"] = f"请写明{unit}办理哪一部分"
        parts = [TASK + unit.code for unit in chosen]
        self.order_fields(["dispatch", "lead_units", *parts, "co_units"])

    def given(self):
        given = super().given()
        given["tasks"] = {
            unit.pk: given.pop(TASK + unit.code) for unit in given["lead_units"] if TASK + unit.code in given
        }
        return given


class SignForm(MoveForm):
    leader = line("分管领导", required=False, hint="谁领着办")
    officer = line("经办科室和经办人", required=False)
    officer_phone = line("经办人电话", max_length=40, required=False)

    def build(self):
        self.fields["officer"].required = self.role == HANDLING_UNIT


class ObjectForm(MoveForm):
    reason = text("退办理由", hint="不属职责、应由上级办理或重复交办")
    suggested_unit = line("建议改派给", max_length=100, required=False)


class OpineForm(MoveForm):
    opinion = text("协办意见", rows=5, max_length=1000)


class ReturnOpinionForm(MoveForm):
    reason = text("意见缺什么", rows=2, hint="例如：没有说明能不能列入计划、资金从哪里来")


class ContactForm(MoveForm):
    dated_by = "contacted_on"
    contacted_on = day("联系日期")
    way = one_of("联系方式", list(CONTACT_WAYS.items()))
    whom = line("联系了谁", required=False)
    said = text("代表说了什么", hint="代表最关心什么、希望怎么办")

    def build(self):
        self.fields["contacted_on"].initial = self.today
        self.fields["whom"].initial = f"{self.suggestion.lead.name}代表"


class ProgressForm(MoveForm):
    text = text("办到哪一步", hint="做了什么、还差什么；代表能看到")
    expected_on = day("预计完成日期", required=False)


class AgreeForm(MoveForm):
    note = text("说明", rows=2, required=False)


class ReportUpForm(MoveForm):
    level = one_of("报到哪级", HigherSubmission.Level.choices[:2])
    organ = line("报给哪个机关", max_length=100, hint="例如：宿州市人大常委会代表工委")
    number = line("文号", required=False)
    reason = text("说明", rows=2, required=False)

    def build(self):
        self.fields["level"].initial = HigherSubmission.Level.CITY


class AnswerAboveForm(MoveForm):
    outcome = text("上级怎么答复", rows=4)
