"""A hundred thousand visits out to a workbook: ours, and XlsxWriter in constant memory."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from django.db import connection

from .measure import Line, medians

FIELDS = (
    "code", "township__name", "household__village__name", "household__head_name", "household__category",
    "household__population", "visited_on", "mode", "met_whom", "deputy_names", "note", "issue", "result",
    "next_step", "amount", "goods", "source", "recorded_by", "received_at", "version",
)  # fmt: skip


def run(scale: int) -> list[Line]:
    """CPU against XlsxWriter with the same queryset; memory added, and that it stays flat."""
    with tempfile.TemporaryDirectory() as folder:
        times = medians(
            {
                name: lambda name=name: _child(name, Path(folder) / f"{name}.xlsx", 100_000)
                for name in ("ours", "xlsxwriter")
            },
            rounds=3,
            warm_up=0,
        )
        small = _child("ours", Path(folder) / "small.xlsx", 20_000)
        large = _child("ours", Path(folder) / "large.xlsx", 100_000)
    detail = f"{times['ours']:.1f} s against {times['xlsxwriter']:.1f} s"
    return [
        Line(
            "1a export of 100,000 visits × 20, CPU against XlsxWriter constant_memory",
            times["ours"] / times["xlsxwriter"],
            0.4,
            detail=detail,
        ),
        Line("1a memory that the export adds", large, 48, unit="MiB"),
        Line("1a memory of five times the rows", large / max(small, 1), 1.2),
    ]


def _child(writer: str, target: Path, rows: int) -> float:
    """Run one export in a process of its own; returns the MiB it added."""
    environment = {**os.environ, "BENCH_DATABASE": str(connection.settings_dict["NAME"])}
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.one_export", writer, str(target), str(rows)],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return float(done.stdout)
