"""Celery doorways: each opens its reach inside the function it calls."""

from celery import shared_task
from django.utils import timezone

from .duties import run


@shared_task
def run_duties() -> str:
    """Hourly and at worker start: lay out and chase whatever is owed by now."""
    return run.run_duties(at=timezone.now()).words
