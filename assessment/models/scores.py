"""The year's scores: recomputed until frozen, then only corrected with a date and a reason."""

from django.db import models
from django.db.models import Q, Sum
from django.urls import reverse

from congress_poverty.codes import CodeField
from congress_poverty.reach import ScopedModel, scoped
from deputies.models import County, Person, Region


class ScoreQuerySet(models.QuerySet):
    def of(self, year: int, subject: str):
        return self.filter(year=year, subject=subject)


class Score(ScopedModel):
    """One subject's score for one year under the county's rubric.

    ``township`` is the subject itself, or where the deputy stands on the roster.
    ``pack_version`` names the rules it was computed with.
    """

    reach_paths = {"county": "county", "township": "township", "deputy": "person"}

    class Subject(models.TextChoices):
        DEPUTY = "deputy", "代表"
        TOWNSHIP = "township", "乡镇人大"

    code = CodeField()
    county = models.ForeignKey(County, models.PROTECT, related_name="scores")
    year = models.PositiveSmallIntegerField("年度")
    subject = models.CharField("考核对象", max_length=10, choices=Subject)
    township = models.ForeignKey(Region, models.PROTECT, related_name="scores", verbose_name="乡镇")
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="scores", verbose_name="代表"
    )
    total = models.DecimalField("总分", max_digits=6, decimal_places=2, default=0)
    base = models.DecimalField("基础分", max_digits=6, decimal_places=2, default=0)
    grade = models.CharField("等次", max_length=20, blank=True)
    pack_version = models.CharField(max_length=80, blank=True)
    computed_on = models.DateField("计算日期")
    frozen_on = models.DateField("冻结日期", null=True, blank=True)

    objects = scoped(ScoreQuerySet)

    class Meta:
        ordering = ["-year", "subject", "-total", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "person"], condition=Q(subject="deputy"), name="score_once_a_deputy"
            ),
            models.UniqueConstraint(
                fields=["year", "township"], condition=Q(subject="township"), name="score_once_a_township"
            ),
            models.CheckConstraint(
                condition=Q(subject="deputy", person__isnull=False)
                | Q(subject="township", person__isnull=True),
                name="score_subject",
            ),
        ]
        indexes = [models.Index(fields=["county", "year", "subject", "-total"], name="score_county_year")]

    def __str__(self):
        return f"{self.person or self.township} {self.year} 年度考核"

    def get_absolute_url(self):
        return reverse("assess:detail", args=[self.code])

    @property
    def rules(self) -> str:
        """``lingbi 2026.1+1f2e3d`` as people name it: 2026.1."""
        return self.pack_version.partition("+")[0].rpartition(" ")[2]

    @property
    def is_frozen(self) -> bool:
        return self.frozen_on is not None

    @property
    def corrected(self):
        """The total with the corrections made since it was frozen."""
        return self.total + (self.corrections.aggregate(sum=Sum("points"))["sum"] or 0)


class ScoreItem(ScopedModel):
    """One line of a score sheet: the figure, the points, and the records they rest on.

    ``evidence`` lists under ``counted`` the ``[kind, code, date, words]`` of every record
    that was counted, under ``uncounted`` those that were not, with the reason at the end.
    ``figure`` is the count, or with ``denominator`` the numerator of a share.
    """

    reach_paths = {"county": "score__county", "township": "score__township", "deputy": "score__person"}

    score = models.ForeignKey(Score, models.CASCADE, related_name="items")
    order = models.PositiveSmallIntegerField()
    item = models.CharField(max_length=30)
    title = models.CharField("指标", max_length=60)
    rule = models.CharField("怎么算的", max_length=300)
    full = models.DecimalField("满分", max_digits=6, decimal_places=2)
    points = models.DecimalField("得分", max_digits=6, decimal_places=2)
    figure = models.DecimalField("数量", max_digits=10, decimal_places=2, null=True, blank=True)
    denominator = models.PositiveIntegerField(null=True, blank=True)
    words = models.CharField("计算", max_length=200, blank=True)
    evidence = models.JSONField("依据", default=dict, blank=True)

    class Meta:
        ordering = ["score", "order"]
        constraints = [models.UniqueConstraint(fields=["score", "item"], name="score_item_once")]

    def __str__(self):
        return self.title


class ScoreCorrection(ScopedModel):
    """A change of a frozen score: never of the stored line, always beside it."""

    reach_paths = {"county": "score__county", "township": "score__township", "deputy": "score__person"}

    score = models.ForeignKey(Score, models.CASCADE, related_name="corrections")
    item = models.CharField("指标", max_length=30)
    points = models.DecimalField("更正分值", max_digits=6, decimal_places=2)
    reason = models.CharField("原因", max_length=300)
    made_on = models.DateField("更正日期")
    made_by = models.CharField("更正人", max_length=100)

    class Meta:
        ordering = ["made_on", "id"]

    def __str__(self):
        return f"{self.made_on} {self.points:+}"
