"""年度任务: what a year asks of townships, deputies, groups and stations, and how it stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from congress_poverty.pages import Button, Page, chip, day_words
from congress_poverty.reach import current_reach
from deputies.forms.fields import townships_within
from deputies.models import DeputyGroup, Mandate, Person, Station, Unit
from pairing.models import Pairing
from suggestions.models import Suggestion
from visits.models import Activity, DutyReport, Visit

from ..duties.measures import MEASURES
from ..duties.obligations import LABELS, Obligation, Plan, Standing, State
from ..duties.rules import SUBJECTS, DutyPolicy
from ..duties.words import sentence
from ..models import Check, CheckRound, CrossRound, Document, DutyReminder, HalfYearReport, Meeting
from .tabs import tabs

PER_PAGE = 50
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


class Duties(Page):
    """One kind of subject of the county or township, rule by rule, and the lines behind each number."""

    permission = "reports.read"
    title = "年度任务"
    template_name = "assessment/duties.html"

    def buttons(self):
        return [Button("报送材料", "duties:document_new", "documents.file", icon="upload", main=True)]

    def context(self):
        request, today = self.request, self.today
        county, asked = request.county, request.GET
        year = year_of(request, today)
        shown = SHOWN.get(current_reach().kind, ())
        rules = county.policy(DutyPolicy).held
        kinds = [
            kind for kind in SUBJECTS if kind in shown and any(r.subject == kind for r in rules.values())
        ]
        first = next((kind for kind in ("township", *kinds) if kind in kinds), None)
        kind = asked.get("kind") if asked.get("kind") in kinds else first
        if kind is None:
            return {"tabs": tabs(request, "duties:list"), "kinds": [], "lines": [], "summary": []}
        on = as_of(year, today)
        stands = [(one, one.at(on)) for one in Plan(county, year, kinds=(kind,)).obligations]
        town = asked.get("town", "")
        places = sorted(
            {(one.subject.township, one.subject.township_name) for one, _ in stands} - {(None, "")}
        )
        if town.isascii() and town.isdigit() and int(town) in dict(places):
            stands = [pair for pair in stands if pair[0].subject.township == int(town)]
        summary = self._summary(county, rules, stands, kind)
        rule, state = asked.get("rule", ""), asked.get("state", "")
        word = asked.get("q", "").strip()[:30]
        found = [
            (one, standing)
            for one, standing in stands
            if (rule not in rules or one.code == rule)
            and (state not in LABELS or standing.state == state)
            and (not word or word in one.subject.name)
        ]
        order = {
            State.LATE: 0,
            State.DUE: 1,
            State.DONE_LATE: 2,
            State.NOT_DUE: 3,
            State.DONE: 4,
            State.SHRUNK: 5,
        }
        found.sort(key=lambda pair: (order[pair[1].state], pair[0].due_on))
        page = Paginator(found, PER_PAGE).get_page(asked.get("page"))
        kept = {"kind": kind, "year": year, "town": town, "rule": rule, "state": state, "q": word}
        return {
            "tabs": tabs(request, "duties:list"),
            "year": year,
            "years": [today.year, today.year - 1, today.year - 2],
            "kinds": [(one, SUBJECTS[one], one == kind) for one in kinds],
            "kind": kind,
            "places": places if len(places) > 1 else [],
            "town": town,
            "rules": [(code, one.label) for code, one in rules.items() if one.subject == kind],
            "rule": rule,
            "states": list(LABELS.items()),
            "state": state,
            "q": word,
            "summary": summary,
            "total": len(found),
            "page": page,
            "query": "&".join(f"{key}={value}" for key, value in kept.items() if value),
            "lines": [line(one, standing, today) for one, standing in page.object_list],
        }

    @staticmethod
    def _summary(county, rules, stands, kind):
        """For each rule how many stand where; every number opens its lines."""
        counted: dict[str, dict[str, int]] = {}
        for one, standing in stands:
            states = counted.setdefault(one.code, dict.fromkeys(LABELS, 0))
            states[standing.state] += 1
        return [
            {
                "code": code,
                "label": rule.label,
                "sentence": sentence(county, rule),
                "counts": [(state.value, counted[code][state]) for state in LABELS],
                "all": sum(counted[code].values()),
            }
            for code, rule in rules.items()
            if rule.subject == kind and code in counted
        ]


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
            item["reminded"] = reminded.get(one.key, [])
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
        }

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
