"""What the phone is given to work with: own households, the county's words, the rules of a visit.

Names and places of the own households and nothing more about them: no ID number, no
phone, no illness. What the phone does not have it cannot lose.
"""

from __future__ import annotations

from django.conf import settings
from django.db.models import Max
from django.utils.module_loading import import_string

from congress_poverty.reach import Reach, reaching
from deputies.models import GroupMember, Person
from pairing.models import Household

from ..actions.visits import UNDO_WITHIN, window_of
from ..models import HeldItem, SyncReceipt, Visit
from ..policy import VisitPolicy
from .contract import SCHEMA, Sender

RECENT = 30


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
        "held": [
            {"token": str(one.token), "state": one.get_state_display(), "sentence": one.sentence}
            for one in HeldItem.objects.filter(person=sender.person).exclude(reason=HeldItem.Reason.REFUSED)[
                :RECENT
            ]
        ],
    }


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
        }
        for row in rows
    ]
