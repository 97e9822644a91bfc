"""Who works with the program: a client for each, logged in."""

from __future__ import annotations

import copy

from django.test import Client

from deputies import roles
from tests import factories as make


class PersonsClient(Client):
    """Copied, with a scene, it is the same person in the same session."""

    account = None

    def __deepcopy__(self, memo):
        other = type(self)()
        other.cookies, other.account = copy.deepcopy((self.cookies, self.account), memo)
        return other


def post_client(world, name, role, townships=(), **fields) -> Client:
    """Somebody with one post."""
    account = make.account(name, person=fields.pop("person", None))
    make.post(account, role, world.county, townships, **fields)
    client = PersonsClient()
    client.force_login(account, backend="deputies.identity.IdentityBackend")
    client.account = account
    return client


def wang(world) -> Client:
    """王代表: a deputy of 东乡."""
    return post_client(world, "王代表", roles.DEPUTY, person=world.wang)


def li(world) -> Client:
    """李: the clerk of 东乡."""
    return post_client(world, "李干事", roles.TOWNSHIP_CLERK, [world.east])


def li_chair(world) -> Client:
    """李主席: the congress chair of 东乡."""
    return post_client(world, "李主席", roles.TOWNSHIP_CHAIR, [world.east])


def zhao(world) -> Client:
    """赵主席: the chair of 西乡, who must see nothing of 东乡."""
    return post_client(world, "赵主席", roles.TOWNSHIP_CHAIR, [world.west])


def sun(world) -> Client:
    """孙: the county's deputies' committee."""
    return post_client(world, "孙", roles.COUNTY_STAFF)


def zhou(world) -> Client:
    """周主任: a leader of the standing committee."""
    return post_client(world, "周主任", roles.COUNTY_LEADER)


def qian(world) -> Client:
    """钱: the officer of 县水利局, a handling unit."""
    return post_client(world, "钱", roles.HANDLING_UNIT, unit=world.unit)


def system_admin(world) -> Client:
    return post_client(world, "系统管理员", roles.SYSTEM_ADMIN)


def security_admin(world) -> Client:
    return post_client(world, "安全管理员", roles.SECURITY_ADMIN)


def auditor(world) -> Client:
    return post_client(world, "审计员", roles.AUDITOR)
