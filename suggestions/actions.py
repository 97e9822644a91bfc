"""Acts on suggestions. ``advance`` is the only writer of their state.

It re-reads the row under lock, asks the flow's table, lets the move's own rules look,
and writes row, step, clocks, audit event and notices in one transaction. Whoever
comes second with an act that no longer fits gets a sentence, on SQLite as on
PostgreSQL: the row is written only if its version is still the one that was checked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from congress_poverty import audit
from congress_poverty.audit import Actor
from congress_poverty.packs import term
from congress_poverty.reach import Reach, current_reach, reaching
from congress_poverty.refusals import Refused
from deputies.models import Account, Person, Unit
from deputies.roles import DEPUTY, HANDLING_UNIT

from . import flow
from .clocks import CountyClocks, due_days, stop
from .flow import Part, State, UnitState
from .models import Assignment, Clock, Promise, Rating, Reply, Step, Suggestion, SuggestionProposer
from .notices import settle_asks, tell_about

RATING_MAY_CHANGE_FOR = timedelta(days=3)


@dataclass
class Act:
    """One move while it is being made: what came in, and what is to be written."""

    suggestion: Suggestion
    move: flow.Move
    by: Actor
    on: date
    given: Mapping[str, Any]
    county: CountyClocks
    assignment: Assignment | None = None
    changes: dict[str, Any] = field(default_factory=dict)
    detail: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    to_unit: Unit | None = None
    on_behalf_of: str = ""
    void: bool = False
    """The clocks that stop were not met but no longer apply."""
    asked_units: list[Assignment] = field(default_factory=list)
    """Assignments whose clocks the move starts; empty: all current ones of the round."""

    @property
    def policy(self):
        return self.county.policy

    def current(self, part: Part | None = None):
        rows = Assignment.objects.filter(suggestion=self.suggestion, round=self.suggestion.round).current()
        return rows.filter(part=part) if part else rows


@transaction.atomic
def raise_suggestion(
    suggestion: Suggestion,
    *,
    by: Actor,
    on: date,
    co_proposers: list[Person] = (),
    co_confirmed: bool = False,
) -> Suggestion:
    """Save a new suggestion with its proposers and submit it.

    ``co_confirmed``: the co-signers have signed the paper that is being entered;
    otherwise each is asked and confirms alone. The same ``client_uuid`` twice is one
    suggestion.
    """
    if suggestion.client_uuid:
        known = Suggestion.objects.filter(client_uuid=suggestion.client_uuid).first()
        if known:
            return known
    if by.role == DEPUTY and _person_of(by) != suggestion.lead:
        raise Refused("代表只能以自己的名义领衔提出建议。", field="lead")
    if suggestion.lead in co_proposers:
        raise Refused(f"{suggestion.lead}是领衔代表，不用再列为附议代表。", field="co_proposers")
    suggestion.state = State.DRAFT
    suggestion.year = suggestion.submitted_on.year
    suggestion.recorded_by = by.label
    suggestion.save(force_insert=True)
    confirmed, asked = SuggestionProposer.Answer.CONFIRMED, SuggestionProposer.Answer.ASKED
    lead = SuggestionProposer(
        suggestion=suggestion,
        person=suggestion.lead,
        role=SuggestionProposer.Role.LEAD,
        answer=confirmed,
        answered_on=on,
    )
    others = [
        SuggestionProposer(
            suggestion=suggestion,
            person=person,
            answer=confirmed if co_confirmed else asked,
            answered_on=on if co_confirmed else None,
            order=n,
        )
        for n, person in enumerate(co_proposers, 1)
    ]
    SuggestionProposer.objects.bulk_create([lead, *others])
    return advance(suggestion, "submit", by=by, on=suggestion.submitted_on)


@transaction.atomic
def answer_request(proposer: SuggestionProposer, *, agrees: bool, by: Actor, on: date) -> SuggestionProposer:
    """A deputy who was asked to co-sign agrees or not."""
    if proposer.answer != SuggestionProposer.Answer.ASKED:
        raise Refused(f"{proposer.person}已经答复过是否附议。")
    if by.role == DEPUTY and _person_of(by) != proposer.person:
        raise Refused("只能由被邀请的代表本人答复是否附议。")
    if proposer.suggestion.state in flow.ENDED:
        raise Refused("这件建议已经结束，不用再附议。")
    answers = SuggestionProposer.Answer
    proposer.answer = answers.CONFIRMED if agrees else answers.DECLINED
    proposer.answered_on = on
    proposer.save(update_fields=["answer", "answered_on"])
    audit.record(
        "suggestions.cosign",
        by=by,
        obj=proposer.suggestion,
        detail={"deputy": str(proposer.person), "agrees": agrees},
    )
    return proposer


@transaction.atomic
def advance(
    suggestion: Suggestion,
    move: str,
    *,
    by: Actor,
    on: date,
    given: Mapping[str, Any] | None = None,
    assignment: Assignment | None = None,
    version: int | None = None,
) -> Suggestion:
    """Make the move ``move`` of the flow's table on the day ``on``.

    ``given`` holds what the move needs, by the names in the table. A unit's move says
    whose ``assignment`` it is; left out, it is the unit's own, or the only one that
    fits. ``version`` is the one the actor saw: if somebody acted since, it is refused.
    """
    row = Suggestion.objects.select_for_update(of=("self",)).get(pk=suggestion.pk)
    if version is not None and version != row.version:
        raise Refused(f"您打开页面以后有人办理过这件建议，现在是“{row.face.label}”，请看过再办。")
    act = Act(
        suggestion=row,
        move=flow.MOVES[move],
        by=by,
        on=on,
        given=given or {},
        county=CountyClocks(row.county),
    )
    if act.move.of_unit:
        act.assignment = assignment or _assignment_for(act)
        _own_unit_only(act)
    problem = flow.check(
        move,
        state=row.state,
        role=by.role,
        level=row.handled_at,
        unit_state=act.assignment.state if act.assignment else None,
        part=act.assignment.part if act.assignment else None,
    )
    if problem:
        raise Refused(problem)
    if need := flow.missing(move, act.given):
        raise Refused(need.sentence, field=need.name)
    before = _day_before(act)
    if before and on < before:
        raise Refused(f"日期不能早于上一步（{before:%Y-%m-%d}）。", code="E_DATE_ORDER", field="on")
    # The row was found and judged where the actor stands. What follows touches rows that may leave
    # that reach on the way: a unit that passes the matter on no longer sees it.
    with reaching(Reach.everything("a checked move writes all its rows")):
        from_state = row.state
        _EFFECTS.get(move, _no_effect)(act)
        act.changes.setdefault("state", act.move.target or _state_by_units(act) or from_state)
        _write(act, from_state)
    for name, value in act.changes.items():
        setattr(suggestion, name, value)
    return suggestion


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


def possible_moves(suggestion: Suggestion, *, role: str, assignments: list[Assignment]) -> list[flow.Move]:
    """The moves that ``role`` can make now; ``assignments`` are those it may act for."""
    found = []
    for move in flow.MOVES.values():
        if flow.check(move.key, state=suggestion.state, role=role, level=suggestion.handled_at):
            continue
        if move.of_unit and not any(_fits(move, one, suggestion.round) for one in assignments):
            continue
        found.append(move)
    return found


# --- the pieces of advance ----------------------------------------------------


def _fits(move: flow.Move, one: Assignment, round: int) -> bool:
    return (
        one.ended_on is None
        and one.round == round
        and one.state in move.unit_from
        and (move.part is None or one.part == move.part)
    )


def _assignment_for(act: Act) -> Assignment | None:
    rows = list(act.current().select_related("unit"))
    reach = current_reach()
    if reach.kind == "unit":
        rows = [one for one in rows if one.unit_id in reach.ids]
    fitting = [one for one in rows if _fits(act.move, one, act.suggestion.round)]
    if len(fitting) > 1:
        leads = [one for one in fitting if one.part == Part.LEAD]
        if len(leads) != 1:
            raise Refused(f"有几个承办单位，请选定为哪个单位{act.move.label}。", field="assignment")
        return leads[0]
    if fitting:
        return fitting[0]
    if rows:
        return rows[0]
    if reach.kind == "unit":
        raise Refused("这件建议没有交给您单位办理。")
    return None


def _own_unit_only(act: Act) -> None:
    one, reach = act.assignment, current_reach()
    if one is None:
        return
    if one.suggestion_id != act.suggestion.pk:
        raise Refused("这个承办单位不属于这件建议。")
    if one.ended_on is not None or one.round != act.suggestion.round:
        raise Refused(f"{one.unit}已不承办这件建议。")
    if act.by.role == HANDLING_UNIT and (reach.kind != "unit" or one.unit_id not in reach.ids):
        raise Refused(f"您只能办理交给本单位的部分，这一部分由{one.unit}承办。")
    if act.by.role != HANDLING_UNIT and HANDLING_UNIT in act.move.roles[act.suggestion.handled_at]:
        act.on_behalf_of = one.unit.name


def _day_before(act: Act) -> date | None:
    """The day of the step that this one follows: of the same unit, or of the suggestion."""
    if act.assignment is None:
        return act.suggestion.last_step_on
    last = act.assignment.steps.order_by("-happened_on").values_list("happened_on", flat=True).first()
    return last or act.assignment.assigned_on


def _state_by_units(act: Act) -> State | None:
    if not act.move.of_unit:
        return None
    states = list(act.current(Part.LEAD).values_list("state", flat=True))
    round = act.changes.get("round", act.suggestion.round)
    return flow.combined(states, round=round) if states else None


def _write(act: Act, from_state: str) -> None:
    row, move = act.suggestion, act.move
    row.round = act.changes.get("round", row.round)
    unit_only = act.assignment if move.of_unit else None
    whole = [name for name in move.stops if flow.CLOCK_OF[name] == "suggestion"]
    by_unit = [name for name in move.stops if flow.CLOCK_OF[name] != "suggestion"]
    stop(row, whole, on=act.on, void=act.void)
    stop(row, by_unit, on=act.on, assignment=unit_only, void=act.void)
    _start_clocks(act)
    act.changes.update(due_days(row), last_step_on=max(act.on, row.last_step_on or act.on))
    values = {**act.changes, "version": row.version + 1, "updated_at": timezone.now()}
    try:
        with transaction.atomic():
            written = Suggestion.objects.filter(pk=row.pk, version=row.version).update(**values)
    except IntegrityError as error:
        raise Refused(
            f"建议编号“{act.changes.get('number', row.number)}”已经用过。",
            code="E_DUP_NUMBER",
            field="number",
        ) from error
    if not written:
        raise Refused("刚刚有人办理了这件建议，请刷新页面再看。")
    act.changes["version"] = row.version + 1
    Step.objects.create(
        suggestion=row,
        assignment=act.assignment,
        move=move.key,
        from_state=from_state,
        to_state=act.changes["state"],
        happened_on=act.on,
        actor=act.by.label,
        role=act.by.role,
        on_behalf_of=act.on_behalf_of,
        to_unit=act.to_unit or (act.assignment.unit if act.assignment else None),
        detail=act.detail,
        round=row.round,
        data=act.data,
    )
    audit.record(
        f"suggestions.{move.key}",
        by=act.by,
        obj=row,
        detail={
            "from": from_state,
            "to": str(act.changes["state"]),
            "on": act.on.isoformat(),
            "round": row.round,
        }
        | ({"on_behalf_of": act.on_behalf_of} if act.on_behalf_of else {}),
    )
    for name, value in act.changes.items():
        setattr(row, name, value)
    settle_asks(row, by=act.by, on=act.on, changed=from_state != row.state)
    tell_about(row, act.move, by=act.by, on=act.on, assignment=act.assignment)


def _start_clocks(act: Act) -> None:
    made: list[Clock | None] = []
    asked = act.asked_units or list(act.current())
    for name in act.move.starts:
        whose = flow.CLOCK_OF[name]
        if whose == "suggestion":
            since = act.data.get("clock_from", act.on)
            made.append(act.county.clock(name, act.suggestion, since=since))
        elif whose == "acting unit":
            made.append(act.county.clock(name, act.suggestion, since=act.on, assignment=act.assignment))
        else:
            part = {"lead units": Part.LEAD, "co-units": Part.CO}.get(whose)
            if act.move.key == "uphold":
                asked = [act.assignment]
            made += [
                act.county.clock(name, act.suggestion, since=act.on, assignment=one)
                for one in asked
                if part is None or one.part == part
            ]
    act.data.pop("clock_from", None)
    Clock.objects.bulk_create([clock for clock in made if clock])


def _person_of(by: Actor) -> Person | None:
    account = Account.objects.select_related("person").filter(pk=by.account_id).first()
    return account.person if account else None


# --- what each move does besides ----------------------------------------------


def _no_effect(act: Act) -> None:
    act.detail = str(act.given.get("reason", ""))


def _submit(act: Act) -> None:
    _proposer_acting(act)
    if act.move.key == "resubmit":
        for name in ("title", "body", "ask"):
            if act.given.get(name):
                act.changes[name] = act.given[name]
    act.detail = str(act.given.get("reason", ""))


def _proposer_acting(act: Act, *, lead_only: bool = True) -> SuggestionProposer:
    """The proposer who acts, or for whom somebody enters it."""
    proposers = SuggestionProposer.objects.filter(suggestion=act.suggestion).select_related("person")
    if act.by.role == DEPUTY:
        person = _person_of(act.by)
        own = proposers.filter(person=person).first()
        if own is None or (lead_only and own.role != SuggestionProposer.Role.LEAD):
            raise Refused(f"只有领衔代表可以{act.move.label}。")
    else:
        own = act.given.get("proposer") or proposers.get(role=SuggestionProposer.Role.LEAD)
        act.on_behalf_of = own.person.name
    if own.answer != SuggestionProposer.Answer.CONFIRMED:
        raise Refused(f"{own.person}还没有确认附议。")
    return own


def _register(act: Act) -> None:
    number, level = act.given["number"].strip(), act.given.get("handled_at") or act.suggestion.handled_at
    category = term(act.policy.categories, act.given["category"])
    if category is None:
        raise Refused(f"没有“{act.given['category']}”这个类别。", field="category")
    act.suggestion.handled_at = level
    used = same_register(act.suggestion).filter(number=number).exclude(pk=act.suggestion.pk).first()
    if used:
        raise Refused(f"建议编号“{number}”已经用过：{used.title}。", code="E_DUP_NUMBER", field="number")
    act.changes |= {
        "number": number,
        "handled_at": level,
        "category": category.code,
        "registered_on": act.on,
    }
    act.detail = number


def same_register(suggestion: Suggestion):
    """The suggestions of the same body's register of the year."""
    rows = Suggestion.objects.filter(year=suggestion.year, handled_at=suggestion.handled_at)
    if suggestion.handled_at == Suggestion.Level.TOWNSHIP:
        return rows.filter(township=suggestion.township_id)
    return rows.filter(county=suggestion.county_id)


def _units(act: Act) -> tuple[list[Unit], list[Unit]]:
    leads, cos = list(act.given.get("lead_units") or ()), list(act.given.get("co_units") or ())
    both = [unit for unit in cos if unit in leads]
    if both:
        raise Refused(f"{both[0]}已是主办单位，不能同时协办。", field="co_units")
    for unit in (*leads, *cos):
        if unit.county_id != act.suggestion.county_id:
            raise Refused(f"{unit}不是本县的承办单位。", field="lead_units")
        if not unit.is_active or not unit.handles_suggestions:
            raise Refused(f"{unit}现在不承办建议，请另选单位。", field="lead_units")
    return leads, cos


def _assign(act: Act, leads: list[Unit], cos: list[Unit]) -> None:
    tasks = act.given.get("tasks") or {}
    rows = [
        Assignment(
            suggestion=act.suggestion,
            unit=unit,
            part=part,
            round=act.changes.get("round", act.suggestion.round),
            assigned_on=act.on,
            task=tasks.get(unit.pk, ""),
        )
        for part, units in ((Part.LEAD, leads), (Part.CO, cos))
        for unit in units
    ]
    act.asked_units += Assignment.objects.bulk_create(rows)


def _names(units) -> str:
    return "、".join(str(unit) for unit in units)


def _hand_over(act: Act) -> None:
    leads, cos = _units(act)
    _assign(act, leads, cos)
    act.to_unit = leads[0]
    act.changes["handed_over_on"] = act.on
    words = [f"主办：{_names(leads)}"]
    if cos:
        words.append(f"协办：{_names(cos)}")
    if act.given.get("message"):
        words.append(act.given["message"])
    act.detail = "；".join(words)


def _take_back(act: Act) -> None:
    if act.current().exclude(state=UnitState.ASSIGNED).exists():
        raise Refused("承办单位已经签收，不能撤回交办；要换单位，请单位申请退办后改派。")
    act.current().update(ended_on=act.on)
    act.changes["handed_over_on"] = None
    act.data["clock_from"] = act.suggestion.submitted_on
    act.void = True
    act.detail = act.given["reason"]


def _hand_to_others(act: Act) -> None:
    """Another unit takes the assignment's place; the time to answer goes on or begins anew."""
    old = act.assignment
    leads, cos = _units(act)
    taken = set(act.current().exclude(pk=old.pk).values_list("unit", flat=True))
    for unit in (*leads, *cos):
        if unit.pk in taken:
            raise Refused(f"{unit}已经承办这件建议，请另选单位。", field="lead_units")
    if old.unit in leads:
        raise Refused(f"{old.unit}正在退出，请选别的单位。", field="lead_units")
    old.ended_on = act.on
    old.save(update_fields=["ended_on"])
    if old.part == Part.CO:
        leads, cos = [], [*leads, *cos]
    _assign(act, leads, cos)
    _pass_clocks_on(act, old, [one for one in act.asked_units if one.part == old.part])
    act.to_unit = act.asked_units[0].unit
    words = [f"{old.unit} → {_names(leads or cos)}"]
    if leads and cos:
        words.append(f"协办：{_names(cos)}")
    if act.given.get("reason"):
        words.append(act.given["reason"])
    act.detail = "；".join(words)


def _pass_clocks_on(act: Act, old: Assignment, heirs: list[Assignment]) -> None:
    name = "reply" if old.part == Part.LEAD else "co_opinion"
    running = Clock.objects.filter(assignment=old, name__in=(*flow.ANSWER_CLOCKS, "co_opinion")).running()
    if act.move.key == "reassign" and act.policy.reassign_restarts_reply:
        running.update(stopped_on=act.on, is_void=True)
        fresh = (act.county.clock(name, act.suggestion, since=act.on, assignment=one) for one in heirs)
        Clock.objects.bulk_create(clock for clock in fresh if clock)
        return
    for clock in running:
        clock.assignment = heirs[0]
        clock.save(update_fields=["assignment"])
        for one in heirs[1:]:
            clock.pk, clock.assignment = None, one
            clock.save(force_insert=True)


def _forward(act: Act) -> None:
    if act.by.role == HANDLING_UNIT and act.assignment.unit.kind not in (
        Unit.Kind.GOVERNMENT_OFFICE,
        Unit.Kind.TOWNSHIP_GOVERNMENT,
    ):
        raise Refused("只有政府办公室和乡镇政府可以转办；不属于本单位职责的，请申请退办。")
    _hand_to_others(act)


def _sign(act: Act) -> None:
    one = act.assignment
    one.state, one.signed_on = UnitState.HANDLING, act.on
    one.officer = act.given.get("officer", "")
    one.officer_phone = act.given.get("officer_phone", "")
    one.save(update_fields=["state", "signed_on", "officer", "officer_phone"])
    act.detail = one.officer


def _object(act: Act) -> None:
    one = act.assignment
    rules = act.policy.clocks_for(act.suggestion.handled_at)
    if rules.objection is not None:
        window = Clock.objects.filter(assignment=one, name="objection").order_by("-id").first()
        if window is None or Step.objects.filter(assignment=one, move="uphold").exists():
            raise Refused("退办申请已经答复过，请继续办理。")
        if act.on > window.effective_on:
            phone = act.suggestion.county.phone
            raise Refused(
                f"已超过{rules.objection.words}，不能直接退办，请电话联系"
                f"{act.suggestion.county.deputies_committee_name}{'：' + phone if phone else ''}。"
            )
    one.state = UnitState.OBJECTED
    one.objection = act.given["reason"]
    one.suggested_unit = act.given.get("suggested_unit", "")
    one.save(update_fields=["state", "objection", "suggested_unit"])
    act.detail = one.objection + (f"；建议改派给{one.suggested_unit}" if one.suggested_unit else "")


def _uphold(act: Act) -> None:
    act.assignment.state = UnitState.ASSIGNED
    act.assignment.save(update_fields=["state"])
    act.detail = act.given["reason"]


def _opine(act: Act) -> None:
    one = act.assignment
    one.state, one.opinion, one.done_on = UnitState.OPINED, act.given["opinion"], act.on
    one.signed_on = one.signed_on or act.on
    one.save(update_fields=["state", "opinion", "done_on", "signed_on"])
    act.detail = one.opinion


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
    reply.save()
    words = "代表书面同意不见面" if reply.is_waived else f"{reply.met_place}；{reply.unit_people}"
    act.detail = words.strip("；") + (f"；代表意见：{reply.deputy_opinion}" if reply.deputy_opinion else "")
    act.data["happened_on"] = reply.met_on.isoformat()


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
    reply.save()
    act.detail = f"{reply.doc_no} {code.code} {code.label}；{reply.summary}".strip()
    act.data["happened_on"] = reply.written_on.isoformat()


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
    code = term(act.policy.reply_codes, reply.result_code)
    if code and code.needs_promise:
        Promise.objects.get_or_create(
            reply=reply,
            defaults={
                "suggestion": act.suggestion,
                "text": reply.summary,
                "due_on": reply.promise_due_on,
                "responsible": reply.promise_by,
            },
        )
    others = act.current(Part.LEAD).exclude(state=UnitState.REPLIED).exists()
    act.changes["outcome"] = reply.result_code
    if not others:
        act.changes |= {
            "replied_on": act.on,
            "reply_count": act.suggestion.reply_count + 1,
        }
    else:  # the deputies rate when all lead units have answered
        act.move = replace(act.move, starts=(), tells=("office",))
    act.detail = f"{reply.doc_no} {code.code} {code.label}".strip() if code else reply.doc_no


def _rate(act: Act) -> None:
    given, policy = act.given, act.policy
    proposer = _proposer_acting(act, lead_only=False)
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
    if earlier and act.on > earlier.rated_on + RATING_MAY_CHANGE_FOR:
        raise Refused("评价满三天以后不能再改。")
    rating = earlier or Rating(suggestion=act.suggestion, proposer=proposer, round=act.suggestion.round)
    rating.result, rating.attitude = result.code, attitude.code if attitude else ""
    rating.reasons, rating.remark = reasons, given.get("remark", "")
    rating.rated_on = earlier.rated_on if earlier else act.on
    rating.entered_by = act.by.label if act.on_behalf_of else ""
    rating.counts = counts
    rating.save()
    _count_ratings(act)
    words = [f"{proposer.person}（{proposer.get_role_display()}）：{result.label}"]
    labels = [reason.label for code in reasons if (reason := term(policy.dissatisfaction_reasons, code))]
    if labels or rating.remark:
        words.append("，".join([*labels, rating.remark]).strip("，"))
    act.detail = "；".join(words)
    act.data["bad"] = result.reopens


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
        act.changes["rated_on"] = row.rated_on if row.state == State.RATED and row.rated_on else act.on
    act.changes["dissatisfied_count"] = len({round for round, result in counting if result in reopening})


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


def _reopens(act: Act) -> bool:
    step = term(act.policy.satisfaction, act.suggestion.satisfaction)
    return bool(step and step.reopens)


def _rehandle(act: Act) -> None:
    row = act.suggestion
    if row.state == State.RATED and not _reopens(act):
        raise Refused("代表没有表示不满意，不用重新办理，可以办结。")
    if row.state == State.CLOSED and row.look_back not in (
        Suggestion.LookBack.NOT_DONE,
        Suggestion.LookBack.PARTLY,
    ):
        raise Refused("已经办结的建议，“回头看”没有落实才重新办理。")
    leads = [one.unit for one in act.current(Part.LEAD).select_related("unit")]
    if not leads:
        raise Refused("这件建议没有主办单位的记录，请先补录承办单位。")
    act.changes |= {"round": row.round + 1, "closed_on": None}
    _assign(act, leads, [])
    act.to_unit = leads[0]
    act.detail = act.given["reason"]


def _close(act: Act) -> None:
    if _reopens(act):
        times = act.suggestion.dissatisfied_count
        if times < act.policy.escalate_after:
            raise Refused("代表不满意，不能办结，请退回承办单位重新办理。")
        if not act.given.get("reason"):
            raise Refused(f"代表已{times}次不满意，办结前请写明约见、评议或询问后的决定。", field="reason")
    act.changes["closed_on"] = act.on
    act.detail = act.given.get("reason", "")


def _look_back(act: Act) -> None:
    result = act.given["result"]
    if result not in Suggestion.LookBack.values:
        raise Refused("请选回头看的结果。", field="result")
    act.changes |= {"look_back": result, "look_back_on": act.on}
    if result == Suggestion.LookBack.DONE:
        Promise.objects.filter(suggestion=act.suggestion, kept_on__isnull=True).update(kept_on=act.on)
    note = act.given.get("note", "")
    act.detail = Suggestion.LookBack(result).label + (f"；{note}" if note else "")
    act.data["bad"] = result == Suggestion.LookBack.NOT_DONE


URGE_LEVELS = {"remind": "提醒经办人", "letter": "催办函", "leader": "报领导"}


def _urge(act: Act) -> None:
    level = act.given.get("level") or "remind"
    today = Step.objects.filter(assignment=act.assignment, move="urge", happened_on=act.on)
    if any(step.data.get("level") == level for step in today):
        raise Refused(f"今天已经催过{act.assignment.unit}，明天可以再催，或改用别的方式。")
    act.data["level"] = level
    act.detail = f"{URGE_LEVELS.get(level, level)}：{act.given['message']}"


def _supervise(act: Act) -> None:
    act.detail = act.given["note"]


def _mark_key(act: Act) -> None:
    act.changes |= {"is_key": True, "key_leader": act.given["leader"], "key_on": act.on}
    act.detail = f"{act.given['leader']}领衔督办" + (
        f"；{act.given['reason']}" if act.given.get("reason") else ""
    )


def _withdraw(act: Act) -> None:
    _proposer_acting(act)
    if act.suggestion.state in flow.AT_UNITS and not act.policy.withdraw_after_handover:
        raise Refused("建议已经交办，按规定不能再撤回。")
    act.void = True
    act.detail = act.given["reason"]


_EFFECTS: dict[str, Callable[[Act], None]] = {
    "submit": _submit,
    "resubmit": _submit,
    "register": _register,
    "hand_over": _hand_over,
    "take_back": _take_back,
    "forward": _forward,
    "sign": _sign,
    "object": _object,
    "reassign": _hand_to_others,
    "uphold": _uphold,
    "opine": _opine,
    "meet": _meet,
    "write": _write_reply,
    "deliver": _deliver,
    "rate": _rate,
    "lapse": _lapse,
    "rehandle": _rehandle,
    "close": _close,
    "look_back": _look_back,
    "urge": _urge,
    "supervise": _supervise,
    "mark_key": _mark_key,
    "withdraw": _withdraw,
}
