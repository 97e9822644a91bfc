"""Reception days: who is on duty when, and how that was changed (轮值表)."""

from django.db import models
from django.urls import reverse

from congress_poverty.codes import CodeField
from congress_poverty.reach import Home, ScopedModel, scoped
from deputies.models import County, Person, Region, Station

from .stations import OF_PLACE


class DutyDayQuerySet(models.QuerySet):
    def of_month(self, year: int, month: int):
        return self.filter(day__year=year, day__month=month)

    def standing(self):
        """Not called off."""
        return self.exclude(state=DutyDay.State.CANCELLED)


class DutyDay(ScopedModel):
    """A reception day of a station. ``rule_day`` is where the rule had it before it was moved."""

    reach_paths = OF_PLACE

    class State(models.TextChoices):
        PLANNED = "planned", "已安排"
        HELD = "held", "已接待"
        CANCELLED = "cancelled", "取消"

    code = CodeField()
    county = models.ForeignKey(County, models.PROTECT, related_name="+")
    township = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="乡镇")
    station = models.ForeignKey(Station, models.CASCADE, related_name="duty_days", verbose_name="站室")
    day = models.DateField("接待日")
    rule_day = models.DateField("按规则应是", null=True, blank=True)
    moved_because = models.CharField("为什么改期", max_length=100, blank=True)
    hours = models.CharField("时间", max_length=40, blank=True)
    theme = models.CharField("主题", max_length=100, blank=True)
    state = models.CharField("情况", max_length=10, choices=State, default=State.PLANNED)
    planned_by = models.CharField("安排人", max_length=100, blank=True)

    objects = scoped(DutyDayQuerySet)

    class Meta:
        ordering = ["day", "id"]
        constraints = [models.UniqueConstraint(fields=["station", "day"], name="duty_day_once")]
        indexes = [
            models.Index(fields=["township", "day"], name="duty_day_township"),
            models.Index(fields=["county", "day"], name="duty_day_county"),
        ]

    def __str__(self):
        return f"{self.station}{self.day.month}月{self.day.day}日接待"

    def get_absolute_url(self):
        return reverse("visits:duty_day", args=[self.code])


class DutyShift(ScopedModel):
    """One deputy on one reception day."""

    reach_paths = {
        "county": "duty_day__county",
        "township": "duty_day__township",
        "deputy": Home("duty_day__township"),
    }

    class State(models.TextChoices):
        PLANNED = "planned", "值班"
        PRESENT = "present", "到岗"
        ABSENT = "absent", "缺席"
        REPLACED = "replaced", "由人代班"

    code = CodeField()
    duty_day = models.ForeignKey(DutyDay, models.CASCADE, related_name="shifts")
    person = models.ForeignKey(Person, models.PROTECT, related_name="duty_shifts", verbose_name="代表")
    state = models.CharField("情况", max_length=10, choices=State, default=State.PLANNED)
    stand_in = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="代班代表"
    )
    note = models.CharField("说明", max_length=100, blank=True)

    class Meta:
        ordering = ["duty_day", "id"]
        constraints = [models.UniqueConstraint(fields=["duty_day", "person"], name="duty_shift_once")]
        indexes = [models.Index(fields=["person", "duty_day"], name="duty_shift_person")]

    def __str__(self):
        return f"{self.person} {self.get_state_display()}"


class DutySwapQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state=DutySwap.State.ASKED)


class DutySwap(ScopedModel):
    """A change between deputies: asked and answered, or arranged by the office. It stays as history.

    ``mine`` is the shift that is given away; ``yours`` the one taken in return, or None where
    the other deputy takes the shift over. Days are kept beside them, because shifts move.
    """

    reach_paths = OF_PLACE

    class State(models.TextChoices):
        ASKED = "asked", "等对方答复"
        ACCEPTED = "accepted", "已同意"
        REFUSED = "refused", "未同意"
        WITHDRAWN = "withdrawn", "已撤回"
        ARRANGED = "arranged", "由办公室调整"

    code = CodeField()
    county = models.ForeignKey(County, models.PROTECT, related_name="+")
    township = models.ForeignKey(Region, models.PROTECT, related_name="+")
    station = models.ForeignKey(Station, models.CASCADE, related_name="duty_swaps")
    mine = models.ForeignKey(DutyShift, models.SET_NULL, null=True, related_name="+")
    yours = models.ForeignKey(DutyShift, models.SET_NULL, null=True, blank=True, related_name="+")
    from_person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="提出代表")
    to_person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="对方代表")
    from_day = models.DateField("让出的日子")
    to_day = models.DateField("换来的日子", null=True, blank=True)
    reason = models.CharField("原因", max_length=100, blank=True)
    state = models.CharField("情况", max_length=10, choices=State, default=State.ASKED)
    asked_on = models.DateField("提出日期")
    answered_on = models.DateField("答复日期", null=True, blank=True)
    answered_by = models.CharField("答复人", max_length=100, blank=True)
    answer = models.CharField("答复", max_length=100, blank=True)

    objects = scoped(DutySwapQuerySet)

    class Meta:
        ordering = ["-asked_on", "-id"]

    def __str__(self):
        return f"{self.from_person}与{self.to_person}调班"

    def get_absolute_url(self):
        return reverse("visits:swap", args=[self.code])
