"""Doorways for the background: each opens a reach and calls one function."""

from celery import shared_task
from django.utils import timezone

from congress_poverty.reach import Reach, reaching

from . import actions


@shared_task
def lapse_unrated():
    """Answers that nobody rated in time become 未反馈."""
    with reaching(Reach.everything("the time to rate passes in every county")):
        actions.lapse_unrated(today=timezone.localdate())
