"""Which pages: every address has a permission, and answers 403 exactly where ``roles.py`` says so."""

import pytest
from django.test import Client

from congress_poverty.pages import SIGNED_IN
from congress_poverty.reach import ScopedModel
from deputies import roles
from tests.walls.test_reach import our_models

from .pages import OPEN, addresses, by_section, undone

ADDRESSES = addresses()
GUARDED = [address for address in ADDRESSES if address.name not in OPEN]
ADMINISTRATIVE = (roles.SYSTEM_ADMIN, roles.SECURITY_ADMIN, roles.AUDITOR)
BUSINESS = [role for role in roles.ROLES if role not in ADMINISTRATIVE]
# Administrators have these together with everybody else.
EVERYBODYS = {"me.settings", "me.notices", "help.read"}


def by_name(address):
    return address.name


def allowed(role: str, permission: str) -> bool:
    return permission in ("", SIGNED_IN) or roles.permitted(role, permission)


@pytest.mark.parametrize("address", GUARDED, ids=by_name)
def test_every_address_names_a_permission_that_a_role_has(address):
    assert address.permission is not None, (
        f"{address.route} has no permission: declare it with Page or @act, "
        "or list it in OPEN of tests/walls/pages.py with the reason why everybody may open it"
    )
    assert address.permission in {"", SIGNED_IN} | roles.PERMISSIONS, (
        f"{address.route} asks for {address.permission!r}, which no role in deputies/roles.py has"
    )


def test_no_open_address_is_listed_that_does_not_exist():
    assert set(OPEN) <= {address.name for address in ADDRESSES}


@pytest.mark.parametrize("section", by_section(GUARDED))
def test_a_stranger_is_sent_to_the_log_in(db, section, samples):
    wrong = []
    for address in section:
        answer = Client().get(address.url(samples))
        if answer.status_code != 302 or not answer.url.startswith("/login/"):
            wrong.append(f"a stranger got {answer.status_code} from {address.route}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("section", by_section(GUARDED))
def test_a_page_is_refused_exactly_to_the_roles_that_lack_its_permission(section, clients, samples):
    wrong = [sentence for address in section for sentence in walk(address, clients, samples)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("section", by_section(GUARDED))
def test_nothing_is_posted_by_a_role_that_lacks_the_permission(section, clients, samples):
    wrong = []
    for address in section:
        url = address.url(samples)
        for role, client in clients.items():
            if not allowed(role, address.permission):
                with undone():
                    answer = client.post(url, {"reason": "试一试", "answer": "试一试"})
                if answer.status_code not in (403, 404):
                    wrong.append(
                        f"{role} lacks {address.permission}, got {answer.status_code} by POST to {url}"
                    )
    assert not wrong, "\n".join(wrong)


def walk(address, clients, samples):
    """What is wrong with who may open an address, in sentences."""
    url = address.url(samples)
    opened = []
    for role, client in clients.items():
        may = allowed(role, address.permission)
        if may and address.is_act:
            continue
        with undone():
            answer = client.post(url) if address.is_act else client.get(url)
        if not may and answer.status_code != 403:
            yield f"{role} lacks {address.permission}, got {answer.status_code} from {url}"
        if may and answer.status_code not in (200, 302, 404):
            yield f"{role} has {address.permission}, got {answer.status_code} from {url}"
        if may:
            opened.append(answer.status_code)
    if opened and not set(opened) & {200, 302}:
        yield f"{url} opens for nobody: is its sample in tests/walls/pages.py right?"


def test_administrators_have_no_permission_of_the_business_roles():
    business = {permission for role in BUSINESS for permission in roles.ROLES[role].permissions} - EVERYBODYS
    for role in ADMINISTRATIVE:
        assert not roles.ROLES[role].permissions & business


def test_the_three_administrators_share_no_permission():
    first, second, third = (roles.ROLES[role].permissions - EVERYBODYS for role in ADMINISTRATIVE)
    assert not (first & second) | (first & third) | (second & third)


def test_an_administrators_reach_leads_to_the_audit_only():
    leads = {m._meta.label for m in our_models() if issubclass(m, ScopedModel) and "admin" in m.reach_paths}
    assert leads == {"congress_poverty.AuditEvent"}


@pytest.mark.parametrize("role", roles.ROLES)
def test_no_role_has_more_than_eight_menu_lines(role):
    assert len([entry for entry in roles.MENU if entry.is_for(role)]) <= 8
