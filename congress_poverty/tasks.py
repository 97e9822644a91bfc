"""Housekeeping of the ground floor."""

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from . import outbox


@shared_task
def clear_sessions():
    """Drop sessions that have ended; the log-in only ever adds rows."""
    call_command("clearsessions")


@shared_task
def send_outbox() -> str:
    """Every minute: send what waits to leave the building."""
    return outbox.send_due(at=timezone.now()).words
