"""A way in for units that have no account: links for one assignment."""

from __future__ import annotations

import hashlib
from datetime import date

from django.db import models
from django.db.models import Q

from congress_poverty.codes import CodeField
from congress_poverty.reach import Reach, ScopedModel

from .. import flow
from .handling import WITH_SUGGESTION, Assignment
from .suggestions import Suggestion


def token_hash(token: str) -> str:
    """What is kept of a token. Typed from paper it may come in capitals or without its dashes."""
    return hashlib.sha256(token.replace("-", "").lower().encode()).hexdigest()


class UnitLink(ScopedModel):
    """A link by which a unit without an account handles one assignment.

    Only the hash of the token is kept. ``scopes`` names the moves it allows, each once;
    it ends with its day, when it is revoked, or with its unit's part. ``officer`` is
    who said so when opening it.
    """

    reach_paths = WITH_SUGGESTION | {"link": "assignment"}

    class Standing(models.TextChoices):
        OPEN = "open", "有效"
        REVOKED = "revoked", "已作废"
        DONE = "done", "已办完"
        EXPIRED = "expired", "已过期"

    code = CodeField()
    suggestion = models.ForeignKey(Suggestion, models.CASCADE, related_name="unit_links")
    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField("可以做什么", default=list)
    given_to = models.CharField("交给谁", max_length=60)
    officer = models.CharField("经办人", max_length=20, blank=True)
    officer_phone = models.CharField("经办人电话", max_length=40, blank=True)
    made_on = models.DateField("生成日期")
    made_by = models.CharField("生成人", max_length=100)
    expires_on = models.DateField("有效期至")
    revoked_on = models.DateField("作废日期", null=True, blank=True)

    class Meta:
        ordering = ["-made_on", "-id"]

    def __str__(self):
        return f"{self.assignment.unit} {self.given_to}"

    def standing(self, on: date) -> Standing:
        """Whether it opens anything on that day, or why not."""
        one, row = self.assignment, self.suggestion
        if self.revoked_on is not None:
            return self.Standing.REVOKED
        if one.done_on or one.ended_on or one.round != row.round or row.state in flow.ENDED:
            return self.Standing.DONE
        return self.Standing.EXPIRED if on > self.expires_on else self.Standing.OPEN

    @property
    def reach(self) -> Reach:
        """Where its holder stands: this suggestion, and of the unit's work this one part."""
        return Reach("link", (self.assignment_id,))

    @property
    def moves(self) -> list[flow.Move]:
        """What it allows, in the order of the flow."""
        return [move for key, move in flow.MOVES.items() if key in self.scopes]


class LinkUse(ScopedModel):
    """One use of a link: when, from where, by whom, for what, and whether it was let in.

    ``act`` is a move, ``open`` for looking, or ``name`` for saying who one is. A row
    without a link is a token that none has.
    """

    OPEN, NAME = "open", "name"

    reach_paths = {
        kind: path.replace("suggestion__", "link__suggestion__")
        for kind, path in WITH_SUGGESTION.items()
        if isinstance(path, str)
    } | {"link": "link__assignment"}

    link = models.ForeignKey(UnitLink, models.CASCADE, null=True, related_name="uses")
    at = models.DateTimeField(auto_now_add=True)
    act = models.CharField("做了什么", max_length=24)
    who = models.CharField("谁", max_length=20, blank=True)
    address = models.GenericIPAddressField("来源地址", null=True, blank=True)
    allowed = models.BooleanField("放行", default=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["address", "at"], name="link_use_address")]
        constraints = [
            models.UniqueConstraint(
                fields=["link", "act"],
                condition=Q(allowed=True) & ~Q(act__in=("open", "name")),
                name="link_act_once",
            ),
        ]

    def __str__(self):
        return f"{self.act} {self.at:%Y-%m-%d %H:%M}"

    @property
    def label(self) -> str:
        """What was done, in words."""
        words = {self.OPEN: "打开", self.NAME: "填写姓名"}
        return words.get(self.act) or (flow.MOVES[self.act].label if self.act in flow.MOVES else self.act)
