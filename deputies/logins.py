"""Log-ins in the audit: success, failure, lock-out, log-out.

The signals are Django's and axes', not our own. The session's post is not known
yet, so the county comes from the account.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from axes.signals import user_locked_out
from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models import Sum
from django.dispatch import receiver
from django.utils import timezone

from congress_poverty import audit
from congress_poverty.audit import Actor

from .models import Account, County

UNKNOWN = "未知用户名"


def _actor(account: Account | None, request) -> Actor:
    ip = (request.META.get("REMOTE_ADDR", "") or "") if request is not None else ""
    if account is None:
        # What was typed is not written down: people type passwords into the wrong field.
        return Actor(label=UNKNOWN, county_code=_only_county(), ip=ip)
    return Actor(label=account.name, account_id=account.pk, county_code=_county_of(account), ip=ip)


def _county_of(account: Account) -> str:
    post = account.posts.held(timezone.localdate()).select_related("county__region").first()
    if post is not None:
        return post.county.code
    return account.county.code if account.county else _only_county()


def _only_county() -> str:
    """The county's code where the installation has one county; else nobody's."""
    counties = list(County.objects.select_related("region")[:2])
    return counties[0].code if len(counties) == 1 else ""


def _named(credentials) -> Account | None:
    return Account.objects.filter(username=(credentials or {}).get("username") or "").first()


def locked_of(usernames: Iterable[str], now: datetime) -> set[str]:
    """Those of the user names that too many wrong passwords keep out at the moment, from some address."""
    attempts = AccessAttempt.objects.filter(username__in=usernames, attempt_time__gt=now - get_cool_off())
    by_address = attempts.order_by().values("username", "ip_address")
    failed = by_address.annotate(times=Sum("failures_since_start"))
    locked = failed.filter(times__gte=settings.AXES_FAILURE_LIMIT)
    return set(locked.values_list("username", flat=True))


@receiver(user_logged_in, dispatch_uid="audit")
def logged_in(sender, request, user, **kwargs):
    audit.record("session.login", by=_actor(user, request), obj=user)


@receiver(user_logged_out, dispatch_uid="audit")
def logged_out(sender, request, user, **kwargs):
    if user is not None:
        audit.record("session.logout", by=_actor(user, request), obj=user)


@receiver(user_login_failed, dispatch_uid="audit")
def login_failed(sender, credentials, request=None, **kwargs):
    account = _named(credentials)
    audit.record("session.failed", by=_actor(account, request), obj=account)


@receiver(user_locked_out, dispatch_uid="audit")
def locked_out(sender, request, username="", **kwargs):
    account = _named({"username": username})
    audit.record("session.locked", by=_actor(account, request), obj=account)
