"""``/healthz`` and ``/readyz``."""

import shutil
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from congress_poverty.celery import app as celery_app
from congress_poverty.models import Pulse


@pytest.fixture
def _jobs_ran(db):
    for entry in celery_app.conf.beat_schedule.values():
        Pulse.objects.create(name=entry["task"], at=timezone.now())


def failed_checks(response) -> set[str]:
    return {name for name, found in response.json()["checks"].items() if not found["ok"]}


def test_healthz_answers_without_a_log_in_and_without_the_database(client):
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.usefixtures("_jobs_ran")
def test_readyz_is_ready_when_everything_works(client):
    response = client.get("/readyz")
    assert (response.status_code, response.json()["status"]) == (200, "ready")


@pytest.mark.django_db
def test_readyz_leaves_no_row_behind_but_the_key_sentinel(client):
    client.get("/readyz")
    assert list(Pulse.objects.values_list("name", flat=True)) == ["field-key"]


@pytest.mark.django_db
@pytest.mark.parametrize("where", [{"REMOTE_ADDR": "10.1.2.3"}, {"HTTP_X_FORWARDED_FOR": "10.1.2.3"}])
def test_readyz_tells_no_details_to_another_machine_or_through_a_proxy(client, where):
    assert set(client.get("/readyz", **where).json()) == {"status"}


@pytest.mark.django_db
def test_readyz_says_503_and_when_to_come_back_where_the_database_refuses_writes(client):
    def refuse_writes(execute, sql, params, many, context):
        if sql.startswith(("INSERT", "UPDATE")):
            raise OperationalError("attempt to write a readonly database")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse_writes):
        response = client.get("/readyz")
    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    assert "database" in failed_checks(response)


@pytest.mark.django_db
def test_readyz_notices_a_migration_that_is_not_applied(client, settings):
    settings.MIGRATION_MODULES = {}  # the tests' tables were not made by migrating: none is applied
    [last] = MigrationLoader(connection).graph.leaf_nodes("congress_poverty")
    response = client.get("/readyz")
    assert response.status_code == 503
    assert ".".join(last) in response.json()["checks"]["migrations"]["detail"]


@pytest.mark.django_db
def test_readyz_notices_that_the_field_key_was_replaced(client, settings):
    client.get("/readyz")
    settings.FIELD_KEYS = ["another key"]
    assert failed_checks(client.get("/readyz")) >= {"key"}


@pytest.mark.django_db
def test_readyz_accepts_a_new_key_in_front_of_the_old_one(client, settings):
    client.get("/readyz")
    settings.FIELD_KEYS = ["a new key", *settings.FIELD_KEYS]
    assert "key" not in failed_checks(client.get("/readyz"))


@pytest.mark.django_db
def test_readyz_notices_a_full_disk(client, monkeypatch):
    full = SimpleNamespace(total=1 << 40, used=0, free=1 << 20)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: full)
    assert failed_checks(client.get("/readyz")) >= {"disk"}


@pytest.mark.django_db
def test_readyz_notices_a_broker_that_is_gone(client, settings, monkeypatch):
    settings.CELERY_TASK_ALWAYS_EAGER = False
    monkeypatch.setitem(celery_app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
    response = client.get("/readyz")
    assert response.status_code == 503
    assert failed_checks(response) >= {"broker"}


@pytest.mark.usefixtures("_jobs_ran")
def test_a_periodic_job_that_is_late_degrades_but_does_not_take_the_pages_away(client):
    Pulse.objects.update(at=timezone.now() - timedelta(hours=3))
    response = client.get("/readyz")
    assert (response.status_code, response.json()["status"]) == (200, "degraded")
    assert failed_checks(response) == {"periodic_jobs"}
