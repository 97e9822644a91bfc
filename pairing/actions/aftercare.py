"""Checks after the exit: plan what is due, write what was found, raise and lift the flag (S2-54, S3-42)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import F, Q

from congress_poverty import audit
from congress_poverty.audit import Actor
from congress_poverty.notices import open_asks, settle, tell
from congress_poverty.refusals import Refused
from deputies import roles
from deputies.models import County, Post

from .. import flow
from ..models import ExitCheck, Household, HouseholdStatus
from ..policy import HelpPolicy

TOLD = (roles.TOWNSHIP_CLERK, roles.TOWNSHIP_CHAIR)


def plan_checks(county: County, *, today: date) -> int:
    """Make the checks that should be on the list by now and are not; may run twice. How many are new.

    Of a household that left poverty years ago only the check that is due now is asked for.
    """
    policy = county.policy(HelpPolicy)
    statuses: dict[int, list[tuple[date, str]]] = {}
    rows = HouseholdStatus.objects.filter(household__county=county, since__lte=today)
    for household, since, status in rows.order_by().values_list("household", "since", "status").iterator():
        statuses.setdefault(household, []).append((since, status))
    latest: dict[int, date] = {}
    made = ExitCheck.objects.filter(household__county=county).order_by("due_on")
    for household, due_on in made.values_list("household", "due_on").iterator():
        latest[household] = due_on
    new = []
    households = Household.objects.filter(county=county).order_by("pk")
    for pk, exit_year in households.values_list("pk", "exit_year").iterator():
        exited_on = flow.aftercare.exit_day(statuses.get(pk, ()), exit_year, policy)
        if exited_on is None or exited_on > today:
            continue
        due_on = flow.aftercare.current_due(exited_on, policy=policy, today=today)
        if due_on and (pk not in latest or due_on > latest[pk]):
            new.append(ExitCheck(household_id=pk, exited_on=exited_on, due_on=due_on))
    ExitCheck.objects.bulk_create(new, ignore_conflicts=True, batch_size=1000)
    return len(new)


@transaction.atomic
def make_check(check: ExitCheck, *, by: Actor, today: date) -> ExitCheck:
    """Write what a check found. A risk or a relapse flags the household and tells the township;
    a stable finding lifts the flag."""
    if check.checked_on is None:
        raise Refused("请填回访日期", code="E_DATE_MISSING", field="checked_on")
    if check.checked_on > today:
        raise Refused("回访日期不能晚于今天。", code="E_DATE_RANGE", field="checked_on")
    if check.checked_on < check.exited_on:
        raise Refused("回访日期不能早于脱贫日期。", code="E_DATE_ORDER", field="checked_on")
    flow.aftercare.judge_result(check.result, check.risk, check.note)
    check.checked_by = check.checked_by or by.label
    check.save()
    household = check.household
    stable = check.result == ExitCheck.Result.STABLE
    if _latest(check):
        _flag(household, None if stable else (household.relapse_flag_on or check.checked_on))
    audit.record("aid.check", by=by, obj=check, detail={"result": check.get_result_display()})
    if stable:
        settle(open_asks(check.get_absolute_url()))
    else:
        _tell(check, today=today)
    return check


@transaction.atomic
def flag_relapse(household: Household, *, by: Actor, today: date, risk: str, note: str) -> ExitCheck:
    """Somebody saw a risk between two checks: a check of its own, made today."""
    done = household.exit_checks.filter(due_on=today).first()
    if done and done.checked_on:
        raise Refused("今天已经记过这一户的回访，请改那一条。", code="E_DUP_ROW", field="note")
    check = done or ExitCheck(household=household, exited_on=_exit_of(household, today), due_on=today)
    check.checked_on, check.result = today, ExitCheck.Result.RISK
    check.risk, check.note = risk, note
    return make_check(check, by=by, today=today)


def _exit_of(household: Household, today: date) -> date:
    policy = household.county.policy(HelpPolicy)
    statuses = list(household.statuses.values_list("since", "status"))
    found = flow.aftercare.exit_day(statuses, household.exit_year, policy)
    return min(found, today) if found else today


@transaction.atomic
def lift_flag(household: Household, *, by: Actor, today: date, ground: str) -> Household:
    """The risk is gone: the flag comes off against a ground."""
    if household.relapse_flag_on is None:
        raise Refused("这一户没有返贫风险标记。")
    if not ground.strip():
        raise Refused("请填依据，例如回访情况或评议结果", field="ground")
    _flag(household, None)
    audit.record("aid.lift_flag", by=by, obj=household, detail={"reason": ground.strip()})
    for check in household.exit_checks.exclude(result__in=("", ExitCheck.Result.STABLE)):
        settle(open_asks(check.get_absolute_url()))
    return household


def _latest(check: ExitCheck) -> bool:
    """Whether no later check has been made: an old one that is corrected moves no flag."""
    later = Q(checked_on__gt=check.checked_on) | Q(checked_on=check.checked_on, pk__gt=check.pk)
    return not check.household.exit_checks.filter(later).exists()


def _flag(household: Household, on: date | None) -> None:
    Household.objects.filter(pk=household.pk).update(relapse_flag_on=on, version=F("version") + 1)
    household.relapse_flag_on = on


def _tell(check: ExitCheck, *, today: date) -> None:
    """The township's clerks and chair, by village and code: a bell shows no names."""
    household = check.household
    posts = Post.objects.held(today).filter(
        role__in=TOLD, townships=household.township_id, account__is_active=True
    )
    tell(
        posts.values_list("account_id", flat=True),
        key=f"exit-check {check.code} {check.result}",
        text=f"{household.village}一户回访{check.get_result_display()}（{check.risk}），请安排帮扶。",
        url=check.get_absolute_url(),
    )
