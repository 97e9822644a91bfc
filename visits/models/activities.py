"""Organised activities with attendance; thin, deepened by a later issue."""

from django.db import models
from django.urls import reverse

from congress_poverty.codes import CodeField
from congress_poverty.reach import ScopedModel, Via, scoped
from deputies.models import County, DeputyGroup, Person, Region, Station


class ActivityQuerySet(models.QuerySet):
    def between(self, since, until):
        """Activities held from ``since`` to ``until``, both included."""
        return self.filter(held_on__gte=since, held_on__lte=until)


class Activity(ScopedModel):
    """Something organised, with attendance: an inspection tour, a forum, a reception day.

    ``present_count`` is counted from the attendance rows; ``stated_present`` is
    what a ledger said, where its list of names ends in 等13人.
    """

    reach_paths = {
        "county": "county",
        "township": "township",
        "deputy": Via("visits.Attendance", row="activity", holder="person"),
    }

    code = CodeField()
    county = models.ForeignKey(County, models.PROTECT, related_name="activities", db_index=False)
    township = models.ForeignKey(
        Region, models.PROTECT, related_name="activities", db_index=False, verbose_name="乡镇"
    )
    group = models.ForeignKey(
        DeputyGroup, models.PROTECT, null=True, blank=True, related_name="activities", verbose_name="代表小组"
    )
    station = models.ForeignKey(
        Station, models.PROTECT, null=True, blank=True, related_name="activities", verbose_name="站点"
    )
    held_on = models.DateField("活动时间")
    kind = models.CharField("活动形式", max_length=20)
    topic = models.CharField("活动主题", max_length=200)
    place = models.CharField("地点", max_length=100, blank=True)
    summary = models.TextField("活动情况", max_length=1000, blank=True)
    present_count = models.PositiveIntegerField("实到人数", default=0)
    stated_present = models.PositiveIntegerField(null=True, blank=True)
    recorded_by = models.CharField("记录人", max_length=100, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = scoped(ActivityQuerySet)

    class Meta:
        ordering = ["-held_on", "-id"]
        indexes = [
            models.Index(fields=["township", "-held_on", "-id"], name="activity_township"),
            models.Index(fields=["county", "-held_on", "-id"], name="activity_county"),
        ]

    def __str__(self):
        return self.topic

    def get_absolute_url(self):
        return reverse("visits:activity", args=[self.code])


class Attendance(ScopedModel):
    """Whether a deputy came to an activity."""

    reach_paths = {"county": "activity__county", "township": "activity__township", "deputy": "person"}

    class Status(models.TextChoices):
        PRESENT = "present", "出席"
        LEAVE = "leave", "请假"
        ABSENT = "absent", "缺席"

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="attendances")
    person = models.ForeignKey(Person, models.PROTECT, related_name="attendances")
    status = models.CharField("出席情况", max_length=8, choices=Status, default=Status.PRESENT)
    note = models.CharField("说明", max_length=100, blank=True)

    class Meta:
        ordering = ["activity", "id"]
        constraints = [models.UniqueConstraint(fields=["activity", "person"], name="attendance_once")]

    def __str__(self):
        return f"{self.person} {self.get_status_display()}"
