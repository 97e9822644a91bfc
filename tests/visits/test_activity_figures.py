"""Counts of activities: the Lingbi ledgers against a count of the clean rows, done here on its own."""

import csv
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from congress_poverty.reach import Reach, reaching
from deputies.models import County
from tests import acceptance
from tests import factories as make
from visits.figures import activity_counts as figures
from visits.models import Activity, Attendance

SAMPLE = Path(__file__).parent.parent / "data" / "lingbi"


def clean(name):
    with (SAMPLE / "clean" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def part(day: str, unit: str) -> int:
    month = int(day[5:7])
    return (month - 1) // (3 if unit == "quarter" else 6)


def counted_by_hand(unit):
    """Counter of (year, part, what, id) over the clean CSV; no code of the program has a hand in it."""
    held = {one["activity_id"]: one for one in clean("activities")}
    found = Counter()
    for one in held.values():
        when = (one["activity_date"][:4], part(one["activity_date"], unit))
        found[*when, "total", ""] += 1
        found[*when, "township", one["township_code"]] += 1
        if one["group_id"]:
            found[*when, "group", one["group_id"]] += 1
        if one["station_id"]:
            found[*when, "station", one["station_id"]] += 1
    for one in clean("activity_attendance"):
        if one["status"] == "出席":
            day = held[one["activity_id"]]["activity_date"]
            found[day[:4], part(day, unit), "deputy", one["deputy_id"]] += 1
    return found


@pytest.mark.django_db
def test_quarterly_and_half_year_counts_equal_a_count_of_the_clean_rows():
    acceptance.run(acceptance.Data(SAMPLE), set())
    with reaching(Reach.everything("a test compares every row")):
        county = County.objects.get(region__code="341323")
        ids = acceptance.Ids(acceptance.Data(SAMPLE))
        names = {
            "group": {pk: key for key, pk in ids.group.items()},
            "deputy": {pk: key for key, pk in ids.person.items()},
        }
        groups = dict(Activity.objects.exclude(group=None).values_list("group__code", "group"))
        people = dict(Attendance.objects.values_list("person__code", "person"))
        for unit in ("quarter", "half_year"):
            wanted, got = counted_by_hand(unit), Counter()
            for year in {int(key[0]) for key in wanted}:
                periods = figures.stretches(year, unit)
                for by in ("township", "group", "deputy"):
                    table = figures.table(county, periods, by)
                    for line in table.lines:
                        key = line.key
                        if by == "group":
                            key = names["group"][groups[key]]
                        elif by == "deputy":
                            key = names["deputy"][people[key]]
                        for n, number in enumerate(line.numbers):
                            if number:
                                got[str(year), n, by, key] += number
                    for n, number in enumerate(table.total.numbers):
                        if by == "township" and number:
                            got[str(year), n, "total", ""] += number
            for by in ("total", "township", "group", "deputy"):
                mine = {key: n for key, n in got.items() if key[2] == by}
                theirs = {key: n for key, n in wanted.items() if key[2] == by}
                assert len(theirs) > 2 or by == "total"
                assert mine == theirs, by


@pytest.fixture
def held(world):
    """Two activities of 2026, a plan and one that was called off."""
    station = make.station(world.east, "东乡代表活动室")
    group = make.group(world.east, "东乡第一小组")
    one = make.activity(world.east, date(2026, 2, 1), present=[world.wang], group=group)
    make.activity(world.east, date(2026, 8, 1), station=station)
    make.activity(world.east, date(2026, 8, 2), state="cancelled")
    make.plan(world.east, [world.wang], date(2026, 12, 30))
    return one


def table(world, by, unit="quarter"):
    return figures.table(world.county, figures.stretches(2026, unit), by)


def test_plans_and_what_was_called_off_count_nowhere(world, held, everything):
    assert table(world, "township").total.numbers == [1, 0, 1, 0]
    assert table(world, "township", "half_year").total.numbers == [1, 1]
    assert [(line.label, line.numbers) for line in table(world, "station").lines] == [
        ("东乡代表活动室", [0, 0, 1, 0])
    ]
    assert [(line.label, line.numbers) for line in table(world, "deputy").lines] == [("王代表", [1, 0, 0, 0])]


def test_an_activity_of_two_programmes_is_counted_once_in_each_and_once_in_the_total(world, held, everything):
    other = make.campaign(world.county, name="建议督办月")
    held.programmes.set([world.campaign, other])
    found = table(world, "programme")
    assert sorted((line.label, line.total) for line in found.lines) == sorted(
        [(str(world.campaign), 1), ("建议督办月", 1)]
    )
    assert found.total.total == 2


@pytest.mark.parametrize("by", figures.DIMENSIONS)
@pytest.mark.parametrize("unit", ["quarter", "half_year", "year", "term"])
def test_every_number_opens_exactly_its_rows(sun, world, held, by, unit):
    with reaching(make.EVERYTHING):
        held.programmes.set([world.campaign])
    page = sun.get(f"/activities/counts/?year=2026&unit={unit}&by={by}").content.decode()
    links = re.findall(r'<a href="(/activities/\?[^"]+)">(\d+)</a>', page)
    assert links or unit == "term"
    for url, number in links:
        shown = sun.get(url.replace("&amp;", "&")).content.decode()
        assert f'共 <b class="num">{number}</b>' in shown, url


def test_a_leaders_attendance_is_counted_in_the_own_group(world, held, everything):
    make.group_member(held.group, world.wang, role="member")
    make.area_link(world.county, world.east, leader=world.wang)
    (leader,) = figures.leaders(world.county, date(2026, 1, 1), date(2026, 12, 31))
    assert (leader.held, leader.present) == (1, 1)


def test_roles_are_counted_with_their_person_times(world, held, everything):
    Activity.objects.filter(pk=held.pk).update(roles=["宣传员", "监督员"])
    assert figures.by_role(world.county, date(2026, 1, 1), date(2026, 12, 31)) == [
        ("宣传员", 1, 1),
        ("监督员", 1, 1),
    ]
