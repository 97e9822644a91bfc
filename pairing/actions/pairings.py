"""Acts on pairings: pair, end, change the helper, apply and decide, file the roster.

A pairing is never edited into another one: a new helper is an end and a start.
Limits are counted over the whole county, whoever looks, under locks on the deputy
and the household, so that two clerks cannot both take the last place.
"""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from congress_poverty import audit
from congress_poverty.audit import Actor
from congress_poverty.reach import Reach, reaching
from congress_poverty.refusals import Refused
from deputies import roles
from deputies.models import Campaign, County, Person, Region, Unit

from .. import flow
from ..models import Helper, Household, Pairing, PairingApplication, RosterFiling
from ..policy import PairingPolicy

COUNTING = Reach.everything("limits count pairings wherever in the county they are")
CHANGED = "刚才有人改过这条记录，请重新打开后再办。"


def allowed(by: Actor, permission: str) -> bool:
    """Whether the actor's role has the permission; the program itself has none of them."""
    return by.role in roles.ROLES and roles.permitted(by.role, permission)


def window_of(county: County, *, today: date) -> flow.Window:
    """The days a pairing of this county may carry: its campaigns, never past today."""
    return flow.Window.around(
        Campaign.objects.filter(county=county).values_list("since", "until"), today=today
    )


def judge(
    household: Household,
    person: Person,
    *,
    on: date,
    override_reason: str = "",
    replacing: Pairing | None = None,
) -> tuple[flow.Finding, ...]:
    """What the limits say about this deputy for this household; refuses or points out.

    ``replacing`` is the pairing that ends at the same time and no longer counts.
    """
    policy = household.county.policy(PairingPolicy)
    with reaching(COUNTING):
        active = Pairing.objects.active(on).exclude(pk=replacing.pk if replacing else None)
        if active.filter(household=household, person=person).exists():
            raise Refused(
                f"{person.name}代表已经联系{household.head_name}户。", code="E_DUP_ROW", field="person"
            )
        return flow.judge_limits(
            policy,
            deputy=person.name,
            households_of_deputy=active.filter(person=person).count(),
            deputies_of_household=active.filter(household=household, person__isnull=False).count(),
            override_reason=override_reason,
        )


@transaction.atomic
def pair(
    household: Household,
    *,
    by: Actor,
    today: date,
    started_on: date,
    person: Person | None = None,
    helper: Helper | None = None,
    source: str = "",
    measure: str = "",
    target: str = "",
    note: str = "",
    override_reason: str = "",
    ended_on: date | None = None,
    replacing: Pairing | None = None,
) -> Pairing:
    """Give a household a deputy, or a helper outside the deputies.

    The returned pairing carries ``findings``: what was accepted and should be looked at.
    """
    if (person is None) == (helper is None):
        raise Refused("请选一位代表，或者选一个其他帮扶力量。", field="person")
    if override_reason and not allowed(by, "pairings.override"):
        raise Refused("超出上限的安排由县代表工委办理。", field="override_reason")
    flow.check_days(started_on, ended_on, window=window_of(household.county, today=today))
    findings: tuple[flow.Finding, ...] = ()
    if person is not None:
        _lock(household, person)
        findings = judge(
            household, person, on=started_on, override_reason=override_reason, replacing=replacing
        )
        if started_on != today and (ended_on is None or ended_on >= today):
            # A start in the past must not open a fourth place today either.
            findings = findings or judge(
                household, person, on=today, override_reason=override_reason, replacing=replacing
            )
    pairing = Pairing(
        county_id=household.county_id,
        township_id=household.township_id,
        deputy_township_id=person.township_id if person else household.township_id,
        household=household,
        person=person,
        helper=helper,
        source=source,
        started_on=started_on,
        ended_on=ended_on,
        measure=measure,
        target=target,
        note=note,
        override_reason=override_reason,
    )
    try:
        with transaction.atomic():
            pairing.save(force_insert=True)
    except IntegrityError:
        raise Refused("这位代表已经联系这一户，不用再登记。", code="E_DUP_ROW", field="person") from None
    pairing.findings = findings
    audit.record(
        "pairings.pair",
        by=by,
        obj=pairing,
        detail={
            "started_on": started_on.isoformat(),
            "findings": [finding.code for finding in findings],
            **({"override_reason": override_reason} if override_reason else {}),
        },
    )
    return pairing


def _lock(household: Household, person: Person) -> None:
    """Queue behind whoever pairs the same deputy or household (SQLite has one writer anyway)."""
    with reaching(COUNTING):
        list(Person.objects.select_for_update().filter(pk=person.pk).values_list("pk"))
        list(Household.objects.select_for_update().filter(pk=household.pk).values_list("pk"))


@transaction.atomic
def end(pairing: Pairing, *, by: Actor, today: date, on: date, reason: str) -> Pairing:
    """End a pairing; ``on`` is its last day."""
    if not reason.strip():
        raise Refused("请填结束原因", field="reason")
    window = window_of(pairing.county, today=today)
    flow.check_days(pairing.started_on, on, window=flow.Window(None, window.until))
    changed = Pairing.objects.filter(pk=pairing.pk, version=pairing.version, ended_on__isnull=True).update(
        ended_on=on, end_reason=reason.strip(), version=F("version") + 1
    )
    if not changed:
        raise Refused("这条结对刚才有人改过或已经结束，请重新打开后再办。")
    pairing.ended_on, pairing.end_reason, pairing.version = on, reason.strip(), pairing.version + 1
    audit.record("pairings.end", by=by, obj=pairing, detail={"on": on.isoformat(), "reason": reason.strip()})
    return pairing


@transaction.atomic
def change_helper(
    pairing: Pairing,
    *,
    by: Actor,
    today: date,
    on: date,
    reason: str,
    person: Person | None = None,
    helper: Helper | None = None,
    source: str = "",
    measure: str = "",
    target: str = "",
    override_reason: str = "",
) -> Pairing:
    """End a pairing and start another for the same household ``on``; returns the new one."""
    if person is not None and person.pk == pairing.person_id:
        raise Refused("这一户现在就由这位代表联系，请换一位。", field="person")
    last_day = flow.check_change_day(pairing.started_on, on, window=window_of(pairing.county, today=today))
    household = pairing.household
    end(pairing, by=by, today=today, on=last_day, reason=reason)
    return pair(
        household,
        by=by,
        today=today,
        started_on=on,
        person=person,
        helper=helper,
        source=source or pairing.source,
        measure=measure or pairing.measure,
        target=target or pairing.target,
        override_reason=override_reason,
        replacing=pairing,
    )


@transaction.atomic
def add_helper(
    *,
    by: Actor,
    county: County,
    name: str,
    kind: str = Helper.Kind.PERSON,
    township: Region | None = None,
    unit: Unit | None = None,
    phone: str = "",
    note: str = "",
) -> Helper:
    """Enter a unit, a firm or a person outside the deputies that may look after households."""
    if not name and unit is not None:
        name = unit.name
    if not name:
        raise Refused("请填名称", field="name")
    helper = Helper.objects.create(
        county=county, township=township, kind=kind, unit=unit, name=name, phone=phone, note=note
    )
    audit.record("pairings.helper", by=by, obj=helper)
    return helper


# ---- applications -----------------------------------------------------------------------


@transaction.atomic
def apply(
    person: Person,
    *,
    by: Actor,
    on: date,
    household: Household | None = None,
    wish: str = "",
    reason: str = "",
) -> PairingApplication:
    """A deputy asks to look after a household, named or wished for in words (S3-6)."""
    if household is None and not wish.strip():
        raise Refused("请写愿意联系哪个村或哪一户", field="wish")
    if PairingApplication.objects.filter(
        person=person, household=household, wish=wish.strip(), state=PairingApplication.State.SUBMITTED
    ).exists():
        raise Refused("同样的申请已经交了，正在等审定。", field="wish")
    application = PairingApplication.objects.create(
        county_id=person.county_id,
        township_id=household.township_id if household else person.township_id,
        person=person,
        household=household,
        wish=wish.strip(),
        reason=reason.strip(),
        applied_on=on,
    )
    audit.record("pairings.apply", by=by, obj=application)
    return application


@transaction.atomic
def approve(
    application: PairingApplication,
    *,
    by: Actor,
    today: date,
    household: Household | None = None,
    started_on: date | None = None,
    answer: str = "",
    override_reason: str = "",
) -> PairingApplication:
    """Agree: the pairing begins. ``household`` names one where the deputy only wished for a village."""
    chosen = household or application.household
    if chosen is None:
        raise Refused("请选由这位代表联系的户", field="household")
    _decide(application, PairingApplication.State.APPROVED, by=by, on=today, answer=answer)
    pairing = pair(
        chosen,
        by=by,
        today=today,
        started_on=started_on or today,
        person=application.person,
        source=Pairing.Source.APPLICATION,
        override_reason=override_reason,
    )
    PairingApplication.objects.filter(pk=application.pk).update(pairing=pairing, household=chosen)
    application.pairing, application.household = pairing, chosen
    audit.record("pairings.approve", by=by, obj=application, detail={"pairing": pairing.code})
    return application


@transaction.atomic
def return_application(
    application: PairingApplication, *, by: Actor, today: date, answer: str
) -> PairingApplication:
    """Return an application with the reason."""
    if not answer.strip():
        raise Refused("请写退回的理由，代表能看到", field="answer")
    _decide(application, PairingApplication.State.RETURNED, by=by, on=today, answer=answer)
    audit.record("pairings.return", by=by, obj=application)
    return application


@transaction.atomic
def withdraw(application: PairingApplication, *, by: Actor, today: date) -> PairingApplication:
    """The deputy takes an application back before it is decided."""
    _decide(application, PairingApplication.State.WITHDRAWN, by=by, on=today, answer="")
    audit.record("pairings.withdraw", by=by, obj=application)
    return application


def _decide(application: PairingApplication, state: str, *, by: Actor, on: date, answer: str) -> None:
    """Compare and set: of two who decide the same application one gets a sentence."""
    changed = PairingApplication.objects.filter(
        pk=application.pk, state=PairingApplication.State.SUBMITTED
    ).update(state=state, answer=answer.strip(), decided_on=on, decided_by=by.label)
    if not changed:
        raise Refused("这件申请已经有了结果，请重新打开看看。")
    application.state, application.answer = state, answer.strip()
    application.decided_on, application.decided_by = on, by.label


# ---- the roster -------------------------------------------------------------------------


def roster(township: Region, *, on: date):
    """The pairings a township answers for on the day: its households' and its deputies'."""
    return Pairing.objects.active(on).filter(Q(township=township) | Q(deputy_township=township))


@transaction.atomic
def file_roster(township: Region, *, by: Actor, year: int, on: date) -> RosterFiling:
    """File the township's list with the county: fixed date and counts (S1-35)."""
    rows = roster(township, on=on)
    pairings = rows.count()
    if not pairings:
        raise Refused(f"{township}还没有结对，没有名单可报。请先安排结对或导入台账。")
    county = County.objects.get(region=township.parent)
    filing = RosterFiling(
        county=county,
        township=township,
        year=year,
        filed_on=on,
        pairings=pairings,
        households=rows.values("household").distinct().count(),
        deputies=rows.filter(person__isnull=False).values("person").distinct().count(),
        filed_by=by.label,
    )
    try:
        with transaction.atomic():
            filing.save(force_insert=True)
    except IntegrityError:
        earlier = RosterFiling.objects.filter(township=township, year=year).first()
        when = f"{flow.words(earlier.filed_on)}" if earlier else ""
        raise Refused(f"{township} {year} 年的名单{when}已经报过。") from None
    audit.record(
        "pairings.file_roster",
        by=by,
        obj=filing,
        detail={"pairings": filing.pairings, "households": filing.households, "deputies": filing.deputies},
    )
    return filing
