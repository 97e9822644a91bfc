"""履职经费 of a year: computed from attendance, by deputy and by who pays (S2-17..S2-19)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from deputies.models import Mandate, Region

from .. import funds
from ..models import Activity, Attendance, FundBudget
from ..policy import FundPolicy


@dataclass
class DeputyFunds:
    """One deputy's line."""

    person: int
    code: str
    name: str
    pinyin: str
    township: int
    place: str
    level: str = ""
    """The level of the last payment."""
    activities: int = 0
    paid: int = 0
    """Activities for which something was paid."""
    amount: Decimal = Decimal(0)
    cut: Decimal = Decimal(0)
    cap: Decimal = Decimal(0)
    by_payer: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))


@dataclass(frozen=True)
class Purse:
    """What one payer set aside and what is left of it."""

    label: str
    township: int | None
    budget: Decimal | None
    spent: Decimal
    code: str = ""

    @property
    def left(self) -> Decimal | None:
        return None if self.budget is None else self.budget - self.spent

    @property
    def over(self) -> Decimal:
        return -self.left if self.left is not None and self.left < 0 else Decimal(0)


def attended(county, year: int, townships=None):
    """The rows that are paid for: present, at what was held in the year."""
    policy = county.policy(FundPolicy)
    rows = Attendance.objects.filter(
        activity__county=county,
        activity__state=Activity.State.HELD,
        activity__held_on__year=year,
        status=Attendance.Status.PRESENT,
    )
    if not policy.late_counts:
        rows = rows.filter(late=False, left_early=False)
    return rows if townships is None else rows.filter(person__township__in=townships)


def deputies(county, year: int, townships: Iterable[int] | None = None) -> list[DeputyFunds]:
    """A line for every deputy who was at something in the year, by township and name."""
    policy = county.policy(FundPolicy)
    rows = attended(county, year, townships).order_by("activity__held_on", "activity_id")
    lines: dict[int, DeputyFunds] = {}
    days: dict[int, list[date]] = defaultdict(list)
    columns = ("person", "person__code", "person__name", "person__pinyin", "person__township")
    for pk, code, name, pinyin, town, place, short, on in rows.values_list(
        *columns, "person__township__name", "person__township__short_name", "activity__held_on"
    ):
        lines.setdefault(pk, DeputyFunds(pk, code, name, pinyin, town, short or place))
        days[pk].append(on)
    terms: dict[int, list[tuple]] = defaultdict(list)
    held = Mandate.objects.filter(county=county).order_by()
    if townships is not None:
        held = held.filter(person__township__in=townships)
    for pk, level, since, until in held.values_list("person", "level", "started_on", "ended_on"):
        terms[pk].append((level, since, until))
    for pk, line in lines.items():
        pairs = [(on, funds.rate_of(_levels(terms[pk], on), policy)) for on in days[pk]]
        _fill(line, funds.payments(pairs), policy)
    return sorted(lines.values(), key=lambda line: (line.place, line.pinyin, line.person))


def _levels(terms: list[tuple], on: date) -> list[str]:
    """The levels held on the day; as ``Mandate.in_office`` has it."""
    return [
        level
        for level, since, until in terms
        if (since is None or since <= on) and (until is None or until > on)
    ]


def _fill(line: DeputyFunds, payments: list[funds.Payment], policy: FundPolicy) -> None:
    line.activities = len(payments)
    for payment in payments:
        line.amount += payment.amount
        line.cut += payment.cut
        line.paid += payment.amount > 0
        if payment.level:
            line.level = payment.level
            line.cap = policy.rate(payment.level).per_year
            line.by_payer[policy.payer(payment.level)] += payment.amount


def purses(county, year: int, lines: list[DeputyFunds]) -> list[Purse]:
    """The county's purse and those of the townships, each with what it paid for these lines."""
    set_aside = {one.township_id: one for one in FundBudget.objects.filter(county=county, year=year)}
    spent: dict[int | None, Decimal] = defaultdict(Decimal)
    for line in lines:
        for payer, amount in line.by_payer.items():
            spent[None if payer == "county" else line.township] += amount
    names = {
        pk: short or name
        for pk, short, name in Region.objects.filter(
            pk__in=[pk for pk in {*set_aside, *spent} if pk]
        ).values_list("pk", "short_name", "name")
    }
    found = []
    for pk in sorted({*set_aside, *spent}, key=lambda pk: (pk is not None, names.get(pk, ""))):
        budget = set_aside.get(pk)
        found.append(
            Purse(
                names.get(pk, "县级"),
                pk,
                budget.amount if budget else None,
                spent[pk],
                budget.code if budget else "",
            )
        )
    return found
