"""Official papers: rules, plans, bulletins, notices; their editions, who passed them, who received them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from congress_poverty.codes import CodeField
from congress_poverty.reach import ScopedModel, Via, scoped
from deputies.models import County, Region, Unit

from .files import WithFile


class OfficialPaperQuerySet(models.QuerySet):
    def issued(self):
        return self.filter(state=OfficialPaper.State.ISSUED)


class OfficialPaper(ScopedModel):
    """A paper of the county, or with ``township`` of a township's congress.

    ``kind`` is a code of the pack's ``papers.kinds``. The text stands in its editions; a
    township or a unit sees the county's paper once it has been sent one. ``audience`` says in what
    circle it is made known (S0-39).
    """

    reach_paths = {
        "county": "county",
        "township": ("township", Via("assessment.PaperReceipt", row="paper", holder="township")),
        "unit": Via("assessment.PaperReceipt", row="paper", holder="unit"),
    }

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        ISSUED = "issued", "已印发"
        REPEALED = "repealed", "已废止"

    class Audience(models.TextChoices):
        ALL = "all", "各乡镇"
        SOME = "some", "指定的乡镇和单位"
        LEADERS = "leaders", "只报常委会领导"

    code = CodeField()
    county = models.ForeignKey(County, models.PROTECT, related_name="official_papers")
    township = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="official_papers", verbose_name="乡镇"
    )
    kind = models.CharField("种类", max_length=20)
    title = models.CharField("标题", max_length=120)
    number = models.CharField("文号", max_length=60, blank=True)
    basis = models.CharField("依据的上级文件", max_length=200, blank=True)
    period = models.CharField("报告期", max_length=10, blank=True)
    audience = models.CharField("印发范围", max_length=10, choices=Audience, default=Audience.ALL)
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT)
    issued_on = models.DateField("印发日期", null=True, blank=True)
    repealed_on = models.DateField("废止日期", null=True, blank=True)
    made_on = models.DateField("起草日期")
    made_by = models.CharField("起草人", max_length=100, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = scoped(OfficialPaperQuerySet)

    class Meta:
        ordering = ["-made_on", "-id"]
        indexes = [
            models.Index(fields=["county", "-made_on", "-id"], name="official_paper_county"),
            models.Index(fields=["township", "-made_on", "-id"], name="official_paper_town"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("papers:detail", args=[self.code])

    @property
    def edition(self) -> PaperEdition | None:
        """The newest one."""
        return self.editions.order_by("-number").first()


_WITH_PAPER = {
    "county": "paper__county",
    "township": (
        "paper__township",
        Via("assessment.PaperReceipt", row="paper", holder="township", at="paper"),
    ),
    "unit": Via("assessment.PaperReceipt", row="paper", holder="unit", at="paper"),
}


class PaperEdition(WithFile, ScopedModel):
    """A version of a paper: its text, its dates, what changed. ``annex`` holds a table beside the text."""

    reach_paths = _WITH_PAPER

    code = CodeField()
    paper = models.ForeignKey(OfficialPaper, models.CASCADE, related_name="editions")
    number = models.PositiveSmallIntegerField("第几版", default=1)
    body = models.TextField("正文", max_length=20000, blank=True)
    annex = models.JSONField(default=dict, blank=True)
    change = models.CharField("改了什么", max_length=300, blank=True)
    adopted_on = models.DateField("通过日期", null=True, blank=True)
    effective_on = models.DateField("施行日期", null=True, blank=True)
    made_on = models.DateField("日期")
    made_by = models.CharField("经办人", max_length=100, blank=True)

    class Meta:
        ordering = ["paper", "number"]
        constraints = [models.UniqueConstraint(fields=["paper", "number"], name="paper_edition_once")]

    def __str__(self):
        return f"{self.paper} 第{self.number}版"


class PaperApproval(ScopedModel):
    """A step of the approval chain (S3-3, S1-51): which body passed which edition, when."""

    reach_paths = {"county": "edition__paper__county", "township": "edition__paper__township"}

    class Result(models.TextChoices):
        PASSED = "passed", "同意"
        CHANGED = "changed", "修改后同意"
        REFUSED = "refused", "不同意"

    code = CodeField()
    edition = models.ForeignKey(PaperEdition, models.CASCADE, related_name="approvals")
    step = models.CharField("审批环节", max_length=60)
    decided_on = models.DateField("日期")
    result = models.CharField("结果", max_length=10, choices=Result, default=Result.PASSED)
    words = models.CharField("意见", max_length=300, blank=True)
    recorded_by = models.CharField("登记人", max_length=100, blank=True)

    class Meta:
        ordering = ["decided_on", "id"]

    def __str__(self):
        return f"{self.step} {self.decided_on}"


class PaperReceiptQuerySet(models.QuerySet):
    def waiting(self):
        """Sent, not confirmed."""
        return self.filter(received_on=None)


class PaperReceipt(ScopedModel):
    """A paper sent to one township or unit, and when it said that it has it."""

    reach_paths = {"county": "paper__county", "township": "township", "unit": "unit"}

    code = CodeField()
    paper = models.ForeignKey(OfficialPaper, models.CASCADE, related_name="receipts")
    township = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="paper_receipts", verbose_name="乡镇"
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="paper_receipts", verbose_name="单位"
    )
    sent_on = models.DateField("发出日期")
    received_on = models.DateField("签收日期", null=True, blank=True)
    received_by = models.CharField("签收人", max_length=100, blank=True)
    note = models.CharField("落实情况", max_length=200, blank=True)

    objects = scoped(PaperReceiptQuerySet)

    class Meta:
        ordering = ["township__code", "unit__name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "township"], name="paper_receipt_township"),
            models.UniqueConstraint(fields=["paper", "unit"], name="paper_receipt_unit"),
            models.CheckConstraint(
                condition=Q(township=None, unit__isnull=False) | Q(township__isnull=False, unit=None),
                name="paper_receipt_one_holder",
            ),
            models.CheckConstraint(
                condition=Q(received_on=None) | Q(received_on__gte=F("sent_on")), name="paper_receipt_order"
            ),
        ]

    def __str__(self):
        return f"{self.paper} → {self.township or self.unit}"
