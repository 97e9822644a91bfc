"""``manage.py deadline`` as a person at a terminal meets it."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from congress_poverty.models import CalendarDay

pytestmark = pytest.mark.django_db


def run(*arguments):
    out = StringIO()
    call_command("deadline", *arguments, stdout=out)
    return out.getvalue()


def test_a_period_is_printed_as_json_with_its_explanation():
    found = json.loads(run("--period", "5wd", "--from", "2026-02-26", "--json"))
    assert found.pop("explanation").startswith("自2026年2月26日起算5个工作日")
    assert found == {"last_day": "2026-03-04", "effective": "2026-03-04", "estimated": False}


def test_a_clock_of_a_pack_is_printed_in_words():
    text = run("--pack", "lingbi", "--clock", "reply", "--level", "township", "--from", "2026-03-02")
    assert "2026-06-02" in text
    assert "民法典" in text


@pytest.mark.parametrize("written", ["2026-03-02", "2026/3/2", "2026.3.2", "20260302", "2026年3月2日"])
def test_a_date_may_be_written_in_the_usual_ways(written):
    assert "2026-06-02" in run("--profile", "default", "--clock", "reply", "--from", written)


def test_rolling_moves_the_effective_day_only():
    found = json.loads(run("--period", "3m", "--from", "2026-03-20", "--roll", "--json"))
    assert (found["last_day"], found["effective"]) == ("2026-06-20", "2026-06-22")


def test_a_year_without_a_published_table_is_estimated():
    assert json.loads(run("--period", "5wd", "--from", "2026-12-29", "--json"))["estimated"] is True


def test_a_countys_own_day_off_counts_when_the_county_is_named():
    CalendarDay.objects.create(day=date(2026, 3, 3), is_workday=False, county_code="341323")
    own = json.loads(run("--period", "1wd", "--from", "2026-03-02", "--county", "341323", "--json"))
    assert own["last_day"] == "2026-03-04"


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["--period", "5x", "--from", "2026-03-02"], "10wd"),
        (["--period", "5d", "--from", "2026-02-30"], "2026-02-30"),
        (["--period", "3m", "--from", "9999-12-01"], "1949"),
        (["--from", "2026-03-02"], "--period"),
        (["--period", "5d", "--pack", "lingbi", "--from", "2026-03-02"], "选一种"),
        (
            ["--clock", "reply", "--from", "2026-03-02"],
            "default、huanggang",
        ),
        (
            ["--pack", "nowhere", "--clock", "reply", "--from", "2026-03-02"],
            "default、huanggang",
        ),
        (["--pack", "lingbi", "--from", "2026-03-02"], "reply（答复）"),
        (["--pack", "lingbi", "--clock", "answer", "--from", "2026-03-02"], "reply（答复）"),
        (["--profile", "nowhere", "--clock", "reply", "--from", "2026-03-02"], "chongqing、cn_default"),
        (["--pack", "lingbi", "--clock", "reply", "--level", "city", "--from", "2026-03-02"], "township"),
    ],
)
def test_a_mistake_is_answered_with_the_choices(arguments, part):
    with pytest.raises(CommandError) as refusal:
        run(*arguments)
    assert part in str(refusal.value)
