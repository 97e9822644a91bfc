"""Counts of activities: the Lingbi ledgers against a count of the clean rows, done here on its own."""

import csv
import re
from collections import Counter, defaultdict
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
    """Counter of (year, part, measure, what, id) over the clean CSV, without any code of the program."""
    held = {one["activity_id"]: one for one in clean("activities")}
    came = [one for one in clean("activity_attendance") if one["status"] == "出席"]
    found = Counter()
    for one in held.values():
        when = (one["activity_date"][:4], part(one["activity_date"], unit))
        places = [("total", ""), ("township", one["township_code"])]
        places += [(what, one[f"{what}_id"]) for what in ("group", "station") if one[f"{what}_id"]]
        for place in places:
            found[*when, "activities", *place] += 1
            if one["kind"] == "接待选民":
                found[*when, "receptions", *place] += 1
    who = defaultdict(set)
    for one in came:
        activity = held[one["activity_id"]]
        when = (activity["activity_date"][:4], part(activity["activity_date"], unit))
        found[*when, "activities", "deputy", one["deputy_id"]] += 1
        for place in [("station", activity["station_id"]), ("total", "")]:
            found[*when, "presences", *place] += 1
            who[*when, "deputies", *place].add(one["deputy_id"])
    for key, people in who.items():
        found[key] = len(people)
    return found


def counted_by_the_program(county, years, unit, names):
    """The same from the tables of the page."""
    found = Counter()
    asked = [("activities", by) for by in ("township", "group", "station", "deputy")]
    for year in years:
        periods = figures.stretches(year, unit)
        for what, by in [
            *asked,
            ("receptions", "station"),
            ("presences", "station"),
            ("deputies", "station"),
        ]:
            table = figures.table(county, periods, by, what=what)
            for line in table.lines:
                for n, number in enumerate(line.numbers):
                    if number:
                        found[str(year), n, what, by, names[by](line.key)] = number
            for n, number in enumerate(table.total.numbers):
                if number:
                    found[str(year), n, what, "total", ""] = number
    return found


@pytest.mark.django_db
def test_quarterly_and_half_year_counts_equal_a_count_of_the_clean_rows():
    acceptance.run(acceptance.Data(SAMPLE), set())
    with reaching(Reach.everything("a test compares every row")):
        county = County.objects.get(region__code="341323")
        ids = acceptance.Ids(acceptance.Data(SAMPLE))
        known = {
            what: {pk: key for key, pk in of.items()}
            for what, of in (("group", ids.group), ("deputy", ids.person), ("station", ids.station))
        }
        codes = {
            "group": dict(Activity.objects.exclude(group=None).values_list("group__code", "group")),
            "station": dict(Activity.objects.exclude(station=None).values_list("station__code", "station")),
            "deputy": dict(Attendance.objects.values_list("person__code", "person")),
        }
        names = {"township": str} | {
            what: lambda code, what=what: known[what][codes[what][code]] for what in known
        }
        for unit in ("quarter", "half_year"):
            wanted = counted_by_hand(unit)
            got = counted_by_the_program(county, {int(key[0]) for key in wanted}, unit, names)
            asked = {(key[2], key[3]) for key in got}
            assert {by for what, by in asked if what == "activities"} > {"station", "group", "deputy"}
            assert {what for what, by in asked if by == "station"} == set(figures.MEASURES)
            theirs = {key: n for key, n in wanted.items() if (key[2], key[3]) in asked}
            assert len(theirs) > 100
            assert got == theirs


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
def test_every_number_opens_exactly_its_rows(sun, world, held, by):
    with reaching(make.EVERYTHING):
        held.programmes.set([world.campaign])
        Activity.objects.exclude(station=None).update(kind="接待选民")
    asked = [("quarter", what) for what in figures.MEASURES]
    links = set()
    for unit, what in [*asked, ("half_year", "activities"), ("year", "deputies"), ("term", "activities")]:
        page = sun.get(f"/activities/counts/?year=2026&unit={unit}&by={by}&what={what}").content.decode()
        found = re.findall(r'<a href="(/activities/[^"]+_to=[^"]+)">(\d+)</a>', page)
        links.update(found)
    assert len(links) > 3
    for url, number in links:
        shown = sun.get(url.replace("&amp;", "&")).content.decode()
        assert f'共 <b class="num">{number}</b>' in shown, url


def test_a_leaders_attendance_is_counted_in_the_own_group(world, held, everything):
    make.group_member(held.group, world.wang, role="member")
    make.area_link(world.county, world.east, leader=world.wang)
    (leader,) = figures.leaders(world.county, date(2026, 1, 1), date(2026, 12, 31))
    assert (leader.held, leader.present) == (1, 1)


def test_roles_are_counted_by_who_took_them_and_open_their_rows(sun, world, held):
    with reaching(make.EVERYTHING):
        Activity.objects.filter(pk=held.pk).update(roles=["宣传员", "监督员"])
        held.attendances.update(role="宣传员")
        make.group_member(held.group, world.wang, role="member")
        make.area_link(world.county, world.east, leader=world.wang)
        found = figures.by_role(world.county, date(2026, 1, 1), date(2026, 12, 31))
        assert [(one.role, one.activities, one.times, one.by_township) for one in found] == [
            ("宣传员", 1, 1, {world.east.code: 1}),
            ("监督员", 1, 0, {}),
        ]
        assert figures.roles_of(world.wang) == [("宣传员", 1)]
    page = sun.get("/activities/counts/?year=2026&unit=year").content.decode()
    links = re.findall(r'<a href="(/activities/[^"]*(?:role|group|status)=[^"]+)">(\d+)</a>', page)
    assert len(links) > 6
    for url, number in links:
        shown = sun.get(url.replace("&amp;", "&")).content.decode()
        assert f'共 <b class="num">{number}</b>' in shown, url
