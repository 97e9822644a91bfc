"""The steps of the ladder that were taken for the year's duties; a report's own are in ``reports``."""

from __future__ import annotations

from django.db import models

from congress_poverty.reach import ScopedModel
from deputies.models import County, Person, Region


class DutyReminder(ScopedModel):
    """A step taken for one duty of one subject: once for its window and level.

    Duties are worked out and not stored, so it names its duty by rule, subject and due day.
    ``is_late`` marks a step that was due while the program did not run.
    """

    reach_paths = {"county": "county", "township": "township", "deputy": "person"}

    county = models.ForeignKey(County, models.CASCADE, related_name="duty_reminders")
    township = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=10)
    subject = models.PositiveBigIntegerField()
    rule = models.CharField(max_length=40)
    due_on = models.DateField()
    about = models.CharField(max_length=20, blank=True)
    level = models.CharField(max_length=8)
    step_on = models.DateField()
    sent_on = models.DateField()
    is_late = models.BooleanField(default=False)

    class Meta:
        ordering = ["step_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["county", "rule", "due_on", "kind", "subject", "about", "level"],
                name="duty_reminder_once",
            )
        ]
        indexes = [models.Index(fields=["kind", "subject", "due_on"], name="duty_reminder_subject")]

    def __str__(self):
        return f"{self.rule} {self.level} {self.step_on}"


class ChasedDay(ScopedModel):
    """A day on which the county's duties were chased: the next run asks for the steps since then."""

    reach_paths = {"county": "county"}

    county = models.ForeignKey(County, models.CASCADE, related_name="chased_days")
    day = models.DateField()

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["county", "day"], name="chased_day_once")]

    def __str__(self):
        return str(self.day)
