"""One suggestion in a browser, opened by one person after the other."""

from django.utils import timezone


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
        self.open(name)
        self.fill(fields)
        self.send()

    def open(self, name):
        """The act's page, by a button or from behind 更多."""
        link = self.page.locator(".head .buttons").get_by_role("link", name=name, exact=True)
        if link.count() == 0:
            self.page.get_by_text("更多", exact=True).click()
        link.click()

    def send(self):
        self.page.locator(".form-foot button").first.click()

    def part(self, name, **fields):
        """One part of the answer, from the unit's list of parts."""
        self.page.get_by_role("link", name=name).click()
        self.fill(fields)
        self.send()

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
    walk.send()
