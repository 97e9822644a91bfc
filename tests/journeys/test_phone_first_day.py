"""A deputy of seventy with the largest letters at 360 × 640, from the first log-in to a rated answer."""

import pytest
from django.utils import timezone

from congress_poverty.reach import reaching
from suggestions.models import Reply, Suggestion
from tests import factories as make
from tests.journeys.phone import WIDER
from tests.visits.phones import picture
from visits.models import Visit, VisitPhoto

pytestmark = pytest.mark.browser

PHONE = "Mozilla/5.0 (Linux; Android 10) AppleWebKit/537.36 Chrome/107 Mobile Safari/537.36 MicroMessenger/8"
FIRST, OWN = "Diyici-Denglu-7", "Chuntian-Lai-le-70"


@pytest.fixture
def browser_context_args(browser_context_args):
    return {
        **browser_context_args,
        "viewport": {"width": 360, "height": 640},
        "is_mobile": True,
        "user_agent": PHONE,
    }


def answer(suggestion: Suggestion) -> None:
    """The office and the unit have done their part by the next day with signal."""
    today = timezone.localdate()
    with reaching(make.EVERYTHING):
        Suggestion.objects.filter(pk=suggestion.pk).update(
            state="replied",
            number="灵建〔2026〕087号",
            registered_on=today,
            handed_over_on=today,
            replied_on=today,
        )
        Reply.objects.create(
            suggestion=suggestion,
            delivered_on=today,
            met_on=today,
            summary="水管已换，三楼也有水了。",
            body="已办。",
        )


def test_from_the_first_log_in_to_a_rated_answer_half_of_it_without_signal(
    context, live_server, wang, world, shot
):
    wang.account.set_password(FIRST)
    wang.account.must_change_password = True
    wang.account.save()
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.set_default_navigation_timeout(60_000)
    number = iter(range(1, 100))

    def look(name):
        page.wait_for_timeout(150)
        assert page.evaluate(WIDER) <= 0, f"{name} is too wide"
        shot(page, f"walk-{next(number):02d}-{name}")

    # The first log-in, with the password from a slip of paper.
    page.goto(live_server.url)
    look("log-in")
    page.get_by_label("用户名或手机号").fill(wang.account.username)
    page.get_by_label("密码").fill(FIRST)
    page.get_by_role("button", name="登录").click()
    look("own-password")
    page.get_by_label("现在的密码").fill(FIRST)
    page.get_by_label("新密码", exact=True).fill(OWN)
    page.get_by_label("再输一遍新密码").fill(OWN)
    page.get_by_role("button", name="保存新密码").click()
    page.wait_for_url("**/m/")
    page.get_by_text("字要不要大一点？").wait_for()
    look("asked-for-the-size")
    page.get_by_role("button", name="特别大").click()
    page.get_by_role("link", name="记走访").wait_for()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.get_by_text("已全部上传").wait_for()
    look("home")

    # In the village: no signal. A visit with a photo, and a suggestion from it.
    context.set_offline(True)
    page.locator(".rows a", has_text="张德福").last.click()
    page.get_by_text("饮水", exact=True).click()
    page.get_by_text("要提建议", exact=True).click()
    page.get_by_label("补一句话").fill("张德福说水管老化，三天停一次水，三楼上不去")
    page.locator("input[type=file]").set_input_files(
        {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": picture("blue", size=(1400, 1000))}
    )
    page.get_by_text("已加 1 张照片").wait_for()
    look("visit")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("heading", name="走访已存在手机里").wait_for()
    look("visit-saved")
    page.get_by_role("link", name="接着提建议").click()
    page.get_by_role("heading", name="写什么事").wait_for()
    assert "张德福" not in page.get_by_label("反映的情况").input_value()
    page.get_by_label("反映的情况").fill("水管老化。另外校车不到村口")
    page.get_by_role("button", name="下一步").click()
    page.get_by_text("至少 30 个字，已写 13 个").wait_for()
    look("too-short")
    page.get_by_label("反映的情况").fill(
        "周田村三十多户水管老化，三天停一次水，三楼以上全天没水。另外校车停在两里地外，娃娃要走黑路。"
    )
    page.locator("label", has_text="水利").first.click()
    page.get_by_role("button", name="下一步").click()
    page.get_by_text("一件建议说一件事，办得更快。").wait_for()
    look("two-matters")
    page.get_by_role("button", name="分成两件").click()
    page.get_by_text("已分成两件").wait_for()
    assert "校车" not in page.get_by_label("反映的情况").input_value()
    look("split")
    page.get_by_label("反映的情况").fill(
        "周田村三十多户水管老化，三天停一次水，三楼以上全天没水，老人提水上楼。"
    )
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("heading", name="希望怎么办").wait_for()
    page.get_by_label("希望怎么办").fill("请县水利局今年底前把老水管换掉。")
    page.get_by_text("说不准", exact=True).click()
    look("ask")
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("heading", name="检查").wait_for()
    look("check")
    page.get_by_role("button", name="提交").click()
    page.get_by_role("heading", name="建议已存在手机里").wait_for()
    look("suggestion-saved")

    # Back home the signal is there; everything goes by itself.
    context.set_offline(False)
    page.get_by_role("link", name="回首页").click()
    page.get_by_text("已全部上传").wait_for()
    look("home-again")
    with reaching(make.EVERYTHING):
        assert (Visit.objects.count(), VisitPhoto.objects.count()) == (1, 1)
        raised = Suggestion.objects.get()
        assert (raised.state, raised.handled_at, raised.source_visit) == (
            "submitted", "county", Visit.objects.get(),
        )  # fmt: skip
        assert raised.papers.count() == 1
    answer(raised)
    page.reload()
    page.locator(".rows a", has_text="评价").first.wait_for()

    # And again without signal: the answer is read and rated.
    context.set_offline(True)
    page.locator(".rows a", has_text="评价").first.click()
    page.get_by_text("水管已换，三楼也有水了。").wait_for()
    look("answer")
    page.get_by_role("button", name="提交评价").click()
    page.get_by_text("请给“办理结果”选一个").wait_for()
    look("nothing-chosen")
    for group in ("办理结果", "办理态度"):
        page.get_by_role("group", name=group, exact=True).get_by_text("满意", exact=True).click()
    look("rated")
    page.get_by_role("button", name="提交评价").click()
    page.get_by_role("heading", name="评价已存在手机里").wait_for()
    look("rating-saved")
    context.set_offline(False)
    page.get_by_role("link", name="回首页").click()
    page.get_by_text("已全部上传").wait_for()
    # The second matter still waits where it was put aside.
    page.get_by_text("有一条没写完").wait_for()
    look("home-at-the-end")
    with reaching(make.EVERYTHING):
        raised.refresh_from_db()
    assert raised.satisfaction == "satisfied"
