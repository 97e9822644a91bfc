"""A clerk pairs a household and records a visit in a real browser, by initials and by taps."""

import pytest

from congress_poverty.reach import reaching
from pairing.models import Pairing
from tests import factories as make
from visits.models import Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(li, signed_in):
    page = signed_in(li)
    page.refused = []
    page.on("console", lambda message: page.refused.append(message.text) if message.type == "error" else None)
    return page


def pick(page, field, letters):
    """Type initials and take the first suggestion."""
    box = page.locator(f"#div_id_{field} [data-suggest]")
    box.locator("input[type=text]").fill(letters)
    box.locator("[role=option]").first.click()


def test_a_household_is_paired_by_initials(page, live_server, world):
    household = make.household(world.zhoutian, "刘玉兰", pinyin="liuyulan lyl")
    page.goto(f"{live_server.url}/pairings/new/")
    pick(page, "household", "lyl")
    pick(page, "person", "wdb")
    page.get_by_role("button", name="保存", exact=True).click()
    page.wait_for_url(f"**{household.get_absolute_url()}")
    assert page.refused == []
    with reaching(make.EVERYTHING):
        assert Pairing.objects.get(household=household).person == world.wang


def test_a_visit_is_recorded_with_four_taps(page, live_server, world):
    page.goto(f"{live_server.url}/visits/new/")
    pick(page, "household", "zdf")
    pick(page, "people", "wdb")
    assert page.locator("#div_id_handling").is_hidden()
    page.locator("#div_id_topics").get_by_text("饮水").click()
    page.get_by_text("转村镇办").click()
    page.get_by_role("button", name="保存", exact=True).click()
    page.wait_for_url("**/visits/*/")
    assert page.refused == []
    with reaching(make.EVERYTHING):
        visit = Visit.objects.get()
    assert (visit.topics, visit.handling) == (["饮水"], "转村镇办")


def test_the_ledger_stays_inside_a_phone(li, signed_in, live_server, world):
    page = signed_in(li)
    page.set_viewport_size({"width": 390, "height": 844})
    make.visit(world.wang, world.zhang_household, note="看望老人" * 30)
    for address in ("", "print/", "members/", "edit/"):
        page.goto(f"{live_server.url}{world.zhang_household.get_absolute_url()}{address}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
