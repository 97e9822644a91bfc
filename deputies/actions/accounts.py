"""Accounts and their posts; who runs the system, who grants and who audits are three people.

The three administrative roles are separate (GB/T 22239): nobody holds two of them,
nobody holds one together with a business role, nobody grants to himself, and whoever
runs the accounts cannot become another administrator by a new password.
"""

from __future__ import annotations

import secrets
from datetime import date, datetime

from axes.utils import reset as forget_failures
from django.db import transaction
from django.db.models import F

from congress_poverty import audit
from congress_poverty.audit import Actor
from congress_poverty.codes import ALPHABET
from congress_poverty.reach import Reach, reaching
from congress_poverty.refusals import Refused

from ..models import Account, County, Person, Phone, Post, Region, Unit
from ..roles import (
    AUDITOR,
    DEPUTY,
    HANDLING_UNIT,
    ROLES,
    SECURITY_ADMIN,
    SYSTEM_ADMIN,
    TOWNSHIP_CHAIR,
    TOWNSHIP_CLERK,
)

ADMINISTRATIVE = (SYSTEM_ADMIN, SECURITY_ADMIN, AUDITOR)
WITH_TOWNSHIPS = (TOWNSHIP_CLERK, TOWNSHIP_CHAIR)


def new_password() -> str:
    """Three groups of four characters that can be read out on the phone."""
    letters = "".join(c for c in ALPHABET if c.isalpha())
    digits = "".join(c for c in ALPHABET if c.isdigit())
    groups = ["".join(secrets.choice(letters) for _ in range(4)) for _ in range(2)]
    return "-".join([*groups, "".join(secrets.choice(digits) for _ in range(4))])


def _refuse_own(account: Account, by: Actor, what: str) -> None:
    if by.account_id == account.pk:
        raise Refused(f"不能给自己{what}，请由另一位管理员办理。")


def _guards_others(account: Account, on: date) -> bool:
    """Whether the account grants posts or reads the audit: then its password is not for the system admin."""
    return account.posts.held(on).filter(role__in=(SECURITY_ADMIN, AUDITOR)).exists()


@transaction.atomic
def create(account: Account, *, by: Actor) -> tuple[Account, str]:
    """A new account without any post; returns its first password, which is stored nowhere."""
    password = new_password()
    account.set_password(password)
    account.must_change_password = True
    account.save()
    audit.record("accounts.create", by=by, obj=account)
    return account, password


@transaction.atomic
def edit(account: Account, *, changed: list[str], by: Actor) -> Account:
    """Save an edited account. Whose deputy it is decides what it sees: a post ends before it changes."""
    if "person" in changed and account.posts.filter(role=DEPUTY, ended_on=None).exists():
        raise Refused("这个账号正以代表身份使用，请安全管理员先收回代表身份，再换人。", field="person")
    account.save()
    audit.record("accounts.edit", by=by, obj=account, detail={"changed": changed})
    return account


@transaction.atomic
def disable(account: Account, *, on: date, by: Actor) -> Account:
    """Close the account at once; its history stays."""
    _refuse_own(account, by, "停用账号")
    for role in (SECURITY_ADMIN, AUDITOR):
        if not account.posts.held(on).filter(role=role).exists():
            continue
        others = Post.objects.held(on).filter(role=role, account__is_active=True).exclude(account=account)
        if not others.exists():
            raise Refused(f"这是唯一的{ROLES[role].label}，先由别人接任，再停用。")
    account.is_active = False
    account.session_epoch = F("session_epoch") + 1
    account.save(update_fields=["is_active", "session_epoch"])
    account.refresh_from_db()
    audit.record("accounts.disable", by=by, obj=account)
    return account


@transaction.atomic
def enable(account: Account, *, by: Actor) -> Account:
    """Open a closed account again, with the posts it still has."""
    account.is_active = True
    account.save(update_fields=["is_active"])
    audit.record("accounts.enable", by=by, obj=account)
    return account


@transaction.atomic
def reset_password(account: Account, *, on: date, by: Actor) -> tuple[Account, str]:
    """A new password, to be changed at the next log-in; all sessions end."""
    _refuse_own(account, by, "重置密码")
    if _guards_others(account, on):
        raise Refused(
            "安全管理员和审计员的密码不能在这里重置，请在服务器上用 manage.py reset_password 办理，会有记录。"
        )
    return _new_password_for(account, by=by)


@transaction.atomic
def reset_password_on_server(account: Account, *, by: Actor) -> tuple[Account, str]:
    """The same for any account, by somebody who sits at the server."""
    return _new_password_for(account, by=by)


def _new_password_for(account: Account, *, by: Actor) -> tuple[Account, str]:
    password = new_password()
    account.set_password(password)
    account.must_change_password = True
    account.save(update_fields=["password", "must_change_password"])
    forget_failures(username=account.username)
    audit.record("accounts.reset_password", by=by, obj=account)
    return account, password


@transaction.atomic
def end_sessions(account: Account, *, by: Actor) -> Account:
    """Log the account out everywhere, at once."""
    Account.objects.filter(pk=account.pk).update(session_epoch=F("session_epoch") + 1)
    audit.record("accounts.end_sessions", by=by, obj=account)
    return account


@transaction.atomic
def revoke_phone(phone: Phone, *, by: Actor, now: datetime) -> Phone:
    """Take a phone off the list, for one that is lost or sold; it can hand in nothing more."""
    if Phone.objects.open().filter(pk=phone.pk).update(revoked_at=now, revoked_by=by.label):
        audit.record("accounts.revoke_phone", by=by, obj=phone.account, detail={"phone": phone.name})
    return phone


@transaction.atomic
def unlock(account: Account, *, by: Actor) -> Account:
    """Forget the failed log-ins that locked the account."""
    forget_failures(username=account.username)
    audit.record("accounts.unlock", by=by, obj=account)
    return account


def _refuse_mixture(account: Account, role: str, on: date) -> None:
    """三员分立: an administrative role stands alone."""
    held = {post.role for post in account.posts.all() if post.ended_on is None or post.ended_on > on}
    if role in held and role in ADMINISTRATIVE:
        raise Refused(f"{account}已经是{ROLES[role].label}。", field="role")
    for other in held:
        if other == role:
            continue
        if role in ADMINISTRATIVE and other in ADMINISTRATIVE:
            raise Refused(
                f"{account}已经是{ROLES[other].label}，三种管理员不能由一个人兼任。",
                code="E_ADMIN_ROLES",
                field="role",
            )
        if (role in ADMINISTRATIVE) != (other in ADMINISTRATIVE):
            raise Refused(
                f"{account}已经是{ROLES[other].label}，管理员不能兼做业务，请另开一个账号。",
                code="E_ADMIN_BUSINESS",
                field="role",
            )


@transaction.atomic
def grant(
    account: Account,
    role: str,
    *,
    county: County,
    townships: list[Region] = (),
    unit: Unit | None = None,
    title: str = "",
    on: date,
    by: Actor,
) -> Post:
    """Give an account a role and say where it counts."""
    _refuse_own(account, by, "授权")
    _check_place(account, role, county, townships, unit)
    account = Account.objects.select_for_update().get(pk=account.pk)
    _refuse_mixture(account, role, on)
    post = Post.objects.create(
        account=account, role=role, county=county, unit=unit if role == HANDLING_UNIT else None,
        title=title, started_on=on, granted_by=by.label,
    )  # fmt: skip
    if role in WITH_TOWNSHIPS:
        post.townships.set(townships)
    place = [t.code for t in townships] if role in WITH_TOWNSHIPS else [unit.code] if post.unit else []
    audit.record("accounts.grant", by=by, obj=account, detail={"role": role, "where": place})
    return post


def _check_place(account, role, county, townships, unit) -> None:
    if not account.is_active:
        raise Refused("账号已停用，请系统管理员先启用。")
    if role in WITH_TOWNSHIPS:
        if not townships:
            raise Refused("请选在哪个乡镇。", field="townships")
        if any(township.parent_id != county.region_id for township in townships):
            raise Refused("只能选本县的乡镇。", field="townships")
    if role == HANDLING_UNIT:
        if unit is None:
            raise Refused("请选是哪个承办单位。", field="unit")
        if unit.county_id != county.pk:
            raise Refused("只能选本县的单位。", field="unit")
    if role == DEPUTY and account.person_id is None:
        raise Refused("这个账号还没有对应的代表，请系统管理员先在账号里填上。", field="role")


@transaction.atomic
def end_post(post: Post, *, on: date, by: Actor) -> Post:
    """Take a role back; it stops working at the next click."""
    _refuse_own(post.account, by, "收回身份")
    if post.ended_on and post.ended_on <= on:
        raise Refused("这个身份已经收回了。")
    post.ended_on = max(on, post.started_on)
    post.save(update_fields=["ended_on"])
    audit.record("accounts.end_post", by=by, obj=post.account, detail={"role": post.role})
    return post


@transaction.atomic
def first_administrator(
    account: Account, *, county: County, role: str, on: date, by: Actor
) -> tuple[Account, str]:
    """The first administrators of a new installation come from the server, not from a page."""
    account.county = county
    account, password = create(account, by=by)
    _refuse_mixture(account, role, on)
    Post.objects.create(account=account, role=role, county=county, started_on=on, granted_by=by.label)
    audit.record("accounts.grant", by=by, obj=account, detail={"role": role, "where": []})
    return account, password


def deputy_named(county: County, name: str, township: Region | None) -> Person:
    """The deputy of that name; administrators see no list of people, so the name must be whole."""
    with reaching(Reach.everything("an account is tied to the deputy whose name was typed")):
        found = Person.objects.filter(county=county, name=name)
        if township is not None:
            found = found.filter(township=township)
        found = list(found.select_related("township")[:2])
    if not found:
        raise Refused(f"代表名册里没有叫“{name}”的人，请写全名。", field="deputy_name")
    if len(found) > 1:
        raise Refused(f"有几位代表都叫“{name}”，请再选乡镇。", field="deputy_township")
    return found[0]
