import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

ROOT = Path(__file__).resolve().parents[2]
APPS = ("congress_poverty", "deputies", "pairing", "visits", "suggestions", "assessment")


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def checkout(tmp_path) -> Path:
    """The program in a folder whose name is long, has spaces and is Chinese."""
    folder = tmp_path / "灵璧县 人大" / ("a long folder name " * 4).strip()
    folder.mkdir(parents=True)
    for part in (*APPS, "templates", "static"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "manage.py", folder)
    return folder


@pytest.fixture
def environment(tmp_path) -> dict:
    """A user with an unwritable home and nothing configured."""
    ours = {"DATABASE_URL", "REDIS_URL", "VAR_DIR", "PORT", "RESET", "HTTPS", "DEBUG", "CELERY_EAGER"}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return {**kept, "HOME": "/proc/1"}


@pytest.fixture
def servers(transactional_db, settings) -> Iterator[dict]:
    """The PostgreSQL and the Redis of this test run; nothing where it is the embedded one.

    Its tables were made from the models; the launcher, which migrates, is told that they are there.
    """
    found = {name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL") if os.environ.get(name)}
    if "DATABASE_URL" in found:
        database = urlsplit(found["DATABASE_URL"])._replace(path="/" + connection.settings_dict["NAME"])
        found["DATABASE_URL"] = database.geturl()
        settings.MIGRATION_MODULES = {}
        recorder = MigrationRecorder(connection)
        loaded = MigrationLoader(None)
        for key in loaded.graph.nodes:
            # A squashed one counts as applied where all that it replaces do.
            for applied in (key, *loaded.get_migration(*key).replaces):
                recorder.record_applied(*applied)
    yield found
    if "DATABASE_URL" in found:
        recorder.migration_qs.all().delete()


@pytest.fixture
def launch(checkout, environment):
    """Start the launcher as a terminal would; nothing of it survives the test."""
    started = []

    def start(*arguments: str, **extra: str) -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, "-m", "congress_poverty.stack", *arguments],
            cwd=checkout,
            env={**environment, **extra},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()
