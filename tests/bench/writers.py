"""Writers at once: no visit is lost on the embedded database, and nobody waits for ever."""

from __future__ import annotations

import os
import subprocess
import sys
import time

from django.db import connection

from .measure import Line

WRITERS, POSTS = 8, 40


def run(scale: int) -> list[Line]:
    """Eight processes record visits through the room's own act; then one alone, for the rate."""
    alone = _burst(1, POSTS * 2)
    together = _burst(WRITERS, POSTS)
    failed = alone["failed"] + together["failed"]
    rate = together["rate"] / alone["rate"]
    detail = f"{together['rate']:.0f}/s with {WRITERS} writers, {alone['rate']:.0f}/s alone"
    return [
        Line(f"7b failed writes with {WRITERS} writers on {connection.vendor}", failed, 0, unit=""),
        Line("7b rate of eight writers against one", rate, 0.7, at_least=True, detail=detail),
    ]


def _burst(writers: int, posts: int) -> dict:
    name = str(connection.settings_dict["NAME"])
    environment = {**os.environ, "BENCH_DATABASE": name}
    began = time.perf_counter()
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.bench.one_writer", str(n), str(posts)],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        for n in range(writers)
    ]
    results = [process.communicate()[0].split() for process in running]
    wall = time.perf_counter() - began
    seconds = max(float(r[1]) for r in results)
    failed = sum(int(r[0]) for r in results)
    return {"failed": failed, "rate": writers * posts / (seconds or wall)}
