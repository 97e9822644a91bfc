"""What changes the time to answer: extension in both legal shapes, pause and resumption."""

from __future__ import annotations

from datetime import date

from congress_poverty.calendar import spoken
from congress_poverty.notices import open_asks, settle
from congress_poverty.refusals import Refused

from ..clocks import pause
from ..models import Assignment, Clock, Extension, Suggestion
from ..policy import SuggestionPolicy
from .acts import Act, NotNeeded, effect, obstacle


def _reply_clock(one: Assignment | None) -> Clock | None:
    return Clock.objects.filter(assignment=one, name="reply").running().first() if one else None


def asked_extension(one: Assignment | None) -> Extension | None:
    """The unit's request that nobody has answered yet."""
    return Extension.objects.filter(assignment=one, is_granted__isnull=True).first() if one else None


@obstacle("ask_extension", "extend")
def _cannot_be_extended(suggestion: Suggestion, one: Assignment | None) -> str:
    if suggestion.paused_on is not None:
        return "这件建议暂停办理，恢复以后再延期。"
    if one and _reply_clock(one) is None:
        return "没有可以延期的答复期限：已经延过，或交办时就按延长的期限。"
    if asked_extension(one):
        return "延期申请还没有答复，不用再申请。"
    return ""


@obstacle("grant_extension", "refuse_extension")
def _nothing_was_asked(suggestion: Suggestion, one: Assignment | None) -> str:
    return "" if one is None or asked_extension(one) else f"{one.unit}没有申请延期。"


def _checked_until(act: Act, until: date) -> Clock:
    """The long clock to ``until``: after the short one, and no later than the law lets it run."""
    reply = _reply_clock(act.assignment)
    if reply is None:
        raise Refused("没有可以延期的答复期限。")
    reply.suggestion, reply.assignment = act.suggestion, act.assignment
    longest = act.county.longest(reply)
    if longest is None:
        raise Refused("本县没有规定延期答复的期限，不能延期。")
    if until <= reply.effective_on:
        raise NotNeeded(f"原来的期限是{spoken(reply.effective_on)}，延期要晚于这一天。", field="until")
    if until > longest.effective_on:
        raise Refused(f"最多可以延到{spoken(longest.effective_on)}。", field="until")
    longest.effective_on = until
    return longest


def _in_time(act: Act) -> None:
    reply = _reply_clock(act.assignment)
    if reply and act.on > reply.effective_on:
        raise Refused(f"答复期限（{spoken(reply.effective_on)}）已过，不能再延期，请尽快答复。")


def _consent_needed(act: Act) -> bool:
    policy: SuggestionPolicy = act.policy
    return policy.clocks_for(act.suggestion.handled_at).long_needs_consent


def _extend_to(act: Act, until: date, why: str) -> None:
    clock = _checked_until(act, until)
    clock.explain(f"{why}，延至{spoken(until)}。")
    act.clocks["long_reply"] = [clock]
    act.void = True  # the short time was not met: it no longer applies


@effect("ask_extension")
def _ask_extension(act: Act) -> None:
    """With the consent of the body that handed over (北京, 浙江, 山东 …)."""
    if not _consent_needed(act):
        raise Refused("本县延期按事项性质，不用申请；请用“延期答复”写明理由。")
    _in_time(act)
    _checked_until(act, act.given["until"])
    Extension.objects.create(
        suggestion=act.suggestion,
        assignment=act.assignment,
        asked_on=act.on,
        reason=act.given["reason"],
        until=act.given["until"],
    )
    act.detail = f"延至{spoken(act.given['until'])}；{act.given['reason']}"


@effect("grant_extension")
def _grant_extension(act: Act) -> None:
    extension = asked_extension(act.assignment)
    _extend_to(act, act.given["until"], "经交办机构同意延期")
    _decide(act, extension, granted=True, until=act.given["until"])
    act.detail = f"延至{spoken(extension.until)}" + (f"；{extension.decision}" if extension.decision else "")


@effect("refuse_extension")
def _refuse_extension(act: Act) -> None:
    extension = asked_extension(act.assignment)
    _decide(act, extension, granted=False, until=extension.until)
    act.detail = extension.decision


def _decide(act: Act, extension: Extension, *, granted: bool, until: date) -> None:
    settle(open_asks(act.suggestion.get_absolute_url()).filter(key__contains=":ask_extension:"))
    extension.is_granted, extension.decided_on, extension.until = granted, act.on, until
    extension.decision = act.given.get("reason", "")
    extension.save(update_fields=["is_granted", "decided_on", "until", "decision"])


@effect("extend")
def _extend(act: Act) -> None:
    """By the nature of the matter alone (代表法 51): declared, and told to the deputies at once."""
    if _consent_needed(act):
        raise Refused("本县延期要经交办机构同意，请用“申请延期”。")
    _in_time(act)
    until, reason = act.given["until"], act.given["reason"]
    _extend_to(act, until, "涉及面广、处理难度大")
    Extension.objects.create(
        suggestion=act.suggestion,
        assignment=act.assignment,
        by_nature=True,
        asked_on=act.on,
        reason=reason,
        until=until,
        is_granted=True,
        decided_on=act.on,
    )
    act.detail = f"延至{spoken(until)}；{reason}"


@obstacle("pause")
def _is_paused(suggestion: Suggestion, one: Assignment | None) -> str:
    return "这件建议已经暂停办理。" if suggestion.paused_on is not None else ""


@obstacle("resume")
def _is_not_paused(suggestion: Suggestion, one: Assignment | None) -> str:
    return "这件建议没有暂停办理。" if suggestion.paused_on is None else ""


@effect("pause")
def _pause(act: Act) -> None:
    pause(act.suggestion, on=act.on)
    act.changes["paused_on"] = act.on
    act.detail = act.given["reason"]


@effect("resume")
def _resume(act: Act) -> None:
    days = (act.on - act.suggestion.paused_on).days
    act.county.resume(act.suggestion, on=act.on)
    act.changes["paused_on"] = None
    words = f"暂停{days}日，期限顺延"
    act.detail = f"{words}；{act.given['reason']}" if act.given.get("reason") else words
