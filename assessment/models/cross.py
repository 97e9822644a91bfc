"""Quarterly cross-evaluation: teams led by the standing committee judge townships' stations (S4-18)."""

from decimal import Decimal

from django.db import models
from django.urls import reverse

from congress_poverty.codes import CodeField
from congress_poverty.reach import ScopedModel, Via
from deputies.models import County, Person, Region, Station, Unit


class CrossRound(ScopedModel):
    """One round. Its items are copied from the pack when it opens, so that old sheets stay readable.

    draft → open → closed → published. Townships see it, and their own sheets, once it is published.
    """

    # A bulletin goes to every township of the county; the pages show a round to them once it is published.
    reach_paths = {
        "county": "county",
        "township": Via("deputies.Region", row="parent", holder="id", at="county__region"),
    }

    class State(models.TextChoices):
        OPEN = "open", "考评中"
        CLOSED = "closed", "已结束"
        PUBLISHED = "published", "已通报"

    code = CodeField()
    county = models.ForeignKey(County, models.PROTECT, related_name="cross_rounds")
    title = models.CharField("名称", max_length=100)
    year = models.PositiveSmallIntegerField("年度")
    quarter = models.PositiveSmallIntegerField("季度")
    since = models.DateField("开始")
    until = models.DateField("结束")
    state = models.CharField("情况", max_length=10, choices=State, default=State.OPEN)
    items = models.JSONField(default=list)
    pack_version = models.CharField(max_length=80, blank=True)
    number = models.CharField("通报文号", max_length=60, blank=True)
    bulletin = models.TextField("通报正文", max_length=2000, blank=True)
    closed_on = models.DateField("打分结束日期", null=True, blank=True)
    published_on = models.DateField("通报日期", null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["-year", "-quarter", "-id"]
        constraints = [models.UniqueConstraint(fields=["county", "year", "quarter"], name="cross_round_once")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("cross:detail", args=[self.code])


class CrossTeam(ScopedModel):
    """A team of a round: who leads it, who belongs to it."""

    reach_paths = {"county": "cross_round__county"}

    code = CodeField()
    cross_round = models.ForeignKey(CrossRound, models.CASCADE, related_name="teams")
    name = models.CharField("考评组", max_length=60)
    leader = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="带队领导"
    )
    leader_name = models.CharField("带队领导姓名", max_length=60, blank=True)
    office = models.ForeignKey(
        Unit, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="负责委室"
    )
    members = models.CharField("成员", max_length=200, blank=True)

    class Meta:
        ordering = ["cross_round", "id"]
        constraints = [models.UniqueConstraint(fields=["cross_round", "name"], name="cross_team_once")]

    def __str__(self):
        return self.name


class CrossSheet(ScopedModel):
    """What one team found in one township, perhaps at one station of it."""

    reach_paths = {"county": "cross_round__county", "township": "township"}

    code = CodeField()
    cross_round = models.ForeignKey(CrossRound, models.CASCADE, related_name="sheets")
    team = models.ForeignKey(CrossTeam, models.PROTECT, related_name="sheets", verbose_name="考评组")
    township = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="乡镇")
    station = models.ForeignKey(
        Station, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="看的站室"
    )
    visited_on = models.DateField("考评日期", null=True, blank=True)
    total = models.DecimalField("得分", max_digits=6, decimal_places=2, default=Decimal(0))
    is_scored = models.BooleanField("已打分", default=False)
    remark = models.CharField("总的意见", max_length=300, blank=True)
    scored_by = models.CharField("打分人", max_length=100, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["cross_round", "township__code", "id"]
        constraints = [
            models.UniqueConstraint(fields=["cross_round", "team", "township"], name="cross_sheet_once")
        ]

    def __str__(self):
        return f"{self.township}：{self.team}"

    def get_absolute_url(self):
        return reverse("cross:sheet", args=[self.code])


class CrossMark(ScopedModel):
    """Points for one item of a sheet, and why."""

    reach_paths = {"county": "sheet__cross_round__county", "township": "sheet__township"}

    sheet = models.ForeignKey(CrossSheet, models.CASCADE, related_name="marks")
    item = models.CharField(max_length=20)
    points = models.DecimalField("得分", max_digits=5, decimal_places=2)
    remark = models.CharField("扣分原因", max_length=200, blank=True)

    class Meta:
        ordering = ["sheet", "id"]
        constraints = [models.UniqueConstraint(fields=["sheet", "item"], name="cross_mark_once")]

    def __str__(self):
        return f"{self.item} {self.points}"
