"""请假: who asked to stay away from what, who had to approve it, and the answer."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from congress_poverty.codes import CodeField
from congress_poverty.reach import ScopedModel, scoped
from deputies.models import Person

from .activities import Activity


class LeaveQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=LeaveRequest.State.ASKED)


class LeaveRequest(ScopedModel):
    """A deputy's leave from one activity or session; once approved it stands in the attendance.

    Whose approval it needs follows from ``context``. ``part`` is for somebody who stays away
    for a part of it: the attendance then keeps the deputy as present.
    """

    reach_paths = {"county": "activity__county", "township": "activity__township", "deputy": "person"}

    class Context(models.TextChoices):
        """The contexts of the pack's ``leave_rules``."""

        BEFORE = "congress_before", "人代会召开前"
        DURING = "congress_during", "人代会期间"
        GROUP = "group", "小组活动"
        STATION = "station", "联络站活动"
        ACTIVITY = "activity", "其他活动"

    class State(models.TextChoices):
        ASKED = "asked", "等批准"
        APPROVED = "approved", "已准假"
        REFUSED = "refused", "没有批准"
        WITHDRAWN = "withdrawn", "已撤回"

    code = CodeField()
    activity = models.ForeignKey(Activity, models.CASCADE, related_name="leaves")
    person = models.ForeignKey(Person, models.PROTECT, related_name="leaves", verbose_name="请假代表")
    context = models.CharField("什么时候请的", max_length=16, choices=Context)
    part = models.CharField("哪一段", max_length=60, blank=True)
    reason = models.CharField("事由", max_length=80)
    asked_on = models.DateField("请假日期")
    asked_by = models.CharField("登记人", max_length=100, blank=True)
    approver = models.CharField("准假人", max_length=60)
    state = models.CharField("情况", max_length=10, choices=State, default=State.ASKED)
    decided_on = models.DateField("批复日期", null=True, blank=True)
    decided_by = models.CharField("批复登记人", max_length=100, blank=True)
    answer = models.CharField("批复意见", max_length=100, blank=True)

    objects = scoped(LeaveQuerySet)

    class Meta:
        ordering = ["-asked_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "person"],
                condition=Q(state__in=("asked", "approved")),
                name="leave_open_once",
            )
        ]

    def __str__(self):
        return f"{self.person}请假"

    def get_absolute_url(self):
        return reverse("visits:leave", args=[self.code])
