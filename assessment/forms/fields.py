"""Pieces that the forms of this room share."""

from __future__ import annotations

from django import forms

from congress_poverty.pages import PickManyField
from congress_poverty.refusals import Refused
from deputies import figures as people
from deputies.models import Region, Unit
from suggestions.forms.fields import day, line, one_of, search_units, text

from .. import files

__all__ = ["ProofField", "TownsField", "day", "line", "offices_of", "one_of", "text", "units_field"]


class ProofField(forms.FileField):
    """One file; it goes through the gate, a refused one gives its sentence."""

    def __init__(self, *, label="材料", help_text="", **kwargs):
        kinds = "PDF、Word（.docx）或 JPG、PNG 图片，不超过 10 MB"
        super().__init__(
            label=label,
            required=False,
            help_text=f"{help_text}；{kinds}" if help_text else kinds,
            widget=forms.ClearableFileInput(attrs={"accept": files.ACCEPT}),
            **kwargs,
        )

    def clean(self, data, initial=None):
        upload = super().clean(data, initial)
        if not upload:
            return None
        try:
            return files.admit(upload)
        except Refused as refused:
            raise forms.ValidationError(refused.sentence, code=refused.code) from None


class TownsField(forms.ModelMultipleChoiceField):
    """Townships of the county as boxes to tick; ``in_county`` gives it its choices."""

    def __init__(self, *, label="乡镇", required=False, **kwargs):
        super().__init__(
            Region.objects.none(),
            label=label,
            required=required,
            to_field_name="code",
            widget=forms.CheckboxSelectMultiple,
            **kwargs,
        )

    def in_county(self, county) -> None:
        pks = [town.pk for town in people.townships(county)]
        self.queryset = Region.objects.filter(pk__in=pks).order_by("code")


def offices_of(county):
    """The committees and offices of the standing committee."""
    return Unit.objects.filter(county=county, is_active=True, kind=Unit.Kind.SUPERVISING_OFFICE)


def units_field(label: str, **kwargs) -> PickManyField:
    return PickManyField(
        Unit.objects.filter(is_active=True),
        search=search_units,
        url="suggestions:find_unit",
        typed="单位名称或首字母",
        label=label,
        required=False,
        **kwargs,
    )
