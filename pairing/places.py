"""The townships and villages somebody works in, for filters and selects."""

from __future__ import annotations

from django.db.models import QuerySet

from congress_poverty.pages import Filter
from deputies.models import Region


def townships_of(request) -> QuerySet[Region]:
    """The townships of the active post: its own, or all of the county's."""
    if request.reach.kind == "township":
        return Region.objects.filter(pk__in=request.reach.ids)
    if request.reach.kind == "county":
        return Region.objects.filter(
            parent=request.county.region_id, level=Region.Level.TOWNSHIP, retired_on__isnull=True
        )
    return Region.objects.none()


def township_pairs(page) -> list[tuple[str, str]]:
    """Choices of a list's township filter; none where there is only one."""
    pairs = list(townships_of(page.request).values_list("code", "short_name", "name"))
    return [(code, short or name) for code, short, name in pairs] if len(pairs) > 1 else []


def village_pairs(page) -> list[tuple[str, str]]:
    """Choices of a list's village filter: of the chosen township, or of the only one."""
    townships = list(townships_of(page.request)[:2])
    chosen = page.request.GET.get("town", "")
    if chosen:
        townships = list(townships_of(page.request).filter(code=chosen))
    if len(townships) != 1:
        return []
    rows = Region.objects.filter(parent=townships[0], retired_on__isnull=True).order_by("code")
    return [(village.code, str(village)) for village in rows]


class PlaceFilter(Filter):
    """A filter that is not shown where there is nothing to choose."""

    def html(self, values, page):
        return super().html(values, page) if page.pairs_of(self) else ""
