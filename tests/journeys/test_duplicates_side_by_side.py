"""A clerk brings a ledger of which three rows are there already, and says of each what it is."""

import pytest

from congress_poverty.reach import reaching
from tests import factories as make
from tests.imports.test_duplicates import KNOWN, VISIT
from tests.imports.test_wizard import workbook
from visits.models import Visit

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_the_same_another_or_newer(li, world, live_server, signed_in, transactional_db, width, height):
    with reaching(make.EVERYTHING):
        for day in (1, 2, 3):
            make.visit(
                world.wang, world.zhang_household, f"2026-05-0{day}", note="看望", result="正在办", amount=200
            )
    page = signed_in(li)
    page.set_viewport_size({"width": width, "height": height})
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))

    rows = [[f"2026.5.{day}", *KNOWN[1:]] for day in (1, 2, 3)]
    content = workbook(rows, head=VISIT, title="走访台账")
    page.goto(f"{live_server.url}/imports/new/")
    page.set_input_files("input[type=file]", {"name": "走访.xlsx", "mimeType": "", "buffer": content})
    page.get_by_role("button", name="下一步：对列").click()
    page.get_by_role("button", name="下一步：检查").click()
    page.get_by_role("link", name="可能重复 3").wait_for()
    assert page.locator("tr.twin").count() == 3
    assert page.locator("tr.twin .differs").count() == 6
    assert page.evaluate("document.documentElement.scrollWidth") <= width

    page.get_by_role("button", name="是同一件，跳过").first.click()
    page.get_by_role("link", name="可能重复 2").wait_for()
    page.get_by_role("button", name="不是，导入").first.click()
    page.get_by_role("link", name="可能重复 1").wait_for()
    page.get_by_role("button", name="用新的覆盖").click()
    page.get_by_role("button", name="导入 2 行").click()
    page.get_by_text("已导入 2 行").wait_for()
    with reaching(make.EVERYTHING):
        results = Visit.objects.order_by("visited_on", "pk").values_list("visited_on__day", "result")
        assert list(results) == [(1, "正在办"), (2, "正在办"), (2, "已经解决"), (3, "已经解决")]
    assert complaints == []
