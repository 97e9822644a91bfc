"""述职: one report with its questions and votes, and the numbers of a term."""

import re
from datetime import date

import pytest

from congress_poverty.reach import reaching
from congress_poverty.refusals import Refused
from tests import factories as make
from visits import flow
from visits.figures import duty_reports as figures
from visits.models import DutyReport

TERM, TODAY = date(2022, 1, 1), date(2026, 6, 9)


@pytest.fixture
def session(world):
    return make.activity(world.east, present=[world.wang], kind="述职", topic="代表述职")


def told(**more):
    return {"voters": 60, "satisfied": 50, "basically": 6, "dissatisfied": 1, **more}


def test_a_report_keeps_questions_answers_and_votes(li, world, session):
    with reaching(make.EVERYTHING):
        world.wang.mandates.update(constituency="东乡第二选区")
    asked = "村口的路什么时候修？答：已列入今年计划\n路灯呢？"
    url = f"/activities/{session.code}/duty-report/"
    assert li.post(url, told(person=world.wang.code, asked=asked)).status_code == 302
    with reaching(make.EVERYTHING):
        report = DutyReport.objects.get()
        assert list(report.questions.values_list("question", "answer")) == [
            ("村口的路什么时候修？", "已列入今年计划"),
            ("路灯呢？", ""),
        ]
    assert report.constituency == "东乡第二选区"
    assert "村口的路什么时候修？" in li.get(report.get_absolute_url()).content.decode()
    again = li.post(url, told(person=world.wang.code))
    assert "已经记过了" in again.content.decode()


def test_there_are_not_more_votes_than_voters():
    flow.check_votes(10, 5, 3, 2)
    with pytest.raises(Refused):
        flow.check_votes(10, 5, 3, 3)


def test_only_who_was_there_may_have_reported(li, world, session):
    guest = make.deputy(world.east, "钱代表")
    answer = li.post(f"/activities/{session.code}/duty-report/", told(person=guest.code))
    assert answer.status_code == 422


def test_the_terms_numbers_are_counted_from_the_reports(world, everything):
    other = make.deputy(world.east, "孙代表")
    make.duty_report(world.wang, date(2026, 5, 1), constituency="一选区")
    make.duty_report(world.wang, date(2024, 5, 1), constituency="一选区")
    make.duty_report(world.wang, date(2021, 5, 1), constituency="旧选区")  # the term before
    found = figures.figures(world.county, TERM, TODAY)
    assert (found.reported.numerator, found.reported.denominator) == (1, 3)
    assert (found.reports, found.sessions, found.constituencies, found.voters) == (2, 2, 1, 120)
    assert (found.satisfied.numerator, found.satisfied.denominator) == (100, 114)
    waiting = figures.waiting(world.county, TERM, TODAY)
    assert {person.pk for person in waiting} == {other.pk, world.zhao.pk}


def test_the_page_names_who_has_not_reported(li, world):
    make.duty_report(world.wang)
    make.deputy(world.east, "孙代表", pinyin="sundaibiao sdb")
    assert "王代表" in li.get("/duty-reports/").content.decode()
    page = li.get("/duty-reports/waiting/").content.decode()
    assert "孙代表" in page
    assert "王代表" not in page


def test_every_number_of_the_term_opens_its_rows(sun, world, session):
    with reaching(make.EVERYTHING):
        world.wang.mandates.update(started_on=TERM)
    report = make.duty_report(world.wang, constituency="一选区", voters=60, satisfied=50, basically=6)
    make.duty_report(
        world.wang,
        date(2024, 5, 1),
        constituency="一选区",
        voters=9,
        satisfied=9,
        basically=0,
        dissatisfied=0,
    )
    with reaching(make.EVERYTHING):
        report.questions.create(question="路呢？")
    for town in ("", f"?town={world.east.code}"):
        page = sun.get(f"/duty-reports/{town}").content.decode()
        page = page.replace("&amp;", "&")
        found = re.findall(r'<a href="([^"]+)" class="tile"><span class="name">([^<]+)<', page)
        tiles = {label: url for url, label in found}
        for label, number in [
            ("本届述过职的代表", 1), ("述职人次", 2), ("述职场次", 2), ("选区", 1), ("选民提问", 1),
        ]:  # fmt: skip
            assert f'共 <b class="num">{number}</b>' in sun.get(tiles[label]).content.decode(), label
        assert "到会选民 69 人次，满意 59 票" in sun.get(tiles["评议满意"]).content.decode()
