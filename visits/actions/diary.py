"""The deputy's diary of contacts with voters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from congress_poverty import audit
from congress_poverty.audit import Actor
from congress_poverty.refusals import Refused
from deputies.roles import DEPUTY

from ..models import DiaryEntry


def may_change(entry: DiaryEntry, *, by: Actor, person: int | None) -> bool:
    """The deputy's own entries, and for the office those that it typed from paper itself."""
    if by.role == DEPUTY:
        return entry.deputy_id == person
    return entry.recorded_by == by.label


@transaction.atomic
def write_diary(
    entry: DiaryEntry, *, by: Actor, today: date, person: int | None, changed: Sequence[str] = ()
) -> DiaryEntry:
    """Write or correct an entry. ``person`` is the deputy who writes, None for the office."""
    if entry.met_on > today:
        raise Refused("日期不能晚于今天。", code="E_DATE_RANGE", field="met_on")
    if by.role == DEPUTY and entry.deputy_id != person:
        raise Refused("记事簿一人一本，只能写自己的。", field="deputy")
    if entry.voter_id is None and not entry.voter_name.strip():
        raise Refused("请选固定联系的选民，或写选民怎么称呼。", field="voter_name")
    if entry.voter_id and entry.voter.deputy_id != entry.deputy_id:
        raise Refused("这位选民不是这位代表联系的。", field="voter")
    is_new = entry.pk is None
    entry.township_id = entry.deputy.township_id
    if is_new:
        entry.recorded_by = by.label
    entry.save()
    audit.record(
        "diary.write" if is_new else "diary.edit", by=by, obj=entry, detail={"changed": list(changed)}
    )
    return entry


@transaction.atomic
def remove_diary(entry: DiaryEntry, *, by: Actor) -> None:
    """It is erased; the act stays in the audit."""
    audit.record("diary.remove", by=by, obj=entry)
    entry.delete()
