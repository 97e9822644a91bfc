"""The option ``--at`` of commands that do what a periodic task does."""

from __future__ import annotations

from datetime import datetime

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone


def add_at(parser: CommandParser) -> None:
    parser.add_argument("--at", help="ISO date and time; Shanghai time where no offset is given")


def moment_of(at: str | None) -> datetime:
    """What ``--at`` says; now without it."""
    try:
        moment = datetime.fromisoformat(at) if at else timezone.now()
    except ValueError:
        raise CommandError(f"“{at}”不是时间，应写成 2026-06-10T08:00+08:00。") from None
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment
