"""Who belongs to a deputies' group, from when to when, and as what."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from congress_poverty import audit
from congress_poverty.audit import Actor
from congress_poverty.refusals import Refused

from ..models import DeputyGroup, GroupMember, Person

OFFICERS_ONCE = (GroupMember.Role.LEADER, GroupMember.Role.LIAISON_OFFICER)


def _refuse_second_officer(group: DeputyGroup, role: str, *, but: int | None = None) -> None:
    if role not in OFFICERS_ONCE:
        return
    holder = group.members.filter(role=role, ended_on=None).exclude(pk=but).select_related("person").first()
    if holder:
        label = GroupMember.Role(role).label
        raise Refused(f"{label}现在是{holder.person}，请先把{holder.person}改为组员。", field="role")


@transaction.atomic
def add_member(group: DeputyGroup, person: Person, *, role: str, on: date, by: Actor) -> GroupMember:
    """A deputy joins the group by a seat held on that day."""
    mandate = person.mandates.in_office(on).order_by("-started_on").first()
    if mandate is None:
        raise Refused(f"{person}在 {on:%Y-%m-%d} 没有在任的代表职务，不能编入小组。", field="person")
    if group.members.filter(person=person, ended_on=None).exists():
        raise Refused(f"{person}已经在这个小组里了。", field="person")
    _refuse_second_officer(group, role)
    place = GroupMember.objects.create(group=group, person=person, mandate=mandate, role=role, joined_on=on)
    audit.record("groups.add_member", by=by, obj=group, detail={"person": person.code, "role": role})
    return place


@transaction.atomic
def change_role(place: GroupMember, role: str, *, by: Actor) -> GroupMember:
    """Somebody becomes leader, liaison officer or plain member."""
    _refuse_second_officer(place.group, role, but=place.pk)
    before, place.role = place.role, role
    place.save(update_fields=["role"])
    detail = {"person": place.person.code, "from": before, "to": role}
    audit.record("groups.change_role", by=by, obj=place.group, detail=detail)
    return place


@transaction.atomic
def end_membership(place: GroupMember, *, on: date, by: Actor) -> GroupMember:
    """Somebody leaves the group; the place stays with its dates."""
    if place.joined_on and on < place.joined_on:
        raise Refused(f"退出日期不能早于加入日期（{place.joined_on:%Y-%m-%d}）。", field="on")
    place.ended_on = on
    place.save(update_fields=["ended_on"])
    audit.record("groups.end_membership", by=by, obj=place.group, detail={"person": place.person.code})
    return place
