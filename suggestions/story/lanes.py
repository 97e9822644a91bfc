"""The stations of a suggestion, one lane for each round."""

from __future__ import annotations

from dataclasses import dataclass

from congress_poverty.packs import term
from congress_poverty.pages import day_words

from .. import flow
from .rows import Rows, nth


@dataclass(frozen=True)
class Stop:
    """A station on a lane: its word, its day and how it stands (``done now bad`` or empty)."""

    label: str
    note: str
    state: str
    icon: str = ""


# What a deputy follows: five plain stages, and from which states on each of them is where it stands.
STAGES = ("已提交", "已登记", "正在办", "已答复，请评价", "办结")
_STAGE_OF = {
    flow.State.DRAFT: 0,
    flow.State.SUBMITTED: 0,
    flow.State.RETURNED: 0,
    flow.State.REGISTERED: 1,
    flow.State.REPLIED: 3,
    flow.State.RATED: 3,
    flow.State.CLOSED: 4,
}


class Lanes(Rows):
    """Where it stands."""

    def stages(self) -> list[Stop]:
        """The five stages with their day and who; what was withdrawn or declined ends where it was."""
        row = self.suggestion
        leads = [one for one in self.acting_units if one.part == flow.Part.LEAD]
        units = "、".join(dict.fromkeys(str(one.unit) for one in leads))
        answered = _last(one.delivered_on for one in self.replies if one.round == row.round)
        facts = [
            (row.submitted_on, row.lead.name),
            (row.registered_on, row.number),
            (_last(one.assigned_on for one in leads), units),
            (answered, units),
            (row.closed_on, ""),
        ]
        if row.state in (flow.State.WITHDRAWN, flow.State.DECLINED):
            facts, here = [fact for fact in facts if fact[0]], -1
        else:
            here = _STAGE_OF.get(row.state, 2)
        stops = []
        for n, (label, (day, who)) in enumerate(zip(STAGES, facts, strict=False)):
            passed = here == -1 or n < here or row.state == flow.State.CLOSED
            note = f"{day_words(day, self.today)} {who}".strip() if day else ""
            if n == 3 and passed:
                label = "已答复"
            if passed:
                stops.append(Stop(label, note or "无记录", "done", "check-lg"))
            elif n == here:
                stops.append(Stop(label, note or "进行中", "now", "clock"))
            else:
                stops.append(Stop(label, "", ""))
        return stops

    def lanes(self) -> list[tuple[str, list[Stop | None]]]:
        """For each round its seven stations; the second begins with the third of them."""
        return [(nth(n), self._lane(n)) for n in range(1, self.suggestion.round + 1)]

    def _lane(self, round: int) -> list[Stop | None]:
        row = self.suggestion
        again = round > 1
        leads = [one for one in self.assignments if one.part == flow.Part.LEAD and one.round == round]
        replies = [one for one in self.replies if one.round == round]
        ratings = [one for one in self.ratings if one.round == round and one.counts]
        signed = [one.signed_on for one in leads]
        handed = next((one.assigned_on for one in leads), None) if again else row.handed_over_on
        result = term(self.policy.satisfaction, ratings[0].result) if ratings else None
        lapsed = next((one for one in self.steps if one.move == "lapse" and one.round == round), None)
        undated = {
            (step.move, step.round) for step in self.steps if step.data.get("undated")
        }  # a ledger tells that it happened, not when
        if again and ("rehandle", round) in undated:
            handed = None
        stations = [
            ("提出", row.submitted_on, "handover", ""),
            ("审查登记", row.registered_on, "handover", ""),
            ("重新交办" if again else "交办", handed, "handover", ""),
            ("签收", max(signed) if signed and all(signed) else None, "sign", ""),
            ("再次书面答复" if again else "书面答复", _last(one.written_on for one in replies), "answer", ""),
            ("再次见面" if again else "见面沟通", _last(one.met_on for one in replies), "answer", ""),
            (
                "代表评价",
                ratings[0].rated_on if ratings else lapsed.happened_on if lapsed else None,
                "feedback",
                result.label if result else "未反馈" if lapsed else "",
            ),
        ]
        reached = max((n for n, station in enumerate(stations) if station[1]), default=-1)
        stops: list[Stop | None] = []
        current = False
        for n, (label, happened_on, clock, word) in enumerate(stations):
            if again and n < 2:
                stops.append(None)
            elif happened_on:
                bad = bool(result and result.reopens) and n == 6
                on = "" if n == 6 and ("rate", round) in undated else day_words(happened_on, self.today)
                note = f"{on} {word}".strip()
                stops.append(Stop(label, note, "bad" if bad else "done", "x-lg" if bad else "check-lg"))
            elif n < reached:
                stops.append(Stop(label, "无记录", "done", "check-lg"))
            elif not current and round == row.round and row.state not in flow.ENDED:
                current = True
                stops.append(Stop(label, self._waiting(clock), "now", "clock"))
            else:
                stops.append(Stop(label, "未开始" if row.state not in flow.ENDED else "—", ""))
        return stops

    def _waiting(self, clock: str) -> str:
        names = flow.ANSWER_CLOCKS if clock == "answer" else (clock,)
        running = [one for one in self.clocks if one.name in names and one.stopped_on is None]
        if running and running[0].paused_on:
            return "暂停"
        return f"{day_words(running[0].effective_on, self.today)}到期" if running else "进行中"


def _last(days):
    days = [one for one in days if one]
    return max(days) if days else None
