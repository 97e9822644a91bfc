"""Record, correct and take back a visit; its deputies, photos, counters and audit in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from congress_poverty import audit, photos
from congress_poverty.audit import Actor
from congress_poverty.calendar import WorkCalendar
from congress_poverty.models import CalendarDay
from congress_poverty.reach import Reach, reaching
from congress_poverty.refusals import Refused
from deputies.models import Campaign, County, Person
from pairing.actions import allowed
from pairing.flow import Finding, Window
from pairing.models import Household, Pairing

from .. import flow, summary
from ..models import Visit, VisitDeputy, VisitPhoto
from ..policy import VisitPolicy

UNDO_WITHIN = timedelta(days=1)
CHANGED = "刚才有人改过这条走访，请重新打开，看过再改。"
NAMES_SHOWN = 200


@dataclass(frozen=True)
class VisitFacts:
    """What is said about a visit; words of the county's pack where there are any."""

    visited_on: date
    mode: str = ""
    met_whom: str = ""
    topics: tuple[str, ...] = ()
    handling: str = ""
    acts: tuple[str, ...] = ()
    note: str = ""
    issue: str = ""
    result: str = ""
    next_step: str = ""
    needs: tuple[str, ...] = ()
    motivation: str = ""
    amount: Decimal = Decimal(0)
    goods: str = ""

    def write_to(self, visit: Visit) -> list[str]:
        """Put the facts into the row; returns the names of what changed."""
        changed = []
        for field in fields(self):
            value = getattr(self, field.name)
            value = list(value) if isinstance(value, tuple) else value
            if getattr(visit, field.name) != value:
                setattr(visit, field.name, value)
                changed.append(field.name)
        return changed


def window_of(county: County, policy: VisitPolicy, *, today: date) -> Window:
    """The days a visit or an activity of this county may carry."""
    periods = Campaign.objects.filter(county=county).values_list("since", "until")
    return Window.around(periods, today=today, future_days=policy.future_days)


def work_calendar(county: County) -> WorkCalendar:
    """The national table with the county's own days over it."""
    rows = CalendarDay.objects.filter(county_code__in=("", county.code)).order_by("county_code")
    return WorkCalendar(rows.values_list("day", "is_workday", "name"))


def _judge(
    household: Household, people: Sequence[Person], on: date, *, today: date, before_pairing: bool
) -> tuple[Finding, ...]:
    """Everything the rules say about these deputies at this household on this day."""
    county = household.county
    policy = county.policy(VisitPolicy)
    flow.check_day(
        on,
        policy=policy,
        window=window_of(county, policy, today=today),
        today=today,
        calendar=work_calendar(county),
    )
    spans: dict[int, list] = {person.pk: [] for person in people}
    with reaching(Reach.everything("whether a deputy was the helper does not depend on who looks")):
        for person_id, since, until in Pairing.objects.filter(
            household=household, person__in=people
        ).values_list("person", "started_on", "ended_on"):
            spans[person_id].append((since, until))
    lead, *others = people
    found = list(flow.judge_pairing(on, spans[lead.pk], deputy=lead.name, before_pairing=before_pairing))
    for other in others:  # who goes along need not be the helper
        if spans[other.pk]:
            found += flow.judge_pairing(on, spans[other.pk], deputy=other.name, before_pairing=True)
    return tuple(found)


def _people(people: Iterable[Person]) -> list[Person]:
    chosen = list(dict.fromkeys(people))
    if not chosen:
        raise Refused("请选是哪位代表走访的", code="E_ORPHAN_DEPUTY", field="people")
    return chosen


def _names(people: Iterable[Person]) -> str:
    return "、".join(person.name for person in people)[:NAMES_SHOWN]


@transaction.atomic
def record(
    household: Household,
    facts: VisitFacts,
    *,
    by: Actor,
    today: date,
    people: Sequence[Person],
    client_uuid: UUID | None = None,
    before_pairing: bool = False,
    pictures: Sequence[photos.Picture] = (),
    source: str = Visit.Source.PAGE,
) -> Visit:
    """One visit, once: the same ``client_uuid`` again gives the visit that is there already.

    The first of ``people`` leads; the visit stands in the ledger of that deputy's
    township. The returned visit carries ``findings`` and ``is_new``.
    """
    chosen = _people(people)
    earlier = _earlier(client_uuid, household, by)
    if earlier is not None:
        return earlier
    findings = _judge(household, chosen, facts.visited_on, today=today, before_pairing=before_pairing)
    visit = Visit(
        client_uuid=client_uuid,
        county_id=household.county_id,
        township_id=chosen[0].township_id,
        household=household,
        source=source,
        recorded_by=by.label,
        deputy_names=_names(chosen),
    )
    facts.write_to(visit)
    visit.visited_on = facts.visited_on
    try:
        with transaction.atomic():
            visit.save(force_insert=True)
    except IntegrityError:
        # Two requests with one uuid at the same time: the other one was first.
        earlier = _earlier(client_uuid, household, by)
        if earlier is None:
            raise
        return earlier
    _put_deputies(visit, chosen)
    went = tuple(person.pk for person in chosen)
    fact = summary.VisitFact(
        visit.county_id, visit.township_id, visit.household_id, went, facts.visited_on, visit.amount
    )
    summary.fold([fact])
    _put_photos(visit, pictures, by=by, on=today)
    visit.findings, visit.is_new = findings, True
    audit.record(
        "visits.record",
        by=by,
        obj=visit,
        detail={
            "household": household.code,
            "on": facts.visited_on.isoformat(),
            "source": str(source),
            "findings": [finding.code for finding in findings],
        },
    )
    return visit


def _earlier(client_uuid: UUID | None, household: Household, by: Actor) -> Visit | None:
    if client_uuid is None:
        return None
    with reaching(Reach.everything("a repeated submission is found wherever it stands")):
        visit = Visit.objects.filter(client_uuid=client_uuid).first()
    if visit is None:
        return None
    if visit.household_id != household.pk or visit.recorded_by != by.label:
        raise Refused("这条记录的编号已经用过，请重新打开“记走访”再填。", code="E_UUID_USED")
    visit.findings, visit.is_new = (), False
    return visit


def _put_deputies(visit: Visit, people: Sequence[Person]) -> None:
    VisitDeputy.objects.bulk_create(
        VisitDeputy(visit=visit, person=person, is_lead=order == 0, order=order)
        for order, person in enumerate(people)
    )


@transaction.atomic
def edit(
    visit: Visit,
    facts: VisitFacts,
    *,
    by: Actor,
    today: date,
    people: Sequence[Person],
    version: int,
    before_pairing: bool = False,
    pictures: Sequence[photos.Picture] = (),
) -> Visit:
    """Correct a visit that was opened at ``version``; what changed is kept by name."""
    chosen = _people(people)
    findings = _judge(visit.household, chosen, facts.visited_on, today=today, before_pairing=before_pairing)
    if not Visit.objects.filter(pk=visit.pk, version=version).update(version=F("version") + 1):
        raise Refused(CHANGED, code="E_CHANGED")
    visit.refresh_from_db()
    before = summary.fact_of(visit)
    changed = facts.write_to(visit)
    if list(visit.visitors.order_by("order").values_list("person", flat=True)) != [p.pk for p in chosen]:
        changed.append("people")
        visit.visitors.all().delete()
        _put_deputies(visit, chosen)
        visit.deputy_names = _names(chosen)
        visit.township_id = chosen[0].township_id
    visit.save()
    summary.refold([before, summary.fact_of(visit)])
    _put_photos(visit, pictures, by=by, on=today)
    visit.findings = findings
    audit.record("visits.edit", by=by, obj=visit, detail={"changed": changed})
    return visit


def may_remove(visit: Visit, *, by: Actor, now: datetime) -> bool:
    """Who wrote it down takes it back within a day; the office at any time."""
    if allowed(by, "visits.edit"):
        return True
    return visit.recorded_by == by.label and now - visit.received_at <= UNDO_WITHIN


@transaction.atomic
def remove(visit: Visit, *, by: Actor, now: datetime) -> None:
    """Take a visit back: written down twice, or by mistake. The audit keeps that it was there."""
    if not may_remove(visit, by=by, now=now):
        raise Refused("自己记的走访一天之内可以删除，过后请乡镇干部处理。")
    before = summary.fact_of(visit)
    names = list(visit.photos.values_list("name", flat=True))
    audit.record(
        "visits.remove",
        by=by,
        obj=visit,
        detail={"on": visit.visited_on.isoformat(), "deputies": visit.deputy_names},
    )
    visit.delete()
    summary.refold([before])
    transaction.on_commit(lambda: [photos.discard(name) for name in names])


# ---- photos -----------------------------------------------------------------------------


@transaction.atomic
def add_photos(visit: Visit, pictures: Sequence[photos.Picture], *, by: Actor, today: date) -> Visit:
    """Add photos to a visit that is there already."""
    _put_photos(visit, pictures, by=by, on=today)
    return visit


def _put_photos(visit: Visit, pictures: Sequence[photos.Picture], *, by: Actor, on: date) -> None:
    most = visit.county.policy(VisitPolicy).photos_max
    if new := photos.put(visit.photos, pictures, most=most, what="一次走访", by=by, on=on):
        audit.record("visits.photo", by=by, obj=visit, detail={"added": new})


@transaction.atomic
def remove_photo(photo: VisitPhoto, *, by: Actor, now: datetime) -> Visit:
    """Take one photo away, by whoever may take the visit back."""
    if not may_remove(photo.visit, by=by, now=now):
        raise Refused("自己传的照片一天之内可以删除，过后请乡镇干部处理。")
    visit, name = photo.visit, photo.name
    photo.delete()
    audit.record("visits.photo", by=by, obj=visit, detail={"removed": 1})
    transaction.on_commit(lambda: photos.discard(name))
    return visit
