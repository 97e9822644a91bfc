"""What watches over all of it (催办、督办、回头看)."""

from __future__ import annotations

from .moves import Move, Need
from .states import AT_UNITS, OFFICE, SUPERVISORS, State, UnitState

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
        (*AT_UNITS, State.REPLIED, State.RATED),
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
)
