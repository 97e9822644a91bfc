"""Turn-taking measurement and the printed table."""

from __future__ import annotations

import os
import resource
import statistics
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.db import connection


def cpu(work: Callable[[], object]) -> float:
    """CPU seconds of one call: this process, its children, and the database's where it can be seen."""
    before = _cpu()
    work()
    return _cpu() - before


def _cpu() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    own = time.process_time() + children.ru_utime + children.ru_stime
    return own + _living_children() + _database()


def _living_children() -> float:
    """The reader of workbooks stays alive for the next file."""
    listed = Path("/proc/self/task").glob("*/children")
    return sum(_process(child) for children in listed for child in children.read_text().split())


def _database() -> float:
    """PostgreSQL's process behind our connection; one on another machine is not seen."""
    info = getattr(connection.connection, "info", None)
    return _process(info.backend_pid, "postgres") if info else 0


def _process(number: int | str, name: str = "") -> float:
    """CPU seconds of a process so far; in ticks, so whoever is quicker than one is measured many times."""
    with suppress(FileNotFoundError):
        command, _, rest = Path(f"/proc/{number}/stat").read_text().rpartition(")")
        fields = rest.split()
        if name in command:
            return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0


def medians(
    contestants: dict[str, Callable[[], object]],
    rounds: int,
    warm_up: int = 1,
    tidy: Callable[[], object] = lambda: None,
) -> dict[str, float]:
    """Median CPU seconds of each contestant, measured in turns; ``tidy`` runs before each, unmeasured."""
    for _ in range(warm_up):
        for work in contestants.values():
            work()
    seen: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, work in contestants.items():
            tidy()
            seen[name].append(cpu(work))
    return {name: statistics.median(values) for name, values in seen.items()}


@dataclass(frozen=True)
class Line:
    """One verdict: ``value`` should not exceed ``target`` (or reach it, with ``at_least``)."""

    name: str
    value: float
    target: float
    unit: str = "×"
    at_least: bool = False
    detail: str = ""

    @property
    def holds(self) -> bool:
        return self.value >= self.target if self.at_least else self.value <= self.target

    def __str__(self) -> str:
        sign = "≥" if self.at_least else "≤"
        verdict = "ok  " if self.holds else "MISS"
        value = f"{self.value:8.2f}{self.unit:<3} {sign} {self.target:g}{self.unit:<3}"
        return f"{verdict}  {value} {self.name}  {self.detail}".rstrip()
