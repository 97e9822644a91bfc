"""Stories in a real browser: Debian's own Chromium, in Chinese and in Shanghai time."""

import os
import threading
import time

import pytest
from django.core.signals import request_finished, request_started
from django.db import connections

from tests import selection

# Playwright's synchronous API keeps an event loop in the thread, which Django would refuse.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def the_thread_s_connections():
    return {alias: connections[alias] for alias in connections}


@pytest.fixture(scope="session")
def playwright(the_thread_s_connections, playwright):
    """The thread keeps its connections: where an event loop runs, Django would open others.

    Tests that follow would write through one and clean up, or look, through another.
    """
    for alias, connection in the_thread_s_connections.items():
        connections[alias] = connection
    return playwright


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {
        **browser_type_launch_args,
        "executable_path": selection.chromium(),
        "args": ["--disable-gpu", "--disable-dev-shm-usage", "--disable-component-update", "--no-first-run"],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {
        **browser_context_args,
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "viewport": {"width": 1440, "height": 900},
    }


class _Server:
    """How many requests the live server is answering."""

    def __init__(self):
        self.answering = 0
        self.lock = threading.Lock()
        request_started.connect(self.began, weak=False)
        request_finished.connect(self.ended, weak=False)

    def began(self, **_):
        with self.lock:
            self.answering += 1

    def ended(self, **_):
        with self.lock:
            self.answering -= 1

    def falls_silent(self):
        for _ in range(100):
            time.sleep(0.05)  # also for a request that is on its way
            if self.answering <= 0:
                break


@pytest.fixture(scope="session")
def server():
    return _Server()


@pytest.fixture
def context(context, server):
    """A phone's page goes on handing in by itself: it ends before the test's database does."""
    context.set_default_timeout(10_000)
    server.answering = 0
    yield context
    context.close()
    server.falls_silent()


@pytest.fixture
def signed_in(live_server, context):
    """``signed_in(client)``: a browser page that carries the session of a test client."""

    def open_page(client):
        session = client.cookies["sessionid"]
        context.add_cookies([{"name": "sessionid", "value": session.value, "url": live_server.url}])
        return context.new_page()

    return open_page


@pytest.fixture
def phone(live_server, context, wang):
    """王代表's phone at ``base``, opened once with signal, the shell in its cache."""

    def take(base="", width=390, height=844):
        base = base or live_server.url
        cookie = {"name": "sessionid", "value": wang.cookies["sessionid"].value, "url": base}
        context.add_cookies([cookie])
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.set_default_navigation_timeout(60_000)  # the first page of a busy machine
        page.goto(f"{base}/m/")
        page.get_by_role("heading", name="王代表代表").wait_for()
        if page.get_by_role("button", name="这样就好").count():
            page.get_by_role("button", name="这样就好").click()
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        page.wait_for_function("navigator.serviceWorker.controller !== null")
        page.get_by_text("已全部上传").wait_for()
        return page

    return take


@pytest.fixture
def shot():
    """``shot(page, name)``: a picture in ``SHOTS``, where somebody wants to look at what a story saw."""

    def take(page, name):
        if folder := os.environ.get("SHOTS"):
            page.screenshot(path=f"{folder}/{name}.png", full_page=True)

    return take
