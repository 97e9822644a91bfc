"""What each move asks, as a form: the moves' own rules stay in ``actions``."""

from .answers import CloseForm, DeliverForm, MeetForm, RateForm, RehandleForm, RelayForm, WriteForm
from .fields import peers, search_people, search_units
from .handling import HandOverForm, ObjectForm, OpineForm, SignForm
from .intake import CosignForm, DeclineForm, RaiseForm, RegisterForm, ReturnForm, SubmitForm
from .moves import MoveForm, ReasonForm
from .papers import PaperForm
from .promises import (
    CarryOverForm,
    CheckPromiseForm,
    EndPromiseForm,
    KeepPromiseForm,
    PostponePromiseForm,
    PromiseForm,
    RatePromiseForm,
)
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
    "deliver": DeliverForm,
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
    "withdraw": ReasonForm,
    "relay": RelayForm,
    "keep_promise": KeepPromiseForm,
    "rate_promise": RatePromiseForm,
    "postpone_promise": PostponePromiseForm,
    "check_promise": CheckPromiseForm,
    "end_promise": EndPromiseForm,
    "carry_over": CarryOverForm,
}

__all__ = [
    "FORMS",
    "CosignForm",
    "MoveForm",
    "PaperForm",
    "PromiseForm",
    "RaiseForm",
    "peers",
    "search_people",
    "search_units",
]
