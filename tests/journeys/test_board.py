"""A leader opens a number of the board and finds exactly the rows that it counts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from congress_poverty.reach import Reach, reaching
from tests import factories as make
from visits import summary

pytestmark = pytest.mark.browser


def test_a_number_on_the_board_opens_exactly_the_rows_it_counts(world, zhou, live_server, signed_in):
    second = make.household(world.zhoutian, "孙有田", pinyin="sunyoutian syt")
    make.pairing(world.wang, second)
    with reaching(Reach.everything("a visit of yesterday, counted")):
        yesterday = timezone.localdate() - timedelta(days=1)
        visit = make.visit(world.wang, world.zhang_household, yesterday)
        summary.fold([summary.fact_of(visit)])

    page = signed_in(zhou)
    page.goto(f"{live_server.url}/dashboard/?p=year")
    tile = page.get_by_role("link", name="联系户走访覆盖率")
    assert "1 / 3 户" in tile.inner_text()
    tile.click()
    page.get_by_role("heading", name="联系户走访覆盖率").wait_for()
    shown = page.locator("main").inner_text()
    rows = page.locator("table tbody tr")
    assert rows.count() == 3, shown
