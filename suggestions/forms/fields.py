"""Pieces that the forms of this room share."""

from __future__ import annotations

from datetime import date

from django import forms
from django.db.models import Q

from congress_poverty.calendar import WEEKDAYS, spoken
from congress_poverty.pages import PickManyField
from congress_poverty.reach import Reach, reaching
from deputies.models import Person, Unit


def text(label, *, rows=3, max_length=300, required=True, hint="", **more):
    return forms.CharField(
        label=label,
        required=required,
        max_length=max_length,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput(),
        **more,
    )


def line(label, *, max_length=60, required=True, hint="", **more):
    return text(label, rows=0, max_length=max_length, required=required, hint=hint, **more)


def day(label, *, required=True, hint=""):
    return forms.DateField(label=label, required=required, help_text=hint)


def long_day(value: date) -> str:
    """``2026年9月9日（星期三）``."""
    return f"{spoken(value)}（星期{WEEKDAYS[value.weekday()]}）"


def one_of(label, choices, *, required=True, hint="", big=False):
    """One of a few. ``big``: the whole question is this choice, so each is a button for a thumb."""
    widget = forms.RadioSelect(attrs={"big": True} if big else None)
    return forms.ChoiceField(label=label, choices=choices, required=required, help_text=hint, widget=widget)


def search_units(rows, word: str):
    """By a part of the name or an alias, or by the initials."""
    word = word.strip()
    if word.isascii() and word.isalpha():
        return rows.filter(Q(pinyin__startswith=word.lower()) | Q(pinyin__contains=f" {word.lower()}"))
    return rows.filter(Q(name__contains=word) | Q(short_name__contains=word))


def search_people(rows, word: str):
    return rows.named_like(word)


def person_label(person: Person) -> str:
    return f"{person.name}（{person.township}）"


class UnitsField(PickManyField):
    """Handling units of the county by name or initials."""

    def __init__(self, **kwargs):
        rows = Unit.objects.filter(is_active=True, handles_suggestions=True)
        super().__init__(
            rows, search=search_units, url="suggestions:find_unit", typed="单位名称或首字母", **kwargs
        )


class PeersField(PickManyField):
    """Deputies of the whole county: their names are public, and a joint suggestion crosses townships."""

    def __init__(self, **kwargs):
        super().__init__(
            Person.objects.select_related("township"),
            search=search_people,
            url="suggestions:find_peer",
            label_of=person_label,
            **kwargs,
        )

    def prepare_value(self, value):
        with peers():
            return super().prepare_value(value)

    def clean(self, value):
        with peers():
            return super().clean(value)


def peers():
    return reaching(Reach.everything("deputies name each other as co-signers"))
