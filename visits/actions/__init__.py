"""Acts with consequences, by theme: ``visits``, ``activities``, ``records`` (what belongs to an
activity), ``training``, ``duty_reports``, ``funds``."""

from .activities import (
    ActivityFacts,
    announce,
    cancel,
    change_activity,
    leave_approver,
    record_activity,
    twins_of,
)
from .duty_reports import save_report
from .funds import set_budget
from .leaves import ask_leave, decide_leave, withdraw_leave
from .records import (
    add_files,
    add_task,
    answer_opinion,
    finish_task,
    remove_file,
    reopen_task,
    send_opinions,
)
from .training import add_course, remove_course, save_batch, save_plan
from .visits import VisitFacts, add_photos, edit, may_remove, record, remove, remove_photo

__all__ = [
    "ActivityFacts",
    "VisitFacts",
    "add_course",
    "add_files",
    "add_photos",
    "add_task",
    "announce",
    "answer_opinion",
    "ask_leave",
    "cancel",
    "change_activity",
    "decide_leave",
    "edit",
    "finish_task",
    "leave_approver",
    "may_remove",
    "record",
    "record_activity",
    "remove",
    "remove_course",
    "remove_file",
    "remove_photo",
    "reopen_task",
    "save_batch",
    "save_plan",
    "save_report",
    "send_opinions",
    "set_budget",
    "twins_of",
    "withdraw_leave",
]
