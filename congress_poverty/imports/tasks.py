"""Checking and committing where it suits: a short ledger at once, a long one in the worker.

What was asked for stands in ``SheetImport.options`` until it is done, and whoever works on an
import holds a lock on a file beside it. So a message that comes twice does nothing twice, and
a run whose process died is seen (asked for, but locked by nobody) and can be begun again.
"""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from kombu.exceptions import OperationalError

from congress_poverty import notices
from congress_poverty.audit import Actor
from congress_poverty.models import Notice, SheetImport
from congress_poverty.reach import reaching
from congress_poverty.refusals import Refused

from . import actions
from .engine import EVERYTHING

CHECK, COMMIT = "check", "commit"
SHORT_BYTES = 400_000
"""A file up to this size is judged within the request: two seconds at most, no page to wait on."""
PATIENCE = 10
"""Seconds after which a run that nobody has begun is offered to the person who waits."""

State = SheetImport.State


def is_short(sheet_import: SheetImport) -> bool:
    try:
        return actions.path_of(sheet_import).stat().st_size <= SHORT_BYTES
    except OSError:
        return True


def asked(sheet_import: SheetImport) -> str:
    """What was asked for and is not done yet: ``check``, ``commit`` or nothing."""
    what = sheet_import.options.get("asked", {}).get("what", "")
    running = {State.CHECKING: CHECK, State.COMMITTING: COMMIT}
    return what or running.get(sheet_import.state, "")


def is_stuck(sheet_import: SheetImport) -> bool:
    """Asked for a while ago, and nobody is at it: no worker, or one that died."""
    since = time.time() - sheet_import.options.get("asked", {}).get("at", 0)
    if since < PATIENCE:
        return False
    with _alone(sheet_import) as mine:
        return mine


def ask(sheet_import: SheetImport, what: str, *, by: Actor, here: bool = False) -> None:
    """Have an import checked or committed; with ``here`` before this returns."""
    (actions.folder() / f"{sheet_import.code}.cancel").unlink(missing_ok=True)
    sheet_import.options = {**sheet_import.options, "asked": {"what": what, "at": time.time()}}
    if what == COMMIT or sheet_import.message.startswith("已停止"):
        sheet_import.message = ""
    sheet_import.save(update_fields=["options", "message"])
    if here or is_short(sheet_import) or settings.CELERY_TASK_ALWAYS_EAGER:
        work(sheet_import.code, what, by=by)
        return
    transaction.on_commit(lambda: _send(sheet_import, what, by))


def _send(sheet_import: SheetImport, what: str, by: Actor) -> None:
    # Without a broker the page itself offers to run here.
    with suppress(OperationalError, OSError):
        run.apply_async(args=[sheet_import.code, what, asdict(by)], retry=False)


def give_up(sheet_import: SheetImport) -> None:
    """Take back what was asked for and not begun."""
    options = {key: value for key, value in sheet_import.options.items() if key != "asked"}
    SheetImport.objects.filter(pk=sheet_import.pk).update(options=options)


@shared_task
def run(code: str, what: str, actor: dict) -> None:
    """The worker's doorway."""
    by = Actor(**actor)
    if work(code, what, by=by):
        _tell(code, what, by)


@shared_task
def expire() -> None:
    """Once a day: ledgers whose import is over and can no longer be undone."""
    actions.expire(now=timezone.now())


def work(code: str, what: str, *, by: Actor) -> bool:
    """Do what was asked for, unless somebody is at it or has done it; whether this call did."""
    with reaching(EVERYTHING):
        sheet_import = SheetImport.objects.filter(code=code).first()
        if sheet_import is None:
            return False
        with _alone(sheet_import) as mine:
            sheet_import.refresh_from_db()
            if not mine or sheet_import.options.get("asked", {}).get("what") != what:
                return False
            _begin_again(sheet_import)
            try:
                if what == CHECK:
                    actions.check(sheet_import, today=timezone.localdate(), by=by)
                else:
                    actions.commit(sheet_import, today=timezone.localdate(), now=timezone.now(), by=by)
            except Refused as refused:
                sheet_import.message = refused.sentence
                sheet_import.save(update_fields=["message"])
            finally:
                sheet_import.refresh_from_db()
                _begin_again(sheet_import)
                give_up(sheet_import)
    return True


def _begin_again(sheet_import: SheetImport) -> None:
    """Nobody is at it: a state that says otherwise was left by a run that died."""
    before = {State.CHECKING: State.MAPPED, State.COMMITTING: State.CHECKED}
    if sheet_import.state in before:
        sheet_import.state = before[sheet_import.state]
        sheet_import.save(update_fields=["state"])


@contextmanager
def _alone(sheet_import: SheetImport) -> Iterator[bool]:
    """Whether nobody else works on this import; if so, nobody will until the block ends."""
    with (actions.folder() / f"{sheet_import.code}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def _tell(code: str, what: str, by: Actor) -> None:
    """Who asked may have gone on to other things: a line in the bell."""
    with reaching(EVERYTHING):
        sheet_import = SheetImport.objects.filter(code=code).first()
    if sheet_import is None or by.account_id is None:
        return
    name = sheet_import.file_name
    words = {
        State.CHECKED: f"“{name}”检查完了：{sheet_import.accepted} 行可以导入，"
        f"{sheet_import.refused} 行要修改。",
        State.COMMITTED: f"“{name}”已导入 {sheet_import.accepted} 行。",
        State.FAILED: f"“{name}”没有成功：{sheet_import.message}",
    }
    if sheet_import.state not in words:
        return
    page = "imports:check" if what == CHECK else "imports:done"
    notices.tell(
        [by.account_id],
        key=f"import:{code}:{what}:{timezone.now():%Y%m%d%H%M}",
        text=words[sheet_import.state],
        url=reverse(page, args=[code]),
        group=Notice.Group.FOR_INFO,
    )
