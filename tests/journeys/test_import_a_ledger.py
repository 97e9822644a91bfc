"""A clerk brings a messy ledger with six bad rows, repairs it on the page, imports it, takes it back."""

import pytest

from congress_poverty.reach import reaching
from deputies.models import Person
from tests import factories as make
from tests.imports.test_wizard import workbook

pytestmark = pytest.mark.browser

ROWS = [
    *([n, f"孙{'一二三四五六七八九十'[n]}", "男", "县", f"1380000000{n}"] for n in range(8)),
    [9, "", "女", "县", "13800000011"],
    [10, "冯六六", "男", "星级", "13800000012"],
    [11, "郑五五", "男", "星级", "13800000013"],
    [12, "陈二二", "男", "星级", "13800000014"],
    [13, "", "男", "县", "13800000015"],
    [14, "褚七七", "男", "月级", "13800000016"],
    ["合计", "", "14人", "", ""],
]


def names(world) -> set[str]:
    with reaching(make.EVERYTHING):
        return set(Person.objects.filter(township=world.east).values_list("name", flat=True))


def test_six_bad_rows_are_repaired_on_the_page_imported_and_taken_back(
    li, world, live_server, signed_in, transactional_db
):
    page = signed_in(li)
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    before = names(world)

    page.goto(f"{live_server.url}/imports/new/")
    page.set_input_files(
        "input[type=file]", {"name": "东乡花名册.xlsx", "mimeType": "", "buffer": workbook(ROWS)}
    )
    page.get_by_role("button", name="下一步：对列").click()
    page.get_by_role("button", name="下一步：检查").click()
    page.get_by_role("link", name="要修改 6").wait_for()

    # One decision for three rows.
    page.get_by_label("都改成").fill("县")
    page.get_by_role("button", name="改这 3 行").click()
    page.get_by_role("link", name="要修改 3").wait_for()

    # The rest cell by cell, with the keyboard: Enter goes on to the next wrong cell.
    page.locator(".cell:focus").wait_for()
    for text in ("卫八八", "蒋九九", "县"):
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.type(text)
        page.keyboard.press("Enter")
    page.get_by_role("link", name="要修改 0").wait_for()

    page.get_by_role("button", name="导入 14 行").click()
    page.get_by_text("已导入 14 行").wait_for()
    assert len(names(world) - before) == 14

    page.get_by_role("link", name="撤销这次导入").click()
    page.get_by_role("button", name="撤销").click()
    page.get_by_text("已撤销").first.wait_for()
    assert names(world) == before
    assert complaints == []
