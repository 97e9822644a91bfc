"""Pages against a hello page: session, authentication and a template of the same size.

The verdict is against the bare hello: Django alone with its own middleware. Beside it
stands the dressed one, an empty page of this program with its post, its menu and its
notices: what the list itself adds.
"""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.shortcuts import render
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import include, path

from congress_poverty.pages.rows import COUNT_CAP
from deputies.models import Account

from .measure import Line, medians

OFTEN = 20  # the database's CPU is told in hundredths of a second: one request is too short for it
ROUNDS = 25  # of nine, the median still swings by a tenth on a machine whose clock goes up and down
_size = {"bare": 20_000, "dressed": 20_000}


def dressed(request: HttpRequest):
    """What every page of this program pays."""
    return render(request, "dressed.html", {"title": "你好", "bytes": _bytes("dressed")})


def bare(request: HttpRequest):
    """What a page of any Django program with a log-in pays."""
    return render(request, "bare.html", {"title": "你好", "bytes": _bytes("bare")})


def _bytes(name: str) -> str:
    return "文" * (_size[name] // 3)


urlpatterns = [
    path("dressed/", dressed),
    path("bare/", bare),
    path("", include("congress_poverty.urls")),
]

HELLOS = {
    "dressed.html": "{% extends 'base.html' %}{% block content %}{{ bytes }}{% endblock %}",
    "bare.html": "<!doctype html><title>{{ title }}</title><p>{{ user.name }}</p>{{ bytes }}",
}
DJANGOS_OWN = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]


DJANGOS_BACKEND = "django.contrib.auth.backends.ModelBackend"
DJANGOS_SESSIONS = "django.contrib.sessions.backends.db"


def client(username: str, backend: str = "deputies.identity.IdentityBackend") -> Client:
    made = Client()
    made.force_login(Account.objects.get(username=username), backend=backend)
    return made


def _often(somebody: Client, url: str) -> None:
    for _ in range(OFTEN):
        somebody.get(url)


def queries(somebody: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        response = somebody.get(url)
    if response.status_code != 200:
        raise SystemExit(f"{url} answered {response.status_code}")
    return len(seen)


def run(scale: int) -> list[Line]:
    """The visit list: first page, deep page, a county's and a township's, and its queries."""
    templates = [dict(settings.TEMPLATES[0])]
    options = dict(templates[0]["OPTIONS"])
    options["loaders"] = [
        (
            "django.template.loaders.cached.Loader",
            [
                ("django.template.loaders.locmem.Loader", HELLOS),
                "django.template.loaders.filesystem.Loader",
                "django.template.loaders.app_directories.Loader",
            ],
        )
    ]
    templates[0]["OPTIONS"] = options
    with override_settings(
        ROOT_URLCONF="tests.bench.pages",
        TEMPLATES=templates,
        ALLOWED_HOSTS=["testserver"],
        AUTHENTICATION_BACKENDS=[*settings.AUTHENTICATION_BACKENDS, DJANGOS_BACKEND],
    ):
        return _lines(scale)


def _lines(scale: int) -> list[Line]:
    office, clerk = client("office-990000"), client("clerk-990000")
    stranger_to_us = client("office-990000", DJANGOS_BACKEND)
    with override_settings(MIDDLEWARE=DJANGOS_OWN, SESSION_ENGINE=DJANGOS_SESSIONS):
        stranger_to_us.get("/bare/")  # its handler keeps these from now on
    size = len(office.get("/visits/").content)
    for name, somebody in (("bare", stranger_to_us), ("dressed", office)):
        _size[name] += size - len(somebody.get(f"/{name}/").content)
    last_numbered = f"/visits/?page={COUNT_CAP // 50}"
    far = "/visits/?page=1990"
    by_key = _next_link(office, far)
    visited = {
        "bare": (stranger_to_us, "/bare/"),
        "dressed": (office, "/dressed/"),
        "county": (office, "/visits/"),
        "by number": (office, last_numbered),
        "far": (office, far),
        "by key": (office, by_key),
        "township": (clerk, "/visits/"),
    }
    asked = {name: partial(_often, somebody, url) for name, (somebody, url) in visited.items()}
    times = {name: seconds / OFTEN for name, seconds in medians(asked, rounds=ROUNDS).items()}
    shell = queries(office, "/dressed/")
    whole = queries(office, "/visits/")

    def ratio(what: str, page: str, floor: str, target: float) -> Line:
        detail = f"{times[page] * 1000:.1f} ms against {times[floor] * 1000:.1f} ms"
        if floor == "bare":
            detail += f"; {times[page] / times['dressed']:.2f} × an empty page of this program"
        return Line(f"3  {what}", times[page] / times[floor], target, detail=detail)

    return [
        ratio("visit list of a township, CPU against session, log-in and a template of its size",
              "township", "bare", 2.5),
        ratio("visit list of the county, the same", "county", "bare", 2.5),
        ratio("page 1,991 of 2,000, reached by 下一页, against the first", "by key", "county", 1.2),
        ratio("the last page that has a number against the first", "by number", "county", 1.2),
        ratio("page 1,990 typed into the address against the first", "far", "county", 1.2),
        Line("3  queries of the visit list's own", whole - shell, 5, unit=""),
        Line("3  queries of the whole page", whole, 12, unit=""),
    ]  # fmt: skip


def _next_link(somebody: Client, url: str) -> str:
    """The address behind 下一页: keyset, not a number."""
    text = somebody.get(url).content.decode()
    start = text.index('rel="next"')
    head = text.rfind("<a", 0, start)
    link = text[head : text.index(">", start)]
    address = link.split('href="')[1].split('"')[0].replace("&amp;", "&")
    return "/visits/" + address if address.startswith("?") else address
