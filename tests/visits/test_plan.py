"""The plan of a household (一户一策) refined after the first visit (S3-24): dated versions with a reason."""

from datetime import date, timedelta

from django.utils import timezone

from congress_poverty.audit import Actor
from congress_poverty.models import AuditEvent
from congress_poverty.reach import reaching
from pairing.actions import save_household
from pairing.models import Household, PlanRevision
from tests import factories as make
from tests.visits.test_pages import text


def test_a_deputy_refines_the_plan_after_a_visit_and_every_version_stays(wang, zhao, li, world):
    home = world.zhang_household
    with reaching(make.EVERYTHING):
        Household.objects.filter(pk=home.pk).update(plan="养鸡 200 只。")
        visit = make.visit(world.wang, home, date(2026, 3, 5))
        make.opinion(world.wang, visit=visit, words="想养羊，没有本钱。")
    address = f"/visits/{visit.code}/plan/"
    page = text(wang.get(visit.get_absolute_url()))
    assert "想养羊，没有本钱" in page
    assert f'href="{address}"' in page
    assert zhao.get(address).status_code == 404
    said = {"reason": "首次走访后想养羊", "revised_on": "2026-03-05", "version": "1"}
    said["plan"] = "养鸡 200 只，养羊 10 只。"
    for wrong, sentence in (
        ({"reason": " "}, "请填为什么改"),
        ({"plan": "养鸡 200 只。"}, "计划没有改动"),
        ({"revised_on": f"{timezone.localdate() + timedelta(days=1)}"}, "修订日期不能晚于今天"),
        ({"version": "9"}, "刚才有人改过这一户"),
    ):
        answer = wang.post(address, {**said, **wrong})
        assert answer.status_code == 422
        assert sentence in text(answer)
    assert wang.post(address, said).status_code == 302
    with reaching(make.EVERYTHING):
        home.refresh_from_db()
        made = PlanRevision.objects.get()
        event = AuditEvent.objects.get(action="households.plan")
    assert (home.plan, home.version) == ("养鸡 200 只，养羊 10 只。", 2)
    assert (made.before, made.revised_on, made.visit_code) == ("养鸡 200 只。", date(2026, 3, 5), visit.code)
    assert (event.object_code, event.detail["reason"]) == (home.code, "首次走访后想养羊")
    # The office refines it without a visit; the page tells both, the latest first.
    more = {**said, "plan": "养羊 10 只。", "reason": "鸡卖完了", "revised_on": "2026-05-01", "version": "2"}
    assert li.post(f"/households/{home.code}/plan/", more).status_code == 302
    page = text(li.get(home.get_absolute_url()))
    course = page.split("<h2>计划修订")[1].split("</section>")[0]
    found = [course.index(word) for word in ("鸡卖完了", visit.get_absolute_url(), "首次走访后想养羊")]
    assert found == sorted(found)
    # What is changed among everything else of the household leaves a version as well.
    with reaching(make.EVERYTHING):
        home = Household.objects.get(pk=home.pk)
        home.plan = "养羊 20 只。"
        save_household(home, by=Actor(label="李"), today=date(2026, 6, 9), changed=("plan",))
        last = PlanRevision.objects.first()
    assert (last.before, last.plan, last.reason) == ("养羊 10 只。", "养羊 20 只。", "修改联系户信息")
