"""The state of the installation in words: versions, checks, jobs, queue, storage."""

from __future__ import annotations

import platform
import shutil
from pathlib import Path

import django
from celery import __version__ as celery_version
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from kombu.exceptions import ChannelError

from congress_poverty import health
from congress_poverty.celery import app as celery_app
from congress_poverty.models import Pulse

CHECK_LABELS = {
    "database": "数据库",
    "migrations": "数据库结构",
    "disk": "磁盘",
    "key": "加密密钥",
    "broker": "任务队列",
    "periodic_jobs": "定期任务",
}
JOB_LABELS = {
    "assessment.tasks.run_duties": "报告期限和催报",
    "suggestions.tasks.lapse_unrated": "到期未评价的答复",
    "congress_poverty.imports.tasks.expire": "清理过期的台账文件",
    "congress_poverty.tasks.clear_sessions": "清理过期登录",
    "congress_poverty.tasks.send_outbox": "发短信和邮件",
}


def checks() -> list[dict]:
    """The checks of ``/readyz``, in words."""
    found = []
    for name, check in (health.NEEDED | health.WATCHED).items():
        answer = health.ask(check)
        for task, label in JOB_LABELS.items():
            answer["detail"] = answer["detail"].replace(task, label)
        found.append({"label": CHECK_LABELS.get(name, name), **answer})
    return found


def jobs() -> list[dict]:
    """Each periodic job with the last time it succeeded."""
    last = dict(Pulse.objects.values_list("name", "at"))
    return [
        {"label": JOB_LABELS.get(entry["task"], entry["task"]), "at": last.get(entry["task"])}
        for entry in celery_app.conf.beat_schedule.values()
    ]


def versions() -> list[tuple[str, str]]:
    """What runs here."""
    return [
        ("代表行动台账", _own_version()),
        ("Python", platform.python_version()),
        ("Django", django.get_version()),
        ("Celery", celery_version),
        ("数据库", _database_version()),
        ("操作系统", f"{platform.system()} {platform.release()}"),
    ]


def _own_version() -> str:
    for line in (settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8").splitlines():
        if line.startswith("version"):
            return line.split('"')[1]
    return ""


def _database_version() -> str:
    if connection.vendor == "postgresql":
        major, minor = divmod(connection.pg_version, 10_000)
        return f"PostgreSQL {major}.{minor}"
    return f"SQLite {'.'.join(map(str, connection.Database.sqlite_version_info))}"


def storage() -> list[tuple[str, str]]:
    """How much room the data takes and how much is left."""
    disk = shutil.disk_usage(settings.VAR)
    rows = [("磁盘", f"共 {_size(disk.total)}，剩余 {_size(disk.free)}")]
    if connection.vendor == "sqlite":
        path = Path(str(settings.DATABASES["default"]["NAME"]))
        if path.is_file():
            rows.append(("数据库文件", _size(path.stat().st_size)))
    media = Path(settings.MEDIA_ROOT)
    photos = [path.stat().st_size for path in media.rglob("*") if path.is_file()] if media.is_dir() else []
    rows.append(("照片和文件", f"{len(photos)} 个，{_size(sum(photos))}"))
    return [*rows, ("等待的任务", queue_length())]


def queue_length() -> str:
    """Messages that no worker has taken yet."""
    if settings.CELERY_TASK_ALWAYS_EAGER:
        return "没有队列，任务就地执行"
    if settings.CELERY_BROKER_URL.startswith("filesystem"):
        folder = Path(settings.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_in"])
        return f"{len(list(folder.glob('*.msg')))} 个"
    try:
        with celery_app.connection_for_read() as link:
            return f"{link.default_channel.queue_declare(queue='celery', passive=True).message_count} 个"
    except ChannelError:
        return "0 个"  # the queue is made with the first message
    except Exception as error:  # a status page answers whatever is broken
        return f"任务队列没有回应（{type(error).__name__}）"


def open_sessions(*, at) -> int:
    """Sessions that have not run out."""
    return Session.objects.filter(expire_date__gt=at).count()


def _size(count: int) -> str:
    size = float(count)
    for unit in ("字节", "KB", "MB", "GB"):
        if size < 1024 or unit == "GB":
            return f"{size:.0f} {unit}" if unit in ("字节", "KB") else f"{size:.1f} {unit}"
        size /= 1024
    return ""
