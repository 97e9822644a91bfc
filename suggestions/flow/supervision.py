"""What watches over all of it (催办、督办、回头看)."""

from __future__ import annotations

from .moves import REASON, Move, Need
from .states import AT_UNITS, OFFICE, SUPERVISORS, State, UnitState

ESCALATION = Need("kind", "请选升级方式：约见、评议、询问等。")
# Supervision may outlive the handling: a promise is watched over for years (S0-55).
WATCHED = (State.REGISTERED, *AT_UNITS, State.REPLIED, State.RATED, State.ESCALATED, State.CLOSED)


def outcomes(state: str) -> tuple[str, ...]:
    """What 约见, 评议 or 询问 can come to where the suggestion stands now.

    A late one only goes on; once it is answered it may be settled too. What was
    escalated after its rating has to go one way or the other.
    """
    if state == State.ESCALATED:
        return ("rehandle", "settled")
    return ("continue",) if state in AT_UNITS else ("continue", "settled")


TABLE = (
    Move(
        "look_back",
        "回头看",
        "回头看",
        (State.CLOSED,),
        State.CLOSED,
        SUPERVISORS,
        needs=(Need("result", "请选回头看的结果。"),),
        icon="eye",
    ),
    Move(
        "urge",
        "催办",
        "催办",
        AT_UNITS,
        None,
        SUPERVISORS,
        needs=(Need("message", "请写催办的话。"),),
        tells=("units",),
        unit_from=(UnitState.ASSIGNED, UnitState.HANDLING),
        icon="bell",
    ),
    Move(
        "supervise",
        "登记督办",
        "督办",
        (*AT_UNITS, State.REPLIED, State.RATED, State.ESCALATED, State.CLOSED),
        None,
        SUPERVISORS,
        needs=(Need("note", "请写督办情况。"),),
        icon="geo-alt",
    ),
    Move(
        "mark_key",
        "列为重点督办",
        "列为重点督办",
        WATCHED,
        None,
        OFFICE,
        needs=(Need("leader", "请填领衔督办的领导。"),),
        tells=("units",),
        icon="flag",
    ),
    Move(
        "unmark_key",
        "不再重点督办",
        "不再重点督办",
        WATCHED,
        None,
        OFFICE,
        needs=(REASON,),
        tells=("units",),
        icon="flag",
    ),
    Move(
        "add_supervisor",
        "增加督办人",
        "增加督办人",
        WATCHED,
        None,
        OFFICE,
        needs=(Need("way", "请选督办方式。"), Need("name", "请填督办人。")),
        tells=("units",),
        icon="person-plus",
    ),
    Move(
        "end_supervisor",
        "结束督办",
        "结束督办",
        WATCHED,
        None,
        OFFICE,
        needs=(Need("supervisor", "请选哪一位不再督办。"),),
        icon="person-check",
    ),
    Move(
        "escalate",
        "升级处理",
        "升级处理",
        (State.RATED,),
        State.ESCALATED,
        OFFICE,
        needs=(ESCALATION,),
        tells=("units", "deputies", "leaders"),
        icon="exclamation-triangle",
        mark="bad",
    ),
    Move(
        "escalate_late",
        "逾期升级",
        "逾期升级处理",
        AT_UNITS,
        None,
        OFFICE,
        needs=(ESCALATION,),
        tells=("units", "deputies", "leaders"),
        icon="exclamation-triangle",
        mark="bad",
    ),
    Move(
        "conclude",
        "登记升级结果",
        "升级处理结果",
        (*AT_UNITS, State.REPLIED, State.RATED, State.ESCALATED, State.CLOSED),
        None,
        OFFICE,
        needs=(
            Need("held_on", "请填开展日期。"),
            Need("outcome", "请选处理结果：继续办理、重新办理或可以办结。"),
            Need("findings", "请写处理情况和意见。"),
        ),
        tells=("units", "deputies", "leaders"),
        icon="check-circle",
    ),
    Move(
        "remark",
        "补记",
        "补记",
        WATCHED,
        None,
        OFFICE,
        needs=(Need("note", "请写要补记的事。"),),
        icon="chat-left-text",
    ),
)
