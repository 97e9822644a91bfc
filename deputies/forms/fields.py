"""Fields that several forms of this room share."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError

from congress_poverty.pages import PickField, name_search
from congress_poverty.reach import current_reach
from congress_poverty.sheets.cells import CellError, to_id_number, to_phone
from congress_poverty.text import clean_name

from ..models import Person, Region

search_deputies = name_search(names=["name"], pinyin=["pinyin"])


def townships_within(county):
    """The county's townships that whoever looks may choose from."""
    reach = current_reach()
    rows = Region.objects.townships_of(county)
    return rows.filter(pk__in=reach.ids) if reach.kind == "township" else rows


def villages_within(county):
    """The villages of those townships."""
    return (
        Region.objects.villages_of(county)
        .filter(parent__in=townships_within(county))
        .select_related("parent")
    )


class VillageField(forms.ModelChoiceField):
    """Villages, grouped by township where there is more than one."""

    def __init__(self, **kwargs):
        super().__init__(Region.objects.none(), **kwargs)

    def offer(self, county) -> None:
        """Offers the villages within reach, those of one township together."""
        self.queryset = villages_within(county)
        groups: dict[str, list] = {}
        for village in self.queryset.order_by("parent__code", "code"):
            groups.setdefault(str(village.parent), []).append((village.pk, str(village)))
        pairs = [*groups.items()] if len(groups) > 1 else next(iter(groups.values()), [])
        self.choices = [("", "—"), *pairs]


class NameField(forms.CharField):
    """A person's name, cleaned like a ledger's."""

    def clean(self, value):
        return clean_name(super().clean(value))


class DeputyField(PickField):
    """One deputy out of a whole roster, by name or initials; namesakes are offered with their township."""

    def __init__(self, **kwargs):
        super().__init__(
            Person.objects.select_related("township"),
            search=search_deputies,
            url="deputies:find",
            label_of=lambda person: f"{person.name}（{person.township}）",
            **{"help_text": "写姓名或首字母", **kwargs},
        )


class SealedInput(forms.CharField):
    """A tier 3 value: never shown in the form; left empty it stays as it is."""

    def __init__(self, label: str, **kwargs):
        hint = "已登记的不显示；不改就空着"
        super().__init__(
            label=label, required=False, max_length=40, help_text=hint,
            widget=forms.TextInput(attrs={"autocomplete": "off"}), **kwargs,
        )  # fmt: skip


class PhoneInput(SealedInput):
    def clean(self, value):
        phone, warning = to_phone(super().clean(value))
        if warning:
            raise ValidationError("电话应是 11 位手机号，或带区号的座机号，请核对。")
        return phone


class IdNumberInput(SealedInput):
    def clean(self, value):
        try:
            return to_id_number(super().clean(value))
        except CellError as error:
            raise ValidationError(error.sentence, code=error.code) from error
