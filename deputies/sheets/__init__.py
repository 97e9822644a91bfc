"""Ledgers of people and places: regions, units, rosters, stations, groups.

``CountyLedger`` is what every room's ledgers build on.
"""

from .county import (
    ID_WORDS,
    LEVEL_WORDS,
    PHONE_WORDS,
    TOWNSHIP,
    VILLAGE_WORDS,
    WORK_WORDS,
    CountyLedger,
    name_with_level,
)
from .groups import GroupLedger
from .places import RegionLedger, UnitLedger, unit_kind
from .roster import RosterLedger
from .stations import StationLedger

__all__ = [
    "ID_WORDS",
    "LEVEL_WORDS",
    "PHONE_WORDS",
    "TOWNSHIP",
    "VILLAGE_WORDS",
    "WORK_WORDS",
    "CountyLedger",
    "GroupLedger",
    "RegionLedger",
    "RosterLedger",
    "StationLedger",
    "UnitLedger",
    "name_with_level",
    "unit_kind",
]
