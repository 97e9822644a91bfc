"""What the server knows of records that do not get on: told to the deputy after the pack's days.

A record that never left the phone only the phone knows of; it says so itself. Here are
those of which something came: refused and not mended since, or a photo that stopped half-way.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse

from congress_poverty.notices import tell
from congress_poverty.reach import Reach, reaching
from deputies.models import County

from ..models import HeldItem, PhotoUpload
from ..policy import PhonePolicy


def warn(*, now: datetime) -> int:
    """How many were told; each thing is told once."""
    with reaching(Reach.everything("records stop half-way in every county")):
        return sum(_warn(county, now=now) for county in County.objects.select_related("region"))


def _warn(county: County, *, now: datetime) -> int:
    days = county.policy(PhonePolicy).warn_days
    before, url, told = now - timedelta(days=days), reverse("visits:phone"), 0
    refused = HeldItem.objects.waiting().filter(
        county=county, reason=HeldItem.Reason.REFUSED, received_at__lt=before
    )
    for one in refused:
        text = f"手机上有一条没记成：{one.sentence.rstrip('。')}。请打开手机，在“走访”里点“改一改”再传。"
        told += tell([one.account_id], key=f"phone:{one.code}", text=text, url=url)
    photos = PhotoUpload.objects.filter(county=county, is_complete=False, begun_at__lt=before)
    for one in photos:
        text = f"手机上有一张照片 {days} 天没传完。文字已经记下；打开手机版停留半分钟就能传完。"
        told += tell([one.account_id], key=f"phone-photo:{one.token}", text=text, url=url)
    return told
