"""Accounts and the posts they hold."""

import re

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from congress_poverty.codes import CodeField
from congress_poverty.sealed import blind_index

from ..roles import ROLE_CHOICES
from .people import Person
from .places import County, Region, Unit


class AccountManager(BaseUserManager):
    def create_user(self, username: str, password: str | None = None, **fields):
        """Make an account with a hashed password; no password: it cannot log in until one is set."""
        account = self.model(username=self.model.normalize_username(username), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, username: str):
        """The account by its user name, or by the phone number of its person where that is one person's."""
        if re.fullmatch(r"1\d{10}", username or ""):
            by_phone = self.filter(person__phone_index=blind_index(username), is_active=True)[:2]
            if len(by_phone) == 1:
                return by_phone[0]
        return super().get_by_natural_key(username)


class Account(AbstractBaseUser):
    """Somebody who logs in.

    Not scoped: the log-in must find it before there is a reach. Pages list posts,
    which are. What the account may do and see follows from its posts.
    """

    class Size(models.TextChoices):
        NORMAL = "", "标准"
        LARGE = "large", "大"
        HUGE = "huge", "特大"

    code = CodeField()
    username = models.CharField("用户名", max_length=60, unique=True)
    name = models.CharField("姓名", max_length=100)
    person = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="accounts", verbose_name="代表"
    )
    is_active = models.BooleanField("启用", default=True)
    must_change_password = models.BooleanField("下次登录改密码", default=False)
    text_size = models.CharField("字号", max_length=8, choices=Size, blank=True, default=Size.NORMAL)
    dark = models.BooleanField("深色", default=False)
    shortcuts = models.BooleanField("快捷键", default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AccountManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    def __str__(self):
        return self.name


class PostQuerySet(models.QuerySet):
    def held(self, on):
        """Posts in force on the day."""
        return self.filter(Q(started_on__lte=on), Q(ended_on__isnull=True) | Q(ended_on__gt=on))


class Post(models.Model):
    """A role and where it counts. The session works in one active post.

    Not scoped: the middleware reads an account's posts to know the reach. The
    pages that grant posts filter by the security administrator's counties.
    """

    code = CodeField()
    account = models.ForeignKey(Account, models.CASCADE, related_name="posts", verbose_name="账号")
    role = models.CharField("角色", max_length=24, choices=ROLE_CHOICES)
    county = models.ForeignKey(County, models.PROTECT, related_name="posts", verbose_name="县")
    townships = models.ManyToManyField(Region, blank=True, related_name="posts", verbose_name="乡镇")
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="posts", verbose_name="单位"
    )
    title = models.CharField("职务称呼", max_length=60, blank=True)
    started_on = models.DateField("开始")
    ended_on = models.DateField("结束", null=True, blank=True)
    granted_by = models.CharField("授予人", max_length=100, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["id"]

    def __str__(self):
        return self.get_role_display()
