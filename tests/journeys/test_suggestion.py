"""A suggestion through all hands: raised from a visit, answered twice, closed."""

import pytest
from django.utils import timezone

from tests import factories as make

pytestmark = pytest.mark.browser

BODY = "周田村西头三十七户自来水水压低，夏天二楼上不去水，老人要到村口挑水，已经两年。"
ASK = "请县水利局在今年年底前更换主管道并加压，写明完工时间。"


class Walk:
    """The one suggestion, opened by one person after the other."""

    def __init__(self, signed_in, url):
        self.signed_in, self.url, self.page = signed_in, url, None

    def by(self, client):
        self.page = self.signed_in(client)
        self.page.goto(self.url)
        return self.page

    def act(self, name, **fields):
        """Opens the act's page, fills its fields by label, sends it."""
        self.page.get_by_role("link", name=name, exact=True).click()
        self.fill(fields)
        self.page.get_by_role("button", name=name, exact=True).click()

    def part(self, name, **fields):
        """One part of the answer, from the unit's list of parts."""
        self.page.get_by_role("link", name=name).click()
        self.fill(fields)
        self.page.locator(".form-foot").get_by_role("button").first.click()

    def fill(self, fields):
        for label, value in fields.items():
            self.page.get_by_label(label).fill(value)

    def reads(self, words):
        self.page.get_by_text(words).first.wait_for()


def answer(walk, unit, summary, **officer):
    """The unit signs, meets the deputy, writes and delivers; the second time it is known who handles it."""
    today = f"{timezone.localdate():%Y-%m-%d}"
    walk.by(unit)
    walk.act("签收", **officer)
    walk.part("见面沟通", 见面日期=today, 单位参加人="钱局长")
    walk.page.get_by_role("link", name="书面答复").click()
    walk.page.get_by_label("A 已解决").check()
    walk.fill({"签发日期": today, "签发人": "钱局长", "摘要": summary})
    walk.page.locator(".form-foot").get_by_role("button").first.click()
    walk.part("送达")
    walk.reads("已送达代表，等待评价。")


def rate(walk, deputy, step):
    page = walk.by(deputy)
    page.get_by_role("link", name="评价", exact=True).click()
    for group in ("办理结果", "办理态度"):
        page.get_by_role("group", name=group).get_by_label(step, exact=True).check()
    if step == "不满意":
        page.get_by_label("一句话说明").fill("早晚还是没有水。")
        page.get_by_role("group", name="不满意的原因").get_by_role("checkbox").first.check()
    page.get_by_role("button", name="评价", exact=True).click()


def test_a_suggestion_from_a_visit_is_answered_twice_and_closed(
    world, wang, sun, qian, live_server, signed_in
):
    visit = make.visit(world.wang, world.zhang_household, timezone.localdate(), issue="饮水")

    page = signed_in(wang)
    page.goto(live_server.url + visit.get_absolute_url())
    page.get_by_role("link", name="提建议").click()
    page.get_by_label("标题").fill("关于改善周田村自来水水压的建议")
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
    page.get_by_role("button", name="交办").click()
    walk.reads("已交办，签收前可以撤回。")

    answer(walk, qian, "加压设备已安装，水压还在观察。", 经办科室和经办人="供水股 李四")
    rate(walk, wang, "不满意")
    walk.reads("将退回重新办理")

    walk.by(sun)
    walk.act("重新办理", 要求承办单位改什么="早晚高峰也要有水，写明完工时间。")
    walk.reads("已退回承办单位重新办理。")

    answer(walk, qian, "主管道已更换，早晚高峰水压达标。")
    rate(walk, wang, "满意")
    walk.reads("谢谢您的评价。")

    page = walk.by(sun)
    walk.act("办结")
    walk.reads("已办结。")
    page.get_by_role("heading", name="第二次").first.wait_for()
