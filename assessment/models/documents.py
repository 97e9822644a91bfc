"""What is handed in as a file, and what a deputy pledged: the only duties that nothing else records."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from congress_poverty.codes import CodeField
from congress_poverty.reach import ScopedModel, scoped
from deputies.models import County, DeputyGroup, Person, Region, Station, Unit

from .files import WithFile


class Document(ScopedModel):
    """A document that is owed: a plan, minutes, a bulletin. Filed, then accepted or returned.

    ``kind`` is a code of the pack's ``duties.documents``. It is the county's own where no
    township, group, station or unit is named.
    """

    reach_paths = {"county": "county", "township": "township", "unit": "unit"}

    class State(models.TextChoices):
        FILED = "filed", "已报送"
        ACCEPTED = "accepted", "已接收"
        RETURNED = "returned", "已退回"

    code = CodeField()
    county = models.ForeignKey(County, models.PROTECT, related_name="documents")
    township = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="documents", verbose_name="乡镇"
    )
    group = models.ForeignKey(
        DeputyGroup, models.PROTECT, null=True, blank=True, related_name="documents", verbose_name="代表小组"
    )
    station = models.ForeignKey(
        Station, models.PROTECT, null=True, blank=True, related_name="documents", verbose_name="站室"
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="documents", verbose_name="单位、委室"
    )
    kind = models.CharField("材料", max_length=30)
    title = models.CharField("标题", max_length=100)
    filed_on = models.DateField("报送日期")
    filed_by = models.CharField("报送人", max_length=100, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)
    name = models.CharField(max_length=80, blank=True)
    original_name = models.CharField("文件", max_length=255, blank=True)
    content_type = models.CharField(max_length=80, blank=True)
    size = models.PositiveIntegerField(default=0)
    state = models.CharField("状态", max_length=10, choices=State, default=State.FILED)
    decided_on = models.DateField("接收或退回日期", null=True, blank=True)
    decided_by = models.CharField("接收人", max_length=100, blank=True)
    return_reason = models.CharField("退回原因", max_length=300, blank=True)

    class Meta:
        ordering = ["-filed_on", "-id"]
        indexes = [
            models.Index(fields=["county", "-filed_on", "-id"], name="document_county"),
            models.Index(fields=["township", "-filed_on", "-id"], name="document_township"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("duties:document", args=[self.code])


class EarlierFile(WithFile, ScopedModel):
    """A file that was replaced before the document was accepted: who, when, why."""

    reach_paths = {
        "county": "document__county",
        "township": "document__township",
        "unit": "document__unit",
    }

    code = CodeField()
    document = models.ForeignKey(Document, models.CASCADE, related_name="earlier_files")
    replaced_on = models.DateField("更换日期")
    replaced_by = models.CharField("更换人", max_length=100)
    reason = models.CharField("原因", max_length=200, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self):
        return f"{self.document}：{self.original_name}"


class PledgeQuerySet(models.QuerySet):
    def standing(self):
        """Not withdrawn."""
        return self.filter(withdrawn_on__isnull=True)


class Pledge(ScopedModel):
    """承诺: a deputy promises to do a duty of the year more often than the rule demands.

    One that was withdrawn stays with its reason until the deputy promises again.
    """

    reach_paths = {"county": "person__county", "township": "person__township", "deputy": "person"}

    code = CodeField()
    person = models.ForeignKey(Person, models.CASCADE, related_name="pledges", verbose_name="代表")
    year = models.PositiveSmallIntegerField("年度")
    rule = models.CharField("事项", max_length=40)
    number = models.PositiveSmallIntegerField("次数")
    words = models.CharField("承诺内容", max_length=300, blank=True)
    made_on = models.DateField("承诺日期")
    withdrawn_on = models.DateField("撤回日期", null=True, blank=True)
    withdraw_reason = models.CharField("撤回原因", max_length=200, blank=True)

    objects = scoped(PledgeQuerySet)

    class Meta:
        ordering = ["-year", "id"]
        constraints = [models.UniqueConstraint(fields=["person", "year", "rule"], name="pledge_once")]

    def __str__(self):
        return f"{self.person} {self.year} 年承诺"


class RuleChange(ScopedModel):
    """A county changed one value of its rules: who, when, from what to what, and why."""

    reach_paths = {"county": "county"}

    county = models.ForeignKey(County, models.PROTECT, related_name="rule_changes")
    path = models.CharField("规则项", max_length=120)
    label = models.CharField("名称", max_length=100)
    old = models.CharField("原来", max_length=200, blank=True)
    new = models.CharField("改为", max_length=200, blank=True)
    reason = models.CharField("原因", max_length=300, blank=True)
    changed_at = models.DateTimeField("时间")
    changed_by = models.CharField("修改人", max_length=100)

    class Meta:
        ordering = ["-changed_at", "-id"]

    def __str__(self):
        return f"{self.label}：{self.old} → {self.new}"
