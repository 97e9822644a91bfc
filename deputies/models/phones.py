"""Phones on which somebody works without signal."""

from datetime import timedelta

from django.db import models
from django.utils.crypto import constant_time_compare

from congress_poverty.codes import CodeField

from .accounts import Account

GOOD_FOR = timedelta(days=30)


class PhoneQuerySet(models.QuerySet):
    def open(self):
        """Phones that have not been taken off the list."""
        return self.filter(revoked_at__isnull=True)


class Phone(models.Model):
    """A phone known by a token of its own, apart from the session that ends every half hour.

    Only the token's hash is kept. ``auth_hash`` is that of the account's sessions when
    it was registered: a new password or 「在所有地方退出登录」 ends the phones, too.
    The name says browser and system, so that one recognises it; no model, no place.

    Not scoped: it is found by its token before there is a reach, and listed through
    the one account it belongs to.
    """

    code = CodeField()
    account = models.ForeignKey(Account, models.CASCADE, related_name="phones")
    name = models.CharField("名称", max_length=40)
    token_hash = models.CharField(max_length=64, unique=True)
    auth_hash = models.CharField(max_length=64)
    registered_at = models.DateTimeField("登记时间", auto_now_add=True)
    used_on = models.DateField("最近上传")
    revoked_at = models.DateTimeField("停用时间", null=True, blank=True)
    revoked_by = models.CharField("停用人", max_length=100, blank=True)

    objects = PhoneQuerySet.as_manager()

    class Meta:
        ordering = ["-used_on", "-id"]

    def __str__(self):
        return self.name

    def is_good(self, on) -> bool:
        """Whether it still stands for its account: not revoked, not asleep, same password."""
        return (
            self.revoked_at is None
            and on - self.used_on <= GOOD_FOR
            and constant_time_compare(self.auth_hash, self.account.get_session_auth_hash())
        )
