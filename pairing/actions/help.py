"""Acts on help records: record, correct, list the people, move a project, take back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F

from congress_poverty import audit, photos
from congress_poverty.audit import Actor
from congress_poverty.reach import Reach, reaching
from congress_poverty.refusals import Refused
from congress_poverty.text import clean_name
from deputies.models import Person

from .. import flow
from ..models import (
    HelpDeputy,
    HelpedPerson,
    HelpHousehold,
    HelpPhoto,
    HelpRecord,
    Household,
    HouseholdMember,
)
from ..policy import HelpPolicy
from .pairings import allowed


@transaction.atomic
def record_help(
    record: HelpRecord,
    *,
    by: Actor,
    today: date,
    people: Iterable[Person] = (),
    households: Iterable[Household] = (),
    changed: Iterable[str] = (),
    recorder: Person | None = None,
    pictures: Sequence[photos.Picture] = (),
) -> HelpRecord:
    """Write a help that a form filled in, new or corrected, with who helped and which households.

    ``recorder`` is the deputy who writes down the own help; a correction changes nothing of that.

    The returned record carries ``findings``: what was accepted and should be looked at.
    A firm that a deputy leads helps by its deputy, who is listed without being named again.
    """
    policy = record.county.policy(HelpPolicy)
    kind = policy.kind(record.kind)
    if kind is None:
        raise Refused("请选帮扶类型", code="E_HELP_KIND", field="kind")
    helpers = list(dict.fromkeys(people))
    if record.helper and record.helper.led_by and record.helper.led_by not in helpers:
        helpers.append(record.helper.led_by)
    helped = list(dict.fromkeys(households))
    if not helpers and record.team is None and record.helper is None:
        raise Refused("请写是谁帮的：代表、帮扶团队，或企业、单位、爱心人士。", field="people")
    _check_target(record, helped)
    flow.help.check_day(record.started_on, record.ended_on, today=today)
    record.role = flow.help.check_role(kind, record.role)
    record.stage = flow.help.check_stage(kind, record.stage, policy)
    values = {key: getattr(record, key) for key in flow.help.FIGURES}
    flow.help.check_figures(kind, values)
    record.findings = flow.help.check_source(record.amount, record.source, kind)
    record.kind = kind.label
    record.helper_names = names_of(helpers, record.team, record.helper)
    new = record.pk is None
    record.recorded_by = record.recorded_by or by.label
    if new:
        record.recorder = recorder
    record.save()
    _set(record.deputies, HelpDeputy, record, "person", helpers)
    kept = {person.household_id for person in record.people.exclude(household=None)} if not new else set()
    _set(record.households, HelpHousehold, record, "household", helped, kept=kept)
    audit.record(
        "aid.record" if new else "aid.correct",
        by=by,
        obj=record,
        detail={} if new else {"changed": sorted(changed)},
    )
    add_photos(record, pictures, by=by, today=today)
    return record


def may_change(record: HelpRecord, *, by: Actor, person: Person | None) -> bool:
    """The office every record that it reaches; a deputy those written down by the same deputy."""
    return allowed(by, "aid.edit") or (person is not None and record.recorder_id == person.pk)


@transaction.atomic
def add_photos(
    record: HelpRecord, pictures: Sequence[photos.Picture], *, by: Actor, today: date
) -> HelpRecord:
    """Put photos to a record; refuses more than the county's number."""
    most = record.county.policy(HelpPolicy).photos_max
    new = photos.put(record.photos, pictures, most=most, what="一次帮扶", by=by, on=today, folder="help")
    if new:
        audit.record("aid.photo", by=by, obj=record, detail={"photos": new})
    return record


@transaction.atomic
def remove_photo(photo: HelpPhoto, *, by: Actor) -> HelpRecord:
    """Take one photo away."""
    record, name = photo.record, photo.name
    photo.delete()
    audit.record("aid.photo", by=by, obj=record, detail={"photos": -1})
    transaction.on_commit(lambda: photos.discard(name))
    return record


def names_of(people: Iterable[Person], team, helper) -> str:
    """谁帮的, for lists: firm first, then the team, then the deputies."""
    names = [str(one) for one in (helper, team) if one] + [person.name for person in people]
    return "、".join(dict.fromkeys(names))[:300]


def _check_target(record: HelpRecord, households: list[Household]) -> None:
    target = HelpRecord.Target
    if record.target == target.HOUSEHOLD and not households:
        raise Refused("请选帮的是哪一户；不是帮某一户的，请改“帮给谁”。", field="households")
    if record.target == target.VILLAGE and record.village is None:
        raise Refused("请选帮的是哪个村", field="village")
    if record.target == target.COOP and record.coop is None:
        raise Refused("请选帮的是哪个合作社", field="coop")


def _set(rows, model, record: HelpRecord, column: str, wanted: list, *, kept: set[int] = frozenset()) -> None:
    """The rows of a record as they should be; ``kept`` stay, because people of theirs are listed."""
    ids = {one.pk for one in wanted} | set(kept)
    there = dict(rows.values_list(f"{column}_id", "pk"))
    gone = [pk for key, pk in there.items() if key not in ids]
    if gone:
        model.objects.filter(pk__in=gone).delete()
    model.objects.bulk_create(
        [model(record=record, **{f"{column}_id": pk}) for pk in sorted(ids - set(there))]
    )


@dataclass
class PersonRow:
    """One line of the people's form: the row as it should be, or one to take out."""

    person: HelpedPerson
    remove: bool = False


@transaction.atomic
def save_people(record: HelpRecord, rows: Iterable[PersonRow], *, by: Actor, today: date) -> HelpRecord:
    """Write who was trained, employed or supported by name, and count them anew (S3-31, S3-33).

    A person's household is looked up where it is not given; ``record.unlinked`` names those
    of whom there is none, or more than one.
    """
    added, changed, removed = 0, 0, 0
    record.unlinked = []
    for row in rows:
        person = row.person
        if row.remove:
            if person.pk:
                person.delete()
                removed += 1
            continue
        person.record = record
        person.name = clean_name(person.name)
        if person.state == flow.help.TRAINED and person.trained_on is None:
            person.trained_on = record.started_on  # who is at work later stays counted as trained
        flow.help.check_person(
            person.name,
            person.state,
            trained_on=person.trained_on,
            employed_on=person.employed_on,
            left_on=person.left_on,
            today=today,
        )
        if person.pk is None:
            if person.household is None:
                person.household = household_of(record, person.name)
            if person.household is None:
                record.unlinked.append(person.name)
            if _twin(record, person):
                raise Refused(f"{person.name}已经在名单里，不用再加。", code="E_DUP_ROW", field="names")
            added += 1
        else:
            changed += 1
        person.save()
    homes = set(record.people.exclude(household=None).values_list("household_id", flat=True))
    there = set(record.households.values_list("household_id", flat=True))
    HelpHousehold.objects.bulk_create(
        [HelpHousehold(record=record, household_id=pk) for pk in sorted(homes - there)]
    )
    recount(record)
    audit.record(
        "aid.people",
        by=by,
        obj=record,
        detail={"added": added, "changed_rows": changed, "removed": removed},
    )
    return record


def _twin(record: HelpRecord, person: HelpedPerson) -> bool:
    rows = HelpedPerson.objects.filter(record=record, name=person.name, household=person.household)
    return rows.exists()


def household_of(record: HelpRecord, name: str) -> Household | None:
    """The one household with a member so called, in the village the help is for or in its township."""
    with reaching(Reach.everything("a name is told apart among all of the township, whoever writes it")):
        rows = HouseholdMember.objects.filter(household__township=record.township, name=name)
        if record.village:
            rows = rows.filter(household__village=record.village)
        found = list(rows.values_list("household", flat=True).distinct()[:2])
        return Household.objects.filter(pk=found[0]).first() if len(found) == 1 else None


def recount(record: HelpRecord) -> None:
    """People by name decide the numbers; with nobody listed what was stated stays."""
    rows = list(record.people.values_list("state", "trained_on", "employed_on"))
    new = {key: n or None for key, n in flow.help.counted(rows).items() if n or rows}
    for key, n in new.items():
        setattr(record, key, n)
    HelpRecord.objects.filter(pk=record.pk).update(version=F("version") + 1, **new)
    record.version += 1


@transaction.atomic
def move_stage(record: HelpRecord, *, by: Actor, stage: str, note: str = "") -> HelpRecord:
    """A project goes on to another stage (S3-27)."""
    policy = record.county.policy(HelpPolicy)
    kind = policy.kind(record.kind)
    if kind is None or not kind.project:
        raise Refused("这一条不是项目，没有进度。")
    flow.help.check_move(record.stage, stage, policy)
    done = HelpRecord.objects.filter(pk=record.pk, version=record.version).update(
        stage=stage, version=F("version") + 1
    )
    if not done:
        raise Refused("刚才有人改过这条记录，请重新打开后再办。")
    before, record.stage, record.version = record.stage, stage, record.version + 1
    said = f"{policy.stage_label(before)} → {policy.stage_label(stage)}"
    audit.record(
        "aid.stage",
        by=by,
        obj=record,
        detail={"stage": said, **({"reason": note.strip()} if note.strip() else {})},
    )
    return record


@transaction.atomic
def remove_help(record: HelpRecord, *, by: Actor, reason: str) -> None:
    """Take a record out that should not be there; the audit keeps what it said."""
    if not reason.strip():
        raise Refused("请写为什么删", field="reason")
    audit.record(
        "aid.remove",
        by=by,
        obj=record,
        detail={"reason": reason.strip(), "kind": record.kind, "on": record.started_on.isoformat()},
    )
    names = list(record.photos.values_list("name", flat=True))
    HelpRecord.objects.filter(pk=record.pk).delete()
    transaction.on_commit(lambda: [photos.discard(name) for name in names])
