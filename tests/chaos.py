"""``make chaos``: a county's phones come back after a week, and the servers keep dying.

40 phones hand in 60 visits each to two web workers, one of which is killed every second.
Replies are lost on the way. Afterwards every acknowledged visit is in the tables once. Prints how long an
item took from the first try to its receipt. ``DATABASE_URL`` chooses PostgreSQL; otherwise it is SQLite.
"""

from __future__ import annotations

import argparse
import hashlib
import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 600  # seconds for everything


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def build(phones: int) -> list[tuple[str, str]]:
    """A county with so many deputies; the token of each phone and the household it visits."""
    from django.utils import timezone

    from deputies import roles
    from tests import factories as make

    county = make.county()
    make.campaign(county)
    town = make.township(county, "东乡")
    village = make.village(town)
    made = []
    for number in range(phones):
        deputy = make.deputy(town, f"代表{number}")
        household = make.household(village, f"户主{number}")
        make.pairing(deputy, household)
        account = make.account(deputy.name, person=deputy)
        make.post(account, roles.DEPUTY, county)
        token = f"chaos-{number}-{uuid.uuid4().hex}"
        make.phone(account, token, used_on=timezone.localdate())
        made.append((token, household.code))
    return made


class Phone(threading.Thread):
    """One phone with a full queue; it gives up on nothing."""

    def __init__(self, port: int, token: str, household: str, visits: int, today: str, seed: int):
        super().__init__(daemon=True)
        self.port, self.cookie = port, f"phone={token}; csrftoken={'c' * 32}"
        self.random = random.Random(seed)
        self.queue = [self._item(household, today, number) for number in range(visits)]
        self.acknowledged: dict[str, str] = {}
        self.took: list[float] = []
        self.tries = self.lost = 0

    @staticmethod
    def _item(household: str, today: str, number: int) -> dict:
        body = {"household": household, "visited_on": today, "mode": "入户走访", "note": f"第{number}次走访"}
        text = json.dumps(body, ensure_ascii=False)
        sha = hashlib.sha256(text.encode()).hexdigest()
        return {"token": str(uuid.uuid4()), "kind": "visit", "schema": 1, "body": text, "sha": sha}

    def run(self):
        for item in self.queue:
            begun, pause = time.monotonic(), 0.1
            while not self._hand_in(item):
                time.sleep(pause * (0.5 + self.random.random()))
                pause = min(pause * 1.5, 2)
            self.took.append(time.monotonic() - begun)

    def _hand_in(self, item: dict) -> bool:
        self.tries += 1
        with suppress(OSError, http.client.HTTPException, ValueError):
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
            headers = {"Content-Type": "application/json", "Cookie": self.cookie, "X-CSRFToken": "c" * 32}
            connection.request("POST", "/m/sync/", json.dumps(item).encode(), headers)
            if self.random.random() < 0.05:  # the signal is gone before the reply
                self.lost += 1
                time.sleep(0.05)
                connection.close()
                return False
            said = json.loads(connection.getresponse().read())
            connection.close()
            if said["answer"] == "stored" and (said["token"], said["sha"]) == (item["token"], item["sha"]):
                self.acknowledged[item["token"]] = said["receipt"]["id"]
                return True
            if said["answer"] == "retry":
                time.sleep(1)
        return False


def warm():
    """The program with its addresses loaded, so that a new worker answers at once."""
    from django.urls import get_resolver

    from congress_poverty.wsgi import application

    get_resolver().resolve("/m/sync/")
    return application


class Web:
    """Two workers; ``kill`` ends one of them without a word, and another takes its place."""

    def __init__(self, port: int, env: dict, log: Path):
        command = [sys.executable, "-m", "gunicorn", "tests.chaos:warm()", "--bind", f"127.0.0.1:{port}"]
        options = ["--workers", "2", "--threads", "8", "--timeout", "60", "--log-level", "critical"]
        options.append(
            "--preload"
        )  # a new worker is there at once: what is measured is its death, not its start
        self.process = subprocess.Popen([*command, *options], cwd=ROOT, env=env, stderr=log.open("wb"))
        self.kills = 0

    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]

    def kill(self, choose: random.Random) -> None:
        if workers := self.workers():
            with suppress(ProcessLookupError):
                os.kill(choose.choice(workers), signal.SIGKILL)
                self.kills += 1

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)


def wait_until_up(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.2)
    raise SystemExit("网页服务没有启动。")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--phones", type=int, default=40)
    parser.add_argument("--visits", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="chaos-"))
    os.environ |= {"VAR_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "congress_poverty.settings"}
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases
    from django.utils import timezone

    # On a server the test database, so that nobody's rows are touched.
    on_server = connection.vendor == "postgresql"
    if on_server:
        old = setup_databases(verbosity=0, interactive=False)
        os.environ["DATABASE_URL"] = _named(os.environ["DATABASE_URL"], connection.settings_dict["NAME"])
    else:
        call_command("migrate", verbosity=0)
    phones = build(options.phones)
    today = timezone.localdate().isoformat()
    connection.close()
    port = free_port()
    web = Web(port, os.environ | {"PYTHONUTF8": "1"}, folder / "web.log")
    try:
        wait_until_up(port)
        ranks = [
            Phone(port, token, household, options.visits, today, options.seed + number)
            for number, (token, household) in enumerate(phones)
        ]
        begun, choose = time.monotonic(), random.Random(options.seed)
        for phone in ranks:
            phone.start()
        while any(phone.is_alive() for phone in ranks) and time.monotonic() - begun < PATIENCE:
            time.sleep(1)
            web.kill(choose)
        took = time.monotonic() - begun
    finally:
        web.stop()
    code = judge(ranks, web, took, connection.vendor)
    if on_server:
        connection.close()
        teardown_databases(old, verbosity=0)
    return code


def _named(url: str, name: str) -> str:
    return f"{url.rsplit('/', 1)[0]}/{name}"


def judge(ranks: list[Phone], web: Web, took: float, vendor: str) -> int:
    from congress_poverty import audit
    from congress_poverty.reach import Reach, reaching
    from visits.models import SyncReceipt, Visit

    acknowledged = {token: code for phone in ranks for token, code in phone.acknowledged.items()}
    wanted = sum(len(phone.queue) for phone in ranks)
    with reaching(Reach.everything("chaos counts what is left")):
        visits = list(Visit.objects.values_list("client_uuid", "code"))
        receipts = SyncReceipt.objects.count()
        chain = audit.verify()
    there = {str(token): code for token, code in visits}
    lost = [token for token, code in acknowledged.items() if there.get(token) != code]
    times = sorted(time for phone in ranks for time in phone.took)
    p95 = times[int(len(times) * 0.95)] if times else float("nan")
    median = times[len(times) // 2] if times else float("nan")
    say(f"{vendor}: {len(ranks)} phones, {wanted} visits, {sum(p.tries for p in ranks)} tries, "
        f"{sum(p.lost for p in ranks)} replies lost, {web.kills} workers killed, {took:.0f} s")  # fmt: skip
    say(f"acknowledged {len(acknowledged)}, stored {len(visits)}, receipts {receipts}, "
        f"acknowledged but not stored {len(lost)}, stored twice {len(visits) - len(there)}")  # fmt: skip
    say(f"an item from the first try to its receipt: median {median:.2f} s, p95 {p95:.2f} s")
    whole = len(acknowledged) == wanted == len(visits) == receipts and not lost and not chain
    say("Everything acknowledged is stored once." if whole else f"NOT WHOLE. {chain}")
    return 0 if whole else 1


if __name__ == "__main__":
    raise SystemExit(main())
