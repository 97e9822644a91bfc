"""The rest of the year by the county's own rules: whatever its duties ask for and nothing has brought yet.

Most of it is done in time, some late, some not at all, so that every state can be seen.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from assessment.duties.obligations import Obligation, Plan, State
from assessment.duties.rules import DutyPolicy
from assessment.models import Check, CheckRound, Document, Meeting
from deputies.models import Mandate, Person
from visits import summary
from visits.models import Activity, Attendance, DutyReport

from .build import DemoCounty

PRESENT = (["present", "leave", "absent"], [86, 10, 4])


class Year:
    """Looks at what is owed and brings four fifths of it."""

    def __init__(self, demo: DemoCounty):
        self.demo = demo
        self.random = Random(f"{demo.place.pack}-demo-year")
        self.today = demo.today
        policy = demo.county.policy(DutyPolicy)
        self.documents = {one.code: one.label for one in policy.documents}
        self.made: dict[tuple, list[tuple]] = {}
        self.papers: list[Document] = []
        self.reporting: dict[tuple, Activity] = {}

    def walk(self) -> None:
        for code in self.demo.county.policy(DutyPolicy).in_force:
            plan = Plan(self.demo.county, self.today.year, rules=(code,))
            for one in plan.obligations:
                if one.at(self.today).state in (State.LATE, State.DUE):
                    self._bring(one)
        Document.objects.bulk_create(self.papers)
        if self.papers:
            first = Document.objects.filter(township__isnull=False).order_by("pk").first()
            if first:
                first.state, first.return_reason = (
                    Document.State.RETURNED,
                    "没有写明分工和时间，请补充后再报。",
                )
                first.decided_on, first.decided_by = first.filed_on + timedelta(days=3), "陈立（代表工委）"
                first.save()
        summary.recount(self.demo.county)

    def _bring(self, one: Obligation) -> None:
        how = {
            "activities": self._hold,
            "document": self._file,
            "attended": self._gather,
            "duty_reports": self._report,
            "meetings": self._meet,
            "checks": self._check,
            "check_rounds": self._round,
        }.get(one.rule.measure)
        if how is None or self.random.random() > 0.82:
            return
        missing = one.minimum - one.at(self.today).done
        for n in range(missing):
            if day := self._day(one, n, missing):
                how(one, day)

    def _day(self, one: Obligation, n: int, of: int) -> date | None:
        """A day in the n-th part of the window; documents towards its end, a few too late."""
        opens, due = one.window.opens_on, one.due_on
        if one.rule.every == "term":
            opens = max(opens, self.demo.year_begins)
            due = min(due, self.today)
        length = max(1, (due - opens).days // of)
        if one.rule.measure == "document":
            late = self.random.random() < 0.12 and one.window.closes_on > due
            day = due + timedelta(days=self.random.randint(2, 12)) if late else None
            day = day or max(opens, due - timedelta(days=self.random.randint(1, min(10, length))))
        else:
            day = opens + timedelta(days=length * n + self.random.randint(0, max(0, length - 1)))
        return day if day <= self.today else None

    def _hold(self, one: Obligation, day: date) -> None:
        town = next((t for t in self.demo.townships if t.pk == one.subject.township), self.demo.townships[0])
        people = self.demo.deputies[town.pk]
        if one.rule.subject == "group":
            people = self.demo.members[one.subject.pk]
        elif one.rule.subject == "station":
            people = self.random.sample(people, 3)
        self._activity(
            one,
            day,
            town,
            people,
            group_id=one.subject.pk if one.rule.subject == "group" else None,
            station_id=one.subject.pk if one.rule.subject == "station" else None,
        )

    def _gather(self, one: Obligation, day: date) -> None:
        """One gathering of the township's deputies serves all of them."""
        key = one.code, one.subject.township, one.window.label
        if key in self.made:
            return
        self.made[key] = []
        town = next(t for t in self.demo.townships if t.pk == one.subject.township)
        self._activity(one, day, town, self.demo.deputies[town.pk])

    def _report(self, one: Obligation, day: date) -> None:
        """The township's reporting day: whoever still owes a report gives it there."""
        key = one.code, one.subject.township
        if key not in self.reporting:
            town = next(t for t in self.demo.townships if t.pk == one.subject.township)
            self.reporting[key] = self._activity(one, day, town, self.demo.deputies[town.pk])
        person = one.subject.pk
        if one.subject.kind == "mandate":
            person = Mandate.objects.values_list("person_id", flat=True).get(pk=person)
        DutyReport.objects.get_or_create(
            activity=self.reporting[key],
            person_id=person,
            defaults={"voters": 30, "satisfied": 24, "basically": 5, "dissatisfied": 1},
        )

    def _activity(self, one: Obligation, day: date, town, people: list[Person], **held_by) -> Activity:
        kinds = one.rule.kinds or tuple(self.demo.kinds)
        if one.rule.measure == "duty_reports":
            kinds = ("duty_report",)
        label = self.demo.kinds[self.random.choice(kinds)]
        states = [(person, self.random.choices(*PRESENT)[0]) for person in people]
        activity = Activity.objects.create(
            county=self.demo.county,
            township=town,
            held_on=day,
            kind=label,
            topic=one.rule.label.rpartition("：")[2],
            place=f"{town.name}代表活动场所",
            summary=f"按年度安排开展{label}。",
            present_count=sum(state == "present" for _, state in states),
            recorded_by=f"{town.name}人大",
            **held_by,
        )
        Attendance.objects.bulk_create(
            [Attendance(activity=activity, person=person, status=state) for person, state in states]
        )
        return activity

    def _meet(self, one: Obligation, day: date) -> None:
        kind = Meeting.Kind(self.random.choice(one.rule.kinds))
        Meeting.objects.create(
            county=self.demo.county,
            kind=kind,
            title=f"{one.window.label}{kind.label}",
            held_on=day,
            place="县人大常委会会议室",
            minutes="通报了上一阶段的情况，研究了下一步安排。",
            state=Meeting.State.HELD,
            notified_on=day - timedelta(days=7),
            minutes_on=day,
        )

    def _check(self, one: Obligation, day: date) -> None:
        self._checked(self.random.choice(self.demo.townships), day).offices.add(one.subject.pk)

    def _round(self, one: Obligation, day: date) -> None:
        made = CheckRound.objects.create(
            county=self.demo.county,
            name=f"{day.year}年{day.month}月督导",
            since=day - timedelta(days=20),
            until=day,
            aspects="方向、实效、作风",
        )
        for n, town in enumerate(reversed(self.demo.townships)):
            self._checked(town, day - timedelta(days=n % 20), round=made)

    def _checked(self, town, day: date, **fields) -> Check:
        return Check.objects.create(
            county=self.demo.county,
            township=town,
            shown_to=town,
            planned_on=day,
            held_on=day,
            summary="总体较好，存在的问题已当面反馈。",
            state=Check.State.HELD,
            **fields,
        )

    def _file(self, one: Obligation, day: date) -> None:
        kind = self.random.choice(one.rule.kinds)
        owner = {"township": "township", "unit": "unit", "office": "unit"}.get(one.rule.subject)
        self.papers.append(
            Document(
                county=self.demo.county,
                kind=kind,
                title=f"{one.window.label}{self.documents[kind]}",
                filed_on=day,
                filed_by=one.subject.name,
                state=Document.State.ACCEPTED,
                decided_on=day,
                decided_by="陈立（代表工委）",
                **({f"{owner}_id": one.subject.pk} if owner else {}),
            )
        )


def make_year(demo: DemoCounty) -> None:
    Year(demo).walk()
