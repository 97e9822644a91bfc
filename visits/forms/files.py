"""Files of an activity as a form field."""

from __future__ import annotations

from django import forms

from congress_poverty.refusals import Refused

from .. import papers
from ..models import ActivityFile


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; each goes through the gate, a refused one gives its sentence."""

    def __init__(self, *, label="附件", required=False, **kwargs):
        super().__init__(
            label=label,
            required=required,
            help_text=f"照片、PDF、Word、Excel，每个不超过 10 MB，一次最多 {papers.MAX_FILES} 个",
            widget=ManyFiles(attrs={"accept": papers.ACCEPT_TABLES, "multiple": True}),
            **kwargs,
        )

    def clean(self, data, initial=None):
        uploads = data if isinstance(data, (list, tuple)) else [data] if data else []
        if not uploads and self.required:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len(uploads) > papers.MAX_FILES:
            raise forms.ValidationError(f"一次最多传 {papers.MAX_FILES} 个文件。")
        sheets, errors = [], []
        for upload in uploads:
            try:
                sheets.append(papers.admit(upload, tables=True))
            except Refused as refused:
                errors.append(forms.ValidationError(refused.sentence, code=refused.code))
        if errors:
            raise forms.ValidationError(errors)
        return sheets


class FileForm(forms.Form):
    """Files put beside an activity that is there already."""

    kind = forms.ChoiceField(
        label="材料种类",
        choices=ActivityFile.Kind.choices,
        widget=forms.RadioSelect,
        initial=ActivityFile.Kind.OTHER,
    )
    files = FilesField(label="文件", required=True)
