"""The acts of an import: start, map, check, repair, commit, undo, cancel.

The wizard and the command call the same ones. A run works in the whole county (see
``engine.Run``); who may call these is decided by the page's permission, and whose rows are
written by ``SheetImport.township_code``, which the page takes from the clerk's post.
"""

from .committing import ask_to_cancel, cancel, commit, import_file
from .decisions import DISTINCT, MARKS, OVERWRITES, SEALED, note_left_out, note_mark, note_repairs
from .files import drop_file, folder, path_of, progress
from .steps import (
    Found,
    check,
    leave_out,
    map_columns,
    read_tables,
    remembered_headings,
    repair,
    start,
    tables,
)
from .undoing import KEPT_DAYS, UNDO_DAYS, can_undo, expire, undo, undo_preview

__all__ = [
    "DISTINCT",
    "KEPT_DAYS",
    "MARKS",
    "OVERWRITES",
    "SEALED",
    "UNDO_DAYS",
    "Found",
    "ask_to_cancel",
    "can_undo",
    "cancel",
    "check",
    "commit",
    "drop_file",
    "expire",
    "folder",
    "import_file",
    "leave_out",
    "map_columns",
    "note_left_out",
    "note_mark",
    "note_repairs",
    "path_of",
    "progress",
    "read_tables",
    "remembered_headings",
    "repair",
    "start",
    "tables",
    "undo",
    "undo_preview",
]
