"""What watching over a suggestion does besides: urging, supervising, escalating, looking back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from django.db import IntegrityError, transaction

from congress_poverty import audit
from congress_poverty.audit import Actor
from congress_poverty.packs import term
from congress_poverty.refusals import Refused
from deputies.models import Unit

from .. import flow
from ..flow import State
from ..models import (
    Assignment,
    KeyDecision,
    Promise,
    Step,
    Suggestion,
    SupervisionEvent,
    Supervisor,
    UrgeLetter,
)
from ..notices import tell_units
from ..policy import SuggestionPolicy
from .acts import Act, effect
from .advance import advance


@effect("look_back")
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


# --- urging (催办) ------------------------------------------------------------------

URGE_LEVELS = {"remind": "提醒经办人", "letter": "催办函", "leader": "报领导"}


@effect("urge")
def _urge(act: Act) -> None:
    """Once a day for a unit and level; a letter gets a number, a report reaches the leaders."""
    level = act.given.get("level") or "remind"
    if level not in URGE_LEVELS:
        raise Refused("请选催办方式：提醒经办人、催办函或报领导。", field="level")
    today = Step.objects.filter(assignment=act.assignment, move="urge", happened_on=act.on)
    if any(step.data.get("level") == level for step in today):
        raise Refused(f"今天已经催过{act.assignment.unit}，明天可以再催，或改用别的方式。")
    words = [URGE_LEVELS[level]]
    if level == "letter":
        letter = act.given.get("letter") or urge_letter(
            act.suggestion, act.assignment.unit, by=act.by, on=act.on, message=act.given["message"]
        )
        letter.assignments.add(act.assignment)
        act.data["letter"] = letter.code
        words[0] = str(letter)
    told = () if act.given.get("told_together") else act.move.tells
    if level == "leader":
        told = (*told, "leaders")
    act.move = replace(act.move, tells=told)
    act.data["level"] = level
    act.detail = f"{words[0]}：{act.given['message']}"


def urge_letter(suggestion: Suggestion, unit: Unit, *, by: Actor, on: date, message: str) -> UrgeLetter:
    """A letter with the next number of the body that handed over."""
    county = suggestion.county
    township = suggestion.township if suggestion.handled_at == Suggestion.Level.TOWNSHIP else None
    used = UrgeLetter.objects.filter(county=county, township=township, year=on.year)
    serial = (used.order_by("-serial").values_list("serial", flat=True).first() or 0) + 1
    number = county.policy(SuggestionPolicy).urge_number.format(
        place=str(township or county)[:1], year=on.year, serial=serial
    )
    try:
        with transaction.atomic():
            letter = UrgeLetter.objects.create(
                county=county,
                township=township,
                unit=unit,
                year=on.year,
                serial=serial,
                number=number,
                sent_on=on,
                message=message,
                sent_by=by.label,
            )
    except IntegrityError as error:
        raise Refused("刚刚有人发了催办函，编号要重新排，请再点一次。") from error
    audit.record("suggestions.urge_letter", by=by, obj=letter, detail={"unit": unit.name, "number": number})
    return letter


@dataclass
class Urged:
    """What came of urging one unit: each suggestion with the sentence why not, '' when it was urged."""

    unit: Unit
    letters: list[UrgeLetter] = field(default_factory=list)
    lines: list[tuple[Suggestion, str]] = field(default_factory=list)

    @property
    def done(self) -> int:
        return sum(not sentence for _suggestion, sentence in self.lines)


def to_urge(suggestions: Iterable[Suggestion]) -> tuple[dict[Unit, list[Assignment]], list[Suggestion]]:
    """The open parts of several suggestions by unit, and those of which nobody can be urged now."""
    chosen = list(suggestions)
    rows = (
        Assignment.objects.current()
        .filter(
            suggestion__in=[one.pk for one in chosen],
            suggestion__state__in=flow.AT_UNITS,
            part=flow.Part.LEAD,
            state__in=flow.MOVES["urge"].unit_from,
        )
        .select_related("unit", "suggestion__county__region", "suggestion__township", "suggestion__lead")
        .order_by("unit__name", "suggestion__answer_due_on", "id")
    )
    by_unit: dict[Unit, list[Assignment]] = {}
    for one in rows:
        if one.round == one.suggestion.round:
            by_unit.setdefault(one.unit, []).append(one)
    found = {one.suggestion_id for parts in by_unit.values() for one in parts}
    return by_unit, [one for one in chosen if one.pk not in found]


def urge_many(
    suggestions: Iterable[Suggestion], *, level: str, message: str, by: Actor, on: date
) -> list[Urged]:
    """Urge several at once, merged per unit: one letter and one notice each (ux 2.5)."""
    by_unit, _quiet = to_urge(suggestions)
    return [
        _urge_unit(unit, parts, level=level, message=message, by=by, on=on) for unit, parts in by_unit.items()
    ]


def _urge_unit(
    unit: Unit, parts: list[Assignment], *, level: str, message: str, by: Actor, on: date
) -> Urged:
    urged = Urged(unit)
    letters: dict[int | None, UrgeLetter] = {}
    for one in parts:
        row = one.suggestion
        body = row.township_id if row.handled_at == Suggestion.Level.TOWNSHIP else None
        given = {"level": level, "message": message, "told_together": True, "letter": letters.get(body)}
        try:
            with transaction.atomic():
                advance(row, "urge", by=by, on=on, given=given, assignment=one)
        except Refused as refused:
            urged.lines.append((row, refused.sentence))
            continue
        urged.lines.append((row, ""))
        if level == "letter" and body not in letters:
            letters[body] = UrgeLetter.objects.filter(assignments=one).first()
    urged.letters = list(letters.values())
    if urged.done:
        told = [row for row, sentence in urged.lines if not sentence]
        tell_units(unit, told, words=f"{URGE_LEVELS[level]}：{message}", by=by, on=on)
    return urged


# --- supervising (督办) ---------------------------------------------------------------


@effect("supervise", "remark")
def _supervise(act: Act) -> None:
    """A line in the history; with one of the county's ways it is a record with people and findings."""
    given, note = act.given, act.given["note"]
    act.detail = note
    if not given.get("kind"):
        return
    kind = term(act.policy.supervision_methods, given["kind"])
    if kind is None:
        known = "、".join(one.label for one in act.policy.supervision_methods)
        raise Refused(f"没有“{given['kind']}”这种督办方式，可以选：{known}。", field="kind")
    held_on = given.get("held_on") or act.on
    if held_on > act.on:
        raise Refused("督办日期不能晚于今天。", field="held_on")
    event = SupervisionEvent.objects.create(
        suggestion=act.suggestion,
        kind=kind.code,
        round=act.suggestion.round,
        decided_on=held_on,
        held_on=held_on,
        place=given.get("place", ""),
        people=given.get("people", ""),
        document=given.get("document", ""),
        findings=note,
        outcome=SupervisionEvent.Outcome.CONTINUE,
        recorded_by=act.by.label,
    )
    act.data |= {"event": event.code, "happened_on": held_on.isoformat()}
    act.detail = _joined(kind.label, event.place, event.people, note)


# --- key suggestions and those who watch over them (重点督办) -----------------------------


def decide_key(decision: KeyDecision, *, by: Actor) -> KeyDecision:
    """Record that the council of chairpersons, or a township's presidium, decided on key suggestions."""
    try:
        with transaction.atomic():
            decision.year, decision.recorded_by = decision.decided_on.year, by.label
            decision.save()
    except IntegrityError as error:
        raise Refused("这次会议的决定已经记录过，请打开它加建议。", field="meeting") from error
    audit.record("suggestions.decide_key", by=by, obj=decision, detail={"on": str(decision.decided_on)})
    return decision


@effect("mark_key")
def _mark_key(act: Act) -> None:
    """A leader leads; a committee in its field and deputies may watch too (S2-55)."""
    row, given = act.suggestion, act.given
    if row.is_key:
        raise Refused("已经是重点督办件。要再加人，请用“增加督办人”。")
    decision = given.get("decision")
    since = act.on
    if decision:
        township = row.township_id if row.handled_at == Suggestion.Level.TOWNSHIP else None
        if (decision.county_id, decision.township_id) != (row.county_id, township):
            raise Refused("这次会议不决定这件建议：县级办理的由主任会议决定，乡级办理的由主席团决定。")
        since = decision.decided_on
        if since > act.on:
            raise Refused("会议还没有开，不能列为重点督办。", field="decision")
    criteria = list(given.get("criteria") or ())
    wanted = [(Supervisor.Way.LEADER, given["leader"], None)]
    if given.get("office"):
        wanted.append((Supervisor.Way.COMMITTEE, given["office"].name, given["office"]))
    if given.get("deputies"):
        wanted.append((Supervisor.Way.DEPUTIES, given["deputies"], None))
    Supervisor.objects.bulk_create(
        Supervisor(
            suggestion=row,
            way=way,
            name=name,
            office=office,
            decision=decision,
            criteria=criteria,
            since=since,
        )
        for way, name, office in wanted
    )
    act.changes |= {"is_key": True, "key_leader": _leaders(row), "key_on": since}
    act.detail = _joined(
        f"{given['leader']}领衔督办",
        *(name for _way, name, _office in wanted[1:]),
        str(decision or ""),
        "、".join(one.label for code in criteria if (one := term(act.policy.key_criteria, code))),
        given.get("reason", ""),
    )


@effect("unmark_key")
def _unmark_key(act: Act) -> None:
    if not act.suggestion.is_key:
        raise Refused("这件建议不是重点督办件。")
    Supervisor.objects.filter(suggestion=act.suggestion).current().update(until=act.on)
    act.changes |= {"is_key": False, "key_leader": "", "key_on": None}
    act.detail = act.given["reason"]


@effect("add_supervisor")
def _add_supervisor(act: Act) -> None:
    row, given = act.suggestion, act.given
    if given["way"] not in Supervisor.Way.values:
        raise Refused("请选督办方式。", field="way")
    watching = Supervisor.objects.filter(suggestion=row).current()
    if watching.filter(way=given["way"], name=given["name"]).exists():
        raise Refused(f"{given['name']}已经在督办这件建议。", field="name")
    one = Supervisor.objects.create(
        suggestion=row, way=given["way"], name=given["name"], office=given.get("office"), since=act.on
    )
    if row.is_key:
        act.changes["key_leader"] = _leaders(row)
    act.detail = str(one)


@effect("end_supervisor")
def _end_supervisor(act: Act) -> None:
    row = act.suggestion
    one = Supervisor.objects.filter(suggestion=row, pk=act.given["supervisor"]).current().first()
    if one is None:
        raise Refused("这位已经不再督办，请刷新页面再看。", field="supervisor")
    if act.on < one.since:
        raise Refused(f"结束日期不能早于开始日期（{one.since:%Y-%m-%d}）。", code="E_DATE_ORDER", field="on")
    one.until = act.on
    one.save(update_fields=["until"])
    if row.is_key:
        act.changes["key_leader"] = _leaders(row)
    act.detail = _joined(str(one), act.given.get("reason", ""))


def _leaders(row: Suggestion) -> str:
    """What lists show beside 重点督办: everybody who leads now."""
    leading = Supervisor.objects.filter(suggestion=row, way=Supervisor.Way.LEADER).current()
    names = "、".join(leading.values_list("name", flat=True))
    return names[: Suggestion._meta.get_field("key_leader").max_length]


# --- escalation (升级处理) -----------------------------------------------------------------


@effect("escalate", "escalate_late")
def _escalate(act: Act) -> None:
    """Dissatisfied as often as the county says (S2-22), or late: on to 约见, 评议, 询问."""
    row, policy = act.suggestion, act.policy
    kind = term(policy.escalations, act.given["kind"])
    if kind is None:
        known = "、".join(one.label for one in policy.escalations)
        raise Refused(f"没有“{act.given['kind']}”这种升级方式，可以选：{known}。", field="kind")
    if row.state == State.RATED and row.dissatisfied_count < policy.escalate_after:
        raise Refused(f"代表不满意满{policy.escalate_after}次以后，才升级处理。")
    if row.state != State.RATED and (row.answer_due_on is None or row.answer_due_on >= act.on):
        raise Refused("答复期限还没有过，先催办。")
    open_event = _open_escalation(row)
    if open_event:
        raise Refused(f"已经决定{term_label(policy.escalations, open_event.kind)}，请先登记结果。")
    event = SupervisionEvent.objects.create(
        suggestion=row,
        kind=kind.code,
        is_escalation=True,
        round=row.round,
        decided_on=act.on,
        people=act.given.get("people", ""),
        document=act.given.get("document", ""),
        recorded_by=act.by.label,
    )
    act.data["event"] = event.code
    act.detail = _joined(kind.label, event.people, event.document)


@effect("conclude")
def _conclude(act: Act) -> None:
    """What 约见, 评议 or 询问 came to; handling goes on, begins anew, or may end."""
    row, given = act.suggestion, act.given
    event = _open_escalation(row)
    if event is None:
        raise Refused("还没有决定升级处理，没有结果可以登记。")
    possible = flow.outcomes(row.state)
    if given["outcome"] not in possible:
        words = "或".join(SupervisionEvent.Outcome(one).label for one in possible)
        raise Refused(f"这件建议现在是“{row.face.label}”，结果只能是{words}。", field="outcome")
    if not event.decided_on <= given["held_on"] <= act.on:
        raise Refused(f"开展日期应在{event.decided_on:%Y-%m-%d}和今天之间。", field="held_on")
    event.held_on, event.outcome, event.findings = given["held_on"], given["outcome"], given["findings"]
    for name in ("place", "people", "document"):
        setattr(event, name, given.get(name) or getattr(event, name))
    event.save()
    act.data["event"] = event.code
    act.detail = _joined(
        term_label(act.policy.escalations, event.kind),
        event.get_outcome_display(),
        event.people,
        event.findings,
    )


def _open_escalation(row: Suggestion) -> SupervisionEvent | None:
    planned = SupervisionEvent.Outcome.PLANNED
    return SupervisionEvent.objects.filter(suggestion=row, is_escalation=True, outcome=planned).first()


def _joined(*words: str) -> str:
    return "；".join(word for word in words if word)


def term_label(terms, code: str) -> str:
    """The county's word for a code; a code it no longer has stands for itself."""
    found = term(terms, code)
    return found.label if found else code
