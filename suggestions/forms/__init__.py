"""What each move asks, as a form: the moves' own rules stay in ``actions``."""

from .answers import CloseForm, DeliverForm, MeetForm, RateForm, RehandleForm, RelayForm, WriteForm
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
    "deliver": DeliverForm,
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
    "AppraisalForm",
    "CosignForm",
    "KeyDecisionForm",
    "LinkForm",
    "MoveForm",
    "OfficerForm",
    "PaperForm",
    "PickForDecisionForm",
    "PromiseForm",
    "RaiseForm",
    "UrgeManyForm",
    "peers",
    "search_people",
    "search_units",
]
