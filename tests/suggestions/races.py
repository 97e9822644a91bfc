"""Two people act on one suggestion at the same moment. Run as a program on an empty SQLite file.

Prints what each heard and the history that was left, as JSON.
"""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from datetime import date


def build(number: str):
    """A registered suggestion and two units it could go to."""
    from suggestions.actions import advance
    from tests import factories as make
    from tests.suggestions.conftest import STAFF

    county = make.county()
    road = make.suggestion(make.deputy(make.township(county, "东乡"), "王代表"))
    advance(road, "submit", by=STAFF, on=date(2026, 3, 2))
    advance(road, "register", by=STAFF, on=date(2026, 3, 3), given={"number": number, "category": "water"})
    return road, [make.unit(county), make.unit(county)]


def walked(number: str, last: str, **given):
    """A suggestion that has come as far as the move ``last``, entered by the office, and its units."""
    from suggestions.actions import advance
    from tests.suggestions.conftest import MET, STAFF, WRITTEN

    road, units = build(number)
    dissatisfied = {"result": "dissatisfied", "attitude": "satisfied", "reasons": ["no_date"]}
    for move, on, needed in (
        ("hand_over", date(2026, 3, 4), {"lead_units": units[:1]}),
        ("sign", date(2026, 3, 6), {}),
        ("write", date(2026, 5, 7), WRITTEN),
        ("meet", date(2026, 5, 8), MET),
        ("deliver", date(2026, 5, 9), {}),
        ("rate", date(2026, 5, 12), dissatisfied),
    ):
        advance(road, move, by=STAFF, on=on, given=needed | given.get(move, {}))
        if move == last:
            break
    return road, units


def race(road, acts) -> dict:
    """Make all acts at once, each in a thread of its own; what each heard and what is left."""
    from django.db import connection

    from congress_poverty.reach import Reach, reaching
    from congress_poverty.refusals import Refused
    from suggestions.actions import advance
    from suggestions.models import Assignment, Step, Suggestion

    heard, start = [], threading.Barrier(len(acts))

    def act(move, actor, on, given):
        try:
            with reaching(Reach.everything("a race")):
                own = Suggestion.objects.get(pk=road.pk)
                start.wait()
                advance(own, move, by=actor, on=on, given=given)
            heard.append("done")
        except Refused as refused:
            heard.append(str(refused))
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=one) for one in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reaching(Reach.everything("a race")):
        left = Suggestion.objects.get(pk=road.pk)
        return {
            "heard": sorted(heard, key=lambda words: words != "done"),
            "state": left.state,
            "moves": list(Step.objects.filter(suggestion=left).values_list("move", flat=True)),
            "units": Assignment.objects.current().filter(suggestion=left).count(),
            "clocks": left.clocks.filter(name="reply").count(),
            "running": sorted(left.clocks.filter(stopped_on__isnull=True).values_list("name", flat=True)),
        }


@contextmanager
def seeing_all():
    from congress_poverty.reach import Reach, reaching

    with reaching(Reach.everything("a race")):
        yield


def two_hand_overs() -> dict:
    from tests.suggestions.conftest import STAFF

    with seeing_all():
        road, units = build("1")
    return race(road, [("hand_over", STAFF, date(2026, 3, 4), {"lead_units": [unit]}) for unit in units])


def hand_over_against_withdrawal() -> dict:
    from tests.suggestions.conftest import STAFF

    with seeing_all():
        road, units = build("2")
    return race(
        road,
        [
            ("hand_over", STAFF, date(2026, 3, 4), {"lead_units": units[:1]}),
            ("withdraw", STAFF, date(2026, 3, 4), {"reason": "重复"}),
        ],
    )


def signature_against_forwarding() -> dict:
    """The unit takes it while the office gives it to another."""
    from tests.suggestions.conftest import STAFF

    with seeing_all():
        road, units = walked("3", "hand_over")
    return race(
        road,
        [
            ("sign", STAFF, date(2026, 3, 5), {}),
            ("forward", STAFF, date(2026, 3, 5), {"lead_units": units[1:]}),
        ],
    )


def reply_against_reassignment() -> dict:
    """One lead unit delivers while the part of another is given to a third."""
    from suggestions.actions import advance
    from tests import factories as make
    from tests.suggestions.conftest import MET, STAFF, WRITTEN

    with seeing_all():
        road, units = build("4")
        third = make.unit(road.county)
        tasks = {unit.pk: "各管一段路" for unit in units}
        given = {"lead_units": units, "dispatch": "parts", "tasks": tasks}
        advance(road, "hand_over", by=STAFF, on=date(2026, 3, 4), given=given)
        first, second = road.assignments.order_by("pk")
        advance(
            road, "object", by=STAFF, on=date(2026, 3, 5), given={"reason": "不属职责"}, assignment=second
        )
        for move, on, needed in (
            ("sign", date(2026, 3, 6), {}),
            ("write", date(2026, 5, 7), WRITTEN),
            ("meet", date(2026, 5, 8), MET),
        ):
            advance(road, move, by=STAFF, on=on, given=needed, assignment=first)
    return race(
        road,
        [
            ("deliver", STAFF, date(2026, 5, 9), {}),
            ("reassign", STAFF, date(2026, 5, 9), {"lead_units": [third]}),
        ],
    )


def reply_against_extension() -> dict:
    """The unit delivers while the office agrees to a longer time."""
    from suggestions.actions import advance
    from tests.suggestions.conftest import STAFF

    with seeing_all():
        road, _units = walked("5", "meet")
        road.county.overrides = {"suggestions.clocks.county.long_needs_consent": True}
        road.county.save()
        until = {"until": date(2026, 7, 1)}
        given = until | {"reason": "征地手续要两个月"}
        advance(road, "ask_extension", by=STAFF, on=date(2026, 5, 8), given=given)
    return race(
        road,
        [
            ("deliver", STAFF, date(2026, 5, 9), {}),
            ("grant_extension", STAFF, date(2026, 5, 9), until),
        ],
    )


def close_against_rehandling() -> dict:
    """Two clerks decide differently about an answer that was not accepted."""
    from tests.suggestions.conftest import STAFF

    with seeing_all():
        road, _units = walked("6", "rate")
        road.county.overrides = {"suggestions.escalate_after": 1}
        road.county.save()
    return race(
        road,
        [
            ("close", STAFF, date(2026, 5, 14), {"reason": "约见后代表同意办结"}),
            ("rehandle", STAFF, date(2026, 5, 14), {"reason": "写明完工时间"}),
        ],
    )


RACES = (
    two_hand_overs,
    hand_over_against_withdrawal,
    signature_against_forwarding,
    reply_against_reassignment,
    reply_against_extension,
    close_against_rehandling,
)


if __name__ == "__main__":
    import django

    django.setup()
    from tests import tables

    tables.lay_out()
    print(json.dumps([one() for one in RACES]))  # noqa: T201 - the program's answer
