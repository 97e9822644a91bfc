"""Suggestions out again, as lines of the same ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice

from django.db.models import Count

from deputies.models import Mandate, Person
from deputies.policy import LEVELS

from ..flow import Part, State
from ..models import Assignment, Clock, Rating, Reply, Step, SuggestionProposer
from .fields import KEY, STATUS_WORDS, Level, LookBack, RaisedIn

CHUNK = 500
LETTERS = dict(zip(LEVELS, "国省市县乡", strict=True))
COLUMNS = (
    "pk", "number", "title", "lead_id", "lead__name", "township__name", "category", "raised_in", "handled_at",
    "submitted_on", "handed_over_on", "closed_on", "look_back", "state", "is_key", "note", "body", "ask",
)  # fmt: skip


def ledger_rows(rows, policy, *, hidden=None) -> Iterator[list]:
    """The suggestions of ``rows`` in the order of ``FIELDS``; several answers share a cell.

    ``hidden``: suggestion → the round whose rating who looks may not see yet.
    Plain tuples, five hundred suggestions at a time: memory stays flat, and no instance
    pays for the reach of each of its relations.
    """
    words = _Words(policy)
    found = rows.values_list(*COLUMNS).iterator(chunk_size=CHUNK)
    while chunk := list(islice(found, CHUNK)):
        yield from words.lines(chunk, hidden or {})


class _Words:
    """Codes and people as the county's ledgers write them."""

    def __init__(self, policy):
        self.categories = {one.code: one.label for one in policy.categories}
        self.scale = {one.code: one.label for one in policy.satisfaction}
        self.brackets = _namesakes()

    def lines(self, chunk: list[tuple], hidden: dict[int, int]) -> Iterator[list]:
        pks = [row[0] for row in chunk]
        about = _About(pks, hidden)
        for row in chunk:
            yield self.line(dict(zip(COLUMNS, row, strict=True)), about)

    def line(self, one: dict, about: _About) -> list:
        pk, state = one["pk"], State(one["state"])
        replies, ratings = about.replies[pk], about.ratings[pk]
        note = one["note"]
        if state in (State.DECLINED, State.WITHDRAWN, State.RETURNED, State.SUBMITTED, State.REGISTERED):
            note = note or STATUS_WORDS[state]
        elif one["is_key"] and not KEY.search(note):
            note = f"{note}；重点督办" if note else "重点督办"
        rated = [
            self.scale.get(ratings[round], "未反馈") if round in ratings else "未反馈"
            for round, *_ in replies
        ]
        return [
            one["number"],
            one["title"],
            self.name(one["lead_id"], one["lead__name"]),
            "、".join(self.name(*person) for person in about.cosigners[pk]),
            f"{one['township__name']}代表团",
            self.categories.get(one["category"], one["category"]),
            RaisedIn(one["raised_in"]).label,
            Level(one["handled_at"]).label,
            one["submitted_on"],
            one["handed_over_on"],
            about.forwarded.get(pk),
            "、".join(about.units[pk, Part.LEAD]),
            "、".join(about.units[pk, Part.CO]),
            about.deadlines.get(pk),
            _cell([delivered_on for _round, delivered_on, *_ in replies]),
            _cell([_way(written_on, met_on) for *_, written_on, met_on in replies]),
            _cell([result for _round, _on, result, *_ in replies]),
            _cell(rated) if ratings else "",
            one["closed_on"],
            LookBack(one["look_back"]).label if one["look_back"] else "",
            STATUS_WORDS[state],
            note,
            one["body"],
            one["ask"],
        ]

    def name(self, pk: int, name: str) -> str:
        """The name, with the level in brackets where the township lists a namesake."""
        return f"{name}（{self.brackets[pk]}）" if pk in self.brackets else name


class _About:
    """What belongs to some suggestions, one query for each table."""

    def __init__(self, pks: list[int], hidden: dict[int, int]):
        def rows(model, *columns, **conditions):
            chosen = model.objects.filter(suggestion__in=pks, **conditions)
            return chosen.values_list("suggestion", *columns)

        self.cosigners = defaultdict(list)
        confirmed = {"role": SuggestionProposer.Role.CO, "answer": SuggestionProposer.Answer.CONFIRMED}
        for pk, *person in rows(SuggestionProposer, "person", "person__name", **confirmed).order_by("order"):
            self.cosigners[pk].append(person)
        self.units = defaultdict(dict)
        current = rows(Assignment, "part", "unit__name", ended_on=None).order_by("round", "pk")
        for pk, part, unit in current:
            self.units[pk, part][unit] = True
        moved = rows(Step, "happened_on", move__in=("forward", "reassign")).order_by("happened_on", "pk")
        self.forwarded = dict(moved)
        stated = rows(Clock, "effective_on", name="reply", is_void=False).order_by("-pk")
        self.deadlines = dict(stated)
        self.replies = defaultdict(list)
        delivered = rows(
            Reply, "round", "delivered_on", "result_code", "written_on", "met_on", delivered_on__isnull=False
        )
        for pk, *reply in delivered.order_by("round", "pk"):
            self.replies[pk].append(reply)
        self.ratings = defaultdict(dict)
        for pk, round, result in rows(Rating, "round", "result", counts=True).order_by("pk"):
            if hidden.get(pk) != round:
                self.ratings[pk][round] = result


def _namesakes() -> dict[int, str]:
    """Person → the letter of the highest level, for those whom a township lists under one name."""
    alike = (
        Person.objects.order_by()
        .values("township", "name")
        .annotate(n=Count("pk"))
        .filter(n__gt=1)
        .values_list("township", "name")
    )
    pairs = set(alike)
    if not pairs:
        return {}
    people = Person.objects.filter(name__in={name for _township, name in pairs})
    pks = [pk for pk, *pair in people.values_list("pk", "township", "name") if tuple(pair) in pairs]
    found: dict[int, str] = {}
    for pk, level in Mandate.objects.filter(person__in=pks).values_list("person", "level"):
        if pk not in found or LEVELS.index(level) < LEVELS.index(found[pk]):
            found[pk] = level
    return {pk: LETTERS[level] for pk, level in found.items()}


def _way(written_on, met_on) -> str:
    return "并".join(word for word, on in (("书面答复", written_on), ("面商", met_on)) if on)


def _cell(values: list):
    """One value as it is, several as words one after the other."""
    if len(values) < 2:
        return values[0] if values else None
    return "；".join(str(value or "") for value in values)
