"""The tabs that people and places share."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string

from congress_poverty.pages import may

_TABS = (
    ("代表", "deputies:list", "deputies.read"),
    ("代表小组", "deputies:groups", "groups.read"),
    ("联络站室", "deputies:stations", "stations.read"),
    ("乡镇", "deputies:towns", "regions.read"),
    ("区划", "deputies:regions", "regions.read"),
    ("单位", "deputies:units", "units.read"),
)


class WithTabs:
    """A list that stands beside the others of this room."""

    def tab_links(self):
        here = self.request.path
        tabs = [(label, reverse(name)) for label, name, permission in _TABS if may(self.request, permission)]
        return [(label, url, url == here) for label, url in tabs] if len(tabs) > 1 else []


def station_tabs(request, station) -> list[tuple[str, str, bool]]:
    """The pages of one station; those beside the first are named by ``STATION_TABS``."""
    tabs = [("概况", station.get_absolute_url())]
    for label, name, permission in settings.STATION_TABS:
        if may(request, permission):
            tabs.append((label, reverse(name, args=[station.code])))
    return [(label, url, url == request.path) for label, url in tabs]


def facts_of_station(station, request) -> dict:
    """What rooms above say of a station on its first page (``STATION_FACTS``)."""
    return import_string(settings.STATION_FACTS)(station, request)
