"""The townships and villages somebody works in, for filters and selects."""

from __future__ import annotations

from django.db.models import BigIntegerField, QuerySet

from congress_poverty.pages import Filter
from congress_poverty.prepared import Given, Prepared
from deputies.models import Region

# Asked by nearly every list.
_in_county = Prepared(
    lambda: Region.objects.filter(
        parent=Given("region", BigIntegerField()), level=Region.Level.TOWNSHIP, retired_on__isnull=True
    ).values_list("pk", "code", "short_name", "name")
)


def townships_of(request) -> QuerySet[Region]:
    """The townships of the active post: its own, or all of the county's."""
    if request.reach.kind == "township":
        return Region.objects.filter(pk__in=request.reach.ids)
    if request.reach.kind == "county":
        return Region.objects.filter(
            parent=request.county.region_id, level=Region.Level.TOWNSHIP, retired_on__isnull=True
        )
    return Region.objects.none()


def _known(request) -> list[tuple[int, str, str]]:
    """Id, code and name of each of ``townships_of``: asked for once, several filters of a list want them."""
    if not hasattr(request, "known_townships"):
        if request.reach.kind == "township":
            request.known_townships = [(one.pk, one.code, str(one)) for one in request.post.townships]
        elif request.reach.kind == "county":
            rows = _in_county.ask(region=request.county.region_id)
            request.known_townships = [(pk, code, short or name) for pk, code, short, name in rows]
        else:
            request.known_townships = []
    return request.known_townships


def township_pairs(page) -> list[tuple[str, str]]:
    """Choices of a list's township filter; none where there is only one."""
    pairs = [(code, name) for _pk, code, name in _known(page.request)]
    return pairs if len(pairs) > 1 else []


def one_township(request) -> int | None:
    """The id of the township that a list is about: the chosen one, or the only one."""
    chosen = request.GET.get("town", "")
    found = [pk for pk, code, _name in _known(request) if chosen in ("", code)]
    return found[0] if len(found) == 1 else None


def village_pairs(page) -> list[tuple[str, str]]:
    """Choices of a list's village filter."""
    township = one_township(page.request)
    if township is None:
        return []
    rows = Region.objects.filter(parent=township, retired_on__isnull=True).order_by("code")
    return [(code, short or name) for code, short, name in rows.values_list("code", "short_name", "name")]


class PlaceFilter(Filter):
    """A filter that is not shown where there is nothing to choose."""

    def html(self, values, page):
        return super().html(values, page) if page.pairs_of(self) else ""
