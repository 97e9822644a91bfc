"""What is set aside for the deputies' work of a year (S2-16, S2-19)."""

from django.db import models
from django.urls import reverse

from congress_poverty.codes import CodeField
from congress_poverty.reach import ScopedModel
from deputies.models import County, Region


class FundBudget(ScopedModel):
    """履职经费 of a year: the county's own, or a township's."""

    reach_paths = {"county": "county", "township": "township"}

    code = CodeField()
    county = models.ForeignKey(County, models.PROTECT, related_name="fund_budgets")
    township = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="fund_budgets", verbose_name="乡镇"
    )
    year = models.PositiveSmallIntegerField("年度")
    amount = models.DecimalField("预算（元）", max_digits=12, decimal_places=2)
    note = models.CharField("说明", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["-year", "township__code", "id"]
        constraints = [
            models.UniqueConstraint(fields=["county", "township", "year"], name="fund_budget_once"),
            models.UniqueConstraint(
                fields=["county", "year"],
                condition=models.Q(township__isnull=True),
                name="fund_budget_county_once",
            ),
        ]

    def __str__(self):
        return f"{self.year} 年{self.township or self.county}履职经费"

    def get_absolute_url(self):
        return f"{reverse('visits:funds')}?year={self.year}"
