"""One raw cell → one value, or :class:`CellError` with a code and a sentence.

The sentence says what was found and what to write instead; where it was found (row,
column) is known to the caller and put in front by it. Empty cells give ``None`` or ``""``
and are no error: whether something may be missing is for the ledger to say.
"""

from .choices import (
    COUNTY_LEVEL_CITY_WORDS,
    COUNTY_WORDS,
    DISTRICT_WORDS,
    could_be_level,
    to_choice,
    to_level,
    to_levels,
)
from .dates import EPOCH_1900, to_date, to_dates, to_month, to_span, to_year
from .identity import (
    area_is_known,
    birth_of,
    check_character,
    is_plausible_age,
    sex_of,
    to_id_number,
    to_phone,
)
from .names import split_name, to_name, to_names
from .numbers import to_flag, to_int, to_money, to_number
from .text import ERROR_TEXTS, NOTHING, CellError, clean, is_nothing, to_line, to_text

__all__ = [
    "COUNTY_LEVEL_CITY_WORDS",
    "COUNTY_WORDS",
    "DISTRICT_WORDS",
    "EPOCH_1900",
    "ERROR_TEXTS",
    "NOTHING",
    "CellError",
    "area_is_known",
    "birth_of",
    "check_character",
    "clean",
    "could_be_level",
    "is_nothing",
    "is_plausible_age",
    "sex_of",
    "split_name",
    "to_choice",
    "to_date",
    "to_dates",
    "to_flag",
    "to_id_number",
    "to_int",
    "to_level",
    "to_levels",
    "to_line",
    "to_money",
    "to_month",
    "to_name",
    "to_names",
    "to_number",
    "to_phone",
    "to_span",
    "to_text",
    "to_year",
]
