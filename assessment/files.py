"""The one door for files beside rows of this room: through the gate in, through a view out."""

from __future__ import annotations

from datetime import date

from visits import papers as gate

from .models.files import WithFile

ACCEPT = gate.ACCEPT
Sheet = gate.Sheet
admit = gate.admit
download_name = gate.download_name


def keep(row: WithFile, sheet: Sheet | None, *, on: date) -> None:
    """Store a file that passed the gate and note it on ``row``, which the caller saves.

    A transaction that fails afterwards leaves a file that no row names: nobody can reach it.
    """
    if sheet is None:
        return
    row.stored_name = gate.store(sheet, on=on, folder="documents")
    row.original_name, row.content_type = sheet.original_name, sheet.content_type
    row.size = len(sheet.content)
