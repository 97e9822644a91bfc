"""What happened, newest first, one group for each round."""

from __future__ import annotations

from datetime import date

from congress_poverty.pages import day_words
from deputies.roles import HANDLING_UNIT

from .. import flow
from ..models import Step
from .rows import Rows, nth


class Timeline(Rows):
    """The history of its steps."""

    def rounds(self) -> list[tuple[str, list[dict]]]:
        """The timeline, newest first, one group a round."""
        groups: dict[int, list[Step]] = {}
        for step in self.steps:
            groups.setdefault(step.round, []).append(step)
        return [
            (self._round_title(n, groups[n]), [self._event(step) for step in reversed(groups[n])])
            for n in sorted(groups, reverse=True)
        ]

    def last_events(self, n: int) -> list[dict]:
        """The newest ``n`` of all rounds."""
        return [self._event(step) for step in reversed(self.steps[-n:])]

    def _round_title(self, n: int, steps: list[Step]) -> str:
        since = steps[0].happened_on
        handed = next((one for one in steps if one.move in ("hand_over", "rehandle")), None)
        return f"{nth(n)}办理　{day_words(handed.happened_on if handed else since, self.today)}起"

    def _event(self, step: Step) -> dict:
        move = flow.MOVES[step.move]
        who = step.actor
        if step.on_behalf_of:
            who = f"{step.on_behalf_of}，{step.actor}代录"
        elif step.data.get("link"):
            pass  # the name was only typed: history shows that it came by a link
        elif step.to_unit and HANDLING_UNIT in move.roles[flow.COUNTY] and move.can_be_entered(flow.COUNTY):
            who = str(step.to_unit)  # the unit's own act, whoever of it pressed the button
        elif step.to_unit and step.to_unit.name not in who and move.key != "rate":
            who = f"{who} → {step.to_unit}"
        bad = step.data.get("bad")
        good_rating = step.move in ("rate", "look_back") and not bad
        at = date.fromisoformat(step.data["happened_on"]) if "happened_on" in step.data else step.happened_on
        if step.data.get("undated"):
            at = None
        return {
            "label": step.label,
            "who": who,
            "at": at,
            "text": "" if step.move == "rate" else step.detail,
            "quote": step.detail if step.move == "rate" else "",
            "icon": "hand-thumbs-down" if bad else move.icon,
            "tone": "bad" if bad else "good" if good_rating else move.mark,
        }
