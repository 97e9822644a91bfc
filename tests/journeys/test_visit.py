"""The main job: a township clerk finds a household by its initials and records a visit."""

import pytest

pytestmark = pytest.mark.browser


def test_a_clerk_logs_in_finds_a_household_by_initials_records_a_visit_and_sees_it_listed(
    li, world, live_server, page
):
    li.account.set_password("Meiyou-Guanxi-9")
    li.account.save()
    page.goto(f"{live_server.url}/households/")
    page.get_by_label("用户名或手机号").fill(li.account.username)
    page.get_by_label("密码").fill("Meiyou-Guanxi-9")
    page.get_by_role("button", name="登录").click()

    page.get_by_label("户主姓名、首字母").fill("zdf")
    page.get_by_role("button", name="查询").click()
    page.get_by_role("link", name="张德福").click()
    page.get_by_role("heading", name="张德福", level=1).wait_for()
    page.get_by_role("link", name="记走访").first.click()

    if not page.get_by_role("button", name="去掉张德福").count():
        page.get_by_label("走访谁").fill("zdf")
        page.get_by_role("option", name="张德福").click()
    page.get_by_label("走访代表").fill("wdb")
    page.get_by_role("option", name="王代表").click()
    page.get_by_text("饮水", exact=True).first.click()
    page.get_by_text("转村镇办", exact=True).click()
    page.get_by_label("补一句话").fill("水压低，三楼上不去。")
    page.get_by_role("button", name="保存", exact=True).click()

    page.get_by_role("heading", name="走访张德福户").wait_for()
    page.get_by_role("link", name="走访与活动").click()
    row = page.get_by_role("row").filter(has_text="张德福")
    row.wait_for()
    assert "王代表" in row.inner_text()
    assert "水压低，三楼上不去。" in row.inner_text()
