"""Take back what was imported, and let go of files that nothing needs any more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.apps import apps
from django.db import models, transaction

from congress_poverty import audit
from congress_poverty.audit import Actor
from congress_poverty.models import SheetImport
from congress_poverty.reach import reaching
from congress_poverty.refusals import Refused

from .. import replacing
from ..engine import EVERYTHING
from ..ledger import kinds
from .files import drop_file, path_of, tidy
from .states import State, expect

UNDO_DAYS = 7
KEPT_DAYS = 30  # how long an import waits that nobody goes on with


def expire(*, now: datetime) -> int:
    """Drop the files that nothing needs any more; how many.

    A ledger is full of personal data and lies here as it was brought: it goes when its
    import can no longer be undone, or when nobody has gone on with it for a month. The
    record of the import and of each row's fate stays.
    """
    with reaching(EVERYTHING):
        done = SheetImport.objects.filter(
            state__in=(State.COMMITTED, State.UNDONE, State.CANCELLED),
            created_at__lt=now - timedelta(days=UNDO_DAYS),
        ).exclude(committed_at__gte=now - timedelta(days=UNDO_DAYS))
        left = SheetImport.objects.filter(created_at__lt=now - timedelta(days=KEPT_DAYS)).exclude(
            state__in=(State.COMMITTED, State.UNDONE, State.CANCELLED)
        )
        gone = [one for one in (*done, *left) if one.file_path and path_of(one).exists()]
        for one in gone:
            drop_file(one)
            tidy(one)
    return len(gone)


def undo_preview(sheet_import: SheetImport) -> tuple[int, int]:
    """How many records an undo would delete, and how many it would leave."""
    with reaching(EVERYTHING):
        made = _made(sheet_import)
        going = sum(len(ids) for ids in _untouched(made).values())
    return going, sum(len(ids) for ids in made.values()) - going


def can_undo(sheet_import: SheetImport, *, now: datetime) -> bool:
    return (
        sheet_import.state == State.COMMITTED
        and sheet_import.committed_at is not None
        and now - sheet_import.committed_at <= timedelta(days=UNDO_DAYS)
    )


@transaction.atomic
def undo(sheet_import: SheetImport, *, now: datetime, by: Actor) -> SheetImport:
    """Take back the rows nobody has touched or built upon since."""
    sheet_import = SheetImport.objects.select_for_update().get(pk=sheet_import.pk)
    expect(sheet_import, State.COMMITTED)
    if not can_undo(sheet_import, now=now):
        raise Refused(f"导入已超过 {UNDO_DAYS} 天，不能再撤销。", code="E_UNDO_LATE")
    with reaching(EVERYTHING):
        made = _made(sheet_import)
        removable = _untouched(made)
        gone = {model._meta.label: sorted(ids) for model, ids in removable.items() if ids}
        lost = [(one, one.undoing(gone)) for one in kinds().values()]
        removed = _delete(removable)
        for one, what in lost:
            one.undone(what)
        restored, kept = replacing.undo(sheet_import, by=by)
    left = sum(len(ids) for ids in made.values()) - removed + kept
    sheet_import.state, sheet_import.undone_at = State.UNDONE, now
    sheet_import.message = (
        f"已撤销，删除了 {removed} 条记录"
        + (f"，{restored} 条改回了原样" if restored else "")
        + (f"；{left} 条已被修改、使用或删除，没有动。" if left else "。")
    )
    sheet_import.save(update_fields=["state", "undone_at", "message"])
    audit.record(
        "imports.undo",
        by=by,
        obj=sheet_import,
        detail={"removed": removed, "restored": restored, "left": left},
    )
    return sheet_import


def _made(sheet_import: SheetImport) -> dict[type[models.Model], set[int]]:
    return {
        apps.get_model(label): {pk for low, high in ranges for pk in range(low, high + 1)}
        for label, ranges in sheet_import.made.items()
    }


def _untouched(made: Mapping[type[models.Model], set[int]]) -> dict[type[models.Model], set[int]]:
    """Of what was made, what is still as it was and carries nothing that was not made with it."""
    left: dict[type[models.Model], set[int]] = {}
    for model, ids in made.items():
        found: set[int] = set()
        has_version = any(one.name == "version" for one in model._meta.concrete_fields)
        for some in _chunks(ids):
            rows = model.objects.filter(pk__in=some)
            found |= set((rows.filter(version=1) if has_version else rows).values_list("pk", flat=True))
        left[model] = found
    changed = True
    while changed:  # a row that must stay holds what it stands on, and keeps its parts
        changed = False
        for model, ids in left.items():
            held = _held(model, ids, left) | _parts(model, ids, made, left)
            if held:
                ids -= held
                changed = True
    return left


def _parts(model, ids: set[int], made: Mapping, left: Mapping) -> set[int]:
    """Rows that are a part of something made with them that stays: the deputies of a visit."""
    kept: set[int] = set()
    for one in model._meta.concrete_fields:
        if not one.is_relation or one.remote_field.on_delete is not models.CASCADE:
            continue
        staying = made.get(one.related_model, set()) - left.get(one.related_model, set())
        for some in _chunks(staying):
            rows = model.objects.filter(**{f"{one.attname}__in": some}).values_list("pk", flat=True)
            kept |= ids & set(rows)
    return kept


def _held(model, ids: set[int], left: Mapping[type[models.Model], set[int]]) -> set[int]:
    """Rows that something points at which is not going away with them."""
    held: set[int] = set()
    for relation in model._meta.related_objects:
        if relation.many_to_many or relation.on_delete is models.SET_NULL:
            continue
        other, column = relation.related_model, relation.field.attname
        going = left.get(other, set())
        for some in _chunks(ids):
            pairs = other._base_manager.filter(**{f"{column}__in": some}).values_list("pk", column)
            held |= {target for pk, target in pairs if pk not in going}
    return held


def _delete(removable: Mapping[type[models.Model], set[int]]) -> int:
    """Delete rows that point before rows that are pointed at."""
    waiting, removed = dict(removable), 0
    while waiting:
        for model in list(waiting):
            pointed = {
                relation.related_model
                for relation in model._meta.related_objects
                if relation.related_model is not model
            }
            if pointed & set(waiting):
                continue
            for some in _chunks(waiting.pop(model)):
                removed += model.objects.filter(pk__in=some)._raw_delete(model.objects.db)
            break
        else:
            raise RuntimeError("rows that point at each other in a ring")
    return removed


def _chunks(ids: Iterable[int], size: int = 500) -> Iterable[list[int]]:
    ordered = sorted(ids)
    for begin in range(0, len(ordered), size):
        yield ordered[begin : begin + size]
