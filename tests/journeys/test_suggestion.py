"""A suggestion through all hands: raised from a visit, answered twice, closed."""

import pytest
from django.utils import timezone

from tests import factories as make
from tests.journeys.walk import Walk, answer, rate

pytestmark = pytest.mark.browser

BODY = "周田村西头三十七户自来水水压低，夏天二楼上不去水，老人要到村口挑水，已经两年。"
ASK = "请县水利局在今年年底前更换主管道并加压，写明完工时间。"


def test_a_suggestion_from_a_visit_is_answered_twice_and_closed(
    world, wang, sun, qian, live_server, signed_in
):
    visit = make.visit(world.wang, world.zhang_household, timezone.localdate(), issue="饮水")

    page = signed_in(wang)
    page.goto(live_server.url + visit.get_absolute_url())
    page.get_by_role("link", name="提建议").click()
    page.get_by_label("题目").fill("关于改善周田村自来水水压的建议")
    page.get_by_label("反映的情况").fill(BODY)
    page.get_by_label("希望怎么办").fill(ASK)
    page.get_by_label("类别", exact=True).select_option("水利")
    page.get_by_role("button", name="提交").click()
    page.get_by_role("heading", name="关于改善周田村自来水水压的建议").wait_for()
    walk = Walk(signed_in, page.url)

    page = walk.by(sun)
    page.get_by_role("link", name="登记", exact=True).click()
    page.get_by_label("类别").select_option(label="水利")
    page.get_by_role("button", name="登记").click()
    walk.reads("已登记，编号")
    page.get_by_role("link", name="交办", exact=True).click()
    page.get_by_label("主办单位").fill("水利")
    page.get_by_role("option", name="县水利局").click()
    page.get_by_role("button", name="交办给县水利局").click()
    walk.reads("已交办，签收前可以撤回。")

    answer(walk, qian, "加压设备已安装，水压还在观察。", 经办科室和经办人="供水股 李四")
    rate(walk, wang, "不满意")
    walk.reads("县人大会退回重新办理")

    walk.by(sun)
    walk.act("重新办理", 要求承办单位改什么="早晚高峰也要有水，写明完工时间。")
    walk.reads("已退回承办单位重新办理。")

    answer(walk, qian, "主管道已更换，早晚高峰水压达标。")
    rate(walk, wang, "满意")
    walk.reads("谢谢，这件建议办结了。")

    page = walk.by(sun)
    walk.act("办结")
    walk.reads("已办结。")
    page.get_by_role("heading", name="第二次").first.wait_for()
