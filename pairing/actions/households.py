"""Acts on a household's ledger: its members, its dated status, its incomes, needs and measures.

Also the one door to tier 3: ``reveal`` opens a sealed value against a reason and
writes it down, at most so many times a day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import F

from congress_poverty import audit
from congress_poverty.audit import Actor
from congress_poverty.models import AuditEvent
from congress_poverty.reach import Reach, reaching
from congress_poverty.refusals import Refused
from congress_poverty.sealed import Sealed, SealedField, blind_index, opened
from congress_poverty.sheets.cells import birth_of, sex_of
from congress_poverty.text import search_key

from .. import flow
from ..models import (
    BasicNeedsCheck,
    CodeEntry,
    Household,
    HouseholdIncome,
    HouseholdMeasure,
    HouseholdMember,
    HouseholdNeed,
    HouseholdStatus,
    PlanRevision,
)

HEAD_RELATION = "户主"
REVEAL = "households.reveal"
ID_TAKEN = "这个身份证号已经登记在别的户下，请核对号码。查不到那一户的，请联系县代表工委。"


@transaction.atomic
def save_household(household: Household, *, by: Actor, today: date, changed: Iterable[str] = ()) -> Household:
    """Write a household that a form filled in, new or edited, and keep its head's member row in step."""
    flow.check_other_causes(household.main_cause, household.other_causes)
    flow.check_years(household.identified_year, household.exit_year, today=today)
    if household.village.parent_id != household.township_id:
        raise Refused("这个村不在所选的乡镇里，请重新选村。", code="E_VILLAGE_UNKNOWN", field="village")
    new = household.pk is None
    planned = "" if new else Household.objects.values_list("plan", flat=True).get(pk=household.pk)
    number = opened(household.id_number)
    household.id_index = blind_index(number)
    household.pinyin = search_key(household.head_name)
    try:
        with transaction.atomic():
            household.save()
            _keep_head(household, number)
    except IntegrityError:
        raise Refused(ID_TAKEN, code="E_ID_DUPLICATE", field="id_number") from None
    _count_members(household)
    if planned.split() != household.plan.split() and not new:
        _keep_plan(planned, household, household.plan, "修改联系户信息", today, by)
    audit.record(
        "households.add" if new else "households.edit",
        by=by,
        obj=household,
        detail={"changed": sorted(changed)},
    )
    return household


def _keep_head(household: Household, number: str) -> None:
    """The head is member 1: name and ID number are entered once, on the household."""
    head = household.members.filter(seq=1).first() or HouseholdMember(
        household=household, seq=1, relation=HEAD_RELATION
    )
    head.name = household.head_name
    if number:
        head.id_number, head.id_index = number, blind_index(number)
        head.birth_on = birth_of(number)
        head.gender = "male" if sex_of(number) == "男" else "female"
    head.save()


def _count_members(household: Household) -> None:
    household.population = household.members.count()
    Household.objects.filter(pk=household.pk).update(population=household.population)


@dataclass
class MemberRow:
    """One line of the members' form: the row as it should be, or one to take out."""

    member: HouseholdMember
    remove: bool = False


@transaction.atomic
def save_members(household: Household, rows: Iterable[MemberRow], *, by: Actor) -> Household:
    """Write the members; persons are counted from the rows, never typed."""
    added, changed, removed = 0, 0, 0
    next_seq = (household.members.aggregate(models.Max("seq"))["seq__max"] or 0) + 1
    for row in rows:
        member = row.member
        if member.pk and row.remove:
            if member.seq == 1:
                raise Refused("户主不能从成员里删掉；换户主请先修改户主信息。")
            member.delete()
            removed += 1
            continue
        if row.remove:
            continue
        number = opened(member.id_number)
        member.id_index = blind_index(number)
        if number and household.members.filter(id_index=member.id_index).exclude(pk=member.pk).exists():
            raise Refused(
                f"{member.name}的身份证号与本户另一人相同，请核对。", code="E_ID_DUPLICATE", field="id_number"
            )
        if member.pk:
            changed += 1
        else:
            member.household, member.seq = household, next_seq
            next_seq, added = next_seq + 1, added + 1
        member.save()
    _count_members(household)
    audit.record(
        "households.members",
        by=by,
        obj=household,
        detail={"added": added, "changed_rows": changed, "removed": removed},
    )
    return household


@transaction.atomic
def change_status(
    household: Household, *, by: Actor, today: date, status: str, since: date, ground: str, risk: str = ""
) -> HouseholdStatus:
    """Add a line to the dated history; the household shows the last one."""
    if since > today:
        raise Refused(f"起始日期不能晚于今天（{flow.words(today)}）。", code="E_DATE_RANGE", field="since")
    if not CodeEntry.objects.of(CodeEntry.Table.STATUS, since).filter(label=status).exists():
        raise Refused(
            f"“{status}”在 {flow.words(since)}还没有启用或已经停用，请重新选户类型。",
            code="E_STATUS_UNKNOWN",
            field="status",
        )
    if not ground.strip():
        raise Refused("请填依据，例如公示或批复的文号", field="ground")
    row = HouseholdStatus(
        household=household,
        status=status,
        since=since,
        risk=risk,
        ground=ground.strip(),
        recorded_by=by.label,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Refused(
            f"{flow.words(since)}已经有一条户类型变化，请换一个日期。", code="E_DUP_ROW", field="since"
        ) from None
    last = household.statuses.order_by("since", "id").last()
    Household.objects.filter(pk=household.pk).update(status=last.status, version=F("version") + 1)
    household.status = last.status
    household.version += 1
    audit.record(
        "households.status",
        by=by,
        obj=household,
        detail={"status": status, "since": since.isoformat(), "ground": ground.strip()},
    )
    return row


@transaction.atomic
def save_income(income: HouseholdIncome, *, by: Actor) -> HouseholdIncome:
    """Write one year's income; net and per head follow from the parts where these are given."""
    net = flow.net_income(income.wage, income.business, income.transfer, income.property, income.cost)
    if net is not None:
        income.net = net
    if income.net is None:
        raise Refused("请填各项收入，或者只填家庭纯收入。", field="net")
    if income.household.population:
        income.per_capita = round(income.net / income.household.population, 2)
    try:
        with transaction.atomic():
            income.save()
    except IntegrityError:
        raise Refused(
            f"{income.year} 年的收入已经登记过，请改那一条。", code="E_DUP_ROW", field="year"
        ) from None
    audit.record("households.income", by=by, obj=income.household, detail={"year": income.year})
    return income


@transaction.atomic
def add_check(check: BasicNeedsCheck, *, by: Actor, today: date) -> BasicNeedsCheck:
    """Record a check of the six basic needs at the door."""
    if check.checked_on > today:
        raise Refused("核查日期不能晚于今天。", code="E_DATE_RANGE", field="checked_on")
    answers = [check.food, check.clothing, check.education, check.medical_care, check.housing, check.water]
    if not any(answers):
        raise Refused("六项里至少核一项。", field="food")
    if BasicNeedsCheck.Answer.NO in answers and not check.problem.strip():
        raise Refused("有未达标的，请写清是什么问题。", field="problem")
    check.save()
    audit.record("households.check", by=by, obj=check.household, detail={"on": check.checked_on.isoformat()})
    return check


@transaction.atomic
def add_need(need: HouseholdNeed, *, by: Actor, today: date) -> HouseholdNeed:
    """Record what the household needs."""
    if need.raised_on > today:
        raise Refused("提出日期不能晚于今天。", code="E_DATE_RANGE", field="raised_on")
    need.save()
    audit.record("households.need", by=by, obj=need.household, detail={"need": need.kind})
    return need


@transaction.atomic
def meet_need(need: HouseholdNeed, *, by: Actor, on: date) -> HouseholdNeed:
    """Mark a need as met."""
    if not HouseholdNeed.objects.filter(pk=need.pk, met_on__isnull=True).update(met_on=on):
        raise Refused("这项需求已经记为解决。")
    need.met_on = on
    audit.record("households.need_met", by=by, obj=need.household, detail={"need": need.kind})
    return need


@transaction.atomic
def revise_plan(
    household: Household,
    *,
    by: Actor,
    today: date,
    plan: str,
    reason: str,
    on: date,
    version: int,
    visit_code: str = "",
) -> PlanRevision:
    """Refine the plan (一户一策, S3-24): a dated version with its reason, beside what stood there before.

    ``version`` is the household's when the plan was opened: of two who refine it at once one is refused.
    """
    if on > today:
        raise Refused(
            f"修订日期不能晚于今天（{flow.words(today)}）。", code="E_DATE_RANGE", field="revised_on"
        )
    if not reason.strip():
        raise Refused("请写为什么改，例如“首次走访后，这户想养羊”", field="reason")
    if plan.split() == household.plan.split():
        raise Refused("计划没有改动，不用存一份新的。", field="plan")
    same = Household.objects.filter(pk=household.pk, version=version)
    if not same.update(plan=plan.strip(), version=F("version") + 1):
        raise Refused("刚才有人改过这一户，请重新打开，看过再改。", code="E_CHANGED")
    made = _keep_plan(household.plan, household, plan.strip(), reason.strip(), on, by, visit_code)
    household.refresh_from_db(fields=["plan", "version"])
    audit.record("households.plan", by=by, obj=household, detail={"reason": reason.strip()})
    return made


def _keep_plan(before, household, plan, reason, on, by: Actor, visit_code="") -> PlanRevision:
    return PlanRevision.objects.create(
        household=household,
        revised_on=on,
        plan=plan,
        before=before,
        reason=reason,
        visit_code=visit_code,
        recorded_by=by.label,
    )


@transaction.atomic
def add_measure(measure: HouseholdMeasure, *, by: Actor) -> HouseholdMeasure:
    """Write one measure of the plan (一户一策), new or changed."""
    measure.save()
    audit.record("households.measure", by=by, obj=measure.household, detail={"measure": measure.kind})
    return measure


# ---- tier 3 -----------------------------------------------------------------------------


@transaction.atomic
def reveal(obj: models.Model, field: str, *, by: Actor, reason: str, now: datetime) -> str:
    """Open one personal value against a reason; who, what, when and why are kept.

    ``field`` is a sealed field of ``obj``, or the name of a person below fourteen.
    """
    reason = reason.strip()
    if len(reason) < 2:
        raise Refused("请写为什么要看，例如“上户核对身份”", field="reason")
    column = obj._meta.get_field(field)
    if not isinstance(column, SealedField) and field != "name":
        raise LookupError(f"{field} is shown on the page and needs no reason")
    value = getattr(obj, field)
    plain = opened(value) if isinstance(value, Sealed) else value
    if not plain:
        raise Refused(f"没有登记{column.verbose_name}。")
    if by.account_id is not None:
        _spend(by, now)
    audit.record(REVEAL, by=by, obj=obj, detail={"field": str(column.verbose_name), "reason": reason[:200]})
    return plain


def _spend(by: Actor, now: datetime) -> None:
    """Refuse where the account has looked as often as a day allows."""
    with reaching(Reach.everything("the day's quota counts what this account looked at")):
        used = AuditEvent.objects.filter(
            account_id=by.account_id, action=REVEAL, at__gt=now - timedelta(days=1)
        ).count()
    if used >= settings.REVEALS_PER_DAY:
        raise Refused(
            f"24 小时内已经查看 {used} 次个人信息，达到上限。确有需要请联系县代表工委。",
            code="E_REVEAL_QUOTA",
        )
