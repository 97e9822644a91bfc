"""Sealed values, shown once to who says why."""

from __future__ import annotations

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from congress_poverty.pages import ActPage

from .. import actions, forms
from ..models import Household
from .households import LIST, shown_name


class RevealPage(ActPage):
    """Asks why, then shows one value once; nothing of it is kept on the page."""

    permission = "households.reveal"
    model = Household
    form_class = forms.RevealForm
    button = "显示"
    autosave = False
    fields = ("id_number", "phone", "bank_account", "illness_note")

    def load(self):
        super().load()
        self.field = self.kwargs["field"]
        self.subject = self.object
        if "member" in self.kwargs:
            self.subject = get_object_or_404(self.object.members.all(), code=self.kwargs["member"])
        elif self.field not in self.fields:
            self.subject = None
        if self.subject is None:
            get_object_or_404(Household.objects.none())

    @property
    def label(self) -> str:
        return str(self.subject._meta.get_field(self.field).verbose_name)

    def get_title(self):
        return f"查看{self.label}"

    def crumbs(self):
        name = f"{shown_name(self.object, self.request)}户"
        return [("联系户", reverse(LIST)), (name, self.object.get_absolute_url())]

    def get_sentence(self):
        return "只显示这一次；谁在什么时候、为什么看过，会记入操作记录。"

    def act(self, obj, data):
        value = actions.reveal(
            self.subject, self.field, by=self.request.actor, reason=data["reason"], now=timezone.now()
        )
        response = render(
            self.request,
            "pairing/revealed.html",
            {
                "page": self,
                "title": self.get_title(),
                "crumbs": self.crumbs(),
                "label": self.label,
                "value": value,
                "object": self.object,
            },
        )
        response["Cache-Control"] = "no-store"
        return response


class RevealMemberPage(RevealPage):
    """A member's ID number, or the name of a child."""
