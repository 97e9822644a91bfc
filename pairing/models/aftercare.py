"""Checks after a household's exit (回访监测, S2-54, S3-42)."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from congress_poverty.codes import CodeField
from congress_poverty.reach import scoped

from .households import Household, HouseholdPart


class ExitCheckQuerySet(models.QuerySet):
    def open(self):
        """Planned and not yet made."""
        return self.filter(checked_on__isnull=True)

    def overdue(self, on):
        """Open, and their day has passed."""
        return self.open().filter(due_on__lt=on)


class ExitCheck(HouseholdPart):
    """One check of a household that has left poverty: due, then made, with its finding."""

    class Result(models.TextChoices):
        STABLE = "stable", "稳定"
        RISK = "risk", "有返贫风险"
        RELAPSED = "relapsed", "已返贫"

    code = CodeField()
    household = models.ForeignKey(Household, models.CASCADE, related_name="exit_checks")
    exited_on = models.DateField("脱贫日期")
    due_on = models.DateField("应回访日期")
    checked_on = models.DateField("回访日期", null=True, blank=True)
    checked_by = models.CharField("回访人", max_length=100, blank=True)
    result = models.CharField("回访结果", max_length=10, choices=Result, blank=True)
    risk = models.CharField("风险类型", max_length=20, blank=True)
    per_capita = models.DecimalField(
        "人均纯收入（元）", max_digits=12, decimal_places=2, null=True, blank=True
    )
    note = models.CharField("情况", max_length=300, blank=True)
    next_step = models.CharField("下一步", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = scoped(ExitCheckQuerySet)

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["household", "due_on"], name="exit_check_once"),
            models.CheckConstraint(
                condition=Q(checked_on__isnull=True) | ~Q(result=""), name="exit_check_has_result"
            ),
        ]
        indexes = [models.Index(fields=["checked_on", "due_on"], name="exit_check_due")]

    def __str__(self):
        return f"{self.due_on} 回访"

    @property
    def audit_label(self) -> str:
        return f"回访 {self.code}"

    def get_absolute_url(self):
        return reverse("pairing:exit_check", args=[self.code])
