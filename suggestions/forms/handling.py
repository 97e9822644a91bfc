"""Handing over and what units give back."""

from __future__ import annotations

from .fields import UnitsField, line, text
from .moves import MoveForm


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
