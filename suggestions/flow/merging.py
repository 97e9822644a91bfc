"""Several suggestions on one matter: handled together, answered and rated each on its own (并案)."""

from __future__ import annotations

from .moves import Move, Need
from .states import HANDED, OFFICE, State

TABLE = (
    Move(
        "merge",
        "并案",
        "并案",
        (State.REGISTERED,),
        None,
        OFFICE,
        needs=(Need("into", "请选并入哪一件建议。"),),
        stops=("handover",),
        starts=("sign", "objection", "reply", "co_opinion"),
        tells=("units", "deputies"),
        icon="link-45deg",
    ),
    Move(
        "separate",
        "取消并案",
        "取消并案",
        (State.REGISTERED, *HANDED),
        None,
        OFFICE,
        tells=("units", "deputies"),
        icon="slash-circle",
    ),
)
