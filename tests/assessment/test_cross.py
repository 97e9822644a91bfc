"""Cross-evaluation: who judges whom, what a sheet must say, the ranking, who sees it when."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from assessment import cross
from assessment.actions import cross as acts
from assessment.models import CrossRound, CrossSheet
from assessment.policy import CrossPolicy
from congress_poverty.reach import reaching
from congress_poverty.refusals import Refused
from tests import factories as make

TODAY = date(2026, 6, 9)


@pytest.fixture
def found(world, county_actor):
    with reaching(make.EVERYTHING):
        made = acts.open_round(world.county, year=2026, quarter=2, by=county_actor)
        acts.add_team(
            made, name="第一考评组", leader_name="周主任", townships=[world.east, world.west], by=county_actor
        )
    return made


def score(found, town, by, lost="0", why=""):
    """Full marks but for ``lost`` points of the first item."""
    with reaching(make.EVERYTHING):
        sheet = CrossSheet.objects.select_related("cross_round").get(cross_round=found, township=town)
        marks = {item["code"]: (Decimal(item["points"]), "") for item in found.items}
        first = found.items[0]["code"]
        marks[first] = (marks[first][0] - Decimal(lost), why)
        return acts.score_sheet(sheet, marks=marks, visited_on=date(2026, 5, 20), by=by, today=TODAY)


def test_the_items_of_the_pack_add_up_to_its_total(world):
    policy = world.county.policy(CrossPolicy)
    assert sum(item.points for item in policy.items) == policy.total == 100


def test_a_leader_does_not_judge_the_own_township(world, county_actor):
    with reaching(make.EVERYTHING):
        made = acts.open_round(world.county, year=2026, quarter=2, by=county_actor)
        with pytest.raises(Refused, match="换一个组"):
            acts.add_team(
                made, name="一组", leader=world.wang, townships=[world.east, world.west], by=county_actor
            )
        acts.add_team(made, name="一组", leader=world.wang, townships=[world.west], by=county_actor)


def test_lost_points_have_a_reason_and_no_item_gives_more_than_its_points(found, world, county_actor):
    with pytest.raises(Refused, match="扣分原因"):
        score(found, world.east, county_actor, lost="2")
    with pytest.raises(Refused, match="0 到 20 分"):
        score(found, world.east, county_actor, lost="-1")
    assert score(found, world.east, county_actor, lost="2", why="牌子褪色").total == 98


def test_a_round_with_an_unscored_sheet_does_not_close(found, world, county_actor, everything):
    score(found, world.east, county_actor)
    with pytest.raises(Refused, match="西乡"):
        acts.close_round(found, on=TODAY, by=county_actor)


def test_equal_points_share_a_place(found, world, county_actor):
    third = make.township(world.county, "南乡")
    with reaching(make.EVERYTHING):
        acts.add_team(found, name="二组", leader_name="吴主任", townships=[third], by=county_actor)
    score(found, world.east, county_actor, lost="1", why="旧")
    score(found, world.west, county_actor, lost="1", why="旧")
    score(found, third, county_actor, lost="5", why="缺")
    ranks = [(one.place, str(one.township), one.points) for one in cross.ranking(found)]
    assert ranks == [(1, "东乡", 99), (1, "西乡", 99), (3, "南乡", 95)]


def test_the_mean_of_two_teams_counts(found, world, county_actor):
    with reaching(make.EVERYTHING):
        acts.add_team(found, name="二组", leader_name="吴主任", townships=[world.east], by=county_actor)
        for sheet, total in zip(
            CrossSheet.objects.filter(township=world.east).order_by("pk"), (90, 81), strict=True
        ):
            sheet.total, sheet.is_scored = Decimal(total), True
            sheet.save()
    assert cross.ranking(found)[0].points == Decimal("85.50")


def test_the_years_points_come_from_published_rounds_only(found, world, county_actor, everything):
    score(found, world.east, county_actor, lost="4", why="旧")
    score(found, world.west, county_actor)
    assert cross.year_points(world.county, 2026) == {}
    acts.close_round(found, on=TODAY, by=county_actor)
    acts.publish_round(found, number="", bulletin="情况如下", on=TODAY, by=county_actor)
    assert cross.year_points(world.county, 2026) == {world.east.pk: 96, world.west.pk: 100}


def test_a_township_sees_ranks_and_its_own_sheet_once_it_is_published(found, world, li, sun, county_actor):
    east = score(found, world.east, county_actor)
    west = score(found, world.west, county_actor)
    assert li.get(found.get_absolute_url()).status_code == 404
    assert sun.get(found.get_absolute_url()).status_code == 200
    with reaching(make.EVERYTHING):
        acts.close_round(found, on=TODAY, by=county_actor)
        acts.publish_round(found, number="", bulletin="情况如下", on=TODAY, by=county_actor)
    page = li.get(found.get_absolute_url()).content.decode()
    assert "东乡" in page
    assert "西乡" in page
    assert li.get(east.get_absolute_url()).status_code == 200
    assert li.get(west.get_absolute_url()).status_code == 404


def test_a_leader_enters_the_points_of_a_team(found, world, zhou):
    with reaching(make.EVERYTHING):
        sheet = CrossSheet.objects.get(cross_round=found, township=world.east)
    data = {"visited_on": "2026-05-20", "station": "", "remark": "", "version": sheet.version}
    for n, item in enumerate(found.items):
        data |= {f"points-{n}": item["points"], f"remark-{n}": ""}
    assert zhou.post(reverse("cross:score", args=[sheet.code]), data).status_code == 302
    with reaching(make.EVERYTHING):
        assert CrossSheet.objects.get(pk=sheet.pk).total == 100
        assert CrossRound.objects.get().state == "open"
