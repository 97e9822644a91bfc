"""Urging, supervising, looking back."""

from __future__ import annotations

from ..actions import URGE_LEVELS
from ..models import Suggestion
from .fields import line, one_of, text
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


class KeyForm(MoveForm):
    leader = line("领衔督办的领导")
    reason = text("主任会议决定", rows=2, required=False, hint="哪次主任会议、哪天决定")
