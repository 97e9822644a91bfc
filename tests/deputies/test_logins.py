"""Log-ins stand in the audit, and the lock-out with them."""

import pytest
from axes.utils import reset

from congress_poverty.models import AuditEvent
from deputies import roles
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(world):
    made = make.account("李干事", username="li", password="qingfeng-2468-shan")
    make.post(made, roles.TOWNSHIP_CLERK, world.county, [world.east])
    return made


def actions(everything) -> list[str]:
    return list(AuditEvent.objects.order_by("seq").values_list("action", flat=True))


def log_in(client, password, username="li"):
    return client.post("/login/", {"username": username, "password": password})


def test_a_log_in_is_recorded_with_the_county_of_the_account(client, account, everything):
    log_in(client, "qingfeng-2468-shan")
    event = AuditEvent.objects.get()
    assert (event.action, event.account_id, event.county_code) == ("session.login", account.pk, "341323")
    assert event.ip == "127.0.0.1"


def test_a_wrong_password_is_recorded(client, account, everything):
    log_in(client, "wrong")
    assert AuditEvent.objects.get().action == "session.failed"


def test_an_unknown_name_is_recorded_without_what_was_typed(client, account, everything):
    log_in(client, "x", username="my-secret-password")
    event = AuditEvent.objects.get()
    assert event.actor == "未知用户名"
    assert "my-secret-password" not in str(event.detail) + event.object_label


def test_a_log_out_is_recorded(client, account, everything):
    log_in(client, "qingfeng-2468-shan")
    client.post("/logout/")
    assert actions(everything) == ["session.login", "session.logout"]


def test_five_wrong_passwords_lock_and_the_right_one_no_longer_opens(client, account, settings, everything):
    settings.AXES_ENABLED = True
    for _ in range(5):
        log_in(client, "wrong")
    locked = log_in(client, "qingfeng-2468-shan")
    assert (locked.status_code, locked["Cache-Control"]) == (429, "no-store")
    assert "session.locked" in actions(everything)
    reset(username="li")


def test_the_system_administrator_unlocks(client, account, settings, system_admin):
    settings.AXES_ENABLED = True
    for _ in range(5):
        log_in(client, "wrong")
    assert "登录锁定</span>" in system_admin.get("/accounts/").text
    assert "登录锁定</span>" in system_admin.get(f"/accounts/{account.code}/").text
    system_admin.post(f"/accounts/{account.code}/unlock/")
    assert "登录锁定</span>" not in system_admin.get("/accounts/").text
    assert log_in(client, "qingfeng-2468-shan").status_code == 302


def test_the_auditor_sees_log_ins_of_the_own_county(client, account, auditor):
    log_in(client, "qingfeng-2468-shan")
    assert "李干事" in auditor.get("/audit/").text
