"""Ledgers of households with their members, of who looks after whom, and of help beyond visits."""

from .help import HelpedPersonLedger, HelpLedger
from .helpers import HelperLedger
from .households import HouseholdLedger, split_words
from .lookup import GENDERS, HEAD_ID_WORDS, HEAD_WORDS, SEVERAL, HouseholdReferences, pairs_of, village_word
from .pairings import PairingLedger
from .villages import CoopMemberLedger, VillageProjectLedger

__all__ = [
    "GENDERS",
    "HEAD_ID_WORDS",
    "HEAD_WORDS",
    "SEVERAL",
    "CoopMemberLedger",
    "HelpLedger",
    "HelpedPersonLedger",
    "HelperLedger",
    "HouseholdLedger",
    "HouseholdReferences",
    "PairingLedger",
    "VillageProjectLedger",
    "pairs_of",
    "split_words",
    "village_word",
]
