"""Starting and stopping the clocks of a suggestion by its county's pack."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from congress_poverty import audit, packs
from congress_poverty.audit import Actor
from congress_poverty.calendar import Deadline, WorkCalendar, spoken
from congress_poverty.models import CalendarDay

from . import flow
from .models import Assignment, Clock, Suggestion
from .notices import tell_moved
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
        return self._clock(name, suggestion, end, assignment=assignment)

    def answer_clock(
        self, suggestion: Suggestion, *, since: date, assignment: Assignment | None = None
    ) -> Clock | None:
        """The clock of the answer: the long one for a wide and difficult matter (代表法 51)."""
        names = ("long_reply", "reply") if suggestion.is_complex else ("reply",)
        made = (self.clock(name, suggestion, since=since, assignment=assignment) for name in names)
        clock = next((one for one in made if one), None)
        if clock and clock.name == "long_reply":
            clock.explanation = f"涉及面广、处理难度大，按延长的期限办理：{clock.explanation}"[:400]
        return clock

    def longest(self, reply: Clock) -> Clock | None:
        """The long time in place of the running ``reply``, to its very last day; None = no such time.

        It begins where the short one began, and the days of a pause belong to it too.
        """
        suggestion = reply.suggestion
        end = self.policy.deadline(
            "long_reply", suggestion.handled_at, reply.started_on, calendar=self.calendar
        )
        if end is None:
            return None
        clock = self._clock("long_reply", suggestion, end, assignment=reply.assignment)
        clock.paused_days = reply.paused_days
        clock.effective_on += timedelta(days=reply.paused_days)
        return clock

    def _clock(self, name: str, suggestion: Suggestion, end: Deadline, *, assignment) -> Clock:
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

    def resume(self, suggestion: Suggestion, *, on: date) -> None:
        """Let the paused clocks run on: each gets back the days for which it stood still."""
        for clock in Clock.objects.filter(suggestion=suggestion, paused_on__isnull=False).running():
            days = (on - clock.paused_on).days
            ends = clock.effective_on + timedelta(days=days)
            length = self.policy.clock(clock.name, suggestion.handled_at)
            if length and length.unit == "wd":
                ends = self.calendar.first_working_day_on_or_after(ends)
            since = clock.paused_on
            clock.paused_on, clock.effective_on = None, ends
            clock.paused_days += days
            clock.explain(f"{spoken(since)}至{spoken(on)}暂停{days}日，期限顺延至{spoken(ends)}。")
            clock.save(update_fields=["paused_on", "paused_days", "effective_on", "explanation"])


def stop(
    suggestion: Suggestion, names, *, on: date, assignment: Assignment | None = None, void=False
) -> None:
    """Stop the running clocks of these names: of one assignment, or of all. ``void``: nobody met them."""
    running = Clock.objects.filter(suggestion=suggestion, name__in=names).running()
    if assignment is not None:
        running = running.filter(assignment=assignment)
    running.update(stopped_on=on, is_void=void)


def stated_words(day: date, computed: str) -> str:
    """The explanation of a clock whose day a ledger states; what the pack computes is kept beside it."""
    stated = f"台账写明办理期限为{spoken(day)}"
    return f"{stated}；按规则包推算：{computed}"[:400] if computed else stated


def recompute(county, *, by: Actor, today: date) -> int:
    """Compute anew the running clocks that were estimated, once the year's holidays are known; how many.

    A clock is counted again from its own first day by the county's rules. Running it
    twice changes and tells nothing twice: what is still estimated comes out as it was.
    """
    clocks = CountyClocks(county)
    waiting = Clock.objects.running().filter(suggestion__county=county, estimated=True)
    return sum(
        _recompute_suggestion(pk, clocks, by=by, today=today)
        for pk in list(waiting.order_by("suggestion").values_list("suggestion", flat=True).distinct())
    )


@transaction.atomic
def _recompute_suggestion(pk: int, clocks: CountyClocks, *, by: Actor, today: date) -> int:
    suggestion = Suggestion.objects.select_for_update(of=("self",)).get(pk=pk)
    changed = 0
    for clock in Clock.objects.running().filter(suggestion=suggestion, estimated=True):
        end = clocks.end(clock.name, level=suggestion.handled_at, since=clock.started_on)
        if end is None or end.estimated:
            continue  # the county has no such time any more, or the table is still not out
        was = clock.effective_on
        paused = timedelta(days=clock.paused_days)
        is_agreed = was < clock.last_day + paused  # a day that somebody set before the last one
        clock.last_day, clock.estimated, clock.pack_version = end.last_day, False, clocks.pack_version
        if clock.is_stated:
            clock.explanation = stated_words(was, end.explanation)
        elif is_agreed and was <= end.effective + paused:
            pass  # what was agreed on is still in time, and its explanation still says why
        else:
            clock.effective_on, clock.explanation = end.effective + paused, end.explanation[:400]
            if paused:
                clock.explain(f"暂停{paused.days}日，期限顺延至{spoken(clock.effective_on)}。")
        clock.save()
        audit.record(
            "suggestions.recompute",
            by=by,
            obj=suggestion,
            detail={
                "clock": clock.name,
                "from": was.isoformat(),
                "to": clock.effective_on.isoformat(),
                "pack": clock.pack_version,
            },
        )
        if clock.effective_on != was:
            tell_moved(clock, was=was, on=today)
        changed += 1
    if changed:
        Suggestion.objects.filter(pk=pk).update(**due_days(suggestion))
    return changed


def pause(suggestion: Suggestion, *, on: date) -> None:
    """Stand all running clocks still: until they run on none of them is late or due soon."""
    Clock.objects.filter(suggestion=suggestion).ticking().update(paused_on=on)


def due_days(suggestion: Suggestion) -> dict:
    """The columns of a suggestion that repeat its ticking clocks for lists."""
    running = list(Clock.objects.filter(suggestion=suggestion).ticking().order_by("effective_on", "id"))
    answers = [clock for clock in running if clock.name in flow.ANSWER_CLOCKS]
    return {
        "answer_due_on": answers[0].effective_on if answers else None,
        "next_due_on": running[0].effective_on if running else None,
        "next_clock": running[0].name if running else "",
    }
