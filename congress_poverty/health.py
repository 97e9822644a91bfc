"""Is the process up (``/healthz``), and can it do its work (``/readyz``)?

Readiness has two halves. What the pages *need* (database, migrations, disk, key,
broker) makes the answer 503. What is only *watched* (the periodic jobs) makes it
``degraded`` with 200: taking the pages away would not bring a job back. Details go
to the machine itself only, and never through a proxy.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta

from celery.schedules import maybe_schedule
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from . import sealed
from .celery import app as celery_app
from .models import Pulse

RETRY_AFTER = 30  # seconds
BROKER_PATIENCE = 1  # seconds
LATE = timedelta(hours=1)
KEEP_FREE = 1 << 30  # bytes; on a small disk 5 % of it
SENTINEL = "field-key"


class NotReady(Exception):
    """One check failed; the message says what was found."""


def database() -> str:
    """A write that is rolled back: readable, writable, and nothing grows by being asked."""
    with transaction.atomic():
        Pulse.objects.update_or_create(name="readyz", defaults={"at": timezone.now()})
        if not Pulse.objects.filter(name="readyz").exists():
            raise NotReady("写入后读不到")
        transaction.set_rollback(True)
    return f"{connection.display_name} 可读可写"


def migrations() -> str:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        raise NotReady("还没有执行：" + "、".join(str(migration) for migration, _ in missing))
    return "全部执行"


def disk() -> str:
    space = shutil.disk_usage(settings.VAR)
    found = f"剩余 {space.free / (1 << 30):.1f} GB（{space.free / space.total:.0%}）"
    if space.free < min(KEEP_FREE, space.total * 0.05):
        raise NotReady(found)
    return found


def key() -> str:
    """Open the sentinel that the first start sealed: a wrong key shows before it does harm."""
    where = f"pulse.value.{SENTINEL}"
    fresh = {"at": timezone.now(), "value": sealed.seal(SENTINEL, where)}
    sentinel, _made = Pulse.objects.get_or_create(name=SENTINEL, defaults=fresh)
    try:
        sealed.unseal(sentinel.value, where)
    except sealed.SealBroken as error:
        raise NotReady("FIELD_KEYS 打不开已加密的数据，请放回原来的密钥") from error
    return "能打开已加密的数据"


def broker() -> str:
    if settings.CELERY_TASK_ALWAYS_EAGER:
        return "任务就地执行"
    quick = {"socket_timeout": BROKER_PATIENCE, "socket_connect_timeout": BROKER_PATIENCE}
    transport = {**celery_app.conf.broker_transport_options, **quick}
    with celery_app.connection_for_write(transport_options=transport) as link:
        link.ensure_connection(max_retries=1, interval_start=0, timeout=BROKER_PATIENCE)
        link.default_channel.close()
    return "有响应"


def periodic_jobs() -> str:
    now = timezone.now()
    late = []
    for entry in celery_app.conf.beat_schedule.values():
        ran = Pulse.objects.filter(name=entry["task"]).first()
        if ran is None:
            late.append(f"{entry['task']} 还没有运行过")
        elif maybe_schedule(entry["schedule"], app=celery_app).remaining_estimate(ran.at) < -LATE:
            late.append(f"{entry['task']} 上次运行在 {timezone.localtime(ran.at):%Y-%m-%d %H:%M}")
    if late:
        raise NotReady("；".join(late))
    return f"按时（{timezone.localtime(now):%H:%M} 检查）"


NEEDED: dict[str, Callable[[], str]] = {
    "database": database,
    "migrations": migrations,
    "disk": disk,
    "key": key,
    "broker": broker,
}
WATCHED: dict[str, Callable[[], str]] = {"periodic_jobs": periodic_jobs}


def ask(check: Callable[[], str]) -> dict:
    """What one check found, for the probe and for the page of the system administrator."""
    try:
        return {"ok": True, "detail": check()}
    except NotReady as found:
        return {"ok": False, "detail": str(found)}
    except Exception as error:  # a health page answers whatever is broken
        return {"ok": False, "detail": f"{type(error).__name__}: {error}"}


def _asked_on_this_machine(request: HttpRequest) -> bool:
    direct = "HTTP_X_FORWARDED_FOR" not in request.META  # behind a proxy everybody comes from 127.0.0.1
    return direct and request.META.get("REMOTE_ADDR") in ("127.0.0.1", "::1")


@never_cache
@require_safe
@login_not_required
def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
@login_not_required
def readyz(request: HttpRequest) -> JsonResponse:
    needed = {name: ask(check) for name, check in NEEDED.items()}
    watched = {name: ask(check) for name, check in WATCHED.items()}
    ready = all(found["ok"] for found in needed.values())
    status = "not ready" if not ready else "ready" if all(f["ok"] for f in watched.values()) else "degraded"
    body: dict = {"status": status}
    if _asked_on_this_machine(request):
        body["checks"] = {**needed, **watched}
    response = JsonResponse(body, status=200 if ready else 503, json_dumps_params={"ensure_ascii": False})
    if not ready:
        response["Retry-After"] = str(RETRY_AFTER)
    return response
