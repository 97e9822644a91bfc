"""Starting and stopping the clocks of a suggestion by its county's pack."""

from __future__ import annotations

from datetime import date

from congress_poverty import packs
from congress_poverty.calendar import Deadline, WorkCalendar
from congress_poverty.models import CalendarDay

from . import flow
from .models import Assignment, Clock, Suggestion
from .policy import SuggestionPolicy


class CountyClocks:
    """One county's rules, calendar and pack version, read once."""

    def __init__(self, county):
        self.policy: SuggestionPolicy = county.policy(SuggestionPolicy)
        self.calendar: WorkCalendar = CalendarDay.calendar_for(county.code)
        self.pack_version = packs.effective(county.pack, county.overrides).version

    def end(
        self, name: str, *, level: str, since: date, congress_closed_on: date | None = None
    ) -> Deadline | None:
        """When the clock ``name`` that starts on ``since`` ends; None where the county sets no time."""
        answers = name in ("reply", "long_reply")
        closing = self.policy.clocks_for(level).reply_from == "congress_closing"
        start = congress_closed_on if answers and closing and congress_closed_on else since
        return self.policy.deadline(name, level, start, calendar=self.calendar)

    def clock(
        self, name: str, suggestion: Suggestion, *, since: date, assignment: Assignment | None = None
    ) -> Clock | None:
        """An unsaved clock, or None where the county sets no time."""
        end = self.end(
            name,
            level=suggestion.handled_at,
            since=since,
            congress_closed_on=suggestion.congress_closed_on,
        )
        if end is None:
            return None
        return Clock(
            suggestion=suggestion,
            assignment=assignment,
            name=name,
            round=suggestion.round,
            started_on=end.start,
            last_day=end.last_day,
            effective_on=end.effective,
            explanation=end.explanation[:400],
            estimated=end.estimated,
            pack_version=self.pack_version,
        )


def stop(
    suggestion: Suggestion, names, *, on: date, assignment: Assignment | None = None, void=False
) -> None:
    """Stop the running clocks of these names: of one assignment, or of all. ``void``: nobody met them."""
    running = Clock.objects.filter(suggestion=suggestion, name__in=names).running()
    if assignment is not None:
        running = running.filter(assignment=assignment)
    running.update(stopped_on=on, is_void=void)


def due_days(suggestion: Suggestion) -> dict:
    """The columns of a suggestion that repeat its ticking clocks for lists."""
    running = list(Clock.objects.filter(suggestion=suggestion).ticking().order_by("effective_on", "id"))
    answers = [clock for clock in running if clock.name in flow.ANSWER_CLOCKS]
    return {
        "answer_due_on": answers[0].effective_on if answers else None,
        "next_due_on": running[0].effective_on if running else None,
        "next_clock": running[0].name if running else "",
    }
