"""Who is there is asked at every request: what ended in between is gone."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from deputies import roles
from deputies.models import Post
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_a_post_that_ended_opens_nothing_at_the_next_request(li):
    assert li.get("/visits/").status_code == 200
    Post.objects.filter(account=li.account).update(ended_on=timezone.localdate())
    assert li.get("/visits/").status_code == 403


def test_a_new_township_is_seen_at_the_next_request(li, world):
    li.get("/visits/")
    Post.objects.get(account=li.account).townships.set([world.west])
    assert [t.pk for t in li.get("/visits/").wsgi_request.post.townships] == [world.west.pk]


def test_a_closed_account_is_nobody_at_the_next_request(li):
    type(li.account).objects.filter(pk=li.account.pk).update(is_active=False)
    assert li.get("/visits/").status_code == 302


def test_a_post_of_tomorrow_does_not_count_today(li, world):
    day = timezone.localdate() + timedelta(days=1)
    make.post(li.account, roles.COUNTY_STAFF, world.county, started_on=day)
    assert [post.role for post in li.get("/visits/").wsgi_request.posts] == [roles.TOWNSHIP_CLERK]


def test_an_account_and_its_post_need_one_statement(sun):
    sun.get("/visits/")
    with CaptureQueriesContext(connection) as seen:
        sun.get("/visits/")
    asked = [query["sql"] for query in seen if "deputies_account" in query["sql"]]
    assert len(asked) == 1
    assert "deputies_post" in asked[0]


def test_an_account_without_posts_stands_nowhere(sun):
    Post.objects.filter(account=sun.account).delete()
    answer = sun.get("/visits/")
    assert answer.status_code == 403
    assert answer.wsgi_request.posts == []
