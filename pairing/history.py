"""What happened to one row, from the audit, in the words of its page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import FieldDoesNotExist

from congress_poverty.models import AuditEvent
from congress_poverty.reach import Reach, reaching

SHOWN = 20
LABELS = {
    "households.add": ("登记", "plus-lg"),
    "households.edit": ("修改", "pencil"),
    "households.members": ("修改成员", "people"),
    "households.status": ("改户类型", "arrow-repeat"),
    "households.income": ("登记收入", "pencil"),
    "households.check": ("上户核查", "check-lg"),
    "households.need": ("登记需求", "pencil"),
    "households.need_met": ("解决需求", "check-lg"),
    "households.plan": ("修订计划", "pencil"),
    "households.measure": ("帮扶措施", "pencil"),
    "pairings.pair": ("结对", "plus-lg"),
    "pairings.end": ("结束结对", "x-lg"),
    "aid.record": ("记帮扶", "plus-lg"),
    "aid.correct": ("修改", "pencil"),
    "aid.people": ("改名单", "people"),
    "aid.photo": ("照片", "camera"),
    "aid.stage": ("项目进度", "arrow-repeat"),
    "aid.team": ("组团", "plus-lg"),
    "aid.team_edit": ("修改", "pencil"),
    "aid.team_end": ("团队结束", "x-lg"),
    "aid.edit": ("修改", "pencil"),
    "aid.helper": ("修改", "pencil"),
    "aid.fund": ("记一笔", "plus-lg"),
    "aid.fund_strike": ("冲销", "x-lg"),
    "aid.policies": ("核实政策", "check-lg"),
    "aid.check": ("回访", "check-lg"),
    "aid.lift_flag": ("取消返贫风险标记", "check-lg"),
    "pairings.helper": ("登记", "plus-lg"),
    "visits.record": ("记走访", "plus-lg"),
    "visits.edit": ("修改", "pencil"),
    "visits.photo": ("照片", "camera"),
    "activities.record": ("记活动", "plus-lg"),
    "activities.edit": ("修改", "pencil"),
    "activities.plan": ("列入计划", "calendar-plus"),
    "activities.notice": ("发通知", "send"),
    "activities.cancel": ("取消", "x-lg"),
    "activities.answer": ("记部门答复", "reply"),
    "activities.send_opinions": ("转交部门", "send"),
    "activities.ask_leave": ("请假", "clock"),
    "activities.decide_leave": ("批复请假", "check-lg"),
    "activities.withdraw_leave": ("撤回请假", "arrow-counterclockwise"),
    "activities.task": ("加后续事项", "list-check"),
    "activities.task_done": ("后续事项办完", "check-lg"),
    "activities.task_reopened": ("后续事项改回没完成", "arrow-counterclockwise"),
    "activities.file": ("材料", "paperclip"),
    "activities.training_plan": ("修改", "pencil"),
    "activities.duty_report": ("修改", "pencil"),
    "receptions.record": ("登记", "plus-lg"),
    "receptions.edit": ("修改", "pencil"),
    "receptions.send_on": ("定去向", "arrow-repeat"),
    "receptions.result": ("登记结果", "check-lg"),
    "receptions.tell_back": ("反馈", "check-lg"),
    "receptions.urge": ("催办", "bell"),
    "receptions.market_day": ("登记", "plus-lg"),
    "receptions.edit_market_day": ("修改", "pencil"),
    "wishes.post": ("发布", "plus-lg"),
    "wishes.edit": ("修改", "pencil"),
    "wishes.claim": ("认领", "people"),
    "wishes.give_back": ("退回认领", "arrow-repeat"),
    "wishes.fulfil": ("已实现", "check-lg"),
    "wishes.withdraw": ("撤回", "x-lg"),
    "wishes.repost": ("重新发布", "arrow-repeat"),
    "wishes.expire": ("到期", "x-lg"),
    "roster.move": ("改期", "arrow-repeat"),
    "roster.cancel": ("取消", "x-lg"),
    "roster.mark": ("记到岗", "check-lg"),
    "roster.ask_swap": ("请人调班", "people"),
    "roster.arrange_swap": ("直接调班", "people"),
}
OTHER_WORDS = {
    "people": "代表",
    "attendance": "到会情况",
    "opinions": "收集的意见",
    "households": "帮扶的户",
    "leader": "组长",
    "photos": "照片",
}
SAID = (
    "status", "year", "need", "measure", "stage", "way", "amount", "result", "reason", "override_reason",
)  # fmt: skip


@dataclass(frozen=True)
class Happened:
    """A line of the timeline."""

    label: str
    who: str
    at: datetime
    text: str
    icon: str
    tone: str = ""


def history_of(obj) -> list[Happened]:
    """The latest changes of a row that the reader may see; looks at personal data are not among them."""
    with reaching(Reach.everything("the changes of one row that the reader has opened")):
        events = list(
            AuditEvent.objects.filter(
                object_kind=obj._meta.label_lower, object_code=obj.code, action__in=LABELS
            ).order_by("-seq")[:SHOWN]
        )
    return [
        Happened(
            LABELS[event.action][0], event.actor, event.at, _said(obj, event.detail), LABELS[event.action][1]
        )
        for event in events
    ]


def _said(obj, detail: dict) -> str:
    """The changed fields by their labels, or what the act noted."""
    if changed := detail.get("changed"):
        return "改了：" + "、".join(_label(obj, name) for name in changed)
    if "added" in detail and "removed" in detail:
        parts = (
            ("增加", detail["added"]),
            ("修改", detail.get("changed_rows", 0)),
            ("删掉", detail["removed"]),
        )
        return "，".join(f"{word} {number} 人" for word, number in parts if number)
    words = [detail.get(key) for key in SAID]
    return "，".join(str(word) for word in words if word)


def _label(obj, name: str) -> str:
    if name in OTHER_WORDS:  # before the rows that belong to one: those have no words of their own
        return OTHER_WORDS[name]
    try:
        return str(obj._meta.get_field(name).verbose_name)
    except FieldDoesNotExist:
        return name
