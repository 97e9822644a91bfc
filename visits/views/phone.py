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
    ActPage,
    Button,
    Column,
    DetailPage,
    Empty,
    Filter,
    ListPage,
    Page,
    act,
    cells,
)
from congress_poverty.text import mask_name
from deputies import phones
from deputies.actions import accounts as account_actions
from deputies.models import Phone
from deputies.roles import DEPUTY
from pairing.views.households import masks

from ..forms.held import DropForm
from ..models import HeldItem
from ..phone import contract, held, photos, queue
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


# ---- held for a decision ----------------------------------------------------------------


class HeldList(ListPage):
    """What phones handed in and a person decides about."""

    permission = "visits.edit"
    title, counter = "手机记录待处理", "条"
    model = HeldItem
    order = "-received_at"
    row_url = "visits:held"
    exportable = False
    columns = (
        Column("received_at", "收到", cells.day, sort="received_at", link=True),
        Column("person__name", "代表"),
        Column("township__name", "乡镇"),
        Column("reason", "原因", cells.choice(HeldItem.Reason)),
        Column("sentence", "说明", cells.clip(40), wide=True),
        Column("state", "状态", cells.choice(HeldItem.State)),
    )
    filters = (Filter("state", "状态", lambda page: HeldItem.State.choices, lookup="state"),)
    empty = Empty("没有待处理的手机记录。")

    def crumbs(self):
        return [("走访", reverse("visits:list"))]

    def rows(self):
        rows = HeldItem.objects.exclude(reason=HeldItem.Reason.REFUSED)
        return rows if self.request.GET.get("state") else rows.waiting()


class HeldPage(DetailPage):
    permission = "visits.edit"
    model = HeldItem
    template_name = "visits/held.html"

    def rows(self):
        return HeldItem.objects.select_related("person", "township", "account")

    def crumbs(self):
        return [("走访", reverse("visits:list")), ("手机记录待处理", reverse("visits:held_list"))]

    def buttons(self):
        one = self.object
        if one.state != HeldItem.State.WAITING:
            return []
        buttons = []
        if one.kind in ("visit", "visit_edit"):
            label = "仍算他的走访" if one.kind == "visit" else "照手机上的改"
            buttons.append(Button(label, reverse("visits:held_keep", args=[one.code]), main=True))
        helper = held.helper_now(one) if one.reason == HeldItem.Reason.REASSIGNED else None
        if helper is not None:
            buttons.append(Button(f"转给{helper.name}代表", reverse("visits:held_pass", args=[one.code])))
        return [*buttons, Button("不记", reverse("visits:held_drop", args=[one.code]))]

    def context(self):
        body, household = held.body_of(self.object), held.household_of(self.object)
        name = ""
        if household is not None:
            name = mask_name(household.head_name) if masks(self.request) else household.head_name
        return {"household_name": name, "household": household, "lines": _lines(body)}


LABELS = {
    "visited_on": "走访时间", "mode": "方式", "topics": "说了什么事", "handling": "怎么处理",
    "note": "补的话", "acts": "这次做了什么", "title": "题目", "body": "反映的情况", "ask": "希望怎么办",
    "result": "办理结果", "attitude": "办理态度", "remark": "一句话说明",
}  # fmt: skip


def _lines(body: dict) -> list[tuple[str, str]]:
    """The item's words by the labels of the form."""
    changes = body.get("changes")
    said = body
    if isinstance(changes, dict):
        said = {name: change.get("now") for name, change in changes.items() if isinstance(change, dict)}
    lines = []
    for name, label in LABELS.items():
        value = said.get(name)
        if value:
            lines.append((label, "、".join(map(str, value)) if isinstance(value, list) else str(value)))
    return lines


class _Decide(ActPage, abstract=True):
    permission = "visits.edit"
    model = HeldItem

    def crumbs(self):
        return [("手机记录待处理", reverse("visits:held_list"))]

    def cancel_url(self):
        return self.object.get_absolute_url()


class HeldKeep(_Decide):
    title = "仍算他的走访"
    button = "记下"
    sentence = "照手机上的内容记下，算这位代表的；照片一起记下。"
    saved = "已记下。"

    def act(self, obj, data):
        return held.keep(obj, by=self.request.actor, today=self.today)


class HeldPass(_Decide):
    title = "转给现在的代表"
    button = "转给现在的代表"
    sentence = "照手机上的内容记下，算现在联系这一户的代表的；照片一起记下。"
    saved = "已转给现在的代表。"

    def act(self, obj, data):
        return held.pass_on(obj, by=self.request.actor, today=self.today)


class HeldDrop(_Decide):
    title = "不记"
    form_class = DropForm
    button = "不记"
    tone = "danger"
    sentence = "不记入台账；手机上的原话和处理意见一起留着。"
    saved = "已处理。"

    def act(self, obj, data):
        return held.drop(obj, reason=data["reason"], by=self.request.actor, today=self.today)

    def done(self, obj):
        return reverse("visits:held_list")
