"""The matching aid: proposals from the rows at hand, and what the clerk confirmed (S3-43)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from congress_poverty.audit import Actor
from congress_poverty.reach import reaching
from congress_poverty.refusals import Refused
from deputies.models import County, Mandate, Person

from .. import flow
from ..flow.matching import Candidate, Match, Need
from ..models import Household, HouseholdNeed, Pairing, PairingApplication
from ..policy import HelpPolicy, PairingPolicy
from .pairings import COUNTING, pair


def proposals(county: County, households: Sequence[Household], *, today: date) -> dict[str, list[Match]]:
    """For each household (by code) the deputies that suit it, the proposed one first.

    Deputies are those whom the reader reaches; their load counts wherever their households are.
    """
    policy, limits = county.policy(HelpPolicy), county.policy(PairingPolicy)
    needs, places = _needs(households), _places(households)
    return flow.matching.assign(
        needs, candidates(county, today=today), policy=policy, pairing=limits, places=places
    )


def _needs(households: Sequence[Household]) -> list[Need]:
    open_needs: dict[int, list[str]] = {}
    rows = HouseholdNeed.objects.filter(household__in=households, met_on__isnull=True)
    for household, kind in rows.order_by("raised_on", "id").values_list("household", "kind"):
        open_needs.setdefault(household, []).append(kind)
    return [
        Need(
            key=one.code,
            township=one.township_id,
            village=one.village_id,
            words=tuple(
                word
                for word in (
                    *open_needs.get(one.pk, ()), one.main_cause, *one.other_causes, *one.measures,
                )
                if word
            ),
        )
        for one in households
    ]  # fmt: skip


def _places(households: Sequence[Household]) -> dict[int, str]:
    """What a deputy's wish may have called the places: their everyday names."""
    found = {one.village_id: str(one.village) for one in households}
    found.update({one.township_id: str(one.township) for one in households})
    return found


def candidates(county: County, *, today: date) -> list[Candidate]:
    """Every deputy in office whom the reader reaches."""
    with reaching(COUNTING):
        loads: dict[int, int] = {}
        for person in (
            Pairing.objects.active(today).filter(county=county, person__isnull=False)
            .order_by().values_list("person", flat=True)
        ):  # fmt: skip
            loads[person] = loads.get(person, 0) + 1
    levels: dict[int, set[str]] = {}
    for person, level in (
        Mandate.objects.in_office(today).filter(county=county).order_by().values_list("person", "level")
    ):
        levels.setdefault(person, set()).add(level)
    wishes: dict[int, set[str]] = {}
    applied = PairingApplication.objects.filter(county=county, state=PairingApplication.State.SUBMITTED)
    for person, wish, code in applied.values_list("person", "wish", "household__code"):
        wishes.setdefault(person, set()).update(_words(wish), {code} if code else ())
    labels = dict(Person.Category.choices)
    rows = Person.objects.in_office(today).filter(county=county).order_by("pk")
    fields = rows.values_list(
        "pk", "code", "name", "category", "employer", "job_title", "township", "village"
    )
    return [
        Candidate(
            key=code,
            name=name,
            category=category,
            category_label=labels.get(category, ""),
            skills=f"{employer} {job}",
            township=township,
            village=village,
            load=loads.get(pk, 0),
            levels=tuple(sorted(levels.get(pk, ()))),
            wishes=frozenset(wishes.get(pk, ())),
        )
        for pk, code, name, category, employer, job, township, village in fields
    ]


def _words(wish: str) -> set[str]:
    """「愿意联系周田村、柳林村」: the places as they are written, and the whole of it."""
    for mark in "，,；;、。 ":
        wish = wish.replace(mark, " ")
    found = set()
    for part in wish.split():
        for lead in ("愿意联系", "想联系", "联系"):
            part = part.removeprefix(lead)
        found.add(part)
    return found


@dataclass(frozen=True)
class Outcome:
    """What became of one household: its pairing, or why not."""

    household: Household
    pairing: Pairing | None = None
    sentence: str = ""


def pair_many(
    chosen: Iterable[tuple[Household, Person]], *, by: Actor, today: date, source: str = ""
) -> list[Outcome]:
    """Pair each household with the deputy the clerk confirmed; one that is refused stops no other."""
    outcomes = []
    for household, person in chosen:
        try:
            with transaction.atomic():
                made = pair(household, by=by, today=today, started_on=today, person=person, source=source)
        except Refused as refused:
            outcomes.append(Outcome(household, None, refused.sentence))
        else:
            said = "；".join(finding.sentence for finding in made.findings)
            outcomes.append(Outcome(household, made, said))
    return outcomes
