"""The list of households with when each was last visited."""

from __future__ import annotations

import calendar
from datetime import date

from django.db.models import Max

from congress_poverty.figures import Span
from congress_poverty.pages import Column, Filter, cells
from pairing.models import Household
from pairing.views.households import HouseholdList
from pairing.views.tabs import TABS

from .. import figures

PERIODS = [("quarter", "本季度未走访"), ("half", "本半年未走访"), ("year", "今年未走访")]


def span_of(period: str, today: date) -> Span:
    """The calendar quarter, half-year or year that ``today`` lies in."""
    months = {"quarter": 3, "half": 6, "year": 12}[period]
    first = (today.month - 1) // months * months + 1
    last = first + months - 1
    until = date(today.year, last, calendar.monthrange(today.year, last)[1])
    return Span(date(today.year, first, 1), until, today)


class NotVisited(Filter):
    """Paired households without a visit in the period: the rows that the board counts as missing."""

    def __init__(self):
        super().__init__("unvisited", "未走访", PERIODS, blank="不限")

    def apply(self, rows, values, page):
        if "unvisited" not in values:
            return rows
        span = span_of(values["unvisited"], page.today)
        missing = figures.households_not_visited(page.request.county, span)
        return rows.filter(pk__in=missing.values("pk"))


class VisitedHouseholdList(HouseholdList):
    permission = "households.read"
    tabs = TABS
    columns = (*HouseholdList.columns, Column("@last_visit", "最近走访", cells.day))
    filters = (*HouseholdList.filters[:3], NotVisited(), *HouseholdList.filters[3:])
    visible_filters = 5

    def extras(self, ids):
        # Any visit counts, whoever made it: hence the join from the household.
        latest = Household.objects.filter(pk__in=ids).annotate(last=Max("visits__visited_on"))
        return {**super().extras(ids), "@last_visit": dict(latest.order_by().values_list("pk", "last"))}
