"""Numbers about people in office; each beside the rows it counts."""

from django.db.models import Count

from .models import DeputyGroup, Mandate, Person, Region, Station


def in_office(county, on, townships=None):
    """The rows: deputies who hold a seat on the day, once each however many seats they hold."""
    held = Mandate.objects.in_office(on).filter(county=county)
    rows = Person.objects.filter(pk__in=held.order_by().values("person"))
    return rows if townships is None else rows.filter(township__in=townships)


def in_office_by_township(county, on) -> dict[int, int]:
    rows = in_office(county, on).order_by().values_list("township").annotate(n=Count("pk"))
    return dict(rows)


def seats_by_level(county, on, townships=None) -> dict[str, int]:
    """Seats, not people: who holds two counts twice."""
    rows = Mandate.objects.in_office(on).filter(county=county)
    if townships is not None:
        rows = rows.filter(person__township__in=townships)
    return dict(rows.order_by().values_list("level").annotate(n=Count("pk")))


def groups(county, townships=None):
    rows = DeputyGroup.objects.filter(county=county)
    return rows if townships is None else rows.filter(township__in=townships)


def stations(county, townships=None):
    rows = Station.objects.filter(county=county)
    return rows if townships is None else rows.filter(township__in=townships)


def townships(county, *, with_congress=False) -> list[Region]:
    """The county's townships in the order of their codes; retired ones are left out."""
    rows = Region.objects.filter(
        parent=county.region_id, level=Region.Level.TOWNSHIP, retired_on__isnull=True
    ).order_by("code")
    return list(rows.filter(has_congress=True) if with_congress else rows)
