"""Acts of supervision: announce and hold checks, find, put right, confirm, look back."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from congress_poverty import audit, notices
from congress_poverty.audit import Actor
from congress_poverty.calendar import deadline
from congress_poverty.models import CalendarDay
from congress_poverty.packs import term
from congress_poverty.pages import day_words
from congress_poverty.refusals import Refused

from .. import addressees, files
from ..models import Check, CheckRound, Finding, FindingStep
from ..policy import CheckPolicy

State = Check.State
Fate = Finding.State
Act = FindingStep.Act


def _locked(check: Check) -> Check:
    rows = Check.objects.select_for_update(of=("self",)).select_related("county__region", "township")
    return rows.get(pk=check.pk)


def _tell(check: Check, text: str, *, key: str, today: date, url: str = "") -> None:
    notices.tell(
        addressees.of_townships(check.county, [check.township_id], today=today),
        key=f"check:{check.code}:{key}",
        text=text,
        url=url or check.get_absolute_url(),
    )


@transaction.atomic
def plan_round(row: CheckRound, *, by: Actor) -> CheckRound:
    """A round with its days; the townships it reached are counted from its checks."""
    if row.until < row.since:
        raise Refused("结束日期不能早于开始日期。", field="until")
    if CheckRound.objects.filter(county=row.county, name=row.name).exclude(pk=row.pk).exists():
        raise Refused("已经有这个名称的督查轮次。", field="name")
    row.save()
    audit.record("checks.round", by=by, obj=row)
    return row


@transaction.atomic
def plan_check(check: Check, *, by: Actor, offices=()) -> Check:
    """Plan a check, or write down what a higher body found: its township is told of that at once."""
    if check.round and not check.round.since <= check.planned_on <= check.round.until:
        raise Refused(
            f"日期应在“{check.round}”的 {check.round.since} 至 {check.round.until} 之间。", field="planned_on"
        )
    if check.mode == Check.Mode.EXTERNAL:
        if not check.organ.strip():
            raise Refused("请写是哪个上级督查单位反馈的。", field="organ")
        check.state, check.held_on, check.shown_to = State.HELD, check.planned_on, check.township
    elif not offices:
        raise Refused("请选由哪些委室检查。", field="offices")
    check.recorded_by = by.label
    check.save()
    check.offices.set(offices)
    audit.record("checks.plan", by=by, obj=check, detail={"mode": check.mode})
    return check


@transaction.atomic
def edit_check(check: Check, *, by: Actor, today: date, offices=()) -> Check:
    """Change what was planned, as long as it was not held."""
    kept = _locked(check)
    if kept.state not in (State.PLANNED, State.NOTIFIED):
        raise Refused("检查已经结束，不能再改计划。")
    if kept.state == State.NOTIFIED and check.mode != Check.Mode.ANNOUNCED:
        raise Refused("已经通知乡镇，不能再改成暗访；请取消后另外安排。", field="mode")
    check.save()
    check.offices.set(offices)
    if kept.state == State.NOTIFIED and kept.planned_on != check.planned_on:
        when = day_words(check.planned_on, today)
        _tell(check, f"到{check.township}的督查改在{when}。", key=f"moved:{check.planned_on}", today=today)
    audit.record("checks.edit", by=by, obj=check)
    return check


@transaction.atomic
def notify_check(check: Check, *, by: Actor, today: date) -> Check:
    """发督查通知: only for an announced check; from now on the township sees it."""
    check = _locked(check)
    if check.mode != Check.Mode.ANNOUNCED:
        raise Refused("暗访不发通知。")
    if check.state != State.PLANNED:
        raise Refused(f"这次检查{check.get_state_display()}，不用再通知。")
    if check.planned_on < today:
        raise Refused("计划日期已经过了，请先改日期再通知。")
    check.state, check.notified_on, check.shown_to = State.NOTIFIED, today, check.township
    check.save()
    when = day_words(check.planned_on, today)
    _tell(check, f"县人大定于{when}到{check.township}督查，请准备。", key="notice", today=today)
    audit.record("checks.notify", by=by, obj=check)
    return check


@transaction.atomic
def hold_check(check: Check, *, by: Actor, held_on: date, summary: str, people: str, today: date) -> Check:
    """记检查情况: from now on the township sees an unannounced check too."""
    check = _locked(check)
    if check.state == State.CANCELLED:
        raise Refused("这次检查已取消。")
    if check.mode == Check.Mode.ANNOUNCED and check.state == State.PLANNED:
        raise Refused("明察要先通知乡镇；没有通知就去了的，请把方式改成“暗访”。")
    if held_on > today:
        raise Refused("检查日期不能晚于今天。", field="held_on")
    check.state, check.held_on, check.summary, check.people = State.HELD, held_on, summary, people
    check.shown_to = check.township
    check.save()
    notices.settle(notices.open_asks(check.get_absolute_url()))
    audit.record("checks.hold", by=by, obj=check)
    return check


@transaction.atomic
def cancel_check(check: Check, *, by: Actor, reason: str, today: date) -> Check:
    check = _locked(check)
    if check.state not in (State.PLANNED, State.NOTIFIED):
        raise Refused("检查已经结束，不能取消。")
    told = check.state == State.NOTIFIED
    check.state, check.cancel_reason = State.CANCELLED, reason
    check.save()
    if told:
        notices.settle(notices.open_asks(check.get_absolute_url()))
        _tell(check, f"原定{day_words(check.planned_on, today)}的督查取消。", key="cancelled", today=today)
    audit.record("checks.cancel", by=by, obj=check, detail={"reason": reason})
    return check


# -- findings ---------------------------------------------------------------------------------


@transaction.atomic
def add_finding(
    check: Check, *, by: Actor, kind: str, words: str, demand: str, due_on: date, on_spot: bool, today: date
) -> Finding:
    """A problem with its code and date; ``on_spot``: it was put right while they looked (立行立改)."""
    check = _locked(check)
    if check.state != State.HELD:
        raise Refused("先记检查情况，再登记问题。")
    if term(check.county.policy(CheckPolicy).problems, kind) is None:
        raise Refused("没有这个问题类型，请从表里选。", field="kind")
    if due_on < check.held_on:
        raise Refused("整改期限不能早于检查日期。", field="due_on")
    finding = Finding.objects.create(
        county=check.county,
        township=check.township,
        found_in=check,
        kind=kind,
        words=words,
        demand=demand,
        found_on=check.held_on,
        due_on=due_on,
    )
    _step(finding, Act.FOUND, by=by, on=check.held_on, words=words, due_on=due_on)
    audit.record("checks.find", by=by, obj=finding, detail={"kind": kind})
    if on_spot:
        return _confirm(finding, by=by, words="当场整改", on=check.held_on)
    url = finding.get_absolute_url()
    text = f"督查发现问题：{words[:60]}。请于{day_words(due_on, today)}前整改并报材料。"
    notices.tell(
        addressees.of_townships(check.county, [check.township_id], today=today),
        key=f"finding:{finding.code}:1",
        text=text,
        url=url,
        due_on=due_on,
    )
    return finding


def _held(finding: Finding, *states: str) -> Finding:
    rows = Finding.objects.select_for_update(of=("self",)).select_related("county__region", "township")
    found = rows.get(pk=finding.pk)
    if found.state not in states:
        raise Refused(f"这个问题{found.get_state_display()}，现在不能这样办。")
    return found


def _step(finding, act, *, by, on, words="", due_on=None, sheet=None) -> FindingStep:
    step = FindingStep(finding=finding, act=act, on=on, by=by.label, words=words, due_on=due_on)
    files.keep(step, sheet, on=on)
    step.save()
    return step


@transaction.atomic
def report_rectified(
    finding: Finding, *, by: Actor, words: str, today: date, sheet: files.Sheet | None = None
) -> Finding:
    """The township says what it did, with its proof."""
    finding = _held(finding, Fate.OPEN)
    finding.state, finding.reported_on = Fate.REPORTED, today
    finding.save()
    _step(finding, Act.REPORTED, by=by, on=today, words=words, sheet=sheet)
    notices.settle(notices.open_asks(finding.get_absolute_url()))
    notices.tell(
        addressees.of_county(finding.county, today=today),
        key=f"finding:{finding.code}:reported:{finding.times_open}:{today}",
        text=f"{finding.township}报了整改：{finding}，请核实。",
        url=finding.get_absolute_url(),
    )
    audit.record("checks.rectify", by=by, obj=finding)
    return finding


@transaction.atomic
def confirm_rectified(finding: Finding, *, by: Actor, words: str, today: date) -> Finding:
    """The county has seen that it is so; a day for the look-back is set."""
    finding = _held(finding, Fate.REPORTED)
    notices.settle(notices.open_asks(finding.get_absolute_url()))
    return _confirm(finding, by=by, words=words, on=today)


def _confirm(finding: Finding, *, by: Actor, words: str, on: date) -> Finding:
    calendar = CalendarDay.calendar_for(finding.county.code)
    after = finding.county.policy(CheckPolicy).look_back_after
    finding.state, finding.confirmed_on = Fate.CONFIRMED, on
    finding.look_back_on = deadline(on, after, calendar=calendar, roll=True).effective
    finding.save()
    _step(finding, Act.CONFIRMED, by=by, on=on, words=words)
    audit.record("checks.confirm", by=by, obj=finding)
    return finding


@transaction.atomic
def return_rectified(finding: Finding, *, by: Actor, words: str, due_on: date, today: date) -> Finding:
    """Not enough: back to the township, with a reason and a date."""
    finding = _held(finding, Fate.REPORTED)
    return _again(finding, Act.RETURNED, by=by, words=words, due_on=due_on, today=today)


def _again(finding: Finding, act: str, *, by: Actor, words: str, due_on: date, today: date) -> Finding:
    if due_on < today:
        raise Refused("新的期限不能早于今天。", field="due_on")
    finding.state, finding.due_on = Fate.OPEN, due_on
    finding.times_open += 1
    finding.save()
    _step(finding, act, by=by, on=today, words=words, due_on=due_on)
    notices.settle(notices.open_asks(finding.get_absolute_url()))
    notices.tell(
        addressees.of_townships(finding.county, [finding.township_id], today=today),
        key=f"finding:{finding.code}:{finding.times_open}",
        text=f"要继续整改：{finding}。{words[:80]} 请于{day_words(due_on, today)}前报材料。",
        url=finding.get_absolute_url(),
        due_on=due_on,
    )
    audit.record("checks.return", by=by, obj=finding, detail={"act": str(act)})
    return finding


@transaction.atomic
def postpone_finding(finding: Finding, *, by: Actor, words: str, due_on: date, today: date) -> Finding:
    """Another date, with the reason."""
    finding = _held(finding, Fate.OPEN)
    if due_on <= max(finding.due_on, today):
        raise Refused("新的期限应在今天和原定期限之后。", field="due_on")
    finding.due_on = due_on
    finding.save()
    _step(finding, Act.POSTPONED, by=by, on=today, words=words, due_on=due_on)
    audit.record("checks.postpone", by=by, obj=finding)
    return finding


@transaction.atomic
def look_back(
    finding: Finding, *, by: Actor, holds: bool, words: str, today: date, due_on: date | None = None
) -> Finding:
    """回头看: what holds is struck off the list, what does not is open again (S0-51, S0-53, S2-8)."""
    finding = _held(finding, Fate.CONFIRMED)
    if not holds:
        if due_on is None:
            raise Refused("没有到位的，请定新的整改期限。", field="due_on")
        return _again(finding, Act.REOPENED, by=by, words=words, due_on=due_on, today=today)
    finding.state, finding.closed_on = Fate.CLOSED, today
    finding.save()
    _step(finding, Act.KEPT, by=by, on=today, words=words)
    audit.record("checks.look_back", by=by, obj=finding)
    return finding
