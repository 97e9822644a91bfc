"""What each move asks, as a form: the moves' own rules stay in ``actions``."""

from .answers import CloseForm, MeetForm, RateForm, RehandleForm, WriteForm
from .fields import peers, search_people, search_units
from .handling import HandOverForm, ObjectForm, OpineForm, SignForm
from .intake import (
    CarryResultForm,
    CarryUpForm,
    CosignForm,
    DeclineForm,
    RaiseForm,
    RegisterForm,
    ReturnForm,
    SubmitForm,
    WithdrawForm,
)
from .moves import MoveForm, ReasonForm
from .supervision import ConcludeForm, EscalateForm, KeyForm, LookBackForm, SuperviseForm, UrgeForm

FORMS: dict[str, type[MoveForm]] = {
    "return": ReturnForm,
    "resubmit": SubmitForm,
    "decline": DeclineForm,
    "register": RegisterForm,
    "hand_over": HandOverForm,
    "take_back": ReasonForm,
    "forward": HandOverForm,
    "sign": SignForm,
    "object": ObjectForm,
    "reassign": HandOverForm,
    "uphold": ReasonForm,
    "opine": OpineForm,
    "meet": MeetForm,
    "write": WriteForm,
    "deliver": MoveForm,
    "rate": RateForm,
    "lapse": MoveForm,
    "rehandle": RehandleForm,
    "close": CloseForm,
    "look_back": LookBackForm,
    "urge": UrgeForm,
    "supervise": SuperviseForm,
    "mark_key": KeyForm,
    "escalate": EscalateForm,
    "escalate_late": EscalateForm,
    "conclude": ConcludeForm,
    "carry_up": CarryUpForm,
    "carry_result": CarryResultForm,
    "withdraw": WithdrawForm,
}

__all__ = ["FORMS", "CosignForm", "MoveForm", "RaiseForm", "peers", "search_people", "search_units"]
