"""微心愿: a small wish that somebody takes and fulfils (S4-21); and the photos of a station's work."""

from datetime import timedelta

from django.db import models
from django.urls import reverse

from congress_poverty.codes import CodeField
from congress_poverty.reach import Home, ScopedModel, scoped
from deputies.models import County, Person, Region, Station

from .stations import OF_PLACE, StationCheck


class MicroWishQuerySet(models.QuerySet):
    def stale(self, on, days: int):
        """Posted long ago and taken by nobody."""
        return self.filter(state=MicroWish.State.OPEN, posted_on__lt=on - timedelta(days=days))

    def late(self, on):
        """Taken, and not fulfilled by the day that was promised."""
        return self.filter(state=MicroWish.State.CLAIMED, promised_by__lt=on)


class MicroWish(ScopedModel):
    """One wish. A minor's name is never printed, and masked for who sees no names."""

    reach_paths = OF_PLACE

    class State(models.TextChoices):
        OPEN = "open", "等人认领"
        CLAIMED = "claimed", "已认领"
        FULFILLED = "fulfilled", "已实现"
        WITHDRAWN = "withdrawn", "已撤回"
        EXPIRED = "expired", "到期无人认领"

    code = CodeField()
    county = models.ForeignKey(County, models.PROTECT, related_name="+")
    township = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="乡镇")
    station = models.ForeignKey(Station, models.PROTECT, related_name="wishes", verbose_name="在哪个站发布")
    village = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="村（社区）"
    )
    posted_on = models.DateField("发布日期")
    wisher = models.CharField("心愿人", max_length=60, blank=True)
    is_minor = models.BooleanField("未满 18 岁", default=False)
    kind = models.CharField("类别", max_length=20, blank=True)
    wish = models.CharField("心愿", max_length=100)
    detail = models.CharField("说明", max_length=300, blank=True)
    amount = models.PositiveIntegerField("大约需要（元）", null=True, blank=True)
    state = models.CharField("情况", max_length=10, choices=State, default=State.OPEN)
    claimed_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="wishes", verbose_name="认领代表"
    )
    claimed_name = models.CharField("认领人", max_length=60, blank=True)
    claimed_on = models.DateField("认领日期", null=True, blank=True)
    promised_by = models.DateField("承诺实现日期", null=True, blank=True)
    fulfilled_on = models.DateField("实现日期", null=True, blank=True)
    result = models.CharField("怎么实现的", max_length=300, blank=True)
    ended_because = models.CharField("撤回原因", max_length=100, blank=True)
    recorded_by = models.CharField("发布人", max_length=100, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = scoped(MicroWishQuerySet)

    class Meta:
        ordering = ["-posted_on", "-id"]
        indexes = [models.Index(fields=["township", "state", "-posted_on"], name="wish_township")]

    def __str__(self):
        return self.wish

    @property
    def claimer(self) -> str:
        return str(self.claimed_by) if self.claimed_by else self.claimed_name

    def get_absolute_url(self):
        return reverse("visits:wish", args=[self.code])


class StationPhoto(ScopedModel):
    """A photo of a check's item or of a fulfilled wish; it passed the gate of ``congress_poverty.photos``."""

    reach_paths = {"county": "county", "township": "township", "deputy": Home("township")}

    code = CodeField()
    county = models.ForeignKey(County, models.PROTECT, related_name="+")
    township = models.ForeignKey(Region, models.PROTECT, related_name="+")
    station_check = models.ForeignKey(
        StationCheck, models.CASCADE, null=True, blank=True, related_name="photos"
    )
    wish = models.ForeignKey(MicroWish, models.CASCADE, null=True, blank=True, related_name="photos")
    item = models.CharField(max_length=20, blank=True)
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
        constraints = [
            models.CheckConstraint(
                condition=models.Q(station_check__isnull=False, wish=None)
                | models.Q(station_check=None, wish__isnull=False),
                name="station_photo_of_one",
            )
        ]

    def __str__(self):
        return self.original_name or self.name
