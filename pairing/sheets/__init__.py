"""Ledgers of households with their members, and of who looks after whom."""

from .households import HouseholdLedger, split_words
from .lookup import GENDERS, HEAD_ID_WORDS, HEAD_WORDS, HouseholdReferences, pairs_of, village_word
from .pairings import PairingLedger

__all__ = [
    "GENDERS",
    "HEAD_ID_WORDS",
    "HEAD_WORDS",
    "HouseholdLedger",
    "HouseholdReferences",
    "PairingLedger",
    "pairs_of",
    "split_words",
    "village_word",
]
