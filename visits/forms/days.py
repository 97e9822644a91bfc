"""A day as people type it: 6.9, 0609 and 6月9日 are the ninth of June of this year."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils import timezone

from congress_poverty.pages import day_of


class TypedDay(forms.DateField):
    """A date in a plain text field; the browser's own picker refuses what people type."""

    def __init__(self, *, this_year: int | None = None, **kwargs):
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "size": 12})
        )
        kwargs.setdefault("error_messages", {"invalid": "请写成某一天，例如 6.9、0609 或 2026-06-09"})
        super().__init__(**kwargs)
        self.this_year = this_year

    def to_python(self, value):
        if isinstance(value, str) and value.strip():
            found = day_of(value, self.this_year or timezone.localdate().year)
            if found is not None:
                return found
        return super().to_python(value)

    def prepare_value(self, value):
        return value.isoformat() if isinstance(value, date) else value
