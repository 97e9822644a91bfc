"""Attendance of forty deputies with three exceptions, by keyboard alone."""

import re

import pytest

from congress_poverty.reach import reaching
from congress_poverty.text import search_key
from tests import factories as make
from visits.models import Activity, Attendance

pytestmark = pytest.mark.browser
PAGE = re.compile(rb"/Type\s*/Page(?!s)")
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章"


@pytest.fixture
def forty(world):
    group = make.group(world.east, "东乡大组")
    for surname in SURNAMES:
        name = f"{surname}建国"
        make.group_member(group, make.deputy(world.east, name, pinyin=search_key(name)))
    return group


class Keys:
    """A keyboard that counts; a chord like Control+Enter is two presses."""

    def __init__(self, page):
        self.page, self.pressed = page, 0

    def __call__(self, *keys):
        for key in keys:
            self.pressed += len(key.split("+"))
            self.page.keyboard.press(key)

    def until(self, key, condition):
        for _ in range(30):
            if self.page.evaluate(condition):
                return
            self(key)
        raise AssertionError(f"{key} never led to {condition}")


def test_forty_with_three_exceptions_need_at_most_sixty_key_presses_and_no_mouse(
    li, forty, live_server, signed_in
):
    page = signed_in(li)
    page.goto(f"{live_server.url}/activities/new/")
    page.wait_for_function("document.activeElement?.name === 'kind'")
    press = Keys(page)
    press(" ")  # the first kind
    press.until("Tab", "document.activeElement.name === 'who'")
    press(" ")  # the only group: its roster is fetched
    page.wait_for_selector(".tiles.live .face")
    page.wait_for_function("'rollFind' in document.activeElement.dataset")
    press("z", "j", "g", " ")  # the first of several zjg: 请假
    press("q", "j", "ArrowDown", " ")  # the second of several qj…: 请假
    press("l", "j", "g", "x")  # 缺席
    press("w", "j", "g", "4")  # the fourth role, and everybody else none
    counts = page.locator("[data-roll-counts]").inner_text().split()
    assert counts == ["到会", "37", "请假", "2", "缺席", "1", "应到", "40"]
    press("Control+Enter")
    page.get_by_text("已保存。").wait_for()
    assert press.pressed <= 60, f"{press.pressed} key presses"
    with reaching(make.EVERYTHING):
        activity = Activity.objects.get()
        found = dict(Attendance.objects.exclude(status="present").values_list("person__name", "status"))
    assert activity.present_count == 37
    assert sorted(found.values()) == ["absent", "leave", "leave"]
    assert found["李建国"] == "absent"
    with reaching(make.EVERYTHING):
        taken = Attendance.objects.exclude(role="").values_list("role", flat=True)
        assert (list(taken), activity.roles) == (["监督员"], ["监督员"])


def test_a_click_turns_a_tile_from_present_to_leave_to_absent_and_back(li, forty, live_server, signed_in):
    page = signed_in(li)
    page.goto(f"{live_server.url}/activities/new/?who=group-{forty.code}")
    tile = page.locator(".tile").first
    states = []
    for _ in range(3):
        tile.locator(".face").click()
        states.append(tile.get_attribute("data-state"))
    assert states == ["leave", "absent", "present"]


def test_letters_that_an_input_method_composes_mark_nobody(li, forty, live_server, signed_in):
    page = signed_in(li)
    page.goto(f"{live_server.url}/activities/new/?who=group-{forty.code}")
    page.locator("[data-roll-find]").focus()
    page.keyboard.type("zjg")
    page.evaluate(
        """document.querySelector("[data-roll-find]").dispatchEvent(
            new KeyboardEvent("keydown", {key: " ", keyCode: 229, isComposing: true, bubbles: true}))"""
    )
    assert page.locator("[data-n=here]").inner_text() == "40"
    page.keyboard.press(" ")
    assert page.locator("[data-n=here]").inner_text() == "39"


def test_the_sign_in_sheet_of_forty_prints_on_one_page(li, forty, live_server, signed_in, world):
    with reaching(make.EVERYTHING):
        activity = make.activity(world.east, group=forty)
        for place in forty.members.all():
            Attendance.objects.create(activity=activity, person=place.person)
    page = signed_in(li)
    page.goto(f"{live_server.url}/activities/{activity.code}/signsheet/")
    pdf = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(PAGE.findall(pdf)) == 1
