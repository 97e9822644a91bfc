"""首页 of a deputy: one tap to a visit, one to a rating, nobody else's rows."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from congress_poverty.reach import Reach, reaching
from tests import factories as make

pytestmark = pytest.mark.django_db

HOME = "/home/"


def test_a_deputy_lands_on_the_own_page(world, wang):
    assert wang.get("/", follow=True).redirect_chain[-1][0] == HOME


def test_a_clerk_does_not_land_on_it(world, li):
    assert li.get("/", follow=True).redirect_chain[-1][0] == reverse("todo")


def test_the_own_households_are_one_tap_from_a_visit(world, wang):
    page = wang.get(HOME)
    assert [row["household"] for row in page.context["households"]] == [world.zhang_household]
    assert f"/visits/new/?household={world.zhang_household.code}" in page.text


def test_a_household_visited_this_quarter_no_longer_waits(world, wang):
    assert "本季度未走访" in wang.get(HOME).text
    with reaching(Reach.everything("a test's rows")):
        make.visit(world.wang, world.zhang_household, timezone.localdate())
    assert "本季度未走访" not in wang.get(HOME).text


def test_an_answered_suggestion_waits_for_the_rating_of_its_deputy(world, wang):
    with reaching(Reach.everything("a test's rows")):
        make.suggestion(world.zhao, state="replied", replied_on=timezone.localdate())
        row = make.suggestion(world.wang, state="replied", replied_on=timezone.localdate())
    assert list(wang.get(HOME).context["to_rate"]) == [row]


def test_the_next_activity_is_named(world, wang):
    with reaching(Reach.everything("a test's rows")):
        today = timezone.localdate()
        make.activity(world.east, today - timedelta(days=9), present=[world.wang])
        ahead = make.activity(world.east, today + timedelta(days=3), present=[world.wang])
    assert wang.get(HOME).context["next_activity"] == ahead


def test_a_deputy_without_a_household_is_told_what_to_do(world, wang):
    with reaching(Reach.everything("a test's rows")):
        world.pairing.delete()
    assert "还没有给您安排联系户" in wang.get(HOME).text
