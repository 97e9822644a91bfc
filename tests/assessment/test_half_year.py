"""The half-year report helped along: cases, hints, the look before sending, summary, bulletin."""

import io
from datetime import date

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from assessment import actions, figures
from assessment.models import HalfYearReport, OfficialPaper
from assessment.papers import cases, drafts, mismatch, review
from assessment.papers.summary import summary
from congress_poverty.imports.engine import Run
from congress_poverty.imports.ledger import Scope
from congress_poverty.reach import reaching
from congress_poverty.refusals import Refused
from tests import factories as make

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 15)
NOTE = "老人腿脚不便，代表联系村医上门量血压，又帮着把院里的路铺平了，老人很高兴。"


def owed(world, township, **fields) -> HalfYearReport:
    """A report over the county's own period, which ends on its due date."""
    with reaching(make.EVERYTHING):
        return HalfYearReport.objects.create(
            county=world.county,
            township=township,
            **{
                "period": "2026H1",
                "title": "2026年上半年情况报告",
                "since": date(2025, 12, 21),
                "until": date(2026, 6, 20),
                "draft_on": date(2026, 6, 1),
                "due_on": date(2026, 6, 20),
                "last_working_day": date(2026, 6, 18),
                **fields,
            },
        )


@pytest.fixture
def report(world):
    make.visit(world.wang, world.zhang_household, date(2026, 5, 3), note=NOTE)
    make.visit(world.wang, world.zhang_household, date(2026, 4, 3), note="看望。")
    return owed(world, world.east)


@pytest.fixture
def clerk(clerk_actor):
    return clerk_actor


# --- cases and hints ------------------------------------------------------------------------


def test_the_longest_note_is_offered_with_the_household_masked(report, everything):
    (found,) = cases.offered(report, today=TODAY)
    assert found.kind == "visit"
    assert NOTE.rstrip("。") in found.text
    assert "张**" in found.text
    assert "张德福" not in found.text


def test_a_solved_and_satisfying_suggestion_is_offered(report, world, everything):
    make.suggestion(
        world.wang, state="closed", closed_on=date(2026, 5, 20), satisfaction="satisfied", number="3"
    )
    assert [one.kind for one in cases.offered(report, today=TODAY)] == ["visit"]  # no solving answer


def test_one_click_takes_a_record_over_and_offers_it_no_more(report, li, everything):
    case = cases.offered(report, today=timezone.localdate())[0]
    url = reverse("reports:take_over", args=[report.code, "cases"])
    assert li.post(url, {"kind": case.kind, "code": case.code}).status_code == 302
    report.refresh_from_db()
    assert (report.cases, report.state) == (case.text, "draft")
    assert cases.offered(report, today=timezone.localdate())[0].is_taken
    li.post(url, {"kind": case.kind, "code": case.code})
    report.refresh_from_db()
    assert report.cases == case.text


def test_a_hint_opens_its_rows_and_goes_into_the_problems(report, world, li, everything):
    make.pairing(world.wang, make.household(world.zhoutian, "李四"))
    hints = drafts.hints(report, figures.report_numbers(report, today=TODAY), TODAY)
    assert ("unvisited", "还有 1 户结对户期内没有走访。") in [(one.code, one.text) for one in hints]
    rows = li.get(reverse("reports:rows", args=[report.code, "households_unvisited"]))
    assert rows.context["count"] == "1"
    li.post(reverse("reports:take_over", args=[report.code, "problems"]), {"code": "unvisited"})
    report.refresh_from_db()
    assert report.problems == "还有 1 户结对户期内没有走访。"


def test_what_changed_since_the_text_was_written_is_said_until_it_was_read_again(
    report, world, clerk, everything
):
    actions.write(report, by=clerk, cases="一", problems="二", today=TODAY)
    make.visit(world.wang, world.zhang_household, date(2026, 6, 10))
    report.refresh_from_db()
    assert drafts.draft(report, today=TODAY).moved == ["走访次数 2 → 3"]
    report = actions.reread(report, by=clerk, today=TODAY)
    assert drafts.draft(report, today=TODAY).moved == []


# --- the look before sending -----------------------------------------------------------------


def test_nothing_but_an_empty_part_stands_in_the_way(report, everything):
    found = review.review(report, today=TODAY)
    assert len(found.gaps) == 2
    assert found.unvisited == 0
    assert found.last is None


def test_a_last_report_that_the_records_contradict_is_pointed_out(report, world, everything):
    owed(
        world,
        world.east,
        period="2025H2",
        title="2025年下半年情况报告",
        since=date(2025, 6, 21),
        until=date(2025, 12, 20),
        due_on=date(2025, 12, 20),
        state="accepted",
        submitted_on=date(2025, 12, 18),
        figures={"visits": 9, "deputies": 1},
    )
    found = {line.key: line for line in review.review(report, today=TODAY).lines}
    assert found["visits"].notes == ("上期报的是 9，按现在的记录是 0", "比上期少 77%，请核对")
    assert (found["deputies"].before, found["deputies"].now) == (1, 1)


# --- the form and the ledgers ------------------------------------------------------------------


def test_a_stated_number_is_explained_by_the_rows_that_make_the_difference(report, world, li, everything):
    phone = make.visit(world.wang, world.zhang_household, date(2026, 5, 9), mode="电话")
    report.stated = {"visits": 2}
    report.save()
    (found,) = mismatch.explain(report, today=TODAY)
    assert found.words == "走访次数：统计表 2，台账 3，少 1"
    (way,) = found.explained
    assert (way.code, list(way.rows)) == ("away", [phone])
    url = reverse("reports:difference", args=[report.code, "visits", "away"])
    assert li.get(url).context["count"] == "1"
    assert "正好相符" in li.get(reverse("reports:review", args=[report.code])).content.decode()


def test_what_was_done_after_the_form_had_been_sent_explains_it_too(report, world, everything):
    late = make.visit(world.wang, world.zhang_household, date(2026, 6, 19))
    report.stated, report.submitted_on = {"visits": 2}, date(2026, 6, 12)
    report.save()
    (found,) = mismatch.explain(report, today=date(2026, 7, 1))
    assert [(way.code, list(way.rows)) for way in found.explained] == [("sent", [late])]


def test_a_number_that_no_way_gives_is_said_to_be_unexplained(report, everything):
    report.stated = {"activities": 21}
    report.save()
    (found,) = mismatch.explain(report, today=TODAY)
    assert (found.explained, found.off) == ([], 21)


@pytest.mark.parametrize("key", figures.LABELS)
def test_every_way_of_counting_can_be_asked(report, world, key, everything):
    report.submitted_on = date(2026, 6, 1)
    make.activity(world.east, present=[world.wang])
    for way in mismatch.readings(report, key, today=TODAY):
        assert way.size >= 0, way.code


# --- the county ------------------------------------------------------------------------------


@pytest.fixture
def period(world, report, clerk, county_actor, everything):
    """东乡 has sent its report, 西乡 has not."""
    west = owed(world, world.west)
    actions.write(report, by=clerk, cases="一", problems="二", today=TODAY)
    chair = type(clerk)(label="主席", role="township_chair", county_code="341323")
    actions.submit(report, by=chair, at=timezone.make_aware(timezone.datetime(2026, 6, 22, 9)))
    make.visit(world.wang, world.zhang_household, date(2026, 6, 12))
    make.visit(world.zhao, world.liu_household, date(2026, 6, 12))
    return west


def test_the_summary_keeps_what_was_sent_and_counts_the_rest_now(period, world, everything):
    found = summary(world.county, "2026H1", today=date(2026, 6, 22))
    assert [(str(line.report.township), line.numbers["visits"], line.is_frozen) for line in found.lines] == [
        ("东乡", 2, True),
        ("西乡", 1, False),
    ]
    assert (found.total["visits"], found.frozen) == (3, 1)


def test_the_form_goes_out_in_the_columns_in_which_it_comes_in(period, sun, world, tmp_path, everything):
    answer = sun.get(reverse("reports:form", args=["2026H1"]))
    path = tmp_path / "2026年上半年.xlsx"
    path.write_bytes(answer.content)
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
    assert rows[2][:2] == ("东乡", "2026H1")
    run = Run(Scope(county_code=world.county.code, today=date(2026, 6, 30)), dry=True)
    codes = [f.code for row in run.file(path, "report").rows for f in row.findings]
    assert not [code for code in codes if code.startswith("E_")]


def test_the_bulletin_names_who_is_late_and_who_is_missing_in_one_click(period, sun, world, everything):
    answer = sun.post(reverse("reports:bulletin", args=["2026H1"]))
    paper = OfficialPaper.objects.get(kind="bulletin")
    assert answer.url == paper.get_absolute_url()
    body = paper.edition.body
    assert "迟报：东乡（2天）。" in body
    assert "未报送：西乡。" in body
    assert "联系户走访覆盖率" in body
    sun.post(reverse("reports:bulletin", args=["2026H1"]))
    assert OfficialPaper.objects.count() == 1


def test_a_bulletin_before_the_day_asks_for_the_last_working_day(period, world, county_actor, everything):
    body = actions.draft_bulletin(
        world.county, "2026H1", by=county_actor, today=date(2026, 6, 15)
    ).edition.body
    assert "于2026年6月18日前报送" in body  # the 20th is the Dragon Boat Festival
    assert "补报" not in body


def test_on_june_15_the_county_chases_who_has_not_sent(report, li, li_chair, county_actor, everything):
    moment = timezone.make_aware(timezone.datetime(2026, 6, 15, 9))
    assert actions.chase(report, by=county_actor, at=moment) == 2
    assert "最后工作日6月18日，还有 3 个工作日" in li.account.notices.get().text


def test_a_clerk_has_no_summary_of_the_county(period, li):
    assert li.get(reverse("reports:summary", args=["2026H1"])).status_code == 403
    assert li.post(reverse("reports:bulletin", args=["2026H1"])).status_code == 403


def test_the_year_s_summary_carries_the_numbers_and_the_cases_of_its_reports(report, li, clerk, everything):
    actions.write(report, by=clerk, cases="张德福户养牛。", problems="两户没走到。", today=TODAY)
    page = li.get(reverse("reports:annual_town", args=[2026, report.township.code])).content.decode()
    assert "张德福户养牛。" in page
    assert "2026年代表行动总结" in page


def test_an_unwanted_part_is_not_there(report, li):
    assert li.post(reverse("reports:take_over", args=[report.code, "title"])).status_code == 404


def test_a_sent_report_takes_nothing_over(report, clerk, everything):
    HalfYearReport.objects.update(state="submitted")
    with pytest.raises(Refused, match="不能再改"):
        actions.take_over(report, by=clerk, part="cases", text="一", today=TODAY)
