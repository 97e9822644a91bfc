"""What is in the middle of something today: one suggestion for each decision that may wait."""

from __future__ import annotations

from datetime import timedelta

from congress_poverty.audit import Actor
from deputies import roles
from suggestions import actions, flow
from suggestions.models import Assignment, Suggestion
from suggestions.policy import SuggestionPolicy

from .suggestions import Suggestions

WATER, MONEY, ROADS = "县水利局", "县财政局", "县交通运输局"


class InHand(Suggestions):
    """In the demo accounts' own township and, where a unit acts, with the demo account's unit."""

    def walk(self) -> None:
        for make in (
            self._objected,
            self._dissatisfied,
            self._extended,
            self._merged,
            self._paused,
            self._under_way,
            self._joint,
            self._by_link,
            self._in_the_township,
        ):
            make()

    def _new(self, days_ago: int, unit: str = WATER, level: str = flow.COUNTY) -> None:
        home = self.demo.townships[0]
        people = self.random.sample(self.demo.deputies[home.pk][:4], 2)
        self._raise(self.demo.today - timedelta(days=days_ago), home, *people, unit=unit, level=level)

    def _objected(self) -> None:
        self._new(12)
        if self._hand_over():
            reason = "路权在镇里，供水管网不归本单位管。"
            self._move(
                "object", 1, 2, reason=reason, suggested_unit=self.demo.place.local("县住房和城乡建设局")
            )

    def _dissatisfied(self) -> None:
        self._new(60)
        if self._hand_over() and self._move("sign", 1, 3) and self._answer(25, code="C"):
            self._rate("dissatisfied")

    def _extended(self) -> None:
        """Asked for where the county consents, otherwise made for the nature of the matter."""
        self._new(40)
        if not (self._hand_over() and self._move("sign", 1, 3)):
            return
        policy = self.demo.county.policy(SuggestionPolicy)
        move = "ask_extension" if policy.clocks_for(flow.COUNTY).long_needs_consent else "extend"
        until = self.suggestion.answer_due_on + timedelta(days=45)
        self._move(move, 3, 9, until=until, reason="要等省里的项目批复，正在报批。")

    def _merged(self) -> None:
        self._new(20)
        leader = self.suggestion
        if not self._hand_over():
            return
        self._new(18)
        self.number += 1
        self._move("register", 1, 2, number=self._next_number(), category=self.category)
        self.day = max(self.day, leader.last_step_on)
        self._move("merge", 0, 3, into=leader)

    def _paused(self) -> None:
        self._new(35, unit=ROADS)
        if self._hand_over() and self._move("sign", 1, 3):
            self._move("pause", 5, 9, reason="等省道改线的规划批下来，再定怎么修。")

    def _under_way(self) -> None:
        self._new(30)
        if not (self._hand_over(co_units=[self.units[MONEY]]) and self._move("sign", 1, 2)):
            return
        said = "希望先解决学校和卫生院这一片。"
        lead = f"{self.suggestion.lead.name}代表"
        self._move("contact", 2, 4, contacted_on=None, way="call", whom=lead, said=said)
        co_unit = Assignment.objects.get(suggestion=self.suggestion, part=flow.Part.CO)
        self._move("opine", 1, 3, assignment=co_unit, opinion="所需资金已列入明年预算草案。")
        text = "已查清漏损点，管材进场，先改学校这一段。"
        expected_on = self.demo.today + timedelta(days=40)
        self._move("progress", 2, 4, text=text, expected_on=expected_on)

    def _joint(self) -> None:
        self._new(15)
        units = [self.units[WATER], self.units[ROADS]]
        if self._hand_over(dispatch=Suggestion.Dispatch.JOINT, lead_units=units, co_units=[]):
            for one in Assignment.objects.filter(suggestion=self.suggestion).order_by("pk"):
                self._move("sign", 1, 1, assignment=one)

    def _by_link(self) -> None:
        """A unit that does not log in: it got a link, and has not opened it."""
        self._new(9, unit=ROADS)
        if not self._hand_over(co_units=[]):
            return
        one = Assignment.objects.get(suggestion=self.suggestion)
        actions.links.give_link(
            one,
            given_to="办公室王主任",
            scopes=[move.key for move in flow.by_link(one.part)],
            expires_on=actions.links.usual_day(one, on=self.demo.today),
            by=self.office,
            on=self.demo.today,
        )

    def _in_the_township(self) -> None:
        """Three of the township's own congress: to be registered, handed over, in hand."""
        home = self.demo.townships[0]
        self.by = Actor(
            label=f"{home}人大主席", role=roles.TOWNSHIP_CHAIR, county_code=self.office.county_code
        )
        for n in range(3):
            self._new(3 + 3 * n, level=flow.TOWNSHIP)
            number = f"{home.short_name}建〔{self.day.year}〕{n + 1}号"
            if n and self._move("register", 1, 2, number=number, category=self.category) and n == 2:
                self.unit = self.units[f"{home.name}人民政府"]
                self._move("hand_over", 1, 2, lead_units=[self.unit], co_units=[])
        self.by = self.office
