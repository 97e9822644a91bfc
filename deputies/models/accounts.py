"""Accounts and the posts they hold."""

import re

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property

from congress_poverty.codes import CodeField
from congress_poverty.sealed import blind_index

from ..roles import ROLE_CHOICES, ROLES
from .people import Person
from .places import County, Region, Unit


class AccountQuerySet(models.QuerySet):
    def of_county(self, county):
        """Accounts that belong to the county: made for it, or holding a post in it."""
        held = Post.objects.filter(account=OuterRef("pk"), county=county)
        return self.filter(Q(county=county) | Exists(held))


class AccountManager(BaseUserManager.from_queryset(AccountQuerySet)):
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
    county = models.ForeignKey(
        County, models.SET_NULL, null=True, blank=True, related_name="accounts", verbose_name="县"
    )
    is_active = models.BooleanField("启用", default=True)
    # Part of what a session is checked against: raising it ends every session at once.
    session_epoch = models.PositiveIntegerField(default=0, editable=False)
    must_change_password = models.BooleanField("下次登录改密码", default=False)
    text_size = models.CharField("字号", max_length=8, choices=Size, blank=True, default=Size.NORMAL)
    dark = models.BooleanField("深色", default=False)
    shortcuts = models.BooleanField("快捷键", default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = AccountManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("accounts:detail", args=[self.code])

    def get_session_auth_hash(self):
        secret = f"{self.password}.{self.session_epoch}"
        return salted_hmac("deputies.account.session", secret, algorithm="sha256").hexdigest()

    def get_session_auth_fallback_hash(self):
        """No session outlives a change of the secret key."""
        return iter(())


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

    def get_absolute_url(self):
        return reverse("accounts:posts_of", args=[self.account.code])

    @cached_property
    def places(self) -> list[Region]:
        """Its townships; whoever reads many posts fills this in."""
        return list(self.townships.all())

    @property
    def label(self) -> str:
        """Who one is in this post: 「乡镇干部（灵城镇）」."""
        name = self.title or self.county.local(ROLES[self.role].label)
        townships = self.places if ROLES[self.role].reach == "township" else ()
        place = "、".join(township.name for township in townships) or (self.unit.name if self.unit else "")
        return f"{name}（{place}）" if place else name
