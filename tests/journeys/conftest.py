"""Stories in a real browser: Debian's own Chromium, in Chinese and in Shanghai time."""

import os

import pytest

from tests import selection

# Playwright's synchronous API keeps an event loop in the thread, which Django would refuse.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


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


@pytest.fixture
def context(context):
    context.set_default_timeout(10_000)
    return context


@pytest.fixture
def signed_in(live_server, context):
    """``signed_in(client)``: a browser page that carries the session of a test client."""

    def open_page(client):
        session = client.cookies["sessionid"]
        context.add_cookies([{"name": "sessionid", "value": session.value, "url": live_server.url}])
        return context.new_page()

    return open_page
