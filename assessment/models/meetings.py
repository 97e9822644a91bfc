"""Meetings: who is invited, what was decided, and the tasks that follow."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from congress_poverty.codes import CodeField
from congress_poverty.reach import ScopedModel, Via, scoped
from deputies.models import County, Region, Unit

from .files import WithFile


class Meeting(ScopedModel):
    """A meeting of the county about the campaign: prepared, announced, held, with minutes.

    A unit sees those it is invited to and those that gave it a task.
    """

    reach_paths = {
        "county": "county",
        "township": Via("assessment.MeetingTownship", row="meeting", holder="township"),
        "unit": (
            Via("assessment.Meeting_units", row="meeting", holder="unit"),
            Via("assessment.MeetingTask", row="meeting", holder="unit"),
        ),
    }

    class Kind(models.TextChoices):
        JOINT = "joint", "联席会议"
        PROGRESS = "progress", "推进会"
        REVIEW = "review", "活动讲评会"
        BRIEFING = "briefing", "阶段性通报会"
        ON_SITE = "on_site", "现场会"
        EXCHANGE = "exchange", "经验交流会"
        MOBILISATION = "mobilisation", "动员会"
        LEADING_GROUP = "leading_group", "领导小组会议"

    class State(models.TextChoices):
        PLANNED = "planned", "筹备"
        NOTIFIED = "notified", "已通知"
        HELD = "held", "已召开"
        CANCELLED = "cancelled", "已取消"

    code = CodeField()
    county = models.ForeignKey(County, models.PROTECT, related_name="meetings")
    kind = models.CharField("会议类型", max_length=14, choices=Kind, default=Kind.JOINT)
    title = models.CharField("会议名称", max_length=100)
    held_on = models.DateField("日期")
    starts_at = models.TimeField("时间", null=True, blank=True)
    place = models.CharField("地点", max_length=100)
    host = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="承办乡镇"
    )
    chair = models.CharField("主持人", max_length=60, blank=True)
    agenda = models.TextField("议程", max_length=2000, blank=True)
    requests = models.TextField("有关要求", max_length=1000, blank=True)
    units = models.ManyToManyField(Unit, related_name="meetings", blank=True, verbose_name="参会单位")
    others = models.CharField("其他参会人员", max_length=300, blank=True)
    minutes = models.TextField("会议纪要", max_length=6000, blank=True)
    present = models.CharField("出席情况", max_length=300, blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.PLANNED)
    notified_on = models.DateField("通知日期", null=True, blank=True)
    minutes_on = models.DateField("纪要日期", null=True, blank=True)
    recorded_by = models.CharField("登记人", max_length=100, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["-held_on", "-id"]
        indexes = [models.Index(fields=["county", "-held_on", "-id"], name="meeting_county")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("meetings:detail", args=[self.code])


class MeetingTownship(ScopedModel):
    """A township that is invited: who comes, when it said so."""

    reach_paths = {"county": "meeting__county", "township": "township"}

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="townships")
    township = models.ForeignKey(Region, models.PROTECT, related_name="meetings", verbose_name="乡镇")
    attendees = models.CharField("参会人", max_length=100, blank=True)
    answered_on = models.DateField("回执日期", null=True, blank=True)
    answered_by = models.CharField("回执人", max_length=100, blank=True)

    class Meta:
        ordering = ["township__code"]
        constraints = [models.UniqueConstraint(fields=["meeting", "township"], name="meeting_township_once")]

    def __str__(self):
        return f"{self.meeting} {self.township}"


class MeetingTaskQuerySet(models.QuerySet):
    def overdue(self, on):
        return self.filter(state=MeetingTask.State.OPEN, due_on__lt=on)


class MeetingTask(ScopedModel):
    """A decision of a meeting (S3-28): what is to be done, by whom, by when.

    ``owner`` names whoever is neither a township nor a unit of the county.
    """

    reach_paths = {"county": "county", "township": "township", "unit": "unit"}

    class State(models.TextChoices):
        OPEN = "open", "办理中"
        REPORTED = "reported", "已报完成"
        DONE = "done", "已完成"
        DROPPED = "dropped", "不再办理"

    code = CodeField()
    county = models.ForeignKey(County, models.PROTECT, related_name="meeting_tasks")
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="tasks", verbose_name="会议")
    words = models.CharField("议定事项", max_length=300)
    township = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="meeting_tasks", verbose_name="责任乡镇"
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="meeting_tasks", verbose_name="责任单位"
    )
    owner = models.CharField("责任人", max_length=60, blank=True)
    due_on = models.DateField("完成时间")
    state = models.CharField("状态", max_length=10, choices=State, default=State.OPEN)
    done_on = models.DateField("完成日期", null=True, blank=True)

    objects = scoped(MeetingTaskQuerySet)

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~(Q(township=None) & Q(unit=None) & Q(owner="")), name="meeting_task_has_owner"
            )
        ]
        indexes = [
            models.Index(fields=["county", "due_on", "id"], name="meeting_task_county"),
            models.Index(fields=["township", "due_on", "id"], name="meeting_task_town"),
        ]

    def __str__(self):
        return self.words[:60]

    def get_absolute_url(self):
        return reverse("meetings:task", args=[self.code])

    @property
    def who(self) -> str:
        """Township, unit, person: whoever is named."""
        return "、".join(str(one) for one in (self.township, self.unit, self.owner) if one)


class TaskStep(WithFile, ScopedModel):
    """What became of a task, oldest first; a report of completion may carry its proof."""

    reach_paths = {"county": "task__county", "township": "task__township", "unit": "task__unit"}

    class Act(models.TextChoices):
        REPORTED = "reported", "报告完成"
        RETURNED = "returned", "退回再办"
        DONE = "done", "确认完成"
        DROPPED = "dropped", "不再办理"

    code = CodeField()
    task = models.ForeignKey(MeetingTask, models.CASCADE, related_name="steps")
    act = models.CharField(max_length=10, choices=Act)
    on = models.DateField()
    by = models.CharField(max_length=100)
    words = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self):
        return f"{self.get_act_display()} {self.on}"
