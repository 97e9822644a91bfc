"""What the office says when it does not record what a phone handed in."""

from django import forms
from django.conf import settings


class DropForm(forms.Form):
    reason = forms.CharField(label="理由", max_length=200, help_text="例如“与 6 月 9 日那条重复”")


class RescueForm(forms.Form):
    """The text that a deputy sent, or the file of the phone; one of both."""

    words = forms.CharField(
        label="代表发来的文字",
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="整段粘贴，要包含“【记录】”和它后面的全部文字",
    )
    file = forms.FileField(
        label="或者手机导出的文件",
        required=False,
        help_text="手机上“导出文件（带照片）”存下的 .json 文件",
        widget=forms.ClearableFileInput(attrs={"accept": ".json,.txt"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file and file.size > settings.MAX_SHEET_BYTES:
            most = settings.MAX_SHEET_BYTES // 2**20
            raise forms.ValidationError(f"文件 {file.size / 2**20:.0f} MB，最大 {most} MB，请分几次导出。")
        return file

    def clean(self):
        data = super().clean()
        if not data.get("words", "").strip() and not data.get("file") and not self.errors:
            self.add_error("words", "请粘贴代表发来的文字，或选手机导出的文件")
        return data

    def text(self) -> str:
        file = self.cleaned_data.get("file")
        return file.read().decode("utf-8", "replace") if file else self.cleaned_data["words"]
