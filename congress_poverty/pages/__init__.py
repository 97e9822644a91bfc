"""Pages as declarations: lists, details, forms and acts, each with its permission.

``docs/pages.md`` shows one of each.
"""

from . import cells
from .acts import RefusalMiddleware, act, back, wants_json
from .base import SIGNED_IN, Button, DetailPage, Page, demand, may, shell
from .files import file_answer, stored
from .filters import Days, Filter, Flag, day_of, name_search
from .forms import ActPage, FormPage, speak
from .html import bar, chip, deadline, deadline_chip, icon, percent, rate
from .html import day as day_words
from .lists import Column, Empty, ListPage
from .photos import PhotoForm, PhotosField
from .pick import FindPage, PickField, PickManyField
from .rows import Stretch
from .session import SessionClockMiddleware
from .worked_out import WorkedOutList

__all__ = [
    "SIGNED_IN",
    "ActPage",
    "Button",
    "Column",
    "Days",
    "DetailPage",
    "Empty",
    "Filter",
    "FindPage",
    "Flag",
    "FormPage",
    "ListPage",
    "Page",
    "PhotoForm",
    "PhotosField",
    "PickField",
    "PickManyField",
    "RefusalMiddleware",
    "SessionClockMiddleware",
    "Stretch",
    "WorkedOutList",
    "act",
    "back",
    "bar",
    "cells",
    "chip",
    "day_of",
    "day_words",
    "deadline",
    "deadline_chip",
    "demand",
    "file_answer",
    "icon",
    "may",
    "name_search",
    "percent",
    "rate",
    "shell",
    "speak",
    "stored",
    "wants_json",
]
