"""用新的覆盖: stored records take over what the rows that repeat them say, and get it back by an undo.

A row was judged like any other; what it leaves empty stays as it is, and so does what a
ledger does not decide (whose record it is, where it came from). Each record is locked, its
version moves on, so that a form that was open elsewhere notices, and the audit names what
changed. What was there before is kept with the import, tier 3 sealed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import models

from congress_poverty import audit
from congress_poverty.audit import Actor
from congress_poverty.models import SheetImport
from congress_poverty.sealed import SealedField, opened, seal, unseal

from .ledger import kinds

KEPT = frozenset(
    ("county_id", "township_id", "person_id", "household_id", "source", "recorded_by", "deputy_names")
)
_EMPTY = (None, "", [], (), 0)


def write(
    sheet_import: SheetImport,
    replaced: Iterable[tuple[type[models.Model], int, Mapping[str, Any]]],
    *,
    by: Actor,
) -> list[dict]:
    """Overwrite the records; what it takes to undo that."""
    replaced = list(replaced)
    done = []
    with _sums_of([(model, pk) for model, pk, _ in replaced]):
        for model, pk, values in replaced:
            obj = model.objects.select_for_update().get(pk=pk)
            before = {
                one.attname: _kept(sheet_import, obj, one)
                for one in model._meta.concrete_fields
                if one.attname in values and _takes(obj, one, values[one.attname])
            }
            if not before:
                continue
            for name in before:
                setattr(obj, name, values[name])
            _save(obj)
            audit.record(
                "imports.replace",
                by=by,
                obj=obj,
                detail={"import": sheet_import.code, "changed": sorted(before)},
            )
            done.append({"model": model._meta.label, "pk": pk, "version": obj.version, "before": before})
    return done


def undo(sheet_import: SheetImport, *, by: Actor) -> tuple[int, int]:
    """Give the records back what they said; how many, and how many have been changed since."""
    told = sheet_import.options.get("replaced", [])
    restored = 0
    with _sums_of([(apps.get_model(one["model"]), one["pk"]) for one in told]):
        for one in reversed(told):
            model = apps.get_model(one["model"])
            rows = model.objects.select_for_update()
            obj = rows.filter(pk=one["pk"], version=one["version"]).first()
            if obj is None:
                continue
            for name, value in one["before"].items():
                field = next(f for f in model._meta.concrete_fields if f.attname == name)
                if isinstance(field, SealedField):
                    value = unseal(value, _where(sheet_import, obj, name)) if value else ""
                setattr(obj, name, field.to_python(value))
            _save(obj)
            audit.record(
                "imports.restore",
                by=by,
                obj=obj,
                detail={"import": sheet_import.code, "changed": sorted(one["before"])},
            )
            restored += 1
    return restored, len(told) - restored


def _save(obj: models.Model) -> None:
    obj.version += 1
    obj.save()


def _takes(obj: models.Model, field: models.Field, value: Any) -> bool:
    """Whether the row says something else about this than the record."""
    if field.attname in KEPT or (value in _EMPTY and value is not False):  # 否 is said, too
        return False
    now = opened(getattr(obj, field.attname))
    if isinstance(value, (list, tuple)):
        return list(value) != list(now or ())
    return field.to_python(value) != now


def _kept(sheet_import: SheetImport, obj: models.Model, field: models.Field) -> Any:
    value = opened(getattr(obj, field.attname))
    if isinstance(field, SealedField):
        return seal(value, _where(sheet_import, obj, field.attname)) if value else ""
    return str(value) if isinstance(value, (date, Decimal)) else value


def _where(sheet_import: SheetImport, obj: models.Model, name: str) -> str:
    return f"import.{sheet_import.code}.{obj._meta.label}.{obj.pk}.{name}"


@contextmanager
def _sums_of(records: Iterable[tuple[type[models.Model], int]]):
    """The sums that follow the records are put right, as where an import is taken back."""
    ids: dict[str, list[int]] = {}
    for model, pk in records:
        ids.setdefault(model._meta.label, []).append(pk)
    lost = [(one, one.undoing(ids)) for one in kinds().values()] if ids else []
    yield
    for one, what in lost:
        one.undone(what)
