"""Raising a suggestion: by its deputy, from a visit, or entered from paper."""

from __future__ import annotations

from functools import cached_property

from django.urls import reverse

from congress_poverty.pages import FormPage, day_words
from deputies.models import Campaign
from deputies.roles import DEPUTY
from visits.models import Visit

from .. import actions, flow
from ..forms import RaiseForm
from ..models import Suggestion
from ..policy import SuggestionPolicy


class Raise(FormPage):
    """``/suggestions/new/``, prefilled with ``?visit=CODE``."""

    permission = "suggestions.raise"
    title = "提建议"
    form_class = RaiseForm
    button = "提交"
    saved = "已提交，等待登记。可以在这里看办到哪一步。"
    template_name = "suggestions/raise.html"

    def crumbs(self):
        return [("代表建议", reverse("suggestions:list"))]

    @property
    def role(self) -> str:
        return self.request.post.role

    @cached_property
    def visit(self) -> Visit | None:
        """The visit it comes from, where the person's reach has it."""
        code = self.request.GET.get("visit", "")
        return Visit.objects.select_related("household__village").filter(code=code).first() if code else None

    def get_initial(self):
        initial = {
            "raised_in": Suggestion.RaisedIn.BETWEEN,
            "handled_at": Suggestion.Level.COUNTY,
            "submitted_on": self.today,
            "is_publishable": True,
        }
        if self.visit:
            village = str(self.visit.household.village)
            # What a household said goes on without its name.
            said = (self.visit.issue or self.visit.note).replace(self.visit.household.head_name, "群众")
            on = day_words(self.visit.visited_on, self.today)
            initial |= {
                "title": f"关于{village}的建议",
                "body": f"{on}走访{village}时群众反映：{said}",
            }
            if self.role in flow.ENTERING:
                lead = self.visit.visitors.select_related("person").order_by("order").first()
                initial["lead"] = lead.person if lead else None
        return initial

    def form_kwargs(self):
        return {
            "policy": self.request.county.policy(SuggestionPolicy),
            "role": self.role,
            "today": self.today,
        }

    def save(self, form):
        new = form.save(commit=False)
        data = form.cleaned_data
        new.county = self.request.county
        if self.role == DEPUTY:
            new.lead = self.request.user.person
            new.submitted_on = self.today
        new.township = new.lead.township
        new.source_visit = self.visit
        new.campaign = (
            Campaign.objects.filter(county=new.county, since__lte=new.submitted_on).order_by("-since").first()
        )
        return actions.raise_suggestion(
            new,
            by=self.request.actor,
            on=self.today,
            co_proposers=list(data["co_proposers"]),
            co_confirmed=self.role in flow.ENTERING,
        )

    def context(self):
        return {"visit": self.visit}
