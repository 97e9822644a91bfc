"""年度任务: what a year asks of townships, deputies, groups and stations, and how it stands."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Min
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html

from congress_poverty.pages import (
    Button,
    Column,
    Empty,
    Filter,
    Page,
    WorkedOutList,
    cells,
    chip,
    day_words,
)
from congress_poverty.reach import current_reach
from deputies.forms.fields import townships_within
from deputies.models import Campaign, DeputyGroup, Mandate, Person, Station, Unit
from pairing.models import Pairing
from suggestions.models import Suggestion
from visits.models import Activity, DutyReport, Visit

from ..duties.measures import MEASURES
from ..duties.obligations import LABELS, Obligation, Plan, Standing, State
from ..duties.rules import EVERY, SUBJECTS, DutyPolicy
from ..duties.words import sentence
from ..models import Check, CheckRound, CrossRound, Document, DutyReminder, HalfYearReport, Meeting, Pledge
from .tabs import WithTabs

FACES = {
    State.DONE: ("ok", "check-lg"),
    State.DUE: ("warn", "clock"),
    State.LATE: ("late", "exclamation-triangle"),
    State.DONE_LATE: ("over", "check-lg"),
    State.NOT_DUE: ("quiet", "hourglass"),
    State.SHRUNK: ("quiet", "dash-lg"),
}
PAGES = {
    "visit": ("visits:visit", Visit),
    "activity": ("visits:activity", Activity),
    "duty_report": ("visits:duty_report", DutyReport),
    "suggestion": ("suggestions:detail", Suggestion),
    "report": ("reports:detail", HalfYearReport),
    "roster": ("pairing:roster", None),
    "pairing": ("pairing:pairing", Pairing),
    "document": ("duties:document", Document),
    "meeting": ("meetings:detail", Meeting),
    "check": ("checks:detail", Check),
    "check_round": ("checks:round", CheckRound),
    "cross_round": ("cross:detail", CrossRound),
}
# Whose duties each kind of reach shows: a township cannot see what the county files.
SHOWN = {
    "all": tuple(SUBJECTS),
    "county": tuple(SUBJECTS),
    "township": ("township", "deputy", "mandate", "group", "station"),
    "deputy": ("deputy", "mandate"),
}


def state_chip(state: State):
    tone, icon = FACES[state]
    return chip(LABELS[state], tone, icon)


def year_of(request, today: date) -> int:
    text = request.GET.get("year", "")
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else today.year
    return year if 2000 <= year <= today.year + 1 else today.year


def as_of(year: int, today: date) -> date:
    """The day on which a year is looked at: its last one once it is over."""
    return min(today, date(year, 12, 31)) if year <= today.year else today


def line(one: Obligation, standing: Standing, today: date) -> dict:
    """A duty as a line of a table."""
    due, last = one.due_on, one.last_working_day
    return {
        "one": one,
        "standing": standing,
        "state": state_chip(standing.state),
        "url": subject_url(one.subject, one.window.due_on.year if one.rule.every != "term" else today.year),
        "due": day_words(due, today),
        "last": day_words(last, today)
        if last != due and standing.state in (State.DUE, State.NOT_DUE)
        else "",
        "count": f"{standing.done}/{standing.needed}",
    }


def subject_url(subject, year: int) -> str:
    return f"{reverse('duties:subject', args=[subject.kind, subject.code])}?year={year}"


@dataclass(frozen=True)
class Line:
    """A duty of the list, as it stands."""

    pk: int
    code: str
    name: str
    url: str
    town: int | None
    town_name: str
    rule: str
    rule_label: str
    window: str
    opens_on: date
    due_on: date
    last_day: date | None
    """The last working day, where it is another one and still matters."""
    done: int
    needed: int
    state: State
    why: str

    @classmethod
    def of(cls, number: int, one: Obligation, standing: Standing, today: date) -> Line:
        subject, waiting = one.subject, standing.state in (State.DUE, State.NOT_DUE)
        return cls(
            pk=number,
            code=subject.code,
            name=subject.name,
            url=subject_url(subject, one.due_on.year if one.rule.every != "term" else today.year),
            town=subject.township,
            town_name=subject.township_name,
            rule=one.code,
            rule_label=one.rule.label,
            window=one.window.label,
            opens_on=one.window.opens_on,
            due_on=one.due_on,
            last_day=one.last_working_day if waiting and one.last_working_day != one.due_on else None,
            done=standing.done,
            needed=standing.needed,
            state=standing.state,
            why=standing.why,
        )

    @property
    def urgency(self) -> tuple[int, date]:
        return URGENCY.index(self.state), self.due_on


URGENCY = (State.LATE, State.DUE, State.DONE_LATE, State.NOT_DUE, State.DONE, State.SHRUNK)


def linked(name: str, url: str) -> str:
    return format_html('<a href="{}">{}</a>', url, name)


def counted(done: int, needed: int, url: str, rule: str) -> str:
    return format_html('<a class="counted" href="{}#{}">{}/{}</a>', url, rule, done, needed)


counted.plain = lambda done, needed, url, rule: f"{done}/{needed}"


def due_cell(due_on: date, last_day: date | None) -> str:
    if last_day is None:
        return cells.day(due_on)
    return format_html(
        '{}<br><small class="muted">最后工作日 {}</small>', cells.day(due_on), cells.day(last_day)
    )


state_chip.plain = LABELS.get


class Kept(Filter):
    """Chosen above the list, carried along by its filters."""

    def html(self, values, page):
        return format_html('<input type="hidden" name="{}" value="{}">', self.name, values.get(self.name, ""))


def _as_it_is(lines, _value):
    """``rows`` has seen to it already."""
    return lines


class Duties(WithTabs, WorkedOutList):
    """One kind of subject of the county or township, rule by rule, and the lines behind each number."""

    permission = "reports.read"
    title, counter = "年度任务", "项"
    template_name = "assessment/duties.html"
    tab = "duties:list"
    search = staticmethod(lambda lines, word: [line for line in lines if word in line.name])
    search_label = "名称"
    visible_filters = 5
    toolbar = (Button("报送材料", "duties:document_new", "documents.file", icon="upload", main=True),)
    empty = Empty("没有这样的任务。")

    @cached_property
    def filters(self):
        found = [
            Kept(
                "kind",
                "谁的任务",
                [(kind, self.request.county.local(SUBJECTS[kind])) for kind in self.kinds],
                apply=_as_it_is,
            ),
            Filter(
                "year",
                "年度",
                self._years,
                apply=_as_it_is,
                blank=f"{self.today.year} 年",
            ),
            Filter("rule", "任务", self._rules, apply=lambda rows, code: [r for r in rows if r.rule == code]),
            Filter(
                "state",
                "状态",
                [(state.value, label) for state, label in LABELS.items()],
                apply=lambda rows, state: [line for line in rows if line.state == state],
            ),
        ]
        if current_reach().kind != "township" and self.kind in ("deputy", "mandate", "group", "station"):
            towns = [(place.pk, str(place)) for place in townships_within(self.request.county)]
            found.insert(2, Filter("town", "乡镇", towns, apply=_of_town))
        return found

    @cached_property
    def columns(self):
        found = [
            Column(("name", "url"), "名称", linked, sort="name", link=True, export=lambda name, url: name),
            Column("rule_label", "任务", sort="rule_label"),
            Column("window", "期间", sort="opens_on"),
            Column(
                ("due_on", "last_day"), "期限", due_cell, sort="due_on", export=lambda due_on, last: due_on
            ),
            Column(("done", "needed", "url", "rule"), "已做/应做", counted, right=True),
            Column("state", "状态", state_chip, sort="urgency"),
            Column("why", "说明", wide=True),
        ]
        if self.kind in ("deputy", "mandate", "group", "station"):
            found.insert(1, Column("town_name", "乡镇", sort="town_name"))
        return found

    @cached_property
    def held(self) -> dict:
        """The rules of the county by code."""
        return self.request.county.policy(DutyPolicy).held

    @cached_property
    def kinds(self) -> list[str]:
        """Kinds of subject that the reader may see and that owe something."""
        shown, owing = SHOWN.get(current_reach().kind, ()), {rule.subject for rule in self.held.values()}
        return [kind for kind in SUBJECTS if kind in shown and kind in owing]

    @cached_property
    def kind(self) -> str:
        asked = self.request.GET.get("kind", "")
        if asked in self.kinds:
            return asked
        return "township" if "township" in self.kinds else next(iter(self.kinds), "")

    @cached_property
    def year(self) -> int:
        return int(self.params.get("year", self.today.year))

    def _years(self, _page):
        """The years before this one back to the first campaign."""
        first = Campaign.objects.filter(county=self.request.county).aggregate(day=Min("since"))["day"]
        since = min(first or self.today, date(self.today.year - 2, 1, 1)).year
        return [(year, f"{year} 年") for year in range(self.today.year - 1, since - 1, -1)]

    def _other_year(self) -> str:
        """What was asked for and is no year of the list, so that nobody takes this year for it."""
        asked = self.request.GET.get("year", "")[:20]
        return asked if asked not in ("", str(self.year)) else ""

    def _rules(self, _page):
        return [(code, rule.label) for code, rule in self.held.items() if rule.subject == self.kind]

    @cached_property
    def lines(self) -> list[Line]:
        if not self.kind:
            return []
        on = as_of(self.year, self.today)
        obligations = Plan(self.request.county, self.year, kinds=(self.kind,)).obligations
        found = [Line.of(number, one, one.at(on), self.today) for number, one in enumerate(obligations)]
        return sorted(found, key=lambda line: line.urgency)

    def rows(self):
        return self.lines

    @property
    def is_filtered(self):
        return any(name not in ("sort", "kind", "year") for name in self.params)

    def context(self):
        town = self.params.get("town", "")
        chosen = {"kind": self.kind, "year": self.params.get("year", ""), "town": town}
        return {
            "kinds": [
                (
                    f"?{urlencode({'kind': kind, 'year': self.year})}",
                    self.request.county.local(SUBJECTS[kind]),
                    kind == self.kind,
                )
                for kind in self.kinds
            ],
            "other_year": self._other_year(),
            "year": self.year,
            "states": [(state.value, label) for state, label in LABELS.items()],
            "summary": self._summary(_of_town(self.lines, town) if town else self.lines),
            "base": f"?{urlencode({name: value for name, value in chosen.items() if value})}",
        }

    def _summary(self, lines):
        """For each rule how many stand where; every number opens its lines."""
        counted: dict[str, Counter] = {}
        for line in lines:
            counted.setdefault(line.rule, Counter())[line.state] += 1
        return [
            {
                "code": code,
                "label": rule.label,
                "sentence": sentence(self.request.county, rule),
                "counts": [(state.value, label, counted[code][state]) for state, label in LABELS.items()],
                "all": counted[code].total(),
            }
            for code, rule in self.held.items()
            if code in counted
        ]


def _of_town(lines, town: str):
    return [line for line in lines if str(line.town) == town]


class SubjectYear(Page):
    """The year of a township, deputy, group or station, month by month, with the facts behind each number."""

    permission = "assessment.read_own"
    template_name = "assessment/subject_year.html"

    def get(self, request, kind, code):
        self.kind = kind
        if kind not in SHOWN.get(current_reach().kind, ()):
            raise Http404
        self.subject, self.asked = self._subject(kind, code)
        self.year = year_of(request, self.today)
        return super().get(request, kind, code)

    def _subject(self, kind: str, code: str):
        """The row, and the (kind, id) whose duties are its own; a deputy's seats count as the deputy."""
        county = self.request.county
        if kind == "mandate":
            seat = get_object_or_404(Mandate.objects.select_related("person"), code=code, county=county)
            return seat.person, self._person(seat.person)
        if kind == "deputy":
            person = get_object_or_404(Person.objects.select_related("township"), code=code, county=county)
            return person, self._person(person)
        if kind == "township":
            place = get_object_or_404(townships_within(county), code=code)
            return place, [("township", place.pk)]
        if kind == "county":
            if code != county.code:
                raise Http404
            return county, [("county", county.pk)]
        model = {"group": DeputyGroup, "station": Station, "unit": Unit, "office": Unit}[kind]
        row = get_object_or_404(model, code=code, county=county)
        return row, [(kind, row.pk)]

    @staticmethod
    def _person(person):
        seats = Mandate.objects.filter(person=person).order_by("pk").values_list("pk", flat=True)
        return [("deputy", person.pk), *(("mandate", seat) for seat in seats)]

    def get_title(self):
        return f"{self.subject} {self.year} 年任务"

    def crumbs(self):
        if not self.request.may("reports.read"):
            return [("首页", "/")]
        kind = {"mandate": "deputy"}.get(self.kind, self.kind)
        return [("年度任务", f"{reverse('duties:list')}?kind={kind}&year={self.year}")]

    def buttons(self):
        found = []
        if self.kind in ("deputy", "mandate"):
            url = reverse("duties:pledge", args=[self.subject.code])
            found.append(Button("登记承诺", url, "deputies.edit", icon="hand-thumbs-up"))
        elif self.kind in ("township", "county"):
            found.append(
                Button("报送材料", "duties:document_new", "documents.file", icon="upload", main=True)
            )
        return found

    def context(self):
        county, today = self.request.county, self.today
        on = as_of(self.year, today)
        stands = [
            (one, one.at(on))
            for asked in self.asked
            for one in Plan(county, self.year, only=asked).obligations
        ]
        open_codes = self._openable(stands)
        reminded = self._reminded()
        lines: dict[str, list] = {}
        for one, standing in stands:
            item = line(one, standing, today)
            # A missed step is stored late even if the duty was done meanwhile; nobody was told of it then.
            done_on = standing.done_on or date.max
            item["reminded"] = [on for on in reminded.get(one.key, ()) if on < done_on]
            item["facts"] = [self._fact(fact, open_codes) for fact in standing.evidence]
            item["unit"] = MEASURES[one.rule.measure].unit
            lines.setdefault(one.code, []).append(item)
        policy = county.policy(DutyPolicy)
        counted = {state: sum(s.state == state for _, s in stands) for state in LABELS}
        return {
            "year": self.year,
            "years": [today.year, today.year - 1, today.year - 2],
            "tiles": [
                (LABELS[state], counted[state])
                for state in (State.DONE, State.DUE, State.LATE, State.DONE_LATE, State.NOT_DUE)
            ],
            "rules": [
                {
                    "label": rule.label,
                    "sentence": sentence(county, rule),
                    "source": policy.source_words(rule.source),
                    "lines": lines[code],
                }
                for code, rule in policy.held.items()
                if code in lines
            ],
            "months": self._months(stands, today),
            "pledges": self._pledges(policy),
        }

    def _pledges(self, policy: DutyPolicy):
        """What the deputy promised for the year; one that holds can be withdrawn by who may."""
        if self.kind not in ("deputy", "mandate"):
            return []
        may, found = self.request.may("deputies.edit"), []
        for one in Pledge.objects.filter(person=self.subject, year=self.year):
            rule = policy.rules.get(one.rule)
            words = f"{rule.label}{EVERY.get(rule.every, '')}" if rule else one.rule
            url = reverse("duties:pledge_withdraw", args=[one.code])
            found.append((one, words, url if may and not one.withdrawn_on else ""))
        return found

    def _reminded(self) -> dict[tuple, list[date]]:
        """The days on which somebody was told of each duty."""
        found: dict[tuple, list[date]] = {}
        for kind, pk in self.asked:
            rows = DutyReminder.objects.filter(kind=kind, subject=pk).order_by("sent_on")
            for *key, on in rows.values_list("rule", "due_on", "kind", "subject", "about", "sent_on"):
                days = found.setdefault(tuple(key), [])
                if on not in days:
                    days.append(on)
        return found

    def _months(self, stands, today: date):
        """The year as twelve boxes: what falls due in each, and what has been carried beyond it."""
        found = [
            {"label": f"{month} 月", "now": (today.year, today.month) == (self.year, month), "items_due": []}
            for month in range(1, 13)
        ]
        for one, standing in sorted(stands, key=lambda pair: pair[0].due_on):
            if one.due_on.year == self.year and standing.state != State.SHRUNK:
                tone, icon = FACES[standing.state]
                found[one.due_on.month - 1]["items_due"].append(
                    {
                        "label": one.rule.label,
                        "day": one.due_on.day,
                        "tone": tone,
                        "icon": icon,
                        "words": LABELS[standing.state],
                    }
                )
        return found

    @staticmethod
    def _openable(stands) -> dict[str, set[str]]:
        """Codes of records that the reader may open; another township's activity is named, not linked."""
        codes: dict[str, set[str]] = {}
        for _, standing in stands:
            for fact in standing.evidence:
                codes.setdefault(fact.kind, set()).add(fact.code)
        return {
            kind: set(model.objects.filter(code__in=codes[kind]).values_list("code", flat=True))
            for kind, (_, model) in PAGES.items()
            if model and kind in codes
        }

    @staticmethod
    def _fact(fact, open_codes):
        name, model = PAGES.get(fact.kind, ("", None))
        may = name and fact.code and (model is None or fact.code in open_codes.get(fact.kind, ()))
        return fact.on, fact.words, reverse(name, args=[fact.code]) if may else ""


def due_soon(request, today: date) -> list[tuple[Obligation, Standing]]:
    """What the township, or the county itself, should do within the pack's days, the late ones first."""
    county = request.county
    kind = current_reach().kind
    kinds = {"township": ("township", "station"), "county": ("county", "office", "township")}.get(kind, ())
    if not kinds:
        return []
    soon = county.policy(DutyPolicy).soon_days
    found = []
    for one in Plan(county, today.year, kinds=kinds).obligations:
        if one.rule.measure == "report":
            continue  # they stand in the list by themselves
        standing = one.at(today)
        late = standing.state == State.LATE and one.window.closes_on >= today
        near = standing.state == State.DUE and (one.due_on - today).days <= soon
        if late or near:
            found.append((one, replace(standing)))
    return sorted(found, key=lambda pair: pair[0].due_on)
