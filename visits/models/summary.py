"""Counters over visits and activities, kept with every write; see ``visits.summary``.

Kept so that a county's board does not read a hundred thousand visits. How many
visits there were adds up month by month. How many households were visited does not
(three visits to one door are one), so each household and each deputy has a row a
year in which bit 0 … 11 stands for a month in which there was contact: any span of
whole months is then one comparison.
"""

from django.db import models

from congress_poverty.reach import ScopedModel, Via
from deputies.models import County, Person, Region
from pairing.models import Household


class VisitMonth(ScopedModel):
    """Visits of one township's deputies in one month."""

    reach_paths = {"county": "county", "township": "township"}

    county = models.ForeignKey(County, models.PROTECT, related_name="+", db_index=False)
    township = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    month = models.DateField("月份")
    visits = models.PositiveIntegerField(default=0)
    amount = models.DecimalField(max_digits=14, decimal_places=2, default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["township", "month"], name="visit_month_once")]
        indexes = [models.Index(fields=["county", "month"], name="visit_month_county")]

    def __str__(self):
        return f"{self.month:%Y-%m} {self.visits}"


class HouseholdYear(ScopedModel):
    """The months of a year in which anybody visited the household."""

    reach_paths = {
        "county": "household__county",
        "township": (
            "household__township",
            Via("pairing.Pairing", row="household", holder="deputy_township", open_only=True, at="household"),
        ),
        "deputy": Via("pairing.Pairing", row="household", holder="person", open_only=True, at="household"),
    }

    household = models.ForeignKey(Household, models.CASCADE, related_name="years_visited", db_index=False)
    year = models.PositiveSmallIntegerField()
    months = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["household", "year"], name="household_year_once")]

    def __str__(self):
        return f"{self.year} {self.months:012b}"


class PersonYear(ScopedModel):
    """The months of a year in which the deputy made a visit or was present at an activity."""

    reach_paths = {"county": "person__county", "township": "person__township", "deputy": "person"}

    person = models.ForeignKey(Person, models.CASCADE, related_name="years_active", db_index=False)
    year = models.PositiveSmallIntegerField()
    months = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "year"], name="person_year_once")]

    def __str__(self):
        return f"{self.year} {self.months:012b}"
