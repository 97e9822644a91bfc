"""A year of duties: the rules in force laid over the subjects and held against the facts.

Nothing is stored and nothing is ticked by hand: ``Plan`` reads the facts of a year once,
``Obligation.at(day)`` says how one duty stood on any of its days, knowing only what had
happened by then. ``manage.py duties``, the pages and the tests ask the same two.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from congress_poverty import packs
from congress_poverty.calendar import MonthDay, WorkCalendar, add_months, deadline
from congress_poverty.models import CalendarDay
from deputies.models import Campaign
from pairing.models import Pairing

from ..models import Pledge
from . import owing
from .measures import DONE, EXCUSED, MEASURES, OWED, Fact, Ground
from .owing import Subject
from .rules import MONTHS, ONE_DAY, DutyPolicy, DutyRule, Window, share, windows


class State(StrEnum):
    """How a duty stands."""

    DONE = "done"
    DUE = "due"
    LATE = "late"
    DONE_LATE = "done_late"
    NOT_DUE = "not_due"
    SHRUNK = "shrunk"


LABELS = {
    State.DONE: "已完成",
    State.DUE: "进行中",
    State.LATE: "逾期未完成",
    State.DONE_LATE: "逾期完成",
    State.NOT_DUE: "未到时间",
    State.SHRUNK: "不需办理",
}


@dataclass(frozen=True)
class Standing:
    """How one duty stands on one day, and by which facts."""

    state: State
    done: int
    needed: int
    why: str = ""
    evidence: tuple[Fact, ...] = ()
    done_on: date | None = None
    """The day on which enough had been done."""


@dataclass
class Obligation:
    """One rule, one subject, one window."""

    code: str
    rule: DutyRule
    subject: Subject
    window: Window
    minimum: int
    last_working_day: date
    facts: list[Fact] = field(repr=False)
    """Of the subject, in the order of days."""
    leave_counts: bool = True
    partial: str = "proportional"

    @property
    def due_on(self) -> date:
        return self.window.due_on

    @property
    def key(self) -> tuple[str, date, str, int, str]:
        """What names the duty where something is stored about it."""
        about = "" if self.window.key is None else str(self.window.key)
        return self.code, self.due_on, self.subject.kind, self.subject.pk, about

    @cached_property
    def measure(self):
        return MEASURES[self.rule.measure]

    @cached_property
    def _done(self) -> list[Fact]:
        """The first fact for each thing that is counted once."""
        first: dict[object, Fact] = {}
        for fact in self.facts:
            inside = self.window.opens_on <= fact.on <= self.window.closes_on
            if fact.what == DONE and inside and self.window.key in (None, fact.key):
                first.setdefault(fact.key, fact)
        return sorted(first.values(), key=lambda fact: fact.on)

    @cached_property
    def _excused(self) -> list[Fact]:
        """Approved leave; in a term of years there is time to make good for it."""
        window = self.window
        if self.rule.every == "term":
            return []
        return [f for f in self.facts if f.what == EXCUSED and window.opens_on <= f.on <= window.due_on]

    @cached_property
    def _owed(self) -> list[Fact]:
        return [f for f in self.facts if f.what == OWED and self.window.key in (None, f.key)]

    # -- what is needed ---------------------------------------------------------------------

    def _known(self, on: date):
        """The subject's spans as they were known on a day: a later end had not happened yet."""
        return [
            (since, until if until is not None and until < on else None)
            for since, until in self.subject.spans
            if since <= on
        ]

    def _days(self, spans) -> int:
        """How many days of the window lie in the spans."""
        window = self.window
        return sum(
            max(0, (min(until or window.due_on, window.due_on) - max(since, window.opens_on)).days + 1)
            for since, until in spans
        )

    def _serves(self, on: date) -> tuple[int, str]:
        """What is needed of whom was there for the window or a part of it, before leave."""
        window, known = self.window, self._known(on)
        of = (window.due_on - window.opens_on).days + 1
        days = self._days(known)
        if days >= of:
            return self.minimum, ""
        if self.rule.every in MONTHS:
            if not days:
                return 0, f"期内{self._words[1]}"
            if self.partial == "whole":
                return self.minimum, ""
            needed = share(self.minimum, days, of)
            return (
                needed,
                f"{self._words[0]} {days} 天（全期 {of} 天），按比例应有 {needed}{self.measure.unit}",
            )
        there = any(s <= window.due_on and (u is None or u >= window.due_on) for s, u in known)
        return (self.minimum, "") if there else (0, f"到期时{self._words[1]}")

    @property
    def _words(self) -> tuple[str, str, str]:
        """How one says that the subject is there, is there no more, is not there yet."""
        if self.rule.only == "paired":
            return "有联系户", "没有联系户", "还没有联系户"
        if self.subject.kind in ("deputy", "mandate", "township"):
            return "在任", "不在任", "还没有任职"
        return "设立", "已不设立", "还没有设立"

    def _owed_on(self, on: date) -> set:
        """Keys of what is owed in this window, as known on the day."""
        window, keys = self.window, set()
        of = (window.due_on - window.opens_on).days + 1
        for fact in self._owed:
            if fact.on > on:
                continue
            until = fact.until if fact.until is not None and fact.until < on else None
            if self.measure.owes == "event":
                if window.opens_on <= fact.on <= window.due_on:
                    keys.add(fact.key)
            elif self.rule.every in MONTHS and self.partial == "proportional":
                if share(1, self._days([(fact.on, until)]), of):
                    keys.add(fact.key)
            elif fact.on <= window.due_on and (until is None or until >= window.due_on):
                keys.add(fact.key)
        return keys

    # -- how it stands ------------------------------------------------------------------------

    def at(self, on: date) -> Standing:
        """The duty as it stood at the end of the day. It is worked out once between two events."""
        place = bisect_right(self._events, on)
        if place not in self._stood:
            self._stood[place] = self._stand(self._events[place - 1] if place else date.min)
        return self._stood[place]

    @cached_property
    def _stood(self) -> dict[int, Standing]:
        return {}

    @cached_property
    def _events(self) -> list[date]:
        """The days on which anything can change: the window's, the facts', those of the subject's spans."""
        days = {self.window.opens_on, self.window.due_on + ONE_DAY}
        days.update(fact.on for fact in (*self._done, *self._excused))
        ends = [*self.subject.spans, *((fact.on, fact.until) for fact in self._owed)]
        for since, until in ends:
            days.add(since)
            if until is not None:
                days.add(until + ONE_DAY)
        return sorted(days)

    def _stand(self, on: date) -> Standing:
        window = self.window
        if on < window.opens_on:
            return Standing(State.NOT_DUE, 0, self.minimum, f"{_day(window.opens_on)}开始")
        if not any(since <= on for since, _ in self.subject.spans):
            return Standing(State.NOT_DUE, 0, self.minimum, self._words[2])
        needed, why = self._serves(on)
        done = [fact for fact in self._done if fact.on <= on]
        excused = [fact for fact in self._excused if fact.on <= on] if self.leave_counts else []
        if self.measure.owes and needed:
            owed = self._owed_on(on) - {fact.key for fact in excused}
            done = [fact for fact in done if fact.key in owed]
            needed = len(owed)
            why = why if needed else f"没有要办的{self.measure.unit}"
            if not needed and on <= window.due_on:
                return Standing(State.NOT_DUE, 0, 0, why)
        elif excused and needed:
            needed = max(0, needed - len(excused))
            why = "；".join(part for part in (why, f"请假 {len(excused)} 次，相应减少") if part)
        evidence = tuple(done)
        if not needed:
            return Standing(State.SHRUNK, len(done), 0, why, evidence)
        reached = done[needed - 1].on if len(done) >= needed else None
        if reached and reached <= window.due_on:
            state = State.DONE
            if reached > self.last_working_day:
                why = why or "期限内，晚于最后工作日"
        elif on <= window.due_on:
            state = State.DUE
        elif reached:
            state, late = State.DONE_LATE, (reached - window.due_on).days
            why = f"迟了 {late} 天" + (f"；{why}" if why else "")
        else:
            state = State.LATE
            why = f"还差 {needed - len(done)}{self.measure.unit}" + (f"；{why}" if why else "")
        return Standing(state, len(done), needed, why, evidence, reached)


# -- laying out ------------------------------------------------------------------------------------


@dataclass
class Plan:
    """A county's duties of one year, in the order of its rules."""

    county: object
    year: int
    kinds: tuple[str, ...] = ()
    """Only these kinds of subject."""
    only: tuple[str, int] | None = None
    """Only this one: its kind and its id."""
    rules: tuple[str, ...] = ()
    """Only these rules."""
    dues: frozenset[date] = frozenset()
    """Only what is due on these days; then no facts outside those windows are read."""

    @cached_property
    def policy(self) -> DutyPolicy:
        return self.county.policy(DutyPolicy)

    @cached_property
    def calendar(self) -> WorkCalendar:
        return CalendarDay.calendar_for(self.county.code)

    @cached_property
    def campaigns(self) -> list[tuple[date, date]]:
        rows = Campaign.objects.filter(county=self.county).values_list("since", "until")
        return [(since, until or date.max) for since, until in rows]

    @cached_property
    def held(self) -> dict[str, DutyRule]:
        """The rules in force that are asked about."""
        return {
            code: rule
            for code, rule in self.policy.held.items()
            if (not self.rules or code in self.rules)
            and (not self.kinds or rule.subject in self.kinds)
            and (self.only is None or rule.subject == self.only[0])
        }

    @cached_property
    def pledged(self) -> dict[tuple[int, str], int]:
        rows = Pledge.objects.filter(person__county=self.county, year=self.year).standing()
        return {(person, rule): n for person, rule, n in rows.values_list("person_id", "rule", "number")}

    @cached_property
    def obligations(self) -> list[Obligation]:
        found = []
        grounds: dict[tuple, Ground] = {}
        for code, rule in self.held.items():
            owed = [
                (subject, window)
                for subject in self._subjects(rule)
                for window in self._windows(rule, subject)
                if not self.dues or window.due_on in self.dues
            ]
            if not owed:
                continue
            since, until = self._days_read([window for _, window in owed])
            key = (since, until, rule.subject if self.only else "")
            ground = grounds.setdefault(
                key,
                Ground(
                    self.county,
                    since,
                    until,
                    rule.subject,
                    (self.only[1],) if self.only else None,
                ),
            )
            facts = MEASURES[rule.measure].gather(ground, rule)
            for rows in facts.values():
                rows.sort(key=lambda fact: fact.on)
            found += [self._obligation(code, rule, subject, window, facts) for subject, window in owed]
        return found

    def _days_read(self, owed: list[Window]) -> tuple[date, date]:
        """From when to when facts are read: the year at least, unless single days are asked for."""
        since = min(window.opens_on for window in owed)
        until = max(min(max(window.due_on, window.closes_on), _TODAYISH) for window in owed)
        if self.dues:
            return since, until
        return min(since, date(self.year, 1, 1)), max(until, date(self.year, 12, 31))

    def _obligation(self, code, rule, subject, window, facts) -> Obligation:
        least = rule.least(subject.category)
        if subject.kind == "deputy":
            least = max(least, self.pledged.get((subject.pk, code), 0))
        last = self._last_working_days.get(window.due_on)
        if last is None:
            last = self.calendar.last_working_day_on_or_before(window.due_on)
            self._last_working_days[window.due_on] = last
        return Obligation(
            code,
            rule,
            subject,
            window,
            least,
            last,
            facts.get(subject.pk, []),
            self.policy.leave_counts,
            self.policy.partial,
        )

    @cached_property
    def _last_working_days(self) -> dict[date, date]:
        return {}

    # -- who -------------------------------------------------------------------------------------

    def _all(self, kind: str) -> list[Subject]:
        if kind not in self._known:
            pks = (self.only[1],) if self.only and self.only[0] == kind else None
            self._known[kind] = owing.subjects(self.county, kind, pks)
        return self._known[kind]

    @cached_property
    def _known(self) -> dict[str, list[Subject]]:
        return {}

    @cached_property
    def _paired(self) -> dict:
        pks = (self.only[1],) if self.only and self.only[0] == "deputy" else None
        return owing.paired_spans(self.county, pks)

    def _subjects(self, rule: DutyRule) -> Iterable[Subject]:
        for subject in self._all(rule.subject):
            if rule.levels and not subject.levels & set(rule.levels):
                continue
            if rule.only == "paired":
                spans = owing.common(subject.spans, self._paired.get(subject.pk, ()))
                if spans:
                    yield subject.with_spans(spans)
            elif not rule.only or rule.only in subject.traits:
                yield subject

    # -- when ------------------------------------------------------------------------------------

    def _windows(self, rule: DutyRule, subject: Subject) -> list[Window]:
        if rule.every == "term":
            found = self._terms(subject)
        elif rule.within:
            found = self._after_pairing(rule, subject)
        else:
            found = self._of_year(rule)
        return [window for window in found if self._touches(window, rule, subject)]

    def laid_out(self, rule: DutyRule) -> list[Window]:
        """The rule's windows of the year without anybody's facts."""
        if rule.every != "term" and not rule.within:
            return self._of_year(rule)
        return [window for subject in self._subjects(rule) for window in self._windows(rule, subject)]

    def _of_year(self, rule: DutyRule) -> list[Window]:
        key = id(rule)
        if key not in self._years:
            by = self.day_of(rule) if rule.by else None
            found = windows(rule, self.year, by.in_year(self.year) if by else None)
            if rule.in_campaign:
                found = [clipped for window in found if (clipped := self._in_campaign(rule, window))]
            self._years[key] = found
        return self._years[key]

    @cached_property
    def _years(self) -> dict[int, list[Window]]:
        return {}

    def day_of(self, rule: DutyRule) -> MonthDay:
        """The rule's date, looked up where the pack has it."""
        return rule.by.day or looked_up(self.county, rule.by.text)

    def _in_campaign(self, rule: DutyRule, window: Window) -> Window | None:
        """The window within a campaign. One that a campaign fills for less than half is not owed."""
        for since, until in self.campaigns:
            if rule.by:
                if since <= window.due_on <= until:
                    return Window(
                        window.label, max(window.opens_on, since), window.due_on, window.closes_on, window.key
                    )
                continue
            opens, due = max(window.opens_on, since), min(window.due_on, until)
            of = (window.due_on - window.opens_on).days + 1
            if opens <= due and share(1, (due - opens).days + 1, of):
                return Window(window.label, opens, due, due, window.key)
        return None

    def _terms(self, subject: Subject) -> list[Window]:
        found = []
        for since, _until in subject.spans:
            if since == date.min:
                continue
            last = add_months(since, 12 * self.policy.term_years) - ONE_DAY
            if since.year <= self.year <= last.year:
                found.append(Window(f"{since.year}—{last.year} 年任期", since, last, last))
        return found

    def _after_pairing(self, rule: DutyRule, subject: Subject) -> list[Window]:
        """A window for each household paired; those that end in this year."""
        found = []
        for household, started in self._events.get(subject.pk, ()):
            end = deadline(started, rule.within, calendar=self.calendar)
            if end.last_day.year == self.year or started.year == self.year:
                window = Window(
                    f"{_day(started)}结对", started, end.last_day, date(self.year, 12, 31), household
                )
                if not rule.in_campaign or any(s <= started <= u for s, u in self.campaigns):
                    found.append(window)
        return found

    @cached_property
    def _events(self) -> dict[int, list]:
        rows = Pairing.objects.filter(county=self.county, person__isnull=False).order_by("started_on")
        if self.only and self.only[0] == "deputy":
            rows = rows.filter(person=self.only[1])
        first = date(self.year - 1, 1, 1)
        found: dict[int, dict] = {}
        for person, household, started in rows.filter(started_on__gte=first).values_list(
            "person_id", "household_id", "started_on"
        ):
            found.setdefault(person, {}).setdefault(household, started)
        return {person: list(events.items()) for person, events in found.items()}

    @staticmethod
    def _touches(window: Window, rule: DutyRule, subject: Subject) -> bool:
        """Whether the subject was there at any time of the window."""
        return any(
            since <= window.due_on and (until is None or until >= window.opens_on)
            for since, until in subject.spans
        )


# Facts beyond this day cannot have happened; terms end years ahead.
_TODAYISH = date(2100, 12, 31)


def looked_up(county, path: str) -> MonthDay:
    """A date of another table of the county's pack: ``pairing.roster_due``, ``assessment.reports.H1.due``."""
    table, *keys = path.split(".")
    known = packs.sections()
    if table not in known:
        raise packs.PackError(f"职责的日期“{path}”指向没有的表 {table}。", code="E_PACK_KEY")
    found = county.policy(known[table])
    for key in keys:
        if isinstance(found, tuple):
            found = next((one for one in found if one.code == key), None)
        else:
            found = getattr(found, key, None)
    if not isinstance(found, MonthDay):
        raise packs.PackError(f"职责的日期“{path}”不是一个月日。", code="E_PACK_VALUE")
    return found


def counts(standings: Iterable[Standing]) -> dict[str, int]:
    """How many stand in each state."""
    found = Counter(standing.state for standing in standings)
    return {state.value: found[state] for state in State}


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"
