"""Acts with consequences, by theme: ``visits``, ``activities``."""

from .activities import ActivityFacts, change_activity, record_activity
from .visits import VisitFacts, add_photos, edit, may_remove, record, remove, remove_photo

__all__ = [
    "ActivityFacts",
    "VisitFacts",
    "add_photos",
    "change_activity",
    "edit",
    "may_remove",
    "record",
    "record_activity",
    "remove",
    "remove_photo",
]
