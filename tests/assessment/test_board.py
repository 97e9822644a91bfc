"""工作总览: every number equals the rows behind its link."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessment import board as boards
from assessment import figures, periods
from congress_poverty.figures import Share, Span
from congress_poverty.models import CalendarDay
from congress_poverty.reach import Reach, reaching
from suggestions.actions import advance
from tests import factories as make
from tests.suggestions.conftest import STAFF
from visits import summary

pytestmark = pytest.mark.django_db


@pytest.fixture
def busy(world):
    """Two townships with visits, activities and suggestions in every state, this half-year."""
    today = timezone.localdate()
    first = periods.choose({}, today).span.since
    make.deputy(world.east, "没动的代表")
    make.pairing(world.wang, make.household(world.zhoutian, "没走到"))
    with reaching(Reach.everything("a test's rows")):
        for person, household in ((world.wang, world.zhang_household), (world.zhao, world.liu_household)):
            summary.fold([summary.fact_of(make.visit(person, household, first))])
        make.activity(world.east, first, present=[world.wang])
        for person, state, fields in (
            (world.wang, "submitted", {}),
            (world.wang, "returned", {}),
            (world.wang, "declined", {}),
            (world.wang, "registered", {}),
            (world.wang, "handling", {"handed_over_on": first, "answer_due_on": today - timedelta(days=41)}),
            (world.zhao, "handling", {"handed_over_on": first, "answer_due_on": today + timedelta(days=3)}),
            (world.zhao, "rehandling", {"handed_over_on": first, "dissatisfied_count": 2}),
            (
                world.zhao,
                "closed",
                {"handed_over_on": first, "closed_on": today, "satisfaction": "satisfied"},
            ),
            (
                world.wang,
                "closed",
                {"handed_over_on": first, "closed_on": today, "satisfaction": "dissatisfied"},
            ),
        ):
            make.suggestion(person, state=state, submitted_on=first, **fields)
    return world


def spans() -> list[Span]:
    today = timezone.localdate()
    return [
        *(Span(choice.since, choice.until, today) for choice in periods.choices(today)),
        Span(today - timedelta(days=100), today - timedelta(days=3), today),
    ]


@pytest.mark.usefixtures("everything")
def test_every_number_of_the_board_equals_the_rows_behind_it(busy):
    for span in spans():
        found = boards.board(busy.county, span, calendar=CalendarDay.calendar_for(""))
        for line, townships in [
            (found.total, None),
            *((line, [line.township.pk]) for line in found.lines),
        ]:
            for code, figure in figures.FIGURES.items():
                assert line.shares[code] == figure.count(busy.county, span, townships), (code, span)
                misses = figure.misses(busy.county, span, townships).count()
                assert line.shares[code].missing == misses
            assert line.overdue == boards.asking.overdue(busy.county, span.today, townships).count()


@pytest.mark.usefixtures("everything")
def test_the_known_answers_of_a_half_year(busy):
    span = periods.choose({}, timezone.localdate()).span
    total = boards.board(busy.county, span, calendar=CalendarDay.calendar_for("")).total
    assert total.shares == {
        "coverage": Share(2, 3),
        "participation": Share(2, 3),
        "handover": Share(5, 7),
        "completion": Share(2, 5),
        "satisfaction": Share(1, 2),
    }
    assert total.overdue == 1


def test_a_number_on_the_page_links_to_as_many_rows(busy, sun):
    page = sun.get(reverse("board"))
    for tile in page.context["tiles"]:
        assert f"{tile['share'].numerator} / {tile['share'].denominator}" in page.content.decode()
        rows = sun.get(tile["url"])
        assert rows.context["count"] == str(tile["share"].denominator)
        assert sun.get(tile["url"] + "&part=hit").context["count"] == str(tile["share"].numerator)
        assert sun.get(tile["url"] + "&part=miss").context["count"] == str(tile["share"].missing)
    for line in page.context["lines"]:
        for code in boards.RATES:
            assert sun.get(line[code]["url"]).context["count"] == str(line[code]["share"].denominator)


def test_the_page_takes_few_queries_however_many_townships(busy, sun, django_assert_max_num_queries):
    for n in range(10):
        make.township(busy.county, f"第{n}镇")
    sun.get(reverse("board"))
    with django_assert_max_num_queries(14):
        sun.get(reverse("board"))


def test_what_needs_attention_is_chosen_by_rule(busy, zhou):
    headlines = [alert.headline for alert in zhou.get(reverse("board")).context["board"].alerts]
    assert headlines == ["1 户还没走到", "1 件建议两次答复仍不满意", "1 件建议逾期超过 30 天"]


def test_what_was_put_before_the_leaders_comes_first_and_opens_its_rows(busy, zhou, everything):
    today = timezone.localdate()
    long_ago = today - timedelta(days=200)
    late = make.suggestion(busy.wang, submitted_on=long_ago, year=long_ago.year)
    for move, on, given in (
        ("submit", long_ago, {}),
        ("register", long_ago, {"number": "9", "category": "water"}),
        ("hand_over", long_ago, {"lead_units": [busy.unit]}),
        ("urge", today, {"level": "leader", "message": "请抓紧答复。"}),
        ("escalate_late", today, {"kind": "meet_official"}),
    ):
        advance(late, move, by=STAFF, on=on, given=given)
    alerts = zhou.get(reverse("board")).context["board"].alerts
    assert [alert.headline for alert in alerts[:2]] == ["1 件建议报请过问", "1 件建议升级处理中"]
    for alert in alerts[:2]:
        assert zhou.get(alert.url).context["count"] == "1"
    labels = [item["label"] for item in zhou.get(reverse("todo")).context["items"]]
    assert "催办后报请过问" in labels
    assert "升级处理，没有结果" in labels


def test_with_nothing_to_say_the_next_date_is_named(world, zhou):
    with reaching(Reach.everything("a test")):
        world.pairing.delete()
        world.west_pairing.delete()
    assert "没有需要您过问的事" in zhou.get(reverse("board")).content.decode()


@pytest.mark.parametrize("sort", ["coverage", "-coverage", "overdue", "township", "nonsense"])
def test_the_townships_are_sorted_by_the_heading(busy, zhou, sort):
    lines = zhou.get(reverse("board"), {"sort": sort}).context["lines"]
    assert [line["number"] for line in lines] == [1, 2]
    if sort == "-coverage":
        assert [str(line["township"]) for line in lines] == ["东乡", "西乡"]
    if sort == "coverage":
        assert [str(line["township"]) for line in lines] == ["西乡", "东乡"]


def test_a_chair_sees_the_board_of_the_own_township(busy, li_chair):
    page = li_chair.get(reverse("board"))
    assert [str(line["township"]) for line in page.context["lines"]] == ["东乡"]
    assert page.context["board"].total.shares["coverage"] == Share(1, 2)


def test_the_neighbour_s_rows_and_page_are_not_there(busy, zhao):
    assert zhao.get(reverse("board_township", args=[busy.east.code])).status_code == 404
    url = reverse("board_rows", args=["coverage"])
    assert zhao.get(url, {"township": busy.east.code}).status_code == 404


def test_the_township_page_lists_what_each_deputy_did(busy, sun):
    page = sun.get(reverse("board_township", args=[busy.east.code]))
    rows = {d["name"]: (d["paired"], d["visits"], d["attended"]) for d in page.context["deputies"]}
    assert rows == {"王代表": (2, 1, 1), "没动的代表": (0, 0, 0)}


@pytest.mark.parametrize("name", ["board", "board_print", "metrics", "todo"])
def test_the_pages_open_on_an_empty_county(world, sun, name):
    assert sun.get(reverse(name)).status_code == 200


def test_any_period_may_be_asked_for_and_nonsense_falls_back(busy, sun):
    page = sun.get(reverse("board"), {"since": "2026-01-05", "until": "2026-02-03"})
    assert page.context["period"].span.since == date(2026, 1, 5)
    for asked in ({"since": "2026-02-03", "until": "2026-01-05"}, {"since": "x"}, {"p": "x"}):
        assert sun.get(reverse("board"), asked).context["period"].code in ("h1", "h2")


def test_the_todo_page_of_a_clerk_names_what_comes_next(busy, li):
    ahead = {item["label"]: item for item in li.get(reverse("todo")).context["ahead"]}
    assert {"建议过了答复期限", "联系户本半年还没走访"} <= set(ahead)
    assert "建议快到答复期限" not in ahead, "that one is the neighbours'"


@pytest.mark.parametrize("label", ["建议过了答复期限", "联系户本半年还没走访"])
def test_what_comes_next_counts_the_rows_behind_its_link(busy, li, label):
    item = next(item for item in li.get(reverse("todo")).context["ahead"] if item["label"] == label)
    count = li.get(item["url"]).context["count"]
    assert f"{count} " in item["state"]


@pytest.mark.usefixtures("everything")
def test_the_stock_of_open_suggestions_month_by_month(world):
    for on, closed_on in (
        (date(2025, 11, 3), date(2026, 2, 10)),
        (date(2026, 1, 5), None),
        (date(2026, 2, 1), date(2026, 2, 20)),
        (date(2025, 3, 1), date(2025, 4, 1)),
    ):
        state = "closed" if closed_on else "handling"
        make.suggestion(world.wang, state=state, submitted_on=on, closed_on=closed_on)
    make.suggestion(world.wang, state="declined", submitted_on=date(2026, 1, 6))
    span = Span(date(2026, 1, 1), date(2026, 6, 30), today=date(2026, 3, 10))
    months = boards.board(world.county, span, calendar=CalendarDay.calendar_for("")).months
    assert [(m.month.month, m.raised, m.closed, m.open) for m in months] == [
        (1, 1, 0, 2),
        (2, 1, 2, 1),
        (3, 0, 0, 1),
    ]
