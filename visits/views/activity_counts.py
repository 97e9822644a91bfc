"""How many activities, by quarter, half-year, year or term; each number opens its rows."""

from __future__ import annotations

from functools import cached_property
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse

from congress_poverty.pages import Button, Page
from congress_poverty.pages.export import answer_export
from deputies.models import Region
from pairing.places import township_pairs

from ..figures import activity_counts as figures
from ..figures.activity_counts import DIMENSIONS, Stretch
from .tabs import tabs_of

UNITS = {"quarter": "按季度", "half_year": "按半年", "year": "全年", "term": "换届以来"}


class ActivityCounts(Page):
    """``/activities/counts/?year=&unit=&by=&town=``."""

    permission = "activities.read"
    title = "活动统计"
    template_name = "visits/activity_counts.html"
    columns = ()  # of an export: nothing personal that a reader of names may not see
    export_name = "活动统计"

    def crumbs(self):
        return [("活动", reverse("visits:activities"))]

    def buttons(self):
        return [Button("导出", self._link(export="xlsx"), "activities.read", "download")]

    def get(self, request, *args, **kwargs):
        if request.GET.get("export") in ("xlsx", "csv"):
            return answer_export(self, request.GET["export"])
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs) -> HttpResponse:
        return self.get(request, *args, **kwargs)

    # ---- what is asked ----------------------------------------------------------------

    @cached_property
    def params(self) -> dict[str, str]:
        asked = self.request.GET
        year = asked.get("year", "")
        year = year if year.isascii() and year.isdigit() and len(year) == 4 and year > "1950" else ""
        unit, by, town = asked.get("unit", ""), asked.get("by", ""), asked.get("town", "")
        return {
            "year": year or str(self.today.year),
            "unit": unit if unit in UNITS else "quarter",
            "by": by if by in DIMENSIONS else "township",
            "town": town if any(town == code for code, _ in township_pairs(self)) else "",
        }

    def masks(self) -> bool:
        return False

    def _link(self, **changes) -> str:
        return "?" + urlencode({k: v for k, v in {**self.params, **changes}.items() if v})

    @cached_property
    def stretches(self) -> list[Stretch]:
        if self.params["unit"] != "term":
            return figures.stretches(int(self.params["year"]), self.params["unit"])
        began = figures.term_began(self.request.county)
        return [Stretch("换届以来", began or self.today.replace(month=1, day=1), self.today)]

    @property
    def townships(self):
        if not self.params["town"]:
            return None
        return Region.objects.filter(code=self.params["town"])

    @cached_property
    def table(self) -> figures.Table:
        return figures.table(self.request.county, self.stretches, self.params["by"], townships=self.townships)

    # ---- what is shown ----------------------------------------------------------------

    def _rows_of(self, key: str, since, until) -> str:
        one = DIMENSIONS[self.params["by"]]
        asked = {
            "town": self.params["town"],
            "state": "held",
            "held_from": since.isoformat(),
            "held_to": until.isoformat(),
        }
        if key:
            asked[one.filter] = key
        return f"{reverse('visits:activities')}?{urlencode({k: v for k, v in asked.items() if v})}"

    def _line(self, line):
        first, last = self.stretches[0], self.stretches[-1]
        return {
            "label": line.label,
            "place": line.place if self.params["by"] in ("group", "station", "deputy") else "",
            "cells": [
                (n, self._rows_of(line.key, part.since, part.until))
                for n, part in zip(line.numbers, self.stretches, strict=True)
            ],
            "total": (line.total, self._rows_of(line.key, first.since, last.until)),
            "people": line.people,
        }

    def context(self):
        county, first, last = self.request.county, self.stretches[0], self.stretches[-1]
        one = DIMENSIONS[self.params["by"]]
        begin = figures.first_year(county) or self.today.year
        return {
            "tabs_by": [
                (each.label, self._link(by=each.code), each.code == one.code) for each in DIMENSIONS.values()
            ],
            "params": self.params,
            "units": UNITS.items(),
            "years": range(self.today.year, max(begin, self.today.year - 12) - 1, -1),
            "towns": township_pairs(self),
            "dimension": one,
            "stretches": self.stretches,
            "many": len(self.stretches) > 1,
            "lines": [self._line(line) for line in self.table.lines],
            "total": self._line(self.table.total),
            "shows_place": one.code in ("group", "station", "deputy"),
            "shows_people": one.code != "deputy",
            "roles": figures.by_role(county, first.since, last.until, self.townships),
            "leaders": figures.leaders(county, first.since, last.until),
            "tabs": tabs_of(self.request),
        }

    # ---- the file ---------------------------------------------------------------------

    def export_header(self) -> list[str]:
        one = DIMENSIONS[self.params["by"]]
        return [one.label, "乡镇", *(part.label for part in self.stretches), "合计", "人次"]

    def export_rows(self, *, full: bool = False):
        for line in [*self.table.lines, self.table.total]:
            yield [line.label, line.place, *line.numbers, line.total, line.people]
