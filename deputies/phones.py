"""A phone's own token: made at the first log-in, carried by a cookie that reaches ``/m/`` only.

The session ends after half an hour; a deputy comes back from a village later than
that. The token names the phone for thirty days of silence, so that what was written
there can be handed in without a new log-in, and is ended from the list of phones.
"""

from __future__ import annotations

import hashlib
import secrets

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from congress_poverty import audit

from .models import Account, Phone

COOKIE = "phone"
PATH = "/m/"
_COOKIE_AGE = 400 * 24 * 3600  # the server decides how long it is good


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def phone_of(request) -> Phone | None:
    """The phone that the request's cookie names, good or not."""
    token = request.COOKIES.get(COOKIE, "")
    if not token:
        return None
    return (
        Phone.objects.select_related("account__person", "account__county")
        .filter(token_hash=_hash(token))
        .first()
    )


def register(request, response) -> Phone:
    """The phone of this request for the account that is logged in; new ones get a token in ``response``."""
    account, today = request.user, timezone.localdate()
    phone = getattr(request, "phone", None) or phone_of(request)
    if phone is not None and phone.account_id == account.pk and phone.revoked_at is None:
        if phone.used_on != today or not phone.is_good(today):
            phone.used_on, phone.auth_hash = today, account.get_session_auth_hash()
            phone.save(update_fields=["used_on", "auth_hash"])
        return phone
    token = secrets.token_urlsafe(32)
    phone = Phone.objects.create(
        account=account,
        name=_name(request.headers.get("User-Agent", "")),
        token_hash=_hash(token),
        auth_hash=account.get_session_auth_hash(),
        used_on=today,
    )
    audit.record("account.phone", by=request.actor, obj=account, detail={"phone": phone.name})
    response.set_cookie(
        COOKIE,
        token,
        max_age=_COOKIE_AGE,
        path=PATH,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
    return phone


def _name(agent: str) -> str:
    """「微信（安卓手机）」: enough to recognise it."""
    browser = "微信" if "MicroMessenger" in agent else "浏览器"
    for mark, system in (("iPhone", "苹果手机"), ("iPad", "苹果平板"), ("Android", "安卓手机")):
        if mark in agent:
            return f"{browser}（{system}）"
    return f"{browser}（电脑）"


class PhoneMiddleware:
    """Under ``/m/`` a good phone stands for its account where no session does.

    ``request.phone`` is the phone of the cookie, also one whose account was closed
    meanwhile: what it still holds is handed in all the same (see ``visits.phone``).
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path.startswith(PATH):
            self._stand(request)
        return self.get_response(request)

    @staticmethod
    def _stand(request) -> None:
        request.phone = phone_of(request)
        if request.user.is_authenticated or request.phone is None:
            return
        account: Account = request.phone.account
        if account.is_active and request.phone.is_good(timezone.localdate()):
            request.user = account
        else:
            request.user = AnonymousUser()
