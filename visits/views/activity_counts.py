"""How many activities, by quarter, half-year, year or term; each number opens its rows."""

from __future__ import annotations

from functools import cached_property
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse

from congress_poverty.pages import Button
from congress_poverty.pages.export import FiguresPage
from deputies.models import Region
from pairing.places import township_pairs

from ..figures import activity_counts as figures
from ..figures.activity_counts import DIMENSIONS, MEASURES, OF_PEOPLE, Stretch
from .tabs import tabs_of

UNITS = {"quarter": "按季度", "half_year": "按半年", "year": "全年", "term": "换届以来"}


class ActivityCounts(FiguresPage):
    """``/activities/counts/?year=&unit=&by=&what=&town=``; every number opens its rows."""

    permission = "activities.read"
    title = "活动统计"
    template_name = "visits/activity_counts.html"
    export_name = "活动统计"

    def crumbs(self):
        return [("活动", reverse("visits:activities"))]

    def buttons(self):
        return [Button("导出", self._link(export="xlsx"), "activities.read", "download")]

    def post(self, request, *args, **kwargs) -> HttpResponse:
        return self.get(request, *args, **kwargs)

    # ---- what is asked ----------------------------------------------------------------

    @cached_property
    def params(self) -> dict[str, str]:
        asked = self.request.GET
        year = asked.get("year", "")
        year = year if year.isascii() and year.isdigit() and len(year) == 4 and year > "1950" else ""
        unit, by, town = asked.get("unit", ""), asked.get("by", ""), asked.get("town", "")
        what = asked.get("what", "")
        return {
            "year": year or str(self.today.year),
            "unit": unit if unit in UNITS else "quarter",
            "by": by if by in DIMENSIONS else "township",
            "what": what if what in MEASURES else "activities",
            "town": town if any(town == code for code, _ in township_pairs(self)) else "",
        }

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
        asked = self.params
        return figures.table(
            self.request.county, self.stretches, asked["by"], townships=self.townships, what=asked["what"]
        )

    # ---- what is shown ----------------------------------------------------------------

    def _opens(self, what: str, since, until, **chosen: str) -> str:
        """The list of exactly what was counted; ``chosen`` narrows it as a line of the table does."""
        asked = {
            "town": self.params["town"],
            "held_from": since.isoformat(),
            "held_to": until.isoformat(),
            **({"status": "present"} if what in OF_PEOPLE else {"state": "held"}),
            **({"each": "1"} if what == "deputies" else {}),
            **({"receiving": "1"} if what == "receptions" else {}),
            **chosen,
        }
        page = reverse("visits:attendances" if what in OF_PEOPLE else "visits:activities")
        return f"{page}?{urlencode({k: v for k, v in asked.items() if v})}"

    def _line(self, line):
        first, last = self.stretches[0], self.stretches[-1]
        what, name = self.params["what"], DIMENSIONS[self.params["by"]].filter
        chosen = {name: line.key} if line.key else {}
        receiving = {"receiving": "1"} if what == "receptions" else {}
        return {
            "label": line.label,
            "place": line.place if self.params["by"] in ("group", "station", "deputy") else "",
            "cells": [
                (n, self._opens(what, part.since, part.until, **chosen))
                for n, part in zip(line.numbers, self.stretches, strict=True)
            ],
            "total": (line.total, self._opens(what, first.since, last.until, **chosen)),
            "people": (
                line.people,
                self._opens("presences", first.since, last.until, **chosen, **receiving),
            ),
        }

    def _roles(self):
        """The roles as columns, a line for each township; and what each number opens."""
        first, last = self.stretches[0].since, self.stretches[-1].until
        found = figures.by_role(self.request.county, first, last, self.townships)
        names = dict(
            Region.objects.filter(code__in={code for one in found for code in one.by_township}).values_list(
                "code", "name"
            )
        )
        times = lambda role, **more: self._opens("presences", first, last, role=role, **more)  # noqa: E731
        return {
            "heads": [one.role for one in found],
            "lines": [
                (name, [(one.by_township.get(code, 0), times(one.role, town=code)) for one in found])
                for code, name in sorted(names.items())
            ],
            "times": [(one.times, times(one.role)) for one in found],
            "activities": [
                (one.activities, self._opens("activities", first, last, role=one.role)) for one in found
            ],
        }

    def _leaders(self):
        first, last = self.stretches[0].since, self.stretches[-1].until
        return [
            {
                "row": one,
                "held": self._opens("activities", first, last, town="", group=one.group.code),
                "present": self._opens(
                    "presences", first, last, town="", group=one.group.code, person=one.person.code
                ),
            }
            for one in figures.leaders(self.request.county, first, last)
        ]

    def context(self):
        county = self.request.county
        one = DIMENSIONS[self.params["by"]]
        begin = figures.first_year(county) or self.today.year
        return {
            "tabs_by": [
                (each.label, self._link(by=each.code), each.code == one.code) for each in DIMENSIONS.values()
            ],
            "params": self.params,
            "units": UNITS.items(),
            "measures": MEASURES.items(),
            "years": range(self.today.year, max(begin, self.today.year - 12) - 1, -1),
            "towns": township_pairs(self),
            "dimension": one,
            "stretches": self.stretches,
            "many": len(self.stretches) > 1,
            "lines": [self._line(line) for line in self.table.lines],
            "total": self._line(self.table.total),
            "shows_place": one.code in ("group", "station", "deputy"),
            "shows_people": self.shows_people,
            "roles": self._roles(),
            "leaders": self._leaders(),
            "tabs": tabs_of(self.request),
        }

    @property
    def shows_people(self) -> bool:
        return self.params["by"] != "deputy" and self.params["what"] not in OF_PEOPLE

    # ---- the file ---------------------------------------------------------------------

    def export_header(self) -> list[str]:
        one = DIMENSIONS[self.params["by"]]
        people = ["人次"] if self.shows_people else []
        return [one.label, "乡镇", *(part.label for part in self.stretches), "合计", *people]

    def export_rows(self, *, full: bool = False):
        for line in [*self.table.lines, self.table.total]:
            people = [line.people] if self.shows_people else []
            yield [line.label, line.place, *line.numbers, line.total, *people]
