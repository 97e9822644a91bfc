"""The rules of visits and activities: pure functions, no tables, no request.

A page's form, the phone and a ledger's row are judged by the same functions.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from congress_poverty.calendar import Duration, WorkCalendar, deadline
from congress_poverty.refusals import Refused
from pairing.flow import Finding, Window, words

from .policy import VisitPolicy


def check_day(
    day: date | None, *, policy: VisitPolicy, window: Window, today: date, calendar: WorkCalendar
) -> None:
    """The day of a visit: inside the campaign, not in the future, recorded in time."""
    if day is not None and window.until == today and day > today:
        raise Refused(
            f"走访日期不能晚于今天（{today.month} 月 {today.day} 日）",
            code="E_DATE_RANGE",
            field="visited_on",
        )
    window.check(day, what="走访日期", field="visited_on")
    within = policy.record_within
    if within is not None and today > deadline(day, within, calendar=calendar).last_day:
        raise Refused(
            f"走访后 {within.words}内要记下来，{words(day)}已经过了，请交乡镇干部代录。",
            code="E_DATE_RANGE",
            field="visited_on",
        )


def check_said(topics: Iterable[str], note: str, handling: str, *, all_well: bool) -> None:
    """A visit on a page says something: 一切都好, a topic with its handling, or a sentence."""
    topics = list(topics)
    if all_well:
        if topics:
            raise Refused("选了“一切都好”，就不要再选事项。", field="topics")
        return
    if not topics and not note.strip():
        raise Refused("请点一个事项，或写一句话；没有问题就点“一切都好”", field="topics")
    if topics and not handling:
        raise Refused("请点一下怎么处理的", field="handling")


def judge_pairing(
    day: date, spans: Iterable[tuple[date, date | None]], *, deputy: str, before_pairing: bool = False
) -> tuple[Finding, ...]:
    """Whether the deputy was the household's helper on the day.

    ``spans`` are the deputy's pairings with the household. A visit before the first
    of them is a slip unless it is stated; one without any pairing, or after the last
    one, is kept and pointed out.
    """
    spans = list(spans)
    if any(since <= day and (until is None or day <= until) for since, until in spans):
        return ()
    if spans and day < min(since for since, _ in spans):
        first = min(since for since, _ in spans)
        if not before_pairing:
            raise Refused(
                f"{deputy}代表 {words(first)}才开始联系这一户。日期没写错的，请勾选“结对之前的走访”。",
                code="E_DATE_BEFORE_PAIRING",
                field="visited_on",
            )
        return (Finding("W_BEFORE_PAIRING", f"{deputy}代表走访时还没有结对。"),)
    return (Finding("W_NOT_HELPER", f"{deputy}代表当天不是这一户的联系代表。"),)


def check_activity_day(day: date | None, *, window: Window) -> None:
    """The day of an activity that has been held."""
    window.check(day, what="活动日期", field="held_on")


def check_attendance(statuses: Iterable[str]) -> None:
    """Somebody takes part, and not everybody is absent."""
    statuses = list(statuses)
    if not statuses:
        raise Refused("还没选参加的人。请选一个小组，或点“粘贴名单”", field="people")
    if all(status == "absent" for status in statuses) and len(statuses) > 1:
        raise Refused(f"{len(statuses)} 人都记成缺席了，是不是点反了？", field="people")


def check_plan_day(day: date, *, today: date, ahead: Duration) -> None:
    """The day of a planned activity: after today, and not further ahead than the county plans."""
    last = deadline(today, ahead, calendar=WorkCalendar()).last_day
    if day > last:
        raise Refused(f"计划最多做到 {words(last)}，请核对日期", code="E_DATE_RANGE", field="held_on")


def leave_context(*, is_session: bool, has_begun: bool, of_group: bool, at_station: bool) -> str:
    """The context of the pack's leave rules in which somebody asks now."""
    if is_session:
        return "congress_during" if has_begun else "congress_before"
    if of_group:
        return "group"
    return "station" if at_station else "activity"


def check_late_leave(context: str, *, was_present: bool, part: str) -> None:
    """A leave from what has been written down as held: only from a session, which goes on for days."""
    if context != "congress_during":
        raise Refused("活动已经开展，请乡镇干部在到会名单里改。")
    if was_present and not part.strip():
        raise Refused("名单上记的是到会，请写是哪一段请假", field="part")


def check_votes(voters: int, satisfied: int, basically: int, dissatisfied: int) -> None:
    """Nobody votes who was not there."""
    votes = satisfied + basically + dissatisfied
    if votes > voters:
        raise Refused(f"三种评价加起来是 {votes} 票，到会选民只有 {voters} 人，请核对", field="voters")
