"""Doorways for Celery."""

from celery import shared_task
from django.utils import timezone

from .phone.held import forget_refused as forget


@shared_task
def forget_refused() -> int:
    return forget(now=timezone.now())
