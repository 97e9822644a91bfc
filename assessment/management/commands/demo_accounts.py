"""``manage.py demo_accounts``: one account per role to try the demo with."""

from django.core.management.base import BaseCommand

from deputies.models import Post

# Only the demo county's accounts have it; a real installation makes its own.
PASSWORD = "lingbi-demo-2026"  # noqa: S105
USERNAMES = ("daibiao", "ganshi", "zhuxi", "gongwei", "lingdao", "danwei", "xitong", "anquan", "shenji")


class Command(BaseCommand):
    help = "列出演示账号。"

    def handle(self, **options):
        first = {}
        for post in Post.objects.filter(account__username__in=USERNAMES).select_related("account", "unit"):
            first.setdefault(post.account.username, post)
        for username in USERNAMES:
            if post := first.get(username):
                place = (
                    "、".join(t.name for t in post.townships.all()) or (post.unit and post.unit.name) or ""
                )
                who = f"{post.get_role_display()} {post.account.name} {place}".rstrip()
                self.stdout.write(f"  {username:<9} {PASSWORD}  {who}")
