"""Doorways for the background: each opens a reach and calls one function."""

from datetime import time

from celery import shared_task
from django.utils import timezone

from congress_poverty.audit import Actor
from congress_poverty.reach import Reach, reaching
from deputies.models import County

from . import actions, clocks

# Quiet outside: the digest of the day goes out when offices open (ux 3.6).
OFFICE_OPENS, OFFICE_CLOSES = time(8, 30), time(21)


@shared_task
def lapse_unrated():
    """Answers that nobody rated in time become 未反馈."""
    with reaching(Reach.everything("the time to rate passes in every county")):
        actions.lapse_unrated(today=timezone.localdate())


@shared_task
def recompute_clocks():
    """What was estimated is computed anew in every county whose calendar has come out since."""
    with reaching(Reach.everything("the year's calendar holds in every county")):
        for county in County.objects.select_related("region"):
            by = Actor.program("重算期限", county.code)
            clocks.recompute(county, by=by, today=timezone.localdate())


@shared_task
def remind():
    """Reminders of clocks and promises, in office hours only."""
    now = timezone.localtime()
    if not OFFICE_OPENS <= now.time() < OFFICE_CLOSES:
        return
    with reaching(Reach.everything("every county's clocks run")):
        for county in County.objects.select_related("region"):
            actions.remind(county, by=Actor.program("提醒", county.code), today=now.date())
