"""Walks the demo county's suggestions through the real moves, each to where it would be today."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import cycle
from random import Random

from deputies.models import Person, Region, Unit
from suggestions import actions, flow
from suggestions.models import Assignment, KeyDecision, Promise, Suggestion, UnitAppraisal
from suggestions.policy import SuggestionPolicy
from visits.models import Visit

from . import words
from .actors import office
from .build import DemoCounty

EARLIER, LATELY = 64, 9
LEADER = "周明远副主任"


class Suggestions:
    """Raises suggestions over the year and moves each along, as far as its days have come."""

    def __init__(self, demo: DemoCounty, *, numbered: int = 0):
        self.demo = demo
        self.random = Random(f"{demo.place.pack}-demo-suggestions")
        named = {u.name: u for u in Unit.objects.filter(county=demo.county)}
        self.units = named | {name: named[demo.place.local(name)] for name in words.UNITS}
        policy = demo.county.policy(SuggestionPolicy)
        self.categories = {one.label: one.code for one in policy.categories}
        self.number = numbered
        self.by = self.office = office(demo.county)

    def walk(self) -> None:
        """All of them, oldest first, so that the numbers run as in a register."""
        days = sorted(
            [self.demo.year_begins + timedelta(days=self.random.randint(40, 318)) for _ in range(EARLIER)]
            + [self.demo.today - timedelta(days=self.random.randint(1, 9)) for _ in range(LATELY)]
        )
        for day in days:
            if day < self.demo.today:
                self._one(day)
        self._to_be_rated()
        self._decide_key()
        self._escalate()
        self._appraise()
        self._follow_promises()
        self._promised_for_next_week()

    def _to_be_rated(self) -> None:
        """One of the demo account's own deputy, answered and waiting for the rating."""
        home = self.demo.townships[0]
        self._raise(self.demo.today - timedelta(days=45), home, *self.demo.deputies[home.pk][:2])
        if self._hand_over() and self._move("sign", 1, 3):
            self._answer(20)

    def _decide_key(self) -> None:
        """The council of chairpersons decides on three; one was looked at on the spot."""
        day = self.demo.today - timedelta(days=12)
        sources = flow.MOVES["mark_key"].sources
        rows = Suggestion.objects.filter(county=self.demo.county, state__in=sources, last_step_on__lte=day)
        decision = actions.decide_key(
            KeyDecision(
                county=self.demo.county,
                meeting="第十八届第二十次主任会议",
                decided_on=day,
                document=f"{str(self.demo.county)[0]}人常〔{day.year}〕12号",
            ),
            by=self.office,
        )
        office = self.demo.county.units.filter(kind=Unit.Kind.SUPERVISING_OFFICE).order_by("name").first()
        for n, row in enumerate(rows.filter(is_key=False).order_by("answer_due_on", "id")[:3]):
            given = {
                "leader": LEADER,
                "office": office,
                "deputies": row.lead.name,
                "decision": decision,
                "criteria": ["overall", "vital"] if n else ["influence"],
            }
            actions.advance(row, "mark_key", by=self.office, on=day, given=given)
            if row.state == flow.State.REGISTERED:
                continue
            given = {
                "kind": "inspection",
                "place": str(row.township),
                "people": f"{LEADER}、{row.lead.name}、承办单位负责人",
                "note": "看了现场，请承办单位排出时间表，月底前书面答复。",
            }
            actions.advance(row, "supervise", by=self.office, on=day + timedelta(days=5), given=given)

    def _escalate(self) -> None:
        """Whoever is late longest: urged, reported to the leaders, then asked to come; twice in vain too."""
        today = self.demo.today
        late = Suggestion.objects.filter(county=self.demo.county, handled_at="county").overdue(on=today)
        chosen = [row for row in late.order_by("answer_due_on", "id") if row.last_step_on < today][:2]
        for row in chosen:
            message = "已超过答复期限，请抓紧书面答复并与代表见面。"
            actions.urge_many([row], level="letter", message=message, by=self.office, on=today)
            actions.urge_many([row], level="leader", message=message, by=self.office, on=today)
        meeting = {"kind": "meet_official", "people": "承办单位主要负责人", "document": "主任会议纪要第9号"}
        if chosen:
            actions.advance(chosen[0], "escalate_late", by=self.office, on=today, given=meeting)
        times = self.demo.county.policy(SuggestionPolicy).escalate_after
        twice = Suggestion.objects.filter(county=self.demo.county, state=flow.State.RATED)
        for row in twice.dissatisfied_twice(times)[:1]:
            actions.advance(row, "escalate", by=self.office, on=today, given=meeting)

    def _appraise(self) -> None:
        """One unit has been reviewed this year."""
        UnitAppraisal.objects.create(
            county=self.demo.county,
            unit=self.units["县交通运输局"],
            year=self.demo.today.year,
            held_on=self.demo.today - timedelta(days=6),
            report_on=self.demo.today - timedelta(days=13),
            team=f"{LEADER}、李红、张国强、王秀英、陈立",
            votes_satisfied=3,
            votes_basically=1,
            votes_dissatisfied=1,
            findings="答复及时，见面充分；个别件只说列入计划，没有写明动工时间。",
            recorded_by=self.office.label,
        )

    def _follow_promises(self) -> None:
        """Most promises whose day has come are kept and judged, some are put off, some are late."""
        rows = Promise.objects.due_by(self.demo.today).filter(suggestion__county=self.demo.county)
        fates = cycle(("kept", "late", "kept", "put off"))
        for promise in rows.select_related("suggestion__county__region").order_by("pk"):
            if promise.suggestion.state not in flow.ANSWERED:
                continue
            self.suggestion = promise.suggestion
            self.day = max(promise.due_on - timedelta(days=12), self.suggestion.last_step_on)
            fate = next(fates)
            if fate == "put off":
                later = promise.due_on + timedelta(days=120)
                reason = "汛期影响施工，推迟完成。"
                self._move("postpone_promise", 0, 5, promise=promise, due_on=later, reason=reason)
            elif fate == "kept" and self._move(
                "keep_promise",
                0,
                8,
                promise=promise,
                kept_on=None,
                answer="已按答复的内容全部完成，并请村里验收。",
            ):
                self._move("rate_promise", 2, 9, promise=promise, result="satisfied")
                if self.random.random() < 0.3:
                    self._move("check_promise", 5, 30, promise=promise, result="done", note="到现场看过。")

    def _promised_for_next_week(self) -> None:
        """One of the demo account's township, promised for a day that is near."""
        home = self.demo.townships[0]
        self._raise(self.demo.today - timedelta(days=90), home, *self.demo.deputies[home.pk][:2])
        promised_on = self.demo.today + timedelta(days=5)
        steps = (
            self._hand_over,
            lambda: self._move("sign", 1, 3),
            lambda: self._answer(20, code="B", promised_on=promised_on),
            lambda: self._rate("satisfied"),
            lambda: self._move("close", 1, 5),
        )
        all(step() for step in steps)

    def _one(self, day: date) -> None:
        township = self.random.choice([t for t in self.demo.townships if t.has_congress])
        self._raise(day, township, *self.random.sample(self.demo.deputies[township.pk], 2))
        self._go()

    def _raise(
        self,
        day: date,
        township: Region,
        lead: Person,
        second: Person,
        *,
        unit: str = "",
        level: str = flow.COUNTY,
    ) -> None:
        demo = self.demo
        village = self.random.choice(demo.villages[township.pk])
        fitting = [one for one in words.SUGGESTIONS if unit in ("", one[2])]
        title, category, unit, body, ask = self.random.choice(fitting)
        category = self.categories.get(category) or words.CLASSES[category]
        local = demo.place.local
        places = {"v": village.short_name, "t": township.name}
        self.day = day
        visit = Visit.objects.filter(visitors__person=lead, visited_on__lt=day).exclude(issue="").first()
        suggestion = actions.raise_suggestion(
            Suggestion(
                county=demo.county,
                township=township,
                lead=lead,
                title=local(title).format(**places),
                category=category,
                body=local(body).format(**places),
                ask=local(ask).format(**places),
                submitted_on=day,
                handled_at=level,
                source_visit=visit,
            ),
            by=self.by,
            on=day,
            co_proposers=[second] if self.random.random() < 0.4 else [],
            co_confirmed=True,
        )
        self.suggestion, self.unit, self.category = suggestion, self.units[unit], category

    def _next_number(self) -> str:
        return f"{self.day.year}-闭-{self.number:03d}"

    def _hand_over(self, **given) -> bool:
        self.number += 1
        number = self._next_number()
        if not self._move("register", 1, 4, number=number, category=self.category):
            return False
        cos = [self.units["县财政局"]] if self.random.random() < 0.3 else []
        return self._move("hand_over", 1, 6, **{"lead_units": [self.unit], "co_units": cos} | given)

    def _go(self) -> None:
        if not self._hand_over():
            return
        if self.random.random() < 0.1:
            self._move("mark_key", 0, 2, leader=LEADER)
        if not self._move("sign", 1, 6):
            return
        if not self._answer(self._patience()):
            return
        if self.random.random() < 0.12:
            self._again()
        elif self._rate("satisfied" if self.random.random() < 0.75 else "basically_satisfied"):
            self._move("close", 1, 5)

    def _patience(self) -> int:
        """Days a unit takes: mostly within the three months, a few well beyond."""
        return self.random.choices([35, 60, 80, 118, 170], [3, 3, 3, 2, 2])[0]

    def _answer(self, days: int, code: str = "", promised_on: date | None = None) -> bool:
        code = code or self.random.choices("ABCD", [5, 4, 1, 1])[0]
        if not self._move(
            "meet",
            days - 12,
            days,
            met_on=None,
            met_place="村部",
            met_manner="座谈",
            unit_people="分管副局长、业务股长",
            deputy_opinion="希望尽快落实。",
        ):
            return False
        promised_on = promised_on or self.day + timedelta(days=150)
        promise = {"promise_due_on": promised_on, "promise_by": "分管副局长"}
        written = self._move(
            "write",
            1,
            6,
            written_on=None,
            doc_no=f"{str(self.demo.county)[0]}函〔{self.day.year}〕{self.number + 10}号",
            signed_by="局长",
            result_code=code,
            summary=words.REPLIES[code].format(u=self.unit.name)[:200],
            reason="受资金计划限制。" if code in "CD" else "",
            **(promise if code in "BC" else {}),
        )
        return written and self._move("deliver", 0, 2)

    def _rate(self, result: str) -> bool:
        reasons = {"reasons": ["unsolved"], "remark": "只说列入计划，没有说哪天动工。"}
        return self._move(
            "rate",
            2,
            14,
            result=result,
            attitude="satisfied",
            **(reasons if result == "dissatisfied" else {}),
        )

    def _again(self) -> None:
        """Dissatisfied: a second round, and once in a while still not satisfied."""
        if not self._rate("dissatisfied"):
            return
        if not self._move("rehandle", 1, 3, reason="请写明完成时间和资金来源，一个月内再次答复。"):
            return
        if self._move("sign", 1, 3) and self._answer(20):
            happy = self.random.random() < 0.6
            if self._rate("basically_satisfied" if happy else "dissatisfied") and happy:
                self._move("close", 1, 5)

    def _move(self, move: str, least: int, most: int, assignment: Assignment | None = None, **given) -> bool:
        """Make the move some days later; False when that day has not come yet."""
        day = self.day + timedelta(days=self.random.randint(least, max(least, most)))
        if day > self.demo.today:
            return False
        given = {name: day if value is None else value for name, value in given.items()}
        actions.advance(self.suggestion, move, by=self.by, on=day, given=given, assignment=assignment)
        self.day = day
        return True
