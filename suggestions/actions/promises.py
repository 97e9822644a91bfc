"""What became of what was promised (承诺事项): kept, rated, put off, looked at, carried over, given up."""

from __future__ import annotations

from datetime import date

from congress_poverty.audit import Actor
from congress_poverty.packs import term
from congress_poverty.refusals import Refused
from deputies.models import County
from deputies.roles import HANDLING_UNIT

from .. import flow
from ..flow import State
from ..models import Promise, Suggestion
from .acts import Act, effect, proposer_acting
from .advance import advance
from .answers import RATING_MAY_CHANGE_FOR


def _promise(act: Act, *, is_open: bool = False) -> Promise:
    """The promise that the move is about, as it stands in the database now."""
    promise = Promise.objects.select_related("reply", "unit").filter(pk=act.given["promise"].pk).first()
    if promise is None or promise.suggestion_id != act.suggestion.pk:
        raise Refused("这项承诺不属于这件建议。", field="promise")
    if promise.ended_on:
        raise Refused(f"这项承诺已于{promise.ended_on:%Y-%m-%d}不再跟踪。", field="promise")
    if is_open and promise.kept_on:
        raise Refused(f"这项承诺已于{promise.kept_on:%Y-%m-%d}落实。", field="promise")
    act.assignment = promise.reply.assignment  # its clock and its line in the history
    act.to_unit = promise.unit
    act.data["promise"] = promise.code
    return promise


def _say(act: Act, promise: Promise, *words: str) -> None:
    act.detail = "；".join(word for word in (promise.text, *words) if word)


@effect("keep_promise")
def _keep_promise(act: Act) -> None:
    promise, given = _promise(act, is_open=True), act.given
    if act.by.role == HANDLING_UNIT:
        if act.reach.kind != "unit" or promise.unit_id not in act.reach.ids:
            raise Refused(f"这项承诺是{promise.unit}作出的，由{promise.unit}报告。", field="promise")
    elif promise.unit:
        act.on_behalf_of = promise.unit.name
    since = promise.reply.delivered_on
    if not since <= given["kept_on"] <= act.on:
        raise Refused(f"落实日期应在答复送达（{since:%Y-%m-%d}）以后，不晚于今天。", field="kept_on")
    promise.kept_on, promise.answer = given["kept_on"], given["answer"]
    # What was thought and seen before was about something that was not done yet.
    promise.satisfaction, promise.rated_on, promise.is_disputed = "", None, False
    promise.check_result, promise.checked_on = "", None
    promise.save()
    _say(act, promise, promise.answer)
    act.data["happened_on"] = promise.kept_on.isoformat()


@effect("rate_promise")
def _rate_promise(act: Act) -> None:
    """The second survey of 重庆条例 26–28: the lead deputy says whether the promise was kept."""
    promise, given = _promise(act), act.given
    if promise.kept_on is None:
        raise Refused("承办单位还没有报告落实，落实以后再评价。", field="promise")
    proposer_acting(act)
    result = term(act.policy.satisfaction, given["result"])
    if result is None:
        raise Refused("请给“落实情况”选一个。", field="result")
    if result.reopens and not given.get("remark"):
        raise Refused("请写一句哪里没有落实，承办单位才知道改哪里。", field="remark")
    if promise.rated_on and act.on > promise.rated_on + RATING_MAY_CHANGE_FOR:
        raise Refused("评价满三天以后不能再改。")
    promise.satisfaction, promise.is_disputed = result.code, result.reopens
    promise.rated_on = promise.rated_on or act.on
    promise.save(update_fields=["satisfaction", "is_disputed", "rated_on"])
    _say(act, promise, result.label, given.get("remark", ""))
    act.data["bad"] = result.reopens


@effect("postpone_promise")
def _postpone_promise(act: Act) -> None:
    promise, due_on = _promise(act, is_open=True), act.given["due_on"]
    if due_on <= act.on or (promise.due_on and due_on <= promise.due_on):
        raise Refused("新的完成时间应在今天和原定时间之后。", field="due_on")
    before = promise.due_on
    promise.first_due_on = promise.first_due_on or before
    promise.due_on = due_on
    promise.times_postponed += 1
    promise.save(update_fields=["first_due_on", "due_on", "times_postponed"])
    moved = f"{before:%Y-%m-%d} → {due_on:%Y-%m-%d}" if before else f"定为{due_on:%Y-%m-%d}"
    _say(act, promise, moved, act.given["reason"])


@effect("check_promise")
def _check_promise(act: Act) -> None:
    """On the spot: what is not there counts as open again, and handling may begin anew."""
    promise, result = _promise(act), act.given["result"]
    if result not in Promise.Check.values:
        raise Refused("请选回头看的结果。", field="result")
    promise.checked_on, promise.check_result = act.on, result
    if result == Promise.Check.DONE:
        promise.kept_on = promise.kept_on or act.on
        promise.is_disputed = False
    elif result == Promise.Check.NOT_DONE:
        promise.kept_on = None
    promise.save(update_fields=["checked_on", "check_result", "kept_on", "is_disputed"])
    if act.suggestion.state == State.CLOSED:
        act.changes |= {"look_back": result, "look_back_on": act.on}
    _say(act, promise, promise.get_check_result_display(), act.given.get("note", ""))
    act.data["bad"] = result == Promise.Check.NOT_DONE


@effect("end_promise")
def _end_promise(act: Act) -> None:
    promise = _promise(act)
    promise.ended_on, promise.end_reason = act.on, act.given["reason"]
    promise.save(update_fields=["ended_on", "end_reason"])
    act.void = True
    _say(act, promise, promise.end_reason)


@effect("carry_over")
def _carry_over(act: Act) -> None:
    promise, year = _promise(act, is_open=True), act.given["year"]
    if year <= promise.year:
        raise Refused(f"这项承诺已经在{promise.year}年的台账里。", field="year")
    if year > act.on.year + 1:
        raise Refused(f"最多结转到{act.on.year + 1}年。", field="year")
    promise.carried_to = year
    promise.save(update_fields=["carried_to"])
    _say(act, promise, f"转入{year}年")


def carry_over_open(county: County, *, year: int, by: Actor, on: date) -> int:
    """Carry the open promises of ``year`` into the next; how many. Running it twice is harmless."""
    rows = Promise.objects.up_to_year(year).open().filter(suggestion__county=county)
    carried = 0
    for promise in rows.select_related("suggestion__county__region").order_by("pk"):
        suggestion = Suggestion.objects.select_related("county__region").get(pk=promise.suggestion_id)
        if flow.check("carry_over", state=suggestion.state, role=by.role, level=suggestion.handled_at):
            continue  # handled anew, or the other body's to carry
        on_day = max(on, suggestion.last_step_on or on)
        advance(suggestion, "carry_over", by=by, on=on_day, given={"promise": promise, "year": year + 1})
        carried += 1
    return carried
