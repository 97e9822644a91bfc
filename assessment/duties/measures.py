"""What ticks a duty off: named functions over the recorded facts of the lower rooms.

``@measure("name", "words", subjects)`` registers a function ``(ground, rule)`` that returns
for each subject its dated facts. A fact is something done, an excuse (approved leave), or
something that became owed (a household paired, an invitation); what is owed replaces the
rule's minimum. Counting is by ``key``: a household seen twice is one household.

Every function starts from the scoped model of its subject, so that a township and the
county read the same number (docs/reach.md, edge 1).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from django.core.checks import Error
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from congress_poverty import packs
from congress_poverty.packs import term
from deputies import figures as people
from deputies.models import DeputyGroup, Mandate, Person, Station
from pairing.models import Household, Pairing, RosterFiling
from suggestions.models import Suggestion
from visits.models import Activity, Attendance, Visit
from visits.policy import VisitPolicy

from ..models import Check, CrossRound, Document, HalfYearReport, Meeting
from .rules import SUBJECTS, DutyPolicy, DutyRule

DONE, EXCUSED, OWED = "done", "excused", "owed"


class Fact(NamedTuple):
    """Something that happened on a day, with the record that says so."""

    on: date
    key: object
    """What is counted once: the record itself, a household, one of the six ones."""
    kind: str = ""
    """The kind of record, for its page (``PAGES`` of the views): visit, activity, report, meeting."""
    code: str = ""
    words: str = ""
    what: str = DONE
    until: date | None = None
    """With OWED: the last day on which it is owed; a household whose pairing ended is not."""


Facts = dict[int, list[Fact]]


@dataclass(frozen=True)
class Measure:
    name: str
    words: str
    """「走访联系户」: what the sentence of a rule says is done."""
    unit: str
    subjects: tuple[str, ...]
    gather: Callable[[Ground, DutyRule], Facts]
    owes: str = ""
    """Where facts say how much is owed: ``standing`` from a day to a day, ``event`` on a day."""
    kinds: str = ""
    """What ``rule.kinds`` names: ``activity``, ``document``, ``report``, ``meeting`` or nothing."""


MEASURES: dict[str, Measure] = {}


def measure(name: str, words: str, *subjects: str, unit: str = "次", owes: str = "", kinds: str = ""):
    """Register a function as the measure ``name`` for these kinds of subject."""

    def register(gather):
        MEASURES[name] = Measure(name, words, unit, subjects, gather, owes, kinds)
        return gather

    return register


@dataclass
class Ground:
    """A county's facts from one day to another, each read once; of one subject where one is named."""

    county: object
    since: date
    until: date
    subject: str = ""
    pks: tuple[int, ...] | None = None
    """Only these subjects of the kind ``subject``; everybody in reach where it is None."""
    _read: dict = field(default_factory=dict)

    @cached_property
    def policy(self) -> VisitPolicy:
        return self.county.policy(VisitPolicy)

    def of(self, rows, path: str):
        """``rows`` whose ``path`` is one of the subjects asked for."""
        return rows if self.pks is None else rows.filter(**{f"{path}__in": self.pks})

    def once(self, name, read: Callable):
        """What ``read()`` gives, read at the first asking: several rules count the same rows."""
        key = (name, self.pks)
        if key not in self._read:
            self._read[key] = read()
        return self._read[key]

    def kind_code(self, text: str) -> str:
        """The code of an activity's kind; ledgers keep the county's word for it."""
        codes = self.once("kinds", dict)
        if text not in codes:
            found = term(self.policy.activity_kinds, text)
            codes[text] = found.code if found else text
        return codes[text]


def grouped(pairs) -> Facts:
    facts: Facts = defaultdict(list)
    for subject, fact in pairs:
        facts[subject].append(fact)
    return facts


# -- visits --------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Visit:
    on: date
    household: int
    code: str
    mode: str
    acts: tuple[str, ...]


def _visits_made(ground: Ground) -> dict[int, list[_Visit]]:
    def read():
        made = defaultdict(list)
        # From the person: also a visit that stands in another township's ledger is the deputy's own.
        rows = ground.of(Person.objects.filter(county=ground.county), "pk").filter(
            visits_made__visit__visited_on__gte=ground.since,
            visits_made__visit__visited_on__lte=ground.until,
        )
        visit = "visits_made__visit__"
        for person, *row in (
            rows.order_by()
            .values_list(
                "pk",
                *(visit + name for name in ("visited_on", "household_id", "code", "mode", "acts")),
            )
            .iterator(chunk_size=5000)
        ):
            made[person].append(_Visit(*row))
        return made

    return ground.once("visits", read)


@measure("visits", "走访", "deputy", "township", "county", kinds="activity")
def visits(ground: Ground, rule: DutyRule) -> Facts:
    """Every visit to a household, however it was made; a deputy's also at activities of ``rule.kinds``."""
    if rule.subject == "deputy":
        facts: Facts = defaultdict(list)
        for person, made in _visits_made(ground).items():
            facts[person] += [Fact(one.on, one.code, "visit", one.code, one.mode or "走访") for one in made]
        if rule.kinds:
            for person, together in attended(ground, rule).items():
                facts[person] += [fact for fact in together if fact.what == DONE]
        return facts
    path = "township" if rule.subject == "township" else "county"
    rows = ground.of(Visit.objects.filter(county=ground.county), path).between(ground.since, ground.until)
    return grouped(
        (subject, Fact(on, code, "visit", code, f"{names}走访"))
        for subject, on, code, names in rows.order_by().values_list(
            f"{path}_id", "visited_on", "code", "deputy_names"
        )
    )


def _pairings(ground: Ground) -> dict[int, list[tuple]]:
    """Deputy → (household, code, started, ended) of all pairings that touch the ground's days."""

    def read():
        found = defaultdict(list)
        rows = ground.of(Pairing.objects.filter(county=ground.county, person__isnull=False), "person")
        rows = rows.filter(started_on__lte=ground.until).filter(
            Q(ended_on__isnull=True) | Q(ended_on__gte=ground.since)
        )
        for person, *pairing in rows.order_by("started_on", "pk").values_list(
            "person_id", "household_id", "code", "started_on", "ended_on"
        ):
            found[person].append(pairing)
        return found

    return ground.once("pairings", read)


@measure("first_contact", "与联系户见面对接", "deputy", unit="户", owes="standing")
def first_contact(ground: Ground, rule: DutyRule) -> Facts:
    """Every household paired, met in person once within the year."""
    in_person = {mode.label: mode.in_person for mode in ground.policy.modes}
    facts: Facts = defaultdict(list)
    for person, pairings in _pairings(ground).items():
        for household, code, started, ended in pairings:
            facts[person].append(Fact(started, household, "pairing", code, "结对", OWED, ended))
    for person, made in _visits_made(ground).items():
        for one in sorted(made, key=lambda one: one.on):
            if in_person.get(one.mode, True):
                facts[person].append(Fact(one.on, one.household, "visit", one.code, one.mode or "走访"))
    return facts


@measure("every_household", "走访全部联系户", "deputy", unit="户", owes="standing")
def every_household(ground: Ground, rule: DutyRule) -> Facts:
    """Every household paired, visited in the window."""
    facts: Facts = defaultdict(list)
    for person, pairings in _pairings(ground).items():
        for household, code, started, ended in pairings:
            facts[person].append(Fact(started, household, "pairing", code, "结对", OWED, ended))
    for person, made in _visits_made(ground).items():
        facts[person] += [Fact(one.on, one.household, "visit", one.code, one.mode or "走访") for one in made]
    return facts


@measure("n_ones", "做到", "deputy", unit="项")
def n_ones(ground: Ground, rule: DutyRule) -> Facts:
    """The different ones of 六个一 that a deputy's visits name."""
    terms = ground.policy.n_ones.items
    facts: Facts = defaultdict(list)
    for person, made in _visits_made(ground).items():
        for one in sorted(made, key=lambda one: one.on):
            for act in one.acts:
                if found := term(terms, act):
                    facts[person].append(Fact(one.on, found.code, "visit", one.code, found.label))
    return facts


@measure("households_covered", "使每户困难群众有代表联系", "township", unit="户", owes="standing")
def households_covered(ground: Ground, rule: DutyRule) -> Facts:
    """Every household on the township's ledger, looked after by a deputy."""
    homes = ground.of(Household.objects.filter(county=ground.county), "township").order_by()
    facts: Facts = defaultdict(list)
    for township, household in homes.values_list("township_id", "pk"):
        facts[township].append(Fact(date.min, household, "household", "", "在册", OWED))
    paired = homes.filter(pairings__person__isnull=False, pairings__started_on__lte=ground.until).filter(
        Q(pairings__ended_on__isnull=True) | Q(pairings__ended_on__gte=ground.since)
    )
    for township, household, started, code in paired.values_list(
        "township_id", "pk", "pairings__started_on", "pairings__code"
    ):
        on = max(started, ground.since)
        facts[township].append(Fact(on, household, "pairing", code, "有代表联系"))
    return facts


@measure("unit_pairings", "联系", "office", "unit", unit="户")
def unit_pairings(ground: Ground, rule: DutyRule) -> Facts:
    """Households that the office itself looks after (S3-25)."""
    rows = ground.of(Pairing.objects.filter(county=ground.county), "helper__unit")
    rows = rows.filter(helper__unit__isnull=False, started_on__lte=ground.until).filter(
        Q(ended_on__isnull=True) | Q(ended_on__gte=ground.since)
    )
    return grouped(
        (unit, Fact(max(started, ground.since), household, "pairing", code, "联系一户"))
        for unit, started, household, code in rows.order_by().values_list(
            "helper__unit_id", "started_on", "household_id", "code"
        )
    )


# -- activities ------------------------------------------------------------------------------

_SUBJECT_OF_ACTIVITY = {"group": DeputyGroup, "station": Station, "township": None, "county": None}


@measure("activities", "组织", "group", "station", "township", "county", kinds="activity")
def activities(ground: Ground, rule: DutyRule) -> Facts:
    """Activities of these kinds that the subject held; any kind where none is named."""

    def read():
        model = _SUBJECT_OF_ACTIVITY[rule.subject]
        if model:  # from the group or the station: whose reach that is, sees its activities
            rows = ground.of(model.objects.filter(county=ground.county), "pk")
            rows = rows.filter(
                activities__state=Activity.State.HELD,
                activities__held_on__gte=ground.since,
                activities__held_on__lte=ground.until,
            ).order_by()
            at, owner = "activities__", "pk"
        else:
            owner = f"{rule.subject}_id"
            rows = ground.of(Activity.objects.filter(county=ground.county), rule.subject).order_by()
            rows = rows.held().between(ground.since, ground.until)
            at = ""
        names = ("held_on", "code", "kind", "topic")
        return list(rows.values_list(owner, *(at + name for name in names)))

    rows = ground.once(("activities", rule.subject), read)
    return grouped(
        (owner, Fact(on, code, "activity", code, f"{kind}：{topic}"))
        for owner, on, code, kind, topic in rows
        if not rule.kinds or ground.kind_code(kind) in rule.kinds
    )


def _attendances(ground: Ground, subject: str) -> list[tuple]:
    """(person or mandate's person, day, activity, kind, topic, status) of every name on a list."""

    def read():
        people = Person.objects.filter(county=ground.county)
        if subject == "mandate":
            people = ground.of(people, "mandates")
        elif subject == "township":
            people = ground.of(people, "township")
        elif subject == "deputy":
            people = ground.of(people, "pk")
        rows = people.filter(
            attendances__activity__state=Activity.State.HELD,
            attendances__activity__held_on__gte=ground.since,
            attendances__activity__held_on__lte=ground.until,
        ).order_by()
        held = "attendances__activity__"
        found = rows.values_list(
            "pk",
            "township_id",
            *(held + name for name in ("held_on", "code", "kind", "topic")),
            "attendances__status",
        )
        return list(found.distinct())

    return ground.once(("attendances", subject if ground.pks else ""), read)


@measure("attended", "参加", "deputy", "mandate", kinds="activity")
def attended(ground: Ground, rule: DutyRule) -> Facts:
    """Activities of these kinds at which the deputy was present; approved leave is an excuse."""
    kind_of = {Attendance.Status.PRESENT: DONE, Attendance.Status.LEAVE: EXCUSED}
    facts: Facts = defaultdict(list)
    for person, _town, on, code, kind, topic, status in _attendances(ground, rule.subject):
        what = kind_of.get(status)
        if what and (not rule.kinds or ground.kind_code(kind) in rule.kinds):
            facts[person].append(Fact(on, code, "activity", code, f"{kind}：{topic}", what))
    if rule.subject == "mandate":
        return _by_mandate(ground, facts)
    return facts


def _by_mandate(ground: Ground, facts: Facts) -> Facts:
    seats = ground.of(Mandate.objects.filter(county=ground.county, person__in=facts), "pk")
    return {seat: facts[person] for seat, person in seats.order_by().values_list("pk", "person_id")}


@measure("invited", "参加所邀请的", "deputy", owes="event", kinds="activity")
def invited(ground: Ground, rule: DutyRule) -> Facts:
    """Every activity on whose list the deputy stands: present, or on approved leave."""
    facts: Facts = defaultdict(list)
    for person, _town, on, code, kind, topic, status in _attendances(ground, "deputy"):
        if rule.kinds and ground.kind_code(kind) not in rule.kinds:
            continue
        words = f"{kind}：{topic}"
        facts[person].append(Fact(on, code, "activity", code, words, OWED))
        if status in (Attendance.Status.PRESENT, Attendance.Status.LEAVE):
            what = EXCUSED if status == Attendance.Status.LEAVE else DONE
            facts[person].append(Fact(on, code, "activity", code, words, what))
    return facts


@measure("every_deputy", "使每名代表参加", "township", "county", unit="人", owes="standing", kinds="activity")
def every_deputy(ground: Ground, rule: DutyRule) -> Facts:
    """Every deputy in office at one activity of these kinds at least (全覆盖)."""
    facts: Facts = defaultdict(list)
    seats = Mandate.objects.filter(county=ground.county, person__county=ground.county)
    if rule.subject == "township":
        seats = ground.of(seats, "person__township")
    towns = {}
    for person, town, started, ended in seats.order_by().values_list(
        "person_id", "person__township_id", "started_on", "ended_on"
    ):
        subject = towns[person] = town if rule.subject == "township" else ground.county.pk
        last = date.fromordinal(ended.toordinal() - 1) if ended else None
        facts[subject].append(Fact(started or date.min, person, "", "", "在任", OWED, last))
    for person, _town, on, code, kind, topic, status in _attendances(ground, rule.subject):
        counts = not rule.kinds or ground.kind_code(kind) in rule.kinds
        if person in towns and counts and status == Attendance.Status.PRESENT:
            facts[towns[person]].append(Fact(on, person, "activity", code, f"{kind}：{topic}"))
    return facts


@measure("duty_reports", "向选民述职", "deputy", "mandate", "township")
def duty_reports(ground: Ground, rule: DutyRule) -> Facts:
    """Reports to the voters at a meeting that was held; who only listened has not reported."""
    path = {"deputy": "pk", "mandate": "mandates", "township": "township"}[rule.subject]
    rows = ground.of(Person.objects.filter(county=ground.county), path).filter(
        duty_reports__activity__state=Activity.State.HELD,
        duty_reports__activity__held_on__gte=ground.since,
        duty_reports__activity__held_on__lte=ground.until,
    )
    found = rows.order_by().values_list(
        "township_id" if rule.subject == "township" else "pk",
        "duty_reports__activity__held_on",
        "duty_reports__code",
    )
    facts = grouped(
        (owner, Fact(on, code, "duty_report", code, "向选民述职")) for owner, on, code in found.distinct()
    )
    return _by_mandate(ground, facts) if rule.subject == "mandate" else facts


# -- suggestions -------------------------------------------------------------------------------


@measure("suggestions", "提出建议", "deputy", "township", unit="件")
def suggestions(ground: Ground, rule: DutyRule) -> Facts:
    """Suggestions submitted by the deputy as the lead, or by the township's deputies."""
    path = "lead" if rule.subject == "deputy" else "township"
    rows = ground.of(Suggestion.objects.filter(county=ground.county), path).filter(
        submitted_on__gte=ground.since, submitted_on__lte=ground.until
    )
    rows = rows.exclude(state__in=("draft", "returned", "declined", "withdrawn"))
    return grouped(
        (subject, Fact(on, code, "suggestion", code, title))
        for subject, on, code, title in rows.order_by().values_list(
            f"{path}_id", "submitted_on", "code", "title"
        )
    )


# -- how the county leads ------------------------------------------------------------------------


@measure("meetings", "召开", "county", kinds="meeting")
def meetings(ground: Ground, rule: DutyRule) -> Facts:
    """Meetings of these kinds that were held (S2-14, S3-34, S4-62)."""
    rows = Meeting.objects.filter(county=ground.county, kind__in=rule.kinds, state=Meeting.State.HELD)
    rows = rows.filter(held_on__gte=ground.since, held_on__lte=ground.until).order_by()
    return grouped(
        (ground.county.pk, Fact(on, code, "meeting", code, title))
        for on, code, title in rows.values_list("held_on", "code", "title")
    )


_OWN_CHECKS = (Check.Mode.ANNOUNCED, Check.Mode.UNANNOUNCED)


@measure("checks", "开展督查", "office", "county")
def checks(ground: Ground, rule: DutyRule) -> Facts:
    """Checks of townships that the office took part in, or all of the county's own (S2-29)."""
    rows = Check.objects.filter(county=ground.county, mode__in=_OWN_CHECKS).held()
    rows = rows.filter(held_on__gte=ground.since, held_on__lte=ground.until)
    path = "county"
    if rule.subject == "office":
        path = "offices"
        rows = ground.of(rows, "offices").filter(offices__isnull=False)
    return grouped(
        (subject, Fact(on, code, "check", code, f"督查{town}"))
        for subject, on, code, town in rows.order_by().values_list(
            path, "held_on", "code", "township__short_name"
        )
    )


@measure("check_rounds", "完成乡镇全覆盖的督导", "county", unit="轮")
def check_rounds(ground: Ground, rule: DutyRule) -> Facts:
    """Rounds of checks, each on the day on which its last township had been seen (S2-5)."""
    towns = {place.pk for place in people.townships(ground.county)}
    seen: dict[tuple, dict[int, date]] = defaultdict(dict)
    rows = Check.objects.filter(county=ground.county, mode__in=_OWN_CHECKS, round__isnull=False).held()
    for code, name, town, on in rows.order_by("held_on").values_list(
        "round__code", "round__name", "township", "held_on"
    ):
        seen[code, name].setdefault(town, on)
    return grouped(
        (ground.county.pk, Fact(max(days.values()), code, "check_round", code, f"{name}全覆盖"))
        for (code, name), days in seen.items()
        if towns and towns <= days.keys()
    )


@measure("cross_rounds", "完成交叉考评", "county", unit="轮")
def cross_rounds(ground: Ground, rule: DutyRule) -> Facts:
    """Rounds of cross-evaluation whose points were all given within their quarter (S4-18)."""
    rows = CrossRound.objects.filter(county=ground.county).exclude(state=CrossRound.State.OPEN)
    rows = rows.annotate(on=Coalesce("closed_on", "published_on"))
    rows = rows.filter(on__gte=F("since"), on__lte=F("until")).order_by()
    return grouped(
        (ground.county.pk, Fact(on, code, "cross_round", code, title))
        for on, code, title in rows.values_list("on", "code", "title")
    )


# -- what is handed in ---------------------------------------------------------------------------


@measure("roster", "报送帮扶名单", "township", unit="份")
def roster(ground: Ground, rule: DutyRule) -> Facts:
    """The list of pairings, filed with the county."""
    rows = ground.of(RosterFiling.objects.filter(county=ground.county), "township").filter(
        filed_on__gte=ground.since, filed_on__lte=ground.until
    )
    return grouped(
        (township, Fact(on, code, "roster", code, f"{year} 年帮扶名单"))
        for township, on, code, year in rows.order_by().values_list("township_id", "filed_on", "code", "year")
    )


@measure("report", "报送", "township", unit="份", kinds="report")
def report(ground: Ground, rule: DutyRule) -> Facts:
    """The reports of ``rule.kinds`` (H1, H2, Y) that are with the county."""
    rows = ground.of(HalfYearReport.objects.filter(county=ground.county), "township")
    rows = rows.filter(submitted_on__gte=ground.since, submitted_on__lte=ground.until).sent()
    return grouped(
        (township, Fact(on, code, "report", code, title))
        for township, on, code, title, period in rows.order_by().values_list(
            "township_id", "submitted_on", "code", "title", "period"
        )
        if period[4:] in rule.kinds and _of_its_year(on, period)
    )


def _of_its_year(on: date, period: str) -> bool:
    """A report handed in years later is not the new year's report."""
    return on.year == int(period[:4])


@measure(
    "document",
    "报送",
    "township",
    "group",
    "station",
    "unit",
    "office",
    "county",
    unit="份",
    kinds="document",
)
def document(ground: Ground, rule: DutyRule) -> Facts:
    """Documents of these kinds that were handed in and not returned."""
    path = {"office": "unit"}.get(rule.subject, rule.subject)
    rows = ground.of(Document.objects.filter(county=ground.county), path).filter(
        kind__in=rule.kinds, filed_on__gte=ground.since, filed_on__lte=ground.until
    )
    rows = rows.exclude(state=Document.State.RETURNED)
    if path == "county":
        rows = rows.filter(township=None, group=None, station=None, unit=None)
    else:
        rows = rows.filter(**{f"{path}__isnull": False})
    return grouped(
        (subject, Fact(on, code, "document", code, title))
        for subject, on, code, title in rows.order_by().values_list(f"{path}_id", "filed_on", "code", "title")
    )


def rule_faults(policy: DutyPolicy, kinds: dict[str, set[str]]) -> list[str]:
    """What does not fit between the rules and the measures; ``kinds`` are the known ones of each sort."""
    faults = []
    for code, rule in policy.held.items():
        found = MEASURES.get(rule.measure)
        if found is None:
            faults.append(f"{code} 的 measure“{rule.measure}”不认识，可用的：{'、'.join(sorted(MEASURES))}")
        elif rule.subject not in found.subjects:
            able = "、".join(SUBJECTS[one] for one in found.subjects)
            faults.append(f"{code} 的 {rule.measure} 不能用于{SUBJECTS[rule.subject]}，只能用于{able}")
        elif rule.kinds and not found.kinds:
            faults.append(f"{code} 的 {rule.measure} 不分种类，kinds 应去掉")
        elif unknown := set(rule.kinds) - kinds.get(found.kinds, set(rule.kinds)):
            faults.append(f"{code} 的 kinds 不认识 {'、'.join(sorted(unknown))}")
    return faults


def known_kinds(pack) -> dict[str, set[str]]:
    """The kinds that a pack knows, by what a measure's kinds name."""
    policies = packs.sections()
    return {
        "activity": {one.code for one in pack.section("visits", policies["visits"]).activity_kinds},
        "document": {one.code for one in pack.section("duties", policies["duties"]).documents},
        "report": {one.code for one in pack.section("assessment", policies["assessment"]).reports},
        "meeting": set(Meeting.Kind.values),
    }


def check_duties(app_configs=None, **kwargs) -> list[Error]:
    """System check: every rule of every pack that is in force can be counted there."""
    errors = []
    for name in packs.names():
        try:
            pack = packs.read(name)
            policy = pack.section("duties", DutyPolicy)
            faults = rule_faults(policy, known_kinds(pack))
        except packs.PackError:
            continue  # check_packs says it
        errors += [
            Error(f"{pack.file} 的 [duties.rules] {fault}。", id="assessment.E001") for fault in faults
        ]
    return errors
