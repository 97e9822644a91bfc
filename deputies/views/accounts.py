"""Accounts, posts and the state of the system: pages of the administrators."""

from __future__ import annotations

from collections import defaultdict

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from congress_poverty.pages import (
    SIGNED_IN,
    ActPage,
    Button,
    Column,
    DetailPage,
    Empty,
    Filter,
    FormPage,
    ListPage,
    Page,
    act,
    cells,
    chip,
)

from .. import system
from ..actions import accounts as actions
from ..forms import accounts as forms
from ..logins import locked_of
from ..models import Account, Post
from ..roles import ROLE_CHOICES, ROLES


def home(request):
    """The first page of the active post's role; a deputy with a telephone lands on the phone's page."""
    if request.post is None:
        return render(request, "accounts/no_post.html", {"title": "还没有身份"})
    role = ROLES[request.post.role]
    if role.landing_on_phone and is_telephone(request):
        return redirect(role.landing_on_phone)
    return redirect(role.landing)


def is_telephone(request) -> bool:
    """As the browser itself says it; tablets and computers have the whole page."""
    if told := request.headers.get("Sec-CH-UA-Mobile"):
        return told == "?1"
    agent = request.headers.get("User-Agent", "")
    return "iPhone" in agent or ("Mobile" in agent and "iPad" not in agent)


home.permission = SIGNED_IN


def _state(active, must_change, is_locked) -> str:
    if not active:
        return chip("已停用", "quiet", "slash-circle")
    if is_locked:
        return chip("登录锁定", "over", "lock")
    return chip("要改密码", "warn", "key") if must_change else chip("正常", "ok", "check-lg")


def role_labels(ids, on) -> dict[int, list[str]]:
    """The roles each account holds on the day, with where they count."""
    found = defaultdict(list)
    posts = Post.objects.held(on).filter(account__in=ids).select_related("unit").prefetch_related("townships")
    for post in posts:
        found[post.account_id].append(place_words(post))
    return found


def place_words(post: Post) -> str:
    """A post in words: 乡镇干部（灵城镇）."""
    places = [str(township) for township in post.townships.all()] or ([str(post.unit)] if post.unit else [])
    label = post.get_role_display()
    return f"{label}（{'、'.join(places)}）" if places else label


class _Accounts(ListPage, abstract=True):
    model = Account
    counter = "个"
    search = staticmethod(
        lambda rows, word: rows.filter(username__icontains=word) | rows.filter(name__contains=word)
    )
    search_label = "姓名或用户名"
    exportable = False
    filters = (
        Filter(
            "role",
            "角色",
            ROLE_CHOICES,
            apply=lambda rows, role: rows.filter(
                pk__in=Post.objects.filter(role=role, ended_on=None).values("account")
            ),
        ),
        Filter(
            "state",
            "状态",
            [("on", "启用"), ("off", "已停用")],
            apply=lambda rows, value: rows.filter(is_active=value == "on"),
        ),
    )

    def rows(self):
        return Account.objects.of_county(self.request.county)

    def extras(self, ids):
        names = dict(Account.objects.filter(pk__in=ids).values_list("username", "pk"))
        locked = locked_of(names, timezone.now())
        return {
            "@roles": role_labels(ids, self.today),
            "@locked": {names[name]: True for name in locked},
        }


class AccountList(_Accounts):
    permission = "accounts.run"
    title = "账号"
    order = "-pk"
    row_url = "accounts:detail"
    columns = (
        Column("name", "姓名", link=True, sort="name"),
        Column("username", "用户名", sort="username"),
        Column("@roles", "身份", cells.joined, wide=True),
        Column(("is_active", "must_change_password", "@locked"), "状态", _state),
        Column("last_login", "最近登录", cells.day),
        Column("created_at", "建立", cells.day, sort="created_at"),
    )
    toolbar = (Button("新建账号", "accounts:new", "accounts.run", icon="person-plus", main=True),)
    empty = Empty("还没有账号。", (Button("新建账号", "accounts:new", "accounts.run"),))


class _OneAccount:
    def rows(self):
        return Account.objects.of_county(self.request.county).select_related("person__township")


class AccountDetail(_OneAccount, DetailPage):
    permission = "accounts.run"
    model = Account
    template_name = "accounts/account.html"

    def crumbs(self):
        return [("账号", reverse("accounts:list"))]

    def buttons(self):
        edit = reverse("accounts:edit", args=[self.object.code])
        return [Button("修改", edit, "accounts.run", icon="pencil")]

    def context(self):
        posts = self.object.posts.held(self.today).select_related("unit").prefetch_related("townships")
        return {
            "state": _state(
                self.object.is_active,
                self.object.must_change_password,
                locked_of([self.object.username], timezone.now()),
            ),
            "roles": [place_words(post) for post in posts],
            "is_self": self.object.pk == self.request.user.pk,
        }


class _AccountForm(_OneAccount, FormPage, abstract=True):
    permission = "accounts.run"
    model = Account
    form_class = forms.AccountForm
    autosave = False

    def crumbs(self):
        return [("账号", reverse("accounts:list"))]

    def form_kwargs(self):
        return {"county": self.request.county}


class AccountNew(_AccountForm):
    """Makes the account and shows its first password once."""

    title = "新建账号"
    button = "建立账号"
    lead = "账号先没有任何身份，由安全管理员另行授权。"

    def save(self, form):
        account = form.save(commit=False)
        account.county, account.person = self.request.county, form.person
        return new_password_page(
            self.request, *actions.create(account, by=self.request.actor), title="账号已建立"
        )


class AccountEdit(_AccountForm):
    def save(self, form):
        changed = form.changed()
        account = form.save(commit=False)
        account.person = form.person
        return actions.edit(account, changed=changed, by=self.request.actor)


def new_password_page(request, account, password, *, title):
    """The one time that a password is seen; it is stored nowhere in the clear."""
    context = {
        "title": title, "account": account, "password": password,
        "crumbs": [("账号", reverse("accounts:list"))],
    }  # fmt: skip
    return render(request, "accounts/new_password.html", context)


class PasswordReset(_OneAccount, ActPage):
    permission = "accounts.run"
    model = Account
    title = "重置密码"
    button = "重置密码"

    def get_sentence(self):
        return f"{self.object}会在所有地方退出登录，用新密码登录后必须先改成自己的密码。"

    def crumbs(self):
        return [("账号", reverse("accounts:list")), (self.object.name, self.object.get_absolute_url())]

    def act(self, obj, data):
        account, password = actions.reset_password(obj, on=self.today, by=self.request.actor)
        return new_password_page(self.request, account, password, title="密码已重置")


class Disable(_OneAccount, ActPage):
    permission = "accounts.run"
    model = Account
    title = "停用账号"
    button = "停用账号"
    tone = "danger"
    saved = "账号已停用。"

    def get_sentence(self):
        return f"停用后{self.object}马上退出登录，不能再登录；以前的记录都保留。"

    def crumbs(self):
        return [("账号", reverse("accounts:list")), (self.object.name, self.object.get_absolute_url())]

    def act(self, obj, data):
        return actions.disable(obj, on=self.today, by=self.request.actor)


def _account_act(action, sentence: str):
    """A small act on one account of the county."""

    @act("accounts.run")
    def view(request, code):
        account = get_object_or_404(Account.objects.of_county(request.county), code=code)
        action(account, by=request.actor)
        messages.success(request, sentence.format(account))
        return redirect(account)

    return view


enable = _account_act(actions.enable, "{}的账号已启用。")
end_sessions = _account_act(actions.end_sessions, "{}已在所有地方退出登录。")
unlock = _account_act(actions.unlock, "{}的登录锁定已解除。")


# ---- posts ----------------------------------------------------------------------------


class PostList(_Accounts):
    """Who holds which role: the security administrator's list."""

    permission = "accounts.grant"
    title = "授权"
    order = "name"
    row_url = "accounts:posts_of"
    columns = (
        Column("name", "姓名", link=True, sort="name"),
        Column("username", "用户名", sort="username"),
        Column("@roles", "现在的身份", cells.joined, wide=True),
        Column("person__name", "对应代表"),
        Column(("is_active", "must_change_password", "@locked"), "状态", _state),
    )
    filters = (
        *_Accounts.filters,
        Filter(
            "none",
            "身份",
            [("none", "还没有身份")],
            apply=lambda rows, _value: rows.exclude(
                pk__in=Post.objects.filter(ended_on=None).values("account")
            ),
        ),
    )
    empty = Empty("还没有账号，请系统管理员先建立。")


class PostsOf(_OneAccount, DetailPage):
    permission = "accounts.grant"
    model = Account
    template_name = "accounts/posts.html"

    def crumbs(self):
        return [("授权", reverse("accounts:posts"))]

    def buttons(self):
        grant = reverse("accounts:grant", args=[self.object.code])
        return [Button("授予身份", grant, "accounts.grant", icon="plus-lg", main=True)]

    def context(self):
        posts = (
            self.object.posts.select_related("unit")
            .prefetch_related("townships")
            .order_by("-started_on", "-pk")
        )
        for post in posts:
            post.words = place_words(post)
            post.is_held = post.ended_on is None or post.ended_on > self.today
        return {
            "held": [post for post in posts if post.is_held],
            "ended": [post for post in posts if not post.is_held],
            "is_self": self.object.pk == self.request.user.pk,
        }


class Grant(_OneAccount, FormPage):
    permission = "accounts.grant"
    model = Account
    form_class = forms.GrantForm
    guarded = False  # it makes a post, the account stays as it is
    button = "授予身份"
    saved = "身份已授予。"
    autosave = False
    lead = "系统管理员、安全管理员、审计员三种身份不能由一个人兼任，也不能兼做业务；不能给自己授权。"

    def get_title(self):
        return f"给{self.object}授予身份"

    def get_initial(self):
        return {"on": self.today}

    def form_kwargs(self):
        return {"county": self.request.county}

    def crumbs(self):
        return [("授权", reverse("accounts:posts")), (self.object.name, self.cancel_url())]

    def cancel_url(self):
        return reverse("accounts:posts_of", args=[self.object.code])

    def save(self, form):
        data = form.cleaned_data
        return actions.grant(
            self.object,
            data["role"],
            county=self.request.county,
            townships=list(data["townships"]),
            unit=data["unit"],
            title=data["title"],
            on=data["on"],
            by=self.request.actor,
        )


class PostEnd(ActPage):
    permission = "accounts.grant"
    model = Post
    title = "收回身份"
    button = "收回身份"
    saved = "身份已收回，下一次点击起就不能用了。"

    def rows(self):
        return Post.objects.filter(county=self.request.county).select_related("account", "unit")

    def get_sentence(self):
        return (
            f"收回{self.object.account}的“{place_words(self.object)}”身份。以前做过的事仍记在这个身份名下。"
        )

    def crumbs(self):
        return [
            ("授权", reverse("accounts:posts")),
            (self.object.account.name, self.object.get_absolute_url()),
        ]

    def act(self, obj, data):
        return actions.end_post(obj, on=self.today, by=self.request.actor)


class MyPosts(Page):
    """One's own posts: which one is in force, and the others to switch to."""

    permission = SIGNED_IN
    title = "我的身份"
    template_name = "accounts/my_posts.html"

    def context(self):
        current = self.request.post.code if self.request.post else ""
        posts = [
            {
                "code": post.code,
                "label": post.label,
                "county": str(post.county),
                "since": post.started_on,
                "is_current": post.code == current,
                "sees": self.local(SEES[ROLES[post.role].reach]),
            }
            for post in self.request.posts
        ]
        return {"posts": posts}


SEES = {
    "county": "看全县",
    "township": "看本乡镇",
    "unit": "看交给本单位办的建议",
    "deputy": "看自己和自己联系的户",
    "admin": "不看业务数据",
}


class SystemStatus(Page):
    permission = "system.read"
    title = "系统状态"
    template_name = "accounts/system.html"

    def buttons(self):
        return [Button("短信和邮件的发送记录", "accounts:outbox", "system.read", icon="envelope")]

    def context(self):
        return {
            "checks": system.checks(),
            "jobs": system.jobs(),
            "versions": system.versions(),
            "storage": system.storage(),
            "sessions": system.open_sessions(at=timezone.now()),
        }
