"""The county's words for visits and activities, a file for each table of the pack."""

from .activities import ActivityPolicy, Hint, LeaveRule, RoleSet
from .contests import Contest, ContestItem, ContestPolicy
from .funds import FundPolicy, FundRate, Payer
from .phone import PhonePolicy
from .stations import BOOK_KINDS, Book, BookSet, Route, Standard, StandardItem, StationPolicy
from .visits import MAX_TOPICS, Checklist, Mode, VisitPolicy

__all__ = [
    "BOOK_KINDS",
    "MAX_TOPICS",
    "ActivityPolicy",
    "Book",
    "BookSet",
    "Checklist",
    "Contest",
    "ContestItem",
    "ContestPolicy",
    "FundPolicy",
    "FundRate",
    "Hint",
    "LeaveRule",
    "Mode",
    "Payer",
    "PhonePolicy",
    "RoleSet",
    "Route",
    "Standard",
    "StandardItem",
    "StationPolicy",
    "VisitPolicy",
]
