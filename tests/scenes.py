"""A scene: rows that many tests begin with, built once for all tests in a row that ask for it.

``@scene`` makes a fixture of a function that takes ``world`` and builds on it; ``world`` alone is one, too.
The scene's rows lie in a transaction that is never committed; each test runs in a savepoint within, so that
what it changes is undone, and gets copies of the objects and of the files. A scene is built before every
other fixture of its test: where its moves have to reach somebody's account, the account belongs to the scene.
"""

from __future__ import annotations

import copy
import shutil
from contextlib import ExitStack
from datetime import date
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import override_settings
from django.utils import timezone

from congress_poverty.reach import reaching
from tests import factories as make

SCENES = {}


def small_county() -> SimpleNamespace:
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


def scene(build=None, *, sees_everything=True):
    """The fixture of the function's name; its test sees every row, as the builder does, unless told."""
    if build is None:
        return partial(scene, sees_everything=sees_everything)
    SCENES[build.__module__, build.__name__] = build
    where = ["everything"] if sees_everything else []

    @pytest.fixture(name=build.__name__)
    def begun(request, world, on_stage):
        for fixture in where:
            request.getfixturevalue(fixture)
        return on_stage.made if on_stage.build is build else build(world)

    return begun


def the_county_alone(world) -> None:
    """What a test of ``world`` begins with that asks for no other scene."""


def commits(item) -> bool:
    """Whether a test's transactions are real ones."""
    marker = item.get_closest_marker("django_db")
    fixtures = {"transactional_db", "live_server", "django_db_reset_sequences"}
    return bool(fixtures & set(item.fixturenames) or (marker and marker.kwargs.get("transaction")))


def scene_of(item):
    """The builder that the test begins with: of several it asks for the first, the others build on it."""
    fixtures = getattr(item, "fixturenames", ())
    if "world" not in fixtures or commits(item):
        return None
    module = item.module.__name__
    parts = module.split(".")
    homes = [module, *(".".join([*parts[:n], "conftest"]) for n in range(len(parts) - 1, 0, -1))]
    asked = [SCENES[home, name] for name in fixtures for home in homes if (home, name) in SCENES]
    return asked[0] if asked else the_county_alone


def side_by_side(items) -> None:
    """Tests of a file that share a scene run in a row."""
    first = {}
    keys = [(item.nodeid.split("::")[0], scene_of(item)) for item in items]
    places = {item: first.setdefault(key, n) for n, (item, key) in enumerate(zip(items, keys, strict=True))}
    items.sort(key=places.get)


class Stage:
    """Holds one scene at a time, across tests."""

    def __init__(self):
        self.build = self.day = self.kept = self.media = None
        self.held = ExitStack()

    def keep_only(self, build) -> None:
        """What stands for other tests goes, and so does what was built on another day."""
        if self.build is not None and (build is not self.build or self.day != timezone.localdate()):
            self.clear()

    def clear(self) -> None:
        self.build = self.kept = None
        self.held.close()

    def set(self, build, blocker, media: Path) -> None:
        assert not connection.in_atomic_block, "a scene is built before its test's own transaction begins"
        self.build, self.day, self.media = build, timezone.localdate(), media
        try:
            self.held.enter_context(blocker.unblock())
            self.held.enter_context(transaction.atomic())
            self.held.callback(transaction.set_rollback, True)
            with override_settings(MEDIA_ROOT=media), reaching(make.EVERYTHING):
                world = small_county()
                self.kept = world, build(world)
            connection.check_constraints()
        except BaseException:
            self.clear()
            raise

    def begin(self) -> SimpleNamespace:
        """Copies for one test."""
        if self.media.exists():
            shutil.copytree(self.media, settings.MEDIA_ROOT)
        world, made = copy.deepcopy(self.kept)
        return SimpleNamespace(build=self.build, world=world, made=made)

    def end(self) -> None:
        """A test that closed the connection took the scene along."""
        if self.build is not None and (connection.closed_in_transaction or connection.needs_rollback):
            self.clear()


STAGE = Stage()
