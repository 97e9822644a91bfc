"""Teams of deputies (组团式帮扶, S0-44): many deputies, many households and villages."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from congress_poverty.codes import CodeField
from congress_poverty.reach import ScopedModel, Via
from deputies.models import County, DeputyGroup, Person, Region

from .households import Household


class HelpTeam(ScopedModel):
    """A team. Without a township it is the county's; the townships of its members see it too."""

    reach_paths = {
        "county": "county",
        "township": ("township", Via("pairing.TeamMember", row="team", holder="township")),
        "deputy": Via("pairing.TeamMember", row="team", holder="person"),
    }

    code = CodeField()
    county = models.ForeignKey(County, models.PROTECT, related_name="help_teams")
    township = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="乡镇"
    )
    name = models.CharField("名称", max_length=100)
    theme = models.CharField("帮什么", max_length=100, blank=True)
    group = models.ForeignKey(
        DeputyGroup,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="help_teams",
        verbose_name="依托的代表小组",
    )
    started_on = models.DateField("成立日期")
    ended_on = models.DateField("结束日期", null=True, blank=True)
    plan = models.TextField("打算怎么帮", max_length=1000, blank=True)
    result = models.CharField("成效", max_length=300, blank=True)
    villages = models.ManyToManyField(Region, blank=True, related_name="help_teams", verbose_name="帮扶的村")
    households = models.ManyToManyField(
        Household, blank=True, related_name="help_teams", verbose_name="帮扶的户"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["-started_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["county", "name"], name="help_team_name_once"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=models.F("started_on")),
                name="help_team_ends_after_start",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("pairing:team", args=[self.code])


class TeamMember(ScopedModel):
    """A deputy in a team; ``township`` repeats that of the person's roster for the reach."""

    reach_paths = {"county": "team__county", "township": ("team__township", "township"), "deputy": "person"}

    team = models.ForeignKey(HelpTeam, models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, models.PROTECT, related_name="team_places", verbose_name="代表")
    township = models.ForeignKey(Region, models.PROTECT, related_name="+")
    is_leader = models.BooleanField("组长", default=False)

    class Meta:
        ordering = ["team", "-is_leader", "id"]
        constraints = [models.UniqueConstraint(fields=["team", "person"], name="team_member_once")]

    def __str__(self):
        return str(self.person)
