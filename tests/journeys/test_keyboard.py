"""Somebody who uses no mouse logs in."""

import pytest

pytestmark = pytest.mark.browser


def test_logging_in_needs_the_keyboard_only(li, live_server, page):
    li.account.set_password("Meiyou-Guanxi-9")
    li.account.save()
    page.goto(f"{live_server.url}/households/")
    for _ in range(6):
        if page.evaluate("document.activeElement.name") == "username":
            break
        page.keyboard.press("Tab")
    page.keyboard.type(li.account.username)
    page.keyboard.press("Tab")
    page.keyboard.type("Meiyou-Guanxi-9")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="联系户").wait_for()

    page.keyboard.press("Tab")  # the first stop of every page leads past the menu
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
