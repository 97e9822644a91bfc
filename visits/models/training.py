"""Training plans and their batches; who was trained follows from attendance."""

from django.db import models
from django.urls import reverse

from congress_poverty.codes import CodeField
from congress_poverty.reach import Home, ScopedModel, Via
from deputies.models import County, Person, Region


def _of_plan(at: str = "") -> dict:
    """Who reads a plan, or what hangs on it: its township; of a county's plan every township and deputy.

    What they then see of its numbers is their own: those are counted from the deputies within reach.
    """
    return {
        "county": f"{at}county",
        "township": (
            f"{at}township",
            Via("deputies.Region", row="parent", holder="id", at=f"{at}county_wide__region"),
        ),
        "deputy": (
            Home(f"{at}township"),
            Via("deputies.Person", row="county", holder="id", at=f"{at}county_wide"),
        ),
    }


class TrainingPlan(ScopedModel):
    """总体培训计划 (S4-8) of a county, or of one township for its own deputies (S4-6)."""

    reach_paths = _of_plan()

    class Scope(models.TextChoices):
        ALL = "all", "全体代表"
        COUNTY = "county", "县级代表"
        TOWNSHIP = "township", "乡镇代表"

    code = CodeField()
    county = models.ForeignKey(County, models.PROTECT, related_name="training_plans")
    township = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="training_plans", verbose_name="乡镇"
    )
    # The county again, where the plan is for all of it: by this column townships and deputies reach it.
    county_wide = models.ForeignKey(County, models.PROTECT, null=True, editable=False, related_name="+")
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

    def save(self, *args, **kwargs):
        self.county_wide_id = None if self.township_id else self.county_id
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("visits:training_plan", args=[self.code])


class TrainingBatch(ScopedModel):
    """A batch of a plan for one target group (S4-5); it is held as activities that name it.

    ``categories`` narrow the deputies of the plan to those of some walks of life; none is all.
    """

    reach_paths = _of_plan("plan__")

    code = CodeField()
    plan = models.ForeignKey(TrainingPlan, models.CASCADE, related_name="batches")
    title = models.CharField("班次", max_length=100)
    target = models.CharField("对象说明", max_length=100, blank=True)
    categories = models.JSONField("代表构成", default=list, blank=True)
    form = models.CharField("培训形式", max_length=20, blank=True)
    base = models.CharField("培训地点", max_length=100, blank=True)
    due_on = models.DateField("计划完成时间")
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["due_on", "id"]

    def __str__(self):
        return self.title

    @property
    def category_words(self) -> str:
        return "、".join(Person.Category(one).label for one in self.categories)

    def get_absolute_url(self):
        return self.plan.get_absolute_url()


class TrainingCourse(ScopedModel):
    """A course of a batch: content and lecturer (S4-60)."""

    reach_paths = _of_plan("batch__plan__")

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
