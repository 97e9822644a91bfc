"""The tables are what the models say; the tests' own are made from the models (``--no-migrations``)."""

import json
import os
import subprocess
import sys

from django.apps import apps
from django.core.management import call_command

from tests.stack.conftest import ROOT

LAY_OUT = """
import json

import django

django.setup()

from django.core.management import call_command
from django.db import connection

call_command("migrate", verbosity=0)
with connection.cursor() as cursor:
    cursor.execute("SELECT type, name FROM sqlite_master")
    print(json.dumps(cursor.fetchall()))
"""


def test_no_model_has_changed_without_a_migration(db, settings, capsys):
    settings.MIGRATION_MODULES = {}
    call_command("makemigrations", "--check", "--dry-run", verbosity=1)


def test_migrating_lays_out_every_table_and_index_and_closes_the_audit(tmp_path):
    environment = {**os.environ, "DATABASE_URL": "", "VAR_DIR": str(tmp_path)}
    run = subprocess.run([sys.executable, "-c", LAY_OUT], cwd=ROOT, env=environment, capture_output=True)
    assert run.returncode == 0, run.stderr.decode()
    laid_out = {tuple(one) for one in json.loads(run.stdout)}
    models = apps.get_models(include_auto_created=True)
    wanted = {("table", model._meta.db_table) for model in models}
    wanted |= {("index", index.name) for model in models for index in model._meta.indexes}
    wanted |= {("trigger", "audit_no_update"), ("trigger", "audit_no_delete")}
    assert wanted - laid_out == set()
