"""The tabs above the lists of this room."""

from __future__ import annotations

TABS = (
    ("走访", "/visits/", "visits.read"),
    ("活动", "/activities/", "activities.read"),
    ("培训", "/training/", "activities.read"),
    ("述职", "/duty-reports/", "activities.read"),
    ("评比", "/contests/", "activities.read"),
    ("经费", "/activities/funds/", "activities.read"),
    ("接待登记", "/receptions/", "receptions.read"),
    ("接待日", "/duty-days/", "roster.read"),
    ("圩日大接待", "/market-days/", "receptions.read"),
    ("微心愿", "/wishes/", "wishes.read"),
    ("记事簿", "/diary/", "diary.read"),
)


def tabs_of(request) -> list[tuple[str, str, bool]]:
    """Label, address and whether one is there, of those that the active post may open."""
    return [(label, url, url == request.path) for label, url, permission in TABS if request.may(permission)]
