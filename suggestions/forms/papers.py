"""Files as a form field, and the form that puts them beside a suggestion."""

from __future__ import annotations

from django import forms

from congress_poverty.refusals import Refused
from visits import papers

from ..models import Paper


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class PapersField(forms.FileField):
    """Several files; each goes through the gate, a refused one gives its sentence."""

    def __init__(self, *, label="材料", required=False, help_text="", **kwargs):
        most = f"PDF、Word（.docx）或 JPG、PNG 图片，每个不超过 10 MB，一次最多 {papers.MAX_FILES} 个"
        super().__init__(
            label=label,
            required=required,
            help_text=f"{help_text}；{most}" if help_text else most,
            widget=ManyFiles(attrs={"accept": papers.ACCEPT, "multiple": True}),
            **kwargs,
        )

    def clean(self, data, initial=None):
        uploads = data if isinstance(data, (list, tuple)) else [data] if data else []
        if not uploads and self.required:
            raise forms.ValidationError("请选要上传的文件。")
        if len(uploads) > papers.MAX_FILES:
            raise forms.ValidationError(f"一次最多传 {papers.MAX_FILES} 个文件。")
        sheets, errors = [], []
        for upload in uploads:
            try:
                sheets.append(papers.admit(upload))
            except Refused as refused:
                errors.append(forms.ValidationError(refused.sentence, code=refused.code))
        if errors:
            raise forms.ValidationError(errors)
        return sheets


class PaperForm(forms.Form):
    """What kind of paper, and the files."""

    kind = forms.ChoiceField(label="是什么材料", choices=Paper.Kind.choices, widget=forms.RadioSelect)
    papers = PapersField(label="文件", required=True)
