"""``python -m tests.bench [name …]``: build the counties, run the lines, print a verdict for each."""

from __future__ import annotations

import gc
import os
import sys
import tempfile
import time
from importlib import import_module

PARTS = ("pages", "board", "scores", "duties", "workbook", "exports", "imports", "writers")


def main(wanted: list[str]) -> int:
    """Returns how many lines missed their target."""
    unknown = set(wanted) - set(PARTS)
    if unknown:
        raise SystemExit(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    scale = int(os.environ.get("SCALE", "1"))
    with tempfile.TemporaryDirectory() as folder:
        os.environ["VAR_DIR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "congress_poverty.settings"
        import django
        from django.conf import settings

        settings.DATABASES["default"]["TEST"] = {"NAME": _test_name(settings, folder)}
        settings.ALLOWED_HOSTS.append("testserver")
        django.setup()
        return _run(wanted or list(PARTS), scale)


def _test_name(settings, folder: str) -> str:
    database = settings.DATABASES["default"]
    sqlite = database["ENGINE"].endswith("sqlite3")
    return os.path.join(folder, "bench.sqlite3") if sqlite else f"bench_{database['NAME']}"


def _run(parts: list[str], scale: int) -> int:
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    from . import county

    say(f"{connection.vendor}, {scale} × 100,000 visits; ratios of CPU time, medians, taken in turns")
    databases = setup_databases(verbosity=0, interactive=False)
    missed = 0
    try:
        began = time.perf_counter()
        county.build(scale)
        gc.collect()
        gc.freeze()  # a server has nothing of what building left behind for its collector to look through
        say(f"built in {time.perf_counter() - began:.0f} s\n")
        for name in parts:
            for line in import_module(f"tests.bench.{name}").run(scale):
                say(str(line))
                missed += not line.holds
    finally:
        connection.close()
        teardown_databases(databases, verbosity=0)
    say(f"\n{missed} line(s) missed their target" if missed else "\nevery line holds")
    return missed


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(1 if main(sys.argv[1:]) else 0)
