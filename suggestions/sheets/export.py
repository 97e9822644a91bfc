"""Suggestions out again, as lines of the same ledger."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Prefetch

from ..flow import Part, State
from ..models import Assignment, Reply, Suggestion, SuggestionProposer
from .fields import KEY, STATUS_WORDS

Answer = SuggestionProposer.Answer


def ledger_rows(rows, policy) -> Iterator[list]:
    """Suggestions as lines of the ledger, in the order of ``FIELDS``; several answers share a cell."""
    categories = {one.code: one.label for one in policy.categories}
    satisfaction = {one.code: one.label for one in policy.satisfaction}
    # select_related inside: SQLite cannot prefetch more than a thousand rows forwards.
    rows = rows.select_related("lead", "township").prefetch_related(
        Prefetch("proposers", SuggestionProposer.objects.select_related("person")),
        Prefetch("assignments", Assignment.objects.select_related("unit")),
        "clocks",
        "replies",
        "ratings",
        "steps",
    )
    for one in rows.iterator(chunk_size=500):
        yield _ledger_row(one, categories, satisfaction)


def _ledger_row(one: Suggestion, categories: dict, satisfaction: dict) -> list:
    state = State(one.state)
    replies = sorted((r for r in one.replies.all() if r.delivered_on), key=lambda r: (r.round, r.pk))
    ratings = {r.round: r for r in one.ratings.all() if r.counts}
    steps = list(one.steps.all())
    forwards = [s.happened_on for s in steps if s.move in ("forward", "reassign")]
    deadline = next((c.effective_on for c in one.clocks.all() if c.name == "reply" and not c.is_void), None)
    current = [a for a in one.assignments.all() if a.ended_on is None]
    leads = dict.fromkeys(a.unit.name for a in current if a.part == Part.LEAD)
    cos = dict.fromkeys(a.unit.name for a in current if a.part == Part.CO)
    note = one.note
    if state in (State.DECLINED, State.WITHDRAWN, State.RETURNED, State.SUBMITTED, State.REGISTERED):
        note = note or STATUS_WORDS[state]
    elif one.is_key and not KEY.search(note):
        note = f"{note}；重点督办" if note else "重点督办"
    confirmed = [p for p in one.proposers.all() if p.answer == Answer.CONFIRMED and p.role == "co"]
    return [
        one.number,
        one.title,
        one.lead.name,
        "、".join(p.person.name for p in confirmed),
        f"{one.township.name}代表团",
        categories.get(one.category, one.category),
        one.get_raised_in_display(),
        one.get_handled_at_display(),
        one.submitted_on,
        one.handed_over_on,
        forwards[-1] if forwards else None,
        "、".join(leads),
        "、".join(cos),
        deadline,
        _cell([r.delivered_on for r in replies]),
        _cell([_way(r) for r in replies]),
        _cell([r.result_code for r in replies]),
        _cell(
            [
                satisfaction.get(ratings[r.round].result, "") if r.round in ratings else "未反馈"
                for r in replies
            ]
        )
        if ratings
        else "",
        one.closed_on,
        one.get_look_back_display(),
        STATUS_WORDS[state],
        note,
        one.body,
        one.ask,
    ]


def _way(reply: Reply) -> str:
    return "并".join(word for word, on in (("书面答复", reply.written_on), ("面商", reply.met_on)) if on)


def _cell(values: list):
    """One value as it is, several as words one after the other."""
    if len(values) < 2:
        return values[0] if values else None
    return "；".join(str(value or "") for value in values)
