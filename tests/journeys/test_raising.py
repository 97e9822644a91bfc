"""On a phone: heard, asked about once, kept as a draft, raised in the end."""

import pytest

from suggestions.models import OpinionItem, Suggestion
from tests import factories as make

pytestmark = pytest.mark.browser

WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
ASK = "请县交通运输局今年年底前安装二十盏路灯，写明维护单位。"
LAND = "周田村去年修路占地补偿至今没有发到户，涉及三十七户一百二十人，群众多次到镇里反映。"
LAMPS = "周田村主路一公里没有路灯，晚上老人孩子出门看不清路，今年已经有三人摔伤，村民多次反映。"


def test_a_deputy_on_a_phone_is_asked_once_and_raises_what_belongs_here(
    world, wang, everything, live_server, signed_in
):
    opinion = make.opinion(world.wang, village=world.zhoutian, people_count=12)
    page = signed_in(wang)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(live_server.url + opinion.get_absolute_url())
    assert page.evaluate(WIDER) <= 0
    page.get_by_role("link", name="提成建议").click()
    page.get_by_label("题目").fill("关于周田村修路的建议")
    page.get_by_label("反映的情况").fill(LAND)
    page.get_by_label("希望怎么办").fill(ASK)
    page.get_by_label("类别", exact=True).select_option(index=1)
    page.get_by_role("button", name="提交", exact=True).click()

    page.get_by_text("土地林权").first.wait_for()
    assert page.evaluate(WIDER) <= 0
    page.get_by_label("反映的情况").fill(LAMPS)
    page.get_by_role("button", name="存草稿").click()
    page.get_by_text("草稿已存，还没有提交。").wait_for()
    assert page.evaluate(WIDER) <= 0

    page.get_by_role("button", name="提交", exact=True).click()
    page.get_by_text("已提交，等待登记").first.wait_for()
    assert page.evaluate(WIDER) <= 0
    assert Suggestion.objects.get().state == "submitted"
    assert OpinionItem.objects.get().state == "suggested"


def test_what_belongs_elsewhere_is_kept_for_the_office_and_leaves_with_a_slip(
    world, wang, li_chair, everything, live_server, signed_in
):
    page = signed_in(wang)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(live_server.url + "/suggestions/new/")
    page.get_by_label("题目").fill("关于落实占地补偿的建议")
    page.get_by_label("反映的情况").fill(LAND)
    page.get_by_label("希望怎么办").fill(ASK)
    page.get_by_label("类别", exact=True).select_option(index=1)
    page.get_by_role("button", name="提交", exact=True).click()
    page.get_by_role("button", name="存为群众意见").click()
    page.get_by_text("已存为群众意见，没有提交建议").wait_for()
    here = page.url

    page = signed_in(li_chair)
    page.goto(here)
    page.get_by_role("link", name="研判").click()
    page.get_by_label("个别问题").check()
    page.get_by_role("button", name="保存").click()
    page.get_by_role("link", name="转办单").click()
    page.get_by_text("民转〔").first.wait_for()
    page.get_by_text("自然资源").first.wait_for()
