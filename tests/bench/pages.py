"""Pages against a hello page: session, authentication and a template of the same size."""

from __future__ import annotations

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.shortcuts import render
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import include, path

from deputies.models import Account

from .county import TODAY
from .measure import Line, medians

_size = {"bytes": 20_000}


def hello(request: HttpRequest):
    """What every page pays: the session, the account and its post, the shell, and as many bytes."""
    return render(request, "plain_bytes.html", {"title": "你好", "bytes": "文" * (_size["bytes"] // 3)})


urlpatterns = [path("hello/", hello), path("", include("congress_poverty.urls"))]

TEMPLATE = "{% extends 'base.html' %}{% block content %}{{ bytes }}{% endblock %}"


def client(username: str) -> Client:
    made = Client()
    made.force_login(
        Account.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend"
    )
    return made


def queries(somebody: Client, url: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
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
                ("django.template.loaders.locmem.Loader", {"plain_bytes.html": TEMPLATE}),
                "django.template.loaders.filesystem.Loader",
                "django.template.loaders.app_directories.Loader",
            ],
        )
    ]
    templates[0]["OPTIONS"] = options
    with override_settings(
        ROOT_URLCONF="tests.bench.pages", TEMPLATES=templates, ALLOWED_HOSTS=["testserver"]
    ):
        return _lines(scale)


def _lines(scale: int) -> list[Line]:
    office, clerk = client("office-990000"), client("clerk-990000")
    lines = []
    _size["bytes"] = len(office.get("/visits/").content) - len(office.get("/hello/").content) + _size["bytes"]
    deep = f"/visits/?page={100_000 // 50 - 5}"
    by_key = _next_link(office, "/visits/?page=1500")
    times = medians(
        {
            "hello": lambda: office.get("/hello/"),
            "county": lambda: office.get("/visits/"),
            "county deep": lambda: office.get(deep),
            "county next": lambda: office.get(by_key),
            "township": lambda: clerk.get("/visits/"),
        },
        rounds=40,
        warm_up=3,
    )
    floor = times["hello"]
    detail = f"hello {floor * 1000:.1f} ms"
    lines.append(
        Line(
            "3  visit list of a township, first page, CPU against hello",
            times["township"] / floor,
            2.5,
            detail=detail,
        )
    )
    lines.append(
        Line(
            "3  visit list of the county, first page, CPU against hello",
            times["county"] / floor,
            2.5,
            detail=detail,
        )
    )
    lines.append(
        Line(
            "3  the next page deep in the list against the first", times["county next"] / times["county"], 1.2
        )
    )
    lines.append(
        Line("3  page number 1995 of 2000 against the first", times["county deep"] / times["county"], 1.2)
    )
    shell = queries(office, "/hello/")
    whole = queries(office, "/visits/")
    lines.append(Line("3  queries of the visit list's own", whole - shell, 5, unit=""))
    lines.append(Line("3  queries of the whole page", whole, 12, unit="", detail=f"{TODAY}"))
    return lines


def _next_link(somebody: Client, url: str) -> str:
    """The address behind 下一页: keyset, not a number."""
    text = somebody.get(url).content.decode()
    start = text.index('rel="next"')
    head = text.rfind("<a", 0, start)
    link = text[head : text.index(">", start)]
    address = link.split('href="')[1].split('"')[0].replace("&amp;", "&")
    return "/visits/" + address if address.startswith("?") else address
