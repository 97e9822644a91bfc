"""How often what was done by whom: activities by quarter, half-year or term.

An activity counts once in each programme it serves and once in the total; a deputy's
count is of activities at which they were present, a station's of those that name it.
``MEASURES`` are what may be counted: activities, those at which voters were received,
presences, and deputies who took part, each once however often they came.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Max, Min, Q, TextField
from django.db.models.functions import Cast

from deputies.models import AreaLink, GroupMember, Mandate

from ..models import Activity, Attendance
from ..policy import ActivityPolicy, VisitPolicy

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
        last = (n + 1) * months
        found.append(
            Stretch(label, date(year, 1 + n * months, 1), date(year, last, monthrange(year, last)[1]))
        )
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
    key: str
    """Path of what the list's filter takes."""
    name: str
    filter: str
    """The list's parameter."""
    place: str = "township__name"
    of_attendance: bool = False
    """Whether the paths begin at the attendance."""


DIMENSIONS = {
    one.code: one
    for one in (
        Dimension("township", "乡镇", "township__code", "township__name", "town"),
        Dimension("group", "代表小组", "group__code", "group__name", "group"),
        Dimension("station", "站点", "station__code", "station__name", "station"),
        Dimension("deputy", "代表", "person__code", "person__name", "person", "person__township__name", True),
        Dimension("programme", "服务的活动", "programmes__code", "programmes__name", "programme"),
        Dimension("kind", "活动类型", "kind", "kind", "kind"),
    )
}


MEASURES = {
    "activities": "活动次数",
    "receptions": "接待选民次数",
    "presences": "到会人次",
    "deputies": "参加代表人数",
}
OF_PEOPLE = ("presences", "deputies")


@dataclass
class Line:
    """One line of the table: what was counted in each period, and how many people came in all."""

    key: str
    label: str
    counted: list[set]
    people: int = 0
    place: str = ""

    @property
    def numbers(self) -> list[int]:
        return [len(one) for one in self.counted]

    @property
    def total(self) -> int:
        """Of all periods; a deputy who took part in two of them is one deputy."""
        return len(set().union(*self.counted))


@dataclass
class Table:
    stretches: Sequence[Stretch]
    lines: list[Line] = field(default_factory=list)
    total: Line | None = None


def receiving_kinds(county) -> list[str]:
    """The labels of the kinds of activity at which voters are received."""
    receiving = county.policy(ActivityPolicy).receiving_kinds
    return [kind.label for kind in county.policy(VisitPolicy).activity_kinds if kind.code in receiving]


def held_in(county, since: date, until: date, townships=None):
    """The rows: what was held, as ``figures.activities`` counts it."""
    rows = Activity.objects.filter(county=county).held().between(since, until)
    return rows if townships is None else rows.filter(township__in=townships)


def present_in(held):
    """The presences at these activities."""
    return Attendance.objects.filter(activity__in=held.order_by().values("pk"), status=PRESENT)


def one_each(rows):
    """Of these attendances one for each deputy: the rows behind a number of deputies."""
    return rows.filter(pk__in=rows.order_by().values("person").annotate(one=Max("pk")).values("one"))


def table(county, periods: Sequence[Stretch], by: str, townships=None, what: str = "activities") -> Table:
    """``what`` by ``by`` over periods that follow each other without a gap."""
    one = DIMENSIONS[by]
    held = held_in(county, periods[0].since, periods[-1].until, townships)
    if what == "receptions":
        held = held.filter(kind__in=receiving_kinds(county))
    rows, at, counted = held, "", "pk"
    if what in OF_PEOPLE or one.of_attendance:
        # From the attendance outwards: who looks at a township's numbers sees its lists of names.
        rows, at = present_in(held), "activity__"
        counted = {"presences": "pk", "deputies": "person"}.get(what, "activity")
    starts = [period.since for period in periods]
    found: dict[str, Line] = {}
    columns = [path if one.of_attendance else at + path for path in (one.key, one.name, one.place)]
    total = Line("", "合计", [set() for _ in periods])
    for key, name, place, on, item in rows.order_by().values_list(*columns, f"{at}held_on", counted):
        n = bisect_right(starts, on) - 1
        total.counted[n].add(item)
        if key is not None and key != "":
            line = found.setdefault(key, Line(key, name, [set() for _ in periods], place=place))
            line.counted[n].add(item)
    _count_people(held, one, found, total)
    if one.of_attendance and what not in OF_PEOPLE:
        # An activity at which nobody is named is none of a deputy's, but one of the total's.
        for on, pk in held.order_by().values_list("held_on", "pk"):
            total.counted[bisect_right(starts, on) - 1].add(pk)
    lines = sorted(found.values(), key=lambda line: (-line.total, line.place, line.label))
    return Table(periods, lines, total)


def _count_people(held, one: Dimension, found: dict[str, Line], total: Line) -> None:
    """How many came to what the lines count: the sum over their lists of names."""
    if one.of_attendance:
        return
    for key, present in held.order_by().values_list(one.key, "present_count"):
        if key in found:
            found[key].people += present
    total.people = sum(held.order_by().values_list("present_count", flat=True))


# -- roles and leaders -------------------------------------------------------------------


@dataclass(frozen=True)
class RoleLine:
    """One role: activities at which it was played, and how often at each township's."""

    role: str
    activities: int
    times: int
    """Presences in this role; an activity that names the role alone, and nobody in it, adds none."""
    by_township: dict[str, int]


def in_role(rows, role: str):
    """Of these activities those at which the role was played (S0-13, S2-46)."""
    # JSON is text in one database and not in the other, escaped in one and not in the other.
    said = rows.annotate(roles_text=Cast("roles", TextField()))
    plain, escaped = json.dumps(role, ensure_ascii=False), json.dumps(role)
    return said.filter(Q(roles_text__contains=plain) | Q(roles_text__contains=escaped))


def by_role(county, since: date, until: date, townships=None) -> list[RoleLine]:
    """The roles that deputies played (五大员), the commonest first."""
    held = held_in(county, since, until, townships)
    activities = Counter(
        role for roles in held.exclude(roles=[]).order_by().values_list("roles", flat=True) for role in roles
    )
    times: dict[str, Counter] = defaultdict(Counter)
    rows = present_in(held).exclude(role="").order_by().values_list("role", "activity__township__code")
    for role, township in rows:
        times[role][township] += 1
    found = [
        RoleLine(role, activities[role], times[role].total(), dict(times[role]))
        for role in activities.keys() | times.keys()
    ]
    return sorted(found, key=lambda line: (-line.times, -line.activities, line.role))


def roles_of(person, year: int | None = None) -> list[tuple[str, int]]:
    """How often the deputy took each role at what was held, in a year or ever, the commonest first."""
    rows = Attendance.objects.filter(person=person, status=PRESENT, activity__state=Activity.State.HELD)
    if year:
        rows = rows.filter(activity__held_on__year=year)
    counted = Counter(rows.exclude(role="").order_by().values_list("role", flat=True))
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))


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
