"""``/m/``: the deputy's phone, its four addresses, the list of phones, and what is held for a decision."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_POST

from congress_poverty.audit import Actor
from congress_poverty.outage import RETRY_AFTER
from congress_poverty.pages import (
    SIGNED_IN,
    Page,
    act,
)
from deputies import phones
from deputies.actions import accounts as account_actions
from deputies.models import Phone
from deputies.roles import DEPUTY

from ..phone import contract, photos, queue
from ..phone.bundle import bundle
from ..phone.queue import Answer, Broken, Sender

PERMISSION = "deputies.read_own"
SHELL = (
    "m/app.js",
    "m/store.js",
    "m/sync.js",
    "m/frame.js",
    "m/pages.js",
    "m/visit.js",
    "m/suggest.js",
    "m/rate.js",
    "m/rescue.js",
    "m/photo.js",
    "m/phone.css",
    "m/icons.svg",
    "img/seal.svg",
)


# ---- the document -----------------------------------------------------------------------


@cache
def build() -> str:
    """The page's version: of the shell's own files, so that a changed one is fetched anew."""
    folder = Path(settings.BASE_DIR)
    made = hashlib.sha256((folder / "templates/m/shell.html").read_bytes())
    for name in SHELL:
        made.update((folder / "static" / name).read_bytes())
    return made.hexdigest()[:12]


class Shell(Page):
    """The one document. It holds nothing of anybody's, so that a phone may keep it."""

    permission = PERMISSION

    def get(self, request):
        page = render_to_string("m/shell.html", {"build": build()}, request)
        response = HttpResponse(page, headers={"Cache-Control": "no-cache", "X-Phone-Shell": build()})
        return response

    @classmethod
    def as_view(cls, **initkwargs):
        view = ensure_csrf_cookie(super().as_view(**initkwargs))
        view.permission = cls.permission
        return view


class Worker(Page):
    """The service worker: from ``/m/``, because its scope is where it comes from."""

    permission = PERMISSION

    def get(self, request):
        script = (Path(settings.BASE_DIR) / "static/m/worker.js").read_text(encoding="utf-8")
        files = ",".join(f"{settings.STATIC_URL}{name}" for name in SHELL)
        script = script.replace("{{build}}", build()).replace("{{files}}", files)
        return HttpResponse(script, headers={"Content-Type": "text/javascript", "Cache-Control": "no-cache"})


class Bundle(Page):
    """``/m/bundle.json``; the first one of a phone registers it."""

    permission = PERMISSION

    def get(self, request):
        sender = _sender(request)
        if sender is None:
            return _answer(Answer("login", 401, {"sentence": "请用代表的账号登录。"}))
        response = JsonResponse(
            bundle(sender) | {"build": build()}, json_dumps_params={"ensure_ascii": False}
        )
        phones.register(request, response)
        return response

    @classmethod
    def as_view(cls, **initkwargs):
        view = ensure_csrf_cookie(super().as_view(**initkwargs))
        view.permission = cls.permission
        return view


# ---- handing in -------------------------------------------------------------------------


def _sender(request) -> Sender | None:
    """Who hands in: the session's account or the phone's, also one that was closed meanwhile."""
    phone = getattr(request, "phone", None)
    now = timezone.now()
    if request.user.is_authenticated:
        account = request.user
        if phone is not None and phone.account_id != account.pk:
            phone = None
    elif phone is not None and phone.revoked_at is None and not phone.account.is_active:
        account = phone.account
    else:
        return None
    if account.person is None:
        return None
    is_closed = not account.is_active or request.post is None or request.post.role != DEPUTY
    actor = request.actor
    if not account.is_active:
        county = account.person.county.code
        actor = Actor(
            f"{account.name}（账号已停用）", account.pk, "", county, request.META.get("REMOTE_ADDR", "")
        )
    return Sender(account, account.person, actor, now, phone, is_closed)


def _answer(answer: Answer, body: dict | None = None) -> JsonResponse:
    response = JsonResponse(body if body is not None else answer.body(), status=answer.status)
    if answer.retry_after:
        response["Retry-After"] = str(answer.retry_after)
    response["Cache-Control"] = "no-store"
    return response


def hands_in(view):
    """The doorway of what phones post: who it is, maintenance, outages; always JSON."""

    @login_not_required
    @require_POST
    def inner(request):
        if settings.MAINTENANCE_FILE.exists():
            words = settings.MAINTENANCE_FILE.read_text(encoding="utf-8").strip()
            sentence = words or "系统正在维护。手机上仍可以记走访，之后自动上传。"
            return _answer(Answer("maintenance", 503, {"sentence": sentence}, retry_after=300))
        try:
            phone = getattr(request, "phone", None)
            if phone is not None and phone.revoked_at is not None:
                sentence = "这部手机已从账号里停用。记录还在手机里，请联系镇人大。"
                return _answer(Answer("revoked", 403, {"sentence": sentence}))
            sender = _sender(request)
            if sender is None:
                return _answer(Answer("login", 401, {"sentence": "登录过期了，记录还在手机里。"}))
            return view(request, sender)
        except Broken as broken:
            return _answer(Answer("refused", 400, {"sentence": f"{broken}。"}))
        except DatabaseError:
            sentence = "服务器现在存不了，记录还在手机里，过会儿自动再传。"
            return _answer(Answer("retry", 503, {"sentence": sentence}, retry_after=RETRY_AFTER))

    return inner


@hands_in
def sync(request, sender: Sender):
    """One item of the queue."""
    if len(request.body) > 4 * queue.MAX_ITEM:
        raise Broken("记录太长了")
    item = queue.read(queue.loads(request.body))
    answer = contract.take(item, sender)
    return _answer(answer, answer.body(item))


@hands_in
def photo(request, sender: Sender):
    """Some bytes of a photo."""
    chunk = photos.read(request.headers, request.body)
    answer = photos.take(chunk, sender)
    return _answer(answer, chunk.named(answer))


@act(PERMISSION)
def leave(request):
    """Log out on the phone, which has nothing waiting any more: its token ends with the session."""
    phone = getattr(request, "phone", None)
    if phone is not None and phone.account_id == request.user.pk:
        account_actions.revoke_phone(phone, by=request.actor, now=timezone.now())
    logout(request)
    response = HttpResponseRedirect(reverse("login"))
    response.delete_cookie(phones.COOKIE, path=phones.PATH)
    return response


# ---- the account's phones ---------------------------------------------------------------


class Phones(Page):
    """On which phones the account works, each to be taken off the list from anywhere."""

    permission = SIGNED_IN
    title = "我的手机"
    template_name = "visits/phones.html"

    def context(self):
        return {"phones": Phone.objects.open().filter(account=self.request.user)}


@act(SIGNED_IN)
def revoke(request, code):
    phone = get_object_or_404(Phone.objects.open(), account=request.user, code=code)
    account_actions.revoke_phone(phone, by=request.actor, now=timezone.now())
    messages.success(request, "已停用。那部手机上没传的记录还在手机里，但不能再上传。")
    return redirect("visits:phones")
