"""Checklists and contests: known answers, and every number opens its rows."""

import re
from datetime import date

from congress_poverty.reach import reaching
from deputies.models import Region
from tests import factories as make
from visits.figures import contests as figures
from visits.figures.activity_counts import stretches
from visits.policy import Contest, ContestItem, ContestPolicy


def test_a_score_counts_items_done_or_points_up_to_a_limit():
    items = (ContestItem("a", "甲", want=2, points=5, most=3), ContestItem("b", "乙"))
    assert figures.score(Contest("x", "榜", form="checklist", items=items), [1, 4]) == 1
    assert figures.score(Contest("x", "榜", form="contest", items=items), [4, 4]) == 3 * 5 + 4


def test_the_standing_is_counted_from_what_is_recorded_and_opens_its_rows(li, sun, wang, world):
    sun_deputy = make.deputy(world.east, "孙代表", pinyin="sundaibiao sdb")
    group = make.group(world.east, "东乡第一小组")
    make.group_member(group, world.wang)
    make.visit(world.wang, world.zhang_household, date(2026, 3, 1))
    make.visit(world.wang, world.zhang_household, date(2026, 8, 1))
    make.activity(world.east, date(2026, 3, 2), [world.wang, sun_deputy], kind="集中视察", group=group)
    make.activity(world.east, date(2026, 3, 3), [world.wang], kind="座谈交流")
    make.reception(make.station(world.east), [sun_deputy], received_on=date(2026, 3, 4))
    with reaching(make.EVERYTHING):
        lists = {one.code: one for one in world.county.policy(ContestPolicy).lists}
        year, east = stretches(2026, "year")[0], Region.objects.filter(pk=world.east.pk)
        found = figures.standing(world.county, lists["five_ones"], year, east)
        assert [(one.rank, one.subject.label, one.numbers, one.score) for one in found] == [
            (1, "孙代表", [0, 1, 1, 0, 0], 2),
            (1, "王代表", [2, 0, 1, 0, 0], 2),
        ]
        half = stretches(2026, "half_year")[0]
        towns = figures.standing(world.county, lists["three_contests"], half, east)
        assert (towns[0].subject.code, towns[0].numbers, towns[0].score) == (world.east.code, [1, 2, 0], 11)
        groups = figures.standing(world.county, lists["groups"], half, east)
        assert [(one.subject.label, one.numbers, one.score) for one in groups] == [
            ("东乡第一小组", [1, 1, 0], 6)
        ]
    for client, query in (
        (li, "contest=five_ones&year=2026"),
        (sun, f"contest=five_ones&year=2026&town={world.east.code}"),
        (sun, "contest=three_contests&year=2026&part=1"),
        (li, "contest=groups&year=2026&part=1"),
    ):
        page = client.get(f"/contests/?{query}").content.decode()
        links = re.findall(r'<a href="(/contests/rows/[^"]+)">(\d+)</a>', page)
        assert links, query
        for url, number in links:
            shown = client.get(url.replace("&amp;", "&")).content.decode()
            assert f'共 <b class="num">{number}</b>' in shown, url
    own = wang.get("/contests/?contest=five_ones&year=2026").content.decode()
    assert "王代表" in own
    assert "孙代表" not in own
    assert "三比" not in own
    exported = li.get("/contests/?contest=groups&year=9999&export=csv").getvalue().decode()
    assert "东乡第一小组" in exported
    assert li.get("/activities/counts/?year=9999").status_code == 200
    assert "西乡" not in li.get("/contests/?contest=three_contests&year=2026&part=1").content.decode()
    assert li.get("/contests/rows/?contest=five_ones&item=none&of=x").status_code == 404
