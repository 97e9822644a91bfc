"""What answers and their judgement do besides: reply, meeting, delivery, rating, another round, the end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from django.db import transaction

from congress_poverty import audit
from congress_poverty.audit import Actor
from congress_poverty.packs import term
from congress_poverty.refusals import Refused

from ..clocks import stop
from ..flow import Part, State, UnitState
from ..models import (
    Clock,
    Delivery,
    Paper,
    Promise,
    Rating,
    Reply,
    Suggestion,
    SuggestionProposer,
    SupervisionEvent,
)
from ..notices import tell_rated_for
from .acts import Act, effect, person_of, proposer_acting, reopens
from .advance import advance
from .handling import answer_for_those_who_agreed, assign

_NOT_AWAITED = ("sign", "objection", "co_opinion", "co_redo")
RATING_MAY_CHANGE_FOR = timedelta(days=3)


def _reply_of(act: Act) -> Reply:
    reply = Reply.objects.filter(assignment=act.assignment).first() or Reply(
        suggestion=act.suggestion, assignment=act.assignment, round=act.suggestion.round
    )
    if act.on_behalf_of:
        reply.entered_by = act.by.label
    return reply


def _not_before_hand_over(act: Act, day: date, what: str, name: str) -> None:
    if day > act.on:
        raise Refused(f"{what}不能晚于今天。", field=name)
    if day < act.assignment.assigned_on:
        raise Refused(
            f"{what}不能早于交办日期（{act.assignment.assigned_on:%Y-%m-%d}）。",
            code="E_DATE_ORDER",
            field=name,
        )


@effect("meet")
def _meet(act: Act) -> None:
    given = act.given
    _not_before_hand_over(act, given["met_on"], "见面日期", "met_on")
    reply = _reply_of(act)
    reply.met_on = given["met_on"]
    reply.is_waived = bool(given.get("is_waived"))
    for name in ("met_place", "met_manner", "unit_people", "deputy_people", "deputy_opinion"):
        setattr(reply, name, given.get(name) or "")
    if not reply.is_waived and not reply.unit_people:
        raise Refused("请填单位参加人。", field="unit_people")
    if reply.is_waived and not reply.deputy_opinion and not _has_waiver(act):
        raise Refused(
            "代表书面同意不见面的，请附上代表的书面意见，或在“代表意见”里写明代表是怎么同意的。",
            field="papers",
        )
    reply.save()
    words = "代表书面同意不见面" if reply.is_waived else f"{reply.met_place}；{reply.unit_people}"
    act.detail = words.strip("；") + (f"；代表意见：{reply.deputy_opinion}" if reply.deputy_opinion else "")
    act.data["happened_on"] = reply.met_on.isoformat()


def _has_waiver(act: Act) -> bool:
    """The deputy's consent on paper: it comes with the move, or lies there already."""
    there = Paper.objects.filter(assignment=act.assignment, kind=Paper.Kind.WAIVER)
    return bool(act.given.get("papers")) or there.exists()


def never_public(suggestion: Suggestion) -> str:
    """Why an answer to it may not be published, whatever the unit says; '' where it may."""
    if suggestion.is_confidential:
        return "代表要求保密"
    return "" if suggestion.is_publishable else "代表不同意公开这件建议"


def _publicity(act: Act) -> tuple[bool, str]:
    """Whether the answer may be published, and if not, why."""
    if secret := never_public(act.suggestion):
        return False, secret
    is_public, reason = act.given.get("is_public", True), act.given.get("withheld_reason", "").strip()
    if not is_public and not reason:
        raise Refused("不公开答复的，请写明不公开的理由。", field="withheld_reason")
    return is_public, "" if is_public else reason


@effect("write")
def _write_reply(act: Act) -> None:
    given = act.given
    _not_before_hand_over(act, given["written_on"], "签发日期", "written_on")
    code = term(act.policy.reply_codes, given["result_code"])
    if code is None:
        raise Refused(f"没有“{given['result_code']}”这个结果类别。", field="result_code")
    if code.needs_promise and not (given.get("promise_due_on") and given.get("promise_by")):
        raise Refused(f"选“{code.code} {code.label}”时，请写明计划完成时间和责任人。", field="promise_due_on")
    if code.needs_reason and not given.get("reason"):
        raise Refused(f"选“{code.code} {code.label}”时，请写明原因与依据。", field="reason")
    reply = _reply_of(act)
    reply.result_code = code.code
    for name in ("written_on", "promise_due_on"):
        setattr(reply, name, given.get(name) or None)
    for name in ("doc_no", "signed_by", "summary", "body", "reason", "promise_by"):
        setattr(reply, name, given.get(name) or "")
    reply.is_public, reply.withheld_reason = _publicity(act)
    reply.save()
    act.detail = f"{reply.doc_no} {code.code} {code.label}；{reply.summary}".strip()
    act.data["happened_on"] = reply.written_on.isoformat()


@effect("deliver")
def _deliver(act: Act) -> None:
    reply = Reply.objects.filter(assignment=act.assignment).first()
    if reply is None or reply.written_on is None:
        raise Refused("还没有书面答复。书面和见面都完成才能送达。", field="written_on")
    if act.policy.face_to_face_required and reply.met_on is None:
        raise Refused("还没记录与代表见面。书面和见面都完成才能送达。", field="met_on")
    reply.delivered_on = act.on
    reply.save(update_fields=["delivered_on"])
    one = act.assignment
    one.state, one.done_on = UnitState.REPLIED, act.on
    one.save(update_fields=["state", "done_on"])
    answer_for_those_who_agreed(act)
    code = term(act.policy.reply_codes, reply.result_code)
    if code and code.needs_promise:
        Promise.objects.get_or_create(
            reply=reply,
            defaults={
                "suggestion": act.suggestion,
                "unit": one.unit,
                "text": reply.summary,
                "due_on": reply.promise_due_on,
                "first_due_on": reply.promise_due_on,
                "responsible": reply.promise_by,
            },
        )
    _send_out(act, reply)
    others = act.current(Part.LEAD).exclude(state=UnitState.REPLIED).exists()
    act.changes["outcome"] = reply.result_code
    if not others:
        act.changes |= {
            "replied_on": act.on,
            "reply_count": act.suggestion.reply_count + 1,
        }
        # What co-units have not said by now nobody waits for.
        for other in act.current().exclude(pk=one.pk):
            stop(act.suggestion, _NOT_AWAITED, on=act.on, assignment=other, void=True)
    else:  # the deputies rate when all lead units have answered
        act.move = replace(act.move, starts=(), tells=("office",))
    act.detail = f"{reply.doc_no} {code.code} {code.label}".strip() if code else reply.doc_no


def _send_out(act: Act, reply: Reply) -> None:
    """To each proposer, or to the lead who relays it; on paper where the unit says so."""
    on_paper = {one.pk for one in act.given.get("on_paper") or ()}
    for proposer in act.suggestion.proposers.filter(answer=SuggestionProposer.Answer.CONFIRMED):
        is_co = proposer.role == SuggestionProposer.Role.CO
        if act.policy.delivery == "lead_relays" and is_co and proposer.pk not in on_paper:
            continue
        way = Delivery.Way.PAPER if proposer.pk in on_paper else Delivery.Way.DIRECT
        _delivered(reply, proposer, way=way, on=act.on)


def _delivered(reply: Reply, proposer: SuggestionProposer, *, way: str, on: date) -> None:
    Delivery.objects.get_or_create(
        reply=reply,
        proposer=proposer,
        defaults={"suggestion_id": reply.suggestion_id, "way": way, "delivered_on": on},
    )


@effect("relay")
def _relay(act: Act) -> None:
    """The lead says to whom he passed the answers on."""
    proposer_acting(act)
    told = list(act.given["proposers"])
    own = {one.pk: one for one in act.suggestion.proposers.select_related("person")}
    for proposer in told:
        if proposer.pk not in own or proposer.answer != SuggestionProposer.Answer.CONFIRMED:
            raise Refused(f"{proposer.person}没有附议这件建议。", field="proposers")
        for reply in Reply.objects.filter(suggestion=act.suggestion, delivered_on__isnull=False):
            _delivered(reply, proposer, way=Delivery.Way.RELAYED, on=act.on)
    act.detail = "、".join(str(one.person) for one in told)


@transaction.atomic
def mark_seen(suggestion: Suggestion, *, by: Actor, on: date) -> int:
    """The deputy opened the page: the answers have arrived; how many are new."""
    unseen = Delivery.objects.filter(
        suggestion=suggestion, proposer__person=person_of(by), seen_on__isnull=True
    )
    seen = unseen.update(seen_on=on)
    if seen:
        audit.record("suggestions.seen", by=by, obj=suggestion, detail={"answers": seen})
    return seen


@effect("rate")
def _rate(act: Act) -> None:
    given, policy = act.given, act.policy
    proposer = proposer_acting(act, lead_only=False)
    result = term(policy.satisfaction, given["result"])
    if result is None:
        raise Refused("请给“办理结果”选一个。", field="result")
    attitude = term(policy.satisfaction, given.get("attitude") or "")
    if attitude is None and any(dimension.code == "attitude" for dimension in policy.rating_dimensions):
        raise Refused("请给“办理态度”选一个。", field="attitude")
    reasons = list(given.get("reasons") or ())
    if result.reopens and not reasons and not given.get("remark"):
        raise Refused("请点一个原因，承办单位才知道改哪里。", field="reasons")
    counts = policy.raters == "every_signatory" or proposer.role == SuggestionProposer.Role.LEAD
    earlier = Rating.objects.filter(proposer=proposer, round=act.suggestion.round).first()
    if act.suggestion.state == State.CLOSED and not (earlier and earlier.entered_by and not act.on_behalf_of):
        raise Refused("这件建议已经办结，只有代表本人可以更正别人代录的评价。")
    if earlier and act.on > may_change_until(earlier):
        raise Refused("评价满三天以后不能再改。")
    rating = earlier or Rating(suggestion=act.suggestion, proposer=proposer, round=act.suggestion.round)
    rating.result, rating.attitude = result.code, attitude.code if attitude else ""
    rating.reasons, rating.remark = reasons, given.get("remark", "")
    rating.rated_on = earlier.rated_on if earlier else act.on
    _by_whom(act, rating)
    rating.counts = counts
    rating.save()
    Delivery.objects.filter(
        proposer=proposer, reply__round=rating.round, reply__delivered_on__isnull=False, seen_on__isnull=True
    ).update(seen_on=act.on)
    _count_ratings(act)
    if act.suggestion.state == State.CLOSED:
        _correct_after_the_end(act, result)
    words = [f"{proposer.person}（{proposer.get_role_display()}）：{result.label}"]
    labels = [reason.label for code in reasons if (reason := term(policy.dissatisfaction_reasons, code))]
    if labels or rating.remark:
        words.append("，".join([*labels, rating.remark]).strip("，"))
    act.detail = "；".join(words)
    act.data["bad"] = result.reopens


def may_change_until(rating: Rating) -> date:
    """Three days after it was given or, where somebody else entered it, after the deputy was told."""
    return max(rating.rated_on, rating.told_on or rating.rated_on) + RATING_MAY_CHANGE_FOR


def _by_whom(act: Act, rating: Rating) -> None:
    """The deputy's own, or by phone or on paper: then it says how, who called, and tells the deputy."""
    given = act.given
    rating.entered_by = rating.entered_how = rating.called_by = ""
    rating.told_on = None
    if not act.on_behalf_of:
        return
    rating.entered_by = act.by.label
    rating.entered_how = given.get("entered_how", "")
    rating.called_by = given.get("called_by", "")
    rating.told_on = given.get("told_on") or act.on
    tell_rated_for(rating, by=act.by, until=may_change_until(rating), on=act.on)


def _correct_after_the_end(act: Act, result) -> None:
    """What somebody else entered was wrong: dissatisfied after all opens the case again."""
    if result.reopens and act.changes.get("satisfaction") == result.code:
        act.changes["closed_on"] = None
    else:
        act.changes["state"] = State.CLOSED


def _count_ratings(act: Act) -> None:
    """The satisfaction is the last one given: the counting rating of this round, of several the worst."""
    row, scale = act.suggestion, [step.code for step in act.policy.satisfaction]
    reopening = {step.code for step in act.policy.satisfaction if step.reopens}
    counting = list(Rating.objects.filter(suggestion=row, counts=True).values_list("round", "result"))
    now = [result for round, result in counting if round == row.round]
    expected = 1
    if act.policy.raters == "every_signatory":
        expected = row.proposers.filter(answer=SuggestionProposer.Answer.CONFIRMED).count()
    if len(now) < expected and row.state == State.REPLIED:
        act.changes["state"] = State.REPLIED
        act.move = replace(act.move, stops=())
        return
    if now:
        act.changes["satisfaction"] = max(now, key=scale.index)
        given_before = row.state in (State.RATED, State.CLOSED) and row.rated_on
        act.changes["rated_on"] = row.rated_on if given_before else act.on
    act.changes["dissatisfied_count"] = len({round for round, result in counting if result in reopening})


@effect("lapse")
def _lapse(act: Act) -> None:
    window = (
        Clock.objects.filter(suggestion=act.suggestion, name="feedback", round=act.suggestion.round)
        .running()
        .first()
    )
    if window is None:
        raise Refused("县里没有规定评价期限，请请代表评价或电话代录。")
    if act.on <= window.effective_on:
        raise Refused(f"评价期限到{window.effective_on:%Y-%m-%d}，还没有到期。")
    act.changes["satisfaction"] = ""
    act.changes["rated_on"] = None
    act.void = True
    act.detail = f"评价期限 {window.effective_on:%Y-%m-%d} 已过，不计入满意率"


def lapse_unrated(*, today: date) -> int:
    """Record 未反馈 where the time to rate has passed; how many. Running it twice is harmless."""
    waiting = Clock.objects.filter(name="feedback", effective_on__lt=today, suggestion__state=State.REPLIED)
    lapsed = 0
    for pk in list(waiting.running().order_by("pk").values_list("suggestion", flat=True)):
        suggestion = Suggestion.objects.select_related("county__region").get(pk=pk)
        by = Actor.program("评价期满", county_code=suggestion.county.code)
        try:
            advance(suggestion, "lapse", by=by, on=today)
        except Refused:
            continue  # rated in this very moment
        lapsed += 1
    return lapsed


@effect("rehandle")
def _rehandle(act: Act) -> None:
    row = act.suggestion
    unmet = promises_unmet(row)
    if row.state == State.RATED and not reopens(act) and not unmet:
        raise Refused("代表没有表示不满意，不用重新办理，可以办结。")
    if row.state == State.ESCALATED:
        _escalation_says(row, SupervisionEvent.Outcome.REHANDLE)
    looked = row.look_back in (Suggestion.LookBack.NOT_DONE, Suggestion.LookBack.PARTLY)
    if row.state == State.CLOSED and not looked and not unmet:
        raise Refused("已经办结的建议，“回头看”没有落实才重新办理。")
    leads = [one.unit for one in act.current(Part.LEAD).select_related("unit")]
    if not leads:
        raise Refused("这件建议没有主办单位的记录，请先补录承办单位。")
    act.changes |= {"round": row.round + 1, "closed_on": None, "look_back": "", "look_back_on": None}
    _supersede_promises(act)
    assign(act, leads, [])
    act.to_unit = leads[0]
    act.detail = act.given["reason"]


def promises_unmet(suggestion: Suggestion) -> bool:
    """Whether a look on the spot or the deputy found a promise not kept."""
    return Promise.objects.filter(suggestion=suggestion).unmet().exists()


def _supersede_promises(act: Act) -> None:
    """What was promised and not kept gives way to what the next answer says."""
    rows = Promise.objects.filter(suggestion=act.suggestion)
    left = {promise.pk for promise in (*rows.open(), *rows.unmet())}
    rows.filter(pk__in=left).update(ended_on=act.on, end_reason="重新办理，以再次答复为准")


@effect("close")
def _close(act: Act) -> None:
    if act.suggestion.state == State.ESCALATED:
        _escalation_says(act.suggestion, SupervisionEvent.Outcome.SETTLED)
    elif reopens(act):
        times = act.suggestion.dissatisfied_count
        if times < act.policy.escalate_after:
            raise Refused("代表不满意，不能办结，请退回承办单位重新办理。")
        if not act.given.get("reason"):
            raise Refused(f"代表已{times}次不满意，办结前请写明约见、评议或询问后的决定。", field="reason")
    act.changes["closed_on"] = act.on
    act.detail = act.given.get("reason", "")


def _escalation_says(row: Suggestion, outcome: str) -> None:
    """Out of 升级处理 leads only what 约见, 评议 or 询问 decided."""
    last = SupervisionEvent.objects.filter(suggestion=row, is_escalation=True).last()
    if last is None or last.outcome == SupervisionEvent.Outcome.PLANNED:
        raise Refused("升级处理还没有结果，请先登记结果。")
    if last.outcome != outcome:
        raise Refused(f"升级处理的结果是“{last.get_outcome_display()}”，请按结果办。")
