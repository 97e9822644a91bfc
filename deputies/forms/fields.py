"""Fields that several forms of this room share."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError

from congress_poverty.reach import current_reach
from congress_poverty.sheets.cells import CellError, to_id_number, to_phone
from congress_poverty.text import clean_name

from ..models import Person, Region


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


class DeputyField(forms.CharField):
    """A deputy by name; namesakes are told apart by their township: 王芳（灵城镇）."""

    def __init__(self, **kwargs):
        kwargs.setdefault("help_text", "写全名；有同名的，写成“王芳（灵城镇）”")
        super().__init__(max_length=120, **kwargs)

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        name, _, place = text.translate(str.maketrans("()", "（）")).partition("（")
        found = Person.objects.filter(name=clean_name(name)).select_related("township")
        if place := place.rstrip("）").strip():
            found = found.filter(township__short_name=place) | found.filter(township__name=place)
        found = list(found.order_by("township__code", "pk")[:5])
        if not found:
            raise ValidationError(f"名册里没有叫“{text}”的代表，请核对姓名。")
        if len(found) > 1:
            if len({person.township_id for person in found}) == 1:
                raise ValidationError(
                    f"{found[0].township}有几位叫“{found[0].name}”的代表，请从这位代表的页面上办理。"
                )
            likely = "、".join(f"{person.name}（{person.township}）" for person in found)
            raise ValidationError(f"有几位同名的代表，请写成其中一位：{likely}。")
        return found[0]


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
