"""What every factory uses, and the rows of the ground floor."""

from __future__ import annotations

import itertools

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from congress_poverty.models import SheetImport
from congress_poverty.reach import Reach, reaching
from deputies.models import (
    Region,
)

numbers = itertools.count(1)  # no two rows of a test share a name
EVERYTHING = Reach.everything("building a test's rows")


def proof(row):
    """Puts a file beside a step of a finding or task, or beside an edition; returns it."""
    row.stored_name = default_storage.save(
        f"suggestions/proof-{next(numbers)}.pdf", ContentFile(b"%PDF-1.4 %%EOF")
    )
    row.original_name, row.content_type, row.size = "佐证.pdf", "application/pdf", 14
    with reaching(EVERYTHING):
        row.save()
    return row


def sheet_import(township: Region, kind="roster", **fields) -> SheetImport:
    """A township's import as it stands after the check, without its file."""
    with reaching(EVERYTHING):
        return SheetImport.objects.create(
            kind=kind,
            county_code=township.parent.code,
            township_code=township.code,
            **{
                "file_name": "代表名册.xlsx",
                "file_path": "none.xlsx",
                "state": SheetImport.State.CHECKED,
                **fields,
            },
        )
