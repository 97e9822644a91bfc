"""The session's active post becomes the request's identity, permissions and reach."""

from __future__ import annotations

from functools import lru_cache

from django.http import JsonResponse
from django.shortcuts import redirect
from django.urls import get_script_prefix, reverse
from django.utils import timezone
from django.utils.functional import cached_property

from congress_poverty.audit import Actor
from congress_poverty.pages import wants_json
from congress_poverty.reach import NOBODY, Reach, reaching

from .identity import posts_of
from .models import Post
from .phones import PATH
from .roles import DEPUTY, MENU, ROLES, MenuEntry, permitted

SESSION_KEY = "post"


class ActivePost:
    """A post as the pages see it: label, reach, what it may do."""

    def __init__(self, post: Post):
        self.post = post
        self.code = post.code
        self.role = post.role
        self.county = post.county
        self.unit = post.unit
        self.townships = post.places if self._by_township else []

    @property
    def _by_township(self) -> bool:
        return ROLES[self.post.role].reach == "township"

    @property
    def sees_names(self) -> bool:
        """Whether households' names are shown whole (ux 3.8); the reach already bounds the rows."""
        return ROLES[self.role].sees_names

    @cached_property
    def label(self) -> str:
        """What stands under the name."""
        return self.post.label

    @cached_property
    def reach(self) -> Reach:
        kind = ROLES[self.role].reach
        if kind in ("county", "admin"):
            # What belongs to no county (a command on the server) is the auditors' of each to read.
            codes = (self.county.code, "") if kind == "admin" else (self.county.code,)
            return Reach(kind, (self.county.pk,), codes)
        if kind == "township":
            return Reach(kind, tuple(t.pk for t in self.townships), tuple(t.code for t in self.townships))
        if kind == "unit":
            return Reach(kind, (self.unit.pk,)) if self.unit else NOBODY
        person = self.post.account.person
        if person is None:
            return NOBODY
        return Reach(kind, (person.pk,), townships=(person.township_id,))


class PostMiddleware:
    """Sets ``request.post``, ``may``, ``actor``, ``reach``, ``county``, ``menu`` and opens the reach.

    Rights are read again at each request, so an ended post stops working at once.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    @cached_property
    def _before_change(self) -> tuple[str, ...]:
        return reverse("password_change"), reverse("logout")

    def __call__(self, request):
        request.post = None
        request.posts = []
        request.county = None
        request.may = lambda permission: False
        request.actor = Actor(label="未登录", ip=request.META.get("REMOTE_ADDR", ""))
        request.reach = NOBODY
        request.menu = []
        if request.user.is_authenticated:
            self._stand(request)
            if request.user.must_change_password and request.path not in self._before_change:
                return self._change_first(request)
        with reaching(request.reach):
            return self.get_response(request)

    @staticmethod
    def _change_first(request):
        """A password that somebody else has seen opens one page only: the one to change it."""
        if wants_json(request):
            return JsonResponse({"sentence": "请先在电脑页面上改密码。"}, status=403)
        return redirect("password_change")

    def _stand(self, request):
        posts = posts_of(request.user, timezone.localdate())
        request.posts = posts
        label = request.user.name
        if posts:
            chosen = _chosen(request, posts)
            post = request.post = ActivePost(chosen)
            request.county = post.county
            request.reach = post.reach
            request.may = lambda permission: permitted(post.role, permission)
            request.menu = _menu(post.role, request.path)
            label = f"{request.user.name}（{post.label}）"
        request.actor = Actor(
            label=label[:100],
            account_id=request.user.pk,
            role=request.post.role if request.post else "",
            county_code=request.county.code if request.county else "",
            ip=request.META.get("REMOTE_ADDR", "") or "",
        )


def _chosen(request, posts: list[Post]) -> Post:
    """The post one works in: on the phone always the deputy's, else the session's or the first."""
    if request.path.startswith(PATH):
        return next((post for post in posts if post.role == DEPUTY), posts[0])
    wanted = request.session.get(SESSION_KEY)
    return next((post for post in posts if post.code == wanted), posts[0])


def _menu(role: str, path: str) -> list[tuple[str, str, str, bool]]:
    """The lines of the role's menu: label, address, icon, and whether one is there."""
    return [
        (entry.label, url, entry.icon, entry.is_at(path, url))
        for entry, url in _addresses(role, get_script_prefix())
    ]


@lru_cache(maxsize=64)
def _addresses(role: str, prefix: str) -> list[tuple[MenuEntry, str]]:
    """The role's menu with its addresses, which are the same for every request under ``prefix``."""
    return [(entry, reverse(entry.url_name)) for entry in MENU if entry.is_for(role)]
