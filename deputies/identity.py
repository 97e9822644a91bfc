"""Who is there, and in which posts: asked at every request, so in as few statements as will do.

Nothing is kept from one request to the next: a post that ended, or an account that was
closed, is gone at the next one.
"""

from __future__ import annotations

from datetime import date
from operator import attrgetter

from django.contrib.auth.backends import ModelBackend
from django.db.models import BigIntegerField, DateField, prefetch_related_objects
from django.utils import timezone

from congress_poverty.prepared import Given, Prepared

from .models import Account, Post, Region
from .roles import ROLES

_posts = Prepared(
    lambda: (
        Post.objects.held(Given("on", DateField()))
        .filter(account=Given("account", BigIntegerField()))
        .select_related("account", "county__region")
        .order_by()
    )
)
_townships = Prepared(
    lambda: Region.objects.filter(posts__id=Given("post", BigIntegerField())).order_by("code")
)


def posts_of(account: Account, on: date) -> list[Post]:
    """The posts an account holds on the day, the first one being the default."""
    asked_on, posts = getattr(account, "posts_held", (None, []))
    if asked_on == on:
        return posts
    return _held(account.pk, on)


def _held(account_id: int, on: date) -> list[Post]:
    posts = sorted(_posts.ask(account=account_id, on=on), key=attrgetter("pk"))
    for post in posts:
        post.account = posts[0].account  # one row, one object
        if ROLES[post.role].reach == "township":
            post.places = _townships.ask(post=post.pk)
    prefetch_related_objects([post for post in posts if post.unit_id], "unit")
    return posts


class IdentityBackend(ModelBackend):
    """Django's own, but the account of a session comes together with its posts."""

    def get_user(self, user_id):
        today = timezone.localdate()
        posts = _held(user_id, today)
        account = posts[0].account if posts else super().get_user(user_id)
        if account is None or not self.user_can_authenticate(account):
            return None
        account.posts_held = today, posts
        return account
