"""A file, whatever its name says, → a :class:`Workbook` of plain cells, or one sentence why not.

``read_workbook(path)`` lets a limited child process (``parse``) do the parsing: it may
run out of memory or time, or die, without harm to the caller. The child is kept for the
next file, because ninety ledgers usually come in a row; it ends by itself when idle.

Cells are ``None`` (empty), ``str``, ``int`` (also for a whole number stored as 3.0),
``float``, ``bool``, ``date`` or ``datetime``. A number stays a number, because an
identity number that became one has lost digits. An error cell holds the error's text
(``#DIV/0!``); a formula saved without its result holds ``#公式无结果``.
"""

import atexit
import gc
import json
import os
import pickle
import select
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path

from congress_poverty.refusals import Refused

from . import parse

Cell = object


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one file may ask for."""

    file_bytes: int = 20 * 2**20
    unpacked_bytes: int = 200 * 2**20
    ratio: int = 150
    entries: int = 1000
    sheets: int = 500
    rows: int = 110_000  # 100,000 records with their titles and subtotals
    columns: int = 256
    cells: int = 10_000_000
    memory_bytes: int = 2**30
    cpu_seconds: int = 60
    wall_seconds: int = 90


@dataclass(slots=True)
class Grid:
    """One sheet. Row and column numbers are 1-based, as a person sees them."""

    name: str
    state: str = "visible"
    rows: list[list[Cell]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)  # top, left, bottom, right
    hidden_columns: list[int] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)

    def cell(self, row: int, column: int) -> Cell:
        cells = self.rows[row - 1] if 0 < row <= len(self.rows) else ()
        return cells[column - 1] if 0 < column <= len(cells) else None


@dataclass(slots=True)
class Workbook:
    """``format`` is what the content is (xlsx, xls, csv, html), not what the name says."""

    format: str
    encoding: str
    sheets: list[Grid]


def read_workbook(path: str | os.PathLike, *, limits: Limits = Limits()) -> Workbook:
    """Read one file, or raise :class:`Refused` with a code ``F_…`` and a sentence.

    >>> read_workbook("走访记录.xls").sheets[0].rows[0]
    ['向阳乡人大代表走访记录', None, None]
    """
    path = Path(path)
    if not path.is_file():
        raise Refused(f"找不到文件“{path.name}”，请重新选择。", code="F_TYPE")
    try:
        return _ask_child(path, limits, "calamine")
    except _ChildDied as death:
        if death.out_of_bounds:
            raise _gave_up(path) from None
    try:
        return _ask_child(path, limits, "openpyxl")
    except _ChildDied:
        raise _gave_up(path) from None


def read_text_block(text: str) -> Workbook:
    """A block pasted from a spreadsheet program: tabs between cells, quotes around line breaks."""
    rows = parse.split_text(text)
    if rows is None:
        rows = [[line] for line in text.splitlines()]
    limits = Limits()
    if len(rows) > limits.rows or max(map(len, rows), default=0) > limits.columns:
        raise Refused(
            f"粘贴的内容太大，最多 {limits.rows} 行 {limits.columns} 列，请改为上传文件。", code="F_TOO_LARGE"
        )
    cells = [[parse.text_cell(cell) for cell in row] for row in rows]
    return Workbook("text", "utf-8", [Grid("粘贴的内容", rows=cells)])


def _gave_up(path: Path) -> Refused:
    return Refused(
        f"读“{path.name}”超出了内存或时间限度，表里可能有大片空白格式或隐藏内容，"
        "请新建一张表，只复制需要的行列，另存为 .xlsx 再上传。",
        code="F_TOO_LARGE",
    )


# --- the child process -------------------------------------------------------------------


class _ChildDied(Exception):
    def __init__(self, out_of_bounds: bool):
        super().__init__("the parsing child died")
        self.out_of_bounds = out_of_bounds


class _PlainPickle(pickle.Unpickler):
    """What a child sends is data: nothing may be constructed from it."""

    def find_class(self, module, name):
        raise pickle.UnpicklingError(f"{module}.{name} does not belong in a sheet")


# Enough to start Python and no more: a parser has no business with our keys.
_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "PYTHONHOME", "PYTHONPATH", "TMPDIR")


class _Child:
    def __init__(self):
        self.process = subprocess.Popen(  # noqa: S603 our own script, no shell
            [sys.executable, "-P", "-X", "utf8", parse.__file__],
            env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.owner = os.getpid()

    def frames(self, request: dict, wall_seconds: float) -> Iterable[tuple]:
        deadline = time.monotonic() + wall_seconds
        try:
            self.process.stdin.write(json.dumps(request).encode() + b"\n")
            self.process.stdin.flush()
            while True:
                (length,) = struct.unpack("<I", self._read(4, deadline))
                frame = _PlainPickle(BytesIO(self._read(length, deadline))).load()
                yield frame
                if frame[0] in ("book", "refused"):
                    return
        except BrokenPipeError:
            raise self._died() from None

    def _read(self, length: int, deadline: float) -> bytes:
        """Exactly so many bytes from the child, or its death."""
        out, parts = self.process.stdout.fileno(), []
        while length:
            if not select.select([out], [], [], max(0, deadline - time.monotonic()))[0]:
                self.close()
                raise _ChildDied(out_of_bounds=True)
            part = os.read(out, min(length, 1 << 20))
            if not part:
                raise self._died()
            parts.append(part)
            length -= len(part)
        return b"".join(parts)

    def _died(self) -> _ChildDied:
        code = self.process.wait()
        self.close()
        return _ChildDied(out_of_bounds=code in (-signal.SIGXCPU, -signal.SIGKILL))

    def usable(self) -> bool:
        return self.owner == os.getpid() and self.process.poll() is None

    def close(self) -> None:
        if self.owner != os.getpid():
            return  # made before a fork: it belongs to the parent
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()


_idle: list[_Child] = []
_lock = threading.Lock()


def _ask_child(path: Path, limits: Limits, engine: str) -> Workbook:
    request = {"path": str(path.resolve()), "limits": asdict(limits), "engine": engine}
    child = _take()
    sheets: list[Grid] = []
    finished = False
    collecting = gc.isenabled()
    gc.disable()  # many lists at once, none of them garbage
    try:
        for frame in child.frames(request, limits.wall_seconds):
            if frame[0] == "rows":
                sheets[-1].rows += _with_dates(frame[1], frame[2])
            elif frame[0] == "sheet":
                sheets.append(Grid(**frame[1]))
            else:
                finished = True
    finally:
        if collecting:
            gc.enable()
        # A child that had a large file keeps its memory: let it go.
        if finished and path.stat().st_size < 2 * 2**20:
            _give_back(child)
        elif child.process.returncode is None:
            child.close()
    if frame[0] == "refused":
        raise Refused(frame[2], code=frame[1])
    return Workbook(frame[1]["format"], frame[1]["encoding"], sheets)


def _with_dates(rows: list[list[Cell]], dates: list[tuple[int, int, int, int]]) -> list[list[Cell]]:
    for row, column, day, second in dates:
        if second < 0:
            rows[row][column] = date.fromordinal(day)
        else:
            rows[row][column] = datetime.fromordinal(day) + timedelta(seconds=second)
    return rows


def _take() -> _Child:
    with _lock:
        while _idle:
            child = _idle.pop()
            if child.usable():
                return child
            child.close()
    return _Child()


def _give_back(child: _Child) -> None:
    with _lock:
        if not _idle:
            _idle.append(child)
            return
    child.close()


@atexit.register
def _close_idle() -> None:
    while _idle:
        _idle.pop().close()
