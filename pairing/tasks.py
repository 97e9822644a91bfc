"""Doorways for Celery."""

from celery import shared_task
from django.utils import timezone

from congress_poverty.reach import Reach, reaching
from deputies.models import County

from .actions import plan_checks


@shared_task
def plan_exit_checks() -> int:
    with reaching(Reach.everything("checks after the exit fall due in every county")):
        today = timezone.localdate()
        return sum(plan_checks(county, today=today) for county in County.objects.all())
