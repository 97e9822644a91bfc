"""The year's scores: known answers, kept until frozen, handed in as a workbook."""

import re
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.core.management import call_command
from django.urls import reverse

from assessment import actions, scoring, workbook
from assessment.models import Score
from assessment.policy import AssessmentPolicy, Attendance, Grade, Rubric, RubricItem
from congress_poverty.audit import Actor
from congress_poverty.reach import Reach, reaching
from congress_poverty.refusals import Refused
from tests import factories as make
from visits import summary
from visits.models import Attendance as Came

pytestmark = pytest.mark.django_db
BY = Actor.program("考核")
TODAY = date(2026, 12, 30)


def rubric(*items, **fields) -> Rubric:
    caps = sum(item.cap for item in items)
    return Rubric(
        **{
            "title": "考核",
            "base": Decimal(100) - caps,
            "total": Decimal(100),
            "attendance": Attendance(Decimal(5), Decimal(3), Decimal(1), Decimal(-5)),
            "items": items,
            "grades": (Grade("优秀", Decimal(90)), Grade("其他", Decimal(0))),
            **fields,
        }
    )


def item(rule, points, cap, **fields) -> RubricItem:
    fields = {"code": "x", "title": "指标", "source": "visits", "text": "规则。", **fields}
    return RubricItem(rule=rule, points=Decimal(points), cap=Decimal(cap), **fields)


@pytest.mark.parametrize(
    ("one", "fact", "points", "words"),
    [
        (item("per_unit", "2.5", 15), scoring.Fact(4), "10.00", "4 × 2.5 分 = 10 分"),
        (item("per_unit", "2.5", 15), scoring.Fact(8), "15.00", "8 × 2.5 分 = 20 分，按满分 15 分计"),
        (item("rate", 30, 30), scoring.Fact(2, 3), "20.00", "2/3 = 66.7% × 30 分 = 20 分"),
        (item("rate", 15, 15, target=Decimal(85)), scoring.Fact(9, 10), "15.00", None),
        (item("rate", 15, 15), scoring.Fact(0, 0), "0.00", "没有可计的，不得分"),
        (item("rate", 15, 15), scoring.Fact(0, 0, empty_words="没有建议"), "15.00", "没有建议，计满分"),
        (item("flag", 5, 5), scoring.Fact(2, 2), "5.00", "做到了（2/2），5 分"),
        (item("flag", 5, 5), scoring.Fact(1, 2), "0.00", "没有做到（1/2），0 分"),
        (
            item("attendance", 1, 25),
            scoring.Fact(outcomes={"present": 1, "absent": 2}),
            "0.00",
            "出席 1 次 × 5 + 缺席 2 次 × -5 = -5 分，不足 0 分按 0 分计",
        ),
        (item("per_unit", 1, 20, base=Decimal(8)), scoring.Fact(3), "11.00", "基础 8 分，3 × 1 分 = 3 分"),
    ],
)
def test_points_of_each_kind_of_rule(one, fact, points, words):
    marked = scoring.points(one, fact, rubric(one))
    assert marked.points == Decimal(points)
    if words:
        assert marked.words == words


@pytest.fixture
def year(world):
    """王代表: two visits on one day count once; one activity present, one on leave; one suggestion."""
    with reaching(Reach.everything("a test's rows")):
        for on in (date(2026, 4, 2), date(2026, 4, 2), date(2026, 7, 1)):
            visit = make.visit(world.wang, world.zhang_household, on, acts=["串一次门"])
            summary.fold([summary.fact_of(visit)])
        make.activity(world.east, date(2026, 5, 1), present=[world.wang])
        absent = make.activity(world.east, date(2026, 6, 1))
        Came.objects.create(activity=absent, person=world.wang, status=Came.Status.LEAVE)
        make.suggestion(world.wang, state="closed", handed_over_on=date(2026, 4, 1), closed_on=TODAY)
    return world


@pytest.fixture
def computed(year, everything):
    actions.compute_scores(year.county, 2026, by=BY, today=TODAY)
    return year


def points_of(score) -> dict[str, Decimal]:
    return {one.item: one.points for one in score.items.all()}


def test_a_deputy_s_score_by_hand(computed):
    score = Score.objects.get(person=computed.wang)
    assert points_of(score) == {
        "households": Decimal("25.00"),
        "visits": Decimal("5.00"),
        "n_ones": Decimal("2.50"),
        "activities": Decimal("6.00"),
        "suggestions": Decimal("5.00"),
        "first_contact": Decimal("5.00"),
    }
    assert (score.total, score.grade) == (Decimal("48.50"), "不称职")
    assert score.pack_version.startswith("lingbi")


def test_a_township_s_score_by_hand(computed):
    score = Score.objects.get(subject="township", township=computed.east)
    assert points_of(score) == {
        "coverage": Decimal("30.00"),
        "participation": Decimal("20.00"),
        "completion": Decimal("15.00"),
        "satisfaction": Decimal("15.00"),
        "reports": Decimal("20.00"),
    }


def test_every_point_names_its_records_and_what_was_left_out_says_why(computed):
    visits = Score.objects.get(person=computed.wang).items.get(item="visits")
    assert len(visits.evidence["counted"]) == visits.figure == 2
    assert [one[-1] for one in visits.evidence["uncounted"]] == ["同一天同一户只计一次"]


def test_a_score_is_computed_anew_at_the_same_address_until_it_is_frozen(computed):
    before = Score.objects.get(person=computed.wang)
    make.suggestion(computed.wang, state="submitted", submitted_on=date(2026, 8, 1))
    actions.compute_scores(computed.county, 2026, by=BY, today=TODAY)
    after = Score.objects.get(person=computed.wang)
    assert (after.code, after.total - before.total) == (before.code, 5)
    actions.freeze_scores(computed.county, 2026, by=BY, today=date(2027, 1, 5))
    with pytest.raises(Refused, match="已冻结"):
        actions.compute_scores(computed.county, 2026, by=BY, today=date(2027, 1, 6))
    assert Score.objects.get(person=computed.wang).total == after.total


def test_a_year_that_still_runs_cannot_be_frozen(computed):
    with pytest.raises(Refused, match="还没有结束"):
        actions.freeze_scores(computed.county, 2026, by=BY, today=TODAY)


def test_a_frozen_score_is_corrected_with_a_date_and_a_reason_only(computed):
    score = Score.objects.get(person=computed.wang)
    correction = {"item": "visits", "points": Decimal("2.5"), "today": date(2027, 1, 8)}
    with pytest.raises(Refused, match="还没有冻结"):
        actions.correct_score(score, by=BY, reason="漏记一次", **correction)
    actions.freeze_scores(computed.county, 2026, by=BY, today=date(2027, 1, 5))
    with pytest.raises(Refused, match="原因"):
        actions.correct_score(score, by=BY, reason=" ", **correction)
    actions.correct_score(score, by=BY, reason="漏记一次", **correction)
    score.refresh_from_db()
    assert (score.total, score.corrected) == (Decimal("48.50"), Decimal("51.00"))


@pytest.mark.parametrize("subject", ["deputy", "township"])
def test_every_pack_names_only_sources_that_can_be_counted(subject, world):
    policy = world.county.policy(AssessmentPolicy)
    sources = {"deputy": scoring.DEPUTY_SOURCES, "township": scoring.TOWNSHIP_SOURCES}[subject]
    assert scoring.unknown_sources(getattr(policy, f"{subject}_rubric"), sources) == []


# -- the workbook --------------------------------------------------------------------------


@pytest.fixture
def books(computed, tmp_path):
    """The workbook twice: its formulas, and the values that stand with them."""
    path = tmp_path / "考核.xlsx"
    workbook.write(computed.county, 2026, path)
    return openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)


def test_the_workbook_has_its_sheets_and_prints_on_a4(books):
    formulas, _ = books
    assert formulas.sheetnames == ["总表", "分项", "依据明细", "乡镇汇总"]
    for sheet in formulas:
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
        assert sheet.print_title_rows == "$1:$3"
        assert sheet.oddFooter.center.text == "第 &P 页，共 &N 页"


def test_the_sum_is_a_formula_and_its_value_is_right(books):
    formulas, values = books
    for name in ("总表", "乡镇汇总"):
        heads = [cell.value for cell in formulas[name][3]]
        at = heads.index("总分") + 1
        for row in range(4, formulas[name].max_row + 1):
            formula = formulas[name].cell(row, at).value
            first, last = re.fullmatch(r"=SUM\((\w+):(\w+)\)", formula).groups()
            summed = sum(cell.value for cell in values[name][f"{first}:{last}"][0])
            assert values[name].cell(row, at).value == pytest.approx(summed)


def test_grade_rank_and_averages_stand_with_their_formulas(books, computed):
    formulas, values = books
    heads = [cell.value for cell in values["总表"][3]]
    row = dict(zip(heads, values["总表"][4], strict=True))
    assert (row["姓名"].value, row["总分"].value, row["等次"].value) == ("王代表", 48.5, "不称职")
    assert row["全县名次"].value == 1
    assert formulas["总表"][row["等次"].coordinate].value.startswith("=IF(")
    heads = [cell.value for cell in values["乡镇汇总"][3]]
    row = dict(zip(heads, values["乡镇汇总"][4], strict=True))
    assert (row["乡镇"].value, row["参评代表"].value, row["代表平均分"].value) == ("东乡", 1, 48.5)
    assert formulas["乡镇汇总"][row["代表平均分"].coordinate].value.startswith("=IFERROR(AVERAGEIF(")


def test_the_details_add_up_to_the_total_and_the_evidence_to_the_details(books):
    _, values = books
    details = list(values["分项"].iter_rows(min_row=4, values_only=True))
    wang = [row for row in details if row[1] == "王代表"]
    assert sum(row[4] for row in wang) == 48.5
    evidence = list(values["依据明细"].iter_rows(min_row=4, values_only=True))
    for row in details:
        counted = [one for one in evidence if one[1:3] == row[1:3] and one[3] == "计分"]
        assert len(counted) == row[7]


def test_the_command_computes_and_writes_it(year, tmp_path):
    out = tmp_path / "out.xlsx"
    call_command("export_assessment", str(out), county=year.county.code, year=2026)
    assert openpyxl.load_workbook(out)["总表"].max_row == 5


# -- the pages -------------------------------------------------------------------------------


def test_the_county_computes_looks_and_hands_in(year, sun):
    sun.post(reverse("assess:compute", args=[2026]))
    page = sun.get(reverse("assess:list"), {"year": "2026", "subject": "deputy"})
    assert page.context["count"] == "2"
    answer = sun.get(reverse("assess:export", args=[2026]))
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    assert sun.get(reverse("assess:year")).status_code == 200


def test_a_sheet_shows_the_rule_the_sum_and_the_records(computed, sun):
    page = sun.get(Score.objects.get(person=computed.wang).get_absolute_url()).content.decode()
    for words in (
        "每走访一次2.5分",
        "2 × 2.5 分 = 5 分",
        "依据 2 条",
        "没有计分的 1 条",
        "同一天同一户只计一次",
    ):
        assert words in page


def test_a_deputy_finds_only_the_own_sheet(computed, wang):
    assert wang.get(reverse("assess:list")).context["count"] == "1"
    other = Score.objects.get(person=computed.zhao)
    assert wang.get(other.get_absolute_url()).status_code == 404
    assert wang.get(Score.objects.get(person=computed.wang).get_absolute_url()).status_code == 200


def test_only_the_county_computes(year, li_chair):
    assert li_chair.post(reverse("assess:compute", args=[2026])).status_code == 403


def test_freezing_asks_for_the_words(computed, sun):
    url = reverse("assess:freeze", args=[2026])
    assert sun.get(url).status_code == 200
    assert sun.post(url, {"words": "好"}).status_code == 422


def test_the_rules_are_shown_in_words(world, wang):
    assert "每走访一次2.5分" in wang.get(reverse("assess:rules")).content.decode()
