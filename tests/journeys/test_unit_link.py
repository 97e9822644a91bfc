"""A unit without an account answers on a telephone, by a link, with scripts turned off."""

from datetime import timedelta

import pytest
from django.utils import timezone

from suggestions.actions import advance
from suggestions.models import Assignment, Suggestion
from tests import factories as make
from tests.journeys.test_phone import WIDER
from tests.suggestions.conftest import STAFF

pytestmark = pytest.mark.browser


@pytest.fixture
def road(world, everything):
    """Handed over to 县水利局 today."""
    today = timezone.localdate()
    made = make.suggestion(world.wang, submitted_on=today - timedelta(days=3))
    advance(made, "submit", by=STAFF, on=made.submitted_on)
    advance(made, "register", by=STAFF, on=made.submitted_on, given={"number": "087", "category": "water"})
    advance(made, "hand_over", by=STAFF, on=today, given={"lead_units": [world.unit]})
    return made


@pytest.fixture
def phone(browser, live_server, browser_context_args):
    """A page of a small telephone that runs no script and knows no account."""
    context = browser.new_context(
        **{**browser_context_args, "viewport": {"width": 390, "height": 844}},
        java_script_enabled=False,
    )
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def test_a_unit_answers_on_a_phone_without_an_account_and_without_scripts(
    road, sun, signed_in, phone, live_server, everything
):
    part = Assignment.objects.get(suggestion=road)
    office = signed_in(sun)
    office.goto(f"{live_server.url}/suggestions/{road.code}/links/")
    office.get_by_role("link", name="给县水利局发链接").click()
    office.get_by_label("交给谁").fill("办公室 王涛")
    office.get_by_role("button", name="生成链接").click()
    office.get_by_role("button", name="复制链接").click()
    office.get_by_role("button", name="已复制").wait_for()
    url = office.locator("#slip-url").inner_text()

    today = f"{timezone.localdate():%Y-%m-%d}"
    phone.goto(url)
    fill(phone, "继续", 您的姓名="王涛", 您的电话="13900000000")
    act(phone, "签收")
    act(phone, "记录见面沟通", 见面日期=today, 单位参加人="赵副局长")
    open_part(phone, "填写书面答复")
    phone.get_by_label("A 已解决").check()
    fill(phone, "填写书面答复", 签发日期=today, 签发人="王局长", 摘要="两处路面已修复，五月底验收。")
    act(phone, "送达代表")
    phone.get_by_role("heading", name="办完了").wait_for()
    phone.goto(url)
    phone.get_by_role("heading", name="链接打不开").wait_for()

    part.refresh_from_db()
    assert Suggestion.objects.get().state == "replied"
    assert part.officer == "王涛"


def open_part(page, name):
    press(page, page.get_by_role("link", name=name))


def act(page, name, **fields):
    open_part(page, name)
    fill(page, name, **fields)


def fill(page, button, **fields):
    for label, value in fields.items():
        page.get_by_label(label).fill(value)
    press(page, page.get_by_role("button", name=button, exact=True))


def press(page, target):
    target.wait_for()  # the page has arrived
    assert page.evaluate(WIDER) <= 0, f"{page.url} is wider than the phone"
    target.click()
