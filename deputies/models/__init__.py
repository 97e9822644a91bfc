"""People and places, by theme: ``places``, ``people``, ``accounts``, ``phones``."""

from .accounts import Account, Post
from .people import (
    AreaLink,
    DeputyGroup,
    GroupMember,
    Honour,
    Mandate,
    MandateEvent,
    MemberLink,
    Person,
    VoterContact,
)
from .phones import Phone
from .places import Campaign, County, LeadingGroupMember, Region, Station, Unit

__all__ = [
    "Account",
    "AreaLink",
    "Campaign",
    "County",
    "DeputyGroup",
    "GroupMember",
    "Honour",
    "LeadingGroupMember",
    "Mandate",
    "MandateEvent",
    "MemberLink",
    "Person",
    "Phone",
    "Post",
    "Region",
    "Station",
    "Unit",
    "VoterContact",
]
