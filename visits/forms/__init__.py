"""What pages ask, by theme: ``visits``, ``activities``, ``records`` and ``files`` (what belongs to
an activity), ``training``, ``duty_reports``, ``funds``."""

from .activities import ActivityForm
from .duty_reports import DutyReportForm
from .files import FileForm
from .funds import BudgetForm
from .leaves import DecideForm, LeaveForm
from .records import AnswerForm, CancelForm, FinishForm, SendForm, TaskForm
from .training import BatchForm, CourseForm, PlanForm
from .visits import VisitForm

__all__ = [
    "ActivityForm",
    "AnswerForm",
    "BatchForm",
    "BudgetForm",
    "CancelForm",
    "CourseForm",
    "DecideForm",
    "DutyReportForm",
    "FileForm",
    "FinishForm",
    "LeaveForm",
    "PlanForm",
    "SendForm",
    "TaskForm",
    "VisitForm",
]
