"""A way in for units that have no account: signed links for one assignment."""

from django.db import models

from congress_poverty.codes import CodeField
from congress_poverty.reach import ScopedModel

from .handling import WITH_SUGGESTION, Assignment
from .suggestions import Suggestion


class UnitLink(ScopedModel):
    """A link by which a unit without an account handles one assignment.

    Only the hash of the token is kept. ``scopes`` names the moves it allows; it ends with
    its day, when it is revoked, or when the assignment ends.
    """

    reach_paths = WITH_SUGGESTION

    code = CodeField()
    suggestion = models.ForeignKey(Suggestion, models.CASCADE, related_name="unit_links")
    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField("可以做什么", default=list)
    given_to = models.CharField("交给谁", max_length=60)
    made_on = models.DateField("生成日期")
    made_by = models.CharField("生成人", max_length=100)
    expires_on = models.DateField("有效期至")
    revoked_on = models.DateField("作废日期", null=True, blank=True)

    class Meta:
        ordering = ["-made_on", "-id"]

    def __str__(self):
        return f"{self.assignment.unit} {self.given_to}"


class LinkUse(ScopedModel):
    """One use of a link: when, from where, for what, and whether it was let in."""

    reach_paths = {
        kind: path.replace("suggestion__", "link__suggestion__")
        for kind, path in WITH_SUGGESTION.items()
        if isinstance(path, str)
    }

    link = models.ForeignKey(UnitLink, models.CASCADE, related_name="uses")
    at = models.DateTimeField(auto_now_add=True)
    act = models.CharField("做了什么", max_length=24)
    address = models.GenericIPAddressField("来源地址", null=True, blank=True)
    allowed = models.BooleanField("放行", default=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self):
        return f"{self.act} {self.at:%Y-%m-%d %H:%M}"
