"""The people of the tests and their clients, in one small county with two townships."""

from __future__ import annotations

import gc
from types import SimpleNamespace

import hypothesis
import pytest

from congress_poverty import append_only
from congress_poverty.audit import Actor
from congress_poverty.celery import app as celery_app
from congress_poverty.reach import Reach, reaching
from deputies import roles
from tests import people, scenes, tables
from tests.selection import leave_out, pytest_terminal_summary  # noqa: F401

# What is held to is the answer: how long it takes says more of the machine than of the code.
hypothesis.settings.register_profile("any_machine", deadline=None)
hypothesis.settings.load_profile("any_machine")


def pytest_collection_modifyitems(config, items):
    leave_out(config, items)
    scenes.side_by_side(items)


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
        tables.empty_quickly()


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
    if not scenes.commits(request.node):
        yield
        return
    request.getfixturevalue("transactional_db")
    from django.db import connection

    append_only.install(connection)
    yield
    append_only.remove(connection)


@pytest.fixture(scope="session")
def _tables_for_scenes(django_db_setup):
    yield
    scenes.STAGE.clear()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    if build := scenes.scene_of(item):
        # Before any fixture that writes rows of its own; the tables before what changes the settings.
        item.fixturenames = ["_tables_for_scenes", "on_stage", *item.fixturenames]
    scenes.STAGE.keep_only(build)


@pytest.fixture(autouse=True)
def on_stage(request, django_db_blocker, tmp_path_factory, _fast_passwords, _media_in_a_temporary_folder):
    """The scene that the test begins with, or None."""
    build = scenes.scene_of(request.node)
    if build is None:
        yield
        return
    if scenes.STAGE.build is None:
        scenes.STAGE.set(build, django_db_blocker, tmp_path_factory.mktemp("scene") / "media")
    yield scenes.STAGE.begin()
    scenes.STAGE.end()


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
def world(on_stage, db) -> SimpleNamespace:
    """灵璧县 with 东乡 (王代表, 张德福户) and 西乡 (赵代表, 刘有才户), one unit, one campaign."""
    return on_stage.world if on_stage else scenes.small_county()


wang = pytest.fixture(people.wang)
li = pytest.fixture(people.li)
li_chair = pytest.fixture(people.li_chair)
zhao = pytest.fixture(people.zhao)
sun = pytest.fixture(people.sun)
zhou = pytest.fixture(people.zhou)
qian = pytest.fixture(people.qian)
system_admin = pytest.fixture(people.system_admin)
security_admin = pytest.fixture(people.security_admin)
auditor = pytest.fixture(people.auditor)
