"""The year's duties are chased: whoever owes one hears of it by the ladder, then the chair, then the county.

A run asks for the steps that fell since the day of the last one. Whether a step was owed is
asked of the duty as it stood on the step's own day, so a run after weeks of silence leaves the
same rows as one on each day. A person gets one line a day, however many duties it is about.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Max
from django.urls import reverse

from congress_poverty.calendar import WorkCalendar
from congress_poverty.models import Notice
from congress_poverty.notices import Line, Outside, settle, tell_each
from congress_poverty.pages import day_words
from deputies import roles
from deputies.messages import outside
from deputies.models import GroupMember, Mandate, Post, Station
from deputies.policy import MessagePolicy

from ..models import ChasedDay, DutyReminder
from ..policy import AssessmentPolicy
from .ladder import CHAIR, COUNTY, Rung, countdown, rungs
from .obligations import Obligation, Plan, State
from .rules import DutyRule

OPEN = (State.DUE, State.LATE)
TASKS_TOLD = 3  # tasks that one line names; the list behind it has all
NAMES_TOLD = 2
# No rung is further from its day: the packs allow 30 working days before it, and 60 days after it.
FURTHEST = timedelta(days=70)
COUNTED = {
    "deputy": "名代表",
    "mandate": "名代表",
    "township": "个乡镇",
    "group": "个小组",
    "station": "个站室",
    "unit": "个单位",
    "office": "个委室",
}


@dataclass
class Chased:
    """What a run did."""

    reminders: int = 0
    late: int = 0
    notices: int = 0


@dataclass(frozen=True)
class Step:
    """A rung of one duty."""

    one: Obligation
    rung: Rung
    is_last: bool
    """The last rung before the day itself."""

    @property
    def key(self) -> tuple:
        return *self.one.key, self.rung.level


def chase(county, policy: AssessmentPolicy, calendar: WorkCalendar, today: date) -> Chased:
    """Take the steps that fell since the last day of chasing; the first run begins with its own day."""
    days = ChasedDay.objects.filter(county=county)
    if days.filter(day=today).exists():
        return Chased()
    last = days.filter(day__lt=today).aggregate(day=Max("day"))["day"]
    since = last + timedelta(days=1) if last else today
    steps = [
        step
        for year in range((since - FURTHEST).year, (today + FURTHEST).year + 1)
        for step in _steps(county, year, policy, calendar, since, today)
    ]
    new = _new(county, steps)
    people = _people(county, new)
    DutyReminder.objects.bulk_create(
        (_row(county, step, people, today) for step in new), batch_size=1000, ignore_conflicts=True
    )
    ChasedDay.objects.bulk_create([ChasedDay(county=county, day=today)], ignore_conflicts=True)
    return Chased(
        reminders=len(new),
        late=sum(step.rung.on < today for step in new),
        notices=_tell(county, new, people, calendar, today),
    )


# -- which steps ---------------------------------------------------------------------------------


def _steps(county, year: int, policy, calendar, since: date, today: date) -> list[Step]:
    """The steps of a year's duties that fell from ``since`` to ``today`` on something not done by then."""
    fell = _falling(Plan(county, year), policy, calendar, since, today)
    if not fell:
        return []
    plan = Plan(
        county,
        year,
        rules=tuple({code for code, _ in fell}),
        dues=frozenset(due_on for _, due_on in fell),
    )
    return [
        Step(one, rung, is_last)
        for one in plan.obligations
        for rung, is_last in fell.get((one.code, one.due_on), ())
        if one.window.opens_on <= rung.on and one.at(rung.on).state in OPEN
    ]


def _falling(plan: Plan, policy, calendar, since: date, today: date) -> dict[tuple[str, date], list]:
    """Rule and due day → (rung, whether it is the last) of the rungs that fell; asks for nobody's facts."""
    known: dict[tuple, list[Rung]] = {}
    fell: dict[tuple[str, date], list] = {}
    for code, rule in plan.held.items():
        counts = plan.policy.ladder(rule, policy.reminders)
        if not counts or _has_its_own_ladder(rule, policy):
            continue
        days = {window.due_on for window in plan.laid_out(rule)}
        for due_on in (day for day in days if since - FURTHEST <= day <= today + FURTHEST):
            if (due_on, counts) not in known:
                known[due_on, counts] = rungs(due_on, counts, policy, calendar)
            if found := [
                (rung, rung.level == str(min(counts)))
                for rung in known[due_on, counts]
                if since <= rung.on <= today
            ]:
                fell[code, due_on] = found
    return fell


def _has_its_own_ladder(rule: DutyRule, policy: AssessmentPolicy) -> bool:
    """Half-year reports are rows of their own and are chased in ``run``."""
    halves = {report.code for report in policy.reports if report.kind == "half_year"}
    return rule.measure == "report" and set(rule.kinds) <= halves


def _new(county, steps: list[Step]) -> list[Step]:
    """Those that were not taken before."""
    rows = DutyReminder.objects.filter(county=county, due_on__in={step.one.due_on for step in steps})
    names = ("rule", "due_on", "kind", "subject", "about", "level")
    taken = set(rows.values_list(*names)) if steps else set()
    return [step for step in steps if step.key not in taken]


def _row(county, step: Step, people: dict, today: date) -> DutyReminder:
    one = step.one
    code, due_on, kind, subject, about, level = step.key
    is_person = kind in ("deputy", "mandate")
    return DutyReminder(
        county=county,
        township_id=one.subject.township,
        person_id=next(iter(people.get((kind, subject), ())), None) if is_person else None,
        kind=kind,
        subject=subject,
        rule=code,
        due_on=due_on,
        about=about,
        level=level,
        step_on=step.rung.on,
        sent_on=today,
        is_late=step.rung.on < today,
    )


# -- who is told ---------------------------------------------------------------------------------


def _people(county, steps: Iterable[Step]) -> dict[tuple[str, int], set[int]]:
    """Subject → the persons who answer for it: the deputy, a station's head, a group's leader."""
    asked: dict[str, set[int]] = defaultdict(set)
    for step in steps:
        asked[step.one.subject.kind].add(step.one.subject.pk)
    rows = [("deputy", pk, pk) for pk in asked["deputy"]]
    sources = {
        "mandate": (Mandate.objects.filter(county=county), "pk", "person"),
        "station": (Station.objects.filter(county=county, head__isnull=False), "pk", "head"),
        "group": (
            GroupMember.objects.filter(
                group__county=county, role=GroupMember.Role.LEADER, ended_on__isnull=True
            ),
            "group",
            "person",
        ),
    }
    for kind, (found, owner, person) in sources.items():
        if asked[kind]:
            rows += [(kind, *pair) for pair in found.values_list(owner, person) if pair[0] in asked[kind]]
    people: dict[tuple[str, int], set[int]] = defaultdict(set)
    for kind, subject, person in rows:
        people[kind, subject].add(person)
    return people


@dataclass
class Accounts:
    """The accounts of a county that can be told: by person, by unit, by role and township."""

    of_person: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    of_unit: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    of_role: dict[tuple[str, int | None], set[int]] = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def of(cls, county, today: date) -> Accounts:
        found = cls()
        posts = Post.objects.held(today).filter(county=county, account__is_active=True)
        # As tuples, a line for each township of a post: this is read on each day that has steps.
        for role, account, person, unit, place in posts.values_list(
            "role", "account", "account__person", "unit", "townships"
        ):
            found.of_role[role, None].add(account)
            if role == roles.DEPUTY and person:
                found.of_person[person].add(account)
            if unit:
                found.of_unit[unit].add(account)
            if place:
                found.of_role[role, place].add(account)
        return found

    def owing(self, subject, people: set[int]) -> tuple[set[int], bool]:
        """The subject's accounts, and whether they are its own: who has none is told by the township."""
        if subject.kind == "township":
            return self.of_role[roles.TOWNSHIP_CLERK, subject.pk], True
        if subject.kind in ("unit", "office"):
            own = self.of_unit[subject.pk]
        else:
            own = {account for person in people for account in self.of_person[person]}
        if own:
            return own, True
        if subject.township:
            return self.of_role[roles.TOWNSHIP_CLERK, subject.township], False
        return self.of_role[roles.COUNTY_STAFF, None], False

    def above(self, subject, level: str) -> set[int]:
        """The chair, then the county's office; where there is no township the office, then the leaders."""
        if subject.township and level == CHAIR:
            return self.of_role[roles.TOWNSHIP_CHAIR, subject.township]
        of_office = level == COUNTY if subject.township else level == CHAIR
        return self.of_role[roles.COUNTY_STAFF if of_office else roles.COUNTY_LEADER, None]


# -- what is said --------------------------------------------------------------------------------


@dataclass
class Message:
    """What one account hears in a run: duties it should see to, and those that others have left undone."""

    due: dict[tuple, Obligation] = field(default_factory=dict)
    late: dict[tuple, Obligation] = field(default_factory=dict)
    last_day: list[Obligation] = field(default_factory=list)
    """The account's own whose last rung was reached."""
    is_own: bool = False

    @property
    def first(self) -> Obligation:
        return min((*self.due.values(), *self.late.values()), key=lambda one: one.due_on)


def _tell(county, steps: list[Step], people: dict, calendar: WorkCalendar, today: date) -> int:
    messages = _messages(Accounts.of(county, today), steps, people, today) if steps else {}
    words = county.policy(MessagePolicy)
    lines = []
    for account, message in messages.items():
        text = _text(county, words, message, calendar, today)
        if text:
            url, last_day = _url(message), _outside(county, message, today)
            lines.append(Line(account, text, url, message.first.due_on, last_day))
    # What was said on another day and not read is said again, as it stands now.
    key = f"duties:{county.code}:{today}"
    older = Notice.objects.filter(account__in=[line.account for line in lines], read_at__isnull=True)
    settle(older.filter(key__startswith=f"duties:{county.code}:").exclude(key=key))
    return tell_each(lines, key=key)


def _messages(accounts: Accounts, steps: list[Step], people: dict, today: date) -> dict[int, Message]:
    messages: dict[int, Message] = defaultdict(Message)
    for step in steps:
        one, subject, level = step.one, step.one.subject, step.rung.level
        if one.at(today).state not in OPEN:
            continue  # a step that was missed, and the duty has been done since
        if level in (CHAIR, COUNTY):
            for account in accounts.above(subject, level):
                messages[account].late[one.key] = one
            continue
        told, is_own = accounts.owing(subject, people.get((subject.kind, subject.pk), set()))
        for account in told:
            message = messages[account]
            message.due[one.key] = one
            message.is_own |= is_own
            if is_own and step.is_last and today <= one.last_working_day:
                message.last_day.append(one)
    return messages


def _text(county, words: MessagePolicy, message: Message, calendar: WorkCalendar, today: date) -> str:
    named = not message.is_own or len({one.subject for one in message.due.values()}) > 1
    parts = []
    if words.duties_due and message.due:
        tasks = _tasks(message.due.values(), calendar, today, named=named)
        parts.append(words.duties_due.format(county=county, count=len(message.due), tasks=tasks))
    if words.duties_late and message.late:
        tasks = _tasks(message.late.values(), calendar, today, named=True)
        parts.append(words.duties_late.format(county=county, count=len(message.late), tasks=tasks))
    return "".join(parts)


def _outside(county, message: Message, today: date) -> Outside | None:
    """The last rung is told outside the program too (ux 3.6)."""
    if not message.last_day:
        return None
    first = min(message.last_day, key=lambda one: one.last_working_day)
    return outside(
        county,
        "duties_last_day",
        count=len(message.due),
        first=f"“{first.rule.label}”",
        last_day=day_words(first.last_working_day, today),
    )


def _tasks(owed: Iterable[Obligation], calendar: WorkCalendar, today: date, *, named: bool) -> str:
    """「走访联系户（王强等 12 名代表，6月30日截止，还有 7 个工作日）；…」, the earliest first."""
    groups: dict[tuple, list[Obligation]] = defaultdict(list)
    for one in sorted(owed, key=lambda one: one.due_on):
        groups[one.due_on, one.code].append(one)
    words = []
    for (due_on, _code), group in list(groups.items())[:TASKS_TOLD]:
        when = countdown(due_on, calendar=calendar, today=today, late="")
        words.append(f"{group[0].rule.label}（{_names(group) if named else ''}{when}）")
    return "；".join(words) + ("等" if len(groups) > TASKS_TOLD else "")


def _names(group: list[Obligation]) -> str:
    """「王强、李芳，」 or 「王强等 12 名代表，」; the county itself needs no name."""
    names, kind = [one.subject.name for one in group], group[0].subject.kind
    if kind == "county":
        return ""
    if len(names) > NAMES_TOLD:
        return f"{names[0]}等 {len(names)} {COUNTED[kind]}，"
    return f"{'、'.join(names)}，"


def _url(message: Message) -> str:
    """A page that the one who is told may open: the owner's own, else the list of the first duty's kind."""
    subject, year = message.first.subject, message.first.due_on.year
    if message.is_own and not message.late:
        if subject.kind == "unit":
            return reverse("unit_desk")
        if subject.kind in ("group", "station"):
            return reverse(f"deputies:{subject.kind}", args=[subject.code])
        return f"{reverse('duties:subject', args=[subject.kind, subject.code])}?year={year}"
    return f"{reverse('duties:list')}?kind={subject.kind}&year={year}"
