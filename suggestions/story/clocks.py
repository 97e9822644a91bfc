"""Every clock that counts, the large card, and the county's times in one sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from congress_poverty.calendar import WEEKDAYS
from congress_poverty.models import CalendarDay
from congress_poverty.pages import day_words, deadline, deadline_chip

from .. import flow
from ..models import Clock
from ..policy import CLOCK_LABELS
from .rows import Rows

CLOCK_WORDS = {"sign": "签收或退办", "rehandle": "再次答复", "handover": "审查交办"}
CARD_WORDS = {
    "rehandle": "再次书面答复",
    "reply": "书面答复",
    "long_reply": "书面答复",
    "handover": "审查登记和交办",
}


@dataclass(frozen=True)
class ClockLine:
    """A row of the deadline card."""

    clock: Clock
    label: str
    unit: str
    chip: str


class Clocks(Rows):
    """The days by which something is due."""

    def clock_lines(self) -> list[ClockLine]:
        """Every clock that counts: its day, what was done, 按期 / 晚 N 天 / 剩 N 天."""
        lines = []
        names = ["rehandle" if name == "reply" else name for name in CLOCK_LABELS if name != "rehandle"]
        order = {**{name: n for n, name in enumerate(names)}, "reply": names.index("rehandle")}
        for clock in sorted(self.clocks, key=lambda one: (one.round, order[one.name], one.pk)):
            if clock.is_void:
                continue
            if clock.name == "objection" and any(
                other.name == "sign" and other.assignment_id == clock.assignment_id for other in self.clocks
            ):
                continue  # 签收或退办 is one window
            label = CLOCK_WORDS.get(clock.name, clock.get_name_display())
            units = {
                other.assignment_id
                for other in self.clocks
                if (other.name, other.round) == (clock.name, clock.round)
            }
            unit = str(clock.assignment.unit) if clock.assignment and len(units) > 1 else ""
            shown = deadline_chip(
                clock.effective_on,
                today=self.today,
                done_on=clock.stopped_on,
                paused=self._standing_still(clock),
                soon_days=self.policy.due_soon_days,
            )
            lines.append(ClockLine(clock, label, unit, shown))
        return lines

    def _standing_still(self, clock: Clock) -> str:
        """Why a clock is not counted down now: 暂停, or an extension that waits for its answer in time."""
        if clock.paused_on is not None:
            return "暂停"
        asked = clock.name == "reply" and self.asks_extension(clock.assignment_id)
        return "延期审批中" if asked and clock.effective_on >= self.today else ""

    def card(self) -> dict | None:
        """The large card: the running clock of the answer, or the next one."""
        running = [one for one in self.clocks if one.stopped_on is None]
        if not running:
            return None
        answers = [one for one in running if one.name in flow.ANSWER_CLOCKS]
        clock = min(answers or running, key=lambda one: one.effective_on)
        what = CARD_WORDS.get(clock.name, clock.get_name_display())
        state = deadline(
            clock.effective_on,
            today=self.today,
            paused=self._standing_still(clock),
            soon_days=self.policy.due_soon_days,
        )
        return {
            "due_on": clock.effective_on,
            "what": what,
            "state": state,
            "note": _day_off_note(clock.effective_on, self.suggestion.county.code, today=self.today),
            "clock": clock,
        }

    def rule_line(self) -> str:
        """The county's times in one sentence."""
        clocks = self.policy.clocks_for(self.suggestion.handled_at)
        parts = []
        if clocks.objection:
            parts.append(f"交办{clocks.objection.words}内可退办")
        if clocks.reply:
            parts.append(f"{clocks.reply.words}内答复")
        if clocks.rehandle:
            parts.append(f"不满意的{clocks.rehandle.words}内再次答复")
        return "，".join(parts) + ("。" if parts else "")


def _day_off_note(day: date, county_code: str, *, today: date) -> str:
    """A date carries a warning where it falls on a day off."""
    calendar = CalendarDay.calendar_for(county_code)
    name = calendar.day_off_name(day)
    if not name or day < today:
        return ""
    last = calendar.last_working_day_on_or_before(day)
    if last < today:
        return f"当天是{name}"
    return f"当天是{name}，请在{day_words(last, today)}（周{WEEKDAYS[last.weekday()]}）前送达"
