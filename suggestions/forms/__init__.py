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
from .links import LinkForm, OfficerForm
from .moves import MoveForm, ReasonForm
from .supervision import (
    AddSupervisorForm,
    AppraisalForm,
    ConcludeForm,
    EndSupervisorForm,
    EscalateForm,
    KeyDecisionForm,
    KeyForm,
    LookBackForm,
    PickForDecisionForm,
    RemarkForm,
    SuperviseForm,
    UrgeForm,
    UrgeManyForm,
)

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
    "unmark_key": ReasonForm,
    "add_supervisor": AddSupervisorForm,
    "end_supervisor": EndSupervisorForm,
    "escalate": EscalateForm,
    "escalate_late": EscalateForm,
    "conclude": ConcludeForm,
    "remark": RemarkForm,
    "carry_up": CarryUpForm,
    "carry_result": CarryResultForm,
    "withdraw": WithdrawForm,
}

__all__ = [
    "FORMS",
    "AppraisalForm",
    "CosignForm",
    "KeyDecisionForm",
    "LinkForm",
    "MoveForm",
    "OfficerForm",
    "PickForDecisionForm",
    "RaiseForm",
    "UrgeManyForm",
    "peers",
    "search_people",
    "search_units",
]
