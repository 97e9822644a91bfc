"""Keeping the counters of ``models.summary`` equal to the rows they count.

Whoever writes visits or attendance calls one of these in the same transaction:

* ``fold(facts)`` after inserting visits; ``Gathered`` where there are too many to hold;
* ``fold_attendance(...)`` after inserting attendance;
* ``refold(facts)`` after changing or removing: with the facts from before *and* after.

``recount`` builds the counters anew and ``differences`` compares; both read every row.
The counters are kept for all rows, whoever writes, hence the reach over everything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Count, Sum

from congress_poverty.reach import Reach, reaching

from .models import Attendance, HouseholdYear, PersonYear, Visit, VisitDeputy, VisitMonth

KEEPING = Reach.everything("the counters of visits are kept for all rows, whoever writes")
BATCH = 500


class VisitFact(NamedTuple):
    """What a visit adds to the counters. All but ``on`` and ``amount`` are database ids."""

    county: int
    township: int
    household: int
    persons: tuple[int, ...]
    on: date
    amount: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class AttendanceFact:
    """Deputies who were present at something on a day."""

    persons: tuple[int, ...]
    on: date


def fact_of(visit: Visit) -> VisitFact:
    """The fact of a stored visit, deputies read from the database."""
    with reaching(KEEPING):
        persons = tuple(visit.visitors.values_list("person", flat=True))
    return VisitFact(
        visit.county_id, visit.township_id, visit.household_id, persons, visit.visited_on, visit.amount
    )


def bit(on: date) -> int:
    return 1 << (on.month - 1)


class Gathered:
    """What new visits add to the counters: it grows with households and months, not with visits."""

    def __init__(self):
        self.months: dict[tuple[int, int, int, int], list] = defaultdict(lambda: [0, Decimal(0)])
        self.households: dict[tuple[int, int], int] = defaultdict(int)
        self.persons: dict[tuple[int, int], int] = defaultdict(int)

    def add(self, fact: VisitFact) -> None:
        year, month, months = fact.on.year, fact.on.month, bit(fact.on)
        count = self.months[fact.township, year, month, fact.county]
        count[0] += 1
        count[1] += fact.amount
        self.households[fact.household, year] |= months
        for person in fact.persons:
            self.persons[person, year] |= months

    def fold(self) -> None:
        """Into the counters."""
        months = [
            (township, date(year, month, 1), county, visits, amount)
            for (township, year, month, county), (visits, amount) in self.months.items()
        ]
        # The caller's transaction undoes all of it where anything fails: no savepoint of its own.
        with transaction.atomic(savepoint=False):
            _join(VisitMonth, ("township", "month", "county"), ("visits", "amount"), "+", months)
            _mark(HouseholdYear, "household", self.households)
            _mark(PersonYear, "person", self.persons)


def fold(facts: Iterable[VisitFact]) -> None:
    """Add new visits to the counters."""
    gathered = Gathered()
    for fact in facts:
        gathered.add(fact)
    gathered.fold()


def fold_attendance(facts: Iterable[AttendanceFact]) -> None:
    """Mark the deputies who were present."""
    persons: dict[tuple[int, int], int] = defaultdict(int)
    for fact in facts:
        for person in fact.persons:
            persons[person, fact.on.year] |= bit(fact.on)
    with transaction.atomic(savepoint=False):
        _mark(PersonYear, "person", persons)


@transaction.atomic
def refold(facts: Iterable[VisitFact | AttendanceFact]) -> None:
    """Count again whatever the facts touch; nothing else is read."""
    months: dict[date, dict[int, int]] = defaultdict(dict)
    households, persons = set(), set()
    for fact in facts:
        persons.update((person, fact.on.year) for person in fact.persons)
        if isinstance(fact, VisitFact):
            months[fact.on.replace(day=1)][fact.township] = fact.county
            households.add((fact.household, fact.on.year))
    with reaching(KEEPING):
        for month, townships in months.items():
            _recount_month(month, townships)
        _remark(HouseholdYear, "household_id", households, _months_of_households)
        _remark(PersonYear, "person_id", persons, _months_of_persons)


def _mark(model, key: str, wanted: dict[tuple[int, int], int]) -> None:
    """Set the bits of months; ``wanted`` maps owner and year to them."""
    _join(model, (key, "year"), ("months",), "|", [(*owner, bits) for owner, bits in wanted.items()])


def _join(model, keys: Sequence[str], counted: Sequence[str], sign: str, rows: list[tuple]) -> None:
    """Insert counters, or join them by ``sign`` to the row with the same first two keys.

    Many rows go in one statement. The ORM's own upsert can only overwrite. Rows go in the
    order of their keys: two writers then wait for each other instead of locking each other out.
    """
    fields = [model._meta.get_field(name) for name in (*keys, *counted)]
    quote = connection.ops.quote_name
    table, names = quote(model._meta.db_table), [quote(field.column) for field in fields]
    joined = ", ".join(f"{name} = {table}.{name} {sign} excluded.{name}" for name in names[len(keys) :])
    marks = f"({', '.join(['%s'] * len(names))})"
    if not rows:
        return
    rows = sorted(rows)
    size = min(BATCH, connection.ops.bulk_batch_size(fields, rows))
    with connection.cursor() as cursor:
        for start in range(0, len(rows), size):
            part = rows[start : start + size]
            ready = [
                value if type(value) is int else field.get_db_prep_save(value, connection)
                for row in part
                for field, value in zip(fields, row, strict=True)
            ]
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(names)}) VALUES {', '.join([marks] * len(part))} "  # noqa: S608 - names from _meta
                f"ON CONFLICT ({', '.join(names[:2])}) DO UPDATE SET {joined}",
                ready,
            )


def _recount_month(month: date, townships: dict[int, int]) -> None:
    """``townships`` maps the touched townships to their counties."""
    rows = Visit.objects.filter(
        township_id__in=townships, visited_on__gte=month, visited_on__lt=_next(month)
    ).order_by()
    found = rows.values_list("township_id").annotate(visits=Count("pk"), amount=Sum("amount"))
    VisitMonth.objects.filter(township_id__in=townships, month=month).delete()
    VisitMonth.objects.bulk_create(
        VisitMonth(
            county_id=townships[township], township_id=township, month=month, visits=visits, amount=amount
        )
        for township, visits, amount in found
    )


def _remark(model, key: str, touched: set[tuple[int, int]], count) -> None:
    by_year: dict[int, list[int]] = defaultdict(list)
    for owner, year in touched:
        by_year[year].append(owner)
    for year, owners in by_year.items():
        for start in range(0, len(owners), BATCH):
            part = owners[start : start + BATCH]
            bits = count(part, year)
            model.objects.filter(**{f"{key}__in": part, "year": year}).delete()
            model.objects.bulk_create(
                model(**{key: owner, "year": year, "months": months}) for owner, months in bits.items()
            )


def _months_of_households(owners: list[int], year: int) -> dict[int, int]:
    rows = Visit.objects.filter(household_id__in=owners, visited_on__year=year)
    return _bits(rows.values_list("household_id", "visited_on").distinct())


def _months_of_persons(owners: list[int], year: int) -> dict[int, int]:
    visits = VisitDeputy.objects.filter(person_id__in=owners, visit__visited_on__year=year)
    present = Attendance.objects.filter(
        person_id__in=owners, activity__held_on__year=year, status=Attendance.Status.PRESENT
    )
    bits = _bits(visits.order_by().values_list("person_id", "visit__visited_on").distinct())
    for owner, months in _bits(
        present.order_by().values_list("person_id", "activity__held_on").distinct()
    ).items():
        bits[owner] |= months
    return bits


def _bits(pairs) -> dict[int, int]:
    bits: dict[int, int] = defaultdict(int)
    for owner, on in pairs:
        bits[owner] |= bit(on)
    return bits


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


# -- counting from the beginning ------------------------------------------------------


@dataclass
class Counters:
    """All counters of a county by key, for comparing."""

    months: dict[tuple[int, date], tuple[int, Decimal]]
    households: dict[tuple[int, int], int]
    persons: dict[tuple[int, int], int]


def counted(county) -> Counters:
    """The counters as the rows say."""
    months: dict[tuple[int, date], tuple[int, Decimal]] = {}
    households: dict[tuple[int, int], int] = defaultdict(int)
    persons: dict[tuple[int, int], int] = defaultdict(int)
    with reaching(KEEPING):
        visits = Visit.objects.filter(county=county).order_by()
        for township, household, on, amount in visits.values_list(
            "township_id", "household_id", "visited_on", "amount"
        ).iterator():
            n, total = months.get((township, on.replace(day=1)), (0, Decimal(0)))
            months[township, on.replace(day=1)] = (n + 1, total + amount)
            households[household, on.year] |= bit(on)
        went = VisitDeputy.objects.filter(visit__county=county).order_by()
        present = Attendance.objects.filter(
            activity__county=county, status=Attendance.Status.PRESENT
        ).order_by()
        for rows in (
            went.values_list("person_id", "visit__visited_on"),
            present.values_list("person_id", "activity__held_on"),
        ):
            for person, on in rows.iterator():
                persons[person, on.year] |= bit(on)
    return Counters(months, dict(households), dict(persons))


def kept(county) -> Counters:
    """The counters as they are stored."""
    with reaching(KEEPING):
        return Counters(
            {
                (township, month): (visits, amount)
                for township, month, visits, amount in VisitMonth.objects.filter(county=county).values_list(
                    "township_id", "month", "visits", "amount"
                )
            },
            {
                (household, year): months
                for household, year, months in HouseholdYear.objects.filter(
                    household__county=county
                ).values_list("household_id", "year", "months")
            },
            {
                (person, year): months
                for person, year, months in PersonYear.objects.filter(person__county=county).values_list(
                    "person_id", "year", "months"
                )
            },
        )


def differences(county) -> list[str]:
    """One sentence for each kind of counter that is not what the rows say; empty when all is well."""
    is_, should = kept(county), counted(county)
    found = []
    for name, label in (
        ("months", "乡镇月度走访数"),
        ("households", "联系户走访月份"),
        ("persons", "代表参与月份"),
    ):
        a, b = getattr(is_, name), getattr(should, name)
        wrong = [key for key in a.keys() | b.keys() if a.get(key) != b.get(key)]
        if wrong:
            found.append(f"{label}有 {len(wrong)} 处与记录不一致。")
    return found


@transaction.atomic
def recount(county) -> None:
    """Throw the county's counters away and count its rows."""
    should = counted(county)
    with reaching(KEEPING):
        VisitMonth.objects.filter(county=county).delete()
        HouseholdYear.objects.filter(household__county=county).delete()
        PersonYear.objects.filter(person__county=county).delete()
        VisitMonth.objects.bulk_create(
            (
                VisitMonth(county=county, township_id=township, month=month, visits=visits, amount=amount)
                for (township, month), (visits, amount) in should.months.items()
            ),
            batch_size=BATCH,
        )
        HouseholdYear.objects.bulk_create(
            (
                HouseholdYear(household_id=household, year=year, months=months)
                for (household, year), months in should.households.items()
            ),
            batch_size=BATCH,
        )
        PersonYear.objects.bulk_create(
            (
                PersonYear(person_id=person, year=year, months=months)
                for (person, year), months in should.persons.items()
            ),
            batch_size=BATCH,
        )
