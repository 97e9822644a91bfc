"""The real thing: broker, Celery worker with beat, web server, and nothing left afterwards."""

import json
import os
import signal
import socket
import time
import urllib.request
from contextlib import ExitStack
from pathlib import Path

import pytest

pytestmark = pytest.mark.stack


def processes_of(folder: Path) -> list[str]:
    """Command lines of the processes that work in the checkout."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                if folder in (cwd := (entry / "cwd").resolve(strict=True), *cwd.parents):
                    found.append((entry / "cmdline").read_bytes().replace(b"\0", b" ").decode())
            except OSError:  # gone meanwhile
                continue
    return found


def wait_until(condition, *, seconds: float):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.1)
    return condition()


def readiness(port: int) -> dict:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=10) as answer:
        return json.load(answer)


def wait_for_address(process) -> str:
    said = []
    for line in process.stdout:
        said.append(line)
        if "Open:" in line:
            return "".join(said)
    raise AssertionError("the launcher ended:\n" + "".join(said))


def test_it_works_stops_on_ctrl_c_and_leaves_nothing_when_killed(launch, checkout, free_port, servers):
    process = launch(PORT=str(free_port), **servers)
    assert f"http://127.0.0.1:{free_port}/" in wait_for_address(process)

    # The worker took this job from the broker when it came up, and finished it.
    def unfinished() -> bool:
        return "clear_sessions" in readiness(free_port)["checks"]["periodic_jobs"]["detail"]

    assert wait_until(lambda: not unfinished(), seconds=15), readiness(free_port)

    with ExitStack() as idle:  # browsers open connections in advance, some for every person
        for _ in range(8):
            idle.enter_context(socket.create_connection(("127.0.0.1", free_port)))
        asked = time.monotonic()
        readiness(free_port)
        assert time.monotonic() - asked < 3

    process.send_signal(signal.SIGINT)
    assert process.wait(15) == 0
    assert processes_of(checkout) == []

    again = launch(PORT=str(free_port), **servers)
    wait_for_address(again)
    os.kill(again.pid, signal.SIGKILL)
    assert wait_until(lambda: not processes_of(checkout), seconds=10), processes_of(checkout)
