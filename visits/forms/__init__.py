"""What pages ask, by theme: ``visits``, ``activities``, ``records`` and ``files`` (what belongs to
an activity), ``training``, ``duty_reports``, ``funds``."""

from .activities import ActivityForm
from .files import FileForm
from .funds import BudgetForm
from .records import AnswerForm, CancelForm, FinishForm, TaskForm
from .visits import PhotoForm, VisitForm

__all__ = [
    "ActivityForm",
    "AnswerForm",
    "BudgetForm",
    "CancelForm",
    "FileForm",
    "FinishForm",
    "PhotoForm",
    "TaskForm",
    "VisitForm",
]
