"""述职 over a term: who has reported, at how many sessions, in how many constituencies (S4-27, S4-29)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Sum

from congress_poverty.figures import Share
from deputies.models import Mandate, Person

from ..models import Activity, DutyReport, VoterQuestion


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


def reported(county, since: date, until: date, townships=None):
    """Deputies in office who have reported since the day."""
    done = reports(county, since, until).order_by().values("person")
    return in_office(county, until, townships).filter(pk__in=done)


def one_of_each_constituency(rows):
    """The latest of these reports in each constituency: as many as there are constituencies."""
    latest = rows.exclude(constituency="").order_by().values("constituency").annotate(one=Max("pk"))
    return rows.filter(pk__in=latest.values("one"))


def questions(county, since: date, until: date, townships=None):
    """What voters asked at these reports."""
    return VoterQuestion.objects.filter(report__in=reports(county, since, until, townships))


def sums(rows) -> dict[str, int]:
    """到会选民 and the three votes of these reports."""
    names = ("voters", "satisfied", "basically", "dissatisfied")
    found = rows.order_by().aggregate(**{f"{name}_sum": Sum(name) for name in names})
    return {name: found[f"{name}_sum"] or 0 for name in names}


def figures(county, since: date, until: date, townships=None) -> DutyReports:
    rows = reports(county, since, until, townships)
    counted = sums(rows)
    votes = counted["satisfied"] + counted["basically"] + counted["dissatisfied"]
    everybody = in_office(county, until, townships).count()
    return DutyReports(
        reported=Share(reported(county, since, until, townships).count(), everybody),
        sessions=rows.order_by().values("activity").distinct().count(),
        reports=rows.count(),
        constituencies=one_of_each_constituency(rows).count(),
        voters=counted["voters"],
        questions=questions(county, since, until, townships).count(),
        satisfied=Share(counted["satisfied"], votes),
        basically=counted["basically"],
        dissatisfied=counted["dissatisfied"],
    )
