"""Two people act on one suggestion at the same moment. Run as a program on an empty SQLite file.

Prints what each heard and the history that was left, as JSON.
"""

from __future__ import annotations

import json
import threading
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
        }


def two_hand_overs() -> dict:
    from congress_poverty.reach import Reach, reaching
    from tests.suggestions.conftest import STAFF

    with reaching(Reach.everything("a race")):
        road, units = build("1")
    return race(road, [("hand_over", STAFF, date(2026, 3, 4), {"lead_units": [unit]}) for unit in units])


def hand_over_against_withdrawal() -> dict:
    from congress_poverty.reach import Reach, reaching
    from tests.suggestions.conftest import STAFF

    with reaching(Reach.everything("a race")):
        road, units = build("2")
    return race(
        road,
        [
            ("hand_over", STAFF, date(2026, 3, 4), {"lead_units": units[:1]}),
            ("withdraw", STAFF, date(2026, 3, 4), {"reason": "重复"}),
        ],
    )


if __name__ == "__main__":
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    print(json.dumps([two_hand_overs(), hand_over_against_withdrawal()]))  # noqa: T201 - the program's answer
