"""``manage.py reset_password USERNAME``: for administrators whom no page may reset."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError

from congress_poverty.audit import Actor
from congress_poverty.reach import Reach, reaching
from deputies.actions import accounts as actions
from deputies.models import Account


class Command(BaseCommand):
    help = "重置一个账号的密码，显示一次新密码；首次登录必须修改，操作会有记录。"

    def add_arguments(self, parser):
        parser.add_argument("username", help="用户名")

    def handle(self, *, username, **options):
        account = Account.objects.filter(username=username).first()
        if account is None:
            raise CommandError(f"没有用户名“{username}”。")
        post = account.posts.select_related("county__region").first()
        code = post.county.code if post else account.county.code if account.county else ""
        with reaching(Reach.everything("a password is reset on the server")):
            _account, password = actions.reset_password_on_server(
                account, by=Actor.program("在服务器上重置密码", code)
            )
        self.stdout.write(f"{account.name} 的新密码 {password}（下次登录必须修改）")
