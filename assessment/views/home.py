"""首页 of a deputy: the own households, what waits for a word, the next activity."""

from __future__ import annotations

from django.db.models import Max
from django.urls import reverse

from congress_poverty.pages import Button, Page
from pairing.models import Household
from pairing.views.pairings import person_of
from suggestions import flow
from suggestions.models import Suggestion, SuggestionProposer
from visits.models import Activity
from visits.views.households import span_of


class Home(Page):
    """Where a deputy lands: one tap to a visit, one to a rating."""

    permission = "deputies.read_own"
    title = "首页"
    template_name = "assessment/home.html"

    def buttons(self):
        return [
            Button("手机版（没网也能记）", "visits:phone", icon="phone"),
            Button("提建议", "suggestions:new", "suggestions.raise", icon="chat-square-text"),
        ]

    def context(self):
        person = person_of(self.request)
        if person is None:
            return {"households": [], "to_rate": [], "to_cosign": [], "open_count": 0}
        return {
            "households": self._households(person),
            "to_rate": self._to_rate(person),
            "to_cosign": SuggestionProposer.objects.filter(
                person=person, answer=SuggestionProposer.Answer.ASKED
            )
            .exclude(suggestion__state=flow.State.DRAFT)
            .select_related("suggestion"),
            "open_count": Suggestion.objects.filter(proposers__person=person)
            .open()
            .exclude(state=flow.State.DRAFT)
            .distinct()
            .count(),
            **self._activity(),
        }

    def _households(self, person):
        quarter = span_of("quarter", self.today).since
        own = Household.objects.filter(pairings__person=person, pairings__ended_on__isnull=True)
        rows = own.select_related("village").annotate(last=Max("visits__visited_on")).order_by("last", "id")
        return [
            {
                "household": row,
                "last": row.last,
                "days": (self.today - row.last).days if row.last else None,
                "waits": row.last is None or row.last < quarter,
                "record": f"{reverse('visits:new')}?household={row.code}",
            }
            for row in rows
        ]

    @staticmethod
    def _to_rate(person):
        return Suggestion.objects.to_be_rated_by(person).order_by("replied_on", "id")

    def _activity(self):
        ahead = (
            Activity.objects.filter(held_on__gte=self.today)
            .exclude(state="cancelled")
            .order_by("held_on", "id")
            .first()
        )
        before = None if ahead else Activity.objects.held().filter(held_on__lt=self.today).first()
        return {"next_activity": ahead, "last_activity": before}
