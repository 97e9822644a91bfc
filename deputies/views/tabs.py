"""The tabs that people and places share."""

from __future__ import annotations

from django.urls import reverse

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
