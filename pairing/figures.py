"""Numbers about pairings; each beside the rows it counts.

A pairing counts for the township whose roster its deputy stands in: the township's
congress answers for its deputies' visits, wherever the household lives.
"""

from collections import Counter

from django.db.models import Count

from .models import Household, Pairing


def by_deputies(county, on, townships=None):
    """The rows: pairings of deputies that hold on the day; helpers from outside are left out."""
    rows = Pairing.objects.active(on).filter(county=county, person__isnull=False)
    return rows if townships is None else rows.filter(deputy_township__in=townships)


def households(county, on, townships=None):
    """The rows: households that a deputy looks after on the day."""
    return Household.objects.filter(pk__in=by_deputies(county, on, townships).order_by().values("household"))


def households_by_township(county, on) -> dict[int, int]:
    rows = by_deputies(county, on).order_by().values_list("deputy_township")
    return dict(rows.annotate(n=Count("household", distinct=True)))


def deputies_by_load(county, on) -> dict[int, int]:
    """How many deputies look after one, two, three households."""
    loads = by_deputies(county, on).order_by().values_list("person").annotate(n=Count("pk"))
    return dict(sorted(Counter(n for _, n in loads).items()))
