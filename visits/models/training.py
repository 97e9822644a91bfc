"""Training plans and their batches; who was trained follows from attendance."""

from django.db import models
from django.urls import reverse

from congress_poverty.codes import CodeField
from congress_poverty.reach import ScopedModel
from deputies.models import County, Person, Region


class TrainingPlan(ScopedModel):
    """总体培训计划 (S4-8) of a county, or of one township for its own deputies (S4-6)."""

    reach_paths = {"county": "county", "township": "township"}

    class Scope(models.TextChoices):
        ALL = "all", "全体代表"
        COUNTY = "county", "县级代表"
        TOWNSHIP = "township", "乡镇代表"

    code = CodeField()
    county = models.ForeignKey(County, models.PROTECT, related_name="training_plans")
    township = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="training_plans", verbose_name="乡镇"
    )
    title = models.CharField("计划名称", max_length=100)
    goal = models.CharField("目标", max_length=300, blank=True)
    scope = models.CharField("培训对象", max_length=10, choices=Scope, default=Scope.ALL)
    since = models.DateField("开始")
    until = models.DateField("结束")
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["-since", "-id"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("visits:training_plan", args=[self.code])


_OF_PLAN = {"county": "plan__county", "township": "plan__township"}


class TrainingBatch(ScopedModel):
    """A batch of a plan for one target group (S4-5); it is held as activities that name it.

    ``category`` narrows the deputies of the plan to those of one walk of life.
    """

    reach_paths = _OF_PLAN

    code = CodeField()
    plan = models.ForeignKey(TrainingPlan, models.CASCADE, related_name="batches")
    title = models.CharField("班次", max_length=100)
    target = models.CharField("对象说明", max_length=100, blank=True)
    category = models.CharField("代表构成", max_length=14, choices=Person.Category, blank=True)
    form = models.CharField("培训形式", max_length=20, blank=True)
    base = models.CharField("培训地点", max_length=100, blank=True)
    due_on = models.DateField("计划完成时间")

    class Meta:
        ordering = ["due_on", "id"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return self.plan.get_absolute_url()


class TrainingCourse(ScopedModel):
    """A course of a batch: content and lecturer (S4-60)."""

    reach_paths = {"county": "batch__plan__county", "township": "batch__plan__township"}

    code = CodeField()
    batch = models.ForeignKey(TrainingBatch, models.CASCADE, related_name="courses")
    title = models.CharField("课程", max_length=100)
    content = models.CharField("培训内容", max_length=20, blank=True)
    lecturer = models.CharField("授课人", max_length=60, blank=True)
    lecturer_kind = models.CharField("授课人身份", max_length=20, blank=True)
    hours = models.DecimalField("学时", max_digits=4, decimal_places=1, null=True, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return self.batch.get_absolute_url()
