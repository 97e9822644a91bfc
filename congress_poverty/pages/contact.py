"""Where somebody wants to be reached outside the program: his own to set."""

from __future__ import annotations

import re

from django import forms
from django.db import transaction

from congress_poverty import audit
from congress_poverty.models import Channel, ContactPoint
from congress_poverty.sealed import opened

from .base import SIGNED_IN
from .forms import FormPage

_MOBILE = re.compile(r"1[3-9]\d{9}")


class ContactForm(forms.Form):
    sms = forms.CharField(label="手机号", max_length=20, required=False, help_text="留空就不发短信。")
    sms_on = forms.BooleanField(label="用短信通知我", required=False)
    email = forms.EmailField(label="邮箱", max_length=100, required=False, help_text="留空就不发邮件。")
    email_on = forms.BooleanField(label="用邮件通知我", required=False)

    def __init__(self, *args, account, **kwargs):
        self.account = account
        self.points = {point.channel: point for point in ContactPoint.objects.filter(account=account)}
        kwargs["initial"] = {
            **{channel: opened(point.address) for channel, point in self.points.items()},
            **{f"{channel}_on": point.is_on for channel, point in self.points.items()},
            **(kwargs.get("initial") or {}),
        }
        super().__init__(*args, **kwargs)

    def clean_sms(self):
        number = re.sub(r"[\s-]", "", self.cleaned_data["sms"])
        if number and not _MOBILE.fullmatch(number):
            raise forms.ValidationError(f"手机号应是 11 位数字，现在是 {len(number)} 位，请再看一下。")
        return number

    def clean(self):
        data = super().clean()
        for channel in Channel:
            if data.get(f"{channel}_on") and channel not in self.errors and not data.get(channel):
                self.add_error(channel, f"要用{channel.label}通知，请先填在这里。")
        return data

    def save(self):
        for channel in Channel:
            point = self.points.get(channel) or ContactPoint(account=self.account, channel=channel)
            point.address = self.cleaned_data[channel]
            point.is_on = self.cleaned_data[f"{channel}_on"]
            point.save()
        return self.account


class Contact(FormPage):
    permission = SIGNED_IN
    title = "通知方式"
    lead = "要您办的急事，除了这里的通知，还可以发短信或邮件。夜里和休息日不发，合成一条第二个工作日早上发。"
    form_class = ContactForm
    autosave = False
    saved = "已保存。"

    def load(self):
        self.object = None

    def form_kwargs(self):
        return {"account": self.request.user}

    @transaction.atomic
    def save(self, form):
        account = form.save()
        audit.record("account.contact", by=self.request.actor, obj=account)
        return account

    def done(self, obj):
        return self.request.path

    def cancel_url(self):
        return "/notices/"
