"""What comes out of the printer: pages are counted in the PDF that a real browser makes."""

import re
from datetime import date

import pytest
from django.urls import reverse

from tests import factories as make
from tests.suggestions.conftest import walk  # noqa: F401 - a fixture

pytestmark = pytest.mark.browser
PAGE = re.compile(rb"/Type\s*/Page(?!s)")
MEDIA = re.compile(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]")


@pytest.fixture
def printed(signed_in, live_server, sun):
    """``printed(suggestion, code)``: the PDF of one of its documents."""
    page = signed_in(sun)

    def pdf(suggestion, code):
        url = reverse("suggestions:document", args=[suggestion.code, code])
        page.goto(f"{live_server.url}{url}")
        return page.pdf(prefer_css_page_size=True)

    return pdf


def pages(pdf: bytes) -> int:
    return len(PAGE.findall(pdf))


def test_the_forms_of_a_common_suggestion_are_one_page_of_a4_each(world, printed, walk, everything):  # noqa: F811
    road = make.suggestion(world.wang, [make.deputy(world.east, "陈明")], body="反映的情况。" * 45)
    walk(road, "deliver")
    pdf = printed(road, "handling-form")
    assert pages(pdf) == 1
    assert {tuple(round(float(side)) for side in size) for size in MEDIA.findall(pdf)} == {(595, 842)}
    assert pages(printed(road, "survey")) == 2  # one for each proposer


def test_the_form_stays_one_page_with_all_that_may_stand_in_its_cells(world, printed, walk, everything):  # noqa: F811
    crowd = [make.deputy(world.east, f"第{n}位代表") for n in range(12)]
    road = make.suggestion(world.wang, crowd, title="题" * 100, body="字" * 300, ask="请" * 150)
    walk(
        road,
        "deliver",
        write={"summary": "办" * 200, "signed_by": "县水利局局长王某某", "written_on": date(2026, 5, 6)},
        meet={"met_place": "柳林村村部会议室", "unit_people": "赵副局长、钱股长、孙技术员"},
    )
    assert pages(printed(road, "handling-form")) == 1


def test_the_longest_text_goes_on_on_further_sheets(world, printed, walk, everything):  # noqa: F811
    road = make.suggestion(world.wang, body="字" * 2000, ask="请" * 1000)
    walk(road, "deliver")
    assert pages(printed(road, "handling-form")) == 3


def test_the_annex_of_a_notice_begins_a_new_page(world, printed, walk, everything):  # noqa: F811
    road = make.suggestion(world.wang, body="短", ask="短")
    walk(road, "sign")
    assert pages(printed(road, "handover-notice")) > 1
    assert pages(printed(road, "reply-letter")) == 1
