"""The field for photos: several at once, each through the gate of ``congress_poverty.photos``."""

from __future__ import annotations

from django import forms

from congress_poverty import photos
from congress_poverty.refusals import Refused


class ManyPhotos(forms.ClearableFileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Several photos; each goes through the gate, a refused one gives its sentence."""

    def __init__(self, **kwargs):
        super().__init__(
            label="照片",
            required=False,
            widget=ManyPhotos(attrs={"accept": "image/jpeg,image/png,image/webp", "multiple": True}),
            **kwargs,
        )

    def has_changed(self, initial, data):
        return bool(data)

    def clean(self, data, initial=None):
        pictures, errors = [], []
        for upload in data if isinstance(data, (list, tuple)) else [data] if data else []:
            try:
                pictures.append(photos.admit(upload))
            except Refused as refused:
                errors.append(forms.ValidationError(refused.sentence, code=refused.code))
        if errors:
            raise forms.ValidationError(errors)
        return pictures


class PhotoForm(forms.Form):
    """Photos for something that is there already."""

    photos = PhotosField()

    def clean_photos(self):
        pictures = self.cleaned_data["photos"]
        if not pictures:
            raise forms.ValidationError("请选照片")
        return pictures
