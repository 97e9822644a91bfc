"""Three administrators: who runs the accounts, who grants posts, who reads the audit."""

from datetime import date

import pytest

from congress_poverty.audit import Actor
from congress_poverty.models import AuditEvent
from congress_poverty.refusals import Refused
from deputies import roles
from deputies.actions import accounts as actions
from deputies.models import Account
from tests import factories as make

TODAY = date(2026, 6, 9)
SECURITY = Actor(label="安全管理员", role=roles.SECURITY_ADMIN, county_code="341323")
SYSTEM = Actor(label="系统管理员", role=roles.SYSTEM_ADMIN, county_code="341323")

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(world):
    return make.account("新来的人", county=world.county)


def granted(account, role, world, **more):
    return actions.grant(account, role, county=world.county, on=TODAY, by=SECURITY, **more)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (roles.SYSTEM_ADMIN, roles.SECURITY_ADMIN),
        (roles.SECURITY_ADMIN, roles.AUDITOR),
        (roles.AUDITOR, roles.SYSTEM_ADMIN),
    ],
)
def test_nobody_holds_two_of_the_three_administrative_roles(account, world, first, second):
    granted(account, first, world)
    with pytest.raises(Refused, match="不能由一个人兼任"):
        granted(account, second, world)


def test_an_administrator_gets_no_business_role(account, world):
    granted(account, roles.AUDITOR, world)
    with pytest.raises(Refused, match="管理员不能兼做业务"):
        granted(account, roles.COUNTY_STAFF, world)


def test_who_has_a_business_role_becomes_no_administrator(account, world):
    granted(account, roles.COUNTY_STAFF, world)
    with pytest.raises(Refused, match="管理员不能兼做业务"):
        granted(account, roles.SYSTEM_ADMIN, world)


def test_a_role_that_ended_is_no_obstacle(account, world):
    post = granted(account, roles.COUNTY_STAFF, world)
    actions.end_post(post, on=TODAY, by=SECURITY)
    assert granted(account, roles.SYSTEM_ADMIN, world).role == roles.SYSTEM_ADMIN


def test_a_role_that_begins_later_is_an_obstacle_already(account, world):
    actions.grant(account, roles.AUDITOR, county=world.county, on=date(2027, 1, 1), by=SECURITY)
    with pytest.raises(Refused, match="不能由一个人兼任"):
        granted(account, roles.SYSTEM_ADMIN, world)


def test_two_business_roles_go_together(account, world):
    account.person = world.wang
    account.save()
    granted(account, roles.DEPUTY, world)
    assert granted(account, roles.TOWNSHIP_CHAIR, world, townships=[world.east])


def test_nobody_grants_to_himself(account, world):
    own = Actor(label="我", account_id=account.pk)
    with pytest.raises(Refused, match="不能给自己授权"):
        actions.grant(account, roles.COUNTY_STAFF, county=world.county, on=TODAY, by=own)


def test_nobody_takes_back_the_own_post(account, world):
    post = granted(account, roles.SECURITY_ADMIN, world)
    with pytest.raises(Refused, match="不能给自己"):
        actions.end_post(post, on=TODAY, by=Actor(label="我", account_id=account.pk))


def test_a_clerk_needs_a_township(account, world):
    with pytest.raises(Refused, match="请选在哪个乡镇"):
        granted(account, roles.TOWNSHIP_CLERK, world)


def test_a_township_of_another_county_is_refused(account, world):
    other = make.township(make.county("341324", "泗县"), "南乡")
    with pytest.raises(Refused, match="本县的乡镇"):
        granted(account, roles.TOWNSHIP_CLERK, world, townships=[other])


def test_a_deputys_post_needs_an_account_tied_to_the_deputy(account, world):
    with pytest.raises(Refused, match="还没有对应的代表"):
        granted(account, roles.DEPUTY, world)


def test_the_system_administrator_cannot_reset_who_grants_or_audits(account, world):
    granted(account, roles.SECURITY_ADMIN, world)
    with pytest.raises(Refused, match="reset_password"):
        actions.reset_password(account, on=TODAY, by=SYSTEM)


def test_the_only_auditor_is_not_disabled(account, world):
    granted(account, roles.AUDITOR, world)
    with pytest.raises(Refused, match="唯一的审计员"):
        actions.disable(account, on=TODAY, by=SYSTEM)


def test_nobody_disables_the_own_account(account):
    with pytest.raises(Refused, match="不能给自己停用账号"):
        actions.disable(account, on=TODAY, by=Actor(label="我", account_id=account.pk))


def test_a_disabled_account_is_out_at_the_next_click(li):
    assert li.get("/notices/").status_code == 200
    actions.disable(li.account, on=TODAY, by=SYSTEM)
    assert li.get("/notices/").status_code == 302


def test_ending_the_sessions_logs_out_everywhere(li):
    actions.end_sessions(li.account, by=SYSTEM)
    assert li.get("/notices/").status_code == 302


def test_an_ended_post_stops_working_at_once(li, world):
    assert li.get("/deputies/").status_code == 200
    actions.end_post(li.account.posts.get(), on=TODAY, by=SECURITY)
    assert li.get("/deputies/").status_code == 403


def test_whose_deputy_an_account_is_does_not_change_under_a_post(wang, world):
    wang.account.person = world.zhao
    with pytest.raises(Refused, match="收回代表身份"):
        actions.edit(wang.account, changed=["person"], by=SYSTEM)


def test_the_new_account_shows_its_password_once_and_must_change_it(system_admin, client):
    answer = system_admin.post("/accounts/new/", {"username": "zhangsan01", "name": "张三"})
    password = answer.context["password"]
    assert password in answer.text
    made = Account.objects.get(username="zhangsan01")
    assert password not in system_admin.get(f"/accounts/{made.code}/").text
    assert client.login(username="zhangsan01", password=password)
    assert client.get("/notices/").url == "/me/password/"


def test_an_account_before_its_password_change_opens_nothing_else(li):
    Account.objects.filter(pk=li.account.pk).update(must_change_password=True)
    assert li.get("/deputies/").url == "/me/password/"
    assert li.get("/me/password/").status_code == 200


def test_an_account_without_a_post_says_whom_to_ask(system_admin, client, account):
    client.force_login(account, backend="deputies.identity.IdentityBackend")
    assert "请联系县里的安全管理员授权" in client.get("/").text


def test_an_account_is_tied_to_a_deputy_by_name(system_admin, world):
    system_admin.post("/accounts/new/", {"username": "wang01", "name": "王代表", "deputy_name": "王代表"})
    assert Account.objects.get(username="wang01").person_id == world.wang.pk


def test_namesakes_are_told_apart_by_township(system_admin, world):
    make.deputy(world.west, "王代表")
    data = {"username": "wang01", "name": "王代表", "deputy_name": "王代表"}
    assert "请再选乡镇" in system_admin.post("/accounts/new/", data).text
    system_admin.post("/accounts/new/", {**data, "deputy_township": world.east.pk})
    assert Account.objects.get(username="wang01").person_id == world.wang.pk


def test_the_page_of_the_security_administrator_grants(security_admin, world, account):
    data = {"role": roles.TOWNSHIP_CLERK, "townships": [world.east.pk], "on": "2026-06-09"}
    answer = security_admin.post(f"/accounts/posts/{account.code}/grant/", data)
    assert answer.status_code == 302
    assert list(account.posts.get().townships.all()) == [world.east]


def test_a_refused_grant_stands_beside_its_field(security_admin, account):
    data = {"role": roles.TOWNSHIP_CLERK, "on": "2026-06-09"}
    answer = security_admin.post(f"/accounts/posts/{account.code}/grant/", data)
    assert "请选在哪个乡镇。" in answer.context["form"].errors["townships"]


def test_accounts_of_another_county_are_not_found(system_admin, security_admin):
    other = make.county("341324", "泗县")
    stranger = make.account("外县人", county=other)
    assert system_admin.get(f"/accounts/{stranger.code}/").status_code == 404
    assert security_admin.get(f"/accounts/posts/{stranger.code}/").status_code == 404


def test_one_switches_between_the_own_posts(world, li_chair):
    deputy = make.post(li_chair.account, roles.DEPUTY, world.county)
    li_chair.account.person = world.wang
    li_chair.account.save()
    assert "切换到这个身份" in li_chair.get("/me/post/").text
    li_chair.post(f"/me/post/{deputy.code}/")
    assert li_chair.get("/deputies/").status_code == 403
    assert li_chair.get("/deputies/me/").status_code == 200


def test_every_grant_is_in_the_audit_with_who_granted(account, world, everything):
    granted(account, roles.COUNTY_STAFF, world)
    event = AuditEvent.objects.get(action="accounts.grant")
    assert (event.actor, event.object_code, event.detail["role"]) == (
        "安全管理员",
        account.code,
        "county_staff",
    )


def test_the_system_page_names_versions_and_jobs(system_admin):
    text = system_admin.get("/system/").text
    assert "Django" in text
    assert "报告期限和催报" in text
