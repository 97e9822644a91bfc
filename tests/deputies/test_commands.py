"""The commands of a new installation."""

import io

import pytest
from django.core.management import CommandError, call_command

from deputies import roles
from deputies.models import Account

pytestmark = pytest.mark.django_db


def create(**more):
    out = io.StringIO()
    options = {"username": "xitong", "name": "系统管理员", "role": roles.SYSTEM_ADMIN, **more}
    call_command("create_account", stdout=out, **options)
    return out.getvalue()


def test_the_first_administrator_is_made_without_a_question(world, client):
    password = create().split("初始密码 ")[1].split("（")[0]
    assert client.login(username="xitong", password=password)
    assert Account.objects.get(username="xitong").posts.get().role == roles.SYSTEM_ADMIN


def test_a_business_role_does_not_come_from_the_server(world):
    with pytest.raises(CommandError, match="角色只能是"):
        create(role=roles.COUNTY_STAFF)


def test_a_name_in_use_is_refused(world):
    create()
    with pytest.raises(CommandError, match="reset_password"):
        create()


def test_a_county_that_is_not_there_is_refused(world):
    with pytest.raises(CommandError, match="setup_county"):
        create(county="999999")


def test_an_administrators_password_is_reset_on_the_server(world, security_admin, client):
    out = io.StringIO()
    call_command("reset_password", security_admin.account.username, stdout=out)
    password = out.getvalue().split("新密码 ")[1].split("（")[0]
    assert client.login(username=security_admin.account.username, password=password)
    assert security_admin.get("/accounts/posts/").status_code == 302
