"""The Celery application. Tasks live in each app's ``tasks.py``."""

import os

from celery import Celery
from celery.signals import task_success, worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congress_poverty.settings")

app = Celery("congress_poverty")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(["congress_poverty.imports"])  # a package of the ground floor, no app of its own


def _periodic_tasks() -> set[str]:
    return {entry["task"] for entry in app.conf.beat_schedule.values()}


@worker_ready.connect
def catch_up(**_):
    """Ask every periodic job once at start: the beat alone waits a full interval."""
    for task in _periodic_tasks():
        app.send_task(task)


@task_success.connect
def note_success(sender, **_):
    """Leave a sign of life that ``/readyz`` reads."""
    if sender.name in _periodic_tasks():
        from django.utils import timezone

        from .models import Pulse

        Pulse.objects.update_or_create(name=sender.name, defaults={"at": timezone.now()})
