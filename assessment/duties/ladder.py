"""The ladder of reminders: on which days somebody is told of a duty, and in how many days it is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from congress_poverty.calendar import WorkCalendar, deadline
from congress_poverty.pages import day_words

from ..policy import AssessmentPolicy

CHAIR, COUNTY = "chair", "county"


@dataclass(frozen=True)
class Rung:
    """One step: ``level`` is the number of working days that are left, ``chair`` or ``county``."""

    level: str
    on: date


def rungs(
    due_on: date, counts: tuple[int, ...], policy: AssessmentPolicy, calendar: WorkCalendar
) -> list[Rung]:
    """The steps for something that is due on a day, earliest first: so many working days before its last
    working day, then the superiors after the day itself."""
    last = calendar.last_working_day_on_or_before(due_on)
    steps = [Rung(str(count), calendar.subtract_working_days(last, count)) for count in counts]
    for level, after in ((CHAIR, policy.chair_after), (COUNTY, policy.county_after)):
        told_on = deadline(due_on, after, calendar=calendar).last_day
        steps.append(Rung(level, calendar.first_working_day_on_or_after(told_on)))
    return steps


def countdown(due_on: date, *, calendar: WorkCalendar, today: date, late: str, until: str = "") -> str:
    """What is left: 「6月20日截止（端午节假期），最后工作日6月18日，还有 7 个工作日」.

    ``late`` goes on with 「已过6月20日」, ``until`` with a last working day that is over.
    """
    last = calendar.last_working_day_on_or_before(due_on)
    due, last_words = day_words(due_on, today), day_words(last, today)
    if today > due_on:
        return f"已过{due}{late}"
    if last == due_on:
        words = f"{due}截止"
    else:
        words = f"{due}截止（{calendar.day_off_name(due_on)}），最后工作日{last_words}"
    if today > last:
        return f"{words}，已经过了{until}"
    if today == last:
        return f"{words}，就是今天"
    return f"{words}，还有 {calendar.working_days_between(today, last)} 个工作日"
