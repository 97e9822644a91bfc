"""Checks after a household's exit: when they are due, and what a finding means (S2-54, S3-42)."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from datetime import date, timedelta

from congress_poverty.refusals import Refused

from ..policy import HelpPolicy

STABLE, RISK, RELAPSED = "stable", "risk", "relapsed"


def add_months(day: date, months: int) -> date:
    """The corresponding day, or the last one of a shorter month (民法典 202)."""
    n = day.year * 12 + day.month - 1 + months
    year, month = n // 12, n % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def exit_day(statuses: Iterable[tuple[date, str]], exit_year: int | None, policy: HelpPolicy) -> date | None:
    """The day a household left poverty: its last status says so, or the year of its exit does.

    A household that relapsed after its exit is no longer after it; the next exit counts anew.
    """
    since = None
    known = False
    for day, status in sorted(statuses):
        known = True
        since = (since or day) if status in policy.exit_statuses else None
    if known:
        return since
    return date(exit_year, 12, 31) if exit_year else None


def due_days(exited_on: date, *, policy: HelpPolicy, until: date) -> list[date]:
    """Every due day up to ``until``: each interval after the exit, for the years the pack asks."""
    last = until
    if policy.exit_check_years:
        last = min(until, add_months(exited_on, 12 * policy.exit_check_years))
    days, n = [], 1
    while (day := add_months(exited_on, n * policy.exit_check_months)) <= last:
        days.append(day)
        n += 1
    return days


def current_due(exited_on: date, *, policy: HelpPolicy, today: date) -> date | None:
    """The check that is to be made now: the last that fell due or will within the notice time.

    Years that passed before the county began to keep checks are not demanded afterwards.
    """
    horizon = today + timedelta(days=policy.exit_check_notice_days)
    days = due_days(exited_on, policy=policy, until=horizon)
    return days[-1] if days else None


def judge_result(result: str, risk: str, note: str) -> None:
    """What a check must say: a risk has a kind and a sentence, a relapse too."""
    if result not in (STABLE, RISK, RELAPSED):
        raise Refused("请选回访结果", code="E_RESULT_UNKNOWN", field="result")
    if result == STABLE:
        return
    if not risk:
        raise Refused("有风险的，请选风险类型", code="E_RISK_MISSING", field="risk")
    if not note.strip():
        raise Refused("请写清是什么情况，镇里要据此安排帮扶", code="E_NOTE_MISSING", field="note")
