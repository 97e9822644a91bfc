"""The standing of a checklist or contest: what each subject has done, counted from recorded facts.

Each number is the size of a set of rows; ``rows`` finds the same rows by the same paths.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from deputies.models import DeputyGroup, GroupMember, Mandate, Person, Region
from pairing.models import HelpRecord

from ..models import Activity, Attendance, DutyReport, MicroWish, Reception, Visit
from ..policy import VisitPolicy
from ..policy.contests import Contest, ContestItem
from .activity_counts import PRESENT, Stretch

HELD = Activity.State.HELD
Found = dict[str, set[int]]
"""Subject's code → ids of its rows."""


@dataclass(frozen=True)
class Fact:
    """A kind of recorded fact: its rows in a span, whose they are, and how one reads."""

    rows: Callable
    day: str
    person: str
    """Path of the deputy's code; "" where it is no deputy's."""
    township: str
    group: str
    """Path of the group's code; "" where a group's rows are those of its members."""
    says: Callable
    kind: str = ""
    """Path of the kind of activity."""


FACTS = {
    "visits": Fact(
        lambda county: Visit.objects.filter(county=county),
        "visited_on", "visitors__person__code", "township__code", "",
        lambda row: (row.visited_on, f"走访：{row.deputy_names}", row.get_absolute_url()),
    ),
    "attended": Fact(
        lambda county: Attendance.objects.filter(
            activity__county=county, activity__state=HELD, status=PRESENT
        ).select_related("activity", "person"),
        "activity__held_on", "person__code", "activity__township__code", "",
        lambda row: (
            row.activity.held_on, f"{row.person}：{row.activity.kind}，{row.activity}",
            row.activity.get_absolute_url(),
        ),
        "activity__kind",
    ),
    "held": Fact(
        lambda county: Activity.objects.filter(county=county).held(),
        "held_on", "", "township__code", "group__code",
        lambda row: (row.held_on, f"{row.kind}：{row}", row.get_absolute_url()),
        "kind",
    ),
    "receptions": Fact(
        lambda county: Reception.objects.filter(county=county),
        "received_on", "deputies__person__code", "township__code", "",
        lambda row: (row.received_on, f"接待：{row}", row.get_absolute_url()),
    ),
    "wishes": Fact(
        lambda county: MicroWish.objects.filter(county=county, state=MicroWish.State.FULFILLED),
        "fulfilled_on", "claimed_by__code", "township__code", "",
        lambda row: (row.fulfilled_on, f"微心愿：{row}", row.get_absolute_url()),
    ),
    "help": Fact(
        lambda county: HelpRecord.objects.filter(county=county),
        "started_on", "deputies__person__code", "township__code", "",
        lambda row: (row.started_on, f"{row.kind}：{row.title}", row.get_absolute_url()),
    ),
    "duty_reports": Fact(
        lambda county: DutyReport.objects.filter(
            activity__county=county, activity__state=HELD
        ).select_related("activity", "person"),
        "activity__held_on", "person__code", "person__township__code", "",
        lambda row: (row.activity.held_on, str(row), row.get_absolute_url()),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Subject:
    """Who is compared."""

    code: str
    label: str
    place: str = ""


@dataclass
class Line:
    """A subject's numbers, item by item; ``score`` is items done, or points."""

    subject: Subject
    numbers: list[int]
    score: int
    rank: int = 0


def rows_in(county, item: ContestItem, span: Stretch):
    """All rows of the item's fact in the span."""
    fact = FACTS[item.counts]
    rows = fact.rows(county).filter(**{f"{fact.day}__gte": span.since, f"{fact.day}__lte": span.until})
    if item.kinds and fact.kind:
        kinds = county.policy(VisitPolicy).activity_kinds
        labels = [kind.label for kind in kinds if kind.code in item.kinds]
        rows = rows.filter(**{f"{fact.kind}__in": labels})
    return rows


def counted(county, contest: Contest, item: ContestItem, span: Stretch) -> Found:
    """The rows of each subject, by id."""
    fact = FACTS[item.counts]
    own = {"deputy": fact.person, "township": fact.township, "group": fact.group}[contest.subject]
    through_members = contest.subject == "group" and not fact.group
    path = fact.person if through_members else own
    found: Found = defaultdict(set)
    for code, pk in rows_in(county, item, span).order_by().values_list(path, "pk"):
        if code:
            found[code].add(pk)
    if not through_members:
        return found
    groups: Found = defaultdict(set)
    members = GroupMember.objects.filter(group__county=county, ended_on__isnull=True)
    for group, person in members.order_by().values_list("group__code", "person__code"):
        groups[group] |= found.get(person, set())
    return groups


def subjects(county, contest: Contest, on: date, townships: QuerySet[Region]) -> list[Subject]:
    """Everybody of these townships who is compared: deputies in office, groups, or the townships."""
    place = {"township__in": townships}
    if contest.subject == "township":
        return [Subject(code, name) for code, name in townships.order_by("code").values_list("code", "name")]
    if contest.subject == "group":
        rows = DeputyGroup.objects.filter(county=county, **place).order_by("township__code", "name")
        return [Subject(*row) for row in rows.values_list("code", "name", "township__name")]
    held = Mandate.objects.in_office(on).filter(county=county).order_by().values("person")
    people = Person.objects.filter(pk__in=held, **place).order_by("township__code", "pinyin", "id")
    return [Subject(*row) for row in people.values_list("code", "name", "township__name")]


def score(contest: Contest, numbers: Sequence[int]) -> int:
    """Of a checklist how many items are done; of a contest the points, each item up to its limit."""
    pairs = zip(contest.items, numbers, strict=True)
    if contest.form == "checklist":
        return sum(number >= item.want for item, number in pairs)
    return sum((min(number, item.most) if item.most else number) * item.points for item, number in pairs)


def standing(county, contest: Contest, span: Stretch, townships: QuerySet[Region]) -> list[Line]:
    """Every subject with its rank; who has the same score has the same rank."""
    found = [counted(county, contest, item, span) for item in contest.items]
    lines = []
    for subject in subjects(county, contest, span.until, townships):
        numbers = [len(one.get(subject.code, ())) for one in found]
        lines.append(Line(subject, numbers, score(contest, numbers)))
    lines.sort(key=lambda line: -line.score)
    for n, line in enumerate(lines):
        same = n and lines[n - 1].score == line.score
        line.rank = lines[n - 1].rank if same else n + 1
    return lines


def rows(county, contest: Contest, item: ContestItem, span: Stretch, code: str) -> list[tuple]:
    """``(day, words, address)`` of each row behind one number, the latest first."""
    fact = FACTS[item.counts]
    own = {"deputy": fact.person, "township": fact.township, "group": fact.group}[contest.subject]
    found = rows_in(county, item, span)
    if own:
        found = found.filter(**{own: code})
    else:
        members = GroupMember.objects.filter(group__code=code, ended_on__isnull=True).order_by()
        found = found.filter(**{f"{fact.person}__in": members.values("person__code")})
    return [fact.says(row) for row in found.order_by(f"-{fact.day}", "-pk").distinct()]
