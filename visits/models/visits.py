"""One household, one time."""

from django.db import models
from django.urls import reverse

from congress_poverty.codes import CodeField
from congress_poverty.reach import ScopedModel, Via, scoped
from deputies.models import County, Person, Region
from pairing.models import Household


class VisitQuerySet(models.QuerySet):
    def between(self, since, until):
        """Visits from ``since`` to ``until``, both included."""
        return self.filter(visited_on__gte=since, visited_on__lte=until)


class Visit(ScopedModel):
    """A visit to a household (走访).

    ``township`` is that of the visiting deputies (the ledger it stands in), which
    may differ from the household's. ``client_uuid`` is made when the form opens and
    makes a repeated submission one visit. The n-ones (六个一) done, the topics and
    the rating of the household's own motivation (S0-60) are words of the county's pack.
    """

    reach_paths = {
        "county": "county",
        "township": "township",
        "deputy": Via("visits.VisitDeputy", row="visit", holder="person"),
    }

    class Source(models.TextChoices):
        PAGE = "page", "网页"
        PHONE = "phone", "手机"
        LEDGER = "ledger", "台账导入"

    code = CodeField()
    client_uuid = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    county = models.ForeignKey(County, models.PROTECT, related_name="visits", db_index=False)
    township = models.ForeignKey(
        Region, models.PROTECT, related_name="visits", db_index=False, verbose_name="乡镇"
    )
    household = models.ForeignKey(
        Household, models.PROTECT, related_name="visits", db_index=False, verbose_name="走访户"
    )
    visited_on = models.DateField("走访时间")
    mode = models.CharField("走访形式", max_length=20, blank=True)
    met_whom = models.CharField("见到谁", max_length=60, blank=True)
    topics = models.JSONField("说了什么事", default=list, blank=True)
    handling = models.CharField("怎么处理", max_length=20, blank=True)
    acts = models.JSONField("活动内容", default=list, blank=True)
    note = models.TextField("走访内容", max_length=500, blank=True)
    issue = models.CharField("反映问题", max_length=300, blank=True)
    result = models.CharField("办理情况", max_length=300, blank=True)
    next_step = models.CharField("下一步", max_length=200, blank=True)
    needs = models.JSONField("需求", default=list, blank=True)
    motivation = models.CharField("内生动力", max_length=20, blank=True)
    amount = models.DecimalField("资金物资折款（元）", max_digits=12, decimal_places=2, default=0)
    goods = models.CharField("物资", max_length=100, blank=True)
    source = models.CharField("来源", max_length=8, choices=Source, default=Source.PAGE)
    recorded_by = models.CharField("记录人", max_length=100, blank=True)
    received_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    # Shown in lists without a join: names of the deputies who went, in order.
    deputy_names = models.CharField("走访代表", max_length=200, blank=True)

    objects = scoped(VisitQuerySet)

    class Meta:
        ordering = ["-visited_on", "-id"]
        indexes = [
            models.Index(fields=["township", "-visited_on", "-id"], name="visit_township"),
            models.Index(fields=["county", "-visited_on", "-id"], name="visit_county"),
            models.Index(fields=["household", "-visited_on", "-id"], name="visit_household"),
        ]

    def __str__(self):
        return f"{self.visited_on} {self.deputy_names}走访"

    def get_absolute_url(self):
        return reverse("visits:visit", args=[self.code])


class VisitDeputy(ScopedModel):
    """A deputy who went; the first named leads."""

    reach_paths = {"county": "visit__county", "township": "visit__township", "deputy": "person"}

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="visitors")
    person = models.ForeignKey(Person, models.PROTECT, related_name="visits_made")
    is_lead = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["visit", "order"]
        constraints = [models.UniqueConstraint(fields=["visit", "person"], name="visit_deputy_once")]

    def __str__(self):
        return str(self.person)


class VisitPhoto(ScopedModel):
    """A photo that passed the gate: decoded, re-encoded as JPEG, location removed.

    The file lies outside the web root under ``name``; it leaves only through a view
    that checks the reach.
    """

    reach_paths = {
        "county": "visit__county",
        "township": "visit__township",
        "deputy": Via("visits.VisitDeputy", row="visit", holder="person", at="visit"),
    }

    code = CodeField()
    visit = models.ForeignKey(Visit, models.CASCADE, related_name="photos")
    name = models.CharField(max_length=80, unique=True)
    original_name = models.CharField("原文件名", max_length=255, blank=True)
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["visit", "sha256"], name="visit_photo_once")]

    def __str__(self):
        return self.original_name or self.name
