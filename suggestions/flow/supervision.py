"""What watches over all of it (催办、督办、回头看)."""

from __future__ import annotations

from .moves import Move, Need
from .states import AT_UNITS, OFFICE, SUPERVISORS, State, UnitState

ESCALATION = Need("kind", "请选升级方式：约见、评议、询问等。")

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
        (State.REGISTERED, *AT_UNITS),
        None,
        OFFICE,
        needs=(Need("leader", "请填领衔督办的领导。"),),
        tells=("units",),
        icon="flag",
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
        (*AT_UNITS, State.ESCALATED),
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
        (State.REGISTERED, *AT_UNITS, State.REPLIED, State.RATED, State.ESCALATED, State.CLOSED),
        None,
        OFFICE,
        needs=(Need("note", "请写要补记的事。"),),
        icon="chat-left-text",
    ),
)
