"""Every page of the phone, in every size and in the dark: read by axe, measured, none wider than 360 px."""

import pytest
from django.utils import timezone

from congress_poverty.reach import reaching
from suggestions.models import Reply, SuggestionProposer
from tests import factories as make
from tests.journeys.phone import look_over

pytestmark = pytest.mark.browser


@pytest.fixture
def busy(world):
    """王代表 has something of everything: to visit, to rate, to co-sign, a fellow member, an old visit."""
    today = timezone.localdate()
    other = make.deputy(world.east, "陈代表", pinyin="chendaibiao cdb")
    group = make.group(world.east)
    for person in (world.wang, other):
        make.group_member(group, person)
    make.station(world.east, "东乡代表联络站", reception_day=today.day, address="东乡街上")
    second = make.household(world.zhoutian, "欧阳王秀英", pinyin="ouyang oy")
    make.pairing(world.wang, second, today.replace(month=1, day=1))
    make.visit(world.wang, second, today, topics=["饮水", "道路"], note="水压低")
    asked = make.suggestion(other, state="submitted", title="关于增设柳林村校车停靠点的建议")
    road = make.suggestion(world.wang, state="replied", number="灵建〔2026〕087号")
    with reaching(make.EVERYTHING):
        SuggestionProposer.objects.create(suggestion=asked, person=world.wang)
        road.replied_on = today
        road.save()
        Reply.objects.create(
            suggestion=road,
            delivered_on=today,
            met_on=today,
            promise_due_on=today,
            summary="已修复两处路面。",
            body="收到后立即组织勘查，九月底前完工。\n" * 8,
        )
    return {"household": world.zhang_household.code, "asked": asked.code, "road": road.code}


def begin_suggestion(page, base, known):
    """A draft with all three steps filled in, so that each can be opened."""
    page.goto(f"{base}#/suggest/new")
    page.get_by_label("题目").fill("关于修复柳林村通村路的建议")
    page.get_by_label("反映的情况").fill(
        "柳林村通村路去年水毁两处，至今没有修复，影响三百多户出行，要绕行三里路。"
    )
    page.locator("input[name=category] + span").first.click()
    page.get_by_role("button", name="下一步").click()
    page.get_by_text("可能有人提过").first.wait_for()
    page.get_by_role("button", name="不一样，继续写").click()
    page.get_by_role("heading", name="希望怎么办").wait_for()
    page.get_by_label("希望怎么办").fill("请县交通运输局修复两处水毁路面，十月底前完成。")
    page.get_by_text("陈代表", exact=True).click()
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("heading", name="检查").wait_for()


PLACES = (
    "#/", "#/visit", "#/visit?h={household}", "#/meet", "#/visits", "#/suggest", "#/suggest/1", "#/suggest/2",
    "#/suggest/3", "#/suggest/at/{road}", "#/cosign/{asked}", "#/rate/{road}", "#/me", "#/pin", "#/rescue",
)  # fmt: skip


@pytest.mark.timeout(900)  # every page, read by axe
@pytest.mark.parametrize(
    ("size", "least"),
    [("标准", 44), ("大", 60), ("特大", 60), ("深色", 44)],
    ids=["normal", "large", "huge", "dark"],
)
def test_every_page_is_narrow_enough_big_enough_and_passes_axe(
    phone, context, world, busy, size, least, shot
):
    page = phone(width=360, height=640)
    page.set_default_timeout(60_000)
    base = page.url.split("#")[0]
    page.goto(f"{base}#/me")
    page.get_by_text(size, exact=True).click()
    page.wait_for_timeout(200)
    page.get_by_text("已全部上传").first.wait_for()
    begin_suggestion(page, base, busy)
    context.set_offline(True)
    page.goto(f"{base}#/visit?h={busy['household']}")
    found = []
    page.get_by_role("button", name="保存").click()
    page.get_by_text("请点一个事项").wait_for()
    found += look_over(page, "a visit that says nothing", least)
    page.get_by_text("饮水", exact=True).click()
    page.get_by_text("当面答复了", exact=True).click()
    page.get_by_text("推着干", exact=True).click()
    page.get_by_text("更多", exact=True).click()
    found += look_over(page, "a visit with everything", least)
    shot(page, f"{size}-visit")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("heading", name="走访已存在手机里").wait_for()
    found += look_over(page, "saved", least)
    page.goto(f"{base}#/rate/{busy['road']}")
    for group in ("办理结果", "办理态度"):
        page.get_by_role("group", name=group, exact=True).get_by_text("不满意", exact=True).click()
    found += look_over(page, "a bad rating", least)
    shot(page, f"{size}-rate-bad")
    for place in PLACES:
        page.goto(base + place.format(**busy))
        page.wait_for_timeout(250)
        found += look_over(page, place, least)
        shot(page, f"{size}-{place.split('{')[0].strip('#/').replace('/', '-').replace('?', '-') or 'home'}")
    assert found == []
