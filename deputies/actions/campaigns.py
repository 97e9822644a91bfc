"""Acts on a campaign: its leading group."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from congress_poverty import audit
from congress_poverty.audit import Actor
from congress_poverty.refusals import Refused

from ..models import Campaign, LeadingGroupMember

Role = LeadingGroupMember.Role


@transaction.atomic
def set_leading_group(campaign: Campaign, rows: Sequence[LeadingGroupMember], *, by: Actor) -> Campaign:
    """The roster as it was issued, in its order; it replaces the one before, which the audit keeps.

    Refuses a group without a head or with two (S3-1: 组长 is the director of the standing
    committee), and somebody named twice in it.
    """
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    heads = [one for one in rows if one.role == Role.HEAD]
    if rows and len(heads) != 1:
        raise Refused(f"领导小组要有一名组长，现在写了 {len(heads)} 名。", field="head_lines")
    for roles in ((Role.HEAD, Role.DEPUTY_HEAD, Role.MEMBER), (Role.OFFICE_HEAD, Role.OFFICE)):
        names = [one.name for one in rows if one.role in roles]
        if twice := next((name for name in names if names.count(name) > 1), ""):
            raise Refused(f"{twice}写了两次，同一个人只写一处。", field="member_lines")
    before = [_words(one) for one in campaign.leading_group.all()]
    campaign.leading_group.all().delete()
    for place, one in enumerate(rows):
        one.campaign, one.place = campaign, place
    LeadingGroupMember.objects.bulk_create(rows)
    audit.record(
        "county.leading_group",
        by=by,
        obj=campaign,
        detail={"before": before, "after": [_words(one) for one in rows]},
    )
    return campaign


def _words(one: LeadingGroupMember) -> str:
    return f"{one.get_role_display()} {one.name} {one.post}"
