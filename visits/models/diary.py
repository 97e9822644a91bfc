"""《代表联系选民记事簿》: one for each deputy (S4-26)."""

from django.db import models
from django.urls import reverse

from congress_poverty.codes import CodeField
from congress_poverty.reach import ScopedModel
from deputies.models import Person, Region, VoterContact


class DiaryEntry(ScopedModel):
    """A deputy kept contact with a voter. Like the list of voters, the county sees none of it."""

    reach_paths = {"township": "township", "deputy": "deputy"}

    code = CodeField()
    township = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="乡镇")
    deputy = models.ForeignKey(Person, models.CASCADE, related_name="diary", verbose_name="代表")
    voter = models.ForeignKey(
        VoterContact,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="diary",
        verbose_name="固定联系的选民",
    )
    voter_name = models.CharField("选民", max_length=60, blank=True)
    met_on = models.DateField("日期")
    way = models.CharField("方式", max_length=20, blank=True)
    place = models.CharField("地点", max_length=60, blank=True)
    said = models.TextField("说了什么", max_length=500)
    followed = models.CharField("怎么回应的", max_length=300, blank=True)
    recorded_by = models.CharField("记录人", max_length=100, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["-met_on", "-id"]
        indexes = [
            models.Index(fields=["deputy", "-met_on", "-id"], name="diary_deputy"),
            models.Index(fields=["township", "-met_on", "-id"], name="diary_township"),
        ]

    def __str__(self):
        return f"{self.met_on} {self.said[:20]}"

    @property
    def audit_label(self) -> str:
        """Voters' words stay out of the audit."""
        return self.code

    def get_absolute_url(self):
        return reverse("visits:diary_entry", args=[self.code])
