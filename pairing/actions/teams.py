"""Acts on teams of deputies and on helpers outside the deputies."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, transaction

from congress_poverty import audit
from congress_poverty.audit import Actor
from congress_poverty.reach import Reach, reaching
from congress_poverty.refusals import Refused
from deputies.models import Person, Region

from ..models import Helper, HelpTeam, Household, TeamMember


@transaction.atomic
def save_team(
    team: HelpTeam,
    *,
    by: Actor,
    people: Iterable[Person],
    leader: Person | None = None,
    villages: Iterable[Region] = (),
    households: Iterable[Household] = (),
    changed: Iterable[str] = (),
) -> HelpTeam:
    """Write a team with its members and whom it helps; the leader is a member (S0-44)."""
    members = list(dict.fromkeys([*([leader] if leader else []), *people]))
    if len(members) < 2:
        raise Refused("组团至少要两名代表；一名代表单独帮的，直接记帮扶记录。", field="people")
    if team.ended_on and team.ended_on < team.started_on:
        raise Refused("结束日期不能早于成立日期。", code="E_DATE_ORDER", field="ended_on")
    new = team.pk is None
    try:
        with transaction.atomic():
            team.save()
    except IntegrityError:
        raise Refused("已经有一个团队叫这个名字，请换一个。", code="E_DUP_ROW", field="name") from None
    ids = {person.pk for person in members}
    team.members.exclude(person__in=ids).delete()
    there = set(team.members.values_list("person_id", flat=True))
    TeamMember.objects.bulk_create(
        [
            TeamMember(team=team, person=person, township_id=person.township_id)
            for person in members
            if person.pk not in there
        ]
    )
    team.members.update(is_leader=False)
    if leader:
        team.members.filter(person=leader).update(is_leader=True)
    team.villages.set(villages)
    team.households.set(households)
    audit.record(
        "aid.team" if new else "aid.team_edit",
        by=by,
        obj=team,
        detail={"changed": sorted(changed), "members": len(members)},
    )
    return team


@transaction.atomic
def end_team(team: HelpTeam, *, by: Actor, on: date, result: str) -> HelpTeam:
    """The team's work is done."""
    if on < team.started_on:
        raise Refused("结束日期不能早于成立日期。", code="E_DATE_ORDER", field="ended_on")
    if not HelpTeam.objects.filter(pk=team.pk, ended_on__isnull=True).update(ended_on=on, result=result):
        raise Refused("这个团队已经结束。")
    team.ended_on, team.result = on, result
    audit.record("aid.team_end", by=by, obj=team, detail={"on": on.isoformat()})
    return team


@transaction.atomic
def save_own_firm(helper: Helper, *, by: Actor) -> Helper:
    """A deputy enters the firm that the deputy leads; one that is there already is the township's to link."""
    with reaching(Reach.everything("a firm is entered once, whoever entered it")):
        twin = Helper.objects.filter(county=helper.county, name=helper.name).exists()
    if twin:
        raise Refused(
            f"“{helper.name}”已经登记过，请乡镇干部把您选为负责人。", code="E_DUP_ROW", field="name"
        )
    return save_helper(helper, by=by, changed=("name", "business"))


@transaction.atomic
def save_helper(helper: Helper, *, by: Actor, changed: Iterable[str] = ()) -> Helper:
    """Enter a firm, a unit or a person in the register, or correct it (S1-50)."""
    if not helper.name and helper.unit:
        helper.name = helper.unit.name
    if not helper.name:
        raise Refused("请填名称", field="name")
    new = helper.pk is None
    helper.save()
    audit.record(
        "pairings.helper" if new else "aid.helper", by=by, obj=helper, detail={"changed": sorted(changed)}
    )
    return helper
