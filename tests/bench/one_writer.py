"""One writing process: ``python -m tests.bench.one_writer NUMBER POSTS`` prints failures and seconds."""

from __future__ import annotations

import os
import sys
import time
from datetime import date


def main(number: int, posts: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congress_poverty.settings")
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = os.environ["BENCH_DATABASE"]
    django.setup()
    from django.db import OperationalError

    from congress_poverty.audit import Actor
    from congress_poverty.reach import Reach, reaching
    from pairing.models import Pairing
    from visits import actions

    by = Actor(label=f"写入者 {number}", county_code="990000")
    failed = 0
    with reaching(Reach.everything("benchmark of writers")):
        pairings = list(Pairing.objects.select_related("household", "person")[number * 50 : number * 50 + 50])
        began = time.perf_counter()
        for n in range(posts):
            pairing = pairings[n % len(pairings)]
            try:
                actions.record(
                    pairing.household,
                    actions.VisitFacts(visited_on=date(2026, 11, 20), mode="入户走访", note="家里都好。"),
                    by=by,
                    today=date(2026, 11, 22),
                    people=[pairing.person],
                )
            except OperationalError:
                failed += 1
        seconds = time.perf_counter() - began
    sys.stdout.write(f"{failed} {seconds:.3f}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
