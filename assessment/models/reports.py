"""The half-year report that every township owes, and how it was chased."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from congress_poverty.codes import CodeField
from congress_poverty.figures import Span
from congress_poverty.reach import ScopedModel, scoped
from deputies.models import County, Region


class HalfYearReportQuerySet(models.QuerySet):
    def sent(self):
        """With the county: sent, or sent and received."""
        return self.filter(state__in=HalfYearReport.SENT)

    def unsent(self):
        return self.exclude(state__in=HalfYearReport.SENT)

    def late(self, on):
        """Sent after the due date, or not sent although it has passed."""
        return self.filter(Q(submitted_on__gt=F("due_on")) | Q(submitted_on__isnull=True, due_on__lt=on))


class HalfYearReport(ScopedModel):
    """A township's report for one period: owed from ``draft_on``, due on ``due_on``.

    Made by ``duties.run_duties``, never by hand. ``due_on`` is the date of the county's
    document; ``last_working_day`` the last day on which an office is open to send it.
    Until it is sent its numbers are counted whenever it is opened; what was sent is
    kept in ``figures``. ``seen`` are the numbers that stood there when somebody last wrote
    the text, which may quote them. ``stated`` holds the numbers of a statistics form that came in
    as a ledger, which may differ from what the ledgers add up to.
    """

    reach_paths = {"county": "county", "township": "township"}

    class State(models.TextChoices):
        OPEN = "open", "未开始"
        DRAFT = "draft", "草稿"
        CHECKING = "checking", "待审核"
        SUBMITTED = "submitted", "已报送"
        RETURNED = "returned", "退回修改"
        ACCEPTED = "accepted", "已接收"

    SENT = (State.SUBMITTED, State.ACCEPTED)
    EDITABLE = (State.OPEN, State.DRAFT, State.RETURNED)

    code = CodeField()
    county = models.ForeignKey(County, models.PROTECT, related_name="half_year_reports")
    township = models.ForeignKey(
        Region, models.PROTECT, related_name="half_year_reports", verbose_name="乡镇"
    )
    period = models.CharField("报告期", max_length=10)
    title = models.CharField("名称", max_length=60)
    since = models.DateField("统计起")
    until = models.DateField("统计止")
    draft_on = models.DateField("生成初稿日期")
    due_on = models.DateField("报送期限")
    last_working_day = models.DateField("最后工作日")
    estimated = models.BooleanField("推算", default=False)
    pack_version = models.CharField(max_length=80, blank=True)

    state = models.CharField("状态", max_length=10, choices=State, default=State.OPEN)
    cases = models.TextField("典型事例", max_length=4000, blank=True)
    problems = models.TextField("问题和下步打算", max_length=4000, blank=True)
    figures = models.JSONField("报送时的数字", null=True, blank=True)
    stated = models.JSONField("统计表上的数字", null=True, blank=True)
    seen = models.JSONField("写文字时的数字", null=True, blank=True)
    checked_on = models.DateField("审核日期", null=True, blank=True)
    checked_by = models.CharField("审核人", max_length=100, blank=True)
    submitted_on = models.DateField("报送日期", null=True, blank=True)
    submitted_at = models.DateTimeField("报送时间", null=True, blank=True)
    submitted_by = models.CharField("报送人", max_length=100, blank=True)
    return_reason = models.CharField("退回原因", max_length=300, blank=True)
    accepted_on = models.DateField("接收日期", null=True, blank=True)
    accepted_by = models.CharField("接收人", max_length=100, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = scoped(HalfYearReportQuerySet)

    class Meta:
        ordering = ["-due_on", "township__code"]
        constraints = [models.UniqueConstraint(fields=["township", "period"], name="report_once_a_period")]
        indexes = [
            models.Index(fields=["county", "-due_on"], name="report_county"),
            models.Index(fields=["township", "-due_on"], name="report_township"),
        ]

    def __str__(self):
        return f"{self.township}{self.title}"

    def get_absolute_url(self):
        return reverse("reports:detail", args=[self.code])

    def span(self, today: date) -> Span:
        return Span(self.since, self.until, today)

    @property
    def is_sent(self) -> bool:
        return self.state in self.SENT

    @property
    def is_editable(self) -> bool:
        return self.state in self.EDITABLE

    def lateness(self, on: date) -> Lateness:
        """How late it was sent, or is while it is not, against both dates."""
        sent = self.submitted_on or on
        return Lateness(
            days=max(0, (sent - self.due_on).days),
            after_last_working_day=sent > self.last_working_day,
            is_sent=self.submitted_on is not None,
        )


@dataclass(frozen=True)
class Lateness:
    """Against the date of the document, and against the last day an office was open."""

    days: int
    after_last_working_day: bool
    is_sent: bool

    @property
    def words(self) -> str:
        if self.days:
            return f"迟报 {self.days} 天" if self.is_sent else f"已超过 {self.days} 天"
        if self.after_last_working_day:
            return "期限内，晚于最后工作日" if self.is_sent else "最后工作日已过"
        return "按时" if self.is_sent else ""


class Reminder(ScopedModel):
    """A step of the ladder that was taken: once per report, level and day it fell due.

    ``is_late`` marks a step that was due while the program did not run; its message was
    merged with the next one.
    """

    reach_paths = {"county": "report__county", "township": "report__township"}

    report = models.ForeignKey(HalfYearReport, models.CASCADE, related_name="reminders")
    level = models.CharField(max_length=8)
    due_on = models.DateField()
    sent_on = models.DateField()
    is_late = models.BooleanField(default=False)

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [models.UniqueConstraint(fields=["report", "level", "due_on"], name="reminder_once")]

    def __str__(self):
        return f"{self.level} {self.due_on}"
