"""What the phone is given to work with: own households, the county's words, the rules of a visit.

Names and places of the own households and nothing more about them: no ID number, no
phone, no illness. What the phone does not have it cannot lose.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db.models import Max, Q
from django.utils.module_loading import import_string

from congress_poverty.reach import Reach, reaching
from deputies.models import GroupMember, Person, Station
from pairing.models import Household
from pairing.policy import PairingPolicy

from ..actions.visits import UNDO_WITHIN, window_of
from ..models import Attendance, HeldItem, SyncReceipt, Visit
from ..policy import PhonePolicy, VisitPolicy
from .held import helper_now
from .queue import SCHEMA, Sender

RECENT = 30
FIRST_CONTACT_SHOWN = timedelta(days=30)


def bundle(sender: Sender) -> dict:
    """Everything in one answer; ``at`` is what 「数据更新到」 shows."""
    person = sender.person
    places = GroupMember.objects.filter(person=person, ended_on__isnull=True)
    group = places.values_list("group__name", flat=True).first()
    given = {
        "schema": SCHEMA,
        "at": sender.now.isoformat(),
        "today": sender.today.isoformat(),
        "account": sender.account.code,
        "name": person.name,
        "group": group or str(person.township),
        "office": f"{person.township}人大",
        "size": sender.account.text_size,
        "dark": sender.account.dark,
        # 「字要不要大一点？」 is asked once, not on every phone.
        "size_asked": bool(sender.account.text_size)
        or SyncReceipt.objects.filter(account=sender.account, kind="size").exists(),
    }
    for path in settings.PHONE_BUNDLE:
        given |= import_string(path)(sender)
    return given


def households_and_words(sender: Sender) -> dict:
    """This room's part."""
    policy = sender.county.policy(VisitPolicy)
    window = window_of(sender.county, policy, today=sender.today)
    return {
        "households": _households(sender),
        "modes": _labels(policy.modes),
        "topics": _labels(policy.topics),
        "handling": _labels(policy.handling),
        "motivation": _labels(policy.motivation),
        "acts": {"title": policy.n_ones.title, "items": _labels(policy.n_ones.items)},
        "peers": [{"code": one.code, "name": one.name} for one in peers_of(sender.person)],
        "rules": {
            "note_max": policy.note_max,
            "photos_max": policy.photos_max,
            "photo_bytes": settings.MAX_PHOTO_BYTES,
            "since": window.since.isoformat() if window.since else "",
            "undo_hours": UNDO_WITHIN.total_seconds() / 3600,
        },
        "visits": _visits(sender),
        "visit_count": Visit.objects.filter(
            visitors__person=sender.person, visited_on__year=sender.today.year
        ).count(),
        "activity_count": Attendance.objects.filter(
            person=sender.person,
            status=Attendance.Status.PRESENT,
            activity__held_on__year=sender.today.year,
        ).count(),
        "first_contact_due": _first_contact(sender),
        "receptions": _receptions(sender.person),
        "private_words": list(sender.county.policy(PhonePolicy).private_words),
        "warn_days": sender.county.policy(PhonePolicy).warn_days,
        "held": _held(sender),
    }


def _held(sender: Sender) -> list[dict]:
    """What the township decides, or has decided, about what this deputy handed in."""
    rows = HeldItem.objects.filter(person=sender.person).exclude(reason=HeldItem.Reason.REFUSED)
    return [
        {
            "token": str(one.token),
            "reason": one.reason,
            "state": one.get_state_display(),
            "waiting": one.state == HeldItem.State.WAITING,
            "sentence": one.sentence,
            "wish": one.get_wish_display(),
            "helper": _helper(one),
            "decision": one.decision,
        }
        for one in rows[:RECENT]
    ]


def _helper(one: HeldItem) -> str:
    """To whom a visit could be passed on."""
    if one.state != HeldItem.State.WAITING or one.reason != HeldItem.Reason.REASSIGNED:
        return ""
    helper = helper_now(one)
    return helper.name if helper else ""


def _first_contact(sender: Sender) -> str:
    """Until when every household must have been met this year (S1-36), in the month before it."""
    due = sender.county.policy(PairingPolicy).first_contact_due.in_year(sender.today.year)
    return due.isoformat() if due - FIRST_CONTACT_SHOWN <= sender.today <= due else ""


def _receptions(person: Person) -> list[dict]:
    """The fixed day of each month (S4-35) of the stations that are the deputy's own.

    Own is where the deputy is head or liaison officer, else that of the own village, else the township's.
    """
    fixed = Station.objects.filter(township=person.township_id, reception_day__gt=0)
    for own in (
        Q(head=person) | Q(liaison_officer=person),
        Q(village=person.village_id) if person.village_id else Q(pk__in=()),
        Q(level=Station.Level.TOWNSHIP),
    ):
        if found := list(fixed.filter(own)):
            return [
                {"code": one.code, "name": one.name, "day": one.reception_day, "place": one.address}
                for one in found
            ]
    return []


def _labels(terms) -> list[str]:
    return [term.label for term in terms]


def _households(sender: Sender) -> list[dict]:
    rows = (
        Household.objects.filter(pairings__person=sender.person, pairings__ended_on__isnull=True)
        .select_related("village")
        .annotate(last=Max("visits__visited_on"), since=Max("pairings__started_on"))
        .order_by("last", "id")
    )
    said = {}
    visits = Visit.objects.filter(household__in=[row.pk for row in rows])
    for household, topics in visits.order_by("visited_on", "id").values_list("household", "topics"):
        said[household] = topics
    return [
        {
            "code": row.code,
            "name": row.head_name,
            "place": f"{row.village}{row.natural_village}",
            "people": row.population,
            "last": row.last.isoformat() if row.last else "",
            "last_topics": said.get(row.pk, []),
            "since": row.since.isoformat(),
        }
        for row in rows
    ]


def peers_of(person: Person) -> list[Person]:
    """Fellow members of the deputy's groups, who may come along."""
    with reaching(Reach.everything("a deputy knows the members of the own group by name")):
        groups = GroupMember.objects.filter(person=person, ended_on__isnull=True).values("group")
        members = GroupMember.objects.filter(group__in=groups, ended_on__isnull=True).exclude(person=person)
        return list(Person.objects.filter(pk__in=members.values("person")).order_by("pinyin"))


def _visits(sender: Sender) -> list[dict]:
    """Own visits of late, with what the phone may correct."""
    rows = list(
        Visit.objects.filter(visitors__person=sender.person)
        .select_related("household")
        .order_by("-visited_on", "-id")[:RECENT]
    )
    tokens = SyncReceipt.objects.filter(object_code__in=[row.code for row in rows], kind="visit")
    by_code = {code: str(token) for code, token in tokens.values_list("object_code", "token")}
    return [
        {
            "code": row.code,
            "token": by_code.get(row.code, ""),
            "version": row.version,
            "household": row.household.code,
            "name": row.household.head_name,
            "on": row.visited_on.isoformat(),
            "received_at": row.received_at.isoformat(),
            "mine": row.recorded_by == sender.actor.label,
            "mode": row.mode,
            "topics": row.topics,
            "handling": row.handling,
            "note": row.note,
            "acts": row.acts,
            "motivation": row.motivation,
        }
        for row in rows
    ]
