"""The ground of every page: who may open it, what the shell around it shows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.core.exceptions import PermissionDenied
from django.db.models import BigIntegerField
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views import View

from ..prepared import Given, Prepared
from .html import menu_line, quick_escape
from .pieces import piece

SIGNED_IN = "signed_in"  # a page for everybody with an account: own notices, own display


def may(request, permission: str) -> bool:
    """Whether the active post may do ``permission``; the empty one asks nothing."""
    return permission in ("", SIGNED_IN) or request.may(permission)


def demand(request, permission: str) -> None:
    """403 (the page says as whom one looks, and how to switch) unless allowed."""
    if not may(request, permission):
        raise PermissionDenied(permission)


@dataclass(frozen=True)
class Button:
    """A link (or, with ``post``, a form of one button) that leads to another page or act.

    ``url`` is a URL name without arguments or a path. It is shown to those who
    have ``permission``. At most one button of a page is ``main``.
    """

    label: str
    url: str
    permission: str = ""
    icon: str = ""
    main: bool = False
    post: bool = False

    @property
    def href(self) -> str:
        return self.url if self.url[:1] in ("/", "?", "#") else reverse(self.url)


def shown(buttons, request) -> list[Button]:
    """Those of ``buttons`` whose permission the active post has."""
    return [button for button in buttons if may(request, button.permission)]


_OFFICE = "县代表工委"


def _local(request, words: str) -> str:
    county = getattr(request, "county", None)
    return county.local(words) if county else words


def refusal_here(request, sentence: str) -> str:
    """A refusal as the county says it: whom to ask is our word, what it quotes stays as it is."""
    return sentence.replace(_OFFICE, _local(request, _OFFICE))


class Page(View):
    """A page with a permission. Declare, do not program: see the subclasses.

    A class without ``permission`` does not import: nobody can forget to decide.
    """

    abstract = True
    permission: str
    title = ""
    template_name = ""

    def __init_subclass__(cls, *, abstract: bool = False, **kwargs):
        super().__init_subclass__(**kwargs)
        cls.abstract = abstract
        if not abstract and not isinstance(getattr(cls, "permission", None), str):
            raise TypeError(f"{cls.__module__}.{cls.__qualname__} names no permission")

    @classmethod
    def as_view(cls, **initkwargs):
        view = super().as_view(**initkwargs)
        view.permission = cls.permission
        return view

    def dispatch(self, request, *args, **kwargs):
        demand(request, self.permission)
        return super().dispatch(request, *args, **kwargs)

    @property
    def today(self):
        """The day in Shanghai; handed on to every rule that needs one."""
        return timezone.localdate()

    def local(self, words: str) -> str:
        """Our own words, written for a 县, as people say them here: 报县人大 → 报区人大."""
        return _local(self.request, words)

    def get_title(self) -> str:
        return self.title

    def crumbs(self) -> list[tuple[str, str]]:
        """(label, url) of where one came from."""
        return []

    def buttons(self) -> list[Button]:
        """The page's acts, the main one first."""
        return []

    def context(self) -> dict:
        """What the page's own template needs."""
        return {}

    def get(self, request, *args, **kwargs):
        return self.show()

    def show(self, *, status: int = 200, template: str = "", **more):
        """The page, with its own context and ``more``."""
        context = {
            "page": self,
            "title": self.get_title(),
            "crumbs": self.crumbs(),
            "buttons": shown(self.buttons(), self.request),
            **self.context(),
            **more,
        }
        return render(self.request, template or self.template_name, context, status=status)


def _asks():
    from congress_poverty.models import Notice

    return Notice.objects.filter(
        account=Given("account", BigIntegerField()), read_at=None, group=Notice.Group.TO_DO
    ).values("pk")


_open_asks = Prepared(_asks)


_SIDE_PAGES = ("/notices/", "/me/display/")


def _whose(account: str, shortcuts: bool) -> SafeString:
    written = f' data-account="{quick_escape(account)}"' if account else ""
    return mark_safe(written + ("" if shortcuts else " data-no-keys"))  # noqa: S308 - escaped above


@lru_cache(maxsize=20)
def _look(dark: bool, size: str) -> SafeString:
    larger = f' data-size="{quick_escape(size)}"' if size else ""
    theme = "dark" if dark else "light"
    return mark_safe(f' data-bs-theme="{theme}"{larger}')  # noqa: S308 - escaped above


class Shell:
    """What ``base.html`` shows around a page, read from the request when asked for."""

    def __init__(self, request):
        self.request = request

    @property
    def county(self) -> str:
        return str(getattr(self.request, "county", None) or "")

    def local(self, words: str) -> str:
        """As ``Page.local``, for templates of any page."""
        return _local(self.request, words)

    @property
    def post(self):
        return getattr(self.request, "post", None)

    @property
    def assets(self):
        """The files that every page loads."""
        return piece("components/_assets.html")

    @property
    def side(self):
        """The left side: name, menu, bell, posts."""
        request, post = self.request, self.post
        lines = "\n".join(menu_line(*line) for line in getattr(request, "menu", ()))
        return piece(
            "components/_side.html",
            request,
            county=self.county,
            name=self.name,
            label=post.label if post else "",
            active=post.code if post else "",
            posts=tuple((one.code, one.label) for one in self.posts),
            menu=mark_safe(lines),  # noqa: S308 - escaped there
            path=request.path if request.path in _SIDE_PAGES else "",
            bell=self.bell,
        )

    @property
    def bell(self) -> int:
        """Open notices of the group 「要您办」."""
        return _open_asks.count(account=self.request.user.pk)

    @property
    def posts(self):
        """The posts one can switch between."""
        return getattr(self.request, "posts", None) or []

    @property
    def look(self) -> str:
        """Attributes of ``html``: dark or light, and a larger print."""
        return _look(self._own("dark", False), self._own("text_size", ""))

    @property
    def whose(self) -> str:
        """Attributes of ``body``: for whom the computer keeps what is typed, and shortcuts turned off."""
        user = getattr(self.request, "user", None)
        account = user.code if user is not None and user.is_authenticated else ""
        return _whose(account, self._own("shortcuts", True))

    @property
    def name(self) -> str:
        return str(self.request.user)

    def _own(self, setting: str, default):
        return getattr(getattr(self.request, "user", None), setting, default)

    @property
    def kept(self):
        """What was typed into an act's form that was refused; shown once."""
        return getattr(self.request, "kept_words", None)


def shell(request) -> dict:
    """Context processor: ``shell`` in every template."""
    return {"shell": Shell(request)}


class DetailPage(Page, abstract=True):
    """One row by its public code; out of reach is 404."""

    model = None
    key = "code"

    def rows(self):
        """Where the object is looked for; add ``select_related`` here."""
        return self.model.objects.all()

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        return super().get(request, *args, **kwargs)

    def get_object(self):
        from django.shortcuts import get_object_or_404

        return get_object_or_404(self.rows(), **{self.key: self.kwargs[self.key]})

    def get_title(self) -> str:
        return self.title or str(self.object)

    def show(self, **more):
        return super().show(object=self.object, **more)
