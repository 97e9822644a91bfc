"""The people of the tests and their clients, in one small county with two townships."""

from __future__ import annotations

import gc
from datetime import date
from types import SimpleNamespace

import hypothesis
import pytest
from django.test import Client

from congress_poverty import append_only
from congress_poverty.audit import Actor
from congress_poverty.celery import app as celery_app
from congress_poverty.reach import Reach, reaching
from deputies import roles
from tests import factories as make
from tests.selection import pytest_collection_modifyitems, pytest_terminal_summary  # noqa: F401

# What is held to is the answer: how long it takes says more of the machine than of the code.
hypothesis.settings.register_profile("any_machine", deadline=None)
hypothesis.settings.load_profile("any_machine")


def pytest_collection_finish():
    """The program and the tests stay until the end: looking for garbage among them takes a tenth of a run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Tables made from the models, in a second; what else a migration does is done here."""
    from django.db import connection

    with django_db_blocker.unblock():
        append_only.install(connection)


@pytest.fixture(autouse=True)
def _fast_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.AXES_ENABLED = False


@pytest.fixture(autouse=True)
def _tasks_run_where_they_are_asked_for(settings):
    """Also with ``REDIS_URL`` set; ``tests/stack`` has the real worker."""
    settings.CELERY_TASK_ALWAYS_EAGER = celery_app.conf.task_always_eager = True


@pytest.fixture(autouse=True)
def _media_in_a_temporary_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(autouse=True)
def _audit_can_be_emptied(request):
    """A test that commits is cleaned up by DELETE, which the audit's triggers would refuse."""
    commits = {"transactional_db", "live_server", "django_db_reset_sequences"} & set(request.fixturenames)
    marker = request.node.get_closest_marker("django_db")
    if not commits and not (marker and marker.kwargs.get("transaction")):
        yield
        return
    request.getfixturevalue("transactional_db")
    from django.db import connection

    append_only.install(connection)
    yield
    append_only.remove(connection)


@pytest.fixture
def everything():
    """Stand where every row is visible: for building and inspecting, not for what is tested."""
    with reaching(Reach.everything("a test looks at the rows themselves")) as reach:
        yield reach


@pytest.fixture
def clerk_actor() -> Actor:
    return Actor(label="李（乡镇干部）", role=roles.TOWNSHIP_CLERK, county_code="341323")


@pytest.fixture
def county_actor() -> Actor:
    return Actor(label="孙（县代表工委）", role=roles.COUNTY_STAFF, county_code="341323")


@pytest.fixture
def world(db) -> SimpleNamespace:
    """灵璧县 with 东乡 (王代表, 张德福户) and 西乡 (赵代表, 刘有才户), one unit, one campaign."""
    county = make.county()
    east = make.township(county, "东乡")
    west = make.township(county, "西乡")
    zhoutian = make.village(east, "周田村")
    liulin = make.village(west, "柳林村")
    wang = make.deputy(east, "王代表", pinyin="wangdaibiao wdb")
    zhao = make.deputy(west, "赵代表", pinyin="zhaodaibiao zdb")
    zhang = make.household(zhoutian, "张德福", pinyin="zhangdefu zdf")
    liu = make.household(liulin, "刘有才", pinyin="liuyoucai lyc")
    return SimpleNamespace(
        county=county,
        campaign=make.campaign(county),
        east=east,
        west=west,
        zhoutian=zhoutian,
        liulin=liulin,
        wang=wang,
        zhao=zhao,
        zhang_household=zhang,
        liu_household=liu,
        pairing=make.pairing(wang, zhang),
        west_pairing=make.pairing(zhao, liu),
        unit=make.unit(county, "县水利局"),
        other_unit=make.unit(county, "县教育局"),
        today=date(2026, 6, 9),
    )


def _client(account) -> Client:
    client = Client()
    client.force_login(account, backend="deputies.identity.IdentityBackend")
    client.account = account
    return client


def _post_client(world, name, role, townships=(), **fields) -> Client:
    account = make.account(name, person=fields.pop("person", None))
    make.post(account, role, world.county, townships, **fields)
    return _client(account)


@pytest.fixture
def wang(world) -> Client:
    """王代表: a deputy of 东乡."""
    return _post_client(world, "王代表", roles.DEPUTY, person=world.wang)


@pytest.fixture
def li(world) -> Client:
    """李: the clerk of 东乡."""
    return _post_client(world, "李干事", roles.TOWNSHIP_CLERK, [world.east])


@pytest.fixture
def li_chair(world) -> Client:
    """李主席: the congress chair of 东乡."""
    return _post_client(world, "李主席", roles.TOWNSHIP_CHAIR, [world.east])


@pytest.fixture
def zhao(world) -> Client:
    """赵主席: the chair of 西乡, who must see nothing of 东乡."""
    return _post_client(world, "赵主席", roles.TOWNSHIP_CHAIR, [world.west])


@pytest.fixture
def sun(world) -> Client:
    """孙: the county's deputies' committee."""
    return _post_client(world, "孙", roles.COUNTY_STAFF)


@pytest.fixture
def zhou(world) -> Client:
    """周主任: a leader of the standing committee."""
    return _post_client(world, "周主任", roles.COUNTY_LEADER)


@pytest.fixture
def qian(world) -> Client:
    """钱: the officer of 县水利局, a handling unit."""
    return _post_client(world, "钱", roles.HANDLING_UNIT, unit=world.unit)


@pytest.fixture
def system_admin(world) -> Client:
    return _post_client(world, "系统管理员", roles.SYSTEM_ADMIN)


@pytest.fixture
def security_admin(world) -> Client:
    return _post_client(world, "安全管理员", roles.SECURITY_ADMIN)


@pytest.fixture
def auditor(world) -> Client:
    return _post_client(world, "审计员", roles.AUDITOR)
