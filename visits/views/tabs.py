"""The tabs that visits, activities and the station's work share."""

from __future__ import annotations

WORK = (
    ("走访", "/visits/", "visits.read"),
    ("活动", "/activities/", "activities.read"),
    ("接待登记", "/receptions/", "receptions.read"),
    ("接待日", "/duty-days/", "roster.read"),
    ("圩日大接待", "/market-days/", "receptions.read"),
    ("微心愿", "/wishes/", "wishes.read"),
    ("记事簿", "/diary/", "diary.read"),
)


def station_work_tabs(request) -> list[tuple[str, str, bool]]:
    """Those that the active post may open."""
    return [(label, url, url == request.path) for label, url, permission in WORK if request.may(permission)]
