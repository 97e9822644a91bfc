"""述职 over a term: who has reported, at how many sessions, in how many constituencies (S4-27, S4-29)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from congress_poverty.figures import Share
from deputies.models import Mandate, Person

from ..models import Activity, DutyReport


@dataclass(frozen=True)
class DutyReports:
    """The term's numbers; ``satisfied`` of the votes that were cast."""

    reported: Share
    """Deputies in office who reported at least once since the day, of all in office."""
    sessions: int
    reports: int
    constituencies: int
    voters: int
    questions: int
    satisfied: Share
    basically: int
    dissatisfied: int


def reports(county, since: date, until: date, townships=None):
    """The rows: reports at what was held."""
    rows = DutyReport.objects.filter(
        activity__county=county,
        activity__state=Activity.State.HELD,
        activity__held_on__gte=since,
        activity__held_on__lte=until,
    )
    return rows if townships is None else rows.filter(person__township__in=townships)


def in_office(county, on: date, townships=None):
    held = Mandate.objects.in_office(on).filter(county=county).order_by().values("person")
    rows = Person.objects.filter(pk__in=held)
    return rows if townships is None else rows.filter(township__in=townships)


def waiting(county, since: date, until: date, townships=None):
    """Deputies in office who have not reported since the day."""
    done = reports(county, since, until).order_by().values("person")
    return in_office(county, until, townships).exclude(pk__in=done)


def figures(county, since: date, until: date, townships=None) -> DutyReports:
    rows = reports(county, since, until, townships)
    sums = rows.order_by().aggregate(
        voters=Sum("voters"), satisfied=Sum("satisfied"), basically=Sum("basically"), no=Sum("dissatisfied")
    )
    good, fair, bad = (sums[name] or 0 for name in ("satisfied", "basically", "no"))
    everybody = in_office(county, until, townships).count()
    return DutyReports(
        reported=Share(everybody - waiting(county, since, until, townships).count(), everybody),
        sessions=rows.order_by().values("activity").distinct().count(),
        reports=rows.count(),
        constituencies=rows.exclude(constituency="").order_by().values("constituency").distinct().count(),
        voters=sums["voters"] or 0,
        questions=rows.order_by().filter(questions__isnull=False).values("questions").count(),
        satisfied=Share(good, good + fair + bad),
        basically=fair,
        dissatisfied=bad,
    )
