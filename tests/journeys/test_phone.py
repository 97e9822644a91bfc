"""At the width of a phone no main page of any role scrolls sideways."""

import pytest
from django.utils import timezone

from deputies.roles import ROLES
from tests import factories as make

pytestmark = pytest.mark.browser

PEOPLE = {
    "deputy": "wang",
    "township_clerk": "li",
    "township_chair": "li_chair",
    "county_staff": "sun",
    "county_leader": "zhou",
    "handling_unit": "qian",
    "system_admin": "system_admin",
    "security_admin": "security_admin",
    "auditor": "auditor",
}
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("role", ROLES)
def test_no_page_of_the_menu_scrolls_sideways_on_a_phone(role, world, request, live_server, signed_in):
    today = timezone.localdate()
    make.visit(world.wang, world.zhang_household, today)
    make.suggestion(world.wang, submitted_on=today)
    make.half_year_report(world.east)
    client = request.getfixturevalue(PEOPLE[role])
    page = signed_in(client)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(live_server.url)
    addresses = page.locator("nav.menu-all a").evaluate_all("links => links.map((a) => a.href)")
    assert len(addresses) > 3
    for address in addresses:
        answer = page.goto(address)
        assert answer.ok, address
        assert page.evaluate(WIDER) <= 0, f"{address} is wider than the phone"
