"""Who looks after whom, from when to when."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from congress_poverty.codes import CodeField
from congress_poverty.reach import ScopedModel, scoped
from congress_poverty.sealed import SealedField
from deputies.models import County, Person, Region, Unit

from .households import Household


class Helper(ScopedModel):
    """Somebody outside the deputies who looks after a household: a unit, a firm, a person (S1-50, S3-25)."""

    reach_paths = {"county": "county", "township": "township", "deputy": ("led_by", "mobilised_by")}

    class Kind(models.TextChoices):
        UNIT = "unit", "单位"
        FIRM = "firm", "企业"
        PERSON = "person", "爱心人士"

    code = CodeField()
    county = models.ForeignKey(County, models.PROTECT, related_name="helpers")
    township = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="乡镇"
    )
    kind = models.CharField("类型", max_length=8, choices=Kind, default=Kind.PERSON)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="helpers", verbose_name="单位"
    )
    name = models.CharField("名称", max_length=100)
    business = models.CharField("做什么", max_length=100, blank=True)
    led_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="firms", verbose_name="负责人是代表"
    )
    mobilised_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="mobilised", verbose_name="动员的代表"
    )
    joined_on = models.DateField("参加日期", null=True, blank=True)
    phone = SealedField("联系电话")
    note = models.CharField("备注", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("pairing:helper", args=[self.code])


class PairingQuerySet(models.QuerySet):
    def active(self, on):
        """Pairings that hold on the day; ``ended_on`` is the last day."""
        return self.filter(started_on__lte=on).filter(Q(ended_on__isnull=True) | Q(ended_on__gte=on))

    def open(self):
        """Pairings without an end."""
        return self.filter(ended_on__isnull=True)


class Pairing(ScopedModel):
    """A deputy (or a helper outside the deputies) looks after a household from a day on.

    A change of helper is an end and a new start, never an edit. ``township`` is the
    household's, ``deputy_township`` that of the roster the deputy stands in.
    """

    reach_paths = {"county": "county", "township": ("township", "deputy_township"), "deputy": "person"}

    class Source(models.TextChoices):
        """How the pairing came about (S1-19, S1-20, S3-6, S3-20): the codes of the pack's ``sources``.

        The county's own words for them are the labels of its pack.
        """

        UNIT_ASSIGNED = "unit", "单位已落实户"
        PRESIDIUM = "presidium", "主席团推荐"
        APPLICATION = "application", "本人申请"
        NEAREST = "nearness", "就近分配"

    code = CodeField()
    county = models.ForeignKey(County, models.PROTECT, related_name="pairings")
    township = models.ForeignKey(Region, models.PROTECT, related_name="pairings", verbose_name="乡镇")
    deputy_township = models.ForeignKey(
        Region, models.PROTECT, related_name="deputy_pairings", verbose_name="代表所在乡镇"
    )
    household = models.ForeignKey(Household, models.PROTECT, related_name="pairings", verbose_name="联系户")
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="pairings", verbose_name="帮扶代表"
    )
    helper = models.ForeignKey(
        Helper, models.PROTECT, null=True, blank=True, related_name="pairings", verbose_name="其他帮扶力量"
    )
    source = models.CharField("来源", max_length=14, choices=Source, blank=True)
    started_on = models.DateField("结对时间")
    ended_on = models.DateField("结束时间", null=True, blank=True)
    end_reason = models.CharField("结束原因", max_length=200, blank=True)
    measure = models.CharField("主要帮扶措施", max_length=200, blank=True)
    target = models.CharField("目标", max_length=200, blank=True)
    override_reason = models.CharField("超出上限的理由", max_length=200, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = scoped(PairingQuerySet)

    class Meta:
        ordering = ["-started_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) ^ Q(helper__isnull=False), name="pairing_one_helper"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=models.F("started_on")),
                name="pairing_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["household", "person"], condition=Q(ended_on__isnull=True), name="pairing_open_once"
            ),
        ]
        indexes = [
            models.Index(fields=["township", "-started_on", "-id"], name="pairing_township"),
            models.Index(fields=["deputy_township", "ended_on"], name="pairing_deputy_township"),
            models.Index(fields=["person", "ended_on"], name="pairing_person_open"),
        ]

    def __str__(self):
        return f"{self.person or self.helper} 联系 {self.household}"

    @property
    def audit_label(self) -> str:
        return f"{self.person or self.helper} 联系 {self.household.audit_label}"

    def get_absolute_url(self):
        return reverse("pairing:pairing", args=[self.code])


class PairingApplication(ScopedModel):
    """A deputy asks to look after a household (扶贫攻坚申请书, S3-6): approved or returned."""

    reach_paths = {"county": "county", "township": "township", "deputy": "person"}

    class State(models.TextChoices):
        SUBMITTED = "submitted", "待审"
        APPROVED = "approved", "已同意"
        RETURNED = "returned", "已退回"
        WITHDRAWN = "withdrawn", "已撤回"

    code = CodeField()
    county = models.ForeignKey(County, models.PROTECT, related_name="pairing_applications")
    township = models.ForeignKey(Region, models.PROTECT, related_name="pairing_applications")
    person = models.ForeignKey(Person, models.CASCADE, related_name="pairing_applications")
    household = models.ForeignKey(
        Household, models.CASCADE, null=True, blank=True, related_name="applications", verbose_name="联系户"
    )
    wish = models.CharField("愿意联系的村或户", max_length=200, blank=True)
    reason = models.CharField("申请理由", max_length=300, blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.SUBMITTED)
    answer = models.CharField("答复", max_length=300, blank=True)
    applied_on = models.DateField("申请日期")
    decided_on = models.DateField("审定日期", null=True, blank=True)
    decided_by = models.CharField(max_length=100, blank=True)
    pairing = models.OneToOneField(
        Pairing, models.SET_NULL, null=True, blank=True, related_name="application"
    )

    class Meta:
        ordering = ["-applied_on", "-id"]

    def __str__(self):
        return f"{self.person} 的申请"

    def get_absolute_url(self):
        return reverse("pairing:application", args=[self.code])


class RosterFiling(ScopedModel):
    """A township files its list of pairings with the county (帮扶名单, S1-35): due 31 March."""

    reach_paths = {"county": "county", "township": "township"}

    code = CodeField()
    county = models.ForeignKey(County, models.PROTECT, related_name="roster_filings")
    township = models.ForeignKey(Region, models.PROTECT, related_name="roster_filings", verbose_name="乡镇")
    year = models.PositiveSmallIntegerField("年度")
    filed_on = models.DateField("报送日期")
    pairings = models.PositiveIntegerField("结对数")
    households = models.PositiveIntegerField("户数")
    deputies = models.PositiveIntegerField("代表数")
    filed_by = models.CharField("报送人", max_length=100, blank=True)

    class Meta:
        ordering = ["-year", "township__code"]
        constraints = [models.UniqueConstraint(fields=["township", "year"], name="roster_filing_once")]

    def __str__(self):
        return f"{self.township} {self.year} 年帮扶名单"

    def get_absolute_url(self):
        return reverse("pairing:roster", args=[self.code])
