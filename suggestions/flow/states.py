"""Where a suggestion and its units can stand, how that looks, and who acts at which level."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from deputies.roles import (
    COUNTY_LEADER,
    COUNTY_STAFF,
    DEPUTY,
    HANDLING_UNIT,
    TOWNSHIP_CHAIR,
    TOWNSHIP_CLERK,
)

PROGRAM = "program"
COUNTY, TOWNSHIP = "county", "township"


class State(StrEnum):
    """Where a suggestion stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    DECLINED = "declined"
    REGISTERED = "registered"
    HANDED_OVER = "handed_over"
    OBJECTION = "objection"
    HANDLING = "handling"
    REPLIED = "replied"
    RATED = "rated"
    ESCALATED = "escalated"
    REHANDLING = "rehandling"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class UnitState(StrEnum):
    """Where one unit stands with its part."""

    ASSIGNED = "assigned"
    OBJECTED = "objected"
    HANDLING = "handling"
    OPINED = "opined"
    REPLIED = "replied"
    FORWARDED = "forwarded"


class Part(StrEnum):
    """What a unit is asked for: answer for all, or give an opinion to those who answer.

    An office that passed the matter on (分级转办) keeps it in sight and decides when the
    unit it chose wants out.
    """

    LEAD = "lead"
    CO = "co"
    VIA = "via"


@dataclass(frozen=True)
class Face:
    """How a state looks: its word, its icon, and how loud it is."""

    label: str
    icon: str
    tone: Literal["plain", "busy", "good", "bad"] = "plain"


FACES: dict[State, Face] = {
    State.DRAFT: Face("草稿", "pencil"),
    State.SUBMITTED: Face("待登记", "inbox", "busy"),
    State.RETURNED: Face("退回补充", "arrow-return-left", "bad"),
    State.DECLINED: Face("不予立案", "x-circle"),
    State.REGISTERED: Face("待交办", "clipboard-check", "busy"),
    State.HANDED_OVER: Face("待签收", "send", "busy"),
    State.OBJECTION: Face("申请退办", "arrow-counterclockwise", "bad"),
    State.HANDLING: Face("办理中", "hourglass-split", "busy"),
    State.REPLIED: Face("已答复待评价", "chat-square-text", "busy"),
    State.RATED: Face("已评价", "star-half", "busy"),
    State.ESCALATED: Face("升级处理", "exclamation-triangle", "bad"),
    State.REHANDLING: Face("重新办理", "arrow-repeat", "bad"),
    State.CLOSED: Face("已办结", "check-circle", "good"),
    State.WITHDRAWN: Face("已撤回", "dash-circle"),
}
UNIT_FACES: dict[UnitState, Face] = {
    UnitState.ASSIGNED: Face("待签收", "send", "busy"),
    UnitState.OBJECTED: Face("申请退办", "arrow-counterclockwise", "bad"),
    UnitState.HANDLING: Face("办理中", "hourglass-split", "busy"),
    UnitState.OPINED: Face("已提意见", "check", "good"),
    UnitState.REPLIED: Face("已答复", "check", "good"),
    UnitState.FORWARDED: Face("已转办", "fast-forward"),
}
PARTS = {Part.LEAD: "主办", Part.CO: "协办", Part.VIA: "转办"}

# With units at work: the moves of a unit are possible here, its own state decides which.
AT_UNITS = (State.HANDED_OVER, State.OBJECTION, State.HANDLING, State.REHANDLING)
FIRST_ROUND = (State.HANDED_OVER, State.OBJECTION, State.HANDLING)
BEFORE_HAND_OVER = (State.DRAFT, State.SUBMITTED, State.RETURNED, State.REGISTERED)
# Other deputies may still add their names: submitted, and not yet with a unit.
JOINABLE = (State.SUBMITTED, State.RETURNED, State.REGISTERED)
# An answer is there: it is handed on, and what it promised is watched, also after the end.
ANSWERED = (State.REPLIED, State.RATED, State.ESCALATED, State.CLOSED)
ENDED = (State.DECLINED, State.CLOSED, State.WITHDRAWN)
# Past the hand-over, whatever came after it: what the hand-over rate counts.
HANDED = (*AT_UNITS, State.REPLIED, State.RATED, State.ESCALATED, State.CLOSED)

# On the register, or found to be beyond this congress: others may take it further up.
TAKEN_UP = (State.REGISTERED, *HANDED, State.DECLINED)

# Who acts, by the congress whose body hands over (Deputies Law art. 51). Those who enter what
# came on paper or by phone (代录) act for a deputy or a unit; history keeps both names.
ENTERING = (TOWNSHIP_CLERK, TOWNSHIP_CHAIR, COUNTY_STAFF)
PROPOSERS = {COUNTY: (DEPUTY, *ENTERING), TOWNSHIP: (DEPUTY, *ENTERING)}
HANDLERS = {COUNTY: (HANDLING_UNIT, *ENTERING), TOWNSHIP: (HANDLING_UNIT, *ENTERING)}
OFFICE = {COUNTY: (COUNTY_STAFF,), TOWNSHIP: (TOWNSHIP_CHAIR,)}
OFFICE_AND_PROGRAM = {COUNTY: (COUNTY_STAFF, PROGRAM), TOWNSHIP: (TOWNSHIP_CHAIR, PROGRAM)}
OFFICE_AND_HANDLERS = {COUNTY: (COUNTY_STAFF, HANDLING_UNIT), TOWNSHIP: (TOWNSHIP_CHAIR, HANDLING_UNIT)}
SUPERVISORS = {
    COUNTY: (COUNTY_STAFF, COUNTY_LEADER),
    TOWNSHIP: (TOWNSHIP_CHAIR, COUNTY_STAFF, COUNTY_LEADER),
}
