"""Reports, bulletins and notices come out of the printer on A4, the annex on a page of its own."""

from datetime import date

import pytest
from django.urls import reverse

from assessment import actions
from tests import factories as make
from tests.journeys.test_print import MEDIA, pages

pytestmark = pytest.mark.browser


@pytest.fixture
def printed(signed_in, live_server, sun):
    """``printed(url)``: the PDF that the county's browser makes of a page."""
    page = signed_in(sun)

    def pdf(url):
        page.goto(f"{live_server.url}{url}")
        return page.pdf(prefer_css_page_size=True)

    return pdf


def test_the_papers_of_a_period_take_the_pages_that_they_should(world, printed, everything, county_actor):
    make.visit(world.wang, world.zhang_household, date(2026, 5, 3))
    report = make.half_year_report(world.east, cases="张德福户养牛增收。", problems="两户长期在外。")
    pdf = printed(reverse("reports:print", args=[report.code]))
    assert pages(pdf) == 3  # two of text, the form on its own
    assert {tuple(round(float(side)) for side in size) for size in MEDIA.findall(pdf)} == {(595, 842)}
    bulletin = actions.draft_bulletin(world.county, "2026H1", by=county_actor, today=date(2026, 6, 21))
    assert pages(printed(reverse("papers:print", args=[bulletin.code]))) in (2, 3)
    assert pages(printed(reverse("reports:summary_print", args=["2026H1"]))) == 2


def test_a_notice_is_one_page_and_what_was_found_stands_on_the_next(world, printed, everything):
    check = make.check(world.east, mode="announced", notified_on=date(2026, 5, 6), topics="走访\n活动室")
    make.finding(check)
    assert pages(printed(reverse("checks:notice", args=[check.code]))) == 1
    assert pages(printed(reverse("checks:sheet", args=[check.code]))) == 2
    meeting = make.meeting(world.county, [world.east], agenda="通报情况\n研究下一步")
    assert pages(printed(reverse("meetings:notice", args=[meeting.code]))) == 1
