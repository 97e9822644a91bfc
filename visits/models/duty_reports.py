"""述职: deputies report to their voters, who ask and vote (S4-27, S4-28)."""

from django.db import models
from django.urls import reverse

from congress_poverty.codes import CodeField
from congress_poverty.reach import ScopedModel
from deputies.models import Person

from .activities import Activity


class DutyReport(ScopedModel):
    """One deputy's report at one activity, with the voters' review."""

    reach_paths = {"county": "activity__county", "township": "activity__township", "deputy": "person"}

    code = CodeField()
    activity = models.ForeignKey(Activity, models.CASCADE, related_name="duty_reports")
    person = models.ForeignKey(Person, models.PROTECT, related_name="duty_reports", verbose_name="述职代表")
    constituency = models.CharField("选区", max_length=100, blank=True)
    is_written = models.BooleanField("书面述职", default=False)
    voters = models.PositiveIntegerField("到会选民", default=0)
    satisfied = models.PositiveIntegerField("满意", default=0)
    basically = models.PositiveIntegerField("基本满意", default=0)
    dissatisfied = models.PositiveIntegerField("不满意", default=0)
    summary = models.TextField("述职要点", max_length=2000, blank=True)
    remarks = models.TextField("评议意见", max_length=1000, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["activity", "id"]
        constraints = [
            models.UniqueConstraint(fields=["activity", "person"], name="duty_report_once"),
            models.CheckConstraint(
                condition=models.Q(
                    voters__gte=models.F("satisfied") + models.F("basically") + models.F("dissatisfied")
                ),
                name="duty_report_votes",
            ),
        ]

    def __str__(self):
        return f"{self.person}述职"

    def get_absolute_url(self):
        return reverse("visits:duty_report", args=[self.code])

    @property
    def votes(self) -> int:
        return self.satisfied + self.basically + self.dissatisfied


class VoterQuestion(ScopedModel):
    """What a voter asked at a report, and what the deputy answered."""

    reach_paths = {
        "county": "report__activity__county",
        "township": "report__activity__township",
        "deputy": "report__person",
    }

    report = models.ForeignKey(DutyReport, models.CASCADE, related_name="questions")
    question = models.CharField("选民提问", max_length=300)
    answer = models.CharField("代表回答", max_length=600, blank=True)

    class Meta:
        ordering = ["report", "id"]

    def __str__(self):
        return self.question[:30]
