"""Daily for stations: deputies told of a near reception day, old wishes closed. May run twice."""

from __future__ import annotations

from datetime import date, timedelta

from congress_poverty.audit import Actor
from congress_poverty.notices import tell
from congress_poverty.reach import Reach, reaching
from deputies.models import Account, County

from .actions.wishes import expire_wishes
from .models import DutyDay, DutyShift
from .policy import StationPolicy


def remind_of_receptions(*, today: date) -> int:
    """One line for each deputy and day, from ``remind_days`` before the day; how many were new."""
    told = 0
    with reaching(Reach.everything("reminders of reception days in every county")):
        for county in County.objects.all():
            until = today + timedelta(days=county.policy(StationPolicy).remind_days)
            shifts = DutyShift.objects.filter(
                duty_day__county=county,
                duty_day__day__range=(today, until),
                duty_day__state=DutyDay.State.PLANNED,
                state=DutyShift.State.PLANNED,
            ).select_related("duty_day__station")
            accounts: dict[int, list[int]] = {}
            people = Account.objects.filter(person__in=shifts.values("person"), is_active=True)
            for person, account in people.values_list("person", "pk"):
                accounts.setdefault(person, []).append(account)
            for shift in shifts:
                day = shift.duty_day
                told += tell(
                    accounts.get(shift.person_id, ()),
                    key=f"duty:{day.code}:{day.day:%Y%m%d}",
                    text=f"{day.day.month}月{day.day.day}日您在{day.station}接待选民"
                    + (f"，{day.hours}" if day.hours else "")
                    + "。来不了请提前调班。",
                    url=day.get_absolute_url(),
                    due_on=day.day,
                )
    return told


def close_old_wishes(*, today: date) -> int:
    """Wishes that nobody took in time, in every county."""
    with reaching(Reach.everything("wishes of every county that ran out of time")):
        return sum(
            expire_wishes(county, by=Actor.program("微心愿到期", county.code), today=today)
            for county in County.objects.select_related("region")
        )
