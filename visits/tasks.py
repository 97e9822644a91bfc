"""Doorways for Celery."""

from celery import shared_task
from django.utils import timezone

from .duty_notices import close_old_wishes, remind_of_receptions
from .phone.held import forget_refused as forget
from .phone.warn import warn


@shared_task
def forget_refused() -> int:
    return forget(now=timezone.now())


@shared_task
def tend_stations() -> int:
    """Reminders of reception days, and wishes out of time."""
    today = timezone.localdate()
    return remind_of_receptions(today=today) + close_old_wishes(today=today)


@shared_task
def warn_phones() -> int:
    return warn(now=timezone.now())
