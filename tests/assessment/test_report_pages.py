"""报告报送 in the browser: a township's report from draft to receipt."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from assessment.models import HalfYearReport
from congress_poverty.reach import Reach, reaching
from tests import factories as make

pytestmark = pytest.mark.django_db


def owed(world, township, **fields) -> HalfYearReport:
    """A report that is due in a month from now."""
    today = timezone.localdate()
    with reaching(Reach.everything("a test's report")):
        return HalfYearReport.objects.create(
            county=world.county,
            township=township,
            period="2026H1",
            title="2026年上半年情况报告",
            since=date(2025, 12, 21),
            until=date(2026, 6, 20),
            draft_on=date(2026, 6, 1),
            due_on=fields.pop("due_on", today),
            last_working_day=fields.pop("last_working_day", today),
            **fields,
        )


@pytest.fixture
def report(world):
    make.visit(world.wang, world.zhang_household, date(2026, 5, 3), amount=200)
    return owed(world, world.east)


def test_the_clerk_writes_and_the_chair_sends_and_the_county_receives(report, li, li_chair, sun):
    text = {"cases": "张德福户养牛脱贫。", "problems": "三户没走到。", "version": report.version}
    assert li.post(reverse("reports:write", args=[report.code]), text).status_code == 302
    li.post(reverse("reports:submit", args=[report.code]))
    li_chair.post(reverse("reports:submit", args=[report.code]))
    page = sun.get(report.get_absolute_url())
    assert "接收，发回执" in page.content.decode()
    sun.post(reverse("reports:accept", args=[report.code]))
    assert "已接收" in li.get(report.get_absolute_url()).content.decode()


def test_every_number_of_the_report_opens_its_rows(report, li):
    page = li.get(report.get_absolute_url()).content.decode()
    for key, count in (("visits", 1), ("households_visited", 1), ("deputies_active", 1), ("deputies", 1)):
        url = reverse("reports:rows", args=[report.code, key])
        assert f'href="{url}">{count}</a>' in page
        assert li.get(url).context["count"] == str(count)


def test_the_county_returns_it_with_a_sentence(report, sun, li):
    with reaching(Reach.everything("a test")):
        HalfYearReport.objects.update(state="submitted", submitted_on=timezone.localdate())
    sun.post(reverse("reports:return", args=[report.code]), {"reason": "请补充未走访的原因。"})
    assert "请补充未走访的原因。" in li.get(report.get_absolute_url()).content.decode()


def test_a_refused_sending_says_what_is_missing(report, li):
    li.post(reverse("reports:submit", args=[report.code]))
    assert "典型事例”还是空的" in li.get(report.get_absolute_url()).content.decode()


def test_the_list_shows_the_county_every_township_and_a_township_its_own(report, world, sun, li):
    owed(world, world.west)
    url = reverse("reports:list")
    assert "西乡" in sun.get(url).content.decode()
    own = li.get(url).content.decode()
    assert "东乡" in own
    assert "西乡" not in own


def test_the_neighbour_cannot_open_the_report(report, zhao):
    for name in ("detail", "print", "write", "return"):
        assert zhao.get(reverse(f"reports:{name}", args=[report.code])).status_code in (403, 404)


def test_the_report_prints_as_a_letter(report, li):
    page = li.get(reverse("reports:print", args=[report.code])).content.decode()
    assert "灵璧县人民代表大会常务委员会：" in page
    assert "附件：活动情况统计表" in page


def test_with_nothing_owed_the_page_names_the_next_date(world, sun):
    assert "下一个节点" in sun.get(reverse("reports:list")).content.decode()
