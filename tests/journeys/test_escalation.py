"""Dissatisfied twice, escalated, handled a third time: one suggestion in the hands of all six roles."""

import pytest
from django.utils import timezone

from tests.journeys.walk import Walk, answer, rate

pytestmark = pytest.mark.browser

TITLE = "关于改善周田村自来水水压的建议"
BODY = "周田村西头三十七户自来水水压低，夏天二楼上不去水，老人要到村口挑水，已经两年。"
ASK = "请县水利局在今年年底前更换主管道并加压，写明完工时间。"
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}


def test_dissatisfied_twice_a_suggestion_is_escalated_and_settled(
    world, wang, li, li_chair, sun, qian, zhou, live_server, signed_in
):
    today = f"{timezone.localdate():%Y-%m-%d}"

    # The clerk enters what the deputy handed in on paper.
    page = signed_in(li)
    page.goto(f"{live_server.url}/suggestions/new/")
    page.get_by_label("领衔代表").fill("王代表")
    page.get_by_role("option", name="王代表").click()
    page.get_by_label("题目").fill(TITLE)
    page.get_by_label("反映的情况").fill(BODY)
    page.get_by_label("希望怎么办").fill(ASK)
    page.get_by_label("类别", exact=True).select_option("水利")
    page.get_by_role("button", name="提交", exact=True).click()
    page.get_by_role("heading", name=TITLE).wait_for()
    walk = Walk(signed_in, page.url)

    # The county registers it and hands it over.
    page = walk.by(sun)
    walk.open("登记")
    page.get_by_label("类别").select_option(label="水利")
    walk.send()
    walk.open("交办")
    page.get_by_label("主办单位").fill("水利")
    page.get_by_role("option", name="县水利局").click()
    page.get_by_role("button", name="交办给县水利局").click()
    walk.reads("已交办，签收前可以撤回。")

    # Two answers, and two times the deputy is not satisfied.
    answer(walk, qian, "加压设备已安装，水压还在观察。", 经办科室和经办人="供水股 李四")
    rate(walk, wang, "不满意")
    walk.reads("县人大会退回重新办理")
    walk.by(sun)
    walk.act("重新办理", 要求承办单位改什么="早晚高峰也要有水，写明完工时间。")
    page = walk.by(wang)
    page.set_viewport_size(PHONE)
    walk.reads("县水利局正在办")
    assert "前再次答复您" in page.locator(".lead-line").inner_text()
    answer(walk, qian, "主管道列入明年计划。")
    rate(walk, wang, "不满意")
    walk.reads("这是第二次不满意，县人大将研究约见、评议或询问。")

    # 约见 is decided; the leader finds it in 需要关注 and says a word.
    page = walk.by(sun)
    walk.open("升级处理")
    page.get_by_role("radio", name="约见").check()
    walk.fill({"约见或询问谁": "县水利局主要负责人", "决定文件": "主任会议纪要第9号"})
    walk.send()
    page = signed_in(zhou)
    page.goto(f"{live_server.url}/dashboard/?p=year")
    page.get_by_role("link", name="1 件建议升级处理中").click()
    page.get_by_role("link", name=TITLE).click()
    walk.page = page
    walk.act("登记督办", 情况和意见="请水利局主要负责人当面说清完工时间。")
    walk.reads("请水利局主要负责人当面说清完工时间。")

    # Its outcome: handled a third time.
    page = walk.by(sun)
    walk.open("登记升级结果")
    walk.fill({"约见日期": today, "情况和意见": "承诺年底前更换主管道。"})
    page.get_by_label("重新办理").check()
    walk.send()
    walk.act("重新办理", 要求承办单位改什么="按约见的承诺年底前更换主管道。")
    answer(walk, qian, "主管道已更换，早晚高峰水压达标。")

    # The chair telephones and enters what the deputy says; the county closes the case.
    page = walk.by(li_chair)
    walk.open("评价")
    page.get_by_label("电话", exact=True).check()
    walk.fill({"谁打的电话": "李主席"})
    for group in ("办理结果", "办理态度"):
        page.get_by_role("group", name=group).get_by_label("满意", exact=True).check()
    walk.send()
    page = walk.by(sun)
    walk.act("办结")
    walk.reads("已办结。")
    page.set_viewport_size(DESK)
    for lane in ("第一次", "第二次", "第三次"):
        page.locator(".lanes").get_by_role("heading", name=lane).wait_for()

    page = walk.by(wang)
    page.set_viewport_size(PHONE)
    walk.reads("这件建议办结了。")
    assert page.locator(".lanes li.done").count() == 5
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
