"""The half-year report: clerk and chair, returned by the county with a reason, sent again, accepted."""

from datetime import date

import pytest
from django.utils import timezone

from assessment.models import HalfYearReport
from congress_poverty.reach import Reach, reaching
from tests import factories as make

pytestmark = pytest.mark.browser


@pytest.fixture
def report(world):
    today = timezone.localdate()
    make.visit(world.wang, world.zhang_household, date(2026, 5, 3))
    report = make.half_year_report(world.east)
    with reaching(Reach.everything("the report is due today")):
        HalfYearReport.objects.update(due_on=today, last_working_day=today)
    return report


def test_a_returned_report_is_mended_sent_again_and_accepted(
    report, li, li_chair, sun, live_server, signed_in
):
    url = live_server.url + report.get_absolute_url()

    page = signed_in(li)
    page.goto(url)
    page.get_by_role("link", name="补充文字").click()
    page.get_by_label("典型事例").fill("张德福户养牛增收，今年卖了三头。")
    page.get_by_label("问题").fill("两户长期在外，没有走到。")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("button", name="交主席审核").click()
    page.get_by_text("已交主席审核。").wait_for()

    page = signed_in(li_chair)
    page.goto(url)
    page.get_by_role("button", name="报送").click()
    page.get_by_text("县里收到后会有回执").wait_for()

    page = signed_in(sun)
    page.goto(url)
    page.get_by_role("link", name="退回修改").click()
    page.get_by_label("退回原因").fill("请写明两户打算怎么联系。")
    page.get_by_role("button", name="退回").click()
    page.get_by_text("已退回，乡镇会收到通知。").wait_for()

    page = signed_in(li_chair)
    page.goto(url)
    page.get_by_text("请写明两户打算怎么联系。").first.wait_for()
    page.get_by_role("link", name="补充文字").click()
    page.get_by_label("问题").fill("两户长期在外，春节前后上门。")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("button", name="报送").click()
    page.get_by_text("县里收到后会有回执").wait_for()

    page = signed_in(sun)
    page.goto(url)
    page.get_by_role("button", name="接收，发回执").click()
    page.get_by_text("已接收", exact=False).first.wait_for()
