"""What pages ask about visits and activities, by theme: ``visits``, ``activities``."""

from .activities import ActivityForm
from .visits import PhotoForm, VisitForm

__all__ = ["ActivityForm", "PhotoForm", "VisitForm"]
