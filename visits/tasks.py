"""Doorways for Celery."""

from celery import shared_task
from django.utils import timezone

from .phone.held import forget_refused as forget
from .phone.warn import warn


@shared_task
def forget_refused() -> int:
    return forget(now=timezone.now())


@shared_task
def warn_phones() -> int:
    return warn(now=timezone.now())
