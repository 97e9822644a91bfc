"""What is asked when a link is given, and of whoever opens one."""

from __future__ import annotations

import re

from django import forms

from .. import flow
from ..models import Assignment
from .fields import day, line


class LinkForm(forms.Form):
    given_to = line("交给谁", hint="例如：县水利局办公室 王涛")
    scopes = forms.MultipleChoiceField(
        label="可以做什么",
        widget=forms.CheckboxSelectMultiple,
        help_text="每项只能办一次；送达或提出意见以后链接就失效",
    )
    expires_on = day("有效期至")

    def __init__(self, *args, assignment: Assignment, **kwargs):
        super().__init__(*args, **kwargs)
        moves = flow.by_link(assignment.part)
        self.fields["scopes"].choices = [(move.key, move.label) for move in moves]


class OfficerForm(forms.Form):
    officer = line("您的姓名", max_length=20)
    phone = line("您的电话", max_length=40, hint="县人大有事时好找到您")

    def clean_phone(self):
        phone = self.cleaned_data["phone"]
        if not 7 <= len(re.sub(r"\D", "", phone)) <= 20:
            raise forms.ValidationError("请填手机号或带区号的电话。")
        return phone
