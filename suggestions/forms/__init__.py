"""What each move asks, as a form: the moves' own rules stay in ``actions``."""

from .answers import CloseForm, MeetForm, RateForm, RehandleForm, WriteForm
from .fields import long_day, peers, search_people, search_units
from .handling import (
    AgreeForm,
    AnswerAboveForm,
    ContactForm,
    HandOverForm,
    ObjectForm,
    OpineForm,
    ProgressForm,
    ReportUpForm,
    ReturnOpinionForm,
    SignForm,
    UnitsForm,
)
from .intake import CosignForm, DeclineForm, RaiseForm, RegisterForm, ReturnForm, SubmitForm
from .merging import MergeForm, SeparateForm, search_suggestions
from .moves import MoveForm, ReasonForm
from .supervision import ConcludeForm, EscalateForm, KeyForm, LookBackForm, SuperviseForm, UrgeForm
from .timing import ExtensionForm, GrantForm, ResumeForm

FORMS: dict[str, type[MoveForm]] = {
    "return": ReturnForm,
    "resubmit": SubmitForm,
    "decline": DeclineForm,
    "register": RegisterForm,
    "hand_over": HandOverForm,
    "take_back": ReasonForm,
    "forward": UnitsForm,
    "sign": SignForm,
    "object": ObjectForm,
    "reassign": UnitsForm,
    "uphold": ReasonForm,
    "opine": OpineForm,
    "return_opinion": ReturnOpinionForm,
    "contact": ContactForm,
    "progress": ProgressForm,
    "agree": AgreeForm,
    "report_up": ReportUpForm,
    "answer_above": AnswerAboveForm,
    "merge": MergeForm,
    "separate": SeparateForm,
    "ask_extension": ExtensionForm,
    "grant_extension": GrantForm,
    "refuse_extension": ReasonForm,
    "extend": ExtensionForm,
    "pause": ReasonForm,
    "resume": ResumeForm,
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
    "withdraw": ReasonForm,
}

__all__ = [
    "FORMS",
    "CosignForm",
    "MoveForm",
    "RaiseForm",
    "long_day",
    "peers",
    "search_people",
    "search_suggestions",
    "search_units",
]
