"""The matching aid (推荐结对): a proposal with its reasons, which the clerk confirms (S3-43)."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse

from congress_poverty.pages import Page
from congress_poverty.text import mask_name
from deputies.models import Person

from .. import actions
from ..models import Household, HouseholdNeed, Pairing
from ..places import township_pairs, townships_of, village_pairs
from ..policy import PairingPolicy
from .households import masks, not_paired
from .pairings import source_choices_of
from .tabs import TABS

AT_ONCE = 10
OPTIONS = 5


class MatchPage(Page):
    """Unpaired households with the deputy proposed for each; ``household=`` shows one alone."""

    permission = "pairings.edit"
    title = "推荐结对"
    template_name = "pairing/match.html"

    def crumbs(self):
        return [("联系户", reverse("visits:households"))]

    def households(self):
        rows = not_paired(Household.objects.filter(township__in=townships_of(self.request)))
        asked = self.request.GET
        if code := asked.get("household", ""):
            return Household.objects.filter(code=code)
        if town := asked.get("town", ""):
            rows = rows.filter(township__code=town)
        if village := asked.get("village", ""):
            rows = rows.filter(village__code=village)
        return rows

    @property
    def alone(self) -> bool:
        return bool(self.request.GET.get("household"))

    def context(self):
        rows = self.households().select_related("village", "township")
        total = rows.count()
        # Flagged households first, then village by village.
        shown = list(rows.order_by("relapse_flag_on", "village__code", "pinyin", "pk")[:AT_ONCE])
        shown.sort(key=lambda one: one.relapse_flag_on is None)
        found = actions.proposals(self.request.county, shown, today=self.today) if shown else {}
        hides = masks(self.request)
        needs: dict[int, list[str]] = {}
        open_needs = HouseholdNeed.objects.filter(household__in=shown, met_on__isnull=True)
        for household, kind in open_needs.values_list("household", "kind"):
            needs.setdefault(household, []).append(kind)
        towns = township_pairs(self)
        return {
            "tab_links": [(label, url, url == "/households/") for label, url in TABS],
            "total": total,
            "alone": self.alone,
            "towns": towns,
            "villages": village_pairs(self),
            "town": self.request.GET.get("town", ""),
            "village": self.request.GET.get("village", ""),
            "sources": source_choices_of(self.request.county.policy(PairingPolicy)),
            "lines": [
                {
                    "household": one,
                    "name": mask_name(one.head_name) if hides else one.head_name,
                    "words": "、".join(
                        dict.fromkeys(word for word in (*needs.get(one.pk, ()), one.main_cause) if word)
                    ),
                    "options": found.get(one.code, [])[: OPTIONS * (2 if self.alone else 1)],
                }
                for one in shown
            ],
        }

    def post(self, request, *args, **kwargs):
        """Pair what was chosen; what was refused is said, household by household."""
        picked = {
            name.removeprefix("for-"): value
            for name, value in request.POST.items()
            if name.startswith("for-") and value
        }
        homes = {
            one.code: one
            for one in Household.objects.filter(code__in=picked).select_related("village", "county")
        }
        people = {one.code: one for one in Person.objects.filter(code__in=set(picked.values()))}
        chosen = [
            (homes[code], people[who]) for code, who in picked.items() if code in homes and who in people
        ]
        if not chosen:
            messages.error(request, "还没有选。给要安排的户选一位代表，再点“安排选中的结对”。")
            return redirect(request.get_full_path())
        source = request.POST.get("source", "")
        if source not in Pairing.Source.values:
            source = ""
        outcomes = actions.pair_many(chosen, by=request.actor, today=self.today, source=source)
        done = [one for one in outcomes if one.pairing]
        hides = masks(request)
        if done:
            messages.success(request, f"已安排 {len(done)} 户结对。")
        for one in outcomes:
            name = mask_name(one.household.head_name) if hides else one.household.head_name
            if one.pairing is None:
                messages.error(request, f"{name}户没有安排：{one.sentence}")
            elif one.sentence:
                messages.warning(request, f"{name}户已安排，请留意：{one.sentence}")
        if self.alone and done:
            return redirect(done[0].household)
        return redirect(request.get_full_path())
