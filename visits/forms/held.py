"""What the office says when it does not record what a phone handed in."""

from django import forms


class DropForm(forms.Form):
    reason = forms.CharField(label="理由", max_length=200, help_text="例如“与 6 月 9 日那条重复”")
