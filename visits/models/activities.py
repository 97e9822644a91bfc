"""Organised activities with attendance: planned, announced, held, followed up."""

from django.db import models
from django.urls import reverse

from congress_poverty.codes import CodeField
from congress_poverty.reach import ScopedModel, Via, scoped
from deputies.models import Campaign, County, DeputyGroup, Person, Region, Station


class ActivityQuerySet(models.QuerySet):
    def between(self, since, until):
        """Activities from ``since`` to ``until``, both included."""
        return self.filter(held_on__gte=since, held_on__lte=until)

    def held(self):
        """What took place; plans and what was called off count nowhere."""
        return self.filter(state=Activity.State.HELD)


class Activity(ScopedModel):
    """Something organised, with attendance: an inspection tour, a forum, a reception day.

    Words of the county's pack are stored by their labels, as ledgers write them.
    ``present_count`` is counted from the attendance rows; ``stated_present`` is
    what a ledger said, where its list of names ends in 等13人. ``programmes`` are the
    campaigns it serves: one entry, however many they are.
    """

    reach_paths = {
        "county": "county",
        "township": "township",
        "deputy": Via("visits.Attendance", row="activity", holder="person"),
    }

    class State(models.TextChoices):
        PLANNED = "planned", "计划"
        HELD = "held", "已开展"
        CANCELLED = "cancelled", "已取消"

    class DayPart(models.TextChoices):
        MORNING = "am", "上午"
        AFTERNOON = "pm", "下午"
        WHOLE = "day", "全天"

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
    programmes = models.ManyToManyField(
        Campaign, blank=True, related_name="activities", verbose_name="服务的活动"
    )
    batch = models.ForeignKey(
        "visits.TrainingBatch",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name="培训班次",
    )
    state = models.CharField("状态", max_length=10, choices=State, default=State.HELD)
    held_on = models.DateField("活动时间")
    day_part = models.CharField("时段", max_length=4, choices=DayPart, blank=True)
    kind = models.CharField("活动类型", max_length=20)
    form = models.CharField("活动形式", max_length=20, blank=True)
    organising_form = models.CharField("组织形式", max_length=20, blank=True)
    action = models.CharField("行动类别", max_length=20, blank=True)
    phase = models.CharField("推进阶段", max_length=20, blank=True)
    topic = models.CharField("活动主题", max_length=200)
    theme = models.CharField("专题", max_length=100, blank=True)
    contents = models.JSONField("活动内容", default=list, blank=True)
    subjects = models.JSONField("涉及领域", default=list, blank=True)
    focus = models.JSONField("工作重点", default=list, blank=True)
    methods = models.JSONField("活动方法", default=list, blank=True)
    # Which roles were played: those that the attendance names, else as a ledger lists them.
    roles = models.JSONField("代表角色", default=list, blank=True)
    organiser = models.CharField("组织单位", max_length=100, blank=True)
    host = models.CharField("主持人", max_length=60, blank=True)
    partners = models.CharField("协同单位", max_length=200, blank=True)
    guests = models.CharField("其他参加人员", max_length=300, blank=True)
    place = models.CharField("地点", max_length=100, blank=True)
    hours = models.DecimalField("时长（小时）", max_digits=4, decimal_places=1, null=True, blank=True)
    cost = models.DecimalField("经费（元）", max_digits=10, decimal_places=2, null=True, blank=True)
    summary = models.TextField("活动情况", max_length=1000, blank=True)
    minutes = models.TextField("活动记录", max_length=5000, blank=True)
    cancelled_why = models.CharField("取消原因", max_length=200, blank=True)
    noticed_on = models.DateField("通知日期", null=True, blank=True)
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

    @property
    def is_planned(self) -> bool:
        return self.state == self.State.PLANNED


class Attendance(ScopedModel):
    """Whether a deputy came to an activity, or is asked to come to a planned one.

    Who came late or left early was present. A leave names who approved it; an absence
    without a leave is ``unexcused`` once somebody has said so (无故缺席). ``role`` is the
    one of 五大员 that the deputy took there (S0-13, S2-46).
    """

    reach_paths = {"county": "activity__county", "township": "activity__township", "deputy": "person"}

    class Status(models.TextChoices):
        PRESENT = "present", "出席"
        LEAVE = "leave", "请假"
        ABSENT = "absent", "缺席"
        INVITED = "invited", "已安排"

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="attendances")
    person = models.ForeignKey(Person, models.PROTECT, related_name="attendances")
    status = models.CharField("出席情况", max_length=8, choices=Status, default=Status.PRESENT)
    late = models.BooleanField("迟到", default=False)
    left_early = models.BooleanField("早退", default=False)
    unexcused = models.BooleanField("无故", default=False)
    approved_by = models.CharField("准假人", max_length=60, blank=True)
    role = models.CharField("代表角色", max_length=20, blank=True)
    note = models.CharField("说明", max_length=100, blank=True)

    class Meta:
        ordering = ["activity", "id"]
        constraints = [
            models.UniqueConstraint(fields=["activity", "person"], name="attendance_once"),
            models.CheckConstraint(
                condition=models.Q(status="present") | models.Q(late=False, left_early=False),
                name="attendance_late_is_present",
            ),
            models.CheckConstraint(
                condition=models.Q(status="absent") | models.Q(unexcused=False),
                name="attendance_unexcused_is_absent",
            ),
        ]

    def __str__(self):
        return f"{self.person} {self.words}"

    @property
    def words(self) -> str:
        """The state in the words of the page: 「出席（迟到）」, 「无故缺席」."""
        if self.unexcused:
            return "无故缺席"
        marks = [word for word, on in (("迟到", self.late), ("早退", self.left_early)) if on]
        return self.get_status_display() + (f"（{'、'.join(marks)}）" if marks else "")

    @property
    def remarks(self) -> str:
        """What stands in brackets behind the name: late, why, who approved a leave."""
        marks = (("迟到", self.late), ("早退", self.left_early), ("无故", self.unexcused))
        said = [*(word for word, on in marks if on), self.note]
        if self.approved_by:
            said.append(f"{self.approved_by}准假")
        return "，".join(filter(None, said))
