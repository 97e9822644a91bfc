"""督查: rounds, checks of townships, what they found, and how it was put right."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from congress_poverty.codes import CodeField
from congress_poverty.reach import ScopedModel, scoped
from deputies.models import County, Region, Unit

from .files import WithFile


class CheckRound(ScopedModel):
    """A round of checks that should reach every township (S2-5)."""

    reach_paths = {"county": "county"}

    code = CodeField()
    county = models.ForeignKey(County, models.PROTECT, related_name="check_rounds")
    name = models.CharField("名称", max_length=60)
    since = models.DateField("开始")
    until = models.DateField("结束")
    leader = models.CharField("牵头领导", max_length=60, blank=True)
    aspects = models.CharField("重点看什么", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["-since", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["county", "name"], name="check_round_name"),
            models.CheckConstraint(condition=Q(until__gte=models.F("since")), name="check_round_order"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("checks:round", args=[self.code])


class CheckQuerySet(models.QuerySet):
    def held(self):
        return self.filter(state=Check.State.HELD)


class Check(ScopedModel):
    """One visit of a checking team to one township, or findings handed down by a higher body.

    ``shown_to`` is the township once it may know: an announced check from its notice on, an
    unannounced one from the day it was held. ``offices`` are the committees and offices that
    went (S0-36, S2-4); ``organ`` the higher body whose findings came in (S2-59).
    """

    reach_paths = {"county": "county", "township": "shown_to"}

    class Mode(models.TextChoices):
        ANNOUNCED = "announced", "明察"
        UNANNOUNCED = "unannounced", "暗访"
        EXTERNAL = "external", "上级督查反馈"

    class Way(models.TextChoices):
        LEADER = "leader", "常委会领导牵头"
        COMMITTEE = "committee", "专工委归口"
        DEPUTIES = "deputies", "代表视察"

    class State(models.TextChoices):
        PLANNED = "planned", "待通知"
        NOTIFIED = "notified", "已通知"
        HELD = "held", "已检查"
        CANCELLED = "cancelled", "已取消"

    code = CodeField()
    county = models.ForeignKey(County, models.PROTECT, related_name="checks")
    round = models.ForeignKey(
        CheckRound, models.PROTECT, null=True, blank=True, related_name="checks", verbose_name="轮次"
    )
    township = models.ForeignKey(Region, models.PROTECT, related_name="checks", verbose_name="乡镇")
    shown_to = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+")
    mode = models.CharField("方式", max_length=12, choices=Mode, default=Mode.ANNOUNCED)
    way = models.CharField("组织形式", max_length=12, choices=Way, default=Way.COMMITTEE)
    offices = models.ManyToManyField(Unit, related_name="checks", blank=True, verbose_name="检查的委室")
    people = models.CharField("参加人", max_length=200, blank=True)
    organ = models.CharField("上级督查单位", max_length=100, blank=True)
    document = models.CharField("反馈文号", max_length=60, blank=True)
    topics = models.TextField("检查内容", max_length=1000, blank=True)
    planned_on = models.DateField("计划日期")
    notified_on = models.DateField("通知日期", null=True, blank=True)
    held_on = models.DateField("检查日期", null=True, blank=True)
    summary = models.TextField("总的情况", max_length=2000, blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.PLANNED)
    cancel_reason = models.CharField("取消原因", max_length=200, blank=True)
    recorded_by = models.CharField("登记人", max_length=100, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = scoped(CheckQuerySet)

    class Meta:
        ordering = ["-planned_on", "-id"]
        indexes = [
            models.Index(fields=["county", "-planned_on", "-id"], name="check_county"),
            models.Index(fields=["shown_to", "-planned_on", "-id"], name="check_shown_to"),
        ]

    def __str__(self):
        return f"{self.township} {self.held_on or self.planned_on} {self.get_mode_display()}"

    def get_absolute_url(self):
        return reverse("checks:detail", args=[self.code])


class FindingQuerySet(models.QuerySet):
    def open(self):
        """Not put right yet, or not confirmed."""
        return self.filter(state__in=(Finding.State.OPEN, Finding.State.REPORTED))

    def overdue(self, on):
        return self.filter(state=Finding.State.OPEN, due_on__lt=on)

    def to_look_back(self, on):
        """Confirmed, and the day of the look-back has come."""
        return self.filter(state=Finding.State.CONFIRMED, look_back_on__lte=on)


class Finding(ScopedModel):
    """A problem that a check found (S2-6): put right by a date, proved, confirmed, looked back at.

    What the look-back finds undone is open again with a new date (S0-53).
    """

    reach_paths = {"county": "county", "township": "township"}

    class State(models.TextChoices):
        OPEN = "open", "待整改"
        REPORTED = "reported", "已报整改"
        CONFIRMED = "confirmed", "已整改"
        CLOSED = "closed", "已销号"

    code = CodeField()
    county = models.ForeignKey(County, models.PROTECT, related_name="findings")
    township = models.ForeignKey(Region, models.PROTECT, related_name="findings", verbose_name="乡镇")
    found_in = models.ForeignKey(Check, models.CASCADE, related_name="findings", verbose_name="检查")
    kind = models.CharField("问题类型", max_length=20)
    words = models.CharField("问题", max_length=300)
    demand = models.CharField("整改要求", max_length=300, blank=True)
    found_on = models.DateField("发现日期")
    due_on = models.DateField("整改期限")
    state = models.CharField("状态", max_length=10, choices=State, default=State.OPEN)
    times_open = models.PositiveSmallIntegerField("第几次整改", default=1)
    reported_on = models.DateField("报整改日期", null=True, blank=True)
    confirmed_on = models.DateField("确认日期", null=True, blank=True)
    look_back_on = models.DateField("回头看日期", null=True, blank=True)
    closed_on = models.DateField("销号日期", null=True, blank=True)

    objects = scoped(FindingQuerySet)

    class Meta:
        ordering = ["-found_on", "-id"]
        indexes = [
            models.Index(fields=["county", "-found_on", "-id"], name="finding_county"),
            models.Index(fields=["township", "-found_on", "-id"], name="finding_township"),
        ]

    def __str__(self):
        return self.words[:60]

    def get_absolute_url(self):
        return reverse("checks:finding", args=[self.code])


class FindingStep(WithFile, ScopedModel):
    """What was done about a finding, oldest first; a report of rectification may carry its proof."""

    reach_paths = {"county": "finding__county", "township": "finding__township"}

    class Act(models.TextChoices):
        FOUND = "found", "发现问题"
        REPORTED = "reported", "报告整改"
        RETURNED = "returned", "退回整改"
        CONFIRMED = "confirmed", "确认整改"
        POSTPONED = "postponed", "调整期限"
        KEPT = "kept", "回头看：已巩固"
        REOPENED = "reopened", "回头看：不到位，重新整改"

    code = CodeField()
    finding = models.ForeignKey(Finding, models.CASCADE, related_name="steps")
    act = models.CharField(max_length=10, choices=Act)
    on = models.DateField()
    by = models.CharField(max_length=100)
    words = models.CharField(max_length=500, blank=True)
    due_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self):
        return f"{self.get_act_display()} {self.on}"
