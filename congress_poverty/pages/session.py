"""The session's clocks, and what was typed when it ran out.

A session ends after some idle minutes and after a working day at the latest. Who
posts a form after that gets the log-in page with the typed fields inside it (signed,
nothing is stored for a stranger); after logging in as the same account the form is
there again.
"""

from __future__ import annotations

import time

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core import signing
from django.http import JsonResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from .acts import wants_json

LONGEST = 8 * 3600
_SEEN, _BEGAN, _KEPT = "seen_at", "began_at", "kept_form"
_SALT = "kept form"
_MAX_KEPT = 200_000

PERMISSIONS_POLICY = (
    "camera=(self), geolocation=(), microphone=(), payment=(), usb=(), accelerometer=(), gyroscope=(), "
    "magnetometer=(), browsing-topics=()"
)


class SessionClockMiddleware(LoginRequiredMiddleware):
    """``LoginRequiredMiddleware`` with clocks; sets the headers of private pages."""

    def __call__(self, request):
        if SESSION_KEY in request.session:
            self._tick(request)
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        # Also what a stranger posted (a wrong password, a form after the session's end).
        if request.user.is_authenticated or request.method == "POST":
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    @staticmethod
    def _tick(request) -> None:
        now = time.time()
        session = request.session
        idle = now - session.get(_SEEN, now)
        if idle > settings.SESSION_IDLE_SECONDS or now - session.get(_BEGAN, now) > LONGEST:
            request.ended_account = session[SESSION_KEY]
            logout(request)
        elif _SEEN not in session:
            session[_SEEN] = session[_BEGAN] = now
        elif idle > 60:
            # Once a minute is exact enough; each write is a row of the session table.
            session[_SEEN] = now

    def process_view(self, request, view_func, view_args, view_kwargs):
        refused = super().process_view(request, view_func, view_args, view_kwargs)
        if refused is not None or not getattr(request.user, "must_change_password", False):
            return refused
        # A password that somebody else knows opens nothing but the page that replaces it.
        if request.path in (reverse("password_change"), reverse("logout")):
            return None
        return redirect("password_change")

    def handle_no_permission(self, request, view_func):
        ended = getattr(request, "ended_account", None)
        if wants_json(request):
            sentence = "登录过期了，内容还在这台电脑上。请重新登录后再试。"
            return JsonResponse({"sentence": sentence, "login": reverse("login")}, status=401)
        if request.method == "POST" and request.POST:
            from .accounts import login_keeping

            return login_keeping(request, ended)
        words = {"next": request.get_full_path()}
        if ended is not None:
            words["why"] = "idle"
        return redirect(f"{reverse('login')}?{urlencode(words)}")


def keep(request, ended) -> str:
    """The posted fields as one signed word, for a hidden field of the log-in page."""
    fields = [
        (name, values)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken" and "password" not in name
    ]
    word = signing.dumps([request.get_full_path(), ended, fields], salt=_SALT, compress=True)
    return word if len(word) < _MAX_KEPT else ""


def take_back(request, word: str) -> str:
    """After log-in: puts the kept fields into the session; returns the page they belong to.

    Another account than the one that typed them gets nothing.
    """
    try:
        path, ended, fields = signing.loads(word, salt=_SALT, max_age=LONGEST)
    except signing.BadSignature:
        return ""
    if ended is not None and str(ended) != str(request.user.pk):
        return ""
    request.session[_KEPT] = [path, fields]
    return path


def kept_for(request) -> QueryDict | None:
    """The fields kept for this page, once."""
    if _KEPT not in request.session or request.session[_KEPT][0] != request.get_full_path():
        return None
    data = QueryDict(mutable=True)
    for name, values in request.session.pop(_KEPT)[1]:
        data.setlist(name, values)
    return data
