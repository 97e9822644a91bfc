"""A person of the county office signs in, in a real browser."""

import pytest

pytestmark = pytest.mark.browser


def test_a_wrong_password_is_told_in_words_and_the_right_one_opens_the_page_asked_for(sun, live_server, page):
    sun.account.set_password("Meiyou-Guanxi-9")
    sun.account.save()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))

    page.goto(f"{live_server.url}/notices/")
    page.get_by_label("用户名或手机号").fill(sun.account.username)
    page.get_by_label("密码").fill("wrong")
    page.get_by_role("button", name="登录").click()
    page.get_by_text("用户名或密码不对").first.wait_for()
    complaints.clear()  # the browser itself remarks on the 401

    page.get_by_label("密码").fill("Meiyou-Guanxi-9")
    page.get_by_role("button", name="登录").click()
    page.get_by_text(sun.account.name).first.wait_for()
    assert page.url == f"{live_server.url}/notices/"
    assert complaints == []
