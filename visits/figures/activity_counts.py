"""How often what was done by whom: activities by quarter, half-year or term.

An activity counts once in each programme it serves and once in the total; a deputy's
count is of activities at which they were present. ``rows`` gives exactly the
activities of one number.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Min

from congress_poverty.calendar import add_months
from deputies.models import AreaLink, GroupMember, Mandate

from ..models import Activity, Attendance

PRESENT = Attendance.Status.PRESENT


@dataclass(frozen=True)
class Stretch:
    """A period of the table."""

    label: str
    since: date
    until: date


def stretches(year: int, unit: str) -> list[Stretch]:
    """The quarters, half-years or the whole of a year."""
    months = {"quarter": 3, "half_year": 6, "year": 12}[unit]
    names = {
        "quarter": ("一季度", "二季度", "三季度", "四季度"),
        "half_year": ("上半年", "下半年"),
        "year": ("全年",),
    }
    found = []
    for n, label in enumerate(names[unit]):
        since = date(year, 1 + n * months, 1)
        found.append(Stretch(label, since, add_months(since, months) - timedelta(days=1)))
    return found


def term_began(county) -> date | None:
    """换届: the day on which most of the mandates that still run began."""
    rows = Mandate.objects.filter(county=county, ended_on__isnull=True, started_on__isnull=False)
    begun: dict[date, int] = defaultdict(int)
    for on in rows.order_by().values_list("started_on", flat=True):
        begun[on] += 1
    return max(begun, key=lambda on: (begun[on], on), default=None)


@dataclass(frozen=True)
class Dimension:
    """By what is counted: the column of an activity, or of its attendance."""

    code: str
    label: str
    column: str
    """Path of the id from the activity."""
    key: str
    """Path of what the list's filter takes."""
    name: str
    filter: str
    """The list's parameter."""
    of_attendance: bool = False


DIMENSIONS = {
    one.code: one
    for one in (
        Dimension("township", "乡镇", "township", "township__code", "township__name", "town"),
        Dimension("group", "代表小组", "group", "group__code", "group__name", "group"),
        Dimension("station", "站点", "station", "station__code", "station__name", "station"),
        Dimension(
            "deputy",
            "代表",
            "attendances__person",
            "attendances__person__code",
            "attendances__person__name",
            "person",
            of_attendance=True,
        ),
        Dimension(
            "programme", "服务的活动", "programmes", "programmes__code", "programmes__name", "programme"
        ),
        Dimension("kind", "活动类型", "kind", "kind", "kind", "kind"),
    )
}


@dataclass
class Line:
    """One line of the table: numbers by period, and how many people came in all."""

    key: str
    label: str
    numbers: list[int]
    people: int = 0
    place: str = ""

    @property
    def total(self) -> int:
        return sum(self.numbers)


@dataclass
class Table:
    stretches: Sequence[Stretch]
    lines: list[Line] = field(default_factory=list)
    total: Line | None = None


def held_in(county, since: date, until: date, townships=None):
    """The rows: what was held, as ``figures.activities`` counts it."""
    rows = Activity.objects.filter(county=county).held().between(since, until)
    return rows if townships is None else rows.filter(township__in=townships)


def table(county, periods: Sequence[Stretch], by: str, townships=None) -> Table:
    """Activities by ``by`` over periods that follow each other without a gap."""
    one = DIMENSIONS[by]
    starts = [period.since for period in periods]
    held = held_in(county, periods[0].since, periods[-1].until, townships)
    which: Callable[[date], int] = lambda on: bisect_right(starts, on) - 1  # noqa: E731
    found: dict[str, Line] = {}
    rows = held.filter(attendances__status=PRESENT) if one.of_attendance else held
    place = "attendances__person__township__name" if one.of_attendance else "township__name"
    columns = (one.key, one.name, place, "held_on", "present_count")
    for key, name, where, on, present in rows.order_by().values_list(*columns):
        if key is None or key == "":
            continue
        line = found.setdefault(key, Line(key, name, [0] * len(periods), place=where))
        line.numbers[which(on)] += 1
        line.people += present
    total = Line("", "合计", [0] * len(periods))
    for on, present in held.order_by().values_list("held_on", "present_count"):
        total.numbers[which(on)] += 1
        total.people += present
    lines = sorted(found.values(), key=lambda line: (-line.total, line.place, line.label))
    return Table(periods, lines, total)


# -- roles and leaders -------------------------------------------------------------------


def by_role(county, since: date, until: date, townships=None) -> list[tuple[str, int, int]]:
    """``(role, activities, person-times)`` of the roles that deputies played (五大员)."""
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    rows = held_in(county, since, until, townships).exclude(roles=[])
    for roles, present in rows.order_by().values_list("roles", "present_count"):
        for role in roles:
            found[role][0] += 1
            found[role][1] += present
    return sorted(((role, *n) for role, n in found.items()), key=lambda row: (-row[1], row[0]))


@dataclass(frozen=True)
class Leader:
    """A leader who is a deputy, and the activities of the own group (S2-12, S2-41)."""

    person: object
    group: object
    held: int
    present: int


def leaders(county, since: date, until: date, townships=None) -> list[Leader]:
    """Leaders who look after a township, and how often they came to their own group's activities."""
    links = AreaLink.objects.filter(county=county, leader__isnull=False, ended_on__isnull=True)
    ids = links.order_by().values("leader")
    places = GroupMember.objects.filter(person__in=ids, ended_on__isnull=True)
    held = held_in(county, since, until, townships)
    of_group: dict[int, int] = defaultdict(int)
    for group in held.exclude(group=None).order_by().values_list("group", flat=True):
        of_group[group] += 1
    came: dict[tuple[int, int], int] = defaultdict(int)
    rows = Attendance.objects.filter(activity__in=held, person__in=ids, status=PRESENT).order_by()
    for person, group in rows.values_list("person", "activity__group"):
        came[person, group] += 1
    return [
        Leader(place.person, place.group, of_group[place.group_id], came[place.person_id, place.group_id])
        for place in places.select_related("person", "group").order_by("person__pinyin", "id")
    ]


def first_year(county) -> int | None:
    first = Activity.objects.filter(county=county).aggregate(on=Min("held_on"))["on"]
    return first.year if first else None
