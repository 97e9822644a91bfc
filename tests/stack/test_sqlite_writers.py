"""Several processes write to the embedded database at once: none fails, nothing is lost."""

import subprocess
import sys

from .conftest import ROOT

WRITERS, WRITES = 8, 25
PROGRAM = f"""
import multiprocessing

import django

django.setup()

from django.db import connection, transaction
from django.utils import timezone

from congress_poverty.models import Pulse
from tests import tables


def write(_):
    for _ in range({WRITES}):
        with transaction.atomic():  # read, then write: the case that fails without BEGIN IMMEDIATE
            row = Pulse.objects.get(name="count")
            row.value = str(int(row.value) + 1)
            row.save()


tables.lay_out()
Pulse.objects.create(name="count", at=timezone.now(), value="0")
connection.close()
with multiprocessing.get_context("fork").Pool({WRITERS}) as writers:
    writers.map(write, range({WRITERS}), chunksize=1)
print(Pulse.objects.get(name="count").value)
"""


def test_eight_processes_that_read_then_write_lose_nothing(tmp_path, environment):
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env={"DJANGO_SETTINGS_MODULE": "congress_poverty.settings", **environment, "VAR_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert (run.returncode, run.stdout.strip()) == (0, str(WRITERS * WRITES)), run.stderr
