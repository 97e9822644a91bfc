"""What help comes to: by kind, and by what is asked of deputies of a category (S0-26)."""

from __future__ import annotations

from collections import Counter
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from congress_poverty.figures import Span
from congress_poverty.pages import Page
from deputies.models import Person, Region

from .. import figures, flow
from ..figures import HELP_SUMS, LEAD_SUMS
from ..flow.help import FIGURES
from ..models import HelpDeputy
from ..places import township_pairs
from ..policy import HelpPolicy
from .tabs import TABS


def url_of(name: str, **asked) -> str:
    """The address of a list with what is asked; empty values are left out."""
    return f"{reverse(name)}?{urlencode({key: value for key, value in asked.items() if value})}"


class HelpFigures(Page):
    permission = "aid.read"
    template_name = "pairing/help_figures.html"

    @property
    def year(self) -> int:
        word = self.request.GET.get("year", "")
        known = {str(one) for one in self.years}
        return int(word) if word in known else self.today.year

    @property
    def years(self):
        return range(self.today.year, 2017, -1)

    def get_title(self):
        return f"{self.year} 年帮扶统计"

    def crumbs(self):
        return [("帮扶记录", reverse("pairing:helps"))]

    def context(self):
        county, year = self.request.county, self.year
        policy = county.policy(HelpPolicy)
        span = Span(date(year, 1, 1), date(year, 12, 31), self.today)
        town = self.request.GET.get("town", "")
        towns = dict(township_pairs(self))
        townships = None
        if town in towns:
            townships = Region.objects.filter(code=town)
        else:
            town = ""
        found = figures.help_by_kind(county, span, townships)
        order = [kind.label for kind in policy.kinds]
        labels = sorted(found, key=lambda label: (order.index(label) if label in order else 99, label))
        shared = {"year": year, "town": town}

        def rows_of(**more) -> str:
            return url_of("pairing:helps", **shared, **more)

        def cells(sums: dict, **more) -> list:
            return [
                (f"{sums[key]:,.0f}", rows_of(has=key, **more), FIGURES[key])
                if sums[key]
                else ("", "", FIGURES[key])
                for key in HELP_SUMS
            ]

        total = sum(one["records"] for one in found.values())
        lines = [
            {
                "label": label,
                "records": found[label]["records"],
                "url": rows_of(kind=label),
                "cells": cells(found[label], kind=label),
            }
            for label in labels
        ]
        sums = {key: sum((one[key] or 0 for one in found.values()), 0) for key in HELP_SUMS}
        share = flow.help.share_of_consolation({k: v["records"] for k, v in found.items()}, policy)
        busiest = sorted(lines, key=lambda line: (-line["records"], line["label"]))
        return {
            "tab_links": [(label, url, url == "/aid/") for label, url in TABS],
            "year": year,
            "years": self.years,
            "town": town,
            "towns": list(towns.items()),
            "heads": [FIGURES[key] for key in HELP_SUMS],
            "lines": lines,
            "total": total,
            "total_url": rows_of(),
            "sums": cells(sums),
            "share": share,
            "too_plain": share is not None and share >= policy.consolation_percent,
            "households": figures.households_helped(county, span, townships).count(),
            "households_url": url_of("visits:households", helped=year, town=town),
            "duties": self.duties(policy, span, townships, shared),
            "led": self.led(figures.help_records(county, span, townships), rows_of),
            "led_heads": [FIGURES[key] for key in LEAD_SUMS],
            "chart": {
                "grid": {"left": 8, "right": 32, "top": 8, "bottom": 8, "containLabel": True},
                "xAxis": {"type": "value", "minInterval": 1},
                "yAxis": {"type": "category", "inverse": True, "data": [one["label"] for one in busiest]},
                "series": [
                    {
                        "type": "bar",
                        "barMaxWidth": 18,
                        "label": {"show": True, "position": "right"},
                        "data": [one["records"] for one in busiest],
                    }
                ],
            },
        }

    @staticmethod
    def led(records, rows_of) -> list[tuple]:
        """双带 (S4-16): villagers and other deputies who were led; each number opens its rows."""
        lines = []
        for label, rows, more in (
            ("全部", records, {}),
            ("其中帮扶团队", records.filter(team__isnull=False), {"by": "team"}),
        ):
            sums = figures.led_along(rows)
            cells = [
                (f"{sums[key]:,.0f}" if sums[key] else "", rows_of(has=key, **more), FIGURES[key])
                for key in LEAD_SUMS
            ]
            lines.append((label, cells))
        return lines

    def duties(self, policy: HelpPolicy, span: Span, townships, shared: dict) -> list[dict]:
        """For each category of deputies: what is asked, how many there are, what they did of it."""
        county = self.request.county
        people = Person.objects.in_office(self.today).filter(county=county)
        if townships is not None:
            people = people.filter(township__in=townships)
        there = Counter(people.order_by().values_list("category", flat=True))
        records = figures.help_by_category(county, span, townships)
        kinds: dict[str, set[str]] = {}
        links = HelpDeputy.objects.filter(
            record__in=figures.help_records(county, span, townships).order_by().values("pk")
        )
        for category, kind in links.order_by().values_list("person__category", "record__kind").distinct():
            kinds.setdefault(category, set()).add(kind)
        labels = {kind.code: kind.label for kind in policy.kinds}

        return [
            {
                "label": duty.label,
                "text": duty.text,
                "kinds": [
                    (labels[code], labels[code] in kinds.get(duty.category, ())) for code in duty.kinds
                ],
                "there": there[duty.category],
                "there_url": url_of("deputies:list", category=duty.category, township=shared["town"])
                if self.request.may("deputies.read")
                else "",
                "records": records.get(duty.category, 0),
                "records_url": url_of("pairing:helps", category=duty.category, **shared),
            }
            for duty in policy.duties
        ]
