"""Urging, supervising, looking back."""

from __future__ import annotations

from ..actions import URGE_LEVELS
from ..models import Suggestion, SupervisionEvent
from .fields import day, line, one_of, text
from .moves import MoveForm


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


class RemarkForm(MoveForm):
    note = text("要补记的事", hint="例如：答复以后才收到的延期申请；不改变期限和状态")


class KeyForm(MoveForm):
    leader = line("领衔督办的领导")
    reason = text("主任会议决定", rows=2, required=False, hint="哪次主任会议、哪天决定")


class EscalateForm(MoveForm):
    kind = one_of("升级方式", [])
    people = line("约见或询问谁", max_length=300, required=False)
    document = line("决定文件", max_length=100, required=False, hint="哪次主任会议、文号")

    def build(self):
        self.fields["kind"].choices = [(term.code, term.label) for term in self.policy.escalations]


class ConcludeForm(MoveForm):
    held_on = day("开展日期")
    outcome = one_of("处理结果", SupervisionEvent.Outcome.choices[1:])
    people = line("参加人", max_length=300, required=False)
    place = line("地点", max_length=100, required=False)
    document = line("文件", max_length=100, required=False)
    findings = text("情况和意见", rows=4, max_length=1000)
