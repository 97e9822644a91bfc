"""Numbers about pairings and help; each beside the rows it counts.

A pairing counts for the township whose roster its deputy stands in: the township's
congress answers for its deputies' visits, wherever the household lives.
"""

from collections import Counter

from django.db.models import Count, Sum

from .models import HelpDeputy, HelpHousehold, HelpRecord, Household, Pairing


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


# ---- help beyond visits -----------------------------------------------------------------

HELP_SUMS = ("amount", "jobs", "trained", "employed", "students", "members", "income_gain", "collective_gain")


LEAD_SUMS = ("led_people", "income_gain", "led_deputies", "deputy_gain")
"""双带 (S4-16): villagers whom deputies led, other deputies whom they took along, and the income of both."""


def help_records(county, span, townships=None):
    """The rows: help that began in the span."""
    rows = HelpRecord.objects.between(span.since, span.until).filter(county=county)
    return rows if townships is None else rows.filter(township__in=townships)


def help_by_kind(county, span, townships=None) -> dict[str, dict]:
    """For each kind of help: how many records, and the sums of what they state."""
    rows = help_records(county, span, townships).order_by().values("kind")
    sums = rows.annotate(records=Count("pk"), **{f"sum_{key}": Sum(key) for key in HELP_SUMS})
    return {
        one["kind"]: {"records": one["records"], **{key: one[f"sum_{key}"] for key in HELP_SUMS}}
        for one in sums
    }


def led_along(rows) -> dict:
    """双带: the sums of what these records state."""
    return rows.order_by().aggregate(**{key: Sum(key) for key in LEAD_SUMS})


def households_helped(county, span, townships=None):
    """The rows: households (of the townships) that help of the span reached, wherever it is entered."""
    records = help_records(county, span).order_by().values("pk")
    rows = Household.objects.filter(
        county=county, pk__in=HelpHousehold.objects.filter(record__in=records).order_by().values("household")
    )
    return rows if townships is None else rows.filter(township__in=townships)


def help_by_category(county, span, townships=None) -> dict[str, int]:
    """For each category of deputies: how many records of the span name one of them."""
    records = help_records(county, span, townships).order_by().values("pk")
    rows = HelpDeputy.objects.filter(record__in=records).order_by().values_list("person__category")
    return dict(rows.annotate(n=Count("record", distinct=True)))
