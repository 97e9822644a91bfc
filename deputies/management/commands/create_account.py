"""``manage.py create_account``: the first administrators of a new installation."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from congress_poverty.audit import Actor
from congress_poverty.reach import Reach, reaching
from congress_poverty.refusals import Refused
from deputies.actions import accounts as actions
from deputies.models import Account, County
from deputies.roles import ROLES


class Command(BaseCommand):
    help = "新建一个管理员账号（系统管理员、安全管理员、审计员各建一个），显示一次初始密码。"

    def add_arguments(self, parser):
        parser.add_argument("--username", help="用户名")
        parser.add_argument("--name", help="姓名")
        parser.add_argument("--role", choices=actions.ADMINISTRATIVE, help="角色")
        parser.add_argument("--county", metavar="CODE", help="县的区划代码；只有一个县时可以不写")

    def handle(self, *, username, name, role, county, **options):
        place = self._county(county)
        roles = "、".join(f"{key}（{ROLES[key].label}）" for key in actions.ADMINISTRATIVE)
        username = username or input("用户名：").strip()
        name = name or input("姓名：").strip()
        role = role or input(f"角色，{roles}：").strip()
        if role not in actions.ADMINISTRATIVE:
            raise CommandError(f"角色只能是 {roles}。")
        if not username or not name:
            raise CommandError("用户名和姓名都要写。")
        if Account.objects.filter(username=username).exists():
            raise CommandError(
                f"已经有用户名“{username}”了。忘了密码请用 manage.py reset_password {username}。"
            )
        try:
            with reaching(Reach.everything("the first administrators are made on the server")):
                _account, password = actions.first_administrator(
                    Account(username=username, name=name),
                    county=place,
                    role=role,
                    on=timezone.localdate(),
                    by=Actor.program("在服务器上新建管理员", place.code),
                )
        except Refused as refused:
            raise CommandError(refused.sentence) from refused
        self.stdout.write(
            f"{ROLES[role].label} {name}，用户名 {username}，初始密码 {password}（首次登录必须修改）"
        )

    @staticmethod
    def _county(code) -> County:
        counties = County.objects.select_related("region")
        if code:
            found = counties.filter(region__code=code).first()
            if found is None:
                raise CommandError(f"没有区划代码是 {code} 的县，请先 manage.py setup_county {code}。")
            return found
        known = list(counties[:2])
        if len(known) != 1:
            raise CommandError(
                "请用 --county 写明是哪个县。" if known else "还没有县，请先 manage.py setup_county。"
            )
        return known[0]
