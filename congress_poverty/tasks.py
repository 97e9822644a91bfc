"""Housekeeping of the ground floor."""

from celery import shared_task
from django.core.management import call_command


@shared_task
def clear_sessions():
    """Drop sessions that have ended; the log-in only ever adds rows."""
    call_command("clearsessions")
